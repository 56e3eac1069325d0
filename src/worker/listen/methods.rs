//! The methods and slots of Python's generator-like types, replaced by ones that tell of the call and make it.
//!
//! They see what `sys.monitoring` does not: which method was called, with what, the refusals, the closing of objects
//! that never ran, and the making of objects. Names, signatures and results are those of the originals.

use std::sync::OnceLock;

use rustpython_vm::builtins::{PyAsyncGen, PyCoroutine, PyGenerator, PyType};
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

use crate::trace::event::{How, Input, Note, ObjectKind, State};
use crate::worker::ledger::frames::{kind_of, python_state};
use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::awaitables::Order;
use crate::worker::listen::calls::{MethodCall, close_answer, iteration_answer};
use crate::worker::listen::thrown::{as_thrown, thrown_repr};
use crate::worker::listen::{awaitables, calls, iterables, transitions};
use crate::worker::tracer::{Tracer, tracer};

type Call = fn(&PyObject, FuncArgs, &VirtualMachine) -> PyResult;
type VectorCall = fn(&PyObject, Vec<PyObjectRef>, usize, Option<&[PyObjectRef]>, &VirtualMachine) -> PyResult;
type Next = fn(&PyObject, &VirtualMachine) -> PyResult<PyIterReturn>;
type Del = fn(&PyObject, &VirtualMachine) -> PyResult<()>;
type DelNeeded = fn(&PyObject) -> bool;

/// The slots as they were.
struct Originals {
    call: Call,
    vectorcall: VectorCall,
    next: Next,
    generator: (Del, DelNeeded),
    coroutine: (Del, DelNeeded),
    async_generator: (Del, DelNeeded),
}

static ORIGINALS: OnceLock<Originals> = OnceLock::new();

/// Mends what the interpreter does otherwise than CPython, traced or not.
///
/// An async generator that nobody holds is closed also where no loop has set hooks (`_PyGen_Finalize`). A StopIteration
/// thrown into what has not started comes back itself (PEP 479 covers the body), and a task's answer is judged.
pub(crate) fn mend(vm: &VirtualMachine) -> PyResult<()> {
    let types = &vm.ctx.types;
    types.async_generator.slots.del_needed.store(Some(|object| python_state(object) != State::Closed));
    let put = |class: &'static Py<PyType>, name: &'static str, method: PyObjectRef| {
        class.set_attr(vm.ctx.intern_str(name), method);
    };
    put(types.generator_type, "send", vm.new_method("send", types.generator_type, generator_send).into());
    put(types.generator_type, "throw", vm.new_method("throw", types.generator_type, generator_throw).into());
    put(types.coroutine_type, "send", vm.new_method("send", types.coroutine_type, coroutine_send).into());
    put(types.coroutine_type, "throw", vm.new_method("throw", types.coroutine_type, coroutine_throw).into());
    put(types.generator_type, "close", vm.new_method("close", types.generator_type, generator_close).into());
    put(types.coroutine_type, "close", vm.new_method("close", types.coroutine_type, coroutine_close).into());
    awaitables::replace(vm)
}

/// What judges the answer of a task's coroutine.
static JUDGE: OnceLock<PyObjectRef> = OnceLock::new();

/// Sets what judges the answers of tasks' coroutines; the first one stays.
pub(crate) fn judge_with(judge: PyObjectRef) {
    let _ = JUDGE.set(judge);
}

/// What a task is to wait for, where its coroutine answered so.
fn judged(
    coroutine: &PyObject,
    answer: PyResult<PyIterReturn>,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    match (answer, JUDGE.get()) {
        (Ok(PyIterReturn::Return(thing)), Some(judge)) if !vm.is_none(&thing) => {
            let _quiet = Quiet::new();
            judge.call((coroutine.to_owned(), thing), vm).map(PyIterReturn::Return)
        }
        (answer, _) => answer,
    }
}

/// The one argument of a method, with the error of CPython where there are more or none.
fn only(method: &str, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let given = args.args.len();
    if !args.kwargs.is_empty() {
        return Err(vm.new_type_error(format!("{method}() takes no keyword arguments")));
    }
    let wrong = || vm.new_type_error(format!("{method}() takes exactly one argument ({given} given)"));
    args.args.into_iter().next().filter(|_| given == 1).ok_or_else(wrong)
}

