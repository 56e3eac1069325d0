//! The walls around a confined program: files, other programs, the network, other processes.
//!
//! They stand twice. The kernel's ([`files`], [`calls`]) hold whatever the program does, and are there on Linux only.
//! The interpreter's own ([`modules`], [`sockets`]) are there everywhere: they know addresses and names, which the
//! kernel's cannot tell apart, and turn a refusal into Python's PermissionError and a sentence for the learner.

#[cfg(target_os = "linux")]
mod calls;
mod denials;
#[cfg(target_os = "linux")]
mod files;
mod functions;
mod modules;
mod sockets;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::trace::event::Gap;
use crate::wire::Program;

pub(crate) use modules::{guard_types, guarded_modules};

/// Why a program could not be confined.
#[derive(Debug, Error)]
pub(crate) enum SandboxError {
    /// The working directory is not known, so that FILE's folder is not either.
    #[error("the folder of the program could not be found: {source}")]
    Folder {
        /// What the system said.
        source: io::Error,
    },
    /// The scratch folder is not there.
    #[error("the scratch folder of the program could not be entered: {source}")]
    Scratch {
        /// What the system said.
        source: io::Error,
    },
}

/// Where a program lives, and what the learner should know of its walls.
pub(crate) struct Confinement {
    /// FILE with its whole path.
    pub(crate) file: PathBuf,
    /// What is missing for walls that the system could not build.
    pub(crate) gaps: Vec<Gap>,
}

/// Moves into the scratch folder and builds the kernel's walls around this thread and all that it starts.
pub(crate) fn confine(program: &Program, scratch: &Path) -> Result<Confinement, SandboxError> {
    let file = std::path::absolute(&program.file).map_err(|source| SandboxError::Folder { source })?;
    std::env::set_current_dir(scratch).map_err(|source| SandboxError::Scratch { source })?;
    Ok(Confinement { gaps: build_walls(&file, scratch), file })
}

#[cfg(target_os = "linux")]
fn build_walls(file: &Path, scratch: &Path) -> Vec<Gap> {
    [files::enclose(file, scratch), calls::refuse()].into_iter().flatten().collect()
}

#[cfg(not(target_os = "linux"))]
fn build_walls(_file: &Path, _scratch: &Path) -> Vec<Gap> {
    vec![Gap::NoLandlockSystem]
}
