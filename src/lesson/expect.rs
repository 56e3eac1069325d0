//! Claims: one sentence about what a program does, as a script writes it and as it is told back.

mod read;

use std::fmt;

pub use read::parse;
use thiserror::Error;

use super::held::Held;

/// What is claimed.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// A generator-like object is made.
    Made(String),
    /// An object is in this state when the line has run.
    Is(String, String),
    /// A local variable of an object, a function or the module has this value when the line has run.
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
    /// The program's clock.
    Clock(Moment),
    /// How long the line takes, its sleep included.
    Takes(Moment),
    /// A task goes to sleep until this is there.
    Waits(String, String),
    /// What a task waited for is there.
    Wakes {
        /// What it was: `sleep`, a task, a future, `cancel`.
        by: String,
        /// The task.
        task: String,
    },
    /// A task is finished and its result is this.
    Done(String, String),
    /// An exception ends a task.
    Failed(String, Exception),
    /// A task is finished: it was cancelled.
    Cancelled(String),
    /// Somebody asks a task to end.
    Cancels {
        /// Who.
        by: String,
        /// The task.
        task: String,
    },
    /// Python or the tool warns: `never awaited`.
    Warns(String),
    /// A thread of this name begins, or ends.
    Thread(String, Life),
    /// A callable is given to an executor.
    Submits(String, String),
    /// The thread in which the line runs.
    RunsIn(String),
    /// A greenlet switches to another one.
    Switches(String, String),
}

/// What a thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It begins.
    Starts,
    /// It ends.
    Ends,
}

/// A number of seconds, as it is claimed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// The seconds.
    pub seconds: f64,
    /// How exact it is.
    pub exactness: Exactness,
}

/// How exact a claimed time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    /// To the microsecond, as the virtual clock is.
    Exact,
    /// About so long: a quarter of it more or less, and at least a tenth of a second, as on the real clock.
    About,
}

impl Moment {
    /// Exactly so many seconds.
    pub fn exact(seconds: f64) -> Moment {
        Moment { seconds, exactness: Exactness::Exact }
    }

    /// Whether so many seconds are what is claimed.
    pub fn fits(self, seconds: f64) -> bool {
        let room = match self.exactness {
            Exactness::Exact => 1e-6,
            Exactness::About => (self.seconds.abs() / 4.0).max(0.1),
        };
        (seconds - self.seconds).abs() < room
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Sums of binary fractions are not what anybody writes: 0.30000000000000004.
        let seconds = (self.seconds * 1e6).round() / 1e6;
        match self.exactness {
            Exactness::Exact => write!(f, "{seconds}"),
            Exactness::About => write!(f, "about {seconds}"),
        }
    }
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
    ("takes", "takes 0.4"),
    ("waits", "Task-2 waits for sleep until 0.4"),
    ("wakes", "sleep wakes Task-2"),
    ("done", "Task-2 is done with 'FAST'"),
    ("failed", "Task-2 failed with ValueError: the message"),
    ("cancelled", "Task-2 is cancelled"),
    ("cancels", "main#1 cancels Task-2"),
    ("warns", "warns never awaited"),
    ("thread", "thread worker starts"),
    ("submits", "submits fetch to ThreadPoolExecutor"),
    ("in", "in thread MainThread"),
    ("switches", "parent switches to child"),
];

const STATES: [&str; 4] = ["CREATED", "RUNNING", "SUSPENDED", "CLOSED"];
const PREFIXES: [&str; 3] = ["GEN_", "CORO_", "AGEN_"];

/// Whether a word is one of Python's names of states.
pub fn is_state(word: &str) -> bool {
    PREFIXES.iter().any(|p| word.strip_prefix(p).is_some_and(|rest| STATES.contains(&rest)))
}

const TASK_STATES: [&str; 5] = ["pending", "ready", "running", "waiting", "done"];

/// Whether a word is what a task does.
pub fn is_task_state(word: &str) -> bool {
    TASK_STATES.contains(&word)
}

/// Whether a word is written like a task that nobody named: `Task-1`.
pub fn is_task(word: &str) -> bool {
    let number = word.strip_prefix("Task-");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a word is written like an object: `name#1`, or `name#*` for any of that name.
pub fn is_object(word: &str) -> bool {
    word.rsplit_once('#').is_some_and(|(name, number)| {
        !name.is_empty()
            && (number == "*" || !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    })
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
            Claim::Clock(_) | Claim::Takes(_) => Held::Clock,
            Claim::Waits(..)
            | Claim::Wakes { .. }
            | Claim::Done(..)
            | Claim::Failed(..)
            | Claim::Cancelled(_)
            | Claim::Cancels { .. } => Held::Task,
            Claim::Warns(_) => Held::Warning,
            Claim::Thread(..) | Claim::Submits(..) | Claim::RunsIn(_) | Claim::Switches(..) => Held::Thread,
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
            Claim::Takes(time) => write!(f, "takes {time}"),
            Claim::Waits(task, on) => write!(f, "{task} waits for {on}"),
            Claim::Wakes { by, task } => write!(f, "{by} wakes {task}"),
            Claim::Done(task, value) => write!(f, "{task} is done with {value}"),
            Claim::Failed(task, exception) => write!(f, "{task} failed with {exception}"),
            Claim::Cancelled(task) => write!(f, "{task} is cancelled"),
            Claim::Cancels { by, task } => write!(f, "{by} cancels {task}"),
            Claim::Warns(topic) => write!(f, "warns {topic}"),
            Claim::Thread(name, Life::Starts) => write!(f, "thread {name} starts"),
            Claim::Thread(name, Life::Ends) => write!(f, "thread {name} ends"),
            Claim::Submits(callable, executor) => write!(f, "submits {callable} to {executor}"),
            Claim::RunsIn(thread) => write!(f, "in thread {thread}"),
            Claim::Switches(from, to) => write!(f, "{from} switches to {to}"),
        }
    }
}

#[cfg(test)]
mod tests;
