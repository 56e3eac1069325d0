//! The roles text can have on a screen.

use crate::python::Shade;

/// A line of text in pieces, each with its role.
pub type Line = Vec<(Role, String)>;

/// What a piece of text is; a theme decides how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Plain,
    /// Text of less weight.
    Dim,
    /// Text of more weight.
    Strong,
    /// The heading of a pane.
    Heading,
    /// An object or task that runs.
    Running,
    /// One that sleeps.
    Suspended,
    /// One that waits for something the loop will bring.
    Waiting,
    /// One that was made and not started.
    Created,
    /// One that is finished.
    Closed,
    /// What goes in: a resume.
    Down,
    /// What comes out: a yield, a return.
    Up,
    /// Exceptions and failures.
    Error,
    /// A value.
    Value,
    /// A value that just changed.
    Changed,
    /// The line about to run.
    Current,
    /// A line number.
    LineNumber,
    /// A breakpoint.
    Breakpoint,
    /// A remark.
    Note,
    /// What the program printed.
    Output,
    /// What the last step printed.
    NewOutput,
    /// The name of a key.
    Key,
    /// Program text.
    Code(Shade),
}
