//! Transitions of generators, coroutines and async generators.

use std::sync::Arc;

use super::Fault;
use crate::trace::event::{Actor, Event, How, Input, Kind, ObjectKind, Place, Site, State, Target};
use crate::trace::id::{FrameId, ObjectId, ThreadId};
use crate::trace::object::{Answer, AnswerKind, Delegation, Frame, Object, Refusal, Resumption};
use crate::trace::value::Value;
use crate::trace::world::{Transition, TransitionKind, World};

impl World {
    /// An object changes hands.
    pub(super) fn transition(&mut self, event: &Event) -> Result<(), Fault> {
        let id = match &event.kind {
            Kind::Created { id, name, kind, frame, defined, by, after } => {
                self.check_created(event.thread, *id, by, *after)?;
                self.create(event.thread, *id, (name, *kind), *frame, *defined, by);
                *id
            }
            Kind::Resumed { id, by, how, input, before, after } => {
                self.check_resumed(event.thread, *id, by, (*how, input), (*before, *after))?;
                self.resume(event, *id, by, *how, input);
                *id
            }
            Kind::Delegated { id, to } => {
                self.check_delegated(event.thread, *id, to)?;
                self.delegate(event, *id, to);
                *id
            }
            Kind::Yielded { id, to, value, before, after } => {
                self.check_leaving(event.thread, *id, to, (*before, *after), State::Suspended)?;
                self.leave(event, *id, AnswerKind::Yielded, value, to);
                *id
            }
            Kind::Returned { id, to, value, before, after } => {
                self.check_leaving(event.thread, *id, to, (*before, *after), State::Closed)?;
                self.leave(event, *id, AnswerKind::Returned, value, to);
                *id
            }
            Kind::Raised { id, to, exception, before, after } => {
                self.check_leaving(event.thread, *id, to, (*before, *after), State::Closed)?;
                self.leave(event, *id, AnswerKind::Raised, exception, to);
                *id
            }
            Kind::Closed { id, before, after } => {
                let object = self.known(*id)?;
                self.check_asleep(object)?;
                self.check_words(object, (*before, *after), State::Closed)?;
                self.close(*id);
                *id
            }
            Kind::Refused { id, by, how, input, exception, before, after } => {
                let object = self.known(*id)?;
                self.check_words(object, (*before, *after), object.state)?;
                self.check_driver(by)?;
                self.refuse(event.thread, *id, (by, *how, input), exception);
                *id
            }
            _ => return Ok(()),
        };
        if let Some(kind) = TransitionKind::of(&event.kind) {
            self.last = Some(Transition { object: id, kind, step: self.next() });
        }
        Ok(())
    }

    fn create(
        &mut self,
        thread: ThreadId,
        id: ObjectId,
        (name, kind): (&str, ObjectKind),
        frame: FrameId,
        defined: Option<Site>,
        by: &Actor,
    ) {
        self.settle_actor(thread, by);
        let object = Object {
            id,
            label: format!("{name}#{id}").into(),
            kind,
            state: State::Created,
            frame: Arc::new(Frame { site: defined, ..Frame::new(frame, Place::Object(id)) }),
            defined,
            by: by.clone(),
            created: self.next(),
            thread: None,
            resumption: None,
            answer: None,
            refusal: None,
            delegation: None,
            delegator: None,
            task: None,
            ended: None,
            contested: false,
        };
        self.objects.insert(id.0, object);
        self.alive.insert(id.0, ());
    }

    fn resume(&mut self, event: &Event, id: ObjectId, by: &Actor, how: How, input: &Input) {
        let step = self.next();
        let thread = event.thread;
        let running = self.object(id).and_then(|object| object.thread);
        if let Some(other) = running {
            self.exit(other, id);
        }
        self.settle_actor(thread, by);
        let Some(object) = self.objects.get_mut(id.0) else {
            return;
        };
        object.contested |= running.is_some();
        if object.state == State::Closed {
            return;
        }
        let (by, input, before) = (by.clone(), input.clone(), object.state);
        let thrown = match &input {
            Input::Exception(exception) => Some(exception.clone()),
            _ => None,
        };
        object.resumption = Some(Arc::new(Resumption { by, how, input, before, thread, step }));
        object.state = State::Running;
        object.thread = Some(thread);
        self.place_in(event, id);
        self.enter(thread, id);
        if let Some(exception) = thrown {
            self.raise(event, &exception);
        }
    }

    fn delegate(&mut self, event: &Event, id: ObjectId, to: &Target) {
        self.settle_actor(event.thread, &Actor::Object(id));
        self.end_delegation(id);
        self.place_in(event, id);
        let since = self.next();
        let Some(object) = self.objects.get_mut(id.0) else {
            return;
        };
        let site = event.site.filter(|_| event.place == Some(Place::Object(id))).or(object.frame.site);
        object.delegation = Some(Arc::new(Delegation { to: to.clone(), site, since }));
        if let Target::Object(inner) = to
            && let Some(inner) = self.objects.get_mut(inner.0)
        {
            inner.delegator = Some(id);
        }
    }

