//! Which handler gets an exception, and whether it keeps it: Python tells the one, the other shows in what comes next.

use rustpython_vm::builtins::PyBaseException;
use rustpython_vm::frame::{FrameObject, for_each_current_frame};
use rustpython_vm::{AsObject, Py, VirtualMachine};

use super::code::WatchedCode;
use super::probe::running_frame;
use super::tracer::{Tracer, frame_key};
use crate::trace::event::{Event, Kind, Place, Site};

/// What the program wrote for an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    /// An `except` clause: keeps what it is for, and `RERAISE` follows at once for all else.
    Except,
    /// The end of a `with`: keeps it where `__exit__` says so (PEP 343).
    With,
    /// A `finally`: keeps it only where it returns, breaks or continues.
    Finally,
}

/// An exception that a handler looks at.
pub struct Caught {
    /// The address of the exception.
    exception: usize,
    handler: Handler,
    /// The frame it is in, and its code: another function's frame can get the address.
    frame: (usize, usize),
    /// The event to tell once it shows that the handler keeps it.
    event: Event,
}

/// What an event says of an exception that a handler looks at.
enum Verdict {
    Open,
    Kept,
    Lost,
}

impl Caught {
    /// What it means that this happens next in the frame of the handler.
    fn verdict(&self, event: &Event) -> Verdict {
        match (self.handler, &event.kind) {
            (_, Kind::Raised { .. }) | (Handler::Finally, Kind::Exception { .. }) => Verdict::Lost,
            (_, Kind::Returned { .. }) => Verdict::Kept,
            (Handler::Finally, _) => Verdict::Open,
            // `__exit__` is called, or awaited, on the line of the `with`; what it raises arrives there.
            (_, Kind::Exception { .. }) if event.site == self.event.site => Verdict::Lost,
            _ if event.site == self.event.site => Verdict::Open,
            _ => Verdict::Kept,
        }
    }
}

impl Tracer {
    /// An exception goes on after a `finally`, a `with` or a handler that did not match.
    pub fn on_reraise(
        &self,
        _code: &WatchedCode,
        _offset: u32,
        exception: &Py<PyBaseException>,
        vm: &VirtualMachine,
    ) {
        let address = exception.as_object().get_id();
        self.with_local(vm, |local| {
            local.in_flight = address;
            // None of the handler's clauses wanted it.
            local.caught.take_if(|caught| caught.exception == address);
            local.undecided.retain(|caught| caught.exception != address);
        });
    }

    /// A handler gets the exception.
    pub fn on_handled(
        &self,
        code: &WatchedCode,
        offset: u32,
        exception: &Py<PyBaseException>,
        vm: &VirtualMachine,
    ) {
        let Some((site, handler)) = code.handler(offset) else {
            return;
        };
        self.reconcile(vm);
        self.settle_caught(vm);
        self.await_failed(code, vm);
        let place = self.place_of(code, vm);
        let picture = self.picture(exception.as_object(), vm);
        let event = self.event(vm, Some(site), Some(place), Kind::Caught { exception: picture });
        let exception = exception.as_object().get_id();
        let frame = running_frame(&code.code, vm).map_or((0, 0), |frame| key(&frame));
        let caught = Caught { exception, handler, frame, event };
        self.with_local(vm, |local| match handler {
            Handler::Except => local.caught = Some(caught),
            Handler::With | Handler::Finally => local.undecided.push(caught),
        });
    }

    /// Another `except` clause of the same `try` looks at the exception.
    pub fn keep_looking(&self, site: Site, vm: &VirtualMachine) {
        self.with_local(vm, |local| {
            if let Some(caught) = &mut local.caught {
                caught.event.site = Some(site);
            }
        });
    }

    /// Tells that an `except` clause keeps its exception: something else happens now.
    pub fn settle_caught(&self, vm: &VirtualMachine) {
        let caught = self.with_local(vm, |local| {
            let caught = local.caught.take()?;
            local.in_flight = 0;
            Some(caught)
        });
        if let Some(caught) = caught {
            self.record(vm, &caught.event);
        }
    }

    /// Tells what a `with` or `finally` of this frame keeps: the frame returns.
    pub fn settle_returning(&self, frame: &Py<FrameObject>, vm: &VirtualMachine) {
        let key = key(frame);
        let kept = self.with_local(vm, |local| {
            let at = local.undecided.iter().position(|caught| {
                caught.frame == key && !matches!(caught.event.place, Some(Place::Object(_)))
            })?;
            Some(local.undecided.remove(at).event)
        });
        if let Some(event) = kept {
            let now = self.event(vm, event.site, event.place, event.kind);
            self.record(vm, &now);
        }
    }

    /// Tells what each `with` and `finally` keeps of which this event shows it.
    pub fn settle_undecided(&self, event: &Event, vm: &VirtualMachine) {
        let frames = self.with_local(vm, |local| {
            local
                .undecided
                .iter()
                .map(|caught| caught.frame)
                .collect::<smallvec::SmallVec<[(usize, usize); 4]>>()
        });
        if frames.is_empty() {
            return;
        }
        let mut running: smallvec::SmallVec<[(usize, usize); 4]> = smallvec::SmallVec::new();
        for_each_current_frame(|frame| {
            let key = key(frame);
            if frames.contains(&key) {
                running.push(key);
            }
        });
        let kept = self.with_local(vm, |local| {
            let mut kept = Vec::new();
            local.undecided.retain(|caught| {
                let sleeps = matches!(caught.event.place, Some(Place::Object(_)));
                let verdict = if caught.event.place == event.place {
                    caught.verdict(event)
                } else if sleeps || running.contains(&caught.frame) {
                    Verdict::Open
                } else {
                    // The function has returned; an exception that left it would have been raised again.
                    Verdict::Kept
                };
                if matches!(verdict, Verdict::Kept) {
                    kept.push(Event { time: event.time, ..caught.event.clone() });
                }
                matches!(verdict, Verdict::Open)
            });
            kept
        });
        for event in kept {
            self.with_local(vm, |local| local.in_flight = 0);
            self.record(vm, &event);
        }
    }
}

/// What names a frame while it runs: its address and its code's.
fn key(frame: &Py<FrameObject>) -> (usize, usize) {
    (frame_key(frame), frame.iframe().code().as_object().get_id())
}
