//! Two columns whose items belong together, and a program that is run again with a part of it changed.

use super::{Patch, Placed, Prose, Span, Visit};

/// Two columns of a question: each item on the left belongs to one on the right.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// The items on the left, in the script's order.
    pub left: Vec<Left>,
    /// The items on the right; one may belong to several on the left, or to none.
    pub right: Vec<Partner>,
}

/// An item on the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The marked line it is, where a run tells what belongs to it.
    pub visit: Option<Visit>,
    /// What it says; the line's own code where it says nothing.
    pub text: String,
    /// Where it stands.
    pub at: Span,
}

/// An item on the right.
#[derive(Clone, Debug)]
pub struct Partner {
    /// What it says.
    pub text: String,
    /// What to say to whoever gives it to the wrong item.
    pub why: Prose,
    /// What must hold of the lines it belongs to, and of no other.
    pub claims: Vec<Placed>,
    /// The item it belongs to, where the script says so: its place on the left.
    pub of: Option<usize>,
    /// Where it stands.
    pub at: Span,
}

/// A program that is run again with a part of one line changed.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Where the block stands.
    pub at: Span,
    /// Its name, the same in every language.
    pub id: String,
    /// The demo's file name.
    pub demo: String,
    /// What to try.
    pub text: Prose,
    /// The line and the part of it that changes.
    pub part: Patch,
    /// What to put there, and what comes of it.
    pub trials: Vec<Trial>,
}

/// What is put in place of the part, and what comes of it.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The code.
    pub code: String,
    /// What to say to it, in Markdown.
    pub text: Prose,
    /// What must hold of the run.
    pub claims: Vec<Placed>,
    /// Where it stands.
    pub at: Span,
}
