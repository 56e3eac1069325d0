//! What was held against a run, by kind.

use serde::Serialize;

/// Something that was held against a run: what the report counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Held {
    /// An answer that is computed.
    #[serde(rename = "answer")]
    Answer,
    /// The program's clock.
    #[serde(rename = "clock")]
    Clock,
    /// How the program ends.
    #[serde(rename = "end")]
    End,
    /// An exception raised, caught or refused with.
    #[serde(rename = "exception")]
    Exception,
    /// A local variable.
    #[serde(rename = "local")]
    Local,
    /// What the event loop does.
    #[serde(rename = "loop")]
    Loop,
    /// A wrong answer that is wrong.
    #[serde(rename = "mistake")]
    Mistake,
    /// The order of lines.
    #[serde(rename = "order")]
    Order,
    /// What is printed.
    #[serde(rename = "output")]
    Output,
    /// Who resumes, and how.
    #[serde(rename = "resumed by")]
    ResumedBy,
    /// The same output on CPython.
    #[serde(rename = "same on CPython")]
    SameOnCPython,
    /// What a task does.
    #[serde(rename = "task")]
    Task,
    /// What a thread or a greenlet does.
    #[serde(rename = "thread")]
    Thread,
    /// What Python warns of.
    #[serde(rename = "warning")]
    Warning,
    /// A solution that solves.
    #[serde(rename = "solution")]
    Solution,
    /// The state of an object.
    #[serde(rename = "state")]
    State,
    /// An object made, closed or delegated to.
    #[serde(rename = "transition")]
    Transition,
    /// A value handed out.
    #[serde(rename = "value")]
    Value,
}
