//! Claims: one sentence about what a program does, as a script writes it and as it is told back.

use std::fmt;

use thiserror::Error;

use super::check::Held;

/// What is claimed.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// A generator-like object is made.
    Made(String),
    /// An object is in this state when the line has run.
    Is(String, String),
    /// A local variable of an object has this value when the line has run.
    Has(String, String, String),
    /// Somebody resumes an object.
    Resumes {
        /// Who: `<module>`, a function, an object, `loop`, `gc`.
        by: String,
        /// The object.
        object: String,
        /// How, with what it carries: `next`, `send(10)`, `throw(ValueError)`.
        how: String,
    },
    /// An object hands out a value.
    Yields(String, String),
    /// An object is finished and its value is this.
    Returns(String, String),
    /// An exception leaves an object.
    Raises(String, Exception),
    /// A resumption is refused: the object, how, and the exception.
    Refuses(String, String, Exception),
    /// An object is closed without running.
    Closes(String),
    /// A `yield from` or `await` begins on something.
    Delegates(String, String),
    /// A line of output.
    Prints(String),
    /// No output at all.
    PrintsNothing,
    /// An exception is raised.
    Error(Exception),
    /// An exception is caught.
    Catches(Exception),
    /// The marked line that runs next.
    Next(u32),
    /// The marked lines in the order in which they first run.
    Order(Vec<u32>),
    /// How the program ends: well, or with this exception.
    Ends(Option<Exception>),
    /// The loop calls a callback.
    Runs(String),
    /// The callbacks in the ready queue when the line has run, in order.
    Queued(Vec<String>),
    /// How many timers wait when the line has run.
    Timers(usize),
    /// The turn of the event loop.
    Turn(u64),
    /// The program's clock, in seconds.
    Clock(f64),
}

/// An exception by its type, and by its message where one is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The type's name.
    pub name: String,
    /// The message.
    pub message: Option<String>,
}

impl Exception {
    /// The exception of `TypeError` or `TypeError: message`, or of Python's `repr` of one.
    pub fn read(text: &str) -> Exception {
        let text = text.trim();
        if let Some((name, message)) = text.split_once(": ")
            && is_name(name)
        {
            return Exception { name: name.into(), message: Some(message.trim().into()) };
        }
        if let Some((name, rest)) = text.split_once('(') {
            let inside = rest.strip_suffix(')').unwrap_or(rest);
            let message = unquoted(inside.strip_suffix(',').unwrap_or(inside));
            return Exception { name: name.into(), message: (!message.is_empty()).then_some(message) };
        }
        Exception { name: text.into(), message: None }
    }

    /// Whether this claim fits an exception that happened.
    pub fn fits(&self, happened: &Exception) -> bool {
        let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        last(&self.name) == last(&happened.name)
            && self
                .message
                .as_ref()
                .is_none_or(|claimed| happened.message.as_ref().is_some_and(|m| same(claimed, m)))
    }
}

/// Whether a claimed text fits one that happened; `…` at its end stands for any rest.
pub fn same(claimed: &str, happened: &str) -> bool {
    match claimed.strip_suffix('…') {
        Some(start) if !happened.ends_with('…') => happened.starts_with(start),
        _ => claimed == happened,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
}

/// What a Python string literal says; any other text as it is.
fn unquoted(text: &str) -> String {
    for quote in ['\'', '"'] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return inside.replace("\\'", "'").replace("\\\"", "\"").replace("\\\\", "\\");
        }
    }
    text.to_owned()
}

/// Why a claim cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClaimError {
    /// The claim has no words.
    Empty,
    /// The word that says what happens is none of ours.
    UnknownWord {
        /// The word.
        word: String,
        /// The nearest one, where one is near.
        near: Option<&'static str>,
    },
    /// The rest of the claim does not fit its word.
    Incomplete {
        /// The word.
        word: String,
        /// How such a claim is written.
        form: &'static str,
    },
    /// Not one of the four states.
    UnknownState {
        /// The word.
        word: String,
    },
    /// Not written like an object.
    NotAnObject {
        /// The word.
        word: String,
    },
}

/// Every form of a claim, as it is written, with its word.
pub const FORMS: &[(&str, &str)] = &[
    ("made", "averager#1 is made"),
    ("is", "averager#1 is GEN_SUSPENDED"),
    ("has", "averager#1 has total = 30"),
    ("resumes", "<module> resumes averager#1 with send(10)"),
    ("yields", "averager#1 yields 10.0"),
    ("returns", "averager#1 returns None"),
    ("raises", "averager#1 raises TypeError: the message"),
    ("refuses", "averager#1 refuses send(10): TypeError"),
    ("closes", "averager#1 closes without running"),
    ("delegates", "outer#1 delegates to inner#2"),
    ("prints", "prints 10.0"),
    ("error", "error TypeError: the message"),
    ("catches", "catches TypeError"),
    ("next", "next <3>"),
    ("order", "order <1> <3> <2>"),
    ("ends", "ends well"),
    ("runs", "loop runs tick"),
    ("queued", "queued tick, stop"),
    ("timers", "timers 2"),
    ("turn", "turn 2"),
    ("clock", "clock 1.5"),
];

