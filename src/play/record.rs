//! Programs played for a check: in the embedded Python with their trace, and in the system's Python.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::watch;

use super::program::{CONFINED_MEMORY_MIB, scratch_folder};
use crate::engine::process::WorkerProcess;
use crate::engine::{Engine, Message};
use crate::lesson::legacy::{self, Version, is_legacy};
use crate::lesson::model::Front;
use crate::lesson::window::Played;
use crate::proof::fault::{PlayFault, Unplayed};
use crate::proof::plays::{OtherPython, Plays, Theirs};
use crate::terminal::runtime::runtime;
use crate::trace::event::{Clock, Event};
use crate::wire::{Detail, Program};

/// How long a demo may run.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);

/// How many events of one program are kept; a demo has a few hundred.
pub const MOST_EVENTS: usize = 500_000;

/// The oldest Python that a legacy demo may be compared with, by its second number.
const OLDEST: u32 = 4;

/// The system's Pythons that are tried, the newest first.
const PYTHONS: [&str; 8] =
    ["python3.15", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];

/// Plays programs, each text only once.
#[derive(Default)]
pub struct Player {
    played: HashMap<(PathBuf, String), Rc<Played>>,
    /// Set once nobody wants to know any more.
    stop: Option<watch::Receiver<bool>>,
}

impl Player {
    /// A player that ends what it plays when `stop` is set.
    pub fn stopped_by(stop: watch::Receiver<bool>) -> Player {
        Player { stop: Some(stop), ..Player::default() }
    }
}

impl Plays for Player {
    fn play(&mut self, file: &Path, source: &str, front: &Front) -> Result<Rc<Played>, PlayFault> {
        let key = (file.to_owned(), source.to_owned());
        if let Some(played) = self.played.get(&key) {
            return Ok(played.clone());
        }
        let events = play(file, source, front, self.stop.clone())?;
        let played = Rc::new(Played::of(source, events)?);
        self.played.insert(key, played.clone());
        Ok(played)
    }
}

fn play(
    file: &Path,
    source: &str,
    front: &Front,
    stop: Option<watch::Receiver<bool>>,
) -> Result<Vec<Event>, PlayFault> {
    let scratch = scratch_folder().map_err(no_scratch)?;
    let legacy = front.legacy || is_legacy(source);
    let program = confined(file, source, front.clock, legacy, scratch.path());
    play_program(program, TIME_LIMIT, MOST_EVENTS, stop)
}

/// A program as a lesson's demo is run: from start to end, confined to a scratch folder.
pub fn confined(file: &Path, source: &str, clock: Clock, legacy: bool, scratch: &Path) -> Program {
    Program {
        file: file.into(),
        args: Vec::new(),
        source: source.as_bytes().to_vec(),
        clock,
        detail: Detail::Lines,
        stepping: false,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy,
        under_the_hood: false,
        sandbox: Some(scratch.to_owned()),
    }
}

/// The events of a program, or of its beginning where it goes on for too long or does too much.
pub fn play_program(
    program: Program,
    limit: Duration,
    most: usize,
    stop: Option<watch::Receiver<bool>>,
) -> Result<Vec<Event>, PlayFault> {
    let runtime = runtime().map_err(|error| no_system(error.into_source()))?;
    runtime.block_on(async {
        tokio::select! {
            events = record(program, limit, most) => events,
            () = set(stop) => Err(PlayFault::unplayed(Unplayed::Interrupted)),
        }
    })
}

fn no_system(error: io::Error) -> PlayFault {
    PlayFault::unplayed(Unplayed::System(error.into()))
}

fn no_scratch(error: io::Error) -> PlayFault {
    PlayFault::unplayed(Unplayed::Scratch(error.into()))
}

/// The events of a program, while other things go on; it is ended where this is dropped.
pub async fn record(program: Program, limit: Duration, most: usize) -> Result<Vec<Event>, PlayFault> {
    let started = WorkerProcess::start(program, Some(limit));
    let mut session = started.map_err(|error| PlayFault::unplayed(Unplayed::Start(error)))?;
    let mut events = Vec::new();
    loop {
        match session.next().await {
            Message::Events(more) => {
                events.extend(more);
                if events.len() >= most {
                    return Ok(events);
                }
            }
            Message::Unparsable { traceback } => return Err(PlayFault::Unparsable { traceback }),
            Message::NeedInput => session.send(crate::wire::Request::Input { bytes: Vec::new() }),
            Message::Ended(ending) => {
                return match ending.reason.filter(|_| events.is_empty()) {
                    Some(reason) => Err(PlayFault::unplayed(Unplayed::Ended(reason))),
                    None => Ok(events),
                };
            }
            Message::Paused | Message::Evaluated(_) | Message::Ready(_) | Message::Completions(_) => {}
        }
    }
}

/// Waits until the flag is set; for ever where there is none.
async fn set(stop: Option<watch::Receiver<bool>>) {
    if let Some(mut stop) = stop
        && stop.wait_for(|stop| *stop).await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

/// The system's Pythons.
#[derive(Clone, Debug)]
pub struct SystemPython {
    newest: Found,
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
        PYTHONS.into_iter().find_map(Found::of).map(|newest| SystemPython { newest })
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
}

impl OtherPython for SystemPython {
    /// The program lies in a folder of its own, as what lies beside a program is imported instead of the standard
    /// library.
    fn stdout(&self, folder: &Path, source: &str) -> Result<Option<Theirs>, PlayFault> {
        let Some(python) = self.no_newer_than(legacy::newest(source).ok().flatten()) else {
            return Ok(None);
        };
        let scratch = scratch_folder().map_err(no_scratch)?;
        let file = scratch.path().join("demo.py");
        std::fs::write(&file, source).map_err(no_system)?;
        let output = Command::new(&python.command)
            .arg(&file)
            .env("PYTHONPATH", folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONIOENCODING", "utf-8")
            .stdin(Stdio::null())
            .output()
            .map_err(no_system)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(Some(Theirs { python: python.name, text }))
    }
}
