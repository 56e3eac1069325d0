//! Why a program did what it did: what went wrong in a run, and every message CPython has about coroutines, with what it
//! means and the lines that led to it.

pub mod cause;
pub mod finding;
pub mod message;
mod read;
mod say;
pub mod trouble;
mod watch;

pub use cause::{Cause, causes};
pub use finding::{Finding, Severity, What};
pub use message::{Case, Family, Found, families, find, in_line, in_text};
pub use read::{Verdict, at_the_end, verdict};
pub use trouble::{Printed, Trouble, of_traceback, troubles};
pub use watch::Watch;
