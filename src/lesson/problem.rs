//! What can be wrong with a lesson: where, in one sentence, and what to write instead.

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::expect::{ClaimError, FORMS};
use super::model::{Span, position};

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

/// What is wrong; the sentence says what it is, [`Fault::help`] what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The file cannot be read.
    #[error("this file cannot be read: {reason}")]
    Unreadable { reason: String },
    /// A link in a lesson's folder to a file outside of it.
    #[error("`{name}` is a link to a file outside of the lesson's folder")]
    Outside { name: String },
    /// The file is not text.
    #[error("this file is not UTF-8 text from here on")]
    NotText,
    /// The file is too long to be a script.
    #[error("this file has {size} bytes; a script may have {limit}")]
    TooLong { size: u64, limit: u64 },
    /// A control character.
    #[error("a control character ({code}) has no place in a script")]
    Control { code: String },
    /// The folder or file does not fit the names of lessons.
    #[error("`{name}` is no name of {what}")]
    BadName { name: String, what: &'static str, form: &'static str },
    /// A language is missing.
    #[error("the lesson has no `{name}`")]
    MissingScript { name: String },
    /// The front matter does not begin the file.
    #[error("a script begins with its front matter, a block between two lines `---`")]
    NoFront,
    /// The front matter does not end.
    #[error("the front matter has no second line `---`")]
    OpenFront,
    /// A line of the front matter is no `key: value`.
    #[error("a line of the front matter is `key: value`")]
    FrontLine,
    /// A key nobody knows.
    #[error("`{key}` is no key here")]
    UnknownKey { key: String, known: Vec<&'static str> },
    /// A key given twice.
    #[error("`{key}` is given twice")]
    TwiceKey { key: String },
    /// A key that is missing.
    #[error("`{key}` is missing")]
    MissingKey { key: &'static str, form: &'static str },
    /// A value that does not fit its key.
    #[error("`{value}` is no value for `{key}`")]
    BadValue { key: String, value: String, form: &'static str },
    /// Text before the first heading.
    #[error("a screen begins with a `##` heading; this stands before the first")]
    BeforeFirstScreen,
    /// A heading of another level.
    #[error("a heading inside a screen has level 3 or more; a screen's has level 2")]
    HeadingLevel { level: u8 },
    /// A screen without anything on it.
    #[error("the screen `{title}` is empty")]
    EmptyScreen { title: String },
    /// A script without screens.
    #[error("the script has no screen")]
    NoScreen,
    /// Too much to read before something to do.
    #[error("{lines} lines to read before there is something to do; at most {limit} keep a learner")]
    TooMuchProse { lines: usize, limit: usize },
    /// A word after the fence that nobody knows.
    #[error("`{word}` is no directive")]
    UnknownDirective { word: String, near: Option<&'static str> },
    /// A block that is not closed.
    #[error("the block has no closing fence")]
    OpenFence { fence: String },
    /// Code that is indented instead of fenced.
    #[error("code stands in a fenced block with a word after the fence")]
    IndentedCode,
    /// HTML in a script.
    #[error("HTML has no place in a script: a terminal cannot show it")]
    Html,
    /// A link or picture that leads nowhere.
    #[error("the link `{target}` leads nowhere a learner could follow")]
    BadLink { target: String },
    /// A word in a directive's first line that does not belong there.
    #[error("`{word}` does not belong to `{directive}`")]
    BadArgument { directive: &'static str, word: String, form: &'static str },
    /// Something a directive's first line needs.
    #[error("`{directive}` needs {what}")]
    MissingArgument { directive: &'static str, what: &'static str, form: &'static str },
    /// A demo that is not beside the script.
    #[error("there is no `{name}` beside the script")]
    NoDemo { name: String, there: Vec<String> },
    /// A demo nobody uses.
    #[error("`{name}` is used by no script")]
    UnusedDemo { name: String },
    /// A mark given to two lines.
    #[error("the mark <{mark}> stands on line {first} and on line {second}")]
    TwiceMark { mark: u32, first: u32, second: u32 },
    /// A mark a demo does not have.
    #[error("`{demo}` has no mark <{mark}>")]
    UnknownMark { demo: String, mark: u32, there: Vec<u32> },
    /// A mark of a demo that nothing hangs on.
    #[error("the mark <{mark}> of `{demo}` is used by nothing")]
    UnusedMark { demo: String, mark: u32 },
    /// A mark that is not written like one.
    #[error("`{text}` is no mark")]
    BadMark { text: String },
    /// A line of a block that belongs to nothing.
    #[error("this line belongs to nothing")]
    LooseLine,
    /// An entry of a block that nobody knows.
    #[error("`{word}` is no entry of `{directive}`")]
    UnknownEntry { directive: &'static str, word: String, known: &'static [&'static str] },
    /// An entry that is missing.
    #[error("`{directive}` needs {what}")]
    MissingEntry { directive: &'static str, what: &'static str, form: &'static str },
    /// An entry that is written otherwise.
    #[error("this entry is written otherwise")]
    BadEntry { form: &'static str },
    /// An entry or option that stands there already.
    #[error("`{text}` stands there already")]
    TwiceEntry { text: String },
    /// A wrong answer without an explanation.
    #[error("a wrong answer has its own explanation, which names the misconception")]
    NoExplanation,
    /// The number of right answers is wrong.
    #[error("{right} of the answers are right; there must be {needed}")]
    RightAnswers { right: usize, needed: &'static str },
    /// A claim that cannot be read.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// A claim that needs a line.
    #[error("this claim is about a line: it stands under a mark")]
    ClaimNeedsMark,
    /// A claim that is about the whole run.
    #[error("this claim is about the whole run: it stands before the first mark")]
    ClaimNeedsRun,
    /// An id given twice.
    #[error("the id `#{id}` is taken")]
    TwiceId { id: String, line: usize },
    /// A hidden text that is not on its line, or more than once.
    #[error("`{text}` stands {times} times on the marked line; a blank is one place")]
    BadBlank { text: String, times: usize },
    /// The languages differ.
    #[error("{lang} has {here} here, {other_lang} has {there} ({place})")]
    Differs { lang: &'static str, here: String, other_lang: &'static str, there: String, place: String },
    /// A part every lesson has.
    #[error("a lesson has {what}")]
    Lacks { what: String },
}

impl Fault {
    /// What to write instead, or what is expected.
    pub fn help(&self) -> String {
        match self {
            Fault::Unreadable { .. } => "check the path and who may read it".into(),
            Fault::Outside { .. } => "put the file itself there: a lesson is its folder and nothing else".into(),
            Fault::NotText => "save the file as UTF-8".into(),
            Fault::TooLong { .. } => "split the lesson, and keep data out of scripts".into(),
            Fault::Control { .. } => "take it out; line breaks are the only control characters here".into(),
            Fault::BadName { form, .. } => format!("expected a name like `{form}`"),
            Fault::MissingScript { name } => format!("write `{name}`; every lesson exists in every language"),
            Fault::NoFront | Fault::OpenFront => {
                "write:\n---\nlesson: 3\ntitle: send, throw and close\nabout: What one can do afterwards.\nminutes: 25\n---".into()
            }
            Fault::FrontLine => "write for example `title: send, throw and close`".into(),
            Fault::UnknownKey { key, known } => match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`? known here: {}", known.join(", ")),
                None => format!("known here: {}", known.join(", ")),
            },
            Fault::TwiceKey { .. } => "keep one of them".into(),
            Fault::MissingKey { form, .. } | Fault::BadValue { form, .. } => format!("write for example `{form}`"),
            Fault::BeforeFirstScreen => "put a line such as `## The first screen` before it".into(),
            Fault::HeadingLevel { .. } => "write `##` where a new screen begins, `###` inside one".into(),
            Fault::EmptyScreen { .. } => "write something to read or to do under the heading".into(),
            Fault::NoScreen => "write a heading `## …` and something under it".into(),
            Fault::TooMuchProse { .. } => "put a demo, a prediction or a question in between, or cut".into(),
            Fault::UnknownDirective { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Fault::UnknownDirective { near: None, .. } => {
                format!("known: {}", super::directive::DIRECTIVES.iter().map(|d| d.word).collect::<Vec<_>>().join(", "))
            }
            Fault::OpenFence { fence } => format!("write a line `{fence}` where it ends"),
            Fault::IndentedCode => "write ```python before and ``` behind it".into(),
            Fault::Html => "say it in Markdown".into(),
            Fault::BadLink { .. } => "write a link that begins with https://, or the name of a file of this lesson".into(),
            Fault::BadArgument { form, .. } | Fault::MissingArgument { form, .. } => format!("write: {form}"),
            Fault::NoDemo { there, .. } if there.is_empty() => "put the demo beside the script".into(),
            Fault::NoDemo { name, there } => match nearest_of(name, there) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", there.join(", ")),
            },
            Fault::UnusedDemo { .. } => "show it with ```demo in every script, or remove it".into(),
            Fault::TwiceMark { .. } => "give each mark to one line".into(),
            Fault::UnknownMark { demo, mark, there } => {
                let there: Vec<String> = there.iter().map(|mark| format!("<{mark}>")).collect();
                format!("it has {}; write `# <{mark}>` behind the line meant in `{demo}`", list(&there))
            }
            Fault::UnusedMark { .. } => "hang a note, a claim or a question on it, or take it out".into(),
            Fault::BadMark { .. } => "write `<2>`, `<2:3>` for the third time, or `<2:*>` for every time".into(),
            Fault::LooseLine => {
                "text stands first; entries begin with `- `; what goes on from the line before is indented by two spaces".into()
            }
            Fault::UnknownEntry { word, known, .. } => match nearest(word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "this directive has no entries".into(),
                None => format!("known here: {}", known.join(", ")),
            },
            Fault::MissingEntry { form, .. } | Fault::BadEntry { form } => format!("write: {form}"),
            Fault::TwiceEntry { .. } => "keep one of them".into(),
            Fault::NoExplanation => "write it in the next lines, indented by two spaces".into(),
            Fault::RightAnswers { .. } => "mark right answers with [x]; add `several` to the first line where more may be right".into(),
            Fault::Claim(error) => claim_help(error),
            Fault::ClaimNeedsMark => "put it below a line such as `<2> What to say about this line.`".into(),
            Fault::ClaimNeedsRun => "put it above the first mark".into(),
            Fault::TwiceId { line, .. } => format!("line {line} has it; give this one another"),
            Fault::BadBlank { .. } => "hide a text that stands exactly once in the code of that line".into(),
            Fault::Differs { .. } => "both languages have the same steps, demos, marks, claims and questions".into(),
            Fault::Lacks { .. } => "see the curriculum's list of what each lesson has".into(),
        }
    }
}

fn claim_help(error: &ClaimError) -> String {
    match error {
        ClaimError::UnknownWord { near: Some(near), .. } => {
            let form = FORMS.iter().find(|(word, _)| word == near).map_or(*near, |(_, form)| form);
            format!("did you mean `{near}`? for example: - {form}")
        }
        ClaimError::Empty | ClaimError::UnknownWord { near: None, .. } => {
            let forms: Vec<String> = FORMS.iter().map(|(_, form)| format!("- {form}")).collect();
            format!("a claim is one of:\n{}", forms.join("\n"))
        }
        ClaimError::Incomplete { form, .. } => format!("write for example: - {form}"),
        ClaimError::UnknownState { .. } => {
            "states are GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED, GEN_CLOSED, and the same with CORO_ and AGEN_".into()
        }
        ClaimError::NotAnObject { .. } => {
            "objects are written name#n: the function's name and which object of the program it is, counted from 1".into()
        }
    }
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "none".into() } else { words.join(", ") }
}

/// The word nearest to another one, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .map(|(_, candidate)| candidate)
}

fn nearest_of<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    nearest(word, known.iter().map(String::as_str))
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
