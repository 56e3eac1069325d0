//! What crosses the pipe between the tool and its Python process: requests one way, replies the other.
//!
//! Each side sends its `Hello` first and refuses another version. Encoding is in [`codec`].

pub mod codec;
mod session;

pub use session::{
    Completion, CompletionKind, Completions, Depth, Drive, Entry, Failure, FailureLine, Pace, Ready,
    SESSION_FILE, is_entry,
};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::trace::event::{Clock, Event};
use crate::trace::stop::{Breakpoints, Until};
use crate::trace::value::Value;

/// The variable of the environment that tells this program that a program it runs calls it as Python, by
/// `sys.executable`.
pub const AS_PYTHON: &str = "LEARN_COROUTINES_AS_PYTHON";

/// The version of this protocol; both sides must have the same.
pub const PROTOCOL_VERSION: u32 = 3;

/// From the tool to the Python process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The first message.
    Hello {
        /// [`PROTOCOL_VERSION`].
        version: u32,
    },
    /// Run this program; once for each process.
    Start(Box<Program>),
    /// While paused: go on until there.
    Run {
        /// How far.
        until: Until,
        /// Lines to stop at.
        breakpoints: Breakpoints,
    },
    /// While paused: evaluate an expression in the frame that is about to go on; answered by [`Reply::Evaluated`].
    Evaluate {
        /// A Python expression.
        expression: String,
    },
    /// The answer to [`Reply::NeedInput`]: bytes for the program's stdin; none means the end of the file.
    Input {
        /// Up to a line.
        bytes: Vec<u8>,
    },
    /// Instead of [`Request::Start`]: open a session. Its source stays unread; answered by [`Reply::Ready`].
    Open(Box<Program>),
    /// In a session that waits: run one complete entry; answered by [`Reply::Ready`] when it is done.
    Enter {
        /// What was typed, with its last line break or without.
        source: String,
        /// Whether it waits for each step; then it pauses before its first line, answered by [`Request::Run`].
        pace: Pace,
    },
    /// In a session that waits: run what was typed before its input ended, complete or not; answered by [`Reply::Ready`].
    EnterAtEnd {
        /// What was typed.
        source: String,
    },
    /// In a session that waits: what could stand at the cursor; answered by [`Reply::Completions`].
    Complete {
        /// The text so far.
        text: String,
        /// Where in it, in bytes.
        cursor: usize,
    },
    /// In a session that waits: print what is known of the object of this dotted name; answered by [`Reply::Ready`].
    Describe {
        /// The name.
        name: String,
        /// How much.
        depth: Depth,
    },
    /// In a session that waits: let its event loop or its clock go on; answered by [`Reply::Ready`].
    Loop(Drive),
    /// In a session that waits: end it as the end of its stdin would.
    Close,
}

/// What to run and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// FILE as the user gave it: `__file__`, `sys.argv[0]` and the name in tracebacks.
    pub file: PathBuf,
    /// The arguments after it.
    pub args: Vec<String>,
    /// The text of FILE, read by the tool.
    pub source: Vec<u8>,
    /// The program's clock.
    pub clock: Clock,
    /// How much is traced.
    pub detail: Detail,
    /// Whether the process waits for a [`Request::Run`] before the program's first line, and after each one it fulfils.
    pub stepping: bool,
    /// The limit of the process's address space, in MiB.
    pub memory_mib: u32,
    /// Whether the names that old tutorials use are restored.
    pub legacy: bool,
    /// Whether asyncio's own code is traced too.
    pub under_the_hood: bool,
    /// The scratch folder of a confined program; `None` for a free one.
    pub sandbox: Option<PathBuf>,
}

/// How much of a program is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Detail {
    /// Its output and its end only.
    Nothing,
    /// Transitions, exceptions and notes.
    Transitions,
    /// Those, and every line with the variables it changed.
    Lines,
}

/// From the Python process to the tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The first message.
    Hello {
        /// [`PROTOCOL_VERSION`].
        version: u32,
    },
    /// What happened since the last reply, in order; [`codec::Batch`] packs them one by one.
    Events(Vec<Event>),
    /// The program is paused after the last event sent, until a [`Request::Run`].
    Paused,
    /// The program reads its stdin and waits for [`Request::Input`].
    NeedInput,
    /// What an expression gave: its value, or the last line of its traceback.
    Evaluated(Result<Value, String>),
    /// FILE could not be compiled: what Python prints for it.
    Unparsable {
        /// The traceback text, with its last line break.
        traceback: String,
    },
    /// A session waits for its next request.
    Ready(Ready),
    /// What could stand at the cursor.
    Completions(Completions),
}
