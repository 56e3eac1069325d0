//! The program's streams as the system knows them, and how much may be printed on them.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

use crate::trace::event::Stream;

/// How much more a program that has printed all it may can write to stderr: what Python says of that.
const LAST_WORDS: u64 = 64 << 10;

/// What a program prints, counted.
pub(crate) struct Outlet {
    /// Where arrives what is written to descriptor 1 past Python: by other programs, say.
    past_python: Option<Mutex<File>>,
    printed: AtomicU64,
    limit: Option<u64>,
}

/// Whether something may be printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Allowance {
    /// It may.
    Granted,
    /// No, and this is the first time.
    UsedUp,
    /// No.
    Refused,
}

impl Outlet {
    /// The outlet of a program that may print so much, if there is a limit. `past_python` is the end of a pipe at which
    /// arrives what is written past Python; `None` where that goes elsewhere.
    pub(crate) fn new(past_python: Option<OwnedFd>, limit: Option<u64>) -> io::Result<Outlet> {
        if let Some(pipe) = &past_python {
            fcntl_setfl(pipe, fcntl_getfl(pipe)? | OFlags::NONBLOCK)?;
        }
        let past_python = past_python.map(|pipe| Mutex::new(File::from(pipe)));
        Ok(Outlet { past_python, printed: AtomicU64::new(0), limit })
    }

    /// Where arrives what is written past Python.
    pub(crate) fn past_python(&self) -> Option<&Mutex<File>> {
        self.past_python.as_ref()
    }

    /// How much may be printed.
    pub(crate) fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// Counts what is printed, and says whether it may be.
    pub(crate) fn count(&self, stream: Stream, bytes: &[u8]) -> Allowance {
        let Some(limit) = self.limit else {
            return Allowance::Granted;
        };
        let length = bytes.len() as u64;
        let before = self.printed.fetch_add(length, Ordering::Relaxed);
        let most = match stream {
            Stream::Stdout => limit,
            Stream::Stderr => limit + LAST_WORDS,
        };
        if before.saturating_add(length) <= most {
            Allowance::Granted
        } else if before <= limit {
            Allowance::UsedUp
        } else {
            Allowance::Refused
        }
    }
}

/// Writes to the descriptor itself, as a process must that the program forked off.
pub(crate) fn write_past(stream: Stream, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        let written = match stream {
            Stream::Stdout => rustix::io::write(rustix::stdio::stdout(), bytes),
            Stream::Stderr => rustix::io::write(rustix::stdio::stderr(), bytes),
        };
        match written {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_a_limit_prints_what_it_likes() {
        let outlet = Outlet::new(None, None).expect("an outlet");
        assert_eq!(outlet.count(Stream::Stdout, &[0; 1 << 20]), Allowance::Granted);
    }

    #[test]
    fn the_end_of_what_may_be_printed_is_met_once() {
        let outlet = Outlet::new(None, Some(10)).expect("an outlet");
        assert_eq!(outlet.count(Stream::Stdout, b"0123456789"), Allowance::Granted);
        assert_eq!(outlet.count(Stream::Stdout, b"x"), Allowance::UsedUp);
        assert_eq!(outlet.count(Stream::Stdout, b"x"), Allowance::Refused);
    }

    #[test]
    fn what_python_says_of_the_limit_is_still_printed() {
        let outlet = Outlet::new(None, Some(10)).expect("an outlet");
        assert_eq!(outlet.count(Stream::Stdout, &[0; 20]), Allowance::UsedUp);
        assert_eq!(outlet.count(Stream::Stderr, b"OSError: [Errno 27] File too large"), Allowance::Granted);
    }
}
