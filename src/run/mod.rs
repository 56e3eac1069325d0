//! The composition root: each subcommand as a function; the only room with effects.

pub mod check;
