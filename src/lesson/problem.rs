//! What can be wrong with a lesson, and where.

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::expect::ClaimError;
use super::model::{Span, Visit, position};
use crate::lang::{SystemError, Words};

/// Something wrong in a script or a demo.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// Its text, as far as it is text.
    pub source: Arc<str>,
    /// Where in it.
    pub at: Span,
    /// What.
    pub fault: Fault,
}

impl Problem {
    /// The line and column, both from 1.
    pub fn position(&self) -> (usize, usize) {
        position(&self.source, self.at.start)
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The file cannot be read.
    Unreadable { error: SystemError },
    /// A folder or something else that is no file.
    NotAFile,
    /// A link in a lesson's folder to a file outside of it.
    Outside { name: String },
    /// The file is not text.
    NotText,
    /// The file is too long to be a script.
    TooLong { size: u64, limit: u64 },
    /// A control character.
    Control { code: String },
    /// The folder or file does not fit the names of lessons.
    BadName { name: String, what: Words, form: &'static str },
    /// A language is missing.
    MissingScript { name: String },
    /// The front matter does not begin the file.
    NoFront,
    /// The front matter does not end.
    OpenFront,
    /// A line of the front matter is no `key: value`.
    FrontLine,
    /// A key nobody knows.
    UnknownKey { key: String, known: Vec<&'static str> },
    /// A key given twice.
    TwiceKey { key: String },
    /// A key that is missing.
    MissingKey { key: &'static str, form: Words },
    /// A value that does not fit its key.
    BadValue { key: String, value: String, form: Words },
    /// Another number than the folder's.
    OtherNumber { value: String, number: u32 },
    /// Text before the first heading.
    BeforeFirstScreen,
    /// A heading of another level.
    HeadingLevel { level: u8 },
    /// A screen without anything on it.
    EmptyScreen { title: String },
    /// A script without screens.
    NoScreen,
    /// Too much to read before something to do.
    TooMuchProse { lines: usize, limit: usize },
    /// A word after the fence that nobody knows.
    UnknownDirective { word: String, near: Option<&'static str> },
    /// A block that is not closed.
    OpenFence { fence: String },
    /// Code that is indented instead of fenced.
    IndentedCode,
    /// HTML in a script.
    Html,
    /// A link or picture that leads nowhere.
    BadLink { target: String },
    /// A word in a directive's first line that does not belong there.
    BadArgument { directive: &'static str, word: String, form: &'static str },
    /// Something a directive's first line needs.
    MissingArgument { directive: &'static str, what: Words, form: &'static str },
    /// A demo that is not beside the script.
    NoDemo { name: String, there: Vec<String> },
    /// A demo nobody uses.
    UnusedDemo { name: String },
    /// A comment that was to say which Python was the last to run a demo.
    BadLegacy,
    /// A mark given to two lines.
    TwiceMark { mark: u32, first: u32, second: u32 },
    /// A mark a demo does not have.
    UnknownMark { demo: String, mark: u32, there: Vec<u32> },
    /// A mark of a demo that nothing hangs on.
    UnusedMark { demo: String, mark: u32 },
    /// A mark that is not written like one.
    BadMark { text: String },
    /// A line of a block that belongs to nothing.
    LooseLine,
    /// An entry of a block that nobody knows.
    UnknownEntry { directive: &'static str, word: String, known: &'static [&'static str] },
    /// An entry that is missing.
    MissingEntry { directive: &'static str, what: Words, form: Words },
    /// An entry that is written otherwise.
    BadEntry { form: Words },
    /// An entry or option that stands there already.
    TwiceEntry { text: String },
    /// A mark with two notes.
    TwiceNote { visit: Visit },
    /// A note on a line with all that happens meanwhile.
    WholeNote,
    /// A wrong answer without an explanation.
    NoExplanation,
    /// The number of right answers is wrong.
    RightAnswers { right: usize, needed: Needed },
    /// A claim that cannot be read.
    Claim(#[from] ClaimError),
    /// A claim that needs a line.
    ClaimNeedsMark,
    /// A claim that is about the whole run.
    ClaimNeedsRun,
    /// An id given twice.
    TwiceId { id: String, line: usize },
    /// A hidden text that is not on its line, or more than once.
    BadBlank { text: String, times: usize },
    /// The languages differ.
    Differs {
        lang: &'static str,
        /// What stands here; nothing at the end.
        here: Option<Common>,
        other_lang: &'static str,
        /// What stands there.
        there: Option<Common>,
        /// Where; nothing behind its last step.
        place: Option<String>,
    },
    /// A word that the glossary has another one for.
    Stray { word: &'static str, wanted: &'static str },
    /// A list of misconceptions that cannot be read.
    BadList { message: String },
    /// A misconception that nothing names: no such question, or no such wrong answer.
    UnmetBy { lesson: u32, question: String, wrong: Option<String> },
    /// A part every lesson has.
    Lacks { what: Lack },
}

/// How many answers of a question are to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// At least one.
    Some,
    /// Exactly one.
    One,
}

/// What every lesson, or a folder of lessons, has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A folder of a lesson.
    Folder,
    /// Questions enough; how many there are.
    Questions(usize),
    /// Kinds of questions enough; how many there are.
    Kinds(usize),
    /// A demo to predict.
    Predict,
    /// Something to try at the prompt.
    Try,
    /// A summary.
    Summary,
    /// Where to go next.
    Next,
}

/// The word nearest to another one, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::levenshtein(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .map(|(_, candidate)| candidate)
}

/// The word of a list nearest to another one.
pub(super) fn nearest_of<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    nearest(word, known.iter().map(String::as_str))
}

/// Something that both languages must have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Common {
    /// What is written in both scripts alike.
    Written(String),
    /// The beginning of a screen.
    Screen,
    /// Text between directives.
    Prose,
    /// All that a demo prints.
    Output(String),
    /// A note on a mark.
    NoteOn(Visit),
    /// A stop at a mark.
    StopAt(u32),
    /// A question: its kind, its id and its demo.
    Question(&'static str, String, Option<String>),
    /// A choice with one right answer.
    OneRight,
    /// A choice with several right answers.
    SeveralRight,
    /// A right answer.
    RightAnswer,
    /// A wrong answer.
    WrongAnswer,
    /// A prediction of all that is printed.
    WholeOutput,
    /// A piece to be put in order.
    Piece(Visit),
    /// An item of a column, and the claims about it.
    Column(Option<Visit>),
    /// So many hints.
    Hints(usize),
}
