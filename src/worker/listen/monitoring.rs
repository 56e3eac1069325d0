//! What `sys.monitoring` tells of the program's code, turned into transitions and exceptions.

use rustpython_vm::builtins::{PyBaseException, PyCode};
use rustpython_vm::function::IntoPyNativeFn;
use rustpython_vm::{AsObject, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

use crate::trace::event::{Actor, How, Input, Kind, ObjectKind, Place, Site, State};
use crate::trace::value::Value;
use crate::worker::ledger::caller;
use crate::worker::ledger::code::{Role, WatchedCode};
use crate::worker::ledger::frames::{frame_key, referent, referents, running_frame};
use crate::worker::ledger::quiet::Quiet;
use crate::worker::ledger::subscription::Subscription;
use crate::worker::ledger::thread::Deferred;
use crate::worker::listen::transitions::{Answer, Resumption};
use crate::worker::listen::{awaits, handlers, transitions};
use crate::worker::tracer::Tracer;

/// The tool id under which the tracer listens; debuggers, coverage and profilers have others (PEP 669).
const TOOL: i32 = 4;

/// The events of `sys.monitoring` that are asked for on the program's own code objects.
///
/// CALL has no listener: it only keeps the interpreter from calling generator functions in a way that no slot sees.
const LOCAL_EVENTS: &[&str] = &["PY_START", "PY_RESUME", "PY_YIELD", "PY_RETURN", "STOP_ITERATION"];
const CALL_EVENT: &str = "CALL";

/// The events that the interpreter only tells of all code.
const GLOBAL_EVENTS: &[&str] = &["PY_THROW", "PY_UNWIND", "RAISE", "RERAISE", "EXCEPTION_HANDLED"];

/// What Python says where it refuses to resume (`gen_send_ex2` of CPython's Objects/genobject.c).
const REFUSALS: &[&str] = &[" already executing'", "'cannot reuse already awaited coroutine'"];

/// Registers the tracer's listeners.
pub(crate) fn start(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
    let module = vm.sys_module.get_attr("monitoring", vm)?;
    let events = module.get_attr("events", vm)?;
    let bit = |name: &'static str| -> PyResult<u32> { events.get_attr(name, vm)?.try_into_value(vm) };
    vm.call_method(&module, "use_tool_id", (TOOL, "learn-coroutines"))?;

    type OnCode = fn(&Tracer, &Py<PyCode>, u32, &VirtualMachine);
    let on_code: [(&'static str, &'static str, OnCode); 2] =
        [("PY_START", "on_start", on_resume), ("PY_RESUME", "on_resume", on_resume)];
    for (event, name, handle) in on_code {
        let heard =
            move |code: PyRef<PyCode>, offset: u32, vm: &VirtualMachine| handle(tracer, &code, offset, vm);
        listen(&module, bit(event)?, name, heard, vm)?;
    }
    type OnValue = fn(&Tracer, &Py<PyCode>, u32, &PyObjectRef, &VirtualMachine);
    let on_value: [(&'static str, &'static str, OnValue); 3] = [
        ("PY_YIELD", "on_yield", on_yield),
        ("PY_RETURN", "on_return", on_return),
        ("STOP_ITERATION", "on_stop_iteration", on_delegation_end),
    ];
    for (event, name, handle) in on_value {
        let heard = move |code: PyRef<PyCode>, offset: u32, value: PyObjectRef, vm: &VirtualMachine| {
            handle(tracer, &code, offset, &value, vm)
        };
        listen(&module, bit(event)?, name, heard, vm)?;
    }
    type OnException = fn(&Tracer, &WatchedCode, u32, &Py<PyBaseException>, &VirtualMachine);
    let on_exception: [(&'static str, &'static str, OnException); 5] = [
        ("PY_THROW", "on_throw", on_throw),
        ("PY_UNWIND", "on_unwind", on_unwind),
        ("RAISE", "on_raise", on_raise),
        ("RERAISE", "on_reraise", handlers::on_reraise),
        ("EXCEPTION_HANDLED", "on_handled", handlers::on_handled),
    ];
    for (event, name, handle) in on_exception {
        listen(
            &module,
            bit(event)?,
            name,
            move |code: PyRef<PyCode>,
                  offset: u32,
                  exception: PyRef<PyBaseException>,
                  vm: &VirtualMachine| {
                if Quiet::is_on() {
                    return;
                }
                if let Some(code) = tracer.ledger.code(code.as_object().get_id()) {
                    handle(tracer, &code, offset, &exception, vm);
                }
            },
            vm,
        )?;
    }
    let sum = |names: &[&'static str]| names.iter().try_fold(0, |sum, name| Ok::<u32, _>(sum | bit(name)?));
    vm.call_method(&module, "set_events", (TOOL, sum(GLOBAL_EVENTS)?))?;
    let of_functions = bit(CALL_EVENT)?;
    let of_generators = sum(LOCAL_EVENTS)? | of_functions;
    tracer.subscribe(Subscription { module, tool: TOOL, of_generators, of_functions });
    Ok(())
}

fn listen<F, K>(
    module: &PyObjectRef,
    event: u32,
    name: &'static str,
    function: F,
    vm: &VirtualMachine,
) -> PyResult<()>
where
    F: IntoPyNativeFn<K>,
{
    vm.call_method(module, "register_callback", (TOOL, event, vm.new_function(name, function)))?;
    Ok(())
}

/// A generator-like frame starts, or goes on after a yield.
fn on_resume(tracer: &Tracer, code: &Py<PyCode>, _offset: u32, vm: &VirtualMachine) {
    if Quiet::is_on() {
        return;
    }
    let Some(frame) = running_frame(code, vm) else {
        return;
    };
    let Some(index) = transitions::owner(tracer, &frame, vm) else {
        return;
    };
    if was_announced(tracer, index, vm) {
        awaits::future_await_ended(tracer, index, vm);
        return;
    }
    transitions::reconcile(tracer, vm);
    let caller = caller::describe(frame.f_back(vm), &tracer.ledger, vm);
    let (how, input) = transitions::how_resumed(tracer, index, &caller, vm);
    if matches!(how, How::Anext | How::Asend) {
        transitions::begins_anew(tracer, &caller);
    }
    transitions::delegated_by(tracer, &caller, index, vm);
    transitions::resumed(tracer, Resumption { index, frame, how, input, announced: false }, &caller, vm);
    awaits::future_await_ended(tracer, index, vm);
}

/// Whether the resumption of the innermost object is already told; asked once for each.
fn was_announced(tracer: &Tracer, index: usize, vm: &VirtualMachine) -> bool {
    tracer.with_thread(vm, |thread| match thread.running.last_mut() {
        Some(running) if running.index == index => std::mem::replace(&mut running.announced, false),
        _ => false,
    })
}

/// A generator-like frame goes to sleep.
fn on_yield(tracer: &Tracer, code: &Py<PyCode>, offset: u32, value: &PyObjectRef, vm: &VirtualMachine) {
    if Quiet::is_on() {
        return;
    }
    let Some(frame) = running_frame(code, vm) else {
        return;
    };
    let Some(index) = tracer.ledger.with(|entries| entries.by_frame(frame_key(&frame))) else {
        return;
    };
    transitions::settle_deferred(tracer, vm);
    let (role, site, known, kind) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        let role = tracked.code.role(offset);
        let delegation = tracked.code.delegation(offset);
        tracked.awaiting = role == Role::YieldDelegating;
        let known = matches!(tracked.delegating, Some((known, Some(_))) if known == delegation);
        if role != Role::YieldDelegating {
            tracked.delegating = None;
        } else if tracked.delegating.is_none_or(|(known, _)| known != delegation) {
            tracked.delegating = Some((delegation, None));
            tracked.target = 0;
        }
        (role, tracked.code.site(offset), known, tracked.kind)
    });
    let value = match (kind, role) {
        (ObjectKind::AsyncGenerator, Role::Yield) => unwrapped(tracer, value, vm),
        _ => tracer.safe_repr(value, vm),
    };
    if role == Role::YieldDelegating && !known {
        let event = transitions::answer_event(tracer, index, Answer::Yielded(value), site, vm);
        tracer.with_thread(vm, |thread| thread.deferred = Some(Deferred { index, frame, event }));
    } else {
        transitions::answered(tracer, index, Answer::Yielded(value), site, vm);
    }
}

