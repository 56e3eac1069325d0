//! The session against scripted processes: a shell that greets with the bytes of the protocol and then misbehaves.

use std::path::PathBuf;
use std::time::Duration;

use rustix::process::{Pid, test_kill_process};
use tokio::process::Command;
use tokio::time::timeout;

use super::process::WorkerProcess;
use super::reason::Reason;
use super::{Ending, Engine, Message};
use crate::trace::event::{Clock, Event, Kind, Outcome, Stream};
use crate::trace::id::ThreadId;
use crate::wire::codec;
use crate::wire::{Detail, PROTOCOL_VERSION, Program, Reply, Request};

const DEADLINE: Duration = Duration::from_secs(20);

fn program() -> Program {
    Program {
        file: PathBuf::from("demo.py"),
        args: vec![],
        source: b"pass\n".to_vec(),
        clock: Clock::Virtual,
        detail: Detail::Nothing,
        stepping: false,
        memory_mib: 64,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    }
}

/// A reply as `printf` of a POSIX shell writes it.
fn printf(reply: &Reply) -> String {
    let bytes = codec::encode(reply).expect("a reply encodes");
    let octal: String = bytes.iter().map(|byte| format!("\\{byte:03o}")).collect();
    format!("printf '{octal}';")
}

fn greeting() -> String {
    printf(&Reply::Hello { version: PROTOCOL_VERSION })
}

fn event(kind: Kind) -> Event {
    Event { time: 1.5, thread: ThreadId(0), site: None, place: None, kind }
}

fn output(text: &str) -> Event {
    event(Kind::Output { stream: Stream::Stdout, bytes: text.as_bytes().to_vec() })
}

fn ended(status: i32) -> Event {
    event(Kind::ProgramEnded { outcome: Outcome::Exit, exception: None, status })
}

fn session(script: &str, limit: Option<Duration>) -> WorkerProcess {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    WorkerProcess::spawn(command, program(), limit).expect("a shell starts")
}

async fn next(session: &mut WorkerProcess) -> Message {
    timeout(DEADLINE, session.next()).await.expect("a message before the deadline")
}