/// That there are no arguments, with the error of CPython where there are some.
fn nothing(method: &str, args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    if !args.kwargs.is_empty() {
        return Err(vm.new_type_error(format!("{method}() takes no keyword arguments")));
    }
    match args.args.len() {
        0 => Ok(()),
        given => Err(vm.new_type_error(format!("{method}() takes no arguments ({given} given)"))),
    }
}

/// Replaces the methods and slots. Without one of the originals nothing is replaced, and nothing is traced.
pub(crate) fn replace(vm: &VirtualMachine) -> PyResult<()> {
    let types = &vm.ctx.types;
    let missing = || vm.new_system_error("the interpreter's generator type has no slots to watch");
    let del = |class: &Py<PyType>| -> Option<(Del, DelNeeded)> {
        Some((class.slots.del.load()?, class.slots.del_needed.load()?))
    };
    let originals = (|| {
        Some(Originals {
            call: types.function_type.slots.call.load()?,
            vectorcall: types.function_type.slots.vectorcall.load()?,
            next: types.generator_type.slots.iternext.load()?,
            generator: del(types.generator_type)?,
            coroutine: del(types.coroutine_type)?,
            async_generator: del(types.async_generator)?,
        })
    })()
    .ok_or_else(missing)?;
    if ORIGINALS.set(originals).is_err() {
        return Ok(());
    }
    types.function_type.slots.call.store(Some(function_call));
    types.function_type.slots.vectorcall.store(Some(function_vectorcall));
    types.generator_type.slots.iternext.store(Some(generator_next));
    iterables::watch(vm);
    for class in [types.generator_type, types.coroutine_type, types.async_generator] {
        class.slots.del.store(Some(object_del));
        class.slots.del_needed.store(Some(object_del_needed));
    }

    let put = |class: &'static Py<PyType>, name: &'static str, method: PyObjectRef| {
        class.set_attr(vm.ctx.intern_str(name), method);
    };

    for (name, how) in
        [("__anext__", How::Anext), ("asend", How::Asend), ("athrow", How::Athrow), ("aclose", How::Aclose)]
    {
        let Some(original) = types.async_generator.get_attr(vm.ctx.intern_str(name)) else {
            return Err(missing());
        };
        let method = vm.new_method(
            name,
            types.async_generator,
            move |zelf: PyRef<PyAsyncGen>, args: FuncArgs, vm: &VirtualMachine| -> PyResult {
                match how {
                    How::Asend => drop(only("async_generator.asend", args.clone(), vm)?),
                    How::Aclose => nothing("async_generator.aclose", &args, vm)?,
                    _ => {}
                }
                let order = order(&zelf, how, &args, vm);
                let mut args = args;
                args.prepend_arg(zelf.into());
                let awaitable = original.call(args, vm)?;
                awaitables::note(&awaitable, order);
                Ok(awaitable)
            },
        );
        put(types.async_generator, name, method.into());
    }
    Ok(())
}

/// Notes how an async generator will be resumed, once the awaitable that is being made here is awaited.
fn order(zelf: &Py<PyAsyncGen>, how: How, args: &FuncArgs, vm: &VirtualMachine) -> Option<Order> {
    let (tracer, index) = tracked(zelf.as_object())?;
    let input = match (how, args.args.first()) {
        (How::Asend, Some(value)) => Input::Value(tracer.safe_repr(value, vm)),
        (How::Athrow, Some(exception)) => Input::Exception(tracer.safe_repr(exception, vm)),
        _ => Input::Nothing,
    };
    tracer.ledger.with(|entries| entries.object(index).ordered = Some((how, input.clone())));
    Some(Order { index, how, input })
}

/// The tracer and the object's index, where the object is to be traced here.
fn tracked(object: &PyObject) -> Option<(&'static Tracer, usize)> {
    if Quiet::is_on() {
        return None;
    }
    let tracer = tracer().filter(|tracer| tracer.subscription().is_some())?;
    let index = tracer.ledger.with(|entries| entries.by_address(object.get_id()))?;
    Some((tracer, index))
}

fn function_call(zelf: &PyObject, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let Some(originals) = ORIGINALS.get() else {
        return Err(vm.new_system_error("the tracer is gone"));
    };
    let result = (originals.call)(zelf, args, vm)?;
    tell_created(&result, vm);
    Ok(result)
}

