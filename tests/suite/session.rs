//! The session at the prompt, by its protocol: entries, the loop between them, completion, interrupts, death.

mod transcript;

use std::time::Duration;

use learn_coroutines::engine::process::{Session, WORKER_COMMAND};
use learn_coroutines::engine::{Engine, Message};
use learn_coroutines::python;
use learn_coroutines::trace::event::{Clock, Event, Kind, Stream};
use learn_coroutines::trace::timeline::Timeline;
use learn_coroutines::wire::{Detail, Drive, Entry, Pace, Program, Ready, Request};
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
    session: Session,
    timeline: Timeline,
    events: Vec<Event>,
}

impl Prompt {
    fn open() -> Prompt {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut command = Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        command.arg(WORKER_COMMAND);
        let program = Program {
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
        let session = runtime.block_on(async { Session::open_in(command, program) }).expect("it starts");
        let mut prompt = Prompt { runtime, session, timeline: Timeline::new(), events: Vec::new() };
        let ready = prompt.ready();
        assert_eq!(ready.entry, Entry::Done);
        prompt
    }

    /// The next message that is no batch of events; those are folded.
    fn next(&mut self) -> Message {
        loop {
            let message = self.runtime.block_on(async { timeout(DEADLINE, self.session.next()).await });
            match message.expect("an answer in time") {
                Message::Events(events) => {
                    for event in &events {
                        self.timeline.append(event).expect("the event fits the world");
                    }
                    self.events.extend(events);
                }
                message => return message,
            }
        }
    }

    fn ready(&mut self) -> Ready {
        match self.next() {
            Message::Ready(ready) => ready,
            other => panic!("{other:?}"),
        }
    }

    /// Enters something; how it ended, and what it printed.
    fn enter(&mut self, source: &str) -> (Entry, String) {
        let before = self.events.len();
        self.session.send(Request::Enter { source: source.to_owned(), pace: Pace::Free });
        let ready = self.ready();
        (ready.entry, self.printed(before))
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

#[test]
fn values_are_echoed_and_names_stay() {
    let mut prompt = Prompt::open();
    prompt.says("1+1", "2\n");
    prompt.says("_ + 1\n", "3\n");
    prompt.says("x = 5\n", "");
    prompt.says("x\n", "5\n");
    prompt.says("def g():\n    yield x\n\n", "");
    prompt.says("a = g()\n", "");
    prompt.says("next(a)\n", "5\n");
    prompt.says("1/0\n", "Traceback (most recent call last):\n  File \"<stdin>\", line 1, in <module>\n    1/0\n    ~^~\nZeroDivisionError: division by zero\n");
    prompt.says("import asyncio\n", "");
    prompt.says("async def f(x):\n    await asyncio.sleep(1)\n    return x\n", "");
    prompt.says("y = await f(3)\n", "");
    prompt.says("y\n", "3\n");
    prompt.says("asyncio.run(f(4))\n", "4\n");
    prompt.says("t = asyncio.create_task(f(6))\n", "");
    prompt.session.send(Request::Loop(Drive::Turn));
    let _ = prompt.ready();
    prompt.session.send(Request::Loop(Drive::Advance { seconds: 1.5 }));
    let _ = prompt.ready();
    prompt.says("t.result()\n", "6\n");
}
