//! Traces written for other programs, and read back.

pub mod jsonl;
pub mod recording;
