//! The way out: events to the tool, its requests, and the program's streams.

pub(crate) mod exit;
pub(crate) mod inbox;
pub(crate) mod outlet;
pub(crate) mod recorder;