    fn leave(&mut self, event: &Event, id: ObjectId, kind: AnswerKind, value: &Value, to: &Actor) {
        let step = self.next();
        self.place_in(event, id);
        let Some(object) = self.objects.get_mut(id.0) else {
            return;
        };
        if object.state == State::Closed {
            return;
        }
        object.contested |= object.thread.is_some_and(|running| running != event.thread);
        let running = object.thread.take();
        let (value, to) = (Some(value.clone()), Some(to.clone()));
        object.answer = Some(Arc::new(Answer { kind, value, to, step }));
        let how = object.resumption.as_ref().map(|resumption| resumption.how);
        match kind {
            AnswerKind::Yielded => {
                object.state = State::Suspended;
                self.end_delegations_at_yield(id);
            }
            _ => self.finish(id),
        }
        if let Some(thread) = running {
            self.exit(thread, id);
        }
        match &event.kind {
            Kind::Raised { exception, .. } => self.pass_on(event, exception, how),
            _ => self.landed(event.thread),
        }
    }

    fn close(&mut self, id: ObjectId) {
        let step = self.next();
        let Some(object) = self.objects.get_mut(id.0) else {
            return;
        };
        if object.state == State::Closed {
            return;
        }
        let running = object.thread.take();
        object.answer = Some(Arc::new(Answer { kind: AnswerKind::Closed, value: None, to: None, step }));
        self.finish(id);
        if let Some(thread) = running {
            self.exit(thread, id);
        }
    }

    fn refuse(
        &mut self,
        thread: ThreadId,
        id: ObjectId,
        (by, how, input): (&Actor, How, &Input),
        exception: &Value,
    ) {
        self.settle_actor(thread, by);
        let step = self.next();
        let refusal =
            Refusal { by: by.clone(), how, input: input.clone(), exception: exception.clone(), step };
        if let Some(object) = self.objects.get_mut(id.0) {
            object.refusal = Some(Arc::new(refusal));
        }
        if let Actor::Object(outer) = by
            && self.object(*outer).and_then(Object::delegate) == Some(id)
        {
            self.end_delegation(*outer);
        }
    }

    /// The object is done: nobody waits for it any more, and it waits for nobody.
    fn finish(&mut self, id: ObjectId) {
        let step = self.next();
        self.end_delegation(id);
        let Some(object) = self.objects.get_mut(id.0) else {
            return;
        };
        object.state = State::Closed;
        object.ended = Some(step);
        // Python drops the frame of what is finished; what is left of it here is the line it ended on.
        if !object.frame.locals.is_empty() {
            Arc::make_mut(&mut object.frame).locals = Vec::new();
        }
        let outer = object.delegator;
        self.alive.remove(id.0);
        if let Some(outer) = outer {
            self.end_delegation(outer);
        }
        if let Some(object) = self.objects.get_mut(id.0) {
            object.delegator = None;
        }
    }

    /// Ends the `yield from` or `await` an object is in, if it is in one.
    pub(super) fn end_delegation(&mut self, id: ObjectId) {
        if self.object(id).is_none_or(|object| object.delegation.is_none()) {
            return;
        }
        let inner = self.object(id).and_then(Object::delegate);
        if let Some(object) = self.objects.get_mut(id.0) {
            object.delegation = None;
        }
        if let Some(inner) = inner
            && self.object(inner).is_some_and(|inner| inner.delegator == Some(id))
            && let Some(inner) = self.objects.get_mut(inner.0)
        {
            inner.delegator = None;
        }
    }

    /// A `yield` of its own shows that an object's delegation to something on another line is over; and an async
    /// generator that yields without awaiting anything answers whoever awaits its `__anext__`.
    fn end_delegations_at_yield(&mut self, id: ObjectId) {
        let Some(object) = self.object(id) else { return };
        let (kind, outer, site) = (object.kind, object.delegator, object.site());
        if let Some(delegation) = object.delegation() {
            let elsewhere = delegation.site.is_some() && delegation.site != site;
            let passes_on = match delegation.to {
                Target::Object(_) => true,
                _ => !elsewhere && !self.is_over(&delegation.to),
            };
            if passes_on {
                return;
            }
            self.end_delegation(id);
        }
        if let (ObjectKind::AsyncGenerator, Some(outer)) = (kind, outer) {
            self.end_delegation(outer);
        }
    }

    /// Whether nothing more can come from what somebody delegates to or awaits.
    pub(super) fn is_over(&self, target: &Target) -> bool {
        match target {
            Target::Object(id) => self.object(*id).is_none_or(|object| !object.is_alive()),
            Target::Task(id) => self.task(*id).is_some_and(|task| task.is_done()),
            Target::Future(id) => self.future(*id).is_some_and(|future| future.done.is_some()),
            Target::Awaitable(_) | Target::Other(_) => false,
        }
    }

    /// An exception that left an object is on its way to whoever drove it, unless a close swallows it.
    fn pass_on(&mut self, event: &Event, exception: &Value, how: Option<How>) {
        let closes =
            matches!(how, Some(How::Close | How::Aclose)) && exception.as_str().starts_with("GeneratorExit");
        if closes || how == Some(How::Gc) {
            self.landed(event.thread);
            return;
        }
        match &mut self.thread_mut(event.thread).in_flight {
            Some(flight) if flight.exception != *exception => {
                Arc::make_mut(flight).exception = exception.clone();
            }
            _ => self.raise(event, exception),
        }
    }

    /// Notes the line an object is on, where the event tells it.
    fn place_in(&mut self, event: &Event, id: ObjectId) {
        if event.place == Some(Place::Object(id))
            && event.site.is_some()
            && let Some(object) = self.objects.get_mut(id.0)
            && object.frame.site != event.site
        {
            Arc::make_mut(&mut object.frame).site = event.site;
        }
    }
}
