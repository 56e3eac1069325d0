//! What the Python process may do: its memory, its life without the tool, and the walls around a confined program.

use std::io;

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use thiserror::Error;

use crate::wire::Program;

/// Why the process could not be limited.
#[derive(Debug, Error)]
pub enum LimitError {
    /// A resource limit was refused.
    #[error("the limit on {what} could not be set: {source}")]
    Resource {
        /// Which one.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The process could not be tied to the tool's life.
    #[error("the Python process could not be set apart: {source}")]
    Apart {
        /// What the system said.
        source: io::Error,
    },
}

/// Takes the process out of the terminal's reach and ties its life to the tool's.
pub fn leave_the_terminal() -> Result<(), LimitError> {
    let apart = |source: rustix::io::Errno| LimitError::Apart {
        source: source.into(),
    };
    // Fails only where the process leads a group already, which is as good.
    let _ = rustix::process::setsid();
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).map_err(apart)?;
    #[cfg(not(target_os = "linux"))]
    let _ = (apart, Signal::KILL);
    Ok(())
}

/// Sets the limits a program asks for.
pub fn apply(program: &Program) -> Result<(), LimitError> {
    let bytes = u64::from(program.memory_mib) << 20;
    limit(Resource::As, "memory", bytes)?;
    // A core file of the interpreter helps nobody.
    limit(Resource::Core, "core files", 0)?;
    Ok(())
}

fn limit(resource: Resource, what: &'static str, most: u64) -> Result<(), LimitError> {
    let maximum = getrlimit(resource).maximum;
    let most = maximum.map_or(most, |maximum| maximum.min(most));
    setrlimit(
        resource,
        Rlimit {
            current: Some(most),
            maximum: Some(most),
        },
    )
    .map_err(|source| LimitError::Resource {
        what,
        source: source.into(),
    })
}
