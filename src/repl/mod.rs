//! The prompt as a machine of its own: what comes in goes to [`Repl::update`], what is to be done for it comes out.
//!
//! There is no terminal, no Python process, no file and no clock in here: `front::prompt` has those, feeds every
//! [`Input`] and performs every [`Act`].

pub mod command;
mod commands;
mod driving;
mod entries;
mod lifecycle;
mod message;
pub mod plain;
pub mod record;
mod sentence;
pub mod setting;
mod shown;
pub mod words;

#[cfg(test)]
mod tests;

pub use message::{
    Act, Cause, Contents, Ended, Existing, Input, Lead, Mode, Newcomer, Place, Purpose, Stepped, Typed,
};

use std::collections::VecDeque;
use std::time::Duration;

use crate::lang::{Lang, Say};
use crate::trace::event::{Clock, Event, Stream};
use crate::trace::timeline::Timeline;
use crate::view::code::Source;
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::wire::{Drive, Pace, Request};
use driving::Driving;
use record::Record;
use sentence::Sentence;
use setting::Settings;
use shown::Shown;

/// The prompt's mark, as Python's.
pub const PROMPT: &str = ">>> ";

/// The mark of an entry's further lines, as Python's.
pub const CONTINUATION: &str = "... ";

/// The exit status after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// How many events are shown before signals and keys are looked at again.
const AT_ONCE: usize = 256;

/// Who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// Somebody to talk with.
    Learner,
    /// A script on a pipe.
    Script,
}

/// What a prompt begins with.
pub struct Setup {
    /// The language it speaks.
    pub lang: Lang,
    /// Who is there.
    pub company: Company,
    /// What was set.
    pub settings: Settings,
    /// The clock of a session at its start.
    pub clock: Clock,
    /// Python to run before the first entry.
    pub start: Option<String>,
    /// The files around it.
    pub files: Box<dyn Files>,
}

/// The files around the prompt, which only others can see.
pub trait Files {
    /// The text of a file, where there is one that can be read.
    fn text(&self, path: &str) -> Option<String>;

    /// Whether what was typed names a file.
    fn is_file(&self, typed: &str) -> bool;
}

/// What is true at the moment of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// How wide the terminal is.
    pub columns: usize,
    /// Since when the prompt is there.
    pub elapsed: Duration,
}

/// The state of a prompt.
pub struct Repl {
    lang: Lang,
    company: Company,
    settings: Settings,
    files: Box<dyn Files>,
    /// What is true now.
    now: Now,
    /// What is to be done for the input at hand.
    acts: Vec<Act>,
    /// Whether a session's process is there.
    has_session: bool,
    task: Task,
    reading: Reading,
    /// What was entered before the session could take it.
    waiting: Option<String>,
    /// The rest of what was pasted, an entry after the other.
    pasted: VecDeque<String>,
    /// Whether an empty line opens the first lesson.
    offers_lesson: bool,
    clock: SessionClock,
    records: Vec<Record>,
    /// What the entry under way read from its stdin.
    answers: Vec<Vec<u8>>,
    interrupts: Interrupts,
    /// What a start file says, until it was run.
    start: Option<String>,
    /// A session that crashed, until it is known whether what was done in it is to be done again.
    crash: Option<Crash>,
    /// What is to be done again as soon as the fresh session is there.
    again: Option<VecDeque<Record>>,
    driving: Option<Driving>,
    /// What the session told and is not shown yet.
    backlog: VecDeque<Event>,
    shown: Shown,
    /// The exit status of a script, where the session itself ends with none.
    status: u8,
}

/// What the session does.
#[derive(Debug)]
enum Task {
    /// It starts.
    Opening,
    /// It waits for us.
    Idle,
    /// It runs an entry.
    Entry(String),
    /// It moves its loop or clock, and so often more.
    Moving(Drive, u32),
    /// It looks for candidates.
    Completing,
    /// It tells whether it has the name that decides what this entry is.
    Knowing(String),
    /// It tells what it is that is driven.
    Looking,
    /// It prints what is known of an object.
    Describing,
    /// It does again what was done before.
    Replaying(VecDeque<Record>, usize),
    /// It ends.
    Leaving,
}

