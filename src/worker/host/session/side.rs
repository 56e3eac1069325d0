//! The Python side of a session, `session.py`, and the calls to it.

use std::sync::OnceLock;

use rustpython_vm::function::IntoFuncArgs;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{Note, Untold};
use crate::wire::{Completion, CompletionKind, Completions};
use crate::worker::ledger::quiet::Quiet;
use crate::worker::tracer::Tracer;

/// What the Python side answers with: its namespace.
static SIDE: OnceLock<PyObjectRef> = OnceLock::new();

/// Keeps the namespace of the Python side, which it hands over.
pub(crate) fn answer_with(side: PyObjectRef) {
    // The first one stays: there is one session in a process.
    let _ = SIDE.set(side);
}

/// Whether the session has an event loop yet.
pub(crate) fn has_loop(vm: &VirtualMachine) -> bool {
    SIDE.get().and_then(|side| side.get_item("loop", vm).ok()).is_some_and(|known| !vm.is_none(&known))
}

/// What could stand at a cursor in a text that begins an entry.
pub(crate) fn complete(text: &str, cursor: usize, tracer: &Tracer, vm: &VirtualMachine) -> Completions {
    let before = text.get(..cursor).unwrap_or(text);
    let _quiet = Quiet::new();
    let found = ask("complete", (before.to_owned(),), tracer, vm).and_then(|found| {
        let found: Vec<PyObjectRef> = found.try_into_value(vm).ok()?;
        let [length, found] = <[PyObjectRef; 2]>::try_from(found).ok()?;
        let found: Vec<Vec<String>> = found.try_into_value(vm).ok()?;
        Some((length.try_into_value::<usize>(vm).ok()?, found))
    });
    let Some((length, found)) = found else {
        return Completions { start: before.len(), candidates: Vec::new() };
    };
    let start = before.char_indices().rev().take(length).last().map_or(before.len(), |(at, _)| at);
    let candidates = found.into_iter().filter_map(|pair| {
        let [text, kind] = <[String; 2]>::try_from(pair).ok()?;
        let kind = match kind.as_str() {
            "keyword" => CompletionKind::Keyword,
            "callable" => CompletionKind::Callable,
            "attribute" => CompletionKind::Attribute,
            "method" => CompletionKind::Method,
            "parameter" => CompletionKind::Parameter,
            "module" => CompletionKind::Module,
            _ => CompletionKind::Name,
        };
        Some(Completion { text, kind })
    });
    Completions { start, candidates: candidates.collect() }
}

/// Calls a function of the Python side; the error is a KeyboardInterrupt as a rule.
pub(crate) fn call(
    name: &'static str,
    args: impl IntoFuncArgs,
    vm: &VirtualMachine,
) -> PyResult<Option<PyObjectRef>> {
    let Some(side) = SIDE.get() else {
        return Ok(None);
    };
    let answer = side.get_item(name, vm)?.call(args, vm)?;
    Ok((!vm.is_none(&answer)).then_some(answer))
}

/// Calls a function of the Python side; what goes wrong in it is nothing the learner did.
pub(crate) fn ask(
    name: &'static str,
    args: impl IntoFuncArgs,
    tracer: &Tracer,
    vm: &VirtualMachine,
) -> Option<PyObjectRef> {
    match call(name, args, vm) {
        Ok(answer) => answer,
        Err(exception) => {
            let error = tracer.safe_repr(exception.as_object(), vm);
            tracer.note(Note::Untold { act: Untold::Prompt { function: name.into() }, error }, vm);
            None
        }
    }
}
