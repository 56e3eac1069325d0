//! The integration tests, in one binary: linking the interpreter is slow, so they drive the built program.

mod pty;
mod screens;
mod show;
mod step;
