//! The integration tests, in one binary: linking the interpreter is slow, so they drive the built program.

mod architecture;
mod check;
mod corpus;
mod engine;
mod lessons;
mod readme;
mod run;
mod sandbox;
mod screens;
mod show;
mod trace_cli;
