//! Something to look at: what is shown, and what of a run proves it.

use super::{Prose, Span};

/// One thing to look at, as it is shown, with what proves it.
#[derive(Clone, Debug)]
pub struct Look {
    /// Where the block stands.
    pub at: Span,
    /// The directive's word.
    pub word: &'static str,
    /// What is shown.
    pub prose: Prose,
    /// What has to be so.
    pub proofs: Vec<Proof>,
}

/// What a run has to be like.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The demo's file name.
    pub demo: String,
    /// What of its run.
    pub fact: Fact,
    /// What is claimed.
    pub text: String,
    /// Where that stands.
    pub at: Span,
}

/// What of a run is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// All that it prints.
    Output,
    /// The picture of its tasks over time.
    Timeline,
    /// A cell of a table.
    Cell(Cell),
}

/// The columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The last line it prints.
    Prints,
    /// How many lines it prints.
    Lines,
    /// The program's clock at its end, in seconds.
    Takes,
    /// How many tasks it makes.
    Tasks,
    /// How many generators and coroutines it makes.
    Objects,
    /// How it ends: `well`, or the exception.
    Ends,
}

impl Cell {
    /// Every column, with its word.
    pub const WORDS: [(&'static str, Cell); 6] = [
        ("prints", Cell::Prints),
        ("lines", Cell::Lines),
        ("takes", Cell::Takes),
        ("tasks", Cell::Tasks),
        ("objects", Cell::Objects),
        ("ends", Cell::Ends),
    ];
}
