//! An interpreter for unit tests.

use rustpython_vm::{Interpreter, Settings, VirtualMachine};

/// Works with an interpreter that nothing listens to.
pub(crate) fn with<R>(work: impl FnOnce(&VirtualMachine) -> R) -> R {
    let builder = Interpreter::builder(Settings::default());
    let modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    let frozen = rustpython_pylib::FROZEN_STDLIB;
    builder.add_native_modules(&modules).add_frozen_modules(frozen).build().enter(work)
}
