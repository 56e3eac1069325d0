//! The host: one program or one session in the embedded interpreter, with its limits and walls.

pub mod as_python;
pub(crate) mod errors;
pub(crate) mod evaluate;
pub(crate) mod interrupts;
pub(crate) mod limits;
pub(crate) mod natives;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod waits;
