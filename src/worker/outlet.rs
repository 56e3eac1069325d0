//! What the program prints: through Python's streams, and past them through its file descriptors.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use rustpython_vm::{PyResult, VirtualMachine};

use super::caller;
use super::tracer::Tracer;
use crate::trace::event::{Event, Kind, Note, Stream};
use crate::trace::id::ThreadId;

/// How much more a program that has printed all it may can write to stderr: what Python says of that.
const LAST_WORDS: u64 = 64 << 10;

/// The program's streams, as the system knows them.
pub struct Outlet {
    /// Where arrives what is written to descriptor 1 past Python: by other programs, say.
    pipe: Mutex<File>,
    printed: AtomicU64,
    limit: Option<u64>,
}

/// Whether more may come.
#[derive(PartialEq)]
enum Drained {
    Open,
    Closed,
}

impl Outlet {
    /// Takes descriptors 0 and 1 away from the tool's pipes: an empty stdin, and a stdout whose bytes become events.
    pub fn take(limit: Option<u64>) -> io::Result<Outlet> {
        let nothing = File::open("/dev/null")?;
        rustix::stdio::dup2_stdin(&nothing)?;
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
        rustix::stdio::dup2_stdout(&writer)?;
        fcntl_setfl(&reader, fcntl_getfl(&reader)? | OFlags::NONBLOCK)?;
        Ok(Outlet { pipe: Mutex::new(File::from(reader)), printed: AtomicU64::new(0), limit })
    }

    /// Counts what is printed; whether it may be, and whether it is the first that may not.
    fn count(&self, stream: Stream, bytes: &[u8]) -> Allowance {
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

/// Whether something may be printed.
enum Allowance {
    Granted,
    /// No, and this is the first time.
    UsedUp,
    Refused,
}

impl Tracer {
    /// Turns what arrives past Python into events, for the life of the process.
    pub fn listen(&self) {
        let Ok(pipe) = self.outlet.pipe.lock().try_clone() else {
            return;
        };
        loop {
            let mut arrival = [PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::IN)];
            match poll(&mut arrival, None) {
                Ok(_) if arrival[0].revents().contains(PollFlags::NVAL) => return,
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(_) => return,
            }
            if self.drain() == Drained::Closed {
                return;
            }
            self.recorder.flush();
        }
    }

    /// Takes in what has arrived past Python so far.
    pub fn catch_up(&self) {
        self.drain();
    }

    fn drain(&self) -> Drained {
        let mut pipe = self.outlet.pipe.lock();
        let mut buffer = [0; 8192];
        loop {
            let count = match pipe.read(&mut buffer) {
                Ok(0) => return Drained::Closed,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Drained::Open,
                Err(_) => return Drained::Closed,
            };
            match self.outlet.count(Stream::Stdout, &buffer[..count]) {
                Allowance::Granted => self
                    .recorder
                    .output(Stream::Stdout, &buffer[..count], || self.of_nobody(empty(Stream::Stdout))),
                Allowance::UsedUp => self.tell_used_up(),
                Allowance::Refused => {}
            }
        }
    }

    /// The program wrote something.
    pub fn wrote(&self, stream: Stream, bytes: &[u8], vm: &VirtualMachine) -> PyResult<()> {
        if self.recorder.is_alone() {
            return write_past(stream, bytes).map_err(|error| os_error(error, vm));
        }
        self.drain();
        self.settle_deferred(vm);
        self.settle_caught(vm);
        if self.with_local(vm, |local| !local.undecided.is_empty()) {
            let caller = caller::innermost(self, vm);
            let event = self.event(vm, caller.site, caller.place, empty(stream));
            self.settle_undecided(&event, vm);
        }
        match self.outlet.count(stream, bytes) {
            Allowance::Granted => {
                self.recorder.output(stream, bytes, || {
                    let caller = caller::innermost(self, vm);
                    self.event(vm, caller.site, caller.place, empty(stream))
                });
                return Ok(());
            }
            Allowance::UsedUp => self.tell_used_up(),
            Allowance::Refused => {}
        }
        Err(os_error(Errno::FBIG, vm))
    }

    fn tell_used_up(&self) {
        let mib = self.outlet.limit.unwrap_or(0) >> 20;
        let note = Kind::Note(Note::PrintedAll { mib });
        // A note is no place to stand still at.
        let _ = self.recorder.record(&self.of_nobody(note));
    }

    /// An event that belongs to no line of the program.
    fn of_nobody(&self, kind: Kind) -> Event {
        Event { time: self.clock.seconds(), thread: ThreadId(0), site: None, place: None, kind }
    }
}

fn empty(stream: Stream) -> Kind {
    Kind::Output { stream, bytes: Vec::new() }
}

/// Writes to the descriptor itself, as a process must that the program forked off.
fn write_past(stream: Stream, mut bytes: &[u8]) -> Result<(), Errno> {
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

fn os_error(error: Errno, vm: &VirtualMachine) -> rustpython_vm::builtins::PyBaseExceptionRef {
    use rustpython_vm::convert::IntoPyException;
    io::Error::from(error).into_pyexception(vm)
}
