//! What only asyncio knows, asked of its hooks: who waits for what, and what is awaited.

use std::sync::OnceLock;

use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, VirtualMachine};

use crate::lang::{Lang, Say};
use crate::trace::event::{Awaitable, Kind, Note, Target};
use crate::trace::value::Value;
use crate::worker::ledger::caller;
use crate::worker::ledger::frames::referent;
use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::arguments;
use crate::worker::tracer::Tracer;

/// The functions by which asyncio's hooks answer.
pub(crate) struct Answers {
    /// Who was kept waiting by a sleep of so many seconds; None where no loop runs.
    pub(crate) blocked: PyObjectRef,
    /// What the tasks wait for, as lists of a name and an awaitable.
    pub(crate) pending: PyObjectRef,
    /// The awaitable that an object is; None for what is none of asyncio's.
    pub(crate) describe: PyObjectRef,
}

static ANSWERS: OnceLock<Answers> = OnceLock::new();

/// Keeps the functions by which asyncio's hooks answer.
pub(crate) fn answer_with(answers: Answers) {
    // The first ones stay: there is one program in a process.
    let _ = ANSWERS.set(answers);
}

/// Tells of a blocking sleep that stopped an event loop.
pub(crate) fn slept(tracer: &Tracer, seconds: f64, vm: &VirtualMachine) {
    let Some(Answers { blocked, .. }) = ANSWERS.get().filter(|_| !Quiet::is_on() && seconds > 0.0) else {
        return;
    };
    let waited: Option<Vec<String>> = {
        let _quiet = Quiet::new();
        blocked.call((seconds,), vm).ok().and_then(|names| names.try_into_value(vm).ok())
    };
    if let Some(waited) = waited {
        let waiting = waited.into_iter().map(String::into_boxed_str).collect();
        let caller = caller::innermost(&tracer.ledger, vm);
        tracer.tell(vm, caller.site, caller.place, Kind::Note(Note::Blocked { seconds, waiting }));
    }
}

/// Tells that nothing can happen any more, and makes the exception that ends the wait.
pub(crate) fn deadlock(tracer: &Tracer, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let waiting = ANSWERS
        .get()
        .and_then(|answers| {
            let _quiet = Quiet::new();
            let pending = answers.pending.call((), vm).ok()?;
            arguments::waiting_tasks(&pending, vm).ok()
        })
        .unwrap_or_default();
    let note = Note::Deadlock { waiting };
    let text = note.say(Lang::En);
    let caller = caller::innermost(&tracer.ledger, vm);
    tracer.tell(vm, caller.site, caller.place, Kind::Note(note));
    vm.new_runtime_error(text)
}

/// Tells what an event loop did.
pub(crate) fn tell_of_loop(tracer: &Tracer, kind: Kind, vm: &VirtualMachine) {
    let caller = caller::in_loop(&tracer.ledger, vm);
    tracer.tell(vm, caller.site, caller.place, kind);
}

/// What an object is to a trace: one of ours, or its text.
pub(crate) fn target(tracer: &Tracer, object: &PyObject, vm: &VirtualMachine) -> Target {
    let known = |object: &PyObject| {
        tracer.ledger.with(|entries| match entries.by_address(object.get_id()) {
            Some(index) => Some(Target::Object(entries.object(index).id)),
            None => entries.future(object),
        })
    };
    if let Some(target) = known(object) {
        return target;
    }
    // `await future` hands over to an iterator that holds nothing but the future.
    let is_iterator = object.class().name().to_string() == "FutureIter";
    let inside = is_iterator.then(|| referent(object, vm)).flatten();
    if let Some(target) = inside.as_deref().and_then(known) {
        return target;
    }
    let object = inside.as_deref().unwrap_or(object);
    match awaitable(object, vm) {
        Some(Awaitable::Named(name)) => Target::Other(Value(name)),
        Some(awaitable) => Target::Awaitable(awaitable),
        None => Target::Other(tracer.safe_repr(object, vm)),
    }
}

/// What is awaited, as asyncio's users call it; nothing where its own text is as good.
pub(crate) fn awaitable(object: &PyObject, vm: &VirtualMachine) -> Option<Awaitable> {
    let answers = ANSWERS.get()?;
    let _quiet = Quiet::new();
    let described = answers.describe.call((object.to_owned(),), vm).ok()?;
    arguments::awaitable(&described, vm).ok()
}