const STATES: [&str; 4] = ["CREATED", "RUNNING", "SUSPENDED", "CLOSED"];
const PREFIXES: [&str; 3] = ["GEN_", "CORO_", "AGEN_"];

/// Whether a word is one of Python's names of states.
pub fn is_state(word: &str) -> bool {
    PREFIXES.iter().any(|p| word.strip_prefix(p).is_some_and(|rest| STATES.contains(&rest)))
}

/// Whether a word is written like an object: `name#1`, or `name#*` for any of that name.
pub fn is_object(word: &str) -> bool {
    word.rsplit_once('#').is_some_and(|(name, number)| {
        !name.is_empty()
            && (number == "*" || !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Reads a claim.
pub fn parse(text: &str) -> Result<Claim, ClaimError> {
    let text = text.trim();
    let (first, rest) = split(text);
    let incomplete = |word: &str| ClaimError::Incomplete { word: word.into(), form: form_of(word) };
    let needed = |rest: &str, word: &str| {
        if rest.is_empty() { Err(incomplete(word)) } else { Ok(rest.to_owned()) }
    };
    match first {
        "" => return Err(ClaimError::Empty),
        "prints" if rest.is_empty() => return Ok(Claim::Prints(String::new())),
        "prints" if rest == "nothing" => return Ok(Claim::PrintsNothing),
        "prints" => return Ok(Claim::Prints(code(rest))),
        "error" => return Ok(Claim::Error(Exception::read(&needed(rest, first)?))),
        "catches" => return Ok(Claim::Catches(Exception::read(&needed(rest, first)?))),
        "next" => {
            return match marks(rest).as_deref() {
                Some([mark]) => Ok(Claim::Next(*mark)),
                _ => Err(incomplete(first)),
            };
        }
        "order" => {
            return match marks(rest) {
                Some(marks) if marks.len() > 1 => Ok(Claim::Order(marks)),
                _ => Err(incomplete(first)),
            };
        }
        "ends" if rest == "well" => return Ok(Claim::Ends(None)),
        "ends" => {
            let exception = rest.strip_prefix("with ").ok_or_else(|| incomplete(first))?;
            return Ok(Claim::Ends(Some(Exception::read(exception))));
        }
        "queued" if rest == "nothing" => return Ok(Claim::Queued(Vec::new())),
        "queued" => {
            let names: Vec<String> =
                needed(rest, first)?.split(',').map(|name| name.trim().to_owned()).collect();
            return Ok(Claim::Queued(names));
        }
        "timers" => return rest.parse().map(Claim::Timers).map_err(|_| incomplete(first)),
        "loop" if rest.starts_with("runs ") => {
            return Ok(Claim::Runs(rest.trim_start_matches("runs ").trim().to_owned()));
        }
        "turn" => return rest.parse().map(Claim::Turn).map_err(|_| incomplete(first)),
        "clock" => return rest.parse().map(Claim::Clock).map_err(|_| incomplete(first)),
        _ => {}
    }
    let (verb, rest) = split(rest);
    let object = || {
        if is_object(first) {
            Ok(first.to_owned())
        } else {
            Err(ClaimError::NotAnObject { word: first.into() })
        }
    };
    Ok(match verb {
        "is" if rest == "made" => Claim::Made(object()?),
        "is" if is_state(rest) => Claim::Is(object()?, rest.into()),
        "is" if rest.is_empty() => return Err(incomplete("is")),
        "is" => return Err(ClaimError::UnknownState { word: rest.into() }),
        "has" => {
            let (name, value) = rest.split_once('=').ok_or_else(|| incomplete("has"))?;
            Claim::Has(object()?, name.trim().into(), code(value.trim()))
        }
        "resumes" => {
            let (target, how) = rest.split_once(" with ").ok_or_else(|| incomplete("resumes"))?;
            if !is_object(target) {
                return Err(ClaimError::NotAnObject { word: target.into() });
            }
            Claim::Resumes { by: first.into(), object: target.into(), how: how.trim().into() }
        }
        "yields" => Claim::Yields(object()?, code(&needed(rest, verb)?)),
        "returns" => Claim::Returns(object()?, code(&needed(rest, verb)?)),
        "raises" => Claim::Raises(object()?, Exception::read(&needed(rest, verb)?)),
        "refuses" => {
            let (how, exception) = rest.split_once(": ").ok_or_else(|| incomplete("refuses"))?;
            Claim::Refuses(object()?, how.trim().into(), Exception::read(exception))
        }
        "closes" if rest == "without running" => Claim::Closes(object()?),
        "closes" => return Err(incomplete("closes")),
        "delegates" => {
            let target = rest.strip_prefix("to ").ok_or_else(|| incomplete("delegates"))?;
            Claim::Delegates(object()?, target.trim().into())
        }
        _ => {
            let word = if is_object(first) && !verb.is_empty() { verb } else { first };
            return Err(ClaimError::UnknownWord { word: word.into(), near: nearest(word) });
        }
    })
}

fn split(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace).map_or((text, ""), |(first, rest)| (first, rest.trim()))
}

/// A text that may stand in back-ticks, so that spaces at its ends are seen.
fn code(text: &str) -> String {
    text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).unwrap_or(text).to_owned()
}

fn marks(text: &str) -> Option<Vec<u32>> {
    text.split_whitespace().map(|word| word.strip_prefix('<')?.strip_suffix('>')?.parse().ok()).collect()
}

fn form_of(word: &str) -> &'static str {
    FORMS.iter().find(|(name, _)| *name == word).map_or("averager#1 yields 10.0", |(_, form)| form)
}

fn nearest(word: &str) -> Option<&'static str> {
    super::problem::nearest(word, FORMS.iter().map(|(name, _)| *name))
}

