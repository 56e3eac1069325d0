//! The beginning of a `yield from` on what is no generator: it asks the type's `iter` slot for an iterator.
//!
//! Python tells nothing of a `yield from` that is over before it has yielded; here it is seen to begin.

use std::sync::OnceLock;

use rustpython_vm::builtins::PyType;
use rustpython_vm::{AsObject, Context, Py, PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{Kind, Place};
use crate::worker::ledger::code::Role;
use crate::worker::ledger::frames::{frame_key, running_frame};
use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::asyncio;
use crate::worker::tracer::{Tracer, tracer};

type Iter = fn(PyObjectRef, &VirtualMachine) -> PyResult;

/// How many types are watched.
const TYPES: usize = 16;

/// The slots as they were, in the order of [`types`].
static ORIGINALS: [OnceLock<Iter>; TYPES] = [const { OnceLock::new() }; TYPES];

/// Python's own iterables that programs delegate to; a class of the program's has code that tells of itself.
fn types(context: &Context) -> [&'static Py<PyType>; TYPES] {
    let types = &context.types;
    [
        types.list_type,
        types.tuple_type,
        types.dict_type,
        types.set_type,
        types.frozenset_type,
        types.str_type,
        types.bytes_type,
        types.range_type,
        types.dict_keys_type,
        types.dict_values_type,
        types.dict_items_type,
        types.map_type,
        types.filter_type,
        types.zip_type,
        types.enumerate_type,
        types.list_iterator_type,
    ]
}

/// Puts a function that looks for `yield from` in front of each slot.
pub(crate) fn watch(vm: &VirtualMachine) {
    let watched: [Iter; TYPES] = [
        iterate::<0>,
        iterate::<1>,
        iterate::<2>,
        iterate::<3>,
        iterate::<4>,
        iterate::<5>,
        iterate::<6>,
        iterate::<7>,
        iterate::<8>,
        iterate::<9>,
        iterate::<10>,
        iterate::<11>,
        iterate::<12>,
        iterate::<13>,
        iterate::<14>,
        iterate::<15>,
    ];
    for ((class, original), watched) in types(&vm.ctx).into_iter().zip(&ORIGINALS).zip(watched) {
        if let Some(slot) = class.slots.iter.load()
            && original.set(slot).is_ok()
        {
            class.slots.iter.store(Some(watched));
        }
    }
}

fn iterate<const TYPE: usize>(iterable: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let Some(original) = ORIGINALS[TYPE].get() else {
        return Err(vm.new_system_error("an iter slot was lost"));
    };
    let iterator = original(iterable, vm)?;
    if !Quiet::is_on()
        && let Some(tracer) = tracer()
    {
        delegates_to(tracer, &iterator, vm);
    }
    Ok(iterator)
}

/// Tells that the innermost object delegates to an iterator, where `yield from` is what it is at.
fn delegates_to(tracer: &Tracer, iterator: &PyObject, vm: &VirtualMachine) {
    let Some((index, key, offset)) = tracer.with_thread(vm, |thread| {
        let running = thread.running.last()?;
        let offset = running.frame.lasti().saturating_sub(1) * 2;
        Some((running.index, frame_key(&running.frame), offset))
    }) else {
        return;
    };
    let Some(code) = tracer.ledger.with(|entries| {
        let code = &entries.object(index).code;
        (code.role(offset) == Role::YieldFrom).then(|| code.clone())
    }) else {
        return;
    };
    // An `__iter__` of the program's iterates for itself while its generator stands at `yield from`.
    if running_frame(&code.code, vm).is_none_or(|frame| frame_key(&frame) != key) {
        return;
    }
    let address = iterator.get_id();
    let id = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        tracked.delegating = Some((code.delegation(offset), None));
        tracked.target = address;
        tracked.id
    });
    let to = asyncio::target(tracer, iterator, vm);
    tracer.tell(vm, Some(code.site(offset)), Some(Place::Object(id)), Kind::Delegated { id, to });
}
