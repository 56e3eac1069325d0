//! A walk through a lesson or through questions: pages shown, programs run for them, answers kept.

pub mod lines;
pub mod screen;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::PathBuf;

use tempfile::TempDir;

use super::step::{Display, Options};
use crate::error::{Exit, RunError};
use crate::lang::Lang;
use crate::lesson::catalog::{Catalog, Folder};
use crate::lesson::legacy::is_legacy;
use crate::play::program::{CONFINED_MEMORY_MIB, scratch};
use crate::play::several::Plays;
use crate::progress::log::ProgressLog;
use crate::terminal::runtime::runtime;
use crate::tutor::ask::{Ask, Input, Opening};
use crate::tutor::keys::Medium;
use crate::tutor::runs::{Outcome, Play};
use crate::tutor::walk::Tutor;
use crate::view::notes::Notes;
use crate::wire::{Detail, Program};

/// What a walk leaves to its screen.
pub enum Turn {
    /// To show where it is, and to wait.
    Stay,
    /// To open a demo in step mode.
    Open(Box<Opening>),
    /// To show that everything was shown.
    Rest,
    /// To leave.
    Quit,
}

/// What a walk needs done outside of it: programs run, answers kept.
pub struct Walking {
    /// What is being run.
    pub plays: Plays,
    /// Where what is done is kept, where it is.
    log: Option<ProgressLog>,
    lang: Lang,
}

impl Walking {
    /// One that keeps what is done in a log, where there is one.
    pub fn new(log: Option<ProgressLog>, lang: Lang) -> Walking {
        Walking { plays: Plays::default(), log, lang }
    }

    /// Does what a walk asks for; hands back what a screen has to do. What could not be kept is an input.
    pub fn perform(&mut self, ask: Ask, inputs: &mut VecDeque<Input>) -> Option<Ask> {
        match ask {
            Ask::Play(play) => self.plays.start(play, self.lang),
            Ask::Stop(play) => self.plays.stop(&play),
            Ask::Keep(answer) => self.keep(inputs, |log| log.record(*answer)),
            Ask::Settle(place) => self.keep(inputs, |log| log.settle(&place)),
            ask => return Some(ask),
        }
        None
    }

    /// Takes all inputs in and does what the walk asks for; tells what is left to its screen.
    pub fn take_in(
        &mut self,
        inputs: &mut VecDeque<Input>,
        mut update: impl FnMut(Input) -> Vec<Ask>,
    ) -> Turn {
        let mut turn = Turn::Stay;
        while let Some(input) = inputs.pop_front() {
            for ask in update(input) {
                match self.perform(ask, inputs) {
                    Some(Ask::Open(opening)) => turn = Turn::Open(opening),
                    Some(Ask::Rest) => turn = Turn::Rest,
                    Some(Ask::Quit) => return Turn::Quit,
                    _ => {}
                }
            }
        }
        turn
    }

    fn keep(&mut self, inputs: &mut VecDeque<Input>, keep: impl FnOnce(&mut ProgressLog)) {
        if let Some(log) = &mut self.log {
            keep(log);
            inputs.extend(log.notices().into_iter().map(Input::Notice));
        }
    }

    /// Waits for one program; others that are over meanwhile are inputs.
    pub async fn only(&mut self, play: &Play, inputs: &mut VecDeque<Input>) -> Outcome {
        loop {
            let (over, played) = self.plays.next().await;
            if *over == *play {
                return played;
            }
            inputs.push_back(Input::Played(over, played));
        }
    }
}

/// On what a walk is shown.
pub fn medium(options: &Options) -> Medium {
    match options.display {
        Display::Screen => Medium::Screen,
        Display::Lines => Medium::Lines,
    }
}

/// Shows the pages of a walk until the learner leaves, and says how it went.
pub fn go(mut tutor: Tutor, mut log: ProgressLog, options: &Options) -> Result<Exit, RunError> {
    tutor.greet(log.notices());
    let mut walking = Walking::new(Some(log), options.lang);
    let left = runtime()?.block_on(async {
        match options.display {
            Display::Lines => lines::read(&mut tutor, &mut walking, options).await,
            Display::Screen => screen::read(&mut tutor, &mut walking, options).await,
        }
    });
    let lost = walking.log.as_mut().and_then(ProgressLog::finish);
    if let Some(lost) = &lost {
        crate::terminal::say(lost);
    }
    let exit = left?;
    for said in tutor.farewell() {
        options.transcript.lines(&said);
        writeln!(io::stdout(), "{said}").map_err(unwritable)?;
    }
    Ok(if lost.is_some() && exit == Exit::Done { Exit::Failed } else { exit })
}

/// What cannot be written to stdout.
pub fn unwritable(source: io::Error) -> RunError {
    RunError::Output { name: "stdout".to_owned(), source }
}

/// Where the demos of a lesson lie: its folder, or for a built-in lesson a folder made for this walk.
pub struct Demos {
    pub folder: PathBuf,
    _made: Option<TempDir>,
}

impl Demos {
    pub fn of(found: &Folder, catalog: &Catalog) -> Result<Demos, RunError> {
        match catalog {
            Catalog::Folder(_) => Ok(Demos { folder: found.path.clone(), _made: None }),
            Catalog::BuiltIn => {
                let made = scratch()?;
                for (name, bytes) in found.files.iter().filter(|(name, _)| name.ends_with(".py")) {
                    let path = made.path().join(name);
                    if let Ok(bytes) = bytes {
                        std::fs::write(&path, bytes).map_err(|source| RunError::Create { path, source })?;
                    }
                }
                Ok(Demos { folder: made.path().to_owned(), _made: Some(made) })
            }
        }
    }
}

/// A demo as the Python process wants it for step mode, with its scratch folder.
pub fn program(opening: &Opening) -> Result<(Program, TempDir), RunError> {
    let scratch = scratch()?;
    let program = Program {
        file: opening.file.clone(),
        args: Vec::new(),
        source: opening.source.clone().into_bytes(),
        clock: opening.front.clock,
        detail: Detail::Lines,
        stepping: true,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy: opening.front.legacy || is_legacy(&opening.source),
        under_the_hood: false,
        sandbox: Some(scratch.path().to_owned()),
    };
    Ok((program, scratch))
}

pub fn notes(opening: &Opening) -> Notes {
    Notes::of(&opening.notes, &opening.marks, &opening.source)
}
