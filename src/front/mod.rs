//! The front ends: what is typed, told and signalled goes to a machine, and what the machine asks for is done.
//!
//! A machine is a state without effects: `repl` for the prompt, `tutor` for lessons, `stage` and `tui` for stepping. Each
//! has one loop here that waits for all that can happen to it, and nothing else knows it.

pub mod kept;
pub mod lesson;
pub mod prompt;
pub mod step;
pub mod usage;
