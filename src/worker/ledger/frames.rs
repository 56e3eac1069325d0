//! Frames and generator-like objects as the interpreter has them: whose they are, where they stand, what they hold.

use rustpython_vm::builtins::{PyAsyncGen, PyCode, PyCoroutine, PyGenerator, PyStr};
use rustpython_vm::bytecode::CodeFlags;
use rustpython_vm::frame::{FrameObject, current_thread_frame_materialize};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyRef, VirtualMachine};

use crate::trace::event::{ObjectKind, State};
use crate::worker::ledger::quiet::Quiet;

/// The name of the worker's own Python code, by which its frames are known.
pub(crate) const OWN_CODE: &str = "<learn-coroutines>";

/// What names a frame while it runs: its address and its code's, because another function's frame can get the address.
pub(crate) type FrameName = (usize, usize);

/// The address that names a frame while it lives.
pub(crate) fn frame_key(frame: &Py<FrameObject>) -> usize {
    frame.as_object().get_id()
}

/// The address that names the code of a frame.
pub(crate) fn code_key(frame: &Py<FrameObject>) -> usize {
    frame.iframe().code().as_object().get_id()
}

/// The name of a frame that runs.
pub(crate) fn frame_name(frame: &Py<FrameObject>) -> FrameName {
    (frame_key(frame), code_key(frame))
}

/// The frame that runs, where it belongs to this code.
pub(crate) fn running_frame(code: &Py<PyCode>, vm: &VirtualMachine) -> Option<PyRef<FrameObject>> {
    let frame = current_thread_frame_materialize(vm)?;
    frame.iframe().code().is(code).then_some(frame)
}

/// Whether a frame belongs to a generator, coroutine or async generator.
pub(crate) fn is_generator_like(frame: &Py<FrameObject>) -> bool {
    let kinds = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    frame.iframe().code().code.flags.intersects(kinds)
}

/// The byte offset of the instruction a frame is at (`f_lasti`).
pub(crate) fn last_instruction(frame: &Py<FrameObject>, vm: &VirtualMachine) -> u32 {
    if is_generator_like(frame) {
        return frame.lasti().saturating_sub(1) * 2;
    }
    // The attribute, because a frame on the data stack keeps its position elsewhere than its frame object does.
    let offset = frame.as_object().get_attr(vm.ctx.intern_str("f_lasti"), vm).ok();
    offset.and_then(|offset| offset.try_into_value::<u32>(vm).ok()).unwrap_or(0)
}

/// The name of the module that a frame's code belongs to.
pub(crate) fn module_name(frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<String> {
    let name = frame.f_globals().get_item_opt("__name__", vm).ok().flatten()?;
    Some(name.downcast_ref::<PyStr>()?.to_string_lossy().into_owned())
}

/// The kind of a generator-like object; `None` for anything else. Subclasses do not exist.
pub(crate) fn kind_of(object: &PyObject, vm: &VirtualMachine) -> Option<ObjectKind> {
    let class = object.class();
    if class.is(vm.ctx.types.generator_type) {
        Some(ObjectKind::Generator)
    } else if class.is(vm.ctx.types.coroutine_type) {
        Some(ObjectKind::Coroutine)
    } else if class.is(vm.ctx.types.async_generator) {
        Some(ObjectKind::AsyncGenerator)
    } else {
        None
    }
}

/// The frame of a generator-like object that is not closed.
pub(crate) fn frame_of(object: &PyObject) -> Option<PyRef<FrameObject>> {
    if let Some(generator) = object.downcast_ref::<PyGenerator>() {
        generator.as_coro().frame_opt()
    } else if let Some(coroutine) = object.downcast_ref::<PyCoroutine>() {
        coroutine.as_coro().frame_opt()
    } else {
        object.downcast_ref::<PyAsyncGen>().and_then(|generator| generator.as_coro().frame_opt())
    }
}

/// The generator-like object behind what is awaited or delegated to: itself, or the one its iterator drives.
pub(crate) fn behind(target: PyObjectRef, vm: &VirtualMachine) -> Option<PyObjectRef> {
    if kind_of(&target, vm).is_some() {
        return Some(target);
    }
    let name = target.class().name().to_string();
    let drives = ["async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "anext_awaitable"];
    drives.contains(&name.as_str()).then(|| referent(&target, vm)).flatten()
}

/// The generator-like object that owns a frame; `None` where it is closed.
pub(crate) fn generator_of(frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let generator = frame.as_object().get_attr(vm.ctx.intern_str("f_generator"), vm).ok()?;
    (!vm.is_none(&generator)).then_some(generator)
}

/// The state Python gives an object now.
pub(crate) fn python_state(object: &PyObject) -> State {
    let (running, closed, suspended) = if let Some(generator) = object.downcast_ref::<PyGenerator>() {
        let coro = generator.as_coro();
        (coro.running(), coro.closed(), coro.suspended())
    } else if let Some(coroutine) = object.downcast_ref::<PyCoroutine>() {
        let coro = coroutine.as_coro();
        (coro.running(), coro.closed(), coro.suspended())
    } else if let Some(generator) = object.downcast_ref::<PyAsyncGen>() {
        let coro = generator.as_coro();
        (coro.running(), coro.closed(), coro.suspended())
    } else {
        return State::Closed;
    };
    if running {
        State::Running
    } else if closed {
        State::Closed
    } else if suspended {
        State::Suspended
    } else {
        State::Created
    }
}

/// The first object that another one holds.
pub(crate) fn referent(object: &PyObject, vm: &VirtualMachine) -> Option<PyObjectRef> {
    referents(object, vm).into_iter().next()
}

/// The objects that another one holds, in the order it was made to name them.
pub(crate) fn referents(object: &PyObject, vm: &VirtualMachine) -> Vec<PyObjectRef> {
    let _quiet = Quiet::new();
    let Ok(gc) = vm.import("gc", 0) else {
        return Vec::new();
    };
    let found = vm.call_method(&gc, "get_referents", (object.to_owned(),));
    found.and_then(|found| found.try_into_value(vm)).unwrap_or_default()
}

/// The task whose step a callback is (`TaskStepMethWrapper`, `TaskWakeupMethWrapper` of `_asyncio`).
pub(crate) fn task_of(callback: PyObjectRef, vm: &VirtualMachine) -> PyObjectRef {
    let name = callback.class().name().to_string();
    let task = match name.as_str() {
        "TaskStepMethWrapper" => callback.get_attr("__self__", vm).ok(),
        // It does not tell its task otherwise.
        "TaskWakeupMethWrapper" => referent(&callback, vm),
        _ => None,
    };
    task.unwrap_or_else(|| vm.ctx.none())
}
