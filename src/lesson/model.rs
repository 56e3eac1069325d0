//! A lesson as plain data: screens, demos with their notes and claims, questions and what becomes of their answers.

mod visit;

mod look;

mod pairs;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use visit::{Half, Note, Nth, Times, Visit};

use super::expect::Claim;
use crate::lang::Lang;
use crate::trace::event::Clock;

pub use look::{Cell, Fact, Look, Proof};
pub use pairs::{Experiment, Left, Pairs, Partner, Trial};

/// A range of bytes in a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }
}

/// One script, read.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Where the script lies, as messages name it.
    pub file: PathBuf,
    /// Its text.
    pub source: Arc<str>,
    /// Its language.
    pub lang: Lang,
    /// What stands before the first screen.
    pub front: Front,
    /// The screens in order.
    pub screens: Vec<Screen>,
    /// The programs it uses, by file name.
    pub demos: BTreeMap<String, Demo>,
}

/// The front matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Front {
    /// The number in the curriculum.
    pub lesson: u32,
    /// The title.
    pub title: String,
    /// One sentence: what one can do afterwards.
    pub about: String,
    /// How long it takes.
    pub minutes: u32,
    /// The clock the demos live by.
    pub clock: Clock,
    /// Whether the names of old tutorials are restored.
    pub legacy: bool,
}

impl Front {
    /// What a program of no lesson is played by: the virtual clock, and today's names.
    pub fn of_program() -> Front {
        Front {
            lesson: 0,
            title: String::new(),
            about: String::new(),
            minutes: 0,
            clock: Clock::Virtual,
            legacy: false,
        }
    }
}

/// A program beside the scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// Its file name.
    pub name: String,
    /// Its text.
    pub source: String,
    /// The line of each call-out mark.
    pub marks: BTreeMap<u32, u32>,
}

/// What stands under one heading.
#[derive(Clone, Debug)]
pub struct Screen {
    /// The heading.
    pub title: String,
    /// Where the heading stands.
    pub at: Span,
    /// What to read and to do, in order.
    pub steps: Vec<Step>,
}

/// A text in Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// The Markdown.
    pub text: String,
    /// Where it stands.
    pub at: Span,
}

/// One thing to read or to do.
#[derive(Clone, Debug)]
pub enum Step {
    /// Something to read.
    Prose(Prose),
    /// A program to step through.
    Show(Show),
    /// What a program prints, all of it.
    Output(Printed),
    /// Something to look at: a run, two programs, a timeline, a table.
    Look(Look),
    /// A question.
    Ask(Box<Question>),
    /// A goal at the prompt.
    Try(Box<TryIt>),
    /// A program to run again with a part of it changed.
    Vary(Box<Experiment>),
    /// The lesson on one screen.
    Summary(Prose),
    /// Where to go from here.
    Next(Prose),
}

/// Whether everything that happens is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Only what is claimed must happen.
    Part,
    /// And nothing may happen that is not claimed.
    Whole,
}

/// Whether the learner predicts while stepping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Step and watch.
    Watch,
    /// Step mode asks before each transition.
    Predict,
}

/// A demo to step through, with its notes and claims.
#[derive(Clone, Debug)]
pub struct Show {
    /// Where the block stands.
    pub at: Span,
    /// The demo's file name.
    pub demo: String,
    /// Whether the claims are all there is to it.
    pub coverage: Coverage,
    /// Whether step mode asks.
    pub mode: Mode,
    /// Notes on marked lines.
    pub notes: Vec<Note>,
    /// The marks at which a run stops by itself.
    pub stops: Vec<u32>,
    /// What is claimed.
    pub claims: Vec<Placed>,
}

/// A claim, where it must hold, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The line and time; `None` for the whole run.
    pub visit: Option<Visit>,
    /// What is claimed.
    pub claim: Claim,
    /// Where it stands.
    pub at: Span,
}

/// All that a demo prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Where the block stands.
    pub at: Span,
    /// The demo's file name.
    pub demo: String,
    /// The text, with its last line break.
    pub text: String,
    /// Where the text begins.
    pub text_at: Span,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Where the block stands.
    pub at: Span,
    /// Its name, the same in every language.
    pub id: String,
    /// The demo it is about.
    pub demo: Option<String>,
    /// What is asked.
    pub text: Prose,
    /// Hints, the mildest first.
    pub hints: Vec<Prose>,
    /// The kind and what it needs.
    pub kind: Kind,
}

/// An answer somebody may give, and what to say to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The answer.
    pub answer: String,
    /// The line it belongs to, where the answer is code for a line.
    pub visit: Option<Visit>,
    /// The explanation, which names the misconception.
    pub why: Prose,
    /// Where it stands.
    pub at: Span,
}

/// One of the answers offered.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Whether it is right.
    pub right: bool,
    /// What it says.
    pub text: String,
    /// What to say when it was chosen.
    pub why: Prose,
    /// What must hold if and only if the answer is right.
    pub claims: Vec<Placed>,
    /// Where it stands.
    pub at: Span,
}

/// A part of a program for an order question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// When it happens.
    pub visit: Visit,
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub at: Span,
}

