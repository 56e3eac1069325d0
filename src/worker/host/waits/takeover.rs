//! Python's own locks, queues and threads, whose waits are taken over by ours.

use rustpython_vm::builtins::{PyTupleRef, PyTypeRef};
use rustpython_vm::convert::ToPyObject;
use rustpython_vm::function::{FuncArgs, IntoPyNativeFn};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::{LONGEST, THREADS, arrive, leave, myself, new_thread, wait_seconds};
use crate::worker::agenda::{On, Who};
use crate::worker::tracer::Tracer;

/// Takes over the waits of locks, queues and threads; this is the main thread.
pub(crate) fn install(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
    myself(tracer);
    locks(tracer, vm)?;
    queues(tracer, vm)?;
    threads(tracer, vm)
}

pub(super) fn put<F, K>(class: &PyTypeRef, name: &'static str, method: F, vm: &VirtualMachine)
where
    F: IntoPyNativeFn<K>,
{
    // A descriptor of `object` binds to instances of every class.
    let method = vm.new_method(name, vm.ctx.types.object_type, method);
    class.set_attr(vm.ctx.intern_str(name), method.into());
}

/// An argument by its position, self aside, or by its name.
pub(super) fn argument(args: &FuncArgs, position: usize, name: &str) -> Option<PyObjectRef> {
    args.args.get(position + 1).or_else(|| args.kwargs.get(name)).cloned()
}

/// What a class has under a name, as a function of its instances.
fn original(class: &PyTypeRef, name: &'static str, vm: &VirtualMachine) -> PyResult {
    class.as_object().get_attr(name, vm)
}

pub(super) fn module(name: &'static str, vm: &VirtualMachine) -> PyResult {
    vm.import(name, 0)
}

pub(super) fn class(module: &PyObject, name: &'static str, vm: &VirtualMachine) -> PyResult<PyTypeRef> {
    module.get_attr(name, vm)?.try_into_value(vm)
}

fn locks(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
    let module = module("_thread", vm)?;
    for name in ["lock", "RLock"] {
        let class = class(&module, name, vm)?;
        let acquire = original(&class, "acquire", vm)?;
        for name in ["acquire", "acquire_lock"] {
            let acquire = acquire.clone();
            put(
                &class,
                name,
                move |args: FuncArgs, vm: &VirtualMachine| take(tracer, &acquire, args, vm),
                vm,
            );
        }
        let enter = acquire.clone();
        put(
            &class,
            "__enter__",
            move |lock: PyObjectRef, vm: &VirtualMachine| {
                take(tracer, &enter, FuncArgs::from(vec![lock]), vm)
            },
            vm,
        );
        for name in ["release", "release_lock", "__exit__"] {
            freeing(tracer, &class, name, vm)?;
        }
        if name == "RLock" {
            freeing(tracer, &class, "_release_save", vm)?;
            restoring(tracer, &class, acquire, vm)?;
        }
    }
    Ok(())
}

/// A method that frees a lock or fills a queue.
fn freeing(
    tracer: &'static Tracer,
    class: &PyTypeRef,
    name: &'static str,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let free = original(class, name, vm)?;
    put(
        class,
        name,
        move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let thing = args.args.first().map(|thing| thing.get_id());
            let result = free.call(args, vm)?;
            if let Some(thing) = thing {
                tracer.clock.household().agenda.notify(thing);
            }
            Ok(result)
        },
        vm,
    );
    Ok(())
}

/// `RLock._acquire_restore`, by which a condition takes its lock again as often as it had it.
fn restoring(
    tracer: &'static Tracer,
    class: &PyTypeRef,
    acquire: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    put(
        class,
        "_acquire_restore",
        move |lock: PyObjectRef, state: PyTupleRef, vm: &VirtualMachine| -> PyResult<()> {
            let count = state.first().map_or(Ok(0), |count| count.clone().try_into_value::<usize>(vm))?;
            for _ in 0..count {
                take(tracer, &acquire, FuncArgs::from(vec![lock.clone()]), vm)?;
            }
            Ok(())
        },
        vm,
    );
    Ok(())
}

/// `acquire(blocking=True, timeout=-1)`.
fn take(tracer: &Tracer, acquire: &PyObjectRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let (blocking, timeout) = (argument(&args, 0, "blocking"), argument(&args, 1, "timeout"));
    let is_blocking = blocking.map_or(Ok(true), |blocking| blocking.try_to_bool(vm))?;
    let seconds = match &timeout {
        Some(timeout) => timeout.try_float(vm).map(|seconds| seconds.to_f64()).ok(),
        None => Some(-1.0),
    };
    let is_for_ever = seconds.is_some_and(|seconds| seconds.to_bits() == (-1.0_f64).to_bits());
    let seconds = seconds.filter(|seconds| (0.0..=LONGEST).contains(seconds));
    let Some(lock) = args.args.first().cloned().filter(|_| is_blocking && (is_for_ever || seconds.is_some()))
    else {
        // At once, or with an error.
        return acquire.call(args, vm);
    };
    if acquire.call((lock.clone(), false), vm)?.try_to_bool(vm)? {
        return Ok(vm.ctx.new_bool(true).into());
    }
    let got = wait_seconds(tracer, seconds, On::Thing(lock.get_id()), vm, |most| {
        let got = if most.is_zero() {
            acquire.call((lock.clone(), false), vm)?
        } else {
            acquire.call((lock.clone(), true, most.as_secs_f64()), vm)?
        };
        Ok(got.try_to_bool(vm)?.then_some(()))
    })?;
    Ok(vm.ctx.new_bool(got.is_some()).into())
}

