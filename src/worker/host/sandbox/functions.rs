//! Native functions put in the place of others.

use rustpython_vm::function::{Callee, FuncArgs, PyMethodDef, PyNativeFn};
use rustpython_vm::{PyResult, VirtualMachine};

use super::denials;

/// The method with another function.
pub(crate) fn with_function(method: &PyMethodDef, function: impl PyNativeFn) -> PyMethodDef {
    PyMethodDef { func: Box::leak(Box::new(function)), ..method.clone() }
}

/// The method, telling the learner where it fails at a wall.
pub(crate) fn telling(method: &PyMethodDef) -> PyMethodDef {
    let (name, original) = (method.name, method.func);
    with_function(method, move |vm: &VirtualMachine, arguments: FuncArgs, callee: Callee| -> PyResult {
        let first = arguments.args.first().cloned();
        original(vm, arguments, callee)
            .inspect_err(|exception| denials::notice(name, first.as_deref(), exception, vm))
    })
}
