//! FILE and its options as the Python process wants them; or the recording that FILE is.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use tempfile::TempDir;

use super::running::Running;
use crate::cli::{ClockArg, ProgramArgs};
use crate::engine::cpython::Interpreter;
use crate::engine::cpython::find::{Wanted, find};
use crate::engine::process::{StartError, WorkerProcess};
use crate::engine::replay::{self, Replay};
use crate::error::RunError;
use crate::export::recording;
use crate::lang::Lang;
use crate::trace::event::{Clock, Event};
use crate::wire::{Detail, Program};

/// The largest program, in MiB.
const SOURCE_LIMIT_MIB: u64 = 16;

/// How long a program is waited for that is to come through a pipe.
const PIPE_PATIENCE: Duration = Duration::from_secs(10);

/// How much memory a lesson's demo may have, in MiB.
pub const CONFINED_MEMORY_MIB: u32 = 1024;

/// Makes a scratch folder for a confined program; gone when it is dropped.
pub fn scratch() -> Result<TempDir, RunError> {
    scratch_folder().map_err(|source| RunError::Scratch { source })
}

/// The same, with the system's own error.
pub fn scratch_folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("learn-coroutines-").tempdir()
}

/// A program ready to start, with the scratch folder that lasts as long as its run.
pub struct Prepared {
    /// What to run.
    pub program: Program,
    /// What happened, where FILE is a recording: then the program is the one that was recorded.
    recording: Option<Vec<Event>>,
    /// Which Python runs it.
    pub interpreter: Interpreter,
    /// The folder of a confined program; gone when this is dropped.
    _scratch: Option<TempDir>,
}

/// Whether the program waits for each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It runs through.
    Free,
    /// It waits for each step.
    Stepping,
}

impl Prepared {
    /// Reads FILE and makes what its options ask for.
    pub fn new(arguments: &ProgramArgs, detail: Detail, pace: Pace) -> Result<Prepared, RunError> {
        let (file, rest) = arguments.command_line.split_first().unwrap_or((&EMPTY, &[]));
        let file = PathBuf::from(file);
        if file.to_str().is_none() {
            return Err(RunError::NameNotText { path: file });
        }
        if is_recording(&file) {
            return Prepared::recorded(&file, arguments, detail, pace);
        }
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
        let interpreter = interpreter(arguments, &program.file)?;
        Ok(Prepared { program, recording: None, interpreter, _scratch: scratch })
    }

    /// Reads a recording. The text of its program is read where the program still lies: as it was named then, or beside
    /// the recording; where it does not, there is none to show.
    fn recorded(
        path: &Path,
        arguments: &ProgramArgs,
        detail: Detail,
        pace: Pace,
    ) -> Result<Prepared, RunError> {
        let file =
            File::open(path).map_err(|source| RunError::Unreadable { path: path.to_owned(), source })?;
        let read = recording::read(BufReader::new(file));
        let mut recording = read.map_err(|source| RunError::Recording { path: path.to_owned(), source })?;
        let named = PathBuf::from(&*recording.file);
        let beside = named.file_name().map(|name| path.with_file_name(name));
        let file = beside.filter(|beside| !named.is_file() && beside.is_file()).unwrap_or(named);
        let source = read_text(&file);
        recording.locate(&String::from_utf8_lossy(&source));
        let program = Program {
            source,
            file,
            args: Vec::new(),
            clock: Clock::Virtual,
            detail,
            stepping: pace != Pace::Free,
            memory_mib: arguments.memory,
            legacy: arguments.legacy,
            under_the_hood: arguments.under_the_hood,
            sandbox: None,
        };
        let recording = Some(recording.events);
        Ok(Prepared { program, recording, interpreter: Interpreter::Embedded, _scratch: None })
    }

    /// The same program as it ran: what happened is played again, step by step.
    pub fn played_again(mut self, events: Vec<Event>) -> Prepared {
        self.program.stepping = true;
        self.recording = Some(events);
        self
    }

