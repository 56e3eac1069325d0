//! What a proof needs of whoever runs programs: the run of one, and what another Python prints for it.

use std::path::Path;
use std::rc::Rc;

use super::fault::PlayFault;
use crate::lesson::model::Front;
use crate::lesson::window::Played;

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
    /// What a program prints there, with the modules of `folder` beside it; nothing where it needs an older Python,
    /// and there is none.
    fn stdout(&self, folder: &Path, source: &str) -> Result<Option<Theirs>, PlayFault>;
}
