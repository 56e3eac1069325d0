//! Which handler gets an exception; whether it keeps it shows in what comes next.

use rustpython_vm::builtins::PyBaseException;
use rustpython_vm::frame::FrameObject;
use rustpython_vm::{AsObject, Py, VirtualMachine};

use crate::trace::event::Kind;
use crate::worker::ledger::caller;
use crate::worker::ledger::code::WatchedCode;
use crate::worker::ledger::frames::{frame_name, running_frame};
use crate::worker::ledger::handlers::Caught;
use crate::worker::listen::{awaits, transitions};
use crate::worker::tracer::Tracer;

/// An exception goes on after a `finally`, a `with` or a handler that did not match.
pub(crate) fn on_reraise(
    tracer: &Tracer,
    _code: &WatchedCode,
    _offset: u32,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) {
    let address = exception.as_object().get_id();
    tracer.with_thread(vm, |thread| {
        thread.in_flight = address;
        thread.handlers.goes_on(address);
    });
}

/// A handler gets the exception.
pub(crate) fn on_handled(
    tracer: &Tracer,
    code: &WatchedCode,
    offset: u32,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) {
    let Some((site, handler)) = code.handler(offset) else {
        return;
    };
    transitions::reconcile(tracer, vm);
    tracer.settle_clause(vm);
    awaits::await_failed(tracer, code, vm);
    let place = caller::place_of(code, &tracer.ledger, vm);
    let text = tracer.safe_repr(exception.as_object(), vm);
    let event = tracer.event(vm, Some(site), Some(place), Kind::Caught { exception: text });
    let exception = exception.as_object().get_id();
    let frame = running_frame(&code.code, vm).map_or((0, 0), |frame| frame_name(&frame));
    tracer.with_thread(vm, |thread| thread.handlers.open(Caught { exception, handler, frame, event }));
}

/// Tells what a `with` or `finally` of this frame keeps: the frame returns.
pub(crate) fn settle_returning(tracer: &Tracer, frame: &Py<FrameObject>, vm: &VirtualMachine) {
    let name = frame_name(frame);
    if let Some(event) = tracer.with_thread(vm, |thread| thread.handlers.settle_returning(name)) {
        let now = tracer.event(vm, event.site, event.place, event.kind);
        tracer.record(vm, &now);
    }
}
