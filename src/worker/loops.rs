//! What the eye on asyncio tells, turned into events; `asyncio_eye.py` is its Python side.

use std::sync::OnceLock;

use parking_lot::Mutex;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyCode, PyStr, PyStrRef, PyTypeRef};
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

use super::caller;
use super::python_side::Natives;
use super::tracer::{Quiet, Tracer, tracer};
use crate::trace::event::{Kind, Resolution, Schedule, Target, Waiting};
use crate::trace::id::{FutureId, HandleId, LoopId, TaskId};
use crate::trace::value::Value;

/// What the Python side answers: who was kept waiting, and what the tasks wait for.
static EYE: OnceLock<(PyObjectRef, PyObjectRef)> = OnceLock::new();

/// The functions that the Python side of the eye calls.
pub fn questions(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.methods()?;
    natives.questions(tracer)?;
    natives.loops(tracer)?;
    natives.tasks(tracer)
}

impl Natives<'_> {
    /// What puts native methods in front of asyncio's.
    fn methods(&self) -> PyResult<()> {
        self.add("around", around)?;
        self.add("on_init", on_init)?;
        self.add("eye", |blocked: PyObjectRef, pending: PyObjectRef| {
            // The first one stays: there is one program in a process.
            let _ = EYE.set((blocked, pending));
        })
    }

    /// What the Python side asks.
    fn questions(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add("thread", move |vm: &VirtualMachine| {
            tracer.with_local(vm, |local| local.thread.0)
        })?;
        self.add("task_of", task_of)?;
        self.add("is_program", move |code: PyRef<PyCode>| {
            tracer.code(code.as_object().get_id()).is_some()
        })?;
        self.add("called_by_program", move |vm: &VirtualMachine| {
            caller::is_program_calling(tracer, vm)
        })?;
        self.add("made_by_program", move |vm: &VirtualMachine| {
            caller::is_program_calling(tracer, vm)
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
                tracer.tell_of_loop(
                    Kind::Iteration {
                        id: LoopId(id),
                        number,
                        ready,
                        timers,
                    },
                    vm,
                );
            },
        )?;
        self.add(
            "scheduled",
            move |handle: u32,
                  how: PyStrRef,
                  callback: PyStrRef,
                  task: Option<u32>,
                  when: Option<f64>,
                  vm: &VirtualMachine| {
                let how = match how.as_wtf8().as_bytes() {
                    b"later" => Schedule::Later,
                    b"at" => Schedule::At,
                    b"threadsafe" => Schedule::Threadsafe,
                    _ => Schedule::Soon,
                };
                let (handle, callback, task) = (HandleId(handle), text(&callback), task.map(TaskId));
                tracer.tell_of_loop(
                    Kind::Scheduled {
                        handle,
                        how,
                        callback,
                        task,
                        when,
                    },
                    vm,
                );
            },
        )?;
        self.add(
            "handle_run",
            move |handle: u32, callback: PyStrRef, vm: &VirtualMachine| {
                let kind = Kind::HandleRun {
                    handle: HandleId(handle),
                    callback: text(&callback),
                };
                tracer.tell_of_loop(kind, vm);
            },
        )?;
        self.add("handle_cancelled", move |handle: u32, vm: &VirtualMachine| {
            tracer.tell_of_loop(
                Kind::HandleCancelled {
                    handle: HandleId(handle),
                },
                vm,
            );
        })?;
        self.add(
            "timer_fired",
            move |handle: u32, when: f64, vm: &VirtualMachine| {
                tracer.tell_of_loop(
                    Kind::TimerFired {
                        handle: HandleId(handle),
                        when,
                    },
                    vm,
                );
            },
        )
    }

    fn tasks(&self, tracer: &'static Tracer) -> PyResult<()> {
        self.add(
            "task_created",
            move |number: u32, task: PyObjectRef, name: PyStrRef, coro: PyObjectRef, vm: &VirtualMachine| {
                let target = Target::Task(TaskId(number));
                tracer.with_table(|table| {
                    table.name_future(task.get_id(), target, format!("<Task {}>", text(&name)))
                });
                let by = caller::in_loop(tracer, vm).actor;
                let coro = tracer.target(&coro, vm);
                tracer.tell_of_loop(
                    Kind::TaskCreated {
                        task: TaskId(number),
                        name: text(&name),
                        coro,
                        by,
                    },
                    vm,
                );
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
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let members = members
                    .iter()
                    .map(|member| pair(member, vm))
                    .collect::<PyResult<Vec<_>>>()?;
                let on = waiting(&kind, text(&label), members);
                tracer.tell_of_loop(
                    Kind::TaskWaiting {
                        task: TaskId(task),
                        on,
                    },
                    vm,
                );
                Ok(())
            },
        )?;
        self.add(
            "task_woken",
            move |task: u32, by: PyObjectRef, vm: &VirtualMachine| -> PyResult<()> {
                let by = pair(&by, vm)?;
                tracer.tell_of_loop(
                    Kind::TaskWoken {
                        task: TaskId(task),
                        by,
                    },
                    vm,
                );
                Ok(())
            },
        )?;
        self.add(
            "task_done",
            move |task: u32, how: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
                let (outcome, value) = resolution(tracer, &how, &value, vm);
                tracer.tell_of_loop(
                    Kind::TaskDone {
                        task: TaskId(task),
                        outcome,
                        value,
                    },
                    vm,
                );
            },
        )?;
        self.add(
            "cancel_requested",
            move |task: u32, message: PyObjectRef, vm: &VirtualMachine| {
                let by = caller::in_loop(tracer, vm).actor;
                let message = (!vm.is_none(&message)).then(|| tracer.picture(&message, vm));
                tracer.tell_of_loop(
                    Kind::CancelRequested {
                        task: TaskId(task),
                        by,
                        message,
                    },
                    vm,
                );
            },
        )?;
        self.add(
            "future_created",
            move |number: u32, future: PyObjectRef, label: PyStrRef, vm: &VirtualMachine| {
                let id = FutureId(number);
                let name = format!("<Future future#{id}>");
                tracer.with_table(|table| table.name_future(future.get_id(), Target::Future(id), name));
                tracer.tell_of_loop(
                    Kind::FutureCreated {
                        future: id,
                        label: text(&label),
                    },
                    vm,
                );
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
                tracer.tell_of_loop(
                    Kind::FutureDone {
                        future: FutureId(future),
                        outcome,
                        value,
                        by,
                    },
                    vm,
                );
            },
        )?;
        self.add(
            "callback_added",
            move |to: PyObjectRef, callback: PyStrRef, vm: &VirtualMachine| -> PyResult<()> {
                let to = pair(&to, vm)?;
                tracer.tell_of_loop(
                    Kind::CallbackAdded {
                        to,
                        callback: text(&callback),
                    },
                    vm,
                );
                Ok(())
            },
        )?;
        self.add(
            "submitted",
            move |executor: PyStrRef, callable: PyStrRef, future: u32, vm: &VirtualMachine| {
                let (executor, callable) = (text(&executor), text(&callable));
                tracer.tell_of_loop(
                    Kind::Submitted {
                        executor,
                        callable,
                        future: FutureId(future),
                    },
                    vm,
                );
            },
        )
    }
}