/// What the editor reads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reading {
    Nothing,
    Entry,
    /// A line for the session's stdin.
    Input,
    /// Whether to do again what was done before a crash; behind this question.
    Replay(String),
    /// What to do with what is driven; behind this prompt.
    Drive(String),
    /// Whether to replace a file that is there already; behind this question.
    Replace {
        question: String,
        file: String,
        contents: Contents,
    },
}

impl Reading {
    /// What stands before what is read.
    fn prompt(&self) -> &str {
        match self {
            Reading::Nothing | Reading::Entry => PROMPT,
            // What a program asks is its own output.
            Reading::Input => "",
            Reading::Replay(prompt) | Reading::Drive(prompt) | Reading::Replace { question: prompt, .. } => {
                prompt
            }
        }
    }
}

/// The session's clock.
#[derive(Clone, Copy, Debug)]
struct SessionClock {
    kind: Clock,
    /// That of a session at its start, as configured.
    first: Clock,
    /// What it said when the session told it last, in seconds, and when that was.
    time: f64,
    told: Duration,
}

/// Ctrl-C while an entry runs.
#[derive(Clone, Copy, Debug, Default)]
struct Interrupts {
    /// How often the entry under way was interrupted.
    count: u32,
    /// Whether it was while its question stood in the editor: who answers that may mean the next entry.
    at_question: bool,
    /// Whether it was, and nothing was heard since.
    unheard: bool,
}

/// A session that crashed.
#[derive(Debug)]
struct Crash {
    /// What can be done again: everything but what ended it.
    good: Vec<Record>,
}

impl Repl {
    /// A prompt whose session is starting; [`Input::Begin`] comes first.
    pub fn new(setup: Setup, now: Now) -> Repl {
        let Setup { lang, company, settings, clock, start, files } = setup;
        Repl {
            lang,
            company,
            settings,
            files,
            now,
            acts: Vec::new(),
            has_session: true,
            task: Task::Opening,
            reading: Reading::Nothing,
            waiting: None,
            pasted: VecDeque::new(),
            offers_lesson: false,
            clock: SessionClock { kind: clock, first: clock, time: 0.0, told: now.elapsed },
            records: Vec::new(),
            answers: Vec::new(),
            interrupts: Interrupts::default(),
            start,
            crash: None,
            again: None,
            driving: None,
            backlog: VecDeque::new(),
            shown: Shown::new(settings.show, lang, company),
            status: 0,
        }
    }

    /// Takes in what happened; what is to be done for it, in order.
    pub fn update(&mut self, input: Input, now: Now) -> Vec<Act> {
        self.now = now;
        match input {
            Input::Begin(newcomer) => self.begin(newcomer),
            Input::Typed(typed) => self.typed(typed),
            Input::Complete { text, cursor } => self.complete(text, cursor),
            Input::Interrupt => self.interrupt(),
            Input::ShowMore => self.show_more(),
            Input::Events(events) => {
                self.interrupts.unheard = false;
                // Of a session that was ended nobody wants to see more.
                if self.interrupts.count < 2 {
                    self.backlog.extend(events);
                }
            }
            Input::StdinWanted => self.needs_input(),
            Input::Ready(ready) => self.ready(ready),
            Input::Completions(completions) => {
                if matches!(self.task, Task::Completing) {
                    self.task = Task::Idle;
                    self.act(Act::Candidates(Some(completions)));
                }
                self.go_on();
            }
            Input::Evaluated(answer) => match std::mem::replace(&mut self.task, Task::Idle) {
                Task::Knowing(text) => self.understood(text, answer.is_ok_and(|value| value == "True")),
                Task::Looking => self.show_driven(answer),
                other => self.task = other,
            },
            Input::Ended(ended) => self.ended(ended),
            Input::Back => self.ask_on(),
            Input::Edited(written) => self.edited(written),
            Input::Stepping(source) => {
                self.send(Request::Enter { source: source.clone(), pace: Pace::Stepping });
                self.set_to(Task::Entry(source));
            }
            Input::Stepped(stepped) => self.stepped(*stepped),
            Input::Exists { path, file, contents } => self.ask_replace(&path, file, contents),
            Input::Written { path, result } => {
                let path = fit::visible(&path);
                self.remark(match result {
                    Ok(()) => Sentence::Written { path },
                    Err(error) => Sentence::CannotWrite { path, error },
                });
                self.ask_on();
            }
            Input::Refused(why) => {
                self.complain(&why);
                self.ask_on();
            }
        }
        std::mem::take(&mut self.acts)
    }

