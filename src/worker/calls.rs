//! A method of an object called, told as the resumption it is, the refusal, or the closing without running.

use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::caller::{self, Caller};
use super::code::Role;
use super::picture::exception_picture;
use super::tracer::{Standing, Tracer};
use super::transitions::{Answer, Resumption, frame_of, python_state};
use crate::trace::event::{Actor, How, Input, Kind, Note, State};
use crate::trace::value::Value;

/// How a method of an object was called.
pub enum Manner {
    /// `__next__`.
    Next,
    /// `send`, with the picture of the value.
    Send { text: Value, is_none: bool },
    /// `throw`, with the picture of what is thrown.
    Throw { text: Value, valid: bool },
    /// `close`.
    Close,
    /// Nobody holds the object any more.
    Gc,
}

impl Manner {
    fn how(&self) -> How {
        match self {
            Manner::Next => How::Next,
            Manner::Send { .. } => How::Send,
            Manner::Throw { .. } => How::Throw,
            Manner::Close => How::Close,
            Manner::Gc => How::Gc,
        }
    }

    fn input(self) -> Input {
        match self {
            Manner::Next | Manner::Close | Manner::Gc => Input::Nothing,
            Manner::Send { text, .. } => Input::Value(text),
            Manner::Throw { text, .. } => Input::Exception(text),
        }
    }
}

/// The answer in what `next`, `send` and `throw` give.
pub fn iteration_answer(
    result: &PyResult<PyIterReturn>,
    tracer: &Tracer,
    vm: &VirtualMachine,
) -> Option<Answer> {
    Some(match result {
        Ok(PyIterReturn::Return(value)) => Answer::Yielded(tracer.picture(value, vm)),
        Ok(PyIterReturn::StopIteration(value)) => {
            Answer::Returned(value.as_ref().map_or_else(Value::none, |value| tracer.picture(value, vm)))
        }
        Err(exception) => Answer::Raised(tracer.picture(exception.as_object(), vm)),
    })
}

/// The answer in what `close` gives: GeneratorExit ends in it, other exceptions pass through.
pub fn close_answer(result: &PyResult<PyObjectRef>, tracer: &Tracer, vm: &VirtualMachine) -> Option<Answer> {
    match result {
        Ok(_) => None,
        Err(exception) => Some(Answer::Raised(tracer.picture(exception.as_object(), vm))),
    }
}

impl Tracer {
    /// Calls a method of an object and tells what it did.
    pub fn around<R>(
        &self,
        object: &PyObject,
        index: usize,
        manner: Manner,
        vm: &VirtualMachine,
        call: impl FnOnce() -> PyResult<R>,
        answer: impl FnOnce(&PyResult<R>, &Tracer, &VirtualMachine) -> Option<Answer>,
    ) -> PyResult<R> {
        if Standing::now() == Some(Standing::Midway) && !matches!(manner, Manner::Gc) {
            // Python is just carrying out a transition, and would not have this one told.
            return Err(vm.new_runtime_error(
                "a transition is under way: step on to the next line, nothing can be resumed before",
            ));
        }
        self.reconcile(vm);
        let before = python_state(object);
        let how = manner.how();
        let refused = match (before, &manner) {
            (State::Running, _) => true,
            (State::Closed, Manner::Close) => false,
            (State::Closed, _) => true,
            (State::Created, Manner::Send { is_none, .. }) => !is_none,
            (_, Manner::Throw { valid, .. }) => !valid,
            _ => false,
        };
        if refused {
            return self.refused(index, manner, before, vm, call, answer);
        }
        if how == How::Close && before == State::Closed {
            return call();
        }
        if how == How::Close && before == State::Created {
            let result = call();
            self.closed_unstarted(index, vm);
            return result;
        }
        let Some(frame) = frame_of(object) else {
            return call();
        };
        let throws = matches!(manner, Manner::Throw { .. } | Manner::Close | Manner::Gc);
        if throws && !matches!(manner, Manner::Throw { .. }) {
            self.with_local(vm, |local| local.passing = Some(Value::from("GeneratorExit()")));
        }
        let caller = match manner {
            Manner::Gc => Caller::collector(self, vm),
            _ => match self.with_local(vm, |local| local.eager.take()) {
                Some(task) => Caller::task(task),
                None => caller::current(self, vm),
            },
        };
        let (how, input) = match (how, &caller) {
            (How::Next, Caller { role: Role::ForIter, .. }) => (How::For, Input::Nothing),
            (How::Send, Caller { actor: Actor::Task(_), .. }) => (How::Task, Input::Nothing),
            (How::Throw, Caller { actor: Actor::Task(_), .. }) => (How::Task, manner.input()),
            _ => (how, manner.input()),
        };
        if let Input::Exception(exception) = &input {
            self.with_local(vm, |local| local.passing = Some(exception.clone()));
        }
        let resumption = Resumption { index, frame, how, input: input.clone(), announced: true };
        self.resumed(resumption, &caller, vm);
        if throws {
            self.hand_down(object, how, &input, vm);
        }
        let result = call();
        self.settle_deferred(vm);
        let untold = self.with_local(vm, |local| local.running.iter().any(|running| running.index == index));
        if untold {
            let answer = answer(&result, self, vm).unwrap_or_else(|| match python_state(object) {
                State::Closed => Answer::Raised(Value::from("GeneratorExit()")),
                _ => Answer::Yielded(
                    self.with_local(vm, |local| local.yielded.clone()).unwrap_or_else(Value::none),
                ),
            });
            let site = self.with_table(|table| table.object(index).site);
            self.answered(index, answer, site, vm);
        }
        result
    }

    /// Makes a call that Python refuses, and tells of the refusal.
    fn refused<R>(
        &self,
        index: usize,
        manner: Manner,
        state: State,
        vm: &VirtualMachine,
        call: impl FnOnce() -> PyResult<R>,
        answer: impl FnOnce(&PyResult<R>, &Tracer, &VirtualMachine) -> Option<Answer>,
    ) -> PyResult<R> {
        let caller = caller::current(self, vm);
        let result = call();
        let exception = match (&result, answer(&result, self, vm)) {
            (Err(exception), _) => exception_picture(exception, vm, &|_| None),
            (Ok(_), Some(Answer::Returned(value))) if !value.is_none() => {
                Value::from(format!("StopIteration({value})"))
            }
            _ => Value::from("StopIteration()"),
        };
        let how = match (manner.how(), caller.role) {
            (How::Next, Role::ForIter) => How::For,
            (how, _) => how,
        };
        let id = self.with_table(|table| table.object(index).id);
        let kind = Kind::Refused {
            id,
            by: caller.actor,
            how,
            input: manner.input(),
            exception,
            before: state,
            after: state,
        };
        self.tell(vm, caller.site, caller.place, kind);
        result
    }

    /// Tells that an object was closed without running.
    pub fn closed_unstarted(&self, index: usize, vm: &VirtualMachine) {
        let caller = caller::current(self, vm);
        let (id, before) = self.with_table(|table| {
            let tracked = table.object(index);
            let before = tracked.state;
            tracked.state = State::Closed;
            let id = tracked.id;
            table.forget_frame(index);
            (id, before)
        });
        self.tell(vm, caller.site, caller.place, Kind::Closed { id, before, after: State::Closed });
    }

    /// Tells the learner something.
    pub fn note(&self, note: Note, vm: &VirtualMachine) {
        let caller = caller::current(self, vm);
        self.tell(vm, caller.site, caller.place, Kind::Note(note));
    }
}
