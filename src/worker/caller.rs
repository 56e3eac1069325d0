//! Who is below on the stack: the code that called, resumed or created.

use std::sync::Arc;

use rustpython_vm::builtins::PyStr;
use rustpython_vm::bytecode::CodeFlags;
use rustpython_vm::frame::{FrameObject, current_thread_frame_materialize};
use rustpython_vm::{AsObject, Py, PyRef, VirtualMachine};

use super::code::{Role, WatchedCode};
use super::python_side::OWN_CODE;
use super::tracer::{Tracer, frame_key};
use crate::trace::event::{Actor, Place, Site};
use crate::trace::id::TaskId;

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
    /// The outermost coroutine of the library it awaits, where the call comes through one.
    pub through: Option<PyRef<FrameObject>>,
    /// Its object, where the code is that of a generator-like object: an index into the table.
    pub index: Option<usize>,
}

impl Caller {
    /// The interpreter, as it disposes of an object while the program is where it is.
    pub fn collector(tracer: &Tracer, vm: &VirtualMachine) -> Caller {
        Caller { actor: Actor::Gc, ..current(tracer, vm) }
    }

    /// An object that sleeps in a `yield from` or `await` and hands on what it gets.
    pub fn object(index: usize, tracer: &Tracer) -> Caller {
        let (id, site) = tracer.with_table(|table| {
            let tracked = table.object(index);
            (tracked.id, tracked.site)
        });
        Caller {
            actor: Actor::Object(id),
            site: Some(site),
            place: Some(Place::Object(id)),
            index: Some(index),
            ..Caller::nobody()
        }
    }

    /// A task that steps its coroutine.
    pub fn task(task: TaskId) -> Caller {
        Caller { actor: Actor::Task(task), ..Caller::nobody() }
    }

    fn nobody() -> Caller {
        Caller {
            actor: Actor::Library("python".into()),
            site: None,
            place: None,
            role: Role::Other,
            offset: 0,
            through: None,
            index: None,
        }
    }
}

/// What a frame is, as a caller: the program's code it is, or that lies nearest below it.
///
/// Library code in between (contextlib, heapq, asyncio.wait_for) only hands on what the program's own code gave it, up
/// to a turn of the event loop: what runs there, runs for a task or for the loop.
pub fn describe(frame: Option<PyRef<FrameObject>>, tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    let mut frame = frame;
    let mut library: Option<Box<str>> = None;
    // A coroutine of the library is transparent: what it awaits, the program's code below it awaits.
    let mut transparent = true;
    let mut through = None;
    let mut is_ours = false;
    while let Some(candidate) = frame {
        let turn = is_turn_of_the_loop(&candidate, vm);
        // Where asyncio itself is followed, the frame that steps a task still stands for the task.
        let steps = turn && tracer.with_local(vm, |local| local.task.is_some());
        if let Some(code) = watched(&candidate, tracer).filter(|_| !steps) {
            let caller = of_program(&candidate, &code, tracer, vm);
            return match library {
                Some(_) if !transparent => Caller { role: Role::Other, ..caller },
                _ => Caller { through, ..caller },
            };
        }
        if turn {
            let actor = tracer.with_local(vm, |local| match local.task {
                Some(task) => Actor::Task(task),
                None => Actor::Loop(local.event_loop),
            });
            return Caller { actor, ..Caller::nobody() };
        }
        transparent &= is_generator_like(&candidate);
        is_ours = candidate.iframe().code().source_path().as_str() == OWN_CODE;
        if library.is_none() {
            library = Some(module_name(&candidate, vm).unwrap_or_else(|| "python".to_owned()).into());
        }
        frame = candidate.f_back(vm);
        through = Some(candidate);
    }
    if is_ours {
        // The prompt runs an entry with an `await` at its top, as the entry would itself.
        return Caller { actor: Actor::Module, ..Caller::nobody() };
    }
    let package = library.as_deref().and_then(|module| module.split('.').next()).unwrap_or("python");
    Caller { actor: Actor::Library(package.into()), ..Caller::nobody() }
}

fn of_program(frame: &Py<FrameObject>, code: &WatchedCode, tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    let offset = last_instruction(frame, vm);
    let id = code.makes.and_then(|_| {
        tracer.with_table(|table| {
            let index = table.by_frame(frame_key(frame))?;
            Some((index, table.object(index).id))
        })
    });
    let (actor, place) = match id {
        Some((_, id)) => (Actor::Object(id), Place::Object(id)),
        None if &*code.name == "<module>" => (Actor::Module, Place::Module),
        None => (Actor::Function(code.name.clone()), Place::Function(code.name.clone())),
    };
    Caller {
        actor,
        site: Some(code.site(offset)),
        place: Some(place),
        role: code.role(offset),
        offset,
        through: None,
        index: id.map(|(index, _)| index),
    }
}

fn is_generator_like(frame: &Py<FrameObject>) -> bool {
    let kinds = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    frame.iframe().code().code.flags.intersects(kinds)
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
    if is_generator_like(frame) {
        return frame.lasti().saturating_sub(1) * 2;
    }
    // The attribute, because a frame on the data stack keeps its position elsewhere than its frame object does.
    let offset = frame.as_object().get_attr(vm.ctx.intern_str("f_lasti"), vm).ok();
    offset.and_then(|offset| offset.try_into_value::<u32>(vm).ok()).unwrap_or(0)
}

/// The innermost code of the program on this thread, whatever library code runs on top of it.
pub fn innermost(tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    describe(program_frame(tracer, vm), tracer, vm)
}

/// The code of the program that runs on this thread, or the task or loop that asyncio runs for without it.
pub fn in_loop(tracer: &Tracer, vm: &VirtualMachine) -> Caller {
    current(tracer, vm)
}

/// Below such a frame lies only what started the loop.
fn is_turn_of_the_loop(frame: &Py<FrameObject>, vm: &VirtualMachine) -> bool {
    let name = frame.iframe().code().code.obj_name.as_str();
    (name == "_run_once" || name == "_run")
        && module_name(frame, vm).is_some_and(|module| module.starts_with("asyncio."))
}

/// Whether the innermost Python code, our own and asyncio's factories aside, is the program's.
pub fn is_program_calling(tracer: &Tracer, vm: &VirtualMachine) -> bool {
    let mut frame = current_thread_frame_materialize(vm);
    while let Some(candidate) = frame {
        let code = candidate.iframe().code();
        let ours = code.source_path().as_str() == OWN_CODE;
        if !ours && code.code.obj_name.as_str() != "create_future" {
            return watched(&candidate, tracer).is_some();
        }
        frame = candidate.f_back(vm);
    }
    false
}

fn module_name(frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<String> {
    let name = frame.f_globals().get_item_opt("__name__", vm).ok().flatten()?;
    Some(name.downcast_ref::<PyStr>()?.to_string_lossy().into_owned())
}
