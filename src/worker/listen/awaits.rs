//! Where each `await` went: to the loop, or nowhere because what it awaited was there at once.

use std::cell::RefCell;
use std::collections::HashSet;

use rustpython_vm::builtins::PyTypeRef;
use rustpython_vm::frame::current_thread_frame_materialize;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{AwaitReason, Kind, ObjectKind, Place};
use crate::trace::id::ObjectId;
use crate::worker::ledger::code::WatchedCode;
use crate::worker::ledger::frames::{frame_key, last_instruction};
use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::asyncio;
use crate::worker::tracer::{Tracer, tracer};

thread_local! {
    /// The objects of this thread, by their index, that sleep in an `await` of a future itself.
    static ON_FUTURES: RefCell<HashSet<usize>> = RefCell::default();
}

/// Tells that an `await` of the program has its value.
pub(crate) fn await_ended(
    tracer: &Tracer,
    index: usize,
    suspended: bool,
    inner: Option<ObjectId>,
    offset: u32,
    vm: &VirtualMachine,
) {
    let (id, kind, site) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        (tracked.id, tracked.kind, tracked.code.site(offset))
    });
    if kind == ObjectKind::Generator {
        return;
    }
    let in_task = tracer.with_thread(vm, |thread| thread.task.is_some());
    let reason = match (suspended, in_task) {
        (true, true) => AwaitReason::WentToLoop,
        (true, false) => AwaitReason::Slept,
        (false, _) => AwaitReason::Returned { what: inner.map(|inner| id_for_people(tracer, inner)) },
    };
    let kind = Kind::Awaited { id, reason };
    tracer.tell(vm, Some(site), Some(Place::Object(id)), kind);
}

/// Forgets the `await` that an exception ended in the frame that runs: the next one is another.
pub(crate) fn await_failed(tracer: &Tracer, code: &WatchedCode, vm: &VirtualMachine) {
    if code.makes.is_none() {
        return;
    }
    let Some(frame) = current_thread_frame_materialize(vm) else {
        return;
    };
    tracer.ledger.with(|entries| {
        if let Some(index) = entries.by_frame(frame_key(&frame)) {
            let tracked = entries.object(index);
            tracked.delegating = None;
            tracked.awaiting = false;
            ON_FUTURES.with_borrow_mut(|objects| objects.remove(&index));
        }
    });
}

/// An object's id for people.
fn id_for_people(tracer: &Tracer, id: ObjectId) -> Box<str> {
    tracer.ledger.with(|entries| entries.object(id.0 as usize - 1).name().into())
}

/// Tells that an `await` of a future begins: where it is done already, the `await` is over at once.
fn await_of_future(tracer: &Tracer, future: &PyObject, vm: &VirtualMachine) -> Option<()> {
    let frame = current_thread_frame_materialize(vm)?;
    let index = tracer.ledger.with(|entries| {
        let index = entries.by_frame(frame_key(&frame))?;
        // Another future at the same `await`, in a loop, is another delegation.
        let tracked = entries.object(index);
        tracked.delegating = None;
        tracked.awaiting = false;
        (tracked.kind != ObjectKind::Generator).then_some(index)
    })?;
    let is_done = vm.call_method(future, "done", ()).ok()?.try_to_bool(vm).ok()?;
    if !is_done {
        ON_FUTURES.with_borrow_mut(|objects| objects.insert(index));
        return None;
    }
    let what = asyncio::awaitable(future, vm)?;
    let offset = last_instruction(&frame, vm);
    let (id, site) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        (tracked.id, tracked.code.site(offset))
    });
    let kind = Kind::Awaited { id, reason: AwaitReason::DoneAlready { what } };
    tracer.tell(vm, Some(site), Some(Place::Object(id)), kind);
    None
}

/// Tells that the `await` of a future is over in which an object slept: Python has no event for it.
pub(crate) fn future_await_ended(tracer: &Tracer, index: usize, vm: &VirtualMachine) {
    if !ON_FUTURES.with_borrow_mut(|objects| objects.remove(&index)) {
        return;
    }
    let (id, site, slept) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        tracked.delegating = None;
        (tracked.id, tracked.site, std::mem::take(&mut tracked.awaiting))
    });
    if slept {
        let kind = Kind::Awaited { id, reason: AwaitReason::WentToLoop };
        tracer.tell(vm, Some(site), Some(Place::Object(id)), kind);
    }
}

/// Watches which futures code awaits: puts a native method in front of a class's `__await__`.
pub(crate) fn watch_awaits(class: PyTypeRef, vm: &VirtualMachine) -> PyResult<()> {
    let name = vm.ctx.intern_str("__await__");
    let original = class.as_object().get_attr(name, vm)?;
    let method = vm.new_method(
        "__await__",
        vm.ctx.types.object_type,
        move |future: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            if !Quiet::is_on()
                && let Some(tracer) = tracer()
            {
                await_of_future(tracer, &future, vm);
            }
            original.call((future,), vm)
        },
    );
    class.set_attr(name, method.into());
    Ok(())
}
