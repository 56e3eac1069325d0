//! Code of the program that is followed: at the start, when a module is imported, and when a copy of it turns up.

use rustpython_vm::builtins::PyCode;
use rustpython_vm::{Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

use crate::trace::id::FileId;
use crate::worker::ledger::code::WatchedCode;
use crate::worker::tracer::Tracer;

/// Follows a module's code object and all that are inside it.
pub(crate) fn watch_module(
    code: &PyRef<PyCode>,
    file: FileId,
    tracer: &Tracer,
    vm: &VirtualMachine,
) -> PyResult<()> {
    tracer.ledger.with(|entries| entries.name_file(code.source_path().as_str(), file));
    watch(code, file, tracer, vm)
}

fn watch(code: &Py<PyCode>, file: FileId, tracer: &Tracer, vm: &VirtualMachine) -> PyResult<()> {
    for constant in code.code.constants.iter() {
        let constant = PyObjectRef::from(constant.clone());
        if let Ok(inner) = constant.downcast::<PyCode>() {
            watch(&inner, file, tracer, vm)?;
        }
    }
    let watched = WatchedCode::read(code, file);
    let watched = tracer.ledger.with(|entries| entries.watch(watched));
    match tracer.subscription() {
        Some(subscription) => subscription.follow(&watched, vm),
        None => Ok(()),
    }
}

/// Follows a code object that was made from one of the program's files after it was loaded, as `types.coroutine` does.
pub(crate) fn watch_copy(code: &Py<PyCode>, tracer: &Tracer, vm: &VirtualMachine) -> bool {
    let Some(file) = tracer.ledger.with(|entries| entries.file(code.source_path().as_str())) else {
        return false;
    };
    watch(code, file, tracer, vm).is_ok()
}
