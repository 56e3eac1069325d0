//! What runs when FILE is run: a Python process, or a recording that is played again.

use tokio::time::Instant;

use crate::engine::process::WorkerProcess;
use crate::engine::replay::Replay;
use crate::engine::{Engine, Message, RestartError};
use crate::trace::event::Outcome;
use crate::wire::Request;

/// One run of FILE.
pub enum Running {
    /// In a Python process.
    Process(Box<WorkerProcess>),
    /// From a recording.
    Recording(Replay),
}

impl Running {
    /// The end of what a process wrote to its own stderr, past Python.
    pub fn raw_stderr(&self) -> Vec<u8> {
        match self {
            Running::Process(process) => process.raw_stderr(),
            Running::Recording(_) => Vec::new(),
        }
    }
}

impl Engine for Running {
    async fn next(&mut self) -> Message {
        match self {
            Running::Process(process) => process.next().await,
            Running::Recording(replay) => replay.next().await,
        }
    }

    fn send(&mut self, request: Request) {
        match self {
            Running::Process(process) => process.send(request),
            Running::Recording(replay) => replay.send(request),
        }
    }

    fn interrupt(&mut self) {
        match self {
            Running::Process(process) => process.interrupt(),
            Running::Recording(replay) => replay.interrupt(),
        }
    }

    fn end(&mut self, outcome: Outcome) {
        match self {
            Running::Process(process) => process.end(outcome),
            Running::Recording(replay) => replay.end(outcome),
        }
    }

    fn restart(&mut self) -> Result<(), RestartError> {
        match self {
            Running::Process(process) => process.restart(),
            Running::Recording(replay) => replay.restart(),
        }
    }

    fn is_recorded(&self) -> bool {
        match self {
            Running::Process(process) => process.is_recorded(),
            Running::Recording(replay) => replay.is_recorded(),
        }
    }

    fn expiry(&self) -> Option<Instant> {
        match self {
            Running::Process(process) => process.expiry(),
            Running::Recording(replay) => replay.expiry(),
        }
    }
}
