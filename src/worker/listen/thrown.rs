//! What is thrown into an object: its text, and how it comes back.

use rustpython_vm::builtins::{PyTuple, PyType};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::value::Value;
use crate::worker::tracer::Tracer;

/// A class is thrown as an instance made without arguments, or with the value given.
pub(crate) fn thrown_repr(
    tracer: &Tracer,
    thrown: &PyObject,
    value: Option<&PyObjectRef>,
    vm: &VirtualMachine,
) -> Value {
    match thrown.downcast_ref::<PyType>() {
        Some(class) => match value {
            Some(value) if value.fast_isinstance(class) => tracer.safe_repr(value, vm),
            Some(value) => {
                // As `_PyErr_CreateException` of CPython's Python/errors.c: a tuple is the arguments.
                let given = value.downcast_ref::<PyTuple>().map(|given| given.as_slice().to_vec());
                let given = given.unwrap_or_else(|| vec![value.clone()]);
                let given: Vec<_> = given.iter().map(|it| tracer.safe_repr(it, vm).0).collect();
                Value::from(format!("{}({})", class.name(), given.join(", ")))
            }
            None => Value::from(format!("{}()", class.name())),
        },
        None => tracer.safe_repr(thrown, vm),
    }
}

/// PEP 479 holds for the body of a generator: what is thrown in before it began comes back as it is.
pub(crate) fn as_thrown<T>(was_unstarted: bool, answer: PyResult<T>, vm: &VirtualMachine) -> PyResult<T> {
    match answer {
        Err(error) if was_unstarted && error.fast_isinstance(vm.ctx.exceptions.runtime_error) => {
            Err(error.__cause__().unwrap_or(error))
        }
        answer => answer,
    }
}
