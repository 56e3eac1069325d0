//! The terminal, once: who borrows it, what is written to it, and how each role looks there.

pub mod guard;
pub mod look;
pub mod modes;
pub mod output;
pub mod paint;
pub mod problem;
mod restore;
pub mod runtime;
pub mod screen;
pub mod signals;
pub mod sink;
pub mod theme;
pub mod timer;
pub mod transcript;
pub mod typed;

use std::io::{self, Write};

use crate::view::fit;

/// Says one thing on stderr, with what a terminal would obey made visible; where nobody listens, there is nobody to
/// tell either.
pub fn say(text: &str) {
    let lines: Vec<String> = text.lines().map(fit::visible).collect();
    writeln!(io::stderr(), "{}", lines.join("\n")).ok();
}