fn function_vectorcall(
    zelf: &PyObject,
    args: Vec<PyObjectRef>,
    nargs: usize,
    names: Option<&[PyObjectRef]>,
    vm: &VirtualMachine,
) -> PyResult {
    let Some(originals) = ORIGINALS.get() else {
        return Err(vm.new_system_error("the tracer is gone"));
    };
    let result = (originals.vectorcall)(zelf, args, nargs, names, vm)?;
    tell_created(&result, vm);
    Ok(result)
}

fn tell_created(object: &PyObject, vm: &VirtualMachine) {
    if kind_of(object, vm).is_some()
        && !Quiet::is_on()
        && let Some(tracer) = tracer()
    {
        transitions::created(tracer, object, vm);
    }
}

fn generator_next(zelf: &PyObject, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
    let Some(originals) = ORIGINALS.get() else {
        return Err(vm.new_system_error("the tracer is gone"));
    };
    let call = || (originals.next)(zelf, vm);
    match tracked(zelf) {
        Some((tracer, index)) => {
            calls::around(tracer, zelf, index, MethodCall::Next, vm, call, iteration_answer)
        }
        None => call(),
    }
}

fn generator_send(zelf: PyRef<PyGenerator>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
    let value = only("generator.send", args, vm)?;
    let object = zelf.as_object();
    send(object, value, vm, |value| zelf.as_coro().send(object, value, vm))
}

fn coroutine_send(zelf: PyRef<PyCoroutine>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
    let value = only("coroutine.send", args, vm)?;
    let object = zelf.as_object();
    judged(object, send(object, value, vm, |value| zelf.as_coro().send(object, value, vm)), vm)
}

fn send(
    object: &PyObject,
    value: PyObjectRef,
    vm: &VirtualMachine,
    call: impl FnOnce(PyObjectRef) -> PyResult<PyIterReturn>,
) -> PyResult<PyIterReturn> {
    match tracked(object) {
        Some((tracer, index)) => {
            let method = MethodCall::Send { text: tracer.safe_repr(&value, vm), is_none: vm.is_none(&value) };
            calls::around(tracer, object, index, method, vm, || call(value), iteration_answer)
        }
        None => call(value),
    }
}

fn generator_throw(
    zelf: PyRef<PyGenerator>,
    exc_type: PyObjectRef,
    exc_val: OptionalArg,
    exc_tb: OptionalArg,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    let object = zelf.as_object();
    let was_unstarted = python_state(object) == State::Created;
    throw(object, exc_type, exc_val, exc_tb, vm, |t, v, tb| {
        as_thrown(was_unstarted, zelf.as_coro().throw(object, t, v, tb, vm), vm)
    })
}

fn coroutine_throw(
    zelf: PyRef<PyCoroutine>,
    exc_type: PyObjectRef,
    exc_val: OptionalArg,
    exc_tb: OptionalArg,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    let object = zelf.as_object();
    let was_unstarted = python_state(object) == State::Created;
    let answer = throw(object, exc_type, exc_val, exc_tb, vm, |t, v, tb| {
        as_thrown(was_unstarted, zelf.as_coro().throw(object, t, v, tb, vm), vm)
    });
    judged(object, answer, vm)
}

fn throw(
    object: &PyObject,
    exc_type: PyObjectRef,
    exc_val: OptionalArg,
    exc_tb: OptionalArg,
    vm: &VirtualMachine,
    call: impl FnOnce(PyObjectRef, PyObjectRef, PyObjectRef) -> PyResult<PyIterReturn>,
) -> PyResult<PyIterReturn> {
    if exc_val.is_present() || exc_tb.is_present() {
        // As in CPython's Objects/genobject.c, gen_throw.
        rustpython_vm::stdlib::_warnings::warn(
            vm.ctx.exceptions.deprecation_warning,
            "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead."
                .to_owned(),
            1,
            vm,
        )?;
    }
    let shown = exc_val.as_ref().present().cloned().filter(|value| !vm.is_none(value));
    let (value, traceback) = (exc_val.unwrap_or_none(vm), exc_tb.unwrap_or_none(vm));
    let traced = |tracer: &&Tracer| !Quiet::is_on() && tracer.subscription().is_some();
    let Some(tracer) = tracer().filter(traced) else {
        return call(exc_type, value, traceback);
    };
    let shown = thrown_repr(tracer, &exc_type, shown.as_ref(), vm);
    let valid = is_exception(&exc_type, vm);
    let call = || call(exc_type, value, traceback);
    match tracked(object) {
        Some((_, index)) => calls::around(
            tracer,
            object,
            index,
            MethodCall::Throw { text: shown, valid },
            vm,
            call,
            iteration_answer,
        ),
        None => {
            tracer.with_thread(vm, |thread| thread.passing = Some(shown.clone()));
            transitions::throw_through(tracer, object, How::Throw, &Input::Exception(shown), vm, call)
        }
    }
}

