//! Lines about to run and the variables they changed, from `sys.settrace`.
//!
//! `sys.monitoring` has line events too, but in this interpreter they break loops longer than 255 code units.

use std::sync::OnceLock;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustpython_vm::builtins::{PyDict, PyFunction, PyModule, PyStr, PyStrRef, PyType};
use rustpython_vm::frame::FrameObject;
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

use crate::trace::event::{Change, Kind};
use crate::trace::id::FrameId;
use crate::trace::value::Value;
use crate::worker::ledger::caller;
use crate::worker::ledger::frames::frame_key;
use crate::worker::ledger::objects::Entries;
use crate::worker::ledger::quiet::Quiet;
use crate::worker::ledger::safe_repr::is_unchanging;
use crate::worker::ledger::thread::Running;
use crate::worker::listen::{handlers, transitions};
use crate::worker::tracer::Tracer;

static LISTENER: OnceLock<PyObjectRef> = OnceLock::new();

/// What each activation's variables were at its last line.
#[derive(Default)]
struct Memory {
    activations: Mutex<FxHashMap<FrameId, Variables>>,
}

type Variables = Vec<Variable>;

struct Variable {
    name: PyObjectRef,
    /// Held only where its text cannot change, so that nothing lives longer than it would untraced.
    object: Option<PyObjectRef>,
    value: Value,
    seen: bool,
}

/// Switches line events on, for this thread and all that start later.
pub(crate) fn start(tracer: &'static Tracer, vm: &VirtualMachine) {
    let listener = LISTENER.get_or_init(|| listener(tracer, vm)).clone();
    vm.trace_func.replace(listener.clone());
    vm.use_tracing.set(true);
    *vm.state.global_trace_func.lock() = Some(listener);
}

/// Switches line events off, for this thread and all that start later.
pub(crate) fn stop(vm: &VirtualMachine) {
    vm.use_tracing.set(false);
    vm.trace_func.replace(vm.ctx.none());
    *vm.state.global_trace_func.lock() = None;
}

fn listener(tracer: &'static Tracer, vm: &VirtualMachine) -> PyObjectRef {
    let memory: &'static Memory = Box::leak(Box::default());
    let listener = vm.new_function(
        "on_line",
        move |frame: PyRef<FrameObject>,
              event: PyStrRef,
              _arg: PyObjectRef,
              vm: &VirtualMachine|
              -> PyObjectRef {
            match on_trace(tracer, memory, &frame, &event, vm) {
                Interest::Yes => LISTENER.get().cloned().unwrap_or_else(|| vm.ctx.none()),
                Interest::No => vm.ctx.none(),
            }
        },
    );
    listener.into()
}

/// Whether more is to be heard of a frame.
enum Interest {
    Yes,
    No,
}

fn on_trace(
    tracer: &Tracer,
    memory: &Memory,
    frame: &Py<FrameObject>,
    event: &PyStr,
    vm: &VirtualMachine,
) -> Interest {
    if Quiet::is_on() {
        return Interest::No;
    }
    let Some(code) = caller::watched(frame, &tracer.ledger) else {
        return Interest::No;
    };
    match event.as_wtf8().as_bytes() {
        b"call" => {
            let _ = activation(tracer, frame, Entered::Now, vm);
        }
        b"line" => {
            transitions::reconcile(tracer, vm);
            let (id, depth) = activation(tracer, frame, Entered::Before, vm);
            let changed = changes(tracer, memory, id, frame, vm);
            // Under settrace each frame is on the heap, and its own position is the true one.
            let site = code.site(frame.lasti().saturating_sub(1) * 2);
            let place = caller::place_of(&code, &tracer.ledger, vm);
            let event = tracer.event(vm, Some(site), Some(place), Kind::Line { frame: id, depth, changed });
            if code.matches_exceptions(site.line) {
                tracer.with_thread(vm, |thread| thread.handlers.keep_looking(site));
                tracer.record(vm, &event);
            } else {
                tracer.tell_event(vm, &event);
            }
        }
        b"return" => {
            handlers::settle_returning(tracer, frame, vm);
            let key = frame_key(frame);
            let ended = tracer.with_thread(vm, |thread| {
                let position = thread.activations.iter().rposition(|(known, _)| *known == key)?;
                let id = thread.activations[position].1;
                thread.activations.truncate(position);
                Some(id)
            });
            if let Some(id) = ended
                && code.makes.is_none()
            {
                let forgotten = memory.activations.lock().remove(&id);
                drop(forgotten);
            }
        }
        _ => {}
    }
    Interest::Yes
}

