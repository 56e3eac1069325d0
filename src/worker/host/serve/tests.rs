//! The worker over streams in memory: real programs in, replies out.

use std::io::{self, PipeWriter, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{StartError, Surroundings, serve};
use crate::trace::event::{Clock, Event, Kind, Outcome, Stream};
use crate::trace::stop::{Breakpoints, Until};
use crate::wire::codec::{self, CodecError};
use crate::wire::{Detail, Entry, PROTOCOL_VERSION, Pace, Program, Reply, Request};
use crate::worker::emit::outlet::Outlet;
use crate::worker::host::limits;

/// Set in the process that a test was given for itself.
const ALONE: &str = "LEARN_COROUTINES_TEST_ALONE";

/// Runs a test's body in a process of its own, which is this test once more.
///
/// The interpreter's types belong to the process, and the listeners are put into them: a second run would hear what the
/// first one's listeners tell. So each run has a process, as the tool gives it one.
fn alone(test: &str, body: fn()) {
    if std::env::var_os(ALONE).is_some() {
        return body();
    }
    let path = format!("{}::{test}", module_path!().trim_start_matches("learn_coroutines::"));
    let myself = std::env::current_exe().expect("this program's file");
    let mut command = Command::new(myself);
    let output = command.args(["--exact", "--nocapture", &path]).env(ALONE, "1").output().expect("it runs");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// A stream of replies that can be read when the run is over.
#[derive(Clone, Default)]
struct Replies(Arc<Mutex<Vec<u8>>>);

impl Write for Replies {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Replies {
    fn decoded(&self) -> Vec<Reply> {
        let bytes = self.0.lock().clone();
        let mut unread = bytes.as_slice();
        let mut replies = Vec::new();
        while let Some(reply) = codec::read(&mut unread).expect("a whole reply") {
            replies.push(reply);
        }
        replies
    }
}

/// What came of a run.
struct Run {
    status: Result<i32, StartError>,
    replies: Vec<Reply>,
}

impl Run {
    fn events(&self) -> Vec<&Event> {
        let batches = self.replies.iter().filter_map(|reply| match reply {
            Reply::Events(events) => Some(events),
            _ => None,
        });
        batches.flatten().collect()
    }

    fn printed(&self, wanted: Stream) -> String {
        let events = self.events();
        let bytes = events.iter().filter_map(|event| match &event.kind {
            Kind::Output { stream, bytes } if *stream == wanted => Some(bytes.as_slice()),
            _ => None,
        });
        String::from_utf8(bytes.flatten().copied().collect()).expect("UTF-8")
    }

    /// The names of the events' kinds.
    fn kinds(&self) -> Vec<String> {
        let name = |event: &&Event| format!("{:?}", event.kind).split([' ', '(']).next().map(str::to_owned);
        self.events().iter().filter_map(name).collect()
    }

    fn ending(&self) -> (Outcome, i32) {
        match self.events().last().expect("an event").kind {
            Kind::ProgramEnded { outcome, status, .. } => (outcome, status),
            ref other => panic!("ended with {other:?}"),
        }
    }
}

fn program(source: &str) -> Program {
    Program {
        file: PathBuf::from("demo.py"),
        args: vec![],
        source: source.as_bytes().to_vec(),
        clock: Clock::Virtual,
        detail: Detail::Transitions,
        stepping: false,
        memory_mib: 4096,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    }
}

fn hello() -> Request {
    Request::Hello { version: PROTOCOL_VERSION }
}

fn start(program: Program) -> Request {
    Request::Start(Box::new(program))
}

fn go_on(until: Until) -> Request {
    Request::Run { until, breakpoints: Breakpoints::new() }
}

/// Free surroundings.
fn free(_: &Program) -> Result<Surroundings, StartError> {
    Ok(Surroundings { outlet: Outlet::new(None, None)?, confinement: None })
}

/// Serves a run to which all requests are made beforehand.
fn run(requests: &[Request], prepare: fn(&Program) -> Result<Surroundings, StartError>) -> Run {
    let bytes: Vec<u8> =
        requests.iter().flat_map(|request| codec::encode(request).expect("a request encodes")).collect();
    run_bytes(&bytes, prepare)
}

fn run_bytes(requests: &[u8], prepare: fn(&Program) -> Result<Surroundings, StartError>) -> Run {
    let (reader, mut writer): (_, PipeWriter) = io::pipe().expect("a pipe");
    // Fits into the pipe; its end stays open until the run is over, as the tool's does.
    writer.write_all(requests).expect("room in the pipe");
    let replies = Replies::default();
    let copy = replies.clone();
    let serving = std::thread::Builder::new().stack_size(64 << 20);
    let serving = serving.spawn(move || serve(reader, copy, prepare)).expect("a thread");
    let status = serving.join().expect("the run comes to its end");
    drop(writer);
    Run { status, replies: replies.decoded() }
}

#[test]
fn the_version_comes_first_and_another_one_is_refused() {
    let run = run(&[Request::Hello { version: 999 }, start(program("print(1)\n"))], free);
    assert_eq!(run.replies, [Reply::Hello { version: PROTOCOL_VERSION }]);
    assert!(matches!(run.status, Err(StartError::OtherVersion { theirs: 999 })));
}

#[test]
fn a_message_that_cannot_be_understood_begins_no_run() {
    let mut bytes = codec::encode(&hello()).expect("encodes");
    bytes.extend_from_slice(&[3, 0, 0, 0, 0xff, 0xff, 0xff]);
    let run = run_bytes(&bytes, free);
    assert!(matches!(run.status, Err(StartError::Codec(CodecError::Garbled(_)))));
    assert_eq!(run.replies, [Reply::Hello { version: PROTOCOL_VERSION }]);
}

#[test]
fn a_tool_that_does_not_say_what_to_run_is_refused() {
    for requests in [vec![], vec![hello(), hello()], vec![start(program("pass\n"))]] {
        if requests.is_empty() {
            let (reader, writer) = io::pipe().expect("a pipe");
            drop(writer);
            let status = serve(reader, Replies::default(), free);
            assert!(matches!(status, Err(StartError::NothingToDo)));
            continue;
        }
        let run = run(&requests, free);
        assert!(matches!(run.status, Err(StartError::NothingToDo)), "{requests:?}");
    }
}

#[test]
fn a_program_tells_what_happens_in_it() {
    alone("a_program_tells_what_happens_in_it", || {
        let source = "def count():\n    yield 1\n\nprint(next(count()))\n";
        let run = run(&[hello(), start(program(source))], free);
        assert_eq!(run.replies[0], Reply::Hello { version: PROTOCOL_VERSION });
        assert_eq!(
            run.kinds(),
            [
                "ProgramStarted",
                "Created",
                "Resumed",
                "Yielded",
                "Resumed",
                "Exception",
                "Raised",
                "Output",
                "ProgramEnded"
            ]
        );
        assert_eq!(run.printed(Stream::Stdout), "1\n");
        assert_eq!(run.ending(), (Outcome::Ok, 0));
        assert_eq!(run.status.expect("it ran"), 0);
    });
}

#[test]
fn a_loop_tells_of_its_tasks_on_the_virtual_clock() {
    alone("a_loop_tells_of_its_tasks_on_the_virtual_clock", || {
        let source =
            "import asyncio\n\nasync def main():\n    await asyncio.sleep(3)\n\nasyncio.run(main())\n";
        let run = run(&[hello(), start(program(source))], free);
        let kinds = run.kinds();
        for kind in ["LoopStarted", "TaskCreated", "TaskWaiting", "ClockJumped", "TaskDone", "LoopClosed"] {
            assert!(kinds.iter().any(|known| known == kind), "no {kind} in {kinds:?}");
        }
        assert!((run.events().last().expect("an end").time - 3.0).abs() < 1e-6);
    });
}

#[test]
fn what_is_no_python_is_reported_with_its_traceback() {
    alone("what_is_no_python_is_reported_with_its_traceback", || {
        let run = run(&[hello(), start(program("def\n"))], free);
        let [Reply::Hello { .. }, Reply::Unparsable { traceback }] = run.replies.as_slice() else {
            panic!("{:?}", run.replies);
        };
        assert!(traceback.contains("demo.py") && traceback.contains("SyntaxError"), "{traceback}");
        assert_eq!(run.status.expect("it was served"), 2);
    });
}

#[test]
fn an_exception_nobody_caught_is_the_programs_end() {
    alone("an_exception_nobody_caught_is_the_programs_end", || {
        let run = run(&[hello(), start(program("1 / 0\n"))], free);
        assert!(run.printed(Stream::Stderr).contains("ZeroDivisionError"));
        assert_eq!(run.ending(), (Outcome::Exception, 1));
    });
}

#[test]
fn a_program_gets_the_input_it_asks_for() {
    alone("a_program_gets_the_input_it_asks_for", || {
        let input = Request::Input { bytes: b"Ada\n".to_vec() };
        let run = run(&[hello(), start(program("print(input() + '!')\n")), input], free);
        assert!(run.replies.contains(&Reply::NeedInput));
        assert_eq!(run.printed(Stream::Stdout), "Ada!\n");
    });
}

#[test]
fn a_stepped_program_pauses_and_answers_before_it_goes_on() {
    alone("a_stepped_program_pauses_and_answers_before_it_goes_on", || {
        let program =
            Program { stepping: true, detail: Detail::Lines, ..program("total = 20\ntotal = total + 1\n") };
        let evaluate = Request::Evaluate { expression: "total * 2".into() };
        let run = run(&[hello(), start(program), go_on(Until::Line), evaluate, go_on(Until::End)], free);
        let pauses = run.replies.iter().filter(|reply| **reply == Reply::Paused).count();
        assert_eq!(pauses, 2, "before the first line and before the second one");
        assert!(run.replies.contains(&Reply::Evaluated(Ok("40".into()))), "{:?}", run.replies);
        assert_eq!(run.ending(), (Outcome::Ok, 0));
    });
}

#[test]
fn a_session_runs_its_entries_one_after_the_other() {
    alone("a_session_runs_its_entries_one_after_the_other", || {
        let enter = |source: &str| Request::Enter { source: source.into(), pace: Pace::Free };
        let open = Request::Open(Box::new(program("")));
        let run = run(
            &[
                hello(),
                open,
                enter("x = 41\n"),
                enter("x + 1\n"),
                enter("for\n"),
                enter("y\n"),
                Request::Close,
            ],
            free,
        );
        let entries: Vec<&Entry> = run
            .replies
            .iter()
            .filter_map(|reply| match reply {
                Reply::Ready(ready) => Some(&ready.entry),
                _ => None,
            })
            .collect();
        let [Entry::Done, Entry::Done, Entry::Done, Entry::Failed(syntax), Entry::Failed(name)] =
            entries.as_slice()
        else {
            panic!("{entries:?}");
        };
        assert_eq!((syntax.class.as_str(), name.class.as_str()), ("SyntaxError", "NameError"));
        assert_eq!(run.printed(Stream::Stdout), "42\n");
        assert_eq!(run.ending(), (Outcome::Ok, 0));
    });
}

#[test]
fn a_program_that_has_printed_all_it_may_is_told_so() {
    alone("a_program_that_has_printed_all_it_may_is_told_so", || {
        let source = "for _ in range(200):\n    print('x' * 10_000)\n";
        let run = run(&[hello(), start(program(source))], |_| {
            Ok(Surroundings { outlet: Outlet::new(None, Some(1 << 20))?, confinement: None })
        });
        assert_eq!(run.printed(Stream::Stdout).len(), 104 * 10_001);
        assert!(run.kinds().iter().any(|kind| kind == "Note"));
        assert!(
            run.printed(Stream::Stderr).contains("OSError: [Errno 27]"),
            "{}",
            run.printed(Stream::Stderr)
        );
        assert_eq!(run.ending(), (Outcome::Exception, 1));
    });
}

#[test]
fn a_program_that_takes_more_memory_than_it_may_gets_a_memory_error() {
    alone("a_program_that_takes_more_memory_than_it_may_gets_a_memory_error", || {
        let source = "try:\n    data = bytearray(1 << 31)\nexcept MemoryError:\n    print('too much')\n";
        let program = Program { memory_mib: 1024, ..program(source) };
        let run = run(&[hello(), start(program)], |program| {
            limits::apply(program)?;
            free(program)
        });
        assert_eq!(run.printed(Stream::Stdout), "too much\n");
    });
}