/// The value an async generator yields travels in a wrapper of the interpreter's own.
fn unwrapped(tracer: &Tracer, wrapper: &PyObjectRef, vm: &VirtualMachine) -> Value {
    let inside = referent(wrapper, vm);
    tracer.safe_repr(inside.as_ref().unwrap_or(wrapper), vm)
}

/// A generator-like frame returns.
fn on_return(tracer: &Tracer, code: &Py<PyCode>, offset: u32, value: &PyObjectRef, vm: &VirtualMachine) {
    if Quiet::is_on() {
        return;
    }
    let Some(frame) = running_frame(code, vm) else {
        return;
    };
    let Some(index) = tracer.ledger.with(|entries| entries.by_frame(frame_key(&frame))) else {
        return;
    };
    transitions::settle_deferred(tracer, vm);
    let site = tracer.ledger.with(|entries| entries.object(index).code.site(offset));
    let value = tracer.safe_repr(value, vm);
    transitions::answered(tracer, index, Answer::Returned(value), site, vm);
}

/// A `yield from` or `await` of the program has its value.
fn on_delegation_end(
    tracer: &Tracer,
    code: &Py<PyCode>,
    offset: u32,
    _exception: &PyObjectRef,
    vm: &VirtualMachine,
) {
    if Quiet::is_on() {
        return;
    }
    let Some(frame) = running_frame(code, vm) else {
        return;
    };
    transitions::settle_deferred(tracer, vm);
    let ended = tracer.ledger.with(|entries| {
        let index = entries.by_frame(frame_key(&frame))?;
        let tracked = entries.object(index);
        if tracked.code.role(offset) != Role::EndSend {
            return None;
        }
        // What is left of an earlier one, which an exception ended, says nothing of this one.
        let delegation = tracked.code.delegation(offset);
        let known = tracked.delegating.take().filter(|(known, _)| *known == delegation);
        let slept = std::mem::take(&mut tracked.awaiting) && known.is_some();
        Some((index, slept, known.and_then(|(_, inner)| inner)))
    });
    if let Some((index, slept, inner)) = ended {
        awaits::await_ended(tracer, index, slept, inner, offset, vm);
    }
}

