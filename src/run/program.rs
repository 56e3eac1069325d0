//! FILE and its options as the Python process wants them.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::problem::RunError;
use crate::cli::{ClockArg, ProgramArgs};
use crate::trace::event::Clock;
use crate::wire::{Detail, Program};

/// The largest program, in MiB.
const SOURCE_LIMIT_MIB: u64 = 16;

/// How much memory a lesson's demo may have, in MiB.
pub(super) const CONFINED_MEMORY_MIB: u32 = 1024;

/// Makes a scratch folder for a confined program; gone when it is dropped.
pub(super) fn scratch() -> Result<TempDir, RunError> {
    scratch_folder().map_err(|source| RunError::Scratch { source })
}

/// The same, with the system's own error.
pub(super) fn scratch_folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("learn-coroutines-").tempdir()
}

/// A program ready to start, with the scratch folder that lasts as long as its run.
pub(super) struct Prepared {
    /// What to run.
    pub(super) program: Program,
    /// The folder of a confined program; gone when this is dropped.
    _scratch: Option<TempDir>,
}

/// Whether the program waits for each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It runs through.
    Free,
    /// It waits for each step.
    Stepping,
}

impl Prepared {
    /// Reads FILE and makes what its options ask for.
    pub(super) fn new(arguments: &ProgramArgs, detail: Detail, pace: Pace) -> Result<Prepared, RunError> {
        let (file, rest) = arguments.command_line.split_first().unwrap_or((&EMPTY, &[]));
        let file = PathBuf::from(file);
        let source = read(&file)?;
        let args = rest
            .iter()
            .map(|argument| match argument.to_str() {
                Some(text) => Ok(text.to_owned()),
                None => Err(RunError::ArgumentNotText { argument: argument.clone() }),
            })
            .collect::<Result<_, _>>()?;
        let scratch = match arguments.sandbox {
            true => Some(scratch()?),
            false => None,
        };
        let program = Program {
            file,
            args,
            source,
            clock: match arguments.clock {
                ClockArg::Virtual => Clock::Virtual,
                ClockArg::Real => Clock::Real,
            },
            detail,
            stepping: pace != Pace::Free,
            memory_mib: arguments.memory,
            legacy: arguments.legacy,
            under_the_hood: arguments.under_the_hood,
            sandbox: scratch.as_ref().map(|folder| folder.path().to_owned()),
        };
        Ok(Prepared { program, _scratch: scratch })
    }
}

static EMPTY: std::ffi::OsString = std::ffi::OsString::new();

/// Reads a program.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, RunError> {
    let unreadable = |source| RunError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let mut source = Vec::new();
    let limit = SOURCE_LIMIT_MIB << 20;
    file.take(limit + 1).read_to_end(&mut source).map_err(unreadable)?;
    if source.len() as u64 > limit {
        return Err(RunError::TooLarge { path: path.to_owned(), limit_mib: SOURCE_LIMIT_MIB });
    }
    Ok(source)
}
