//! The namespace `native`, and the Python files that are run with it.

use rustpython_vm::builtins::PyNamespace;
use rustpython_vm::compiler::Mode;
use rustpython_vm::function::IntoPyNativeFn;
use rustpython_vm::scope::Scope;
use rustpython_vm::{PyObjectRef, PyPayload, PyResult, VirtualMachine};

use super::interface::Native;
use crate::worker::ledger::frames::OWN_CODE;

/// The functions that the worker's Python files find under the name `native`.
pub(super) struct Natives<'a> {
    namespace: PyObjectRef,
    vm: &'a VirtualMachine,
}

impl Natives<'_> {
    /// An empty namespace.
    pub(super) fn new(vm: &VirtualMachine) -> Natives<'_> {
        Natives { namespace: PyNamespace::default().into_ref(&vm.ctx).into(), vm }
    }

    /// Adds a function.
    pub(super) fn add<F, K>(&self, native: Native, function: F) -> PyResult<()>
    where
        F: IntoPyNativeFn<K>,
    {
        self.set(native, self.vm.new_function(native.name(), function).into())
    }

    /// Adds a value.
    pub(super) fn set(&self, native: Native, value: PyObjectRef) -> PyResult<()> {
        self.namespace.set_attr(native.name(), value, self.vm)
    }

    /// Runs one of the worker's Python files in a namespace of its own.
    pub(super) fn run(&self, source: &str) -> PyResult<()> {
        let vm = self.vm;
        let globals = vm.new_scope_with_builtins().globals;
        globals.set_item("native", self.namespace.clone(), vm)?;
        globals.set_item("__name__", vm.ctx.new_str(OWN_CODE).into(), vm)?;
        let code = vm
            .compile(source, Mode::Exec, OWN_CODE.to_owned())
            .map_err(|error| error.into_pyexception(vm, Some(source)))?;
        vm.run_code_obj(code, Scope::new(None, globals))?;
        Ok(())
    }
}
