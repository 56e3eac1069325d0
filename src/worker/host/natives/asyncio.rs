//! The part of the interface that asyncio's hooks use: what they ask, and what they tell, turned into events.
//!
//! The other side is `asyncio_hooks.py` and `asyncio_tasks.py`.

use rustpython_vm::builtins::{PyCode, PyStrRef};
use rustpython_vm::{AsObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

use super::interface::Native;
use super::namespace::Natives;
use crate::trace::event::{Kind, Purpose, Schedule, Service, Target};
use crate::trace::id::{FutureId, HandleId, LoopId, PrimitiveId, TaskId};
use crate::worker::ledger::caller;
use crate::worker::ledger::frames::{referent, task_of};
use crate::worker::listen::arguments::{
    PrimitiveArgs, actor, name_task, pair, pairs, resolution, text, waiting,
};
use crate::worker::listen::asyncio::{self, tell_of_loop};
use crate::worker::listen::awaits;
use crate::worker::listen::hooks::{around, around_init};
use crate::worker::tracer::Tracer;

/// Adds the functions that asyncio's hooks call.
pub(super) fn add(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.methods()?;
    natives.questions(tracer)?;
    natives.notes(tracer)?;
    natives.loops(tracer)?;
    natives.tasks(tracer)
}

impl Natives<'_> {
    /// What puts native methods in front of asyncio's.
    fn methods(&self) -> PyResult<()> {
        self.add(Native::Around, around)?;
        self.add(Native::AroundInit, around_init)?;
        self.add(Native::WatchAwaits, awaits::watch_awaits)?;
        self.add(Native::Answers, |blocked: PyObjectRef, pending: PyObjectRef, describe: PyObjectRef| {
            asyncio::answer_with(asyncio::Answers { blocked, pending, describe });
        })
    }

    /// What the Python side asks.
    fn questions(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add(Native::Thread, move |vm: &VirtualMachine| tracer.with_thread(vm, |thread| thread.id.0))?;
        self.add(Native::TaskOf, task_of)?;
        self.add(Native::Referent, |object: PyObjectRef, vm: &VirtualMachine| {
            referent(&object, vm).unwrap_or_else(|| vm.ctx.none())
        })?;
        self.add(Native::Name, move |object: PyObjectRef| {
            tracer.ledger.with(|entries| {
                let index = entries.by_address(object.get_id())?;
                Some(entries.object(index).name())
            })
        })?;
        self.add(Native::SafeRepr, move |object: PyObjectRef, vm: &VirtualMachine| {
            tracer.safe_repr(&object, vm).as_str().to_owned()
        })?;
        self.add(Native::IsProgram, move |code: PyRef<PyCode>| {
            tracer.ledger.code(code.as_object().get_id()).is_some()
        })?;
        self.add(Native::CalledByProgram, move |vm: &VirtualMachine| {
            caller::is_program_calling(&tracer.ledger, vm)
        })?;
        self.add(Native::Eager, move |task: u32, vm: &VirtualMachine| {
            tracer.with_thread(vm, |thread| thread.eager = Some(TaskId(task)));
        })?;
        self.add(Native::Enter, move |task: Option<u32>, vm: &VirtualMachine| {
            tracer.with_thread(vm, |thread| thread.task = task.map(TaskId));
        })
    }

    fn loops(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add(Native::Loop, move |what: PyStrRef, id: u32, vm: &VirtualMachine| {
            let id = LoopId(id);
            let kind = match what.as_wtf8().as_bytes() {
                b"started" => Kind::LoopStarted { id },
                b"stopped" => Kind::LoopStopped { id },
                _ => Kind::LoopClosed { id },
            };
            tracer.with_thread(vm, |thread| thread.event_loop = id);
            tell_of_loop(tracer, kind, vm);
        })?;
        self.add(
            Native::Iteration,
            move |id: u32, number: u64, ready: Vec<u32>, timers: u32, vm: &VirtualMachine| {
                let ready = ready.into_iter().map(HandleId).collect();
                tell_of_loop(tracer, Kind::Iteration { id: LoopId(id), number, ready, timers }, vm);
            },
        )?;
        self.add(
            Native::Scheduled,
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
                let purpose = word.map(|word| Purpose { what: Service::of(&text(&word)), of: about });
                let how = match how.as_wtf8().as_bytes() {
                    b"later" => Schedule::Later,
                    b"at" => Schedule::At,
                    b"threadsafe" => Schedule::Threadsafe,
                    _ => Schedule::Soon,
                };
                let (handle, callback, task) = (HandleId(handle), text(&callback), task.map(TaskId));
                tell_of_loop(tracer, Kind::Scheduled { handle, how, callback, task, when, purpose }, vm);
                Ok(())
            },
        )?;
        self.add(Native::HandleRun, move |handle: u32, callback: PyStrRef, vm: &VirtualMachine| {
            let kind = Kind::HandleRun { handle: HandleId(handle), callback: text(&callback) };
            tell_of_loop(tracer, kind, vm);
        })?;
        self.add(Native::HandleCancelled, move |handle: u32, vm: &VirtualMachine| {
            tell_of_loop(tracer, Kind::HandleCancelled { handle: HandleId(handle) }, vm);
        })?;
        self.add(Native::TimerFired, move |handle: u32, when: f64, vm: &VirtualMachine| {
            tell_of_loop(tracer, Kind::TimerFired { handle: HandleId(handle), when }, vm);
        })
    }

    fn tasks(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add(
            Native::TaskCreated,
            move |number: u32,
                  task: PyObjectRef,
                  name: PyStrRef,
                  coro: PyObjectRef,
                  by: Option<PyObjectRef>,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                name_task(tracer, number, &task, &name);
                let by = actor(tracer, by, vm)?;
                let coro = asyncio::target(tracer, &coro, vm);
                tell_of_loop(
                    tracer,
                    Kind::TaskCreated { task: TaskId(number), name: text(&name), coro, by },
                    vm,
                );
                Ok(())
            },
        )?;
        self.add(
            Native::TaskRenamed,
            move |number: u32, task: PyObjectRef, name: PyStrRef, vm: &VirtualMachine| {
                name_task(tracer, number, &task, &name);
                let (task, name) = (TaskId(number), text(&name));
                tell_of_loop(tracer, Kind::TaskRenamed { task, name }, vm);
            },
        )?;
        self.add(Native::TaskStep, move |task: u32, vm: &VirtualMachine| {
            tell_of_loop(tracer, Kind::TaskStep { task: TaskId(task) }, vm);
        })?;
        self.add(
            Native::TaskWaiting,
            move |task: u32,
                  kind: PyStrRef,
                  label: PyStrRef,
                  members: Vec<PyObjectRef>,
                  deadline: Option<f64>,
                  primitive: Option<u32>,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let members = pairs(&members, vm)?;
                let on = waiting(&kind, text(&label), members);
                let at = primitive.map(PrimitiveId);
                tell_of_loop(tracer, Kind::TaskWaiting { task: TaskId(task), on, deadline, at }, vm);
                Ok(())
            },
        )?;
        self.add(
            Native::TaskWoken,
            move |task: u32, by: PyObjectRef, vm: &VirtualMachine| -> PyResult<()> {
                let by = pair(&by, vm)?;
                tell_of_loop(tracer, Kind::TaskWoken { task: TaskId(task), by }, vm);
                Ok(())
            },
        )?;
        self.add(
            Native::TaskDone,
            move |task: u32, how: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
                let (outcome, value) = resolution(tracer, &how, &value, vm);
                tell_of_loop(tracer, Kind::TaskDone { task: TaskId(task), outcome, value }, vm);
            },
        )?;
        self.add(
            Native::CancelRequested,
            move |task: u32,
                  by: Option<PyObjectRef>,
                  message: PyObjectRef,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let by = actor(tracer, by, vm)?;
                let message = (!vm.is_none(&message)).then(|| tracer.safe_repr(&message, vm));
                tell_of_loop(tracer, Kind::CancelRequested { task: TaskId(task), by, message }, vm);
                Ok(())
            },
        )?;
        self.add(
            Native::FutureCreated,
            move |number: u32, future: PyObjectRef, label: PyStrRef, vm: &VirtualMachine| {
                let id = FutureId(number);
                let name = format!("<Future future#{id}>");
                tracer.ledger.with(|entries| entries.name_future(&future, Target::Future(id), name));
                tell_of_loop(tracer, Kind::FutureCreated { future: id, label: text(&label) }, vm);
            },
        )?;
        self.add(Native::FutureNamed, move |future: u32, name: PyStrRef, vm: &VirtualMachine| {
            tell_of_loop(tracer, Kind::FutureNamed { future: FutureId(future), name: text(&name) }, vm);
        })?;
        self.add(Native::Primitive, move |args: PrimitiveArgs, vm: &VirtualMachine| {
            tell_of_loop(tracer, args.event(), vm);
        })?;
        self.add(Native::Forget, move |thing: PyObjectRef| {
            tracer.ledger.with(|entries| entries.forget_future(thing.get_id()));
        })?;
        self.add(
            Native::FutureDone,
            move |future: u32, how: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
                let (outcome, value) = resolution(tracer, &how, &value, vm);
                let by = caller::in_loop(&tracer.ledger, vm).actor;
                tell_of_loop(tracer, Kind::FutureDone { future: FutureId(future), outcome, value, by }, vm);
            },
        )?;
        self.add(
            Native::CallbackAdded,
            move |to: PyObjectRef, callback: PyStrRef, vm: &VirtualMachine| -> PyResult<()> {
                let to = pair(&to, vm)?;
                tell_of_loop(tracer, Kind::CallbackAdded { to, callback: text(&callback) }, vm);
                Ok(())
            },
        )?;
        self.add(
            Native::Submitted,
            move |executor: PyStrRef, callable: PyStrRef, future: u32, vm: &VirtualMachine| {
                let (executor, callable) = (text(&executor), text(&callable));
                tell_of_loop(tracer, Kind::Submitted { executor, callable, future: FutureId(future) }, vm);
            },
        )
    }
}
