//! What the eye on asyncio tells, turned into events; `asyncio_eye.py` and `asyncio_tasks.py` are its Python side.

mod notes;
mod spoken;

use std::sync::OnceLock;

use rustpython_vm::builtins::{PyBaseExceptionRef, PyCode, PyStrRef};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

use super::awaits;
use super::caller;
use super::hooks::{around, around_init};
use super::python_side::Natives;
use super::tracer::{Quiet, Tracer};
use crate::lang::{Lang, Say};
use crate::trace::event::{Awaitable, Kind, Note, Purpose, Schedule, Target};
use crate::trace::id::{FutureId, HandleId, LoopId, TaskId};
use crate::trace::value::Value;
use spoken::{actor, name_task, pair, pairs, resolution, text, waiting};

/// What the Python side answers.
struct Eye {
    /// Who was kept waiting.
    blocked: PyObjectRef,
    /// What the tasks wait for.
    pending: PyObjectRef,
    /// What is awaited, as people call it.
    describe: PyObjectRef,
}

static EYE: OnceLock<Eye> = OnceLock::new();

/// The functions that the Python side of the eye calls.
pub fn questions(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.methods()?;
    natives.questions(tracer)?;
    natives.notes(tracer)?;
    natives.loops(tracer)?;
    natives.tasks(tracer)
}

