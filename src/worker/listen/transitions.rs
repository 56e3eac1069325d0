//! From what is seen of an object to the events that tell of it, and the book of who runs on whose behalf.
//!
//! Python tells of each resumption and answer of a frame that runs its own code. It is silent about delegating
//! generators through which an exception or an answer passes without running a line of theirs; those are told here,
//! from the frames on the stack and from what is still running when it should not be.

use std::sync::Arc;

use rustpython_vm::frame::{FrameObject, for_each_current_frame};
use rustpython_vm::{AsObject, Py, PyObject, PyRef, VirtualMachine};

use crate::trace::event::{Actor, Event, How, Input, Kind, ObjectKind, Place, Site, State, Target};
use crate::trace::value::Value;
use crate::worker::ledger::caller::{self, Caller};
use crate::worker::ledger::code::{Role, WatchedCode};
use crate::worker::ledger::frames::{behind, frame_key, frame_of, generator_of, kind_of, python_state};
use crate::worker::ledger::thread::Running;
use crate::worker::listen::{asyncio, follow};
use crate::worker::tracer::Tracer;

/// Control on its way into an object.
pub(crate) struct Resumption {
    /// The object, as an index into the ledger.
    pub(crate) index: usize,
    /// Its frame.
    pub(crate) frame: PyRef<FrameObject>,
    /// By what.
    pub(crate) how: How,
    /// With what.
    pub(crate) input: Input,
    /// Whether the frame's own first event is still to come.
    pub(crate) announced: bool,
}

/// How a resumption ended.
pub(crate) enum Answer {
    /// The object sleeps again and handed out this value.
    Yielded(Value),
    /// Its code returned this value.
    Returned(Value),
    /// This exception left it.
    Raised(Value),
}

/// Notes a new object of the program and tells of it, once; its index.
pub(crate) fn created(tracer: &Tracer, object: &PyObject, vm: &VirtualMachine) -> Option<usize> {
    let kind = kind_of(object, vm)?;
    let frame = frame_of(object)?;
    let code = watched_or_copy(tracer, &frame, vm)?;
    let (address, frame_address) = (object.get_id(), frame_key(&frame));
    if let Some(known) = tracer.ledger.with(|entries| entries.by_frame(frame_address)) {
        return Some(known);
    }
    settle_deferred(tracer, vm);
    let caller = caller::current(&tracer.ledger, vm);
    let (index, id, frame_id) = tracer.ledger.with(|entries| {
        let index = entries.add(address, frame_address, code.clone(), kind);
        let tracked = entries.object(index);
        (index, tracked.id, tracked.frame)
    });
    tracer.tell(
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
fn watched_or_copy(
    tracer: &Tracer,
    frame: &Py<FrameObject>,
    vm: &VirtualMachine,
) -> Option<Arc<WatchedCode>> {
    caller::watched(frame, &tracer.ledger).or_else(|| {
        follow::watch_copy(frame.iframe().code(), tracer, vm);
        caller::watched(frame, &tracer.ledger)
    })
}

/// The index of the object that owns a frame; notes the object where its making was not seen.
pub(crate) fn owner(tracer: &Tracer, frame: &Py<FrameObject>, vm: &VirtualMachine) -> Option<usize> {
    if let Some(index) = tracer.ledger.with(|entries| entries.by_frame(frame_key(frame))) {
        return Some(index);
    }
    created(tracer, &*generator_of(frame, vm)?, vm)
}

/// Tells that control goes into an object, and notes it as running.
pub(crate) fn resumed(tracer: &Tracer, resumption: Resumption, caller: &Caller, vm: &VirtualMachine) {
    let Resumption { index, frame, how, input, announced } = resumption;
    let (id, before) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        let before = tracked.state;
        tracked.state = State::Running;
        (tracked.id, before)
    });
    let by = caller.actor.clone();
    let running = Running { index, frame, by: by.clone(), input: input.clone(), announced };
    tracer.with_thread(vm, |thread| thread.running.push(running));
    tracer.tell(
        vm,
        caller.site,
        caller.place.clone(),
        Kind::Resumed { id, by, how, input, before, after: State::Running },
    );
}

/// Tells that the caller's `yield from` or `await` began on this object, where that is what it is at.
pub(crate) fn delegated_by(tracer: &Tracer, caller: &Caller, index: usize, vm: &VirtualMachine) {
    if let (Role::SendYieldFrom | Role::SendAwait, Some(outer)) = (caller.role, caller.index) {
        match &caller.through {
            Some(frame) => delegated_through(tracer, outer, caller.offset, frame, vm),
            None => delegated(tracer, outer, caller.offset, index, vm),
        }
    }
}

