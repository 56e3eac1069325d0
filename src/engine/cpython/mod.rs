//! The second engine: the user's own CPython, with a recorder in Python that is handed to it as it starts.
//!
//! The recorder speaks the wire's messages over the same pipes as the embedded interpreter's process. It ships inside this
//! program, and nothing of it stays in the user's environment.

pub mod find;

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::trace::event::Clock;
use crate::wire::Program;

/// The first lines: they read the recorder from stdin.
const BEGIN: &str = include_str!("begin.py");

/// The parts of the recorder, one namespace: the order in which names are needed.
const RECORDER: &[&str] = &[
    include_str!("codec.py"),
    include_str!("code.py"),
    include_str!("picture.py"),
    include_str!("ledger.py"),
    include_str!("teller.py"),
    include_str!("caller.py"),
    include_str!("transitions.py"),
    include_str!("methods.py"),
    include_str!("compile.py"),
    include_str!("monitor.py"),
    include_str!("settrace.py"),
    include_str!("lines.py"),
    include_str!("clock.py"),
    include_str!("natives.py"),
    include_str!("evaluate.py"),
    include_str!("greenlets.py"),
    include_str!("streams.py"),
    include_str!("main.py"),
];

/// What both engines share: the clock, asyncio's hooks, the names that old tutorials use.
const CLOCK: &str = include_str!("../../worker/python/clock.py");
const ASYNCIO: &[&str] = &[
    include_str!("../../worker/python/asyncio_hooks.py"),
    include_str!("../../worker/python/asyncio_primitives.py"),
    include_str!("../../worker/python/asyncio_tasks.py"),
];
const LEGACY: &str = include_str!("../../worker/python/legacy.py");

/// The seed of Python's hashes: without one a set of strings would have another order in every run.
const HASH_SEED: &str = "PYTHONHASHSEED";

/// Which Python runs a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Interpreter {
    /// The one built into this program.
    #[default]
    Embedded,
    /// The user's own, by the path of its executable.
    Own(PathBuf),
}

/// The command that starts the user's own Python.
pub(super) fn command(python: &Path, program: &Program) -> Command {
    let mut command = Command::new(python);
    command.arg("-c").arg(BEGIN);
    let is_virtual = program.clock == Clock::Virtual;
    if is_virtual && std::env::var_os(HASH_SEED).is_none() {
        command.env(HASH_SEED, "0");
    }
    command
}

/// What is written to its stdin before the first message: the recorder, and what both engines share.
pub(super) fn preamble() -> Vec<u8> {
    let texts = [RECORDER.join("\n"), CLOCK.to_owned(), ASYNCIO.join("\n"), LEGACY.to_owned()];
    let mut bytes = vec![texts.len() as u8];
    for text in texts {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests;
