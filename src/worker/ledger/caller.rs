//! Who is below on the stack: the code that called, resumed or created.

use std::sync::Arc;

use rustpython_vm::frame::{FrameObject, current_thread_frame_materialize};
use rustpython_vm::{Py, PyRef, VirtualMachine};

use crate::trace::event::{Actor, Place, Site};
use crate::trace::id::TaskId;
use crate::worker::ledger::code::{Role, WatchedCode};
use crate::worker::ledger::frames::{
    OWN_CODE, code_key, frame_key, is_generator_like, last_instruction, module_name, running_frame,
};
use crate::worker::ledger::objects::Ledger;
use crate::worker::ledger::thread;

/// The code that calls, as far as the trace tells of it.
pub(crate) struct Caller {
    /// Who it is.
    pub(crate) actor: Actor,
    /// The line it is on, where it is code of the program.
    pub(crate) site: Option<Site>,
    /// Which code of the program it is.
    pub(crate) place: Option<Place>,
    /// What it is doing: the role of the instruction it is at.
    pub(crate) role: Role,
    /// The offset of that instruction.
    pub(crate) offset: u32,
    /// The outermost coroutine of the library it awaits, where the call comes through one.
    pub(crate) through: Option<PyRef<FrameObject>>,
    /// Its object, where the code is that of a generator-like object: an index into the entries.
    pub(crate) index: Option<usize>,
}

impl Caller {
    /// The interpreter, as it disposes of an object while the program is where it is.
    pub(crate) fn collector(ledger: &Ledger, vm: &VirtualMachine) -> Caller {
        Caller { actor: Actor::Gc, ..current(ledger, vm) }
    }

    /// An object that sleeps in a `yield from` or `await` and hands on what it gets.
    pub(crate) fn object(index: usize, ledger: &Ledger) -> Caller {
        let (id, site) = ledger.with(|entries| {
            let tracked = entries.object(index);
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
    pub(crate) fn task(task: TaskId) -> Caller {
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
pub(crate) fn describe(frame: Option<PyRef<FrameObject>>, ledger: &Ledger, vm: &VirtualMachine) -> Caller {
    let mut frame = frame;
    let mut library: Option<Box<str>> = None;
    // A coroutine of the library is transparent: what it awaits, the program's code below it awaits.
    let mut transparent = true;
    let mut through = None;
    let mut is_ours = false;
    while let Some(candidate) = frame {
        let turn = is_turn_of_the_loop(&candidate, vm);
        // Where asyncio itself is followed, the frame that steps a task still stands for the task.
        let steps = turn && thread::task().is_some();
        if let Some(code) = watched(&candidate, ledger).filter(|_| !steps) {
            let caller = of_program(&candidate, &code, ledger, vm);
            return match library {
                Some(_) if !transparent => Caller { role: Role::Other, ..caller },
                _ => Caller { through, ..caller },
            };
        }
        if turn {
            let actor = thread::task().map_or_else(|| Actor::Loop(thread::event_loop()), Actor::Task);
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

fn of_program(frame: &Py<FrameObject>, code: &WatchedCode, ledger: &Ledger, vm: &VirtualMachine) -> Caller {
    let offset = last_instruction(frame, vm);
    let id = code.makes.and_then(|_| {
        ledger.with(|entries| {
            let index = entries.by_frame(frame_key(frame))?;
            Some((index, entries.object(index).id))
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

/// Which code of the program runs now, as the trace names it.
pub(crate) fn place_of(code: &WatchedCode, ledger: &Ledger, vm: &VirtualMachine) -> Place {
    if code.makes.is_some()
        && let Some(frame) = running_frame(&code.code, vm)
        && let Some(id) = ledger.with(|entries| {
            let index = entries.by_frame(frame_key(&frame))?;
            Some(entries.object(index).id)
        })
    {
        Place::Object(id)
    } else if &*code.name == "<module>" {
        Place::Module
    } else {
        Place::Function(code.name.clone())
    }
}

/// The code that runs now on this thread.
pub(crate) fn current(ledger: &Ledger, vm: &VirtualMachine) -> Caller {
    describe(current_thread_frame_materialize(vm), ledger, vm)
}

/// The innermost frame of the program on this thread.
pub(crate) fn program_frame(ledger: &Ledger, vm: &VirtualMachine) -> Option<PyRef<FrameObject>> {
    let mut frame = current_thread_frame_materialize(vm);
    while let Some(candidate) = frame {
        if watched(&candidate, ledger).is_some() {
            return Some(candidate);
        }
        frame = candidate.f_back(vm);
    }
    None
}

/// What is known of a frame's code, where it is the program's.
pub(crate) fn watched(frame: &Py<FrameObject>, ledger: &Ledger) -> Option<Arc<WatchedCode>> {
    ledger.code(code_key(frame))
}

/// The innermost code of the program on this thread, whatever library code runs on top of it.
pub(crate) fn innermost(ledger: &Ledger, vm: &VirtualMachine) -> Caller {
    describe(program_frame(ledger, vm), ledger, vm)
}

/// The code of the program that runs on this thread, or the task or loop that asyncio runs for without it.
pub(crate) fn in_loop(ledger: &Ledger, vm: &VirtualMachine) -> Caller {
    current(ledger, vm)
}

/// Below such a frame lies only what started the loop.
fn is_turn_of_the_loop(frame: &Py<FrameObject>, vm: &VirtualMachine) -> bool {
    let name = frame.iframe().code().code.obj_name.as_str();
    (name == "_run_once" || name == "_run")
        && module_name(frame, vm).is_some_and(|module| module.starts_with("asyncio."))
}

/// Whether the innermost Python code, our own and asyncio's factories aside, is the program's.
pub(crate) fn is_program_calling(ledger: &Ledger, vm: &VirtualMachine) -> bool {
    let mut frame = current_thread_frame_materialize(vm);
    while let Some(candidate) = frame {
        let code = candidate.iframe().code();
        let ours = code.source_path().as_str() == OWN_CODE;
        if !ours && code.code.obj_name.as_str() != "create_future" {
            return watched(&candidate, ledger).is_some();
        }
        frame = candidate.f_back(vm);
    }
    false
}

/// Whether it is asyncio that asks for the time, for its timers, or we do: not the program.
pub(crate) fn is_asyncio_asking(vm: &VirtualMachine) -> bool {
    let Some(mut frame) = current_thread_frame_materialize(vm) else {
        return false;
    };
    // `loop.time()` asks for whoever calls it.
    if frame.iframe().code().code.obj_name.as_str() == "time"
        && let Some(caller) = frame.f_back(vm)
    {
        frame = caller;
    }
    let is_ours = frame.iframe().code().source_path().as_str() == OWN_CODE;
    is_ours || module_name(&frame, vm).is_some_and(|module| module.starts_with("asyncio."))
}
