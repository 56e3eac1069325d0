//! Programs a walk needs the run of: asked for, waited for, remembered, whatever came of them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use crate::lesson::legacy::is_legacy;
use crate::lesson::model::Front;
use crate::lesson::window::Played;
use crate::trace::event::Clock;

/// A program to be run, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Play {
    /// Where it lies, or would lie.
    pub file: PathBuf,
    /// Its text.
    pub source: String,
    /// The clock it lives by.
    pub clock: Clock,
    /// Whether the names of old tutorials are restored.
    pub legacy: bool,
}

impl Play {
    /// A demo of a lesson, as its front matter and its first comment want it to be run.
    pub fn of(file: PathBuf, source: &str, front: &Front) -> Play {
        let legacy = front.legacy || is_legacy(source);
        Play { file, source: source.to_owned(), clock: front.clock, legacy }
    }
}

/// Why a program has no run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplayed {
    /// It is no Python; this is what Python prints.
    NotPython {
        /// The traceback.
        traceback: String,
    },
    /// It could not be run.
    NotRun {
        /// Why.
        reason: String,
    },
    /// The learner did not want to wait any longer.
    Interrupted,
}

/// The run of a program, or why there is none.
pub type Outcome = Result<Rc<Played>, Unplayed>;

/// A program whose run is needed before anything more can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed(pub Box<Play>);

/// What is known of the runs of programs.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    known: HashMap<Play, Outcome>,
}

impl Runs {
    /// What came of a program, or that it has to be run first.
    pub fn of(&self, play: Play) -> Result<&Outcome, Needed> {
        self.known.get(&play).ok_or_else(|| Needed(Box::new(play)))
    }

    /// Remembers what came of a program.
    pub fn insert(&mut self, play: Play, played: Outcome) {
        self.known.insert(play, played);
    }

    /// Forgets that a program was interrupted, so that it may be run again.
    pub fn forgive(&mut self) {
        self.known.retain(|_, played| !matches!(played, Err(Unplayed::Interrupted)));
    }
}
