//! Traces written for other programs.

pub mod jsonl;
