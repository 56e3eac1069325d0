//! What the program prints, through Python's streams or past them, turned into events.

use std::io::{self, Read};
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::convert::IntoPyException;
use rustpython_vm::{PyResult, VirtualMachine};

use crate::trace::event::{Event, Kind, Note, Stream};
use crate::trace::id::ThreadId;
use crate::worker::emit::outlet::{Allowance, write_past};
use crate::worker::ledger::caller;
use crate::worker::listen::transitions;
use crate::worker::tracer::Tracer;

/// Whether more may come.
#[derive(PartialEq)]
enum Drained {
    Open,
    Closed,
}

/// Turns what arrives past Python into events, for the life of the process.
pub(crate) fn listen(tracer: &Tracer) {
    let Some(Ok(pipe)) = tracer.outlet.past_python().map(|pipe| pipe.lock().try_clone()) else {
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
        if drain(tracer) == Drained::Closed {
            return;
        }
        tracer.recorder.flush();
    }
}

/// Takes in what has arrived past Python so far.
pub(crate) fn catch_up(tracer: &Tracer) {
    drain(tracer);
}

fn drain(tracer: &Tracer) -> Drained {
    let Some(pipe) = tracer.outlet.past_python() else {
        return Drained::Closed;
    };
    let mut pipe = pipe.lock();
    let mut buffer = [0; 8192];
    loop {
        let count = match pipe.read(&mut buffer) {
            Ok(0) => return Drained::Closed,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Drained::Open,
            Err(_) => return Drained::Closed,
        };
        match tracer.outlet.count(Stream::Stdout, &buffer[..count]) {
            Allowance::Granted => tracer
                .recorder
                .output(Stream::Stdout, &buffer[..count], || of_nobody(tracer, empty(Stream::Stdout))),
            Allowance::UsedUp => tell_used_up(tracer),
            Allowance::Refused => {}
        }
    }
}

/// The program wrote something.
pub(crate) fn wrote(tracer: &Tracer, stream: Stream, bytes: &[u8], vm: &VirtualMachine) -> PyResult<()> {
    if tracer.recorder.is_alone() {
        return write_past(stream, bytes).map_err(|error| os_error(error, vm));
    }
    drain(tracer);
    transitions::settle_deferred(tracer, vm);
    tracer.settle_clause(vm);
    if tracer.with_thread(vm, |thread| !thread.handlers.is_empty()) {
        let caller = caller::innermost(&tracer.ledger, vm);
        let event = tracer.event(vm, caller.site, caller.place, empty(stream));
        tracer.settle_blocks(&event, vm);
    }
    match tracer.outlet.count(stream, bytes) {
        Allowance::Granted => {
            tracer.recorder.output(stream, bytes, || {
                let caller = caller::innermost(&tracer.ledger, vm);
                tracer.event(vm, caller.site, caller.place, empty(stream))
            });
            return Ok(());
        }
        Allowance::UsedUp => tell_used_up(tracer),
        Allowance::Refused => {}
    }
    Err(os_error(Errno::FBIG, vm))
}

fn tell_used_up(tracer: &Tracer) {
    let mib = tracer.outlet.limit().unwrap_or(0) >> 20;
    let note = Kind::Note(Note::PrintedAll { mib });
    // A note is no place to pause at.
    let _ = tracer.recorder.record(&of_nobody(tracer, note));
}

/// An event that belongs to no line of the program.
fn of_nobody(tracer: &Tracer, kind: Kind) -> Event {
    Event { time: tracer.clock.seconds(), thread: ThreadId(0), site: None, place: None, kind }
}

fn empty(stream: Stream) -> Kind {
    Kind::Output { stream, bytes: Vec::new() }
}

fn os_error(error: Errno, vm: &VirtualMachine) -> PyBaseExceptionRef {
    io::Error::from(error).into_pyexception(vm)
}