    /// Whether FILE is a recording.
    pub fn is_recorded(&self) -> bool {
        self.recording.is_some()
    }

    /// Begins to run it.
    pub fn start(&self, limit: Option<Duration>, lang: Lang) -> Result<Running, StartError> {
        match &self.recording {
            Some(events) => {
                let replay = |pace| Replay::new(events.iter().cloned(), pace).speaking(lang);
                Ok(Running::Recording(match self.program.stepping {
                    true => replay(replay::Pace::Stepping).up_to_its_first_line(),
                    false => replay(replay::Pace::Free),
                }))
            }
            None => {
                let process = WorkerProcess::start_in(&self.interpreter, self.program.clone(), limit)?;
                Ok(Running::Process(Box::new(process)))
            }
        }
    }
}

/// The Python that the user asks for; without a word the embedded one.
fn interpreter(arguments: &ProgramArgs, file: &Path) -> Result<Interpreter, RunError> {
    match arguments.python.as_deref() {
        None => Ok(Interpreter::Embedded),
        Some(_) if arguments.sandbox => Err(RunError::EmbeddedOnly { option: "--sandbox" }),
        Some(_) if arguments.under_the_hood => Err(RunError::EmbeddedOnly { option: "--under-the-hood" }),
        Some(wanted) => Ok(Interpreter::Own(find(&Wanted::of(wanted), file)?)),
    }
}

static EMPTY: std::ffi::OsString = std::ffi::OsString::new();

/// How much of a file tells whether it is a recording: its first line is short.
const BEGINNING: u64 = 1 << 16;

/// Whether a file is a recording. A pipe is never one: it could not be read twice.
fn is_recording(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
    read.is_ok() && recording::is_one(&beginning)
}

/// The text of a program that may be gone.
fn read_text(path: &Path) -> Vec<u8> {
    if path.is_file() { read(path).unwrap_or_default() } else { Vec::new() }
}

/// Reads a program.
pub fn read(path: &Path) -> Result<Vec<u8>, RunError> {
    let unreadable = |source| RunError::Unreadable { path: path.to_owned(), source };
    let metadata = path.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let limit = SOURCE_LIMIT_MIB << 20;
    let source = if metadata.file_type().is_fifo() {
        read_pipe(path, limit)?
    } else {
        let mut source = Vec::new();
        File::open(path)
            .and_then(|file| file.take(limit + 1).read_to_end(&mut source))
            .map_err(unreadable)?;
        source
    };
    if source.len() as u64 > limit {
        return Err(RunError::TooLarge { path: path.to_owned(), limit_mib: SOURCE_LIMIT_MIB });
    }
    Ok(source)
}

/// Reads a program from a pipe, whose other end may never be opened, or never written to.
fn read_pipe(path: &Path, limit: u64) -> Result<Vec<u8>, RunError> {
    let (sender, parts) = mpsc::channel();
    let own = path.to_owned();
    // Where nothing comes the thread stays behind, in `open` or `read`, until this process ends.
    std::thread::spawn(move || {
        let mut file = match File::open(own) {
            Ok(file) => file.take(limit + 1),
            Err(error) => return drop(sender.send(Err(error))),
        };
        loop {
            let mut part = vec![0; 1 << 16];
            let read = file.read(&mut part).map(|count| {
                part.truncate(count);
                part
            });
            let is_last = read.as_ref().map_or(true, Vec::is_empty);
            if sender.send(read).is_err() || is_last {
                return;
            }
        }
    });
    let mut source = Vec::new();
    loop {
        match parts.recv_timeout(PIPE_PATIENCE) {
            Ok(Ok(part)) if part.is_empty() => return Ok(source),
            Ok(Ok(part)) => source.extend(part),
            Ok(Err(source)) => return Err(RunError::Unreadable { path: path.to_owned(), source }),
            Err(RecvTimeoutError::Timeout) => {
                let seconds = PIPE_PATIENCE.as_secs();
                return Err(RunError::SilentPipe { path: path.to_owned(), seconds });
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(source),
        }
    }
}
