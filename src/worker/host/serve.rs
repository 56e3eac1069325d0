//! The whole of a run over two streams: versions, what to run, the run itself.

use std::io::{self, Write};

use rustpython_vm::VirtualMachine;
use thiserror::Error;

use crate::wire::codec::CodecError;
use crate::wire::{PROTOCOL_VERSION, Program, Reply, Request};
use crate::worker::clock::ProgramClock;
use crate::worker::emit::inbox::{Inbox, Requests};
use crate::worker::emit::outlet::Outlet;
use crate::worker::emit::recorder::{Question, Recorder};
use crate::worker::host::evaluate;
use crate::worker::host::limits::LimitError;
use crate::worker::host::sandbox::{Confinement, SandboxError};
use crate::worker::host::session::side;
use crate::worker::host::{program, session};
use crate::worker::ledger::thread::PausedAt;
use crate::worker::listen::output;
use crate::worker::tracer::{self, Tracer};

/// Why the Python process could not begin its work.
#[derive(Debug, Error)]
pub(crate) enum StartError {
    /// The first message was none of those that begin a run.
    #[error("the tool did not say what to run")]
    NothingToDo,
    /// The other side speaks another version.
    #[error("the tool speaks version {theirs} of the protocol, this process speaks {PROTOCOL_VERSION}")]
    OtherVersion {
        /// Its version.
        theirs: u32,
    },
    /// A message could not be read.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The streams could not be set up.
    #[error("the streams could not be set up: {0}")]
    Streams(#[from] io::Error),
    /// The process could not be limited.
    #[error(transparent)]
    Limits(#[from] LimitError),
    /// The program could not be confined.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
}

/// The surroundings that were made for a program.
pub(crate) struct Surroundings {
    /// Where what it prints goes.
    pub(crate) outlet: Outlet,
    /// Its walls, where it has some.
    pub(crate) confinement: Option<Confinement>,
}

/// What is to be run.
enum Work {
    Program(Box<Program>),
    Session(Box<Program>),
}

/// Serves one run to its end: replies with a version first, reads the same, then what to run. Gives its exit status.
///
/// The streams can be any; `prepare` does to the process what is to be done before Python starts in it. Only one run
/// can be served in a process, because the interpreter's types, which listeners are put into, belong to the process.
pub(crate) fn serve(
    requests: impl Requests + 'static,
    replies: impl Write + Send + 'static,
    prepare: impl FnOnce(&Program) -> Result<Surroundings, StartError>,
) -> Result<i32, StartError> {
    let recorder = Recorder::new(Inbox::new(Box::new(requests))?, Box::new(replies));
    recorder.send(&Reply::Hello { version: PROTOCOL_VERSION });
    let work = greet(&recorder)?;
    let (Work::Program(program) | Work::Session(program)) = &work;
    let Surroundings { outlet, confinement } = prepare(program)?;
    if program.stepping {
        recorder.step_from_the_start();
    }
    let clock = ProgramClock::new(program.clock);
    let tracer = tracer::install(Tracer::new(recorder, clock, outlet, answer));
    let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
    thread("flush").spawn(|| tracer.recorder.flush_regularly())?;
    thread("outlet").spawn(|| output::listen(tracer))?;
    Ok(match &work {
        Work::Program(program) => program::run(program, confinement.as_ref(), tracer),
        Work::Session(program) => session::run(program, confinement.as_ref(), tracer),
    })
}

/// Exchanges versions and reads what is to be run.
fn greet(recorder: &Recorder) -> Result<Work, StartError> {
    match recorder.inbox.next()? {
        Some(Request::Hello { version: PROTOCOL_VERSION }) => {}
        Some(Request::Hello { version }) => return Err(StartError::OtherVersion { theirs: version }),
        _ => return Err(StartError::NothingToDo),
    }
    match recorder.inbox.next()? {
        Some(Request::Start(program)) => Ok(Work::Program(program)),
        Some(Request::Open(program)) => Ok(Work::Session(program)),
        _ => Err(StartError::NothingToDo),
    }
}

/// Answers what the tool asks while the program is paused.
fn answer(question: Question, at: PausedAt, tracer: &Tracer, vm: &VirtualMachine) -> Reply {
    match question {
        Question::Evaluate(expression) => Reply::Evaluated(match at {
            PausedAt::Line => evaluate::evaluate_at_a_line(&expression, tracer, vm),
            PausedAt::Transition => evaluate::evaluate(&expression, tracer, vm),
        }),
        Question::Complete(text, cursor) => Reply::Completions(side::complete(&text, cursor, tracer, vm)),
    }
}

#[cfg(test)]
mod tests;