impl Natives<'_> {
    /// What puts native methods in front of asyncio's.
    fn methods(&self) -> PyResult<()> {
        self.add("around", around)?;
        self.add("around_init", around_init)?;
        self.add("watch_awaits", awaits::watch_awaits)?;
        self.add("eye", |blocked: PyObjectRef, pending: PyObjectRef, describe: PyObjectRef| {
            // The first one stays: there is one program in a process.
            let _ = EYE.set(Eye { blocked, pending, describe });
        })
    }

    /// What the Python side asks.
    fn questions(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add("thread", move |vm: &VirtualMachine| tracer.with_local(vm, |local| local.thread.0))?;
        self.add("task_of", task_of)?;
        self.add("referent", |object: PyObjectRef, vm: &VirtualMachine| {
            referent(&object, vm).unwrap_or_else(|| vm.ctx.none())
        })?;
        self.add("name", move |object: PyObjectRef| {
            tracer.with_table(|table| {
                let index = table.by_address(object.get_id())?;
                let tracked = table.object(index);
                Some(format!("{}#{}", tracked.code.name, tracked.id))
            })
        })?;
        self.add("picture", move |object: PyObjectRef, vm: &VirtualMachine| {
            tracer.picture(&object, vm).as_str().to_owned()
        })?;
        self.add("is_program", move |code: PyRef<PyCode>| tracer.code(code.as_object().get_id()).is_some())?;
        self.add("called_by_program", move |vm: &VirtualMachine| caller::is_program_calling(tracer, vm))?;
        self.add("made_by_program", move |vm: &VirtualMachine| caller::is_program_calling(tracer, vm))?;
        self.add("eager", move |task: u32, vm: &VirtualMachine| {
            tracer.with_local(vm, |local| local.eager = Some(TaskId(task)));
        })?;
        self.add("enter", move |task: Option<u32>, vm: &VirtualMachine| {
            tracer.with_local(vm, |local| local.task = task.map(TaskId));
        })
    }

    fn loops(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add("loop", move |what: PyStrRef, id: u32, vm: &VirtualMachine| {
            let id = LoopId(id);
            let kind = match what.as_wtf8().as_bytes() {
                b"started" => Kind::LoopStarted { id },
                b"stopped" => Kind::LoopStopped { id },
                _ => Kind::LoopClosed { id },
            };
            tracer.with_local(vm, |local| local.event_loop = id);
            tracer.tell_of_loop(kind, vm);
        })?;
        self.add(
            "iteration",
            move |id: u32, number: u64, ready: Vec<u32>, timers: u32, vm: &VirtualMachine| {
                let ready = ready.into_iter().map(HandleId).collect();
                tracer.tell_of_loop(Kind::Iteration { id: LoopId(id), number, ready, timers }, vm);
            },
        )?;
        self.add(
            "scheduled",
            move |handle: u32,
                  how: PyStrRef,
                  callback: PyStrRef,
                  task: Option<u32>,
                  when: Option<f64>,
                  word: Option<PyStrRef>,
                  about: Vec<PyObjectRef>,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let about = pairs(&about, vm)?;
                let purpose = word.map(|word| Purpose { what: text(&word), of: about });
                let how = match how.as_wtf8().as_bytes() {
                    b"later" => Schedule::Later,
                    b"at" => Schedule::At,
                    b"threadsafe" => Schedule::Threadsafe,
                    _ => Schedule::Soon,
                };
                let (handle, callback, task) = (HandleId(handle), text(&callback), task.map(TaskId));
                tracer.tell_of_loop(Kind::Scheduled { handle, how, callback, task, when, purpose }, vm);
                Ok(())
            },
        )?;
        self.add("handle_run", move |handle: u32, callback: PyStrRef, vm: &VirtualMachine| {
            let kind = Kind::HandleRun { handle: HandleId(handle), callback: text(&callback) };
            tracer.tell_of_loop(kind, vm);
        })?;
        self.add("handle_cancelled", move |handle: u32, vm: &VirtualMachine| {
            tracer.tell_of_loop(Kind::HandleCancelled { handle: HandleId(handle) }, vm);
        })?;
        self.add("timer_fired", move |handle: u32, when: f64, vm: &VirtualMachine| {
            tracer.tell_of_loop(Kind::TimerFired { handle: HandleId(handle), when }, vm);
        })
    }

    fn tasks(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add(
            "task_created",
            move |number: u32,
                  task: PyObjectRef,
                  name: PyStrRef,
                  coro: PyObjectRef,
                  by: Option<PyObjectRef>,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                name_task(tracer, number, &task, &name);
                let by = actor(tracer, by, vm)?;
                let coro = tracer.target(&coro, vm);
                tracer.tell_of_loop(
                    Kind::TaskCreated { task: TaskId(number), name: text(&name), coro, by },
                    vm,
                );
                Ok(())
            },
        )?;
        self.add(
            "task_renamed",
            move |number: u32, task: PyObjectRef, name: PyStrRef, vm: &VirtualMachine| {
                name_task(tracer, number, &task, &name);
                let (task, name) = (TaskId(number), text(&name));
                tracer.tell_of_loop(Kind::TaskRenamed { task, name }, vm);
            },
        )?;
        self.add("task_step", move |task: u32, vm: &VirtualMachine| {
            tracer.tell_of_loop(Kind::TaskStep { task: TaskId(task) }, vm);
        })?;
        self.add(
            "task_waiting",
            move |task: u32,
                  kind: PyStrRef,
                  label: PyStrRef,
                  members: Vec<PyObjectRef>,
                  deadline: Option<f64>,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let members = pairs(&members, vm)?;
                let on = waiting(&kind, text(&label), members);
                tracer.tell_of_loop(Kind::TaskWaiting { task: TaskId(task), on, deadline }, vm);
                Ok(())
            },
        )?;
        self.add("task_woken", move |task: u32, by: PyObjectRef, vm: &VirtualMachine| -> PyResult<()> {
            let by = pair(&by, vm)?;
            tracer.tell_of_loop(Kind::TaskWoken { task: TaskId(task), by }, vm);
            Ok(())
        })?;
        self.add("task_done", move |task: u32, how: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
            let (outcome, value) = resolution(tracer, &how, &value, vm);
            tracer.tell_of_loop(Kind::TaskDone { task: TaskId(task), outcome, value }, vm);
        })?;
        self.add(
            "cancel_requested",
            move |task: u32,
                  by: Option<PyObjectRef>,
                  message: PyObjectRef,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let by = actor(tracer, by, vm)?;
                let message = (!vm.is_none(&message)).then(|| tracer.picture(&message, vm));
                tracer.tell_of_loop(Kind::CancelRequested { task: TaskId(task), by, message }, vm);
                Ok(())
            },
        )?;
        self.add(
            "future_created",
            move |number: u32, future: PyObjectRef, label: PyStrRef, vm: &VirtualMachine| {
                let id = FutureId(number);
                let name = format!("<Future future#{id}>");
                tracer.with_table(|table| table.name_future(&future, Target::Future(id), name));
                tracer.tell_of_loop(Kind::FutureCreated { future: id, label: text(&label) }, vm);
            },
        )?;
        self.add("forget", move |thing: PyObjectRef| {
            tracer.with_table(|table| table.forget_future(thing.get_id()));
        })?;
        self.add(
            "future_done",
            move |future: u32, how: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
                let (outcome, value) = resolution(tracer, &how, &value, vm);
                let by = caller::in_loop(tracer, vm).actor;
                tracer.tell_of_loop(Kind::FutureDone { future: FutureId(future), outcome, value, by }, vm);
            },
        )?;
        self.add(
            "callback_added",
            move |to: PyObjectRef, callback: PyStrRef, vm: &VirtualMachine| -> PyResult<()> {
                let to = pair(&to, vm)?;
                tracer.tell_of_loop(Kind::CallbackAdded { to, callback: text(&callback) }, vm);
                Ok(())
            },
        )?;
        self.add(
            "submitted",
            move |executor: PyStrRef, callable: PyStrRef, future: u32, vm: &VirtualMachine| {
                let (executor, callable) = (text(&executor), text(&callable));
                tracer.tell_of_loop(Kind::Submitted { executor, callable, future: FutureId(future) }, vm);
            },
        )
    }
}