    /// Whether something is held back that [`Input::ShowMore`] shows.
    pub fn has_more(&self) -> bool {
        !self.backlog.is_empty()
    }

    /// How often the entry under way was interrupted.
    pub fn interrupts(&self) -> u32 {
        self.interrupts.count
    }

    /// Whether the editor is reading.
    pub fn is_reading(&self) -> bool {
        self.reading != Reading::Nothing
    }

    /// The texts of the session's files as far as they are known, for step mode.
    pub fn sources(&self) -> Vec<Source> {
        self.shown.sources(&*self.files)
    }

    /// Lends what happened to step mode, until [`Input::Stepped`].
    pub fn lend(&mut self) -> Timeline {
        self.shown.lend()
    }

    fn act(&mut self, act: Act) {
        self.acts.push(act);
    }

    /// Sends a request, where a session is there to take it.
    fn send(&mut self, request: Request) {
        if self.has_session {
            self.act(Act::Send(request));
        }
    }

    /// What the clock says, in seconds; the real one goes on while the session waits.
    fn seconds(&self) -> f64 {
        match self.clock.kind {
            Clock::Virtual => self.clock.time,
            Clock::Real => self.clock.time + self.now.elapsed.saturating_sub(self.clock.told).as_secs_f64(),
        }
    }

    /// Where what happens is shown now; nothing where it was shown before.
    fn place(&self) -> Option<Place> {
        match (&self.task, &self.reading) {
            (Task::Replaying(..), _) => None,
            (_, Reading::Nothing) => Some(Place::Here),
            _ => Some(Place::Above),
        }
    }

    /// Shows a part of what is held back.
    fn show_more(&mut self) {
        let count = self.backlog.len().min(AT_ONCE);
        let events: Vec<Event> = self.backlog.drain(..count).collect();
        let acts = self.shown.events(&events, self.place());
        self.acts.extend(acts);
    }

    /// Says a line of ours.
    fn say(&mut self, line: Line) {
        self.act(Act::Say(Stream::Stdout, line, Place::Here));
    }

    /// Says lines, broken where they are too long.
    fn say_wrapped(&mut self, lines: impl IntoIterator<Item = Line>, indent: usize) {
        for line in lines {
            for line in fit::wrap(&line, self.now.columns, indent) {
                self.say(line);
            }
        }
    }

    /// Says a sentence of ours.
    fn remark(&mut self, sentence: Sentence) {
        self.remark_at(sentence, Some(Place::Here));
    }

    fn remark_at(&mut self, sentence: Sentence, place: Option<Place>) {
        self.note_at(&sentence.say(self.lang), place);
    }

    fn note_at(&mut self, text: &str, place: Option<Place>) {
        let Some(place) = place else { return };
        for line in text.lines() {
            self.act(Act::Say(Stream::Stdout, vec![(Role::Note, fit::visible(line))], place));
        }
    }

    /// Says on stderr what is wrong.
    fn complain(&mut self, sentence: &str) {
        for line in sentence.lines() {
            self.act(Act::Say(Stream::Stderr, vec![(Role::Note, fit::visible(line))], Place::Here));
        }
    }
}
