//! What can go wrong around a run; how the program itself ends is no error of ours.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::engine::process::StartError;
use crate::terminal::problem::TerminalError;

/// Why a command could not be carried out.
#[derive(Debug, Error)]
pub enum RunError {
    /// FILE cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// FILE.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// FILE is larger than any program.
    #[error("{} is larger than {limit_mib} MiB", .path.display())]
    TooLarge {
        /// FILE.
        path: PathBuf,
        /// The limit.
        limit_mib: u64,
    },
    /// An argument of the program is no text.
    #[error("the program's argument {argument:?} is not valid UTF-8")]
    ArgumentNotText {
        /// The argument.
        argument: std::ffi::OsString,
    },
    /// The trace would replace the program.
    #[error("the trace would overwrite the program {}", .path.display())]
    Overwrite {
        /// FILE and `--out` at once.
        path: PathBuf,
    },
    /// The file of the trace cannot be made.
    #[error("cannot write {}: {source}", .path.display())]
    Create {
        /// `--out`.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Output cannot be written.
    #[error("cannot write to {name}: {source}")]
    Output {
        /// Where to.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// No scratch folder for a confined program.
    #[error("cannot make a scratch folder for the program: {source}")]
    Scratch {
        /// What the system said.
        source: io::Error,
    },
    /// Events, signals and timers cannot be waited for.
    #[error("cannot wait for signals and events: {source}")]
    Machinery {
        /// What the system said.
        source: io::Error,
    },
    /// The terminal cannot be used.
    #[error("cannot use the terminal: {source}")]
    Terminal {
        /// What the system said.
        source: io::Error,
    },
    /// The Python process cannot be started.
    #[error("{source}")]
    Start {
        /// Why.
        #[from]
        source: StartError,
    },
    /// A lesson of the curriculum that is not written yet.
    #[error("lesson {number}, {slug}, is still coming")]
    LessonComing {
        /// Its number.
        number: u32,
        /// Its name.
        slug: &'static str,
    },
    /// No such lesson.
    #[error("there is no lesson {name:?}")]
    NoLesson {
        /// What was asked for.
        name: String,
    },
    /// Progress cannot be read or kept, in the learner's language.
    #[error("{sentence}")]
    Progress {
        /// Why.
        sentence: String,
    },
    /// A name that no lesson's folder has.
    #[error("{name:?} is no name of a lesson; write for example lessons/08-tasks-and-futures")]
    LessonName {
        /// The name.
        name: String,
    },
    /// A new lesson would lie where something lies already.
    #[error("{} is there already", .path.display())]
    LessonThere {
        /// The folder, or the one that has its number.
        path: PathBuf,
    },
    /// A heading that a script does not have.
    #[error("no heading of this script is {heading:?}; it has: {}", .there.join(" / "))]
    NoHeading {
        /// What was asked for.
        heading: String,
        /// The headings.
        there: Vec<String>,
    },
    /// A message that is in no catalogue.
    #[error(
        "nothing is known of {message:?}: it is no message of CPython about generators, coroutines, tasks or loops"
    )]
    UnknownMessage {
        /// The message.
        message: String,
    },
    /// There is no Python to compare with.
    #[error("there is no Python 3 on this system to compare with")]
    NoSystemPython,
}

impl From<TerminalError> for RunError {
    fn from(error: TerminalError) -> RunError {
        match error {
            TerminalError::Output { name, source } => RunError::Output { name, source },
            TerminalError::Machinery { source } => RunError::Machinery { source },
            TerminalError::Terminal { source } => RunError::Terminal { source },
        }
    }
}
