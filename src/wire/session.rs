//! What a session at the prompt is asked and answers.

use serde::{Deserialize, Serialize};

use crate::trace::event::Clock;
use crate::trace::id::FileId;

/// What the session's own file is called; each of its entries has a number behind it.
pub const SESSION_FILE: &str = "<stdin>";

/// Whether a file of a session is one of its entries.
pub fn is_entry(path: &str) -> bool {
    path.starts_with(SESSION_FILE)
}

/// Whether an entry waits for each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// It runs through.
    Free,
    /// It waits for each step.
    Stepping,
}

/// How much of an object is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depth {
    /// What it is, and its documentation.
    Signature,
    /// Its whole source, where there is one.
    Source,
}

/// What the session's event loop and clock are to do between two entries.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Drive {
    /// One turn of the loop: what is ready now runs; time stands still under the virtual clock.
    Turn,
    /// So many seconds pass, and every turn that falls due in them happens.
    Advance {
        /// Seconds, not negative.
        seconds: f64,
    },
    /// From now on the session lives by this clock. Under the real one its loop runs by itself while it waits.
    Clock(Clock),
}

/// A session waits for its next request: after [`super::Request::Open`], `Enter` and `Loop`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// How what it was asked for ended.
    pub entry: Entry,
    /// The clock it lives by from now on.
    pub clock: Clock,
    /// Seconds on that clock.
    pub time: f64,
}

/// How an entry ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// It came to its end.
    Done,
    /// With an exception nobody caught, or it is no Python; what Python prints of that was an output event.
    Failed(Box<Failure>),
    /// It is not complete, and nothing of it ran.
    Incomplete,
    /// With `SystemExit`: the session ends now, and its process.
    Exit {
        /// The exit status, 0 to 255.
        status: i32,
    },
}

/// An exception that ended an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its class as a traceback names it: `ValueError`, `asyncio.exceptions.InvalidStateError`.
    pub class: String,
    /// Its text, as `str` gives it.
    pub message: String,
    /// What Python printed of it.
    pub traceback: String,
    /// The lines of the learner's own code that it went through, the outermost first.
    pub lines: Vec<FailureLine>,
    /// The entry was interrupted by Ctrl-C.
    pub interrupted: bool,
}

/// A line of the learner's own code in a traceback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureLine {
    /// The entry or module it is in.
    pub file: FileId,
    /// The line, from 1.
    pub line: u32,
    /// The function; `<module>` at the top of an entry.
    pub function: String,
}

/// What could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// Where the word begins that they replace, in bytes of the text.
    pub start: usize,
    /// The candidates, in order; private names come last.
    pub candidates: Vec<Completion>,
}

/// One candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The whole word.
    pub text: String,
    /// What it is.
    pub kind: CompletionKind,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompletionKind {
    /// A word of the language.
    Keyword,
    /// A name of the session, or one Python has built in.
    Name,
    /// Such a name that can be called.
    Callable,
    /// An attribute of an object.
    Attribute,
    /// Such an attribute that can be called.
    Method,
    /// A parameter of the function that is being called: `name=`.
    Parameter,
    /// A module that can be imported.
    Module,
}