/// Code for a marked line: the line's own text is replaced by it, its indentation and mark stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The mark of the line.
    pub mark: u32,
    /// The code.
    pub code: String,
    /// Where it stands.
    pub at: Span,
}

/// What of a moment is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whose code runs next.
    Who,
    /// What the program's clock says, in seconds.
    Time,
    /// What an object handed out there, or the value of a variable: `averager#1`, `averager#1.total`, `<module>.x`.
    Value(String),
}

/// The kinds of questions.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One or several of the offered answers are right.
    Choice {
        /// Whether several may be right.
        several: bool,
        /// The answers.
        options: Vec<Choice>,
    },
    /// What a line, or the whole program, prints. The answer comes from running it.
    PredictOutput {
        /// The line; the whole program without one.
        visit: Option<Visit>,
        /// Anticipated answers.
        wrong: Vec<Wrong>,
    },
    /// In which state an object is when a line has run. The answer comes from running it.
    PredictState {
        /// The line.
        visit: Visit,
        /// The object.
        of: String,
        /// Anticipated answers.
        wrong: Vec<Wrong>,
    },
    /// Which marked line runs next. The answer comes from running it.
    PredictNext {
        /// The line before.
        visit: Visit,
        /// Anticipated answers: marks.
        wrong: Vec<Wrong>,
    },
    /// Who runs next, what time it is, or which value there is when a line has run. The answer comes from running it.
    PredictFact {
        /// Which of them.
        asked: Asked,
        /// The line.
        visit: Visit,
        /// Anticipated answers.
        wrong: Vec<Wrong>,
    },
    /// Put what happens in order. The answer comes from running it.
    Order {
        /// The pieces, in the order the script lists them.
        pieces: Vec<Piece>,
    },
    /// Say which items of two columns belong together. The answer comes from running it, or stands in the script.
    Match(Pairs),
    /// Fill in the blank: a part of a marked line is hidden.
    Complete {
        /// The line and the hidden text.
        blank: Patch,
        /// Other answers that are as good.
        accept: Vec<Patch>,
        /// Anticipated mistakes, which must fail.
        wrong: Vec<Wrong>,
        /// What must hold.
        checks: Vec<Placed>,
    },
    /// The demo has a bug: edit it until the checks hold.
    Fix {
        /// The lines to change.
        solution: Vec<Patch>,
        /// Anticipated mistakes, which must fail.
        wrong: Vec<Wrong>,
        /// What must hold.
        checks: Vec<Placed>,
    },
    /// Say it in your own words, then compare.
    Explain {
        /// The model answer.
        answer: Prose,
    },
}

impl Kind {
    /// The directive's word.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Choice { .. } => "choice",
            Kind::PredictOutput { .. } => "predict-output",
            Kind::PredictState { .. } => "predict-state",
            Kind::PredictNext { .. } => "predict-next",
            Kind::PredictFact { asked: Asked::Who, .. } => "predict-who",
            Kind::PredictFact { asked: Asked::Time, .. } => "predict-time",
            Kind::PredictFact { asked: Asked::Value(_), .. } => "predict-value",
            Kind::Order { .. } => "order",
            Kind::Match(_) => "match",
            Kind::Complete { .. } => "complete",
            Kind::Fix { .. } => "fix",
            Kind::Explain { .. } => "explain",
        }
    }
}

/// A goal at the prompt, with the demo's names defined.
#[derive(Clone, Debug)]
pub struct TryIt {
    /// Where the block stands.
    pub at: Span,
    /// Its name, the same in every language.
    pub id: String,
    /// The demo whose names are defined.
    pub demo: String,
    /// The goal, in words.
    pub text: Prose,
    /// Hints, the mildest first.
    pub hints: Vec<Prose>,
    /// What must happen after the demo's own part.
    pub goals: Vec<Placed>,
    /// Lines that reach the goal.
    pub solution: Vec<String>,
    /// Anticipated mistakes, which must not reach it.
    pub wrong: Vec<Wrong>,
}

impl Lesson {
    /// The questions in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.screens.iter().flat_map(|screen| &screen.steps).filter_map(|step| match step {
            Step::Ask(question) => Some(&**question),
            _ => None,
        })
    }

    /// The line and column of a byte, both from 1; columns count characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        position(&self.source, byte)
    }
}

impl Step {
    /// Where the step stands in its script.
    pub fn at(&self) -> Span {
        match self {
            Step::Prose(prose) | Step::Summary(prose) | Step::Next(prose) => prose.at,
            Step::Show(show) => show.at,
            Step::Output(printed) => printed.at,
            Step::Look(look) => look.at,
            Step::Ask(question) => question.at,
            Step::Try(goal) => goal.at,
            Step::Vary(experiment) => experiment.at,
        }
    }

    /// The directive's word; `prose` for a text.
    pub fn word(&self) -> &'static str {
        match self {
            Step::Prose(_) => "prose",
            Step::Show(_) => "demo",
            Step::Output(_) => "output",
            Step::Look(look) => look.word,
            Step::Ask(question) => question.kind.word(),
            Step::Try(_) => "try",
            Step::Vary(_) => "experiment",
            Step::Summary(_) => "summary",
            Step::Next(_) => "next",
        }
    }
}

/// The line and column of a byte in a text, both from 1; columns count characters.
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
