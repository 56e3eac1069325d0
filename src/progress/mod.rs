//! What a learner did: where they are in each lesson, every answer they gave, and when a question is due again.
//!
//! One SQLite file ([`store`]) under its schema ([`schema`]); what is due is computed from the answers ([`schedule`]),
//! so that the answers are all there is to keep, to export and to import ([`exchange`]).

pub mod exchange;
pub mod log;
pub mod problem;
pub mod schedule;
pub mod schema;
pub mod store;

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01 UTC.
pub type Moment = i64;

/// The way in which questions were come upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Walk {
    /// Reading a lesson.
    Lesson,
    /// The questions of a lesson alone.
    Quiz,
    /// Questions that were due again.
    Review,
    /// Questions drawn from a program of the learner's own.
    File,
}

impl Walk {
    /// Every walk.
    pub const ALL: [Walk; 4] = [Walk::Lesson, Walk::Quiz, Walk::Review, Walk::File];

    /// The word in the database and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Walk::Lesson => "lesson",
            Walk::Quiz => "quiz",
            Walk::Review => "review",
            Walk::File => "file",
        }
    }
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was right.
    Right,
    /// The learner compared it with the model answer and found it partly right.
    Partly,
    /// It was wrong.
    Wrong,
    /// The answer was asked for.
    Shown,
    /// It was given in free words and not compared yet.
    Open,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 5] =
        [Outcome::Right, Outcome::Partly, Outcome::Wrong, Outcome::Shown, Outcome::Open];

    /// The word in the database and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Right => "right",
            Outcome::Partly => "partly",
            Outcome::Wrong => "wrong",
            Outcome::Shown => "shown",
            Outcome::Open => "open",
        }
    }

    /// Whether the question is done with for this sitting.
    pub fn settles(self) -> bool {
        !matches!(self, Outcome::Wrong)
    }
}

/// One answer to one question. Nothing of it changes later; there may be more answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Which curriculum: empty for the built-in one, else the folder the lessons came from.
    pub course: String,
    /// The lesson's name; for a program of the learner's own, its path.
    pub lesson: String,
    /// The question's id, the same in every language.
    pub question: String,
    /// How it was come upon.
    pub walk: Walk,
    /// When the sitting began to which it belongs: attempts count within one sitting.
    pub sitting: Moment,
    /// Which attempt of the sitting, from 1.
    pub attempt: u32,
    /// How many hints had been asked for.
    pub hints: u32,
    /// The learner's answer, in words that need no shuffled numbers to be understood.
    pub given: String,
    /// The model answer.
    pub model: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What was changed of the demo for this time, such as `line 4: 10 -> 13`; empty where nothing was.
    #[serde(default)]
    pub variant: String,
    /// When it was given.
    pub at: Moment,
    /// How long the learner took, in milliseconds.
    pub took: u64,
}

/// Where a learner is in a lesson or in its quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which curriculum: empty for the built-in one, else the folder the lessons came from.
    pub course: String,
    /// The lesson's name.
    pub lesson: String,
    /// Whether in the lesson or in its quiz.
    pub walk: Walk,
    /// When this sitting began: the first reading, or the last restart.
    pub sitting: Moment,
    /// The screen, from 0.
    pub screen: u32,
    /// The page of that screen, from 0.
    pub step: u32,
    /// The id of the question or try-it on that page, where there is one: it is found again in a script that was edited.
    pub task: Option<String>,
    /// How many pages were reached.
    pub reached: u32,
    /// How many pages there are.
    pub pages: u32,
    /// Whether the last page was left.
    pub finished: bool,
    /// When.
    pub at: Moment,
}
