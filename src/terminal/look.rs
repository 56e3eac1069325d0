//! The one table of looks: the hue and the weight of each role, on the whole screen and in printed lines alike.

use crate::python::Shade;
use crate::view::role::Role;

/// The few hues that roles share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// The terminal's own.
    Plain,
    /// What runs.
    Green,
    /// What goes in.
    Blue,
    /// What was made, and remarks.
    Cyan,
    /// What waits.
    Magenta,
    /// Failures.
    Red,
    /// What comes out, and what just changed.
    Yellow,
    /// What is of less weight.
    Gray,
}

/// How much a text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Not.
    Normal,
    /// Bold.
    Bold,
    /// Slanted.
    Italic,
    /// Bold, with text and ground exchanged.
    Reversed,
}

/// How a role looks.
pub fn look(role: Role) -> (Hue, Weight) {
    match role {
        Role::Plain | Role::Output | Role::Value => (Hue::Plain, Weight::Normal),
        Role::Dim | Role::LineNumber | Role::Suspended | Role::Closed => (Hue::Gray, Weight::Normal),
        Role::Strong | Role::Key => (Hue::Plain, Weight::Bold),
        Role::Heading | Role::Created => (Hue::Cyan, Weight::Normal),
        Role::Running => (Hue::Green, Weight::Bold),
        Role::Waiting => (Hue::Magenta, Weight::Normal),
        Role::Down => (Hue::Blue, Weight::Bold),
        Role::Up | Role::Changed | Role::NewOutput => (Hue::Yellow, Weight::Bold),
        Role::Error | Role::Breakpoint => (Hue::Red, Weight::Bold),
        Role::Current => (Hue::Yellow, Weight::Reversed),
        Role::Note => (Hue::Cyan, Weight::Italic),
        Role::Code(shade) => match shade {
            Shade::Keyword => (Hue::Blue, Weight::Normal),
            Shade::Suspension => (Hue::Magenta, Weight::Bold),
            Shade::Definition | Shade::Decorator => (Hue::Yellow, Weight::Normal),
            Shade::Constant | Shade::Number => (Hue::Cyan, Weight::Normal),
            Shade::String => (Hue::Green, Weight::Normal),
            Shade::Comment => (Hue::Gray, Weight::Italic),
            Shade::Name | Shade::Operator | Shade::Plain => (Hue::Plain, Weight::Normal),
        },
    }
}
