//! What a proof needs of whoever runs programs: the run of one, and what another Python prints for it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::fault::{PlayFault, Unplayed};
use crate::lesson::model::Front;
use crate::lesson::window::Played;
use crate::trace::event::Clock;

/// Plays programs; the same text with the same front matter is the same run.
pub trait Plays {
    /// The run of a program that stands in `file`, by the clock and the names its lesson asks for.
    fn play(&mut self, file: &Path, source: &str, front: &Front) -> Result<Rc<Played>, PlayFault>;
}

/// What another Python prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// What it calls itself.
    pub python: String,
    /// What it prints on stdout.
    pub text: String,
}

/// Another Python, which is asked what a program prints there.
pub trait OtherPython {
    /// What a program prints there by this clock, with the modules of `folder` beside it; nothing where it needs an
    /// older Python, and there is none.
    fn stdout(&self, folder: &Path, source: &str, clock: Clock) -> Result<Option<Theirs>, PlayFault>;
}

/// Plays nothing, and remembers what it was to play: so all that a lesson needs is known before any of it is run.
#[derive(Debug, Default)]
pub struct Wishes {
    /// The programs, each once, with what their lesson says of them.
    pub programs: Vec<(PathBuf, String, Front)>,
}

impl Plays for Wishes {
    fn play(&mut self, file: &Path, source: &str, front: &Front) -> Result<Rc<Played>, PlayFault> {
        if !self.programs.iter().any(|(known, text, _)| known == file && text == source) {
            self.programs.push((file.to_owned(), source.to_owned(), front.clone()));
        }
        Err(PlayFault::unplayed(Unplayed::Interrupted))
    }
}

/// The same for another Python.
#[derive(Debug, Default)]
pub struct OtherWishes {
    /// The programs with their folders and clocks, each once.
    pub programs: RefCell<Vec<(PathBuf, String, Clock)>>,
}

impl OtherPython for OtherWishes {
    fn stdout(&self, folder: &Path, source: &str, clock: Clock) -> Result<Option<Theirs>, PlayFault> {
        let wish = (folder.to_owned(), source.to_owned(), clock);
        let mut programs = self.programs.borrow_mut();
        if !programs.contains(&wish) {
            programs.push(wish);
        }
        Ok(None)
    }
}
