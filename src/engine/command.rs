//! The command that makes the Python process, and what of the environment it gets.

use std::io;
use std::path::Path;

use thiserror::Error;
use tokio::process::{Child, Command};

use crate::lang::SystemError;
use crate::trace::event::Clock;
use crate::wire::codec::CodecError;
use crate::wire::{AS_PYTHON, Request};

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
fn confine(command: &mut Command, scratch: &Path) {
    const KEPT: &[&str] = &["PATH", "LANG", "LANGUAGE", "TZ", "TERM", MALLOC_ARENAS];
    for (name, _) in std::env::vars_os() {
        let is_kept = name.to_str().is_some_and(|name| KEPT.contains(&name) || name.starts_with("LC_"));
        if !is_kept {
            command.env_remove(&name);
        }
    }
    command.env("HOME", scratch);
}

/// Makes the process for a piece of work: confined where the program is, and under the virtual clock with the same
/// addresses in every run where the system lets us, since programs print them.
pub fn spawn(command: &mut Command, work: &Request) -> io::Result<Child> {
    let program = match work {
        Request::Start(program) | Request::Open(program) => Some(program),
        _ => None,
    };
    if let Some(scratch) = program.and_then(|program| program.sandbox.as_ref()) {
        confine(command, scratch);
    }
    let is_virtual = program.is_some_and(|program| program.clock == Clock::Virtual);
    let _same = is_virtual.then(SameAddresses::from_here);
    command.spawn()
}

/// While it lives, processes that this thread starts get the same addresses in every run.
struct SameAddresses {
    #[cfg(target_os = "linux")]
    before: Option<nix::sys::personality::Persona>,
}

impl SameAddresses {
    /// Asks the system for it. Where that is refused (in many containers), addresses differ from run to run.
    fn from_here() -> SameAddresses {
        #[cfg(target_os = "linux")]
        {
            use nix::sys::personality::{Persona, get, set};
            let before = get().ok();
            if let Some(before) = before {
                set(before | Persona::ADDR_NO_RANDOMIZE).ok();
            }
            SameAddresses { before }
        }
        #[cfg(not(target_os = "linux"))]
        SameAddresses {}
    }
}

impl Drop for SameAddresses {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        if let Some(before) = self.before {
            nix::sys::personality::set(before).ok();
        }
    }
}

/// The command that makes the Python process.
pub fn worker() -> Result<Command, StartError> {
    let myself = std::env::current_exe().map_err(|source| StartError::Myself { source: source.into() })?;
    let mut command = Command::new(myself);
    command.arg(WORKER_COMMAND).env("RUST_BACKTRACE", "0").env(AS_PYTHON, "1");
    // By default glibc sets 64 MiB of addresses aside for each thread, which the memory limit counts.
    if std::env::var_os(MALLOC_ARENAS).is_none() {
        command.env(MALLOC_ARENAS, "1");
    }
    Ok(command)
}