fn queues(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
    let module = module("_queue", vm)?;
    let empty = class(&module, "Empty", vm)?;
    let class = class(&module, "SimpleQueue", vm)?;
    let (get, at_once) = (original(&class, "get", vm)?, original(&class, "get_nowait", vm)?);
    for name in ["put", "put_nowait"] {
        freeing(tracer, &class, name, vm)?;
    }
    put(
        &class,
        "get",
        move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let (block, timeout) = (argument(&args, 0, "block"), argument(&args, 1, "timeout"));
            let is_blocking = block.map_or(Ok(true), |block| block.try_to_bool(vm))?;
            let timeout = timeout.filter(|timeout| !vm.is_none(timeout));
            let seconds = timeout.as_ref().and_then(|timeout| timeout.try_float(vm).ok());
            let seconds = seconds.map(|seconds| seconds.to_f64());
            let is_wrong = timeout.is_some() && !seconds.is_some_and(|it| (0.0..=LONGEST).contains(&it));
            let Some(queue) = args.args.first().cloned().filter(|_| is_blocking && !is_wrong) else {
                return get.call(args, vm);
            };
            let found = wait_seconds(tracer, seconds, On::Thing(queue.get_id()), vm, |most| {
                let found = if most.is_zero() {
                    at_once.call((queue.clone(),), vm)
                } else {
                    get.call((queue.clone(), true, most.as_secs_f64()), vm)
                };
                match found {
                    Ok(found) => Ok(Some(found)),
                    Err(error) if error.fast_isinstance(&empty) => Ok(None),
                    Err(error) => Err(error),
                }
            })?;
            match found {
                Some(found) => Ok(found),
                None => get.call((queue, false), vm),
            }
        },
        vm,
    );
    Ok(())
}

fn threads(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
    let module = module("_thread", vm)?;
    let class = class(&module, "_ThreadHandle", vm)?;
    let join = original(&class, "join", vm)?;
    put(
        &class,
        "join",
        move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let timeout = argument(&args, 0, "timeout").filter(|timeout| !vm.is_none(timeout));
            let seconds = timeout.as_ref().map(|it| it.try_float(vm).map(|it| it.to_f64())).transpose()?;
            let handle = args.args.first().cloned();
            let known = handle.as_ref().and_then(|it| THREADS.lock().by_handle.get(&it.get_id()).copied());
            let is_wrong = seconds.is_some_and(|it| !(0.0..=LONGEST).contains(&it));
            let (Some(handle), Some(who), false) = (handle, known, is_wrong) else {
                return join.call(args, vm);
            };
            wait_seconds(tracer, seconds, On::End(who), vm, |most| {
                join.call((handle.clone(), most.as_secs_f64()), vm)?;
                if tracer.clock.household().agenda.knows(who) {
                    return Ok(None);
                }
                join.call((handle.clone(),), vm)?;
                Ok(Some(()))
            })?;
            Ok(vm.ctx.none())
        },
        vm,
    );
    let at_end = module.get_attr("_shutdown", vm)?;
    let at_end = vm.new_function("_shutdown", move |vm: &VirtualMachine| -> PyResult {
        let me = myself(tracer);
        {
            let agenda = &mut tracer.clock.household().agenda;
            let ticket = agenda.ticket();
            // The threads that it waits for need no word from it.
            let version = agenda.wait(me, None, ticket, On::Thing(0));
            agenda.confirm(me, version);
        }
        tracer.clock.announce();
        let result = at_end.call((), vm);
        tracer.clock.household().agenda.run(me);
        result
    });
    module.set_attr("_shutdown", at_end.to_pyobject(vm), vm)?;
    for name in ["start_joinable_thread", "start_new_thread"] {
        let start = module.get_attr(name, vm)?;
        let starting = vm.new_function(name, move |mut args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            if let Some(function) = args.take_keyword("function") {
                args.args.insert(0, function);
            }
            let Some(function) = args.args.first_mut() else {
                return start.call(args, vm);
            };
            if !function.is_callable() {
                return start.call(args, vm);
            }
            let who = new_thread(tracer);
            *function = in_agenda(tracer, function.clone(), who, vm);
            if let Some(handle) = args.args.get(1).or_else(|| args.kwargs.get("handle")) {
                THREADS.lock().by_handle.insert(handle.get_id(), who);
            }
            let started = start.call(args, vm);
            match &started {
                Ok(handle) if name == "start_joinable_thread" => {
                    THREADS.lock().by_handle.insert(handle.get_id(), who);
                }
                Ok(_) => {}
                Err(_) => leave(tracer, who),
            }
            started
        });
        module.set_attr(name, starting.to_pyobject(vm), vm)?;
    }
    Ok(())
}

/// What a new thread runs, from its first to its last moment in the agenda.
fn in_agenda(tracer: &'static Tracer, function: PyObjectRef, who: Who, vm: &VirtualMachine) -> PyObjectRef {
    let run = move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
        arrive(who);
        let result = function.call(args, vm);
        leave(tracer, who);
        result
    };
    vm.new_function("run", run).to_pyobject(vm)
}
