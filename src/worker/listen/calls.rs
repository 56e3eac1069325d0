//! A method of an object called, told as the resumption it is, the refusal, or the closing without running.

use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{Actor, How, Input, Kind, State};
use crate::trace::value::Value;
use crate::worker::ledger::caller::{self, Caller};
use crate::worker::ledger::code::Role;
use crate::worker::ledger::frames::{frame_of, python_state};
use crate::worker::ledger::safe_repr::safe_repr;
use crate::worker::ledger::thread::{self, PausedAt};
use crate::worker::listen::transitions;
use crate::worker::listen::transitions::{Answer, Resumption};
use crate::worker::tracer::Tracer;

/// A method of an object that was called.
pub(crate) enum MethodCall {
    /// `__next__`.
    Next,
    /// `send`, with the text of the value.
    Send { text: Value, is_none: bool },
    /// `throw`, with the text of what is thrown.
    Throw { text: Value, valid: bool },
    /// `close`.
    Close,
    /// Nobody holds the object any more.
    Gc,
}

impl MethodCall {
    fn how(&self) -> How {
        match self {
            MethodCall::Next => How::Next,
            MethodCall::Send { .. } => How::Send,
            MethodCall::Throw { .. } => How::Throw,
            MethodCall::Close => How::Close,
            MethodCall::Gc => How::Gc,
        }
    }

    fn input(self) -> Input {
        match self {
            MethodCall::Next | MethodCall::Close | MethodCall::Gc => Input::Nothing,
            MethodCall::Send { text, .. } => Input::Value(text),
            MethodCall::Throw { text, .. } => Input::Exception(text),
        }
    }
}

/// The answer in what `next`, `send` and `throw` give.
pub(crate) fn iteration_answer(
    result: &PyResult<PyIterReturn>,
    tracer: &Tracer,
    vm: &VirtualMachine,
) -> Option<Answer> {
    Some(match result {
        Ok(PyIterReturn::Return(value)) => Answer::Yielded(tracer.safe_repr(value, vm)),
        Ok(PyIterReturn::StopIteration(value)) => {
            Answer::Returned(value.as_ref().map_or_else(Value::none, |value| tracer.safe_repr(value, vm)))
        }
        Err(exception) => Answer::Raised(tracer.safe_repr(exception.as_object(), vm)),
    })
}

/// The answer in what `close` gives: GeneratorExit ends in it, other exceptions pass through.
pub(crate) fn close_answer(
    result: &PyResult<PyObjectRef>,
    tracer: &Tracer,
    vm: &VirtualMachine,
) -> Option<Answer> {
    match result {
        Ok(_) => None,
        Err(exception) => Some(Answer::Raised(tracer.safe_repr(exception.as_object(), vm))),
    }
}

