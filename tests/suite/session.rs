//! The session at the prompt, by its protocol: entries, the loop between them, completion, interrupts, death.

mod corpus;
mod entries;
mod loops;
mod script;
mod transcript;

use std::time::Duration;

use learn_coroutines::suite::engine::process::{WORKER_COMMAND, WorkerProcess};
use learn_coroutines::suite::engine::{Engine, Message};
use learn_coroutines::suite::python;
use learn_coroutines::suite::trace::event::{Clock, Event, Kind, Stream};
use learn_coroutines::suite::trace::timeline::Timeline;
use learn_coroutines::suite::wire::{Completions, Detail, Drive, Entry, Pace, Program, Ready, Request};
use tokio::process::Command;
use tokio::time::timeout;

/// Whether an entry of one line opens a block, which an empty line must end.
fn is_open(source: &str) -> bool {
    python::completeness(source) == python::Completeness::Incomplete
}

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// A session with what it told so far.
struct Prompt {
    runtime: tokio::runtime::Runtime,
    session: WorkerProcess,
    timeline: Timeline,
    events: Vec<Event>,
    /// The session's clock when it was ready last.
    time: f64,
}

impl Prompt {
    fn open() -> Prompt {
        Prompt::of(|_| {})
    }

    /// A session of which something is different.
    fn of(change: impl FnOnce(&mut Program)) -> Prompt {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut command = Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        command.arg(WORKER_COMMAND).env_clear();
        let mut program = Program {
            file: "<stdin>".into(),
            args: Vec::new(),
            source: Vec::new(),
            clock: Clock::Virtual,
            detail: Detail::Transitions,
            stepping: false,
            memory_mib: 1024,
            legacy: false,
            under_the_hood: false,
            sandbox: None,
        };
        change(&mut program);
        let session =
            runtime.block_on(async { WorkerProcess::open_in(command, program) }).expect("it starts");
        let mut prompt =
            Prompt { runtime, session, timeline: Timeline::new(), events: Vec::new(), time: 0.0 };
        let ready = prompt.ready();
        assert_eq!(ready.entry, Entry::Done);
        prompt
    }

    /// The next message that is no batch of events; those are folded.
    fn next(&mut self) -> Message {
        loop {
            let message = self.runtime.block_on(async { timeout(DEADLINE, self.session.next()).await });
            match message.expect("an answer in time") {
                Message::Events(events) => self.take(events),
                message => return message,
            }
        }
    }

    fn ready(&mut self) -> Ready {
        match self.next() {
            Message::Ready(ready) => {
                self.time = ready.time;
                ready
            }
            other => panic!("{other:?}"),
        }
    }

    /// Enters something; how it ended, and what it printed.
    fn enter(&mut self, source: &str) -> (Entry, String) {
        let before = self.events.len();
        self.begin(source);
        let ready = self.ready();
        (ready.entry, self.printed(before))
    }

    fn begin(&mut self, source: &str) {
        self.session.send(Request::Enter { source: source.to_owned(), pace: Pace::Free });
    }

    /// Lets the loop go on; what that printed.
    fn drives(&mut self, drive: Drive) -> String {
        let before = self.events.len();
        self.session.send(Request::Loop(drive));
        let ready = self.ready();
        assert_eq!(ready.entry, Entry::Done);
        self.printed(before)
    }

    fn complete(&mut self, text: &str) -> Completions {
        self.session.send(Request::Complete { text: text.to_owned(), cursor: text.len() });
        match self.next() {
            Message::Completions(completions) => completions,
            other => panic!("{other:?}"),
        }
    }

    /// Takes batches of events until something holds.
    fn until(&mut self, holds: impl Fn(&Prompt) -> bool) {
        while !holds(self) {
            let message = self.runtime.block_on(async { timeout(DEADLINE, self.session.next()).await });
            match message.expect("an answer in time") {
                Message::Events(events) => self.take(events),
                other => panic!("{other:?}"),
            }
        }
    }

    fn take(&mut self, events: Vec<Event>) {
        for event in events {
            let told = self.timeline.append(&event);
            self.events.push(event);
            if let Err(error) = told {
                let before: Vec<String> = self
                    .events
                    .iter()
                    .rev()
                    .take(12)
                    .map(|event| format!("{:?} {:?}", event.site, event.kind))
                    .collect();
                panic!("{error}: {error:?}\n{}", before.join("\n"));
            }
        }
        self.timeline.seek_edge();
    }

    fn printed(&self, from: usize) -> String {
        let outputs = self.events[from..].iter().filter_map(|event| match &event.kind {
            Kind::Output { stream: Stream::Stdout | Stream::Stderr, bytes } => Some(bytes.as_slice()),
            _ => None,
        });
        String::from_utf8(outputs.flatten().copied().collect()).expect("UTF-8")
    }

    #[track_caller]
    fn says(&mut self, source: &str, expected: &str) {
        let (entry, printed) = self.enter(source);
        assert_eq!(printed, expected, "{source}: {entry:?}");
    }
}
