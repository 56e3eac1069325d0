//! The beginning of a `yield from` on what is no generator: it asks the type's `iter` slot for an iterator.
//!
//! Python tells nothing of a `yield from` that is over before it has yielded; here it is seen to begin.

use std::sync::OnceLock;

use rustpython_vm::builtins::PyType;
use rustpython_vm::{AsObject, Context, Py, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::code::Role;
use super::probe::running_frame;
use super::tracer::{Quiet, Tracer, frame_key, tracer};
use crate::trace::event::{Kind, Place};

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
pub fn watch(vm: &VirtualMachine) {
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
    if !Quiet::reigns()
        && let Some(tracer) = tracer()
    {
        tracer.delegates_to(&iterator, vm);
    }
    Ok(iterator)
}

impl Tracer {
    /// Tells that the innermost object delegates to an iterator, where `yield from` is what it is at.
    fn delegates_to(&self, iterator: &PyObject, vm: &VirtualMachine) {
        let Some((index, key, offset)) = self.with_local(vm, |local| {
            let running = local.running.last()?;
            let offset = running.frame.lasti().saturating_sub(1) * 2;
            Some((running.index, frame_key(&running.frame), offset))
        }) else {
            return;
        };
        let Some(code) = self.with_table(|table| {
            let code = &table.object(index).code;
            (code.role(offset) == Role::YieldFrom).then(|| code.clone())
        }) else {
            return;
        };
        // An `__iter__` of the program's iterates for itself while its generator stands at `yield from`.
        if running_frame(&code.code, vm).is_none_or(|frame| frame_key(&frame) != key) {
            return;
        }
        let address = iterator.get_id();
        let id = self.with_table(|table| {
            let tracked = table.object(index);
            tracked.delegating = Some((code.delegation(offset), None));
            tracked.target = address;
            tracked.id
        });
        let to = self.target(iterator, vm);
        self.tell(vm, Some(code.site(offset)), Some(Place::Object(id)), Kind::Delegated { id, to });
    }
}