fn text(text: &PyStr) -> Box<str> {
    text.to_string_lossy().into_owned().into_boxed_str()
}

/// A task or future, as the Python side names it: its kind and number.
fn pair(pair: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Target> {
    let (kind, number): (PyStrRef, u32) = pair.clone().try_into_value::<PairOf>(vm)?.0;
    Ok(match kind.as_wtf8().as_bytes() {
        b"task" => Target::Task(TaskId(number)),
        _ => Target::Future(FutureId(number)),
    })
}

struct PairOf((PyStrRef, u32));

impl rustpython_vm::TryFromObject for PairOf {
    fn try_from_object(vm: &VirtualMachine, object: PyObjectRef) -> PyResult<PairOf> {
        let items: Vec<PyObjectRef> = object.try_to_value(vm)?;
        match items.as_slice() {
            [kind, number] => Ok(PairOf((
                kind.clone().try_into_value(vm)?,
                number.clone().try_into_value(vm)?,
            ))),
            _ => Err(vm.new_type_error("a kind and a number were expected")),
        }
    }
}

fn waiting(kind: &PyStr, label: Box<str>, members: Vec<Target>) -> Waiting {
    match (kind.as_wtf8().as_bytes(), members.first()) {
        (b"turn", _) => Waiting::Turn,
        (b"sleep", _) => Waiting::Sleep(label),
        (b"group", _) => Waiting::Group(label, members),
        (_, Some(Target::Task(task))) => Waiting::Task(*task),
        (_, Some(Target::Future(future))) => Waiting::Future(*future, label),
        _ => Waiting::Other(label),
    }
}

fn resolution(tracer: &Tracer, how: &PyStr, value: &PyObject, vm: &VirtualMachine) -> (Resolution, Value) {
    let outcome = match how.as_wtf8().as_bytes() {
        b"cancelled" => Resolution::Cancelled,
        b"exception" => Resolution::Exception,
        _ => Resolution::Result,
    };
    (outcome, tracer.picture(value, vm))
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

/// Puts a native method in front of a method: `before(self, …)`, the original, `after(result, self, …)`.
fn around(
    class: PyTypeRef,
    name: PyStrRef,
    before: OptionalArg<PyObjectRef>,
    after: OptionalArg<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let original = class.as_object().get_attr(&name, vm)?;
    let given = |hook: OptionalArg<PyObjectRef>| hook.into_option().filter(|hook| !vm.is_none(hook));
    let (before, after) = (given(before), given(after));
    let leaked: &'static str = Box::leak(text(&name));
    // A descriptor of `object` binds to instances of every class.
    let method = vm.new_method(
        leaked,
        vm.ctx.types.object_type,
        move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            if let Some(before) = &before {
                hook(before, args.clone(), vm);
            }
            let result = original.call(args.clone(), vm);
            if let Some(after) = &after {
                let value = result.as_ref().map_or_else(|_| vm.ctx.none(), Clone::clone);
                if result.is_ok() || leaked == "run_forever" || leaked == "_run" {
                    let mut args = args;
                    args.prepend_arg(value);
                    hook(after, args, vm);
                }
            }
            result
        },
    );
    class.set_attr(vm.ctx.intern_str(leaked), method.into());
    Ok(())
}

fn hook(function: &PyObjectRef, args: FuncArgs, vm: &VirtualMachine) {
    if Quiet::reigns() {
        return;
    }
    if let Some(tracer) = tracer() {
        tracer.settle_deferred(vm);
    }
    let failure = {
        let _quiet = Quiet::new();
        function.call(args, vm).err()
    };
    if let (Some(failure), Some(tracer)) = (failure, tracer()) {
        let text = format!(
            "what asyncio did here could not be told: {}",
            tracer.picture(failure.as_object(), vm)
        );
        tracer.note("untold", text, vm);
    }
}

type Init = fn(&PyObject, FuncArgs, &VirtualMachine) -> PyResult<()>;

/// A native class whose `__init__` is watched.
struct Watched {
    class: PyTypeRef,
    original: Init,
    made: PyObjectRef,
}

/// The watched classes, subclasses after their bases.
static INITS: Mutex<Vec<Watched>> = Mutex::new(Vec::new());

/// Calls `made(self)` before instances of a native class are initialised.
fn on_init(class: PyTypeRef, made: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let Some(original) = class.slots.init.load() else {
        return Err(vm.new_type_error("the class has no __init__ of its own"));
    };
    class.slots.init.store(Some(init));
    INITS.lock().push(Watched {
        class,
        original,
        made,
    });
    Ok(())
}

fn init(zelf: &PyObject, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let known = INITS
        .lock()
        .iter()
        .rfind(|watched| zelf.fast_isinstance(&watched.class))
        .map(|watched| (watched.original, watched.made.clone()));
    let Some((original, made)) = known else {
        return Err(vm.new_system_error("a class without a known __init__"));
    };
    hook(&made, FuncArgs::from(vec![zelf.to_owned()]), vm);
    original(zelf, args, vm)
}

/// Tells of a blocking sleep that stopped an event loop.
pub fn slept(tracer: &Tracer, seconds: f64, vm: &VirtualMachine) {
    let Some((blocked, _)) = EYE.get().filter(|_| !Quiet::reigns() && seconds > 0.0) else {
        return;
    };
    let waited: Option<Vec<String>> = {
        let _quiet = Quiet::new();
        blocked
            .call((seconds,), vm)
            .ok()
            .and_then(|names| names.try_into_value(vm).ok())
    };
    if let Some(waited) = waited {
        let who = if waited.is_empty() {
            "nobody else was ready".to_owned()
        } else {
            format!("{} had to wait", waited.join(", "))
        };
        let text = format!("time.sleep blocks the whole event loop for {seconds:.2} s; {who}");
        let caller = caller::innermost(tracer, vm);
        let kind = Kind::Note {
            topic: "blocked".into(),
            text: text.into(),
        };
        tracer.tell(vm, caller.site, caller.place, kind);
    }
}

/// Tells that nothing can happen any more, and makes the exception that ends the wait.
pub fn deadlock(tracer: &Tracer, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let waiting: Vec<Vec<String>> = EYE
        .get()
        .and_then(|(_, pending)| {
            let _quiet = Quiet::new();
            pending.call((), vm).ok()?.try_into_value(vm).ok()
        })
        .unwrap_or_default();
    let tasks: Vec<String> = waiting.iter().map(|task| task.join(" waits for ")).collect();
    let mut text =
        "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop".to_owned();
    if !tasks.is_empty() {
        text = format!("{text}; {}", tasks.join(", "));
    }
    let caller = caller::innermost(tracer, vm);
    let kind = Kind::Note {
        topic: "deadlock".into(),
        text: text.clone().into(),
    };
    tracer.tell(vm, caller.site, caller.place, kind);
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
                None => table.future(object.get_id()),
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
        match inside {
            Some(future) => Target::Other(self.picture(&future, vm)),
            None => Target::Other(self.picture(object, vm)),
        }
    }
}

/// The first object that another one holds.
pub fn referent(object: &PyObject, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let _quiet = Quiet::new();
    let gc = vm.import("gc", 0).ok()?;
    let referents = vm.call_method(&gc, "get_referents", (object.to_owned(),)).ok()?;
    referents.get_item(&0, vm).ok()
}
