//! Who is below on the stack: the code that called, resumed or created.

use std::sync::Arc;

use rustpython_vm::builtins::PyStr;
use rustpython_vm::frame::{FrameObject, current_thread_frame_materialize};
use rustpython_vm::{AsObject, Py, PyRef, VirtualMachine};

use super::code::{Role, WatchedCode};
use super::tracer::{Tracer, frame_key};
use crate::trace::event::{Actor, Place, Site};

/// The code that calls, as far as the trace tells of it.
pub struct Caller {
    /// Who it is.
    pub actor: Actor,
    /// The line it is on, where it is code of the program.
    pub site: Option<Site>,
    /// Which code of the program it is.
    pub place: Option<Place>,
    /// What it is doing: the role of the instruction it is at.
    pub role: Role,
    /// The offset of that instruction.
    pub offset: u32,
    /// Its object, where the code is that of a generator-like object: an index into the table.
    pub index: Option<usize>,
    /// The name of its module, where it is library code.
    pub library: Option<Box<str>>,
}

impl Caller {
    /// The interpreter, as it disposes of an object while the program is where it is.
    pub fn collector(tracer: &Tracer, vm: &VirtualMachine) -> Caller {
        Caller {
            actor: Actor::Gc,
            ..current(tracer, vm)
        }
    }

    fn nobody() -> Caller {
        Caller {
            actor: Actor::Library("python".into()),
            site: None,
            place: None,
            role: Role::Other,
            offset: 0,
            index: None,
            library: None,
        }
    }
}

/// What a frame is, as a caller.
pub fn describe(frame: Option<PyRef<FrameObject>>, tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    let Some(frame) = frame else {
        return Caller::nobody();
    };
    let Some(code) = watched(&frame, tracer) else {
        let module = frame
            .f_globals()
            .get_item_opt("__name__", vm)
            .ok()
            .flatten()
            .and_then(|name| name.downcast::<PyStr>().ok())
            .map_or_else(
                || "python".into(),
                |name| name.to_string_lossy().into_owned().into_boxed_str(),
            );
        let package: Box<str> = module.split('.').next().unwrap_or("python").into();
        return Caller {
            actor: Actor::Library(package),
            library: Some(module),
            ..Caller::nobody()
        };
    };
    let offset = last_instruction(&frame, vm);
    let index = code
        .makes
        .and_then(|_| tracer.with_table(|table| table.by_frame(frame_key(&frame))));
    let (actor, place) = match index {
        Some(index) => {
            let id = tracer.with_table(|table| table.object(index).id);
            (Actor::Object(id), Place::Object(id))
        }
        None if &*code.name == "<module>" => (Actor::Module, Place::Module),
        None => (
            Actor::Function(code.name.clone()),
            Place::Function(code.name.clone()),
        ),
    };
    Caller {
        actor,
        site: Some(code.site(offset)),
        place: Some(place),
        role: code.role(offset),
        offset,
        index,
        library: None,
    }
}

/// The code that runs now on this thread.
pub fn current(tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    describe(current_thread_frame_materialize(vm), tracer, vm)
}

/// The innermost frame of the program on this thread.
pub fn program_frame(tracer: &Tracer, vm: &VirtualMachine) -> Option<PyRef<FrameObject>> {
    let mut frame = current_thread_frame_materialize(vm);
    while let Some(candidate) = frame {
        if watched(&candidate, tracer).is_some() {
            return Some(candidate);
        }
        frame = candidate.f_back(vm);
    }
    None
}

/// What is known of a frame's code, where it is the program's.
pub fn watched(frame: &Py<FrameObject>, tracer: &Tracer) -> Option<Arc<WatchedCode>> {
    tracer.code(frame.iframe().code().as_object().get_id())
}

/// The byte offset of the instruction a frame is at (`f_lasti`).
pub fn last_instruction(frame: &Py<FrameObject>, vm: &VirtualMachine) -> u32 {
    // The attribute, because a frame on the data stack keeps its position elsewhere than its frame object does.
    let offset = frame.as_object().get_attr(vm.ctx.intern_str("f_lasti"), vm).ok();
    offset
        .and_then(|offset| offset.try_into_value::<u32>(vm).ok())
        .unwrap_or(0)
}

/// The innermost code of the program on this thread, whatever library code runs on top of it.
pub fn innermost(tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    describe(program_frame(tracer, vm), tracer, vm)
}
