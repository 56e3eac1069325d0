//! The command that makes the Python process, and what of the environment it gets.

use std::path::Path;

use thiserror::Error;
use tokio::process::Command;

use crate::lang::SystemError;
use crate::wire::codec::CodecError;

/// The hidden subcommand under which this program is the Python process.
pub const WORKER_COMMAND: &str = "__worker";

/// How glibc is told how many arenas to share between threads.
const MALLOC_ARENAS: &str = "MALLOC_ARENA_MAX";

/// Why a Python process could not be started.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum StartError {
    /// This program's own file is not known.
    Myself {
        /// What the system said.
        source: SystemError,
    },
    /// The process could not be made.
    Spawn {
        /// What the system said.
        source: SystemError,
    },
    /// The program does not fit into a message.
    Program {
        /// What is wrong with it.
        source: CodecError,
    },
}

/// Takes out of a confined program's environment what is none of its business: keys and tokens stand there too.
pub fn confine(command: &mut Command, scratch: &Path) {
    const KEPT: &[&str] = &["PATH", "LANG", "LANGUAGE", "TZ", "TERM", MALLOC_ARENAS];
    for (name, _) in std::env::vars_os() {
        let is_kept = name.to_str().is_some_and(|name| KEPT.contains(&name) || name.starts_with("LC_"));
        if !is_kept {
            command.env_remove(&name);
        }
    }
    command.env("HOME", scratch);
}

/// The command that makes the Python process.
pub fn worker() -> Result<Command, StartError> {
    let myself = std::env::current_exe().map_err(|source| StartError::Myself { source: source.into() })?;
    let mut command = Command::new(myself);
    command.arg(WORKER_COMMAND).env("RUST_BACKTRACE", "0");
    // By default glibc sets 64 MiB of addresses aside for each thread, which the memory limit counts.
    if std::env::var_os(MALLOC_ARENAS).is_none() {
        command.env(MALLOC_ARENAS, "1");
    }
    Ok(command)
}
