//! Where each `await` went: to the loop, or nowhere because what it awaited was there at once.

use std::cell::RefCell;
use std::collections::HashSet;

use rustpython_vm::builtins::PyTypeRef;
use rustpython_vm::frame::current_thread_frame_materialize;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::caller;
use super::code::WatchedCode;
use super::loops;
use super::tracer::{Quiet, Tracer, frame_key, tracer};
use crate::trace::event::{AwaitReason, Kind, ObjectKind, Place};
use crate::trace::id::ObjectId;

thread_local! {
    /// The objects of this thread, by their index, that sleep in an `await` of a future itself.
    static ON_FUTURES: RefCell<HashSet<usize>> = RefCell::default();
}

impl Tracer {
    /// Tells that an `await` of the program has its value.
    pub fn await_ended(
        &self,
        index: usize,
        suspended: bool,
        inner: Option<ObjectId>,
        offset: u32,
        vm: &VirtualMachine,
    ) {
        let (id, kind, site) = self.with_table(|table| {
            let tracked = table.object(index);
            (tracked.id, tracked.kind, tracked.code.site(offset))
        });
        if kind == ObjectKind::Generator {
            return;
        }
        let in_task = self.with_local(vm, |local| local.task.is_some());
        let reason = match (suspended, in_task) {
            (true, true) => AwaitReason::WentToLoop,
            (true, false) => AwaitReason::Slept,
            (false, _) => AwaitReason::Returned { what: inner.map(|inner| self.id_for_people(inner)) },
        };
        let kind = Kind::Awaited { id, reason };
        self.tell(vm, Some(site), Some(Place::Object(id)), kind);
    }

    /// Forgets the `await` that an exception ended in the frame that runs: the next one is another.
    pub fn await_failed(&self, code: &WatchedCode, vm: &VirtualMachine) {
        if code.makes.is_none() {
            return;
        }
        let Some(frame) = current_thread_frame_materialize(vm) else {
            return;
        };
        self.with_table(|table| {
            if let Some(index) = table.by_frame(frame_key(&frame)) {
                let tracked = table.object(index);
                tracked.delegating = None;
                tracked.awaiting = false;
                ON_FUTURES.with_borrow_mut(|objects| objects.remove(&index));
            }
        });
    }

    /// An object's id for people.
    fn id_for_people(&self, id: ObjectId) -> Box<str> {
        self.with_table(|table| format!("{}#{id}", table.object(id.0 as usize - 1).code.name).into())
    }

    /// Tells that an `await` of a future begins: where it is done already, the `await` is over at once.
    fn await_of_future(&self, future: &PyObject, vm: &VirtualMachine) -> Option<()> {
        let frame = current_thread_frame_materialize(vm)?;
        let index = self.with_table(|table| {
            let index = table.by_frame(frame_key(&frame))?;
            // Another future at the same `await`, in a loop, is another delegation.
            let tracked = table.object(index);
            tracked.delegating = None;
            tracked.awaiting = false;
            (tracked.kind != ObjectKind::Generator).then_some(index)
        })?;
        let is_done = vm.call_method(future, "done", ()).ok()?.try_to_bool(vm).ok()?;
        if !is_done {
            ON_FUTURES.with_borrow_mut(|objects| objects.insert(index));
            return None;
        }
        let what = loops::awaitable(future, vm)?;
        let offset = caller::last_instruction(&frame, vm);
        let (id, site) = self.with_table(|table| {
            let tracked = table.object(index);
            (tracked.id, tracked.code.site(offset))
        });
        let kind = Kind::Awaited { id, reason: AwaitReason::DoneAlready { what } };
        self.tell(vm, Some(site), Some(Place::Object(id)), kind);
        None
    }

    /// Tells that the `await` of a future is over in which an object slept: Python has no event for it.
    pub fn future_await_ended(&self, index: usize, vm: &VirtualMachine) {
        if !ON_FUTURES.with_borrow_mut(|objects| objects.remove(&index)) {
            return;
        }
        let (id, site, slept) = self.with_table(|table| {
            let tracked = table.object(index);
            tracked.delegating = None;
            (tracked.id, tracked.site, std::mem::take(&mut tracked.awaiting))
        });
        if slept {
            let kind = Kind::Awaited { id, reason: AwaitReason::WentToLoop };
            self.tell(vm, Some(site), Some(Place::Object(id)), kind);
        }
    }
}

/// Watches which futures code awaits: puts a native method in front of a class's `__await__`.
pub fn watch_awaits(class: PyTypeRef, vm: &VirtualMachine) -> PyResult<()> {
    let name = vm.ctx.intern_str("__await__");
    let original = class.as_object().get_attr(name, vm)?;
    let method = vm.new_method(
        "__await__",
        vm.ctx.types.object_type,
        move |future: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            if !Quiet::reigns()
                && let Some(tracer) = tracer()
            {
                tracer.await_of_future(&future, vm);
            }
            original.call((future,), vm)
        },
    );
    class.set_attr(name, method.into());
    Ok(())
}