/// The id of the activation a frame is, and how many of the program's lie below it on this thread.
fn activation(
    tracer: &Tracer,
    frame: &Py<FrameObject>,
    entered: Entered,
    vm: &VirtualMachine,
) -> (FrameId, u32) {
    let key = frame_key(frame);
    let known = tracer.with_thread(vm, |thread| {
        let position = thread.activations.iter().rposition(|(known, _)| *known == key)?;
        match entered {
            // An address on the stack that is entered again belongs to a new activation.
            Entered::Now => thread.activations.truncate(position),
            Entered::Before => thread.activations.truncate(position + 1),
        }
        (entered == Entered::Before).then(|| (thread.activations[position].1, position as u32))
    });
    let owner = owner_if_object(tracer, frame, vm);
    let (id, position) = known.unwrap_or_else(|| {
        let id = match owner {
            Some(index) => tracer.ledger.with(|entries| entries.object(index).frame),
            None => tracer.ledger.with(Entries::new_frame),
        };
        tracer.with_thread(vm, |thread| {
            thread.activations.push((key, id));
            (id, thread.activations.len() as u32 - 1)
        })
    });
    // What is thrown goes straight to the innermost of a chain: those that delegate run, but have no frame on
    // Python's stack.
    let absent = tracer.with_thread(vm, |thread| {
        let own = owner.and_then(|index| thread.running.iter().position(|running| running.index == index));
        let below = &thread.running[..own.unwrap_or(thread.running.len())];
        let mut present = &thread.activations[..position as usize];
        let is_absent = |running: &&Running| {
            let key = frame_key(&running.frame);
            match present.iter().rposition(|(known, _)| *known == key) {
                Some(at) => {
                    present = &present[..at];
                    false
                }
                None => true,
            }
        };
        below.iter().rev().filter(is_absent).count()
    });
    (id, position + absent as u32)
}

fn owner_if_object(tracer: &Tracer, frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<usize> {
    let code = caller::watched(frame, &tracer.ledger)?;
    code.makes?;
    transitions::owner(tracer, frame, vm)
}

/// What changed among a frame's variables since its last line.
fn changes(
    tracer: &Tracer,
    memory: &Memory,
    id: FrameId,
    frame: &Py<FrameObject>,
    vm: &VirtualMachine,
) -> Vec<Change> {
    let Ok(variables) = variables(frame, vm) else {
        return Vec::new();
    };
    let is_module = variables.is(&frame.f_globals());
    let mut known = memory.activations.lock().remove(&id).unwrap_or_default();
    for variable in &mut known {
        variable.seen = false;
    }
    let mut changed = Vec::new();
    let mut position = 0;
    for (name, object) in &variables {
        if is_hidden(&name, &object, is_module, vm) {
            continue;
        }
        // Variables keep their order from line to line, so that the next one is nearly always the one expected.
        let found = match known.get(position) {
            Some(variable) if variable.name.is(&name) => Some(position),
            _ => {
                known.iter().position(|variable| variable.name.is(&name) || same_text(&variable.name, &name))
            }
        };
        let keep = is_unchanging(&object, vm).then(|| object.clone());
        match found {
            Some(found) => {
                position = found + 1;
                let variable = &mut known[found];
                variable.seen = true;
                if variable.object.as_ref().is_some_and(|old| old.is(&object)) {
                    continue;
                }
                let value = tracer.safe_repr(&object, vm);
                variable.object = keep;
                if variable.value != value {
                    variable.value = value.clone();
                    changed.push(Change { name: text_of(&name), value: Some(value) });
                }
            }
            None => {
                let value = tracer.safe_repr(&object, vm);
                changed.push(Change { name: text_of(&name), value: Some(value.clone()) });
                known.push(Variable { name, object: keep, value, seen: true });
                position = known.len();
            }
        }
    }
    for variable in known.iter().filter(|variable| !variable.seen) {
        changed.push(Change { name: text_of(&variable.name), value: None });
    }
    known.retain(|variable| variable.seen);
    memory.activations.lock().insert(id, known);
    changed
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entered {
    /// The frame begins or goes on.
    Now,
    /// The frame has been running.
    Before,
}

fn variables(frame: &Py<FrameObject>, vm: &VirtualMachine) -> PyResult<PyRef<PyDict>> {
    let locals: PyObjectRef = frame.locals(vm)?.into();
    locals.downcast::<PyDict>().map_err(|_| vm.new_type_error("the frame's variables are not in a dict"))
}

/// What is no news to a learner: a module's own names, its imports, functions and classes; the comprehension's `.0`.
fn is_hidden(name: &PyObject, object: &PyObject, is_module: bool, vm: &VirtualMachine) -> bool {
    let Some(name) = name.downcast_ref::<PyStr>() else {
        return true;
    };
    let name = name.as_wtf8().as_bytes();
    name.starts_with(b"__") && name.ends_with(b"__")
        || name.first() == Some(&b'.')
        || is_module
            && (object.downcast_ref::<PyFunction>().is_some()
                || object.downcast_ref::<PyType>().is_some()
                || object.class().is(vm.ctx.types.builtin_function_or_method_type))
        || object.downcast_ref::<PyModule>().is_some()
}

fn same_text(one: &PyObject, other: &PyObject) -> bool {
    match (one.downcast_ref::<PyStr>(), other.downcast_ref::<PyStr>()) {
        (Some(one), Some(other)) => one.as_wtf8() == other.as_wtf8(),
        _ => false,
    }
}

fn text_of(name: &PyObject) -> Box<str> {
    name.downcast_ref::<PyStr>().map_or_else(|| "?".into(), |name| name.to_string_lossy().into_owned().into())
}
