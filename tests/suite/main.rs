//! The integration tests, in one binary: linking the interpreter is slow, so they drive the built program.

mod architecture;
mod authors;
mod broken;
mod caught;
mod check;
mod confined;
mod corpus;
mod engine;
mod eye;
mod lessons;
mod loops;
mod mutants;
mod pty;
mod readme;
mod run;
mod sandbox;
mod screens;
mod seeded;
mod session;
mod show;
mod step;
mod trace_cli;
mod why;