/// An exception is thrown into a generator-like frame.
fn on_throw(
    tracer: &Tracer,
    code: &WatchedCode,
    _offset: u32,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) {
    let Some(frame) = running_frame(&code.code, vm) else {
        return;
    };
    let Some(index) = transitions::owner(tracer, &frame, vm) else {
        return;
    };
    if was_announced(tracer, index, vm) {
        return;
    }
    transitions::reconcile(tracer, vm);
    let closing = exception.class().is(vm.ctx.exceptions.generator_exit);
    let (how, input) = if closing {
        (How::Close, Input::Nothing)
    } else {
        (How::Throw, Input::Exception(tracer.safe_repr(exception.as_object(), vm)))
    };
    let caller = caller::describe(frame.f_back(vm), &tracer.ledger, vm);
    let ordered = tracer.ledger.with(|entries| entries.object(index).ordered.take());
    let collected = tracer.with_thread(vm, |thread| thread.collected == Some(index));
    let (how, input, caller) = match ordered {
        _ if collected => (How::Gc, Input::Nothing, caller::Caller { actor: Actor::Gc, ..caller }),
        Some((how @ (How::Aclose | How::Athrow), input)) => {
            transitions::begins_anew(tracer, &caller);
            (how, input, caller)
        }
        _ => (how, input, caller),
    };
    transitions::delegated_by(tracer, &caller, index, vm);
    transitions::resumed(tracer, Resumption { index, frame, how, input, announced: false }, &caller, vm);
}

/// An exception leaves a frame.
fn on_unwind(
    tracer: &Tracer,
    code: &WatchedCode,
    offset: u32,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) {
    if code.makes.is_none() {
        return;
    }
    let Some(frame) = running_frame(&code.code, vm) else {
        return;
    };
    let Some(index) = tracer.ledger.with(|entries| entries.by_frame(frame_key(&frame))) else {
        return;
    };
    transitions::settle_deferred(tracer, vm);
    let arrives = as_it_arrives(tracer, index, exception, vm);
    // The instruction that unwinds is the compiler's own; the traceback knows the program's line.
    let line =
        exception.traceback().filter(|entry| entry.frame.is(&frame)).map(|entry| entry.lineno.get() as u32);
    let site = line.map_or_else(|| code.site(offset), |line| Site { file: code.file, line });
    transitions::answered(tracer, index, Answer::Raised(arrives), site, vm);
}

