//! Why a program ended so: every message CPython has about coroutines, what it means, and the lines that led to it.

pub mod cause;
pub mod message;
pub mod trouble;

pub use cause::{Cause, causes};
pub use message::{Case, Family, Found, families, find, in_line, in_text};
pub use trouble::{Trouble, of_traceback, troubles};