/// The task whose step a callback is (`TaskStepMethWrapper`, `TaskWakeupMethWrapper` of `_asyncio`).
fn task_of(callback: PyObjectRef, vm: &VirtualMachine) -> PyObjectRef {
    let name = callback.class().name().to_string();
    let task = match name.as_str() {
        "TaskStepMethWrapper" => callback.get_attr("__self__", vm).ok(),
        // It does not tell its task otherwise.
        "TaskWakeupMethWrapper" => referent(&callback, vm),
        _ => None,
    };
    task.unwrap_or_else(|| vm.ctx.none())
}

/// Tells of a blocking sleep that stopped an event loop.
pub fn slept(tracer: &Tracer, seconds: f64, vm: &VirtualMachine) {
    let Some(Eye { blocked, .. }) = EYE.get().filter(|_| !Quiet::reigns() && seconds > 0.0) else {
        return;
    };
    let waited: Option<Vec<String>> = {
        let _quiet = Quiet::new();
        blocked.call((seconds,), vm).ok().and_then(|names| names.try_into_value(vm).ok())
    };
    if let Some(waited) = waited {
        let waiting = waited.into_iter().map(String::into_boxed_str).collect();
        let caller = caller::innermost(tracer, vm);
        tracer.tell(vm, caller.site, caller.place, Kind::Note(Note::Blocked { seconds, waiting }));
    }
}

/// Tells that nothing can happen any more, and makes the exception that ends the wait.
pub fn deadlock(tracer: &Tracer, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let waiting = EYE
        .get()
        .and_then(|eye| {
            let _quiet = Quiet::new();
            let pending = eye.pending.call((), vm).ok()?;
            spoken::waiting_tasks(&pending, vm).ok()
        })
        .unwrap_or_default();
    let note = Note::Deadlock { waiting };
    let text = note.say(Lang::En);
    let caller = caller::innermost(tracer, vm);
    tracer.tell(vm, caller.site, caller.place, Kind::Note(note));
    vm.new_runtime_error(text)
}

impl Tracer {
    fn tell_of_loop(&self, kind: Kind, vm: &VirtualMachine) {
        let caller = caller::in_loop(self, vm);
        self.tell(vm, caller.site, caller.place, kind);
    }

    /// What an object is to a trace: one of ours, or its text.
    pub fn target(&self, object: &PyObject, vm: &VirtualMachine) -> Target {
        let known = |object: &PyObject| {
            self.with_table(|table| match table.by_address(object.get_id()) {
                Some(index) => Some(Target::Object(table.object(index).id)),
                None => table.future(object),
            })
        };
        if let Some(target) = known(object) {
            return target;
        }
        // `await future` hands over to an iterator that holds nothing but the future.
        let is_iterator = object.class().name().to_string() == "FutureIter";
        let inside = is_iterator.then(|| referent(object, vm)).flatten();
        if let Some(target) = inside.as_deref().and_then(known) {
            return target;
        }
        let object = inside.as_deref().unwrap_or(object);
        match awaitable(object, vm) {
            Some(Awaitable::Named(name)) => Target::Other(Value(name)),
            Some(awaitable) => Target::Awaitable(awaitable),
            None => Target::Other(self.picture(object, vm)),
        }
    }
}

/// What is awaited, as asyncio's users call it; nothing where its picture is as good.
pub fn awaitable(object: &PyObject, vm: &VirtualMachine) -> Option<Awaitable> {
    let eye = EYE.get()?;
    let _quiet = Quiet::new();
    let described = eye.describe.call((object.to_owned(),), vm).ok()?;
    spoken::awaitable(&described, vm).ok()
}

/// The first object that another one holds.
pub fn referent(object: &PyObject, vm: &VirtualMachine) -> Option<PyObjectRef> {
    referents(object, vm).into_iter().next()
}

/// The objects that another one holds, in the order it was made to name them.
pub fn referents(object: &PyObject, vm: &VirtualMachine) -> Vec<PyObjectRef> {
    let _quiet = Quiet::new();
    let Ok(gc) = vm.import("gc", 0) else {
        return Vec::new();
    };
    let found = vm.call_method(&gc, "get_referents", (object.to_owned(),));
    found.and_then(|found| found.try_into_value(vm)).unwrap_or_default()
}
