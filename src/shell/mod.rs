//! The prompt's front end: its table of commands, what an entry is, and the line editor in a thread of its own.

pub mod command;
pub mod complete;
pub mod editor;
mod helper;
mod keys;
mod look;
pub mod plain;
pub mod setting;
mod splitter;
pub mod words;

pub use helper::Paint;
pub use keys::Purpose;
