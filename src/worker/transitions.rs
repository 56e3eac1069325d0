//! From what is seen of an object to the events that tell of it, and the book of who runs on whose behalf.
//!
//! Python tells of each resumption and answer of a frame that runs its own code. It is silent about delegating
//! generators through which an exception or an answer passes without running a line of theirs; those are told here,
//! from the frames on the stack and from what is still running when it should not be.

use std::sync::Arc;

use rustpython_vm::builtins::{PyAsyncGen, PyCoroutine, PyGenerator};
use rustpython_vm::frame::{FrameObject, for_each_current_frame};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyRef, VirtualMachine};

use super::caller::{self, Caller};
use super::code::{Role, WatchedCode};
use super::late;
use super::tracer::{Running, Tracer, frame_key};
use crate::trace::event::{Actor, Event, How, Input, Kind, ObjectKind, Place, Site, State, Target};
use crate::trace::value::Value;

/// Control on its way into an object.
pub struct Resumption {
    /// The object, as an index into the table.
    pub index: usize,
    /// Its frame.
    pub frame: PyRef<FrameObject>,
    /// By what.
    pub how: How,
    /// With what.
    pub input: Input,
    /// Whether the frame's own first event is still to come.
    pub announced: bool,
}

/// How a resumption ended.
pub enum Answer {
    /// The object sleeps again and handed out this value.
    Yielded(Value),
    /// Its code returned this value.
    Returned(Value),
    /// This exception left it.
    Raised(Value),
}

/// The kind of a generator-like object; `None` for anything else. Subclasses do not exist.
pub fn kind_of(object: &PyObject, vm: &VirtualMachine) -> Option<ObjectKind> {
    let class = object.class();
    if class.is(vm.ctx.types.generator_type) {
        Some(ObjectKind::Generator)
    } else if class.is(vm.ctx.types.coroutine_type) {
        Some(ObjectKind::Coroutine)
    } else if class.is(vm.ctx.types.async_generator) {
        Some(ObjectKind::AsyncGenerator)
    } else {
        None
    }
}

/// The frame of a generator-like object that is not closed.
pub fn frame_of(object: &PyObject) -> Option<PyRef<FrameObject>> {
    if let Some(generator) = object.downcast_ref::<PyGenerator>() {
        generator.as_coro().frame_opt()
    } else if let Some(coroutine) = object.downcast_ref::<PyCoroutine>() {
        coroutine.as_coro().frame_opt()
    } else {
        object.downcast_ref::<PyAsyncGen>().and_then(|generator| generator.as_coro().frame_opt())
    }
}

