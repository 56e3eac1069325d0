//! Marked lines: which time they run, which half of it is meant, and the notes that hang on them.

use super::{Prose, Span};

/// A note on a moment of a marked line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The line, the time, and the moment.
    pub visit: Visit,
    /// Whether it is read only that time.
    pub times: Times,
    /// The text.
    pub text: Prose,
    /// Where its mark stands.
    pub at: Span,
}

/// Which time through a marked line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nth {
    /// This time, from 1.
    Time(u32),
    /// Each time.
    Every,
}

/// How often a note is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Each time its moment comes: it was written without a number.
    Each,
    /// Only the time that it names.
    Named,
}

impl Note {
    /// The visits at which it is read.
    pub fn shown_at(&self) -> Visit {
        match self.times {
            Times::Each => Visit { nth: Nth::Every, ..self.visit },
            Times::Named => self.visit,
        }
    }
}

/// Which part of a visit: a line that holds a `yield`, an `await` or a `yield from` may sleep in its middle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// `<2>`: from where the line begins to where it goes to sleep, or to its end where it does not.
    #[default]
    UpToSleep,
    /// `<2:before>`: the line is about to run.
    Before,
    /// `<2:sleeps>`: it goes to sleep.
    Sleeps,
    /// `<2:wakes>`: from where it is resumed to its end.
    Wakes,
    /// `<2:after>`: it is over, and what it assigned is there.
    After,
    /// `<2:whole>`: from its beginning to its end, its sleep and what others do meanwhile included.
    Whole,
}

impl Half {
    /// Every half that has a word, with it.
    pub const WORDS: [(&'static str, Half); 5] = [
        ("before", Half::Before),
        ("sleeps", Half::Sleeps),
        ("wakes", Half::Wakes),
        ("after", Half::After),
        ("whole", Half::Whole),
    ];

    /// Its word, as scripts write it.
    pub fn word(self) -> Option<&'static str> {
        Half::WORDS.iter().find(|(_, half)| *half == self).map(|(word, _)| *word)
    }
}

/// A marked line, at one of the times it runs, or one half of that: `<2>`, `<2:3>`, `<2:*>`, `<2:wakes>`, `<2:3:wakes>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Visit {
    /// The mark.
    pub mark: u32,
    /// Which time.
    pub nth: Nth,
    /// Which part of it.
    pub half: Half,
}

impl Visit {
    /// The first time through a marked line, up to where it sleeps.
    pub fn first(mark: u32) -> Visit {
        Visit { mark, nth: Nth::Time(1), half: Half::UpToSleep }
    }
}

impl std::fmt::Display for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}", self.mark)?;
        match self.nth {
            Nth::Time(1) => {}
            Nth::Time(n) => write!(f, ":{n}")?,
            Nth::Every => f.write_str(":*")?,
        }
        if let Some(word) = self.half.word() {
            write!(f, ":{word}")?;
        }
        f.write_str(">")
    }
}