/// Tells that the program awaits a coroutine of the library, which awaits one of the program's.
fn delegated_through(
    tracer: &Tracer,
    outer: usize,
    offset: u32,
    frame: &Py<FrameObject>,
    vm: &VirtualMachine,
) {
    let Some(coroutine) = generator_of(frame, vm) else {
        return;
    };
    let address = coroutine.get_id();
    let (id, site, news) = tracer.ledger.with(|entries| {
        let tracked = entries.object(outer);
        let now = Some((tracked.code.delegation(offset), None));
        let known = tracked.delegating == now && tracked.target == address;
        tracked.delegating = now;
        tracked.target = address;
        tracked.site = tracked.code.site(offset);
        (tracked.id, tracked.site, !known)
    });
    if news {
        let to = asyncio::target(tracer, &coroutine, vm);
        tracer.tell(vm, Some(site), Some(Place::Object(id)), Kind::Delegated { id, to });
    }
}

/// Each awaitable of an async generator is a delegation of its own, also at the same place of a loop.
pub(crate) fn begins_anew(tracer: &Tracer, caller: &Caller) {
    if let Some(outer) = caller.index {
        tracer.ledger.with(|entries| entries.object(outer).delegating = None);
    }
}

/// Tells that a `yield from` or `await` began, unless that is known.
pub(crate) fn delegated(tracer: &Tracer, outer: usize, offset: u32, inner: usize, vm: &VirtualMachine) {
    let news = tracer.ledger.with(|entries| {
        let inner = entries.object(inner).id;
        let tracked = entries.object(outer);
        let now = Some((tracked.code.delegation(offset), Some(inner)));
        let known = tracked.delegating == now;
        tracked.delegating = now;
        tracked.site = tracked.code.site(offset);
        (!known).then_some((tracked.id, tracked.site, inner))
    });
    if let Some((id, site, inner)) = news {
        tracer.tell(
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
pub(crate) fn answered(tracer: &Tracer, index: usize, answer: Answer, site: Site, vm: &VirtualMachine) {
    while let Some(above) = tracer.with_thread(vm, |thread| {
        let position = thread.running.iter().rposition(|running| running.index == index)?;
        (position + 1 < thread.running.len()).then(|| thread.innermost()).flatten()
    }) {
        settle(tracer, above, vm);
    }
    let event = answer_event(tracer, index, answer, site, vm);
    tracer.tell_event(vm, &event);
}

/// Notes that a running object answered, and makes the event that tells of it.
pub(crate) fn answer_event(
    tracer: &Tracer,
    index: usize,
    answer: Answer,
    site: Site,
    vm: &VirtualMachine,
) -> Event {
    let running = tracer.with_thread(vm, |thread| {
        match &answer {
            Answer::Yielded(value) => thread.yielded = Some(value.clone()),
            Answer::Raised(exception) => thread.passing = Some(exception.clone()),
            Answer::Returned(_) => {}
        }
        let position = thread.running.iter().rposition(|running| running.index == index)?;
        Some(thread.running.remove(position))
    });
    let to = running.map_or(Actor::Library("python".into()), |running| running.by);
    let after = match answer {
        Answer::Yielded(_) => State::Suspended,
        Answer::Returned(_) | Answer::Raised(_) => State::Closed,
    };
    let (id, before) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
        let before = tracked.state;
        tracked.state = after;
        tracked.site = site;
        let id = tracked.id;
        if after == State::Closed {
            tracked.delegating = None;
            entries.forget_frame(index);
        }
        (id, before)
    });
    let kind = match answer {
        Answer::Yielded(value) => Kind::Yielded { id, to, value, before, after },
        Answer::Returned(value) => Kind::Returned { id, to, value, before, after },
        Answer::Raised(exception) => Kind::Raised { id, to, exception, before, after },
    };
    tracer.event(vm, Some(site), Some(Place::Object(id)), kind)
}

/// Tells the end of a resumption that Python told nothing of: what passed through the object untouched.
pub(crate) fn settle(tracer: &Tracer, index: usize, vm: &VirtualMachine) {
    let frame = tracer.with_thread(vm, |thread| {
        thread.running.iter().rfind(|running| running.index == index).map(|running| running.frame.clone())
    });
    let asleep = frame.is_some_and(|frame| generator_of(&frame, vm).is_some());
    let answer = tracer.with_thread(vm, |thread| match (asleep, thread.passing.clone()) {
        (true, _) => Answer::Yielded(thread.yielded.clone().unwrap_or_else(Value::none)),
        (false, Some(exception)) => Answer::Raised(exception),
        (false, None) => Answer::Returned(Value::none()),
    });
    let site = tracer.ledger.with(|entries| entries.object(index).site);
    let event = answer_event(tracer, index, answer, site, vm);
    tracer.tell_event(vm, &event);
}

/// Tells a yield that waited for its object to sleep.
pub(crate) fn settle_deferred(tracer: &Tracer, vm: &VirtualMachine) {
    let Some(deferred) = tracer.with_thread(vm, |thread| thread.deferred.take()) else {
        return;
    };
    if let Some(object) = deferred.frame.yield_from_target() {
        // A future's iterator sleeps once; another one can have its address.
        let once = object.class().name().to_string() == "FutureIter";
        let address = object.get_id();
        let (id, news) = tracer.ledger.with(|entries| {
            let tracked = entries.object(deferred.index);
            let known = std::mem::replace(&mut tracked.target, address) == address;
            (tracked.id, once || !known)
        });
        if news {
            let to = asyncio::target(tracer, &object, vm);
            tracer.tell(vm, deferred.event.site, Some(Place::Object(id)), Kind::Delegated { id, to });
        }
    }
    tracer.tell_event(vm, &deferred.event);
}

/// Makes the book agree with the stack: whatever is noted as running but is not on it has answered unseen.
pub(crate) fn reconcile(tracer: &Tracer, vm: &VirtualMachine) {
    settle_deferred(tracer, vm);
    while let Some((index, key)) = tracer.with_thread(vm, |thread| {
        thread.running.last().map(|running| (running.index, frame_key(&running.frame)))
    }) {
        let mut on_stack = false;
        for_each_current_frame(|candidate| on_stack |= frame_key(candidate) == key);
        if on_stack {
            return;
        }
        settle(tracer, index, vm);
    }
}

/// Tells that an exception thrown into an object goes down to the innermost one it delegates to (PEP 380).
///
/// Python has an event only for the innermost, and none where that is no generator.
pub(crate) fn hand_down(tracer: &Tracer, object: &PyObject, how: How, input: &Input, vm: &VirtualMachine) {
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
    let known = tracer.ledger.with(|entries| entries.by_address(object.get_id()));
    let mut caller = known
        .map_or_else(|| caller::current(&tracer.ledger, vm), |index| Caller::object(index, &tracer.ledger));
    while let Some(frame) = frame_of(&outer)
        && let Some(inner) = frame.yield_from_target().and_then(|target| behind(target, vm))
    {
        let index = tracer.ledger.with(|entries| entries.by_address(inner.get_id()));
        if let (Some(index), Some(frame), State::Suspended) = (index, frame_of(&inner), python_state(&inner))
        {
            let resumption = Resumption { index, frame, how, input: input.clone(), announced: true };
            resumed(tracer, resumption, &caller, vm);
            caller = Caller::object(index, &tracer.ledger);
        }
        outer = inner;
    }
}

/// Throws into an object that is not the program's but may delegate to some that are.
pub(crate) fn throw_through<R>(
    tracer: &Tracer,
    object: &PyObject,
    how: How,
    input: &Input,
    vm: &VirtualMachine,
    call: impl FnOnce() -> R,
) -> R {
    reconcile(tracer, vm);
    let depth = tracer.with_thread(vm, |thread| thread.running.len());
    hand_down(tracer, object, how, input, vm);
    let result = call();
    settle_deferred(tracer, vm);
    while let Some(index) =
        tracer.with_thread(vm, |thread| (thread.running.len() > depth).then(|| thread.innermost()).flatten())
    {
        settle(tracer, index, vm);
    }
    result
}

/// How a frame that starts or goes on was resumed, where no method of the object was seen to be called.
pub(crate) fn how_resumed(
    tracer: &Tracer,
    index: usize,
    caller: &Caller,
    vm: &VirtualMachine,
) -> (How, Input) {
    let (kind, before, awaiting, ordered) = tracer.ledger.with(|entries| {
        let tracked = entries.object(index);
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
        How::YieldFrom | How::Await if before != State::Created => tracer.with_thread(vm, |thread| {
            let outer = thread.running.last().filter(|running| Some(running.index) == caller.index);
            match outer.map(|running| &running.input) {
                Some(Input::Value(value)) => Input::Value(value.clone()),
                _ => Input::Nothing,
            }
        }),
        _ => Input::Nothing,
    };
    (how, input)
}
