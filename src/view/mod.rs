//! What is shown, as lines of (role, text): pure functions of the world, without colours or terminals.

pub mod cards;
pub mod code;
pub mod drive;
pub mod fit;
pub mod markdown;
pub mod notes;
pub mod output;
pub mod primitives;
pub mod role;
pub mod stack;
pub mod story;
pub mod strip;
pub mod tasks;
pub mod waits;
pub mod why;
pub mod wire;
pub mod words;