/// Whether Python lets this be thrown: an exception, or a class of exceptions.
fn is_exception(thrown: &PyObject, vm: &VirtualMachine) -> bool {
    let base = vm.ctx.exceptions.base_exception_type;
    match thrown.downcast_ref::<PyType>() {
        Some(class) => class.fast_issubclass(base),
        None => thrown.fast_isinstance(base),
    }
}

fn generator_close(zelf: PyRef<PyGenerator>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    nothing("generator.close", &args, vm)?;
    let object = zelf.as_object();
    close(object, vm, || zelf.as_coro().close(object, vm))
}

fn coroutine_close(zelf: PyRef<PyCoroutine>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    nothing("coroutine.close", &args, vm)?;
    let object = zelf.as_object();
    close(object, vm, || zelf.as_coro().close(object, vm))
}

fn close(object: &PyObject, vm: &VirtualMachine, call: impl FnOnce() -> PyResult<PyObjectRef>) -> PyResult {
    match tracked(object) {
        Some((tracer, index)) => {
            calls::around(tracer, object, index, MethodCall::Close, vm, call, close_answer)
        }
        None => call(),
    }
}

fn object_del_needed(object: &PyObject) -> bool {
    let known = tracer()
        .is_some_and(|tracer| tracer.ledger.with(|entries| entries.by_address(object.get_id()).is_some()));
    known || originals_of(object).is_none_or(|(_, needed)| needed(object))
}

fn originals_of(object: &PyObject) -> Option<(Del, DelNeeded)> {
    let originals = ORIGINALS.get()?;
    Some(if object.downcast_ref::<PyGenerator>().is_some() {
        originals.generator
    } else if object.downcast_ref::<PyCoroutine>().is_some() {
        originals.coroutine
    } else {
        originals.async_generator
    })
}

/// Nobody holds the object any more (`_PyGen_Finalize` in CPython's Objects/genobject.c).
fn object_del(object: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let Some((original, _)) = originals_of(object) else {
        return Ok(());
    };
    let Some((tracer, index)) = tracked(object) else {
        let result = original(object, vm);
        if let Some(tracer) = tracer().filter(|_| python_state(object) == State::Closed) {
            // In silence too: whatever gets its address is another object.
            tracer.ledger.with(|entries| {
                let index = entries.by_address(object.get_id());
                index.into_iter().for_each(|index| entries.forget(index));
            });
        }
        return result;
    };
    let kind = tracer.ledger.with(|entries| entries.object(index).kind);
    let before = python_state(object);
    let result = match (before, kind) {
        (State::Suspended, ObjectKind::Generator | ObjectKind::Coroutine) => {
            calls::around(tracer, object, index, MethodCall::Gc, vm, || original(object, vm), |_, _, _| None)
        }
        (State::Created, _) => {
            let result = original(object, vm);
            calls::closed_unstarted(tracer, index, vm);
            if kind == ObjectKind::Coroutine {
                let coroutine = tracer
                    .ledger
                    .with(|entries| entries.object(index).code.code.code.qualname.as_str().into());
                tracer.note(Note::NeverAwaited { coroutine }, vm);
            }
            result
        }
        (State::Suspended, ObjectKind::AsyncGenerator) => {
            // Without a loop's hooks it is closed here; with them the loop does it later (PEP 525).
            tracer.with_thread(vm, |thread| thread.collected = Some(index));
            let result = original(object, vm);
            tracer.with_thread(vm, |thread| thread.collected = None);
            result
        }
        _ => original(object, vm),
    };
    if python_state(object) == State::Closed {
        tracer.ledger.with(|entries| entries.forget(index));
    }
    result
}
