//! Where each `await` went: to the loop, or nowhere because what it awaited was there at once.

use rustpython_vm::frame::FrameObject;
use rustpython_vm::{AsObject, Py, PyObjectRef, VirtualMachine};

use super::code::WatchedCode;
use super::loops;
use super::tracer::{Quiet, Tracer, frame_key};
use super::transitions::{kind_of, python_state};
use crate::trace::event::{Kind, ObjectKind, Place, State, Target};
use crate::trace::id::ObjectId;

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
            (false, _) => self.never_left(inner, frame, vm),
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
        let Some(frame) = rustpython_vm::frame::current_thread_frame_materialize(vm) else {
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
    fn never_left(&self, inner: Option<ObjectId>, frame: &Py<FrameObject>, vm: &VirtualMachine) -> String {
        if let Some(inner) = inner {
            let name = self.with_table(|table| {
                let tracked = table.object(inner.0 as usize - 1);
                format!("{}#{inner}", tracked.code.name)
            });
            return format!("{name} returned without suspending");
        }
        match self.awaited(frame, vm) {
            Some((Target::Task(_) | Target::Future(_), words)) => format!("{words} was done already"),
            Some((_, words)) => format!("{words} returned without suspending"),
            None => "it was ready at once".to_owned(),
        }
    }

    /// What a frame has just awaited: it lies on the frame's stack, under the value it gave.
    fn awaited(&self, frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<(Target, String)> {
        let _quiet = Quiet::new();
        let gc = vm.import("gc", 0).ok()?;
        let held = vm
            .call_method(&gc, "get_referents", (frame.to_owned(),))
            .ok()?;
        let held: Vec<PyObjectRef> = held.try_to_value(vm).ok()?;
        for object in held.iter().rev() {
            if let Some(words) = loops::done_future(self, object, vm) {
                return Some(words);
            }
            if kind_of(object, vm).is_some() && python_state(object) == State::Closed {
                let name = object.get_attr("__qualname__", vm).ok()?.str(vm).ok()?;
                return Some((Target::Other("".into()), format!("{}()", name.to_string_lossy())));
            }
        }
        let names: Vec<String> = held.iter().map(|o| o.class().name().to_string()).collect();
        if std::env::var_os("EYEDBG").is_some() {
            eprintln!("held: {names:?}");
        }
        None
    }
}
