//! The Pythons of the system, asked what a program prints there: by the world's clock, or by one like the tool's own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::program::scratch_folder;
use super::record::{at_once, no_scratch, no_system};
use crate::lesson::legacy::{self, Version};
use crate::proof::fault::PlayFault;
use crate::proof::plays::{OtherPython, Theirs};
use crate::trace::event::Clock;

/// The virtual clock for another Python, which imports a module of this name as it starts.
const CLOCK: (&str, &str) = ("sitecustomize.py", include_str!("sitecustomize.py"));

/// The oldest Python that a legacy demo may be compared with, by its second number.
const OLDEST: u32 = 4;

/// The system's Pythons that are tried, the newest first.
const PYTHONS: [&str; 8] =
    ["python3.15", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];

/// What a program printed, by its folder, its text and its clock.
type Asked = (PathBuf, String, Clock);

/// The system's Pythons, each asked once about a program.
#[derive(Debug)]
pub struct SystemPython {
    newest: Found,
    answered: Mutex<HashMap<Asked, Option<Theirs>>>,
}

/// One of them.
#[derive(Clone, Debug)]
struct Found {
    command: String,
    /// What it calls itself: `Python 3.13.0`.
    name: String,
    version: Version,
}

impl Found {
    /// What a command runs, where it runs Python 3.
    fn of(command: &str) -> Option<Found> {
        let output = Command::new(command).arg("--version").stdin(Stdio::null()).output().ok()?;
        let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let minor = name.strip_prefix("Python 3.")?.split('.').next()?.parse().ok()?;
        let command = command.to_owned();
        output.status.success().then_some(Found { command, name, version: Version(minor) })
    }
}

impl SystemPython {
    /// The newest one that runs.
    pub fn find() -> Option<SystemPython> {
        PYTHONS
            .into_iter()
            .find_map(Found::of)
            .map(|newest| SystemPython { newest, answered: Mutex::default() })
    }

    /// The newest one that runs what a version was the last to run.
    fn no_newer_than(&self, version: Option<Version>) -> Option<Found> {
        match version {
            Some(version) if version < self.newest.version => {
                (OLDEST..=version.0).rev().find_map(|minor| Found::of(&format!("python3.{minor}")))
            }
            _ => Some(self.newest.clone()),
        }
    }

    /// Asks about programs whose answers will be wanted, several at once. What cannot be run is told when it is wanted.
    pub fn ask_ahead(&self, programs: &[Asked]) {
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..at_once().min(programs.len()) {
                scope.spawn(|| {
                    while let Some((folder, source, clock)) =
                        programs.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        // A fault is told when the program's own turn comes.
                        self.stdout(folder, source, *clock).ok();
                    }
                });
            }
        });
    }

    /// The program lies in a folder of its own, as what lies beside a program is imported instead of the standard
    /// library.
    fn run(&self, folder: &Path, source: &str, clock: Clock) -> Result<Option<Theirs>, PlayFault> {
        let Some(python) = self.no_newer_than(legacy::newest(source).ok().flatten()) else {
            return Ok(None);
        };
        let scratch = scratch_folder().map_err(no_scratch)?;
        let file = scratch.path().join("demo.py");
        std::fs::write(&file, source).map_err(no_system)?;
        let mut path = vec![folder.to_owned()];
        if clock == Clock::Virtual {
            let beside = scratch.path().join("clock");
            let (name, text) = CLOCK;
            std::fs::create_dir(&beside).map_err(no_system)?;
            std::fs::write(beside.join(name), text).map_err(no_system)?;
            path.insert(0, beside);
        }
        let path = std::env::join_paths(path).map_err(|error| no_system(std::io::Error::other(error)))?;
        let output = Command::new(&python.command)
            .arg(&file)
            .env("PYTHONPATH", path)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONIOENCODING", "utf-8")
            .stdin(Stdio::null())
            .output()
            .map_err(no_system)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(Some(Theirs { python: python.name, text }))
    }
}

impl OtherPython for SystemPython {
    fn stdout(&self, folder: &Path, source: &str, clock: Clock) -> Result<Option<Theirs>, PlayFault> {
        let asked = (folder.to_owned(), source.to_owned(), clock);
        let answered = || self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = answered().get(&asked) {
            return Ok(theirs.clone());
        }
        let theirs = self.run(folder, source, clock)?;
        answered().insert(asked, theirs.clone());
        Ok(theirs)
    }
}
