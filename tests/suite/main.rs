//! The integration tests, in one binary: linking the interpreter is slow, so they drive the built program.

mod architecture;
mod corpus;
mod engine;
mod eye;
mod readme;
mod run;
mod sandbox;
mod screens;
mod show;
mod trace_cli;