async fn ending(session: &mut WorkerProcess) -> Ending {
    loop {
        if let Message::Ended(ending) = next(session).await {
            return ending;
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn events_arrive_in_order_and_the_programs_own_status_is_kept() {
    let events = vec![output("hello"), ended(3)];
    let script = greeting() + &printf(&Reply::NeedInput) + &printf(&Reply::Events(events.clone())) + "exit 3";
    let mut session = session(&script, None);
    assert_eq!(next(&mut session).await, Message::NeedInput);
    assert_eq!(next(&mut session).await, Message::Events(events));
    let last = Message::Ended(Ending { outcome: Outcome::Exit, status: 3, reason: None });
    assert_eq!(next(&mut session).await, last);
    assert_eq!(next(&mut session).await, last);
}

#[tokio::test(flavor = "current_thread")]
async fn requests_reach_the_process_in_order() {
    // The shell echoes what it got after the greeting and the program as a reply would be: byte for byte.
    let input = Request::Input { bytes: b"42\n".to_vec() };
    let size = codec::encode(&Request::Hello { version: PROTOCOL_VERSION }).expect("encodes").len()
        + codec::encode(&Request::Start(Box::new(program()))).expect("encodes").len();
    let line = codec::encode(&input).expect("encodes").len();
    let script = greeting()
        + &format!("head -c {size} >/dev/null; head -c {line} | tail -c 3 >&2;")
        + &printf(&Reply::Events(vec![ended(0)]));
    let mut session = session(&script, None);
    session.send(input);
    ending(&mut session).await;
    assert_eq!(session.raw_stderr(), b"42\n");
}

#[tokio::test(flavor = "current_thread")]
async fn a_death_is_told_as_an_event_and_an_ending_with_its_reason() {
    let script = greeting() + &printf(&Reply::Events(vec![output("x")])) + "kill -SEGV $$";
    let mut session = session(&script, None);
    assert_eq!(next(&mut session).await, Message::Events(vec![output("x")]));
    let died = event(Kind::ProgramEnded { outcome: Outcome::Died, exception: None, status: 125 });
    assert_eq!(next(&mut session).await, Message::Events(vec![died]));
    let last = Ending { outcome: Outcome::Died, status: 125, reason: Some(Reason::StackOverflow) };
    assert_eq!(next(&mut session).await, Message::Ended(last));
}

#[tokio::test(flavor = "current_thread")]
async fn a_failed_allocation_is_read_from_the_stderr_of_the_dead() {
    let script = greeting() + "echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$";
    let ending = ending(&mut session(&script, None)).await;
    assert_eq!(ending.reason, Some(Reason::MemoryLimit { mib: 64 }));
}

#[tokio::test(flavor = "current_thread")]
async fn another_version_is_refused_and_the_process_ended() {
    let script = printf(&Reply::Hello { version: 999 }) + "exec sleep 1000";
    let ending = ending(&mut session(&script, None)).await;
    assert_eq!(ending.reason, Some(Reason::Version { theirs: 999 }));
    assert_eq!(ending.status, 125);
}

#[tokio::test(flavor = "current_thread")]
async fn noise_instead_of_a_message_ends_the_process() {
    let script = greeting() + "printf 'what is this noise'; exec sleep 1000";
    let ending = ending(&mut session(&script, None)).await;
    assert!(matches!(ending.reason, Some(Reason::Garbled { .. })), "{ending:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_program_that_cannot_be_parsed_gives_its_traceback_and_status_2() {
    let traceback = "SyntaxError: invalid syntax\n".to_owned();
    let script = greeting() + &printf(&Reply::Unparsable { traceback: traceback.clone() });
    let mut session = session(&script, None);
    assert_eq!(next(&mut session).await, Message::Unparsable { traceback });
    assert_eq!(ending(&mut session).await.status, 2);
}

#[tokio::test(flavor = "current_thread")]
async fn the_time_limit_ends_an_endless_program() {
    let script = greeting() + &printf(&Reply::Events(vec![output("x")])) + "exec sleep 1000";
    let limit = Duration::from_millis(300);
    let mut session = session(&script, Some(limit));
    assert_eq!(next(&mut session).await, Message::Events(vec![output("x")]));
    let last = ending(&mut session).await;
    assert_eq!(
        last,
        Ending { outcome: Outcome::Timeout, status: 124, reason: Some(Reason::TimeLimit { limit }) }
    );
}

#[tokio::test(flavor = "current_thread")]
async fn an_interrupt_before_python_is_ready_counts_as_interrupted() {
    // Where this test was started with SIGINT ignored, a handler makes it a signal again for the process it starts.
    let interrupts = tokio::signal::unix::SignalKind::interrupt();
    let _handler = tokio::signal::unix::signal(interrupts).expect("a handler");
    let script = greeting() + &printf(&Reply::NeedInput) + "exec sleep 1000";
    let mut session = session(&script, None);
    assert_eq!(next(&mut session).await, Message::NeedInput);
    session.interrupt();
    let last = ending(&mut session).await;
    assert_eq!((last.outcome, last.status), (Outcome::Interrupted, 130));
}

#[tokio::test(flavor = "current_thread")]
async fn a_process_that_lingers_after_its_last_event_is_ended() {
    let script =
        greeting() + &printf(&Reply::Events(vec![ended(7)])) + "trap '' TERM INT; while :; do :; done";
    let last = ending(&mut session(&script, None)).await;
    assert_eq!(last, Ending { outcome: Outcome::Exit, status: 7, reason: None });
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_process_left_behind_is_ended_with_it() {
    // `setsid` makes the shell the leader of a group, as the Python process is; its child inherits the pipes.
    let script = greeting() + "sleep 1000 & echo $! >&2; " + &printf(&Reply::Events(vec![ended(0)]));
    let mut command = Command::new("setsid");
    command.args(["sh", "-c", &script]);
    let mut session = WorkerProcess::spawn(command, program(), None).expect("a shell starts");
    ending(&mut session).await;
    let stderr = String::from_utf8(session.raw_stderr()).expect("a number");
    let pid = Pid::from_raw(stderr.trim().parse().expect("a number")).expect("a process id");
    let gone = async {
        while test_kill_process(pid).is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, gone).await.expect("the left-over process is gone");
}

#[tokio::test(flavor = "current_thread")]
async fn a_dropped_session_ends_its_process() {
    let script = greeting() + "echo $$ >&2; " + &printf(&Reply::NeedInput) + "exec sleep 1000";
    let mut session = session(&script, None);
    assert_eq!(next(&mut session).await, Message::NeedInput);
    let pid = loop {
        let stderr = String::from_utf8(session.raw_stderr()).expect("a number");
        if let Some(line) = stderr.strip_suffix('\n') {
            break Pid::from_raw(line.parse().expect("a number")).expect("a process id");
        }
        tokio::task::yield_now().await;
    };
    drop(session);
    let gone = async {
        while test_kill_process(pid).is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, gone).await.expect("the process is gone");
}
