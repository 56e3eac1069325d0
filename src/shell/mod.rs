//! The prompt's line editor in a thread of its own: keys, colours, hints, candidates, scripts into entries.

pub mod complete;
pub mod editor;
pub mod files;
mod helper;
mod keys;
mod look;
mod splitter;
