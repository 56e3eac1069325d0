//! Which events of `sys.monitoring` each code object of the program tells of (PEP 669).

use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use crate::worker::ledger::code::WatchedCode;

/// What is needed to hear of a code object.
pub(crate) struct Subscription {
    /// The module `sys.monitoring`.
    pub(crate) module: PyObjectRef,
    /// The id of the tool that listens.
    pub(crate) tool: i32,
    /// The events of code that makes generator-like objects.
    pub(crate) of_generators: u32,
    /// The events of all other code.
    pub(crate) of_functions: u32,
}

impl Subscription {
    /// Follows a code object of the program from now on.
    pub(crate) fn follow(&self, code: &WatchedCode, vm: &VirtualMachine) -> PyResult<()> {
        let events = if code.makes.is_some() { self.of_generators } else { self.of_functions };
        vm.call_method(&self.module, "set_local_events", (self.tool, code.code.clone(), events))?;
        Ok(())
    }
}
