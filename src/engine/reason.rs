//! Why a run ended other than by the program's own doing: read from the dead process.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use crate::wire::codec::CodecError;

/// Why a run ended, where the program did not end by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The time limit was reached.
    TimeLimit {
        /// The limit.
        limit: Duration,
    },
    /// The user ended it.
    Interrupted,
    /// No more memory within the limit.
    MemoryLimit {
        /// The limit in MiB.
        mib: u32,
    },
    /// The native stack was used up.
    StackOverflow,
    /// The interpreter itself failed.
    Fault {
        /// What it said of it, in one line.
        message: String,
    },
    /// A signal ended the process.
    Signal {
        /// Its number.
        number: i32,
    },
    /// The user's own Python is older than the recorder can work with.
    TooOld {
        /// Its version.
        version: String,
    },
    /// The process ended without a word.
    Silent {
        /// Its exit status.
        status: i32,
    },
    /// The recording ends before its program does.
    CutShort,
    /// The process speaks another version of the protocol.
    Version {
        /// The version it named.
        theirs: u32,
    },
    /// The process did not begin with a greeting.
    NoGreeting,
    /// The process sent something that is no message.
    Garbled {
        /// What is wrong with it.
        error: CodecError,
    },
}

impl Reason {
    /// Finds out why a process died from its status and the end of what it wrote to its own stderr.
    pub fn of_death(status: Option<ExitStatus>, stderr: &str, memory_mib: u32) -> Reason {
        let signal = status.and_then(|status| status.signal());
        if let Some(version) = too_old(stderr) {
            Reason::TooOld { version }
        } else if is_out_of_memory(stderr) {
            Reason::MemoryLimit { mib: memory_mib }
        } else if is_signal(signal, &[rustix::process::Signal::SEGV, rustix::process::Signal::BUS])
            || stderr.contains("stack overflow")
            || stderr.contains("overflowed its stack")
        {
            Reason::StackOverflow
        } else if let Some(message) = panic_message(stderr) {
            Reason::Fault { message }
        } else if let Some(number) = signal {
            Reason::Signal { number }
        } else {
            Reason::Silent { status: status.and_then(|status| status.code()).unwrap_or(0) }
        }
    }
}

/// The version of a Python that the recorder's first lines refused.
fn too_old(stderr: &str) -> Option<String> {
    let (_, version) = stderr.split_once("learn-coroutines: too old: ")?;
    Some(version.lines().next()?.trim().to_owned())
}

fn is_out_of_memory(stderr: &str) -> bool {
    stderr.contains("memory allocation of ") && stderr.contains(" failed")
}

fn is_signal(number: Option<i32>, signals: &[rustix::process::Signal]) -> bool {
    signals.iter().any(|signal| Some(signal.as_raw()) == number)
}

/// The first line of what a Rust panic says: the line after `thread '…' panicked at file:line:`.
fn panic_message(stderr: &str) -> Option<String> {
    let start = stderr.rfind("' panicked at ").or_else(|| stderr.rfind(" panicked at "))?;
    let line = stderr[start..].lines().nth(1)?.trim().trim_end_matches('.');
    Some(line.chars().filter(|c| !c.is_control()).take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn killed_by(signal: i32) -> Option<ExitStatus> {
        Some(ExitStatus::from_raw(signal))
    }

    fn exited_with(code: i32) -> Option<ExitStatus> {
        Some(ExitStatus::from_raw(code << 8))
    }

    #[test]
    fn a_failed_allocation_is_the_memory_limit_whatever_signal_follows() {
        let reason = Reason::of_death(killed_by(6), "memory allocation of 8192 bytes failed\n", 512);
        assert_eq!(reason, Reason::MemoryLimit { mib: 512 });
    }

    #[test]
    fn a_segmentation_fault_is_an_exhausted_stack() {
        assert_eq!(Reason::of_death(killed_by(11), "", 1), Reason::StackOverflow);
        let rust = "\nthread 'main' (7) has overflowed its stack\nfatal runtime error: stack overflow\n";
        assert_eq!(Reason::of_death(killed_by(6), rust, 1), Reason::StackOverflow);
    }

    #[test]
    fn a_panic_is_told_by_its_message_in_one_line_without_its_place() {
        let stderr = "thread 'main' (12) panicked at vm/src/frame.rs:10:5:\nindex \x1b[31mout of bounds\nnote: run with\n";
        let reason = Reason::of_death(exited_with(101), stderr, 1);
        assert_eq!(reason, Reason::Fault { message: "index [31mout of bounds".to_owned() });
    }

    #[test]
    fn any_other_signal_is_named_by_its_number() {
        assert_eq!(Reason::of_death(killed_by(9), "", 1), Reason::Signal { number: 9 });
    }

    #[test]
    fn a_python_that_is_too_old_says_its_version() {
        let stderr = "learn-coroutines: too old: 3.8\n";
        assert_eq!(
            Reason::of_death(exited_with(125), stderr, 1),
            Reason::TooOld { version: "3.8".to_owned() }
        );
    }

    #[test]
    fn an_exit_without_a_word_keeps_its_status() {
        assert_eq!(Reason::of_death(exited_with(3), "noise", 1), Reason::Silent { status: 3 });
    }
}
