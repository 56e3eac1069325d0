//! Python functions that give errors the form they have in CPython, before they are printed.

use std::sync::OnceLock;

use rustpython_vm::builtins::{PyBaseExceptionRef, PyBytes};
use rustpython_vm::{PyObjectRef, PyRef, VirtualMachine};

use crate::worker::ledger::quiet::Quiet;

/// What words syntax errors.
static SYNTAX_ERRORS: OnceLock<PyObjectRef> = OnceLock::new();

/// What cuts long chains of exceptions.
static CHAINS: OnceLock<PyObjectRef> = OnceLock::new();

/// Sets what words syntax errors; the first one stays.
pub(crate) fn word_with(words: PyObjectRef) {
    let _ = SYNTAX_ERRORS.set(words);
}

/// Sets what cuts long chains of exceptions; the first one stays.
pub(crate) fn cut_chains_with(cut: PyObjectRef) {
    let _ = CHAINS.set(cut);
}

/// Words the error of a text that cannot be compiled.
pub(crate) fn word(error: &PyBaseExceptionRef, source: PyRef<PyBytes>, vm: &VirtualMachine) {
    if let Some(words) = SYNTAX_ERRORS.get() {
        let _quiet = Quiet::new();
        // The error itself is worth more than its wording.
        let _ = words.call((error.clone(), source), vm);
    }
}

/// Cuts the chain of an exception where it is too long to print.
pub(crate) fn cut_chain(exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    if let Some(cut) = CHAINS.get() {
        let _quiet = Quiet::new();
        // An exception that refuses is printed as it is.
        let _ = cut.call((exception.clone(),), vm);
    }
}