impl Claim {
    /// The word under which the claim is counted.
    pub fn kind(&self) -> Held {
        match self {
            Claim::Made(_) | Claim::Delegates(..) | Claim::Closes(_) => Held::Transition,
            Claim::Is(..) => Held::State,
            Claim::Has(..) => Held::Local,
            Claim::Resumes { .. } => Held::ResumedBy,
            Claim::Yields(..) | Claim::Returns(..) => Held::Value,
            Claim::Raises(..) | Claim::Refuses(..) | Claim::Error(_) | Claim::Catches(_) => Held::Exception,
            Claim::Prints(_) | Claim::PrintsNothing => Held::Output,
            Claim::Next(_) | Claim::Order(_) => Held::Order,
            Claim::Ends(_) => Held::End,
            Claim::Runs(_) | Claim::Queued(_) | Claim::Timers(_) | Claim::Turn(_) => Held::Loop,
            Claim::Clock(_) => Held::Clock,
        }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(f, "{}: {message}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Claim::Made(object) => write!(f, "{object} is made"),
            Claim::Is(object, state) => write!(f, "{object} is {state}"),
            Claim::Has(object, name, value) => write!(f, "{object} has {name} = {value}"),
            Claim::Resumes { by, object, how } => write!(f, "{by} resumes {object} with {how}"),
            Claim::Yields(object, value) => write!(f, "{object} yields {value}"),
            Claim::Returns(object, value) => write!(f, "{object} returns {value}"),
            Claim::Raises(object, exception) => write!(f, "{object} raises {exception}"),
            Claim::Refuses(object, how, exception) => write!(f, "{object} refuses {how}: {exception}"),
            Claim::Closes(object) => write!(f, "{object} closes without running"),
            Claim::Delegates(object, target) => write!(f, "{object} delegates to {target}"),
            Claim::Prints(text) if text.trim() != text || text == "nothing" => write!(f, "prints `{text}`"),
            Claim::Prints(text) => write!(f, "prints {text}"),
            Claim::PrintsNothing => f.write_str("prints nothing"),
            Claim::Error(exception) => write!(f, "error {exception}"),
            Claim::Catches(exception) => write!(f, "catches {exception}"),
            Claim::Next(mark) => write!(f, "next <{mark}>"),
            Claim::Order(marks) => {
                f.write_str("order")?;
                marks.iter().try_for_each(|mark| write!(f, " <{mark}>"))
            }
            Claim::Ends(None) => f.write_str("ends well"),
            Claim::Ends(Some(exception)) => write!(f, "ends with {exception}"),
            Claim::Runs(callback) => write!(f, "loop runs {callback}"),
            Claim::Queued(names) if names.is_empty() => f.write_str("queued nothing"),
            Claim::Queued(names) => write!(f, "queued {}", names.join(", ")),
            Claim::Timers(count) => write!(f, "timers {count}"),
            Claim::Turn(number) => write!(f, "turn {number}"),
            Claim::Clock(time) => write!(f, "clock {time}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_told_back_as_it_was_written() {
        for (word, form) in FORMS {
            let claim = parse(form).unwrap_or_else(|error| panic!("{word}: {error}"));
            assert_eq!(claim.to_string(), *form);
        }
    }

    #[test]
    fn an_unknown_word_names_the_nearest_one() {
        assert_eq!(
            parse("averager#1 yelds 10.0"),
            Err(ClaimError::UnknownWord { word: "yelds".into(), near: Some("yields") })
        );
        assert_eq!(parse("a#1 is GEN_ASLEEP"), Err(ClaimError::UnknownState { word: "GEN_ASLEEP".into() }));
        assert_eq!(parse("averager yields 1"), Err(ClaimError::NotAnObject { word: "averager".into() }));
        assert!(matches!(parse("next"), Err(ClaimError::Incomplete { .. })));
    }

    #[test]
    fn an_exception_is_known_by_its_repr_and_by_its_last_traceback_line() {
        let claimed = Exception::read("TypeError: can't do that");
        assert!(claimed.fits(&Exception::read("TypeError(\"can't do that\")")));
        assert!(!claimed.fits(&Exception::read("TypeError('other')")));
        assert!(Exception::read("StopIteration").fits(&Exception::read("StopIteration(3)")));
        assert!(!Exception::read("StopIteration: 4").fits(&Exception::read("StopIteration(3)")));
    }
}
