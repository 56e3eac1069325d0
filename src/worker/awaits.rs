//! Where each `await` went: to the loop, or nowhere because what it awaited was there at once.

use std::cell::Cell;

use rustpython_vm::builtins::PyTypeRef;
use rustpython_vm::frame::{FrameObject, current_thread_frame_materialize};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::code::WatchedCode;
use super::loops;
use super::tracer::{Quiet, Tracer, frame_key};
use crate::trace::event::{Kind, ObjectKind, Place};
use crate::trace::id::ObjectId;

thread_local! {
    /// In which frame this thread awaited a future last, and its name, where it was done already.
    static LAST: Cell<Option<(usize, String)>> = const { Cell::new(None) };
}

impl Tracer {
    /// Tells that an `await` of the program has its value.
    pub fn await_ended(
        &self,
        index: usize,
        suspended: bool,
        inner: Option<ObjectId>,
        frame: &Py<FrameObject>,
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
            (true, true) => "went to the loop".to_owned(),
            (true, false) => "slept until it was resumed".to_owned(),
            (false, _) => self.never_left(inner, frame),
        };
        let kind = Kind::Awaited {
            id,
            suspended,
            reason: reason.into(),
        };
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
            }
        });
    }

    /// Why an `await` never left.
    fn never_left(&self, inner: Option<ObjectId>, frame: &Py<FrameObject>) -> String {
        if let Some(inner) = inner {
            let name = self.with_table(|table| {
                let tracked = table.object(inner.0 as usize - 1);
                format!("{}#{inner}", tracked.code.name)
            });
            return format!("{name} returned without suspending");
        }
        match LAST.take().filter(|(key, _)| *key == frame_key(frame)) {
            Some((_, words)) => format!("{words} was done already"),
            None => "what it awaited returned without suspending".to_owned(),
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
            if !Quiet::reigns() {
                LAST.set(done_future(&future, vm));
            }
            original.call((future,), vm)
        },
    );
    class.set_attr(name, method.into());
    Ok(())
}

fn done_future(future: &PyObject, vm: &VirtualMachine) -> Option<(usize, String)> {
    let frame = current_thread_frame_materialize(vm)?;
    let is_done = vm.call_method(future, "done", ()).ok()?.try_to_bool(vm).ok()?;
    let words = loops::in_words(future, vm).filter(|_| is_done)?;
    Some((frame_key(&frame), words.as_str().to_owned()))
}
