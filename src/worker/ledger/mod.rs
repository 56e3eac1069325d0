//! The ledger of a run: the program's code and objects, what its threads are at, and values as text.
//!
//! Nothing here knows the tracer: it is what the tracer and its listeners look things up in.

pub(crate) mod caller;
pub(crate) mod code;
pub(crate) mod frames;
pub(crate) mod handlers;
#[cfg(test)]
pub(crate) mod interpreter;
pub(crate) mod objects;
pub(crate) mod quiet;
pub(crate) mod safe_repr;
pub(crate) mod subscription;
pub(crate) mod thread;
