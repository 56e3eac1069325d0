//! What comes to a walk through a lesson, and what it asks for: plain data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::keys::{Action, Medium};
use super::runs::{Outcome, Play};
use crate::lang::Lang;
use crate::lesson::model::{Front, Note};
use crate::progress::{Answer, Moment, Place, Walk};

/// What comes to a walk from outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// The first page is about to be shown.
    Begin,
    /// A line: a command or an answer.
    Typed(String),
    /// What a key means on this page.
    Act(Action),
    /// A program was run, or could not be.
    Played(Box<Play>, Outcome),
    /// Step mode was left; where the demo is no Python, with what Python prints for it.
    DemoLeft(Option<String>),
    /// Something about keeping answers that the learner should know.
    Notice(String),
}

/// What a walk wants to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Run a program and hand over its events.
    Play(Box<Play>),
    /// Nobody waits for this program any more.
    Stop(Box<Play>),
    /// Keep an answer.
    Keep(Box<Answer>),
    /// Keep where the learner is.
    Settle(Box<Place>),
    /// Open a demo in step mode.
    Open(Box<Opening>),
    /// The last page of what is presented has been shown.
    Rest,
    /// The walk is over.
    Quit,
}

/// Something said below a page, to be fitted to columns by whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A text in Markdown.
    Text(String),
    /// Something that went well.
    Good(String),
    /// Something that did not.
    Bad(String),
    /// What a program printed.
    Printed(String),
    /// What the learner typed.
    Typed(String),
}

/// A demo to open in step mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// Where it lies.
    pub file: PathBuf,
    /// Its text, without marks.
    pub source: String,
    /// The notes on its marked lines.
    pub notes: Vec<Note>,
    /// The line of each mark.
    pub marks: BTreeMap<u32, u32>,
    /// How its lesson wants it to be run.
    pub front: Front,
}

impl Opening {
    /// The demo's name, as it is shown.
    pub fn name(&self) -> PathBuf {
        self.file.file_name().map_or_else(|| self.file.clone(), PathBuf::from)
    }
}

/// Whether anything is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// What a learner does is.
    Kept,
    /// Nothing: it is shown to others, or to its author.
    Nothing,
}

/// In which way, since when and for whom one walks.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// In which way.
    pub walk: Walk,
    /// When the sitting began.
    pub began: Moment,
    /// Decides the order of what is offered.
    pub seed: u64,
    /// Whether anything is kept.
    pub keeping: Keeping,
    /// On what it is shown.
    pub medium: Medium,
    /// The learner's language.
    pub lang: Lang,
}

/// What is known of earlier sittings.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The answers, the latest last.
    pub answers: Vec<Answer>,
    /// Where the learner was in this lesson.
    pub place: Option<Place>,
}
