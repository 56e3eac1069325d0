//! Starts the Python process, speaks its protocol, watches its limits and ends it.
//!
//! An [`Engine`] runs one program, or one session at the prompt. [`process::WorkerProcess`] runs it in a Python process: the
//! embedded interpreter's, or the user's own ([`cpython`]); [`replay::Replay`] plays a recording.

mod budget;
mod command;
pub mod cpython;
pub mod process;
pub mod reason;
pub mod replay;
mod say;

use thiserror::Error;
use tokio::time::Instant;

use crate::trace::event::{Event, Outcome};
use crate::trace::value::Value;
use crate::wire::{Completions, Ready, Request};

use reason::Reason;

/// What an engine reports: the replies of the wire once versions are exchanged, and how the run ended.
///
/// It is a type of its own because what crosses the pipe also greets, and because an end has no message there.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// What happened, in order; the last event of a program that could be started is always `ProgramEnded`.
    Events(Vec<Event>),
    /// The program is paused until a [`Request::Run`].
    Paused,
    /// The program reads its stdin and waits for [`Request::Input`].
    NeedInput,
    /// The answer to [`Request::Evaluate`]: a value, or the last line of a traceback.
    Evaluated(Result<Value, String>),
    /// The program's text is no Python: what Python prints for it.
    Unparsable {
        /// The traceback text, with its last line break.
        traceback: String,
    },
    /// A session waits for its next request.
    Ready(Ready),
    /// The answer to [`Request::Complete`].
    Completions(Completions),
    /// The end; nothing but this comes after it.
    Ended(Ending),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// In what manner.
    pub outcome: Outcome,
    /// The program's exit status as the interface fixes it: its own, or 2, 124, 125, 130.
    pub status: i32,
    /// Why, where the program did not end by itself.
    pub reason: Option<Reason>,
}

/// Why a program cannot be begun anew.
#[derive(Debug, Error)]
pub enum RestartError {
    /// It is a recording, or an entry of a session with a past.
    NotAProgram,
    /// Its process could not be started.
    Start(#[from] command::StartError),
}

/// Something that runs one program and tells what happens in it.
pub trait Engine {
    /// Waits for the next message; the future may be dropped and asked for again without loss.
    fn next(&mut self) -> impl Future<Output = Message>;

    /// Hands over a request; where nobody is left to read it, [`Engine::next`] tells so.
    fn send(&mut self, request: Request);

    /// Interrupts the program as Ctrl-C does.
    fn interrupt(&mut self);

    /// Ends the program at once; what it sent before is still delivered.
    fn end(&mut self, outcome: Outcome);

    /// Ends the program and begins it anew, where the engine runs a program of its own.
    fn restart(&mut self) -> Result<(), RestartError> {
        Err(RestartError::NotAProgram)
    }

    /// Whether what is told happened before: there is no program behind it.
    fn is_recorded(&self) -> bool {
        false
    }

    /// When the time limit will end the program, for a front end that stops listening meanwhile.
    fn expiry(&self) -> Option<Instant> {
        None
    }
}

/// The exit status for an outcome that the program did not choose itself.
fn status_of(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Ok => 0,
        Outcome::Exception | Outcome::Exit => 1,
        Outcome::Timeout => 124,
        Outcome::Died => 125,
        Outcome::Interrupted => 130,
    }
}

#[cfg(test)]
mod tests;