/// Calls a method of an object and tells what it did.
pub(crate) fn around<R>(
    tracer: &Tracer,
    object: &PyObject,
    index: usize,
    method: MethodCall,
    vm: &VirtualMachine,
    call: impl FnOnce() -> PyResult<R>,
    answer: impl FnOnce(&PyResult<R>, &Tracer, &VirtualMachine) -> Option<Answer>,
) -> PyResult<R> {
    if thread::paused() == Some(PausedAt::Transition) && !matches!(method, MethodCall::Gc) {
        // Python is just carrying out a transition, and would not have this one told.
        return Err(vm.new_runtime_error(
            "a transition is under way: step on to the next line, nothing can be resumed before",
        ));
    }
    transitions::reconcile(tracer, vm);
    let before = python_state(object);
    let how = method.how();
    let is_refused = match (before, &method) {
        (State::Running, _) => true,
        (State::Closed, MethodCall::Close) => false,
        (State::Closed, _) => true,
        (State::Created, MethodCall::Send { is_none, .. }) => !is_none,
        (_, MethodCall::Throw { valid, .. }) => !valid,
        _ => false,
    };
    if is_refused {
        return refused(tracer, index, method, before, vm, call, answer);
    }
    if how == How::Close && before == State::Closed {
        return call();
    }
    if how == How::Close && before == State::Created {
        let result = call();
        closed_unstarted(tracer, index, vm);
        return result;
    }
    let Some(frame) = frame_of(object) else {
        return call();
    };
    let throws = matches!(method, MethodCall::Throw { .. } | MethodCall::Close | MethodCall::Gc);
    if throws && !matches!(method, MethodCall::Throw { .. }) {
        tracer.with_thread(vm, |thread| thread.passing = Some(Value::from("GeneratorExit()")));
    }
    let caller = match method {
        MethodCall::Gc => Caller::collector(&tracer.ledger, vm),
        _ => match tracer.with_thread(vm, |thread| thread.eager.take()) {
            Some(task) => Caller::task(task),
            None => caller::current(&tracer.ledger, vm),
        },
    };
    let (how, input) = match (how, &caller) {
        (How::Next, Caller { role: Role::ForIter, .. }) => (How::For, Input::Nothing),
        (How::Send, Caller { actor: Actor::Task(_), .. }) => (How::Task, Input::Nothing),
        (How::Throw, Caller { actor: Actor::Task(_), .. }) => (How::Task, method.input()),
        _ => (how, method.input()),
    };
    if let Input::Exception(exception) = &input {
        tracer.with_thread(vm, |thread| thread.passing = Some(exception.clone()));
    }
    let resumption = Resumption { index, frame, how, input: input.clone(), announced: true };
    transitions::resumed(tracer, resumption, &caller, vm);
    if throws {
        transitions::hand_down(tracer, object, how, &input, vm);
    }
    let result = call();
    transitions::settle_deferred(tracer, vm);
    let untold = tracer.with_thread(vm, |thread| thread.running.iter().any(|running| running.index == index));
    if untold {
        let answer = answer(&result, tracer, vm).unwrap_or_else(|| match python_state(object) {
            State::Closed => Answer::Raised(Value::from("GeneratorExit()")),
            _ => Answer::Yielded(
                tracer.with_thread(vm, |thread| thread.yielded.clone()).unwrap_or_else(Value::none),
            ),
        });
        let site = tracer.ledger.with(|entries| entries.object(index).site);
        transitions::answered(tracer, index, answer, site, vm);
    }
    result
}

/// Makes a call that Python refuses, and tells of the refusal.
pub(crate) fn refused<R>(
    tracer: &Tracer,
    index: usize,
    method: MethodCall,
    state: State,
    vm: &VirtualMachine,
    call: impl FnOnce() -> PyResult<R>,
    answer: impl FnOnce(&PyResult<R>, &Tracer, &VirtualMachine) -> Option<Answer>,
) -> PyResult<R> {
    let caller = caller::current(&tracer.ledger, vm);
    let result = call();
    let exception = match (&result, answer(&result, tracer, vm)) {
        (Err(exception), _) => safe_repr(exception.as_object(), vm, &|_| None),
        (Ok(_), Some(Answer::Returned(value))) if !value.is_none() => {
            Value::from(format!("StopIteration({value})"))
        }
        _ => Value::from("StopIteration()"),
    };
    let how = match (method.how(), caller.role) {
        (How::Next, Role::ForIter) => How::For,
        (how, _) => how,
    };
    let id = tracer.ledger.with(|entries| entries.object(index).id);
    let kind = Kind::Refused {
        id,
        by: caller.actor,
        how,
        input: method.input(),
        exception,
        before: state,
        after: state,
    };
    tracer.tell(vm, caller.site, caller.place, kind);
    result
}

/// Tells that an object was closed without running.
pub(crate) fn closed_unstarted(tracer: &Tracer, index: usize, vm: &VirtualMachine) {
    let caller = caller::current(&tracer.ledger, vm);
    let (id, before) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        let before = tracked.state;
        tracked.state = State::Closed;
        let id = tracked.id;
        entries.forget_frame(index);
        (id, before)
    });
    tracer.tell(vm, caller.site, caller.place, Kind::Closed { id, before, after: State::Closed });
}
