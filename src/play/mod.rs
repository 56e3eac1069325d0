//! Programs played from start to end: FILE and its options made ready, its events to a sink, a record of what it did.
//!
//! Stepping through one is the room `stage`; here nothing waits for the learner but the program's own questions to stdin.

pub mod execute;
pub mod program;
pub mod record;
pub mod running;
pub mod several;
pub mod system;
