//! What the Python process may use up, and how its life is tied to the tool's.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use thiserror::Error;

use crate::wire::Program;

/// How much stack the thread that runs the program may grow to; memory is taken only as it grows. The system keeps
/// this much free below the stack of every process, whatever its limit was when it started.
const STACK_BYTES: u64 = 64 << 20;

/// How large a file a confined program may write.
const CONFINED_FILE_BYTES: u64 = 64 << 20;

/// How many files and sockets a confined program may have open at once.
const CONFINED_OPEN_FILES: u64 = 256;

/// How much a confined program may print.
pub(crate) const CONFINED_OUTPUT_BYTES: u64 = 8 << 20;

/// Why the process could not be limited.
#[derive(Debug, Error)]
pub(crate) enum LimitError {
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

/// Takes the process out of the terminal's reach and ties its life to the tool's, whose end of `requests` is open as
/// long as it lives.
pub(crate) fn set_apart(requests: File) -> Result<(), LimitError> {
    let apart = |source: io::Error| LimitError::Apart { source };
    // Fails only where the process leads a group already, which is as good.
    let _ = rustix::process::setsid();
    // A process that is stopped must be woken to see that the tool is gone; one that runs does not notice.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(Signal::CONT))
        .map_err(|source| apart(source.into()))?;
    std::thread::Builder::new()
        .name("lifeline".to_owned())
        .spawn(move || die_with_the_tool(&requests))
        .map_err(apart)?;
    Ok(())
}

/// Another program is about to take this process over: nothing will watch for the end of the tool in it any more, so
/// that the system must.
pub(crate) fn expect_replacement(is_expected: bool) {
    #[cfg(target_os = "linux")]
    {
        let signal = if is_expected { Signal::KILL } else { Signal::CONT };
        let _ = rustix::process::set_parent_process_death_signal(Some(signal));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = is_expected;
}

/// Waits until the tool is gone, however it went, and ends this process and all that it started.
fn die_with_the_tool(requests: &File) {
    loop {
        // Nothing is asked for but the end, which is always told.
        let mut end = [PollFd::from_borrowed_fd(requests.as_fd(), PollFlags::empty())];
        match poll(&mut end, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            // The program closed the descriptor: this thread can watch no longer.
            Err(_) => return,
        }
        let seen = end[0].revents();
        if seen.intersects(PollFlags::NVAL) {
            return;
        }
        if seen.intersects(PollFlags::HUP | PollFlags::ERR) {
            let _ = rustix::process::kill_current_process_group(Signal::KILL);
        }
    }
}

/// Sets the limits a program asks for.
pub(crate) fn apply(program: &Program) -> Result<(), LimitError> {
    raise_stack();
    let bytes = u64::from(program.memory_mib) << 20;
    limit(Resource::As, "memory", bytes)?;
    // A core file of the interpreter helps nobody.
    limit(Resource::Core, "core files", 0)?;
    if program.sandbox.is_some() {
        limit(Resource::Fsize, "the size of files", CONFINED_FILE_BYTES)?;
        limit(Resource::Nofile, "open files", CONFINED_OPEN_FILES)?;
        // Linux counts threads among a user's processes; there the system call itself is refused.
        #[cfg(not(target_os = "linux"))]
        limit(Resource::Nproc, "processes", 0)?;
    }
    Ok(())
}

/// Lets the stack grow further than usual, so that the recursion limit is reached before its end. Where the system
/// allows no more, the interpreter ends a recursion earlier.
fn raise_stack() {
    let Rlimit { current, maximum } = getrlimit(Resource::Stack);
    let most = maximum.map_or(STACK_BYTES, |maximum| maximum.min(STACK_BYTES));
    if current.is_some_and(|current| current < most) {
        let raised = Rlimit { current: Some(most), maximum };
        let _ = setrlimit(Resource::Stack, raised);
    }
}

fn limit(resource: Resource, what: &'static str, most: u64) -> Result<(), LimitError> {
    let maximum = getrlimit(resource).maximum;
    let most = maximum.map_or(most, |maximum| maximum.min(most));
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
        .map_err(|source| LimitError::Resource { what, source: source.into() })
}
