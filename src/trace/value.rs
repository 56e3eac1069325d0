//! What a trace keeps of a Python value: its bounded `repr`, never the value.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest text of a [`Value`], in characters; what is longer ends in `…`.
pub const VALUE_LIMIT: usize = 200;

/// A Python value as text: what `repr` gives, without addresses, cut at [`VALUE_LIMIT`] characters.
///
/// Objects with an id of ours show it (`<generator averager#1>`); an object of the program's own class is shown
/// as Python's default `repr` without its address, because its own `__repr__` is never called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Value(pub Box<str>);

impl Value {
    /// Python's `None`.
    pub fn none() -> Value {
        Value("None".into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the `repr` of Python's `None`.
    pub fn is_none(&self) -> bool {
        &*self.0 == "None"
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value(text.into_boxed_str())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
