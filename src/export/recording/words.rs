//! The words of the format, and what each of them means.

use super::LineFault;
use crate::lang::{Lang, Say};
use crate::trace::event::{
    AwaitReason, Awaitable, Clock, Complaint, How, Input, Note, ObjectKind, Outcome, Resolution, Schedule,
    State, Stream,
};

pub(super) const CLOCKS: [Clock; 2] = [Clock::Virtual, Clock::Real];
pub(super) const STREAMS: [Stream; 2] = [Stream::Stdout, Stream::Stderr];
pub(super) const KINDS: [ObjectKind; 3] =
    [ObjectKind::Generator, ObjectKind::Coroutine, ObjectKind::AsyncGenerator];
pub(super) const STATES: [State; 4] = [State::Created, State::Running, State::Suspended, State::Closed];
pub(super) const HOWS: [How; 13] = [
    How::Next,
    How::For,
    How::Send,
    How::Throw,
    How::Close,
    How::YieldFrom,
    How::Await,
    How::Task,
    How::Anext,
    How::Asend,
    How::Athrow,
    How::Aclose,
    How::Gc,
];
pub(super) const OUTCOMES: [Outcome; 6] =
    [Outcome::Ok, Outcome::Exception, Outcome::Exit, Outcome::Interrupted, Outcome::Timeout, Outcome::Died];
pub(super) const RESOLUTIONS: [Resolution; 3] =
    [Resolution::Result, Resolution::Exception, Resolution::Cancelled];
pub(super) const SCHEDULES: [Schedule; 4] =
    [Schedule::Soon, Schedule::Later, Schedule::At, Schedule::Threadsafe];
pub(super) const COMPLAINTS: [Complaint; 6] = [
    Complaint::TaskDestroyed,
    Complaint::NeverRetrieved,
    Complaint::Asyncgen,
    Complaint::Callback,
    Complaint::Shutdown,
    Complaint::Other,
];

/// The thing that the trace writes as this word.
pub(super) fn of_word<T: Copy>(
    things: impl IntoIterator<Item = T>,
    word: impl Fn(T) -> &'static str,
    text: &str,
) -> Result<T, LineFault> {
    things.into_iter().find(|thing| word(*thing) == text).ok_or_else(|| LineFault::Word(text.into()))
}

/// The state of `GEN_RUNNING`, `CORO_RUNNING` or `AGEN_RUNNING`.
pub(super) fn state(text: &str) -> Result<State, LineFault> {
    let short = text.split_once('_').map_or(text, |(_, short)| short);
    of_word(STATES, State::short, short).map_err(|_| LineFault::Word(text.into()))
}

pub(super) fn input(value: Option<String>, exception: Option<String>) -> Input {
    match (value, exception) {
        (_, Some(exception)) => Input::Exception(exception.into()),
        (Some(value), None) => Input::Value(value.into()),
        (None, None) => Input::Nothing,
    }
}

/// Stands where a name stands in a sentence that is looked for.
const GAP: &str = "\u{1}";

/// What stands in the gap of a sentence, where a text is that sentence.
fn in_gap(text: &str, sentence: &str) -> Option<Box<str>> {
    let (before, behind) = sentence.split_once(GAP)?;
    Some(text.strip_prefix(before)?.strip_suffix(behind)?.into())
}

/// What a part of asyncio waits for, where a text says one of the forms that have words of ours in them.
pub(super) fn awaitable(text: &str) -> Option<Awaitable> {
    let gap = || Box::<str>::from(GAP);
    let in_gap_of = |sentence: Awaitable| in_gap(text, &sentence.say(Lang::En));
    let is_name = |word: &str| word.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if let Some(fixed) = [Awaitable::Sleep, Awaitable::Cancel].into_iter().find(|it| it.say(Lang::En) == text)
    {
        return Some(fixed);
    }
    if let Some(of) = in_gap_of(Awaitable::NextValue { of: gap() }) {
        return Some(Awaitable::NextValue { of });
    }
    if let Some(of) = in_gap_of(Awaitable::End { of: gap() }) {
        return Some(Awaitable::End { of });
    }
    let (call, of) = text.split_once(" of ").filter(|(call, _)| is_name(call))?;
    let of = of.split(", ").map(|name| Awaitable::Named(name.into())).collect();
    Some(Awaitable::Group { call: call.into(), of }).filter(|group| group.say(Lang::En) == text)
}

pub(super) fn await_reason(suspended: bool, text: String) -> AwaitReason {
    let fixed = [AwaitReason::WentToLoop, AwaitReason::Slept, AwaitReason::Returned { what: None }];
    if let Some(reason) = fixed.into_iter().find(|reason| reason.say(Lang::En) == text) {
        return reason;
    }
    let done = AwaitReason::DoneAlready { what: Awaitable::Named(GAP.into()) };
    if let Some(what) = in_gap(&text, &done.say(Lang::En)) {
        return AwaitReason::DoneAlready { what: Awaitable::Named(what) };
    }
    let returned = AwaitReason::Returned { what: Some(GAP.into()) };
    match in_gap(&text, &returned.say(Lang::En)) {
        Some(what) => AwaitReason::Returned { what: Some(what) },
        None if suspended => AwaitReason::Slept,
        None => AwaitReason::Returned { what: Some(text.into()) },
    }
}

/// Makes a note of its only part.
type OfPart = fn(Box<str>) -> Note;

/// The note that has a topic and says a text: with its parts where the text has one of them and no more, else the words.
pub(super) fn note(topic: String, text: String) -> Note {
    let gap = || Box::<str>::from(GAP);
    let with_gap: [(Note, OfPart); 5] = [
        (Note::NeverAwaited { coroutine: gap() }, |coroutine| Note::NeverAwaited { coroutine }),
        (Note::Typed { source: gap() }, |source| Note::Typed { source }),
        (Note::CancelSwallowed { task: gap() }, |task| Note::CancelSwallowed { task }),
        (Note::CancelRefused { task: gap() }, |task| Note::CancelRefused { task }),
        (Note::AsyncgenFinalised { generator: gap() }, |generator| Note::AsyncgenFinalised { generator }),
    ];
    for (sentence, fill) in with_gap {
        if sentence.topic() == topic
            && let Some(part) = in_gap(&text, &sentence.say(Lang::En))
        {
            return fill(part);
        }
    }
    if topic == Note::WrittenForOlderPython.topic() && text == Note::WrittenForOlderPython.say(Lang::En) {
        return Note::WrittenForOlderPython;
    }
    match COMPLAINTS.into_iter().find(|about| about.topic() == topic) {
        Some(about) => Note::Complaint { about, message: text.into(), of: None, exception: None },
        None => Note::Recorded { topic: topic.into(), text: text.into() },
    }
}