/// The exception as the caller gets it: StopIteration does not leave a generator as itself (PEP 479).
fn as_it_arrives(
    tracer: &Tracer,
    index: usize,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) -> Value {
    let kind = tracer.ledger.with(|entries| entries.object(index).kind);
    let exceptions = &vm.ctx.exceptions;
    let owner = match kind {
        ObjectKind::Generator => "generator",
        ObjectKind::Coroutine => "coroutine",
        ObjectKind::AsyncGenerator => "async generator",
    };
    if exception.fast_isinstance(exceptions.stop_iteration) {
        Value::from(format!("RuntimeError('{owner} raised StopIteration')"))
    } else if kind == ObjectKind::AsyncGenerator && exception.fast_isinstance(exceptions.stop_async_iteration)
    {
        Value::from(format!("RuntimeError('{owner} raised StopAsyncIteration')"))
    } else {
        tracer.safe_repr(exception.as_object(), vm)
    }
}

/// An exception is raised, or arrives from a call.
fn on_raise(
    tracer: &Tracer,
    code: &WatchedCode,
    offset: u32,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) {
    // The end of a loop or of a delegation is no exception to the program (PEP 234, PEP 380).
    if matches!(code.role(offset), Role::ForIter | Role::SendYieldFrom | Role::SendAwait)
        && exception.fast_isinstance(vm.ctx.exceptions.stop_iteration)
    {
        return;
    }
    let address = exception.as_object().get_id();
    let known = tracer.with_thread(vm, |thread| std::mem::replace(&mut thread.in_flight, address) == address);
    // Another exception can have the address of one that is gone; it has not come through other frames yet.
    let arrives = exception
        .traceback()
        .is_some_and(|entry| entry.next.lock().is_some() || !entry.frame.iframe().code().is(&*code.code));
    if known && arrives {
        return;
    }
    transitions::reconcile(tracer, vm);
    let text = tracer.safe_repr(exception.as_object(), vm);
    refused_at_once(tracer, code, offset, &text, vm);
    let place = caller::place_of(code, &tracer.ledger, vm);
    tracer.tell(vm, Some(code.site(offset)), Some(place), Kind::Exception { exception: text });
}

/// Tells that a `yield from` or `await` failed before its object ran: what runs or has ended is refused there by
/// the instruction itself, past every method.
fn refused_at_once(tracer: &Tracer, code: &WatchedCode, offset: u32, exception: &Value, vm: &VirtualMachine) {
    let how = match code.role(offset) {
        Role::SendYieldFrom => How::YieldFrom,
        Role::SendAwait => How::Await,
        _ => return,
    };
    let Some(frame) = running_frame(&code.code, vm) else {
        return;
    };
    if !REFUSALS.iter().any(|refusal| exception.as_str().contains(refusal)) {
        return;
    }
    // Of what a frame holds, the top of its stack comes after its variables: the receiver is there.
    let held = referents(frame.as_object(), vm);
    let Some((outer, inner)) = tracer.ledger.with(|entries| {
        let outer = entries.by_frame(frame_key(&frame))?;
        let began = entries.object(outer).delegating.is_some_and(|(at, _)| at == code.delegation(offset));
        let inner = held.iter().rev().find_map(|object| entries.by_address(object.get_id()))?;
        let sleeps = matches!(entries.object(inner).state, State::Created | State::Suspended);
        (!began && !sleeps).then_some((outer, inner))
    }) else {
        return;
    };
    if outer != inner {
        transitions::delegated(tracer, outer, offset, inner, vm);
    }
    let (by, refused, state) = tracer.ledger.with(|entries| {
        let by = entries.object(outer);
        by.delegating = None;
        let by = by.id;
        let inner = entries.object(inner);
        (by, inner.id, inner.state)
    });
    let kind = Kind::Refused {
        id: refused,
        by: Actor::Object(by),
        how,
        input: Input::Nothing,
        exception: exception.clone(),
        before: state,
        after: state,
    };
    tracer.tell(vm, Some(code.site(offset)), Some(Place::Object(by)), kind);
}
