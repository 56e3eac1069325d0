//! The awaitables of async generators (`asend()`, `athrow()`, …), watched for what they do without running the generator.
//!
//! What resumes the generator is told by its frame; an awaitable that Python refuses, or that has nothing to do, runs no
//! frame at all.

use std::sync::OnceLock;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{How, Input, Kind, State};
use crate::worker::ledger::caller;
use crate::worker::ledger::frames::{python_state, referent};
use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::thrown::{as_thrown, thrown_repr};
use crate::worker::listen::transitions;
use crate::worker::tracer::{Tracer, tracer};

type Next = fn(&PyObject, &VirtualMachine) -> PyResult<PyIterReturn>;

/// What the iternext slots of the two awaitable types were: `asend`'s, `athrow`'s.
static ORIGINALS: OnceLock<(Next, Next)> = OnceLock::new();

/// What each awaitable was made for, by its address, until it is awaited.
static ORDERS: Mutex<Option<FxHashMap<usize, Order>>> = Mutex::new(None);

/// What an awaitable will do to its async generator.
#[derive(Clone)]
pub(crate) struct Order {
    /// The async generator, as an index into the ledger.
    pub(crate) index: usize,
    /// The method that made the awaitable.
    pub(crate) how: How,
    /// What it carries.
    pub(crate) input: Input,
}

/// Watches the two awaitable types.
pub(crate) fn replace(vm: &VirtualMachine) -> PyResult<()> {
    let types = [vm.ctx.types.async_generator_asend, vm.ctx.types.async_generator_athrow];
    let (Some(asend), Some(athrow)) = (types[0].slots.iternext.load(), types[1].slots.iternext.load()) else {
        return Err(vm.new_system_error("the interpreter's awaitables have no slots to watch"));
    };
    if ORIGINALS.set((asend, athrow)).is_err() {
        return Ok(());
    }
    types[0].slots.iternext.store(Some(asend_next));
    types[1].slots.iternext.store(Some(athrow_next));
    for class in types {
        let name = vm.ctx.intern_str("send");
        let Some(original) = class.get_attr(name) else { continue };
        let method = vm.new_method(
            "send",
            class,
            move |zelf: PyObjectRef, value: PyObjectRef, vm: &VirtualMachine| -> PyResult {
                let was_unstarted = is_about_to_start(&zelf, vm);
                let call = || original.call(FuncArgs::from(vec![zelf.clone(), value]), vm);
                as_thrown(was_unstarted, watched(&zelf, vm, call), vm)
            },
        );
        class.set_attr(name, method.into());
        let name = vm.ctx.intern_str("throw");
        let Some(original) = class.get_attr(name) else { continue };
        let method = vm.new_method("throw", class, move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let zelf = args.args.first().cloned().unwrap_or_else(|| vm.ctx.none());
            let was_unstarted = is_about_to_start(&zelf, vm);
            thrown_into(&zelf, args.args.get(1), vm);
            as_thrown(was_unstarted, original.call(args, vm), vm)
        });
        class.set_attr(name, method.into());
    }
    Ok(())
}

/// Whether an awaitable is of an async generator that has not begun.
fn is_about_to_start(zelf: &PyObject, vm: &VirtualMachine) -> bool {
    referent(zelf, vm).is_some_and(|generator| python_state(&generator) == State::Created)
}

/// An exception thrown into an awaitable that was never awaited goes to its async generator at once
/// (`async_gen_athrow_throw` in CPython's Objects/genobject.c), instead of what the awaitable was made for.
fn thrown_into(zelf: &PyObject, thrown: Option<&PyObjectRef>, vm: &VirtualMachine) {
    let order = ORDERS.lock().as_mut().and_then(|orders| orders.remove(&zelf.get_id()));
    if let (Some(order), Some(thrown), Some(tracer)) = (order, thrown, tracer().filter(|_| !Quiet::is_on())) {
        let input = Input::Exception(thrown_repr(tracer, thrown, None, vm));
        tracer.ledger.with(|entries| entries.object(order.index).ordered = Some((How::Throw, input)));
    }
}

/// Notes what an awaitable was made for; `None` where its async generator is none of the program's.
pub(crate) fn note(awaitable: &PyObject, order: Option<Order>) {
    let mut orders = ORDERS.lock();
    let orders = orders.get_or_insert_default();
    // One that was never awaited can have left its address behind.
    match order {
        Some(order) => orders.insert(awaitable.get_id(), order),
        None => orders.remove(&awaitable.get_id()),
    };
}

fn asend_next(zelf: &PyObject, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
    match ORIGINALS.get() {
        Some((original, _)) => watched(zelf, vm, || original(zelf, vm)),
        None => Err(vm.new_system_error("the tracer is gone")),
    }
}

fn athrow_next(zelf: &PyObject, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
    match ORIGINALS.get() {
        Some((_, original)) => watched(zelf, vm, || original(zelf, vm)),
        None => Err(vm.new_system_error("the tracer is gone")),
    }
}

/// Drives an awaitable, and tells what its own async generator's frame cannot tell.
fn watched<R>(zelf: &PyObject, vm: &VirtualMachine, call: impl FnOnce() -> PyResult<R>) -> PyResult<R> {
    let order = ORDERS.lock().as_mut().and_then(|orders| orders.remove(&zelf.get_id()));
    match (order, tracer()) {
        (Some(order), Some(tracer)) if !Quiet::is_on() => first_drive(tracer, &order, vm, call),
        _ => call(),
    }
}

fn first_drive<R>(
    tracer: &Tracer,
    order: &Order,
    vm: &VirtualMachine,
    call: impl FnOnce() -> PyResult<R>,
) -> PyResult<R> {
    let (id, state, is_busy) = tracer.ledger.with(|entries| {
        let tracked = entries.object(order.index);
        (tracked.id, tracked.state, tracked.state == State::Suspended && tracked.awaiting)
    });
    let carries = matches!(&order.input, Input::Value(value) if !value.is_none());
    // As async_gen_asend_send and async_gen_athrow_send in CPython's Objects/genobject.c decide.
    let is_refused = match state {
        State::Running => true,
        State::Closed => order.how != How::Aclose,
        State::Created => carries,
        State::Suspended => is_busy,
    };
    if !is_refused && state != State::Closed {
        return call();
    }
    transitions::reconcile(tracer, vm);
    let caller = caller::current(&tracer.ledger, vm);
    transitions::begins_anew(tracer, &caller);
    transitions::delegated_by(tracer, &caller, order.index, vm);
    tracer.ledger.with(|entries| entries.object(order.index).ordered = None);
    let result = call();
    if let (true, Err(exception)) = (is_refused, &result) {
        let exception = tracer.safe_repr(exception.as_object(), vm);
        let (how, input) = (order.how, order.input.clone());
        let kind = Kind::Refused {
            id,
            by: caller.actor.clone(),
            how,
            input,
            exception,
            before: state,
            after: state,
        };
        tracer.tell(vm, caller.site, caller.place.clone(), kind);
    }
    transitions::begins_anew(tracer, &caller);
    result
}
