//! A prompt without a terminal and without Python: what it wants done for what is typed, told and signalled.

mod commands;
mod crashes;
mod entries;
mod questions;

use std::time::Duration;

use super::*;
use crate::trace::event::{Actor, How, Kind, ObjectKind, Place as CodePlace, Site, State};
use crate::trace::id::{FileId, FrameId, ObjectId, ThreadId};
use crate::trace::value::Value;
use crate::wire::{Completions, Entry, Failure, Ready};

/// A prompt, and what it wanted done for the last input.
struct Bench {
    repl: Repl,
    now: Now,
    acts: Vec<Act>,
}

/// Files that are there for a test.
struct Known;

impl Files for Known {
    fn text(&self, path: &str) -> Option<String> {
        (path == "helper.py").then(|| "def g():\n    yield 1\n".to_owned())
    }

    fn is_file(&self, typed: &str) -> bool {
        typed == "program"
    }
}

impl Bench {
    fn of(company: Company, lang: Lang) -> Bench {
        let now = Now { columns: 80, elapsed: Duration::ZERO };
        let settings = Settings::default();
        let setup =
            Setup { lang, company, settings, clock: Clock::Virtual, start: None, files: Box::new(Known) };
        Bench::begin(setup, now, Newcomer::No)
    }

    fn begin(setup: Setup, now: Now, newcomer: Newcomer) -> Bench {
        let mut bench = Bench { repl: Repl::new(setup, now), now, acts: Vec::new() };
        bench.input(Input::Begin(newcomer));
        bench
    }

    /// A learner's prompt whose session waits.
    fn new() -> Bench {
        let mut bench = Bench::of(Company::Learner, Lang::En);
        bench.done();
        bench
    }

    /// A script's prompt whose session waits.
    fn script() -> Bench {
        let mut bench = Bench::of(Company::Script, Lang::En);
        bench.done();
        bench
    }

    fn input(&mut self, input: Input) -> &mut Bench {
        self.acts = self.repl.update(input, self.now);
        self
    }

    /// The editor has read this.
    fn types(&mut self, text: &str) -> &mut Bench {
        self.input(Input::Typed(Typed::Text(text.to_owned())))
    }

    /// What was asked of the session is done.
    fn done(&mut self) -> &mut Bench {
        self.ends(Entry::Done)
    }

    fn ends(&mut self, entry: Entry) -> &mut Bench {
        self.input(Input::Ready(Ready { entry, clock: self.repl.clock.kind, time: self.repl.clock.time }))
    }

    fn fails(&mut self, class: &str) -> &mut Bench {
        self.ends(failed(class))
    }

    /// An entry that is typed and done.
    fn enters(&mut self, text: &str) -> &mut Bench {
        self.types(text).done()
    }

    /// The session knows the name it was asked for, or not.
    fn knows(&mut self, knows: bool) -> &mut Bench {
        self.input(Input::Evaluated(Ok(if knows { "True" } else { "False" }.to_owned())))
    }

    /// This happened in the session, and is shown.
    fn happens(&mut self, kinds: Vec<Kind>) -> &mut Bench {
        self.input(Input::Events(kinds.into_iter().map(event).collect()));
        self.input(Input::ShowMore)
    }

    fn dies(&mut self, sentence: &str) -> &mut Bench {
        let cause = Some(Cause::Died(sentence.to_owned()));
        self.input(Input::Ended(Ended { status: 125, cause, stderr: Vec::new() }))
    }

    /// What was sent to the session.
    fn sent(&self) -> Vec<&Request> {
        let requests = self.acts.iter().filter_map(|act| match act {
            Act::Send(request) => Some(request),
            _ => None,
        });
        requests.collect()
    }

    /// The Python that was sent to the session.
    fn entered(&self) -> Option<&str> {
        self.sent().into_iter().find_map(|request| match request {
            Request::Enter { source, .. } => Some(source.as_str()),
            _ => None,
        })
    }

    /// What was said, in our own words and by the program.
    fn said(&self) -> String {
        let text = |act: &Act| match act {
            Act::Say(_, line, _) => {
                let text: String = line.iter().map(|(_, text)| text.as_str()).collect();
                Some(text + "\n")
            }
            Act::Program(_, bytes, _) => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        };
        self.acts.iter().filter_map(text).collect()
    }

    /// The transitions that were said, without states and lines.
    fn told(&self) -> Vec<String> {
        let line = |line: &str| line.split("   ").next().unwrap_or_default().to_owned();
        self.said().lines().map(line).collect()
    }

    /// The prompt of the line that is to be read.
    fn asks(&self) -> Option<&str> {
        self.acts.iter().find_map(|act| match act {
            Act::Read { lead: Lead::Words(words), .. } => Some(words.as_str()),
            Act::Read { lead: Lead::BegunLine, .. } => Some(""),
            _ => None,
        })
    }

    fn mode(&self) -> Option<&Mode> {
        self.acts.iter().find_map(|act| match act {
            Act::Open(mode) => Some(mode),
            _ => None,
        })
    }

    fn leaves(&self) -> Option<u8> {
        self.acts.iter().find_map(|act| match act {
            Act::Leave(status) => Some(*status),
            _ => None,
        })
    }
}

fn failed(class: &str) -> Entry {
    Entry::Failed(Box::new(Failure {
        class: class.to_owned(),
        message: String::new(),
        traceback: format!("{class}\n"),
        lines: Vec::new(),
        interrupted: class == "KeyboardInterrupt",
    }))
}

fn event(kind: Kind) -> Event {
    let site = Some(Site { file: FileId(1), line: 1 });
    Event { time: 0.0, thread: ThreadId(0), site, place: Some(CodePlace::Module), kind }
}

const G: ObjectId = ObjectId(1);

fn started() -> Kind {
    Kind::ProgramStarted { version: 1, file: "<stdin>".into(), python: "X".into(), clock: Clock::Virtual }
}

fn created() -> Kind {
    Kind::Created {
        id: G,
        name: "f".into(),
        kind: ObjectKind::Generator,
        frame: FrameId(9),
        defined: None,
        by: Actor::Module,
        after: State::Created,
    }
}

fn resumed() -> Kind {
    let input = crate::trace::event::Input::Nothing;
    let (before, after) = (State::Created, State::Running);
    Kind::Resumed { id: G, by: Actor::Module, how: How::Next, input, before, after }
}

fn resumed_again() -> Kind {
    match resumed() {
        Kind::Resumed { id, by, how, input, after, .. } => {
            Kind::Resumed { id, by, how, input, before: State::Suspended, after }
        }
        other => other,
    }
}

fn yielded(value: &str) -> Kind {
    let (before, after) = (State::Running, State::Suspended);
    Kind::Yielded { id: G, to: Actor::Module, value: Value::from(value), before, after }
}

fn prints(text: &str) -> Kind {
    Kind::Output { stream: Stream::Stdout, bytes: text.as_bytes().to_vec() }
}