/// The generator-like object behind what is awaited or delegated to: itself, or the one its iterator drives.
fn behind(target: PyObjectRef, vm: &VirtualMachine) -> Option<PyObjectRef> {
    if kind_of(&target, vm).is_some() {
        return Some(target);
    }
    let name = target.class().name().to_string();
    let drives = ["async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "anext_awaitable"];
    drives.contains(&name.as_str()).then(|| super::loops::referent(&target, vm)).flatten()
}

/// The generator-like object that owns a frame; `None` where it is closed.
pub fn generator_of(frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let generator = frame.as_object().get_attr(vm.ctx.intern_str("f_generator"), vm).ok()?;
    (!vm.is_none(&generator)).then_some(generator)
}

/// The state Python gives an object now.
pub fn python_state(object: &PyObject) -> State {
    let (running, closed, suspended) = if let Some(generator) = object.downcast_ref::<PyGenerator>() {
        let coro = generator.as_coro();
        (coro.running(), coro.closed(), coro.suspended())
    } else if let Some(coroutine) = object.downcast_ref::<PyCoroutine>() {
        let coro = coroutine.as_coro();
        (coro.running(), coro.closed(), coro.suspended())
    } else if let Some(generator) = object.downcast_ref::<PyAsyncGen>() {
        let coro = generator.as_coro();
        (coro.running(), coro.closed(), coro.suspended())
    } else {
        return State::Closed;
    };
    if running {
        State::Running
    } else if closed {
        State::Closed
    } else if suspended {
        State::Suspended
    } else {
        State::Created
    }
}

impl Tracer {
    /// Notes a new object of the program and tells of it, once; its index.
    pub fn created(&self, object: &PyObject, vm: &VirtualMachine) -> Option<usize> {
        let kind = kind_of(object, vm)?;
        let frame = frame_of(object)?;
        let code = self.watched_or_copy(&frame, vm)?;
        let (address, frame_address) = (object.get_id(), frame_key(&frame));
        if let Some(known) = self.with_table(|table| table.by_frame(frame_address)) {
            return Some(known);
        }
        self.settle_deferred(vm);
        let caller = caller::current(self, vm);
        let (index, id, frame_id) = self.with_table(|table| {
            let index = table.add(address, frame_address, code.clone(), kind);
            let tracked = table.object(index);
            (index, tracked.id, tracked.frame)
        });
        self.tell(
            vm,
            caller.site,
            caller.place,
            Kind::Created {
                id,
                name: code.name.clone(),
                kind,
                frame: frame_id,
                defined: Some(code.defined()),
                by: caller.actor,
                after: State::Created,
            },
        );
        Some(index)
    }

    /// What is known of a frame's code; a copy of the program's code is the program's too.
    fn watched_or_copy(&self, frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<Arc<WatchedCode>> {
        caller::watched(frame, self).or_else(|| {
            late::watch_copy(frame.iframe().code(), self, vm);
            caller::watched(frame, self)
        })
    }

    /// The index of the object that owns a frame; notes the object where its making was not seen.
    pub fn owner(&self, frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<usize> {
        if let Some(index) = self.with_table(|table| table.by_frame(frame_key(frame))) {
            return Some(index);
        }
        self.created(&*generator_of(frame, vm)?, vm)
    }

    /// Tells that control goes into an object, and notes it as running.
    pub fn resumed(&self, resumption: Resumption, caller: &Caller, vm: &VirtualMachine) {
        let Resumption { index, frame, how, input, announced } = resumption;
        let (id, before) = self.with_table(|table| {
            let tracked = table.object(index);
            let before = tracked.state;
            tracked.state = State::Running;
            (tracked.id, before)
        });
        let by = caller.actor.clone();
        let running = Running { index, frame, by: by.clone(), input: input.clone(), announced };
        self.with_local(vm, |local| local.running.push(running));
        self.tell(
            vm,
            caller.site,
            caller.place.clone(),
            Kind::Resumed { id, by, how, input, before, after: State::Running },
        );
    }

    /// Tells that the caller's `yield from` or `await` began on this object, where that is what it is at.
    pub fn delegated_by(&self, caller: &Caller, index: usize, vm: &VirtualMachine) {
        if let (Role::SendYieldFrom | Role::SendAwait, Some(outer)) = (caller.role, caller.index) {
            match &caller.through {
                Some(frame) => self.delegated_through(outer, caller.offset, frame, vm),
                None => self.delegated(outer, caller.offset, index, vm),
            }
        }
    }

    /// Tells that the program awaits a coroutine of the library, which awaits one of the program's.
    fn delegated_through(&self, outer: usize, offset: u32, frame: &Py<FrameObject>, vm: &VirtualMachine) {
        let Some(coroutine) = generator_of(frame, vm) else {
            return;
        };
        let address = coroutine.get_id();
        let (id, site, news) = self.with_table(|table| {
            let tracked = table.object(outer);
            let now = Some((tracked.code.delegation(offset), None));
            let known = tracked.delegating == now && tracked.target == address;
            tracked.delegating = now;
            tracked.target = address;
            tracked.site = tracked.code.site(offset);
            (tracked.id, tracked.site, !known)
        });
        if news {
            let to = self.target(&coroutine, vm);
            self.tell(vm, Some(site), Some(Place::Object(id)), Kind::Delegated { id, to });
        }
    }

    /// Tells that a `yield from` or `await` began, unless that is known.
    pub fn delegated(&self, outer: usize, offset: u32, inner: usize, vm: &VirtualMachine) {
        let news = self.with_table(|table| {
            let inner = table.object(inner).id;
            let tracked = table.object(outer);
            let now = Some((tracked.code.delegation(offset), Some(inner)));
            let known = tracked.delegating == now;
            tracked.delegating = now;
            tracked.site = tracked.code.site(offset);
            (!known).then_some((tracked.id, tracked.site, inner))
        });
        if let Some((id, site, inner)) = news {
            self.tell(
                vm,
                Some(site),
                Some(Place::Object(id)),
                Kind::Delegated { id, to: Target::Object(inner) },
            );
        }
    }

    /// Tells how a running object answered, and notes that it no longer runs.
    ///
    /// Objects further in that never told of their end are settled first.
    pub fn answered(&self, index: usize, answer: Answer, site: Site, vm: &VirtualMachine) {
        while let Some(above) = self.with_local(vm, |local| {
            let position = local.running.iter().rposition(|running| running.index == index)?;
            (position + 1 < local.running.len()).then(|| local.innermost()).flatten()
        }) {
            self.settle(above, vm);
        }
        let event = self.answer_event(index, answer, site, vm);
        self.tell_event(vm, &event);
    }

    /// Notes that a running object answered, and makes the event that tells of it.
    pub fn answer_event(&self, index: usize, answer: Answer, site: Site, vm: &VirtualMachine) -> Event {
        let running = self.with_local(vm, |local| {
            match &answer {
                Answer::Yielded(value) => local.yielded = Some(value.clone()),
                Answer::Raised(exception) => local.passing = Some(exception.clone()),
                Answer::Returned(_) => {}
            }
            let position = local.running.iter().rposition(|running| running.index == index)?;
            Some(local.running.remove(position))
        });
        let to = running.map_or(Actor::Library("python".into()), |running| running.by);
        let after = match answer {
            Answer::Yielded(_) => State::Suspended,
            Answer::Returned(_) | Answer::Raised(_) => State::Closed,
        };
        let (id, before) = self.with_table(|table| {
            let tracked = table.object(index);
            let before = tracked.state;
            tracked.state = after;
            tracked.site = site;
            let id = tracked.id;
            if after == State::Closed {
                tracked.delegating = None;
                table.forget_frame(index);
            }
            (id, before)
        });
        let kind = match answer {
            Answer::Yielded(value) => Kind::Yielded { id, to, value, before, after },
            Answer::Returned(value) => Kind::Returned { id, to, value, before, after },
            Answer::Raised(exception) => Kind::Raised { id, to, exception, before, after },
        };
        self.event(vm, Some(site), Some(Place::Object(id)), kind)
    }

    /// Tells the end of a resumption that Python told nothing of: what passed through the object untouched.
    fn settle(&self, index: usize, vm: &VirtualMachine) {
        let frame = self.with_local(vm, |local| {
            local.running.iter().rfind(|running| running.index == index).map(|running| running.frame.clone())
        });
        let asleep = frame.is_some_and(|frame| generator_of(&frame, vm).is_some());
        let answer = self.with_local(vm, |local| match (asleep, local.passing.clone()) {
            (true, _) => Answer::Yielded(local.yielded.clone().unwrap_or_else(Value::none)),
            (false, Some(exception)) => Answer::Raised(exception),
            (false, None) => Answer::Returned(Value::none()),
        });
        let site = self.with_table(|table| table.object(index).site);
        let event = self.answer_event(index, answer, site, vm);
        self.tell_event(vm, &event);
    }

    /// Tells a yield that waited for its object to sleep.
    pub fn settle_deferred(&self, vm: &VirtualMachine) {
        let Some(deferred) = self.with_local(vm, |local| local.deferred.take()) else {
            return;
        };
        if let Some(object) = deferred.frame.yield_from_target() {
            // A future's iterator sleeps once; another one can have its address.
            let once = object.class().name().to_string() == "FutureIter";
            let address = object.get_id();
            let (id, news) = self.with_table(|table| {
                let tracked = table.object(deferred.index);
                let known = std::mem::replace(&mut tracked.target, address) == address;
                (tracked.id, once || !known)
            });
            if news {
                let to = self.target(&object, vm);
                self.tell(vm, deferred.event.site, Some(Place::Object(id)), Kind::Delegated { id, to });
            }
        }
        self.tell_event(vm, &deferred.event);
    }

    /// Makes the book agree with the stack: whatever is noted as running but is not on it has answered unseen.
    pub fn reconcile(&self, vm: &VirtualMachine) {
        self.settle_deferred(vm);
        while let Some((index, key)) = self.with_local(vm, |local| {
            local.running.last().map(|running| (running.index, frame_key(&running.frame)))
        }) {
            let mut on_stack = false;
            for_each_current_frame(|candidate| on_stack |= frame_key(candidate) == key);
            if on_stack {
                return;
            }
            self.settle(index, vm);
        }
    }

    /// Tells that an exception thrown into an object goes down to the innermost one it delegates to (PEP 380).
    ///
    /// Python has an event only for the innermost, and none where that is no generator.
    pub fn hand_down(&self, object: &PyObject, how: How, input: &Input, vm: &VirtualMachine) {
        let closes = match input {
            Input::Exception(exception) => exception.as_str().starts_with("GeneratorExit("),
            Input::Nothing | Input::Value(_) => true,
        };
        let (how, input) = match how {
            // GeneratorExit is not thrown into a subgenerator: it is closed.
            _ if closes => (How::Close, Input::Nothing),
            How::Task => (How::Throw, input.clone()),
            how => (how, input.clone()),
        };
        let mut outer = object.to_owned();
        let known = self.with_table(|table| table.by_address(object.get_id()));
        let mut caller = known.map_or_else(|| caller::current(self, vm), |index| Caller::object(index, self));
        while let Some(frame) = frame_of(&outer)
            && let Some(inner) = frame.yield_from_target().and_then(|target| behind(target, vm))
        {
            let index = self.with_table(|table| table.by_address(inner.get_id()));
            if let (Some(index), Some(frame), State::Suspended) =
                (index, frame_of(&inner), python_state(&inner))
            {
                let resumption = Resumption { index, frame, how, input: input.clone(), announced: true };
                self.resumed(resumption, &caller, vm);
                caller = Caller::object(index, self);
            }
            outer = inner;
        }
    }

    /// Throws into an object that is not the program's but may delegate to some that are.
    pub fn throw_through<R>(
        &self,
        object: &PyObject,
        how: How,
        input: &Input,
        vm: &VirtualMachine,
        call: impl FnOnce() -> R,
    ) -> R {
        self.reconcile(vm);
        let depth = self.with_local(vm, |local| local.running.len());
        self.hand_down(object, how, input, vm);
        let result = call();
        self.settle_deferred(vm);
        while let Some(index) =
            self.with_local(vm, |local| (local.running.len() > depth).then(|| local.innermost()).flatten())
        {
            self.settle(index, vm);
        }
        result
    }

    /// How a frame that starts or goes on was resumed, where no method of the object was seen to be called.
    pub fn manner(&self, index: usize, caller: &Caller, vm: &VirtualMachine) -> (How, Input) {
        let (kind, before, awaiting, ordered) = self.with_table(|table| {
            let tracked = table.object(index);
            let ordered = if tracked.awaiting { None } else { tracked.ordered.take() };
            (tracked.kind, tracked.state, tracked.awaiting, ordered)
        });
        if kind == ObjectKind::AsyncGenerator
            && !awaiting
            && let Some(ordered) = ordered
        {
            return ordered;
        }
        let how = match caller.role {
            Role::ForIter => How::For,
            Role::SendYieldFrom => How::YieldFrom,
            Role::SendAwait => How::Await,
            _ if matches!(caller.actor, Actor::Task(_)) => How::Task,
            _ if kind == ObjectKind::Coroutine => How::Send,
            _ if kind == ObjectKind::AsyncGenerator => How::Anext,
            _ => How::Next,
        };
        let input = match how {
            How::YieldFrom | How::Await if before != State::Created => self.with_local(vm, |local| {
                let outer = local.running.last().filter(|running| Some(running.index) == caller.index);
                match outer.map(|running| &running.input) {
                    Some(Input::Value(value)) => Input::Value(value.clone()),
                    _ => Input::Nothing,
                }
            }),
            _ => Input::Nothing,
        };
        (how, input)
    }
}
