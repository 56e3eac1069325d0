//! What must hold before a transition of an object.

use super::Fault;
use crate::trace::event::{Actor, How, Input, State, Target};
use crate::trace::id::{ObjectId, ThreadId};
use crate::trace::object::Object;
use crate::trace::world::World;

impl World {
    pub(super) fn check_created(
        &self,
        thread: ThreadId,
        id: ObjectId,
        by: &Actor,
        after: State,
    ) -> Result<(), Fault> {
        let last = self.objects.len() as u32;
        let parallel = self.is_parallel() || !self.threads.contains(thread.0);
        let fits = if parallel { !self.objects.contains(id.0) && id.0 > 0 } else { id.0 == last + 1 };
        if !fits {
            return Err(Fault::WrongId { id, expected: ObjectId(last + 1) });
        }
        if after != State::Created {
            let expected = (State::Created, State::Created);
            return Err(Fault::WrongWords { expected, said: (State::Created, after) });
        }
        self.check_driver(by)
    }

    pub(super) fn check_resumed(
        &self,
        thread: ThreadId,
        id: ObjectId,
        by: &Actor,
        (how, input): (How, &Input),
        words: (State, State),
    ) -> Result<(), Fault> {
        let object = self.known(id)?;
        let contested = object.contested || object.thread.is_some_and(|running| running != thread);
        if !contested {
            self.check_asleep(object)?;
            self.check_words(object, words, State::Running)?;
            let carries_value = matches!(input, Input::Value(value) if !value.is_none());
            if object.state == State::Created && carries_value {
                return Err(Fault::SentToUnstarted { object: object.label().into() });
            }
        }
        let fits = match how {
            How::Throw | How::Athrow => matches!(input, Input::Exception(_)),
            How::Next | How::For => !matches!(input, Input::Exception(_)),
            _ => true,
        };
        if !fits {
            return Err(Fault::WrongInput { how: how.word() });
        }
        self.check_driver(by)?;
        self.check_innermost(thread, by)
    }

    pub(super) fn check_delegated(&self, thread: ThreadId, id: ObjectId, to: &Target) -> Result<(), Fault> {
        let object = self.known(id)?;
        if !object.contested {
            if object.state != State::Running || object.thread != Some(thread) {
                return Err(wrong_state(object));
            }
            self.check_innermost(thread, &Actor::Object(id))?;
        }
        match to {
            Target::Object(inner) if *inner == id => {
                Err(Fault::SelfDelegation { object: object.label().into() })
            }
            Target::Object(inner) => self.known(*inner).map(|_| ()),
            _ => Ok(()),
        }
    }

    pub(super) fn check_leaving(
        &self,
        thread: ThreadId,
        id: ObjectId,
        to: &Actor,
        words: (State, State),
        after: State,
    ) -> Result<(), Fault> {
        let object = self.known(id)?;
        if let Actor::Object(receiver) = to {
            self.known(*receiver)?;
        }
        if object.contested || object.thread.is_some_and(|running| running != thread) && self.is_parallel() {
            return Ok(());
        }
        if object.state != State::Running {
            return Err(wrong_state(object));
        }
        self.check_words(object, words, after)?;
        self.check_innermost(thread, &Actor::Object(id))
    }

    pub(super) fn check_words(
        &self,
        object: &Object,
        said: (State, State),
        after: State,
    ) -> Result<(), Fault> {
        let expected = (object.state, after);
        if said == expected || object.contested { Ok(()) } else { Err(Fault::WrongWords { expected, said }) }
    }

    /// An object that does something to another one must run.
    pub(super) fn check_driver(&self, by: &Actor) -> Result<(), Fault> {
        let Actor::Object(id) = by else { return Ok(()) };
        let driver = self.known(*id)?;
        if driver.state == State::Running || self.is_parallel() {
            Ok(())
        } else {
            Err(Fault::IdleDriver { driver: driver.label().into(), state: driver.state })
        }
    }

    /// An object that acts must have no other running one above it on its stack.
    fn check_innermost(&self, thread: ThreadId, actor: &Actor) -> Result<(), Fault> {
        let Actor::Object(id) = actor else { return Ok(()) };
        match self.innermost(thread) {
            Some(inner)
                if inner != *id && !self.switches(thread) && self.height_of(thread, *id).is_some() =>
            {
                Err(Fault::StillRunning { inner: self.name_of(inner) })
            }
            _ => Ok(()),
        }
    }

    /// Only what does not run and is not finished can be resumed, or closed without running.
    pub(super) fn check_asleep(&self, object: &Object) -> Result<(), Fault> {
        match object.state {
            State::Running | State::Closed if !object.contested => Err(wrong_state(object)),
            _ => Ok(()),
        }
    }

    /// An object that must be there.
    pub(super) fn known(&self, id: ObjectId) -> Result<&Object, Fault> {
        self.object(id).ok_or(Fault::UnknownObject { id })
    }

    /// An object's label, for a sentence.
    pub(super) fn name_of(&self, id: ObjectId) -> Box<str> {
        self.label(id).unwrap_or("?").into()
    }
}

fn wrong_state(object: &Object) -> Fault {
    Fault::WrongState { object: object.label().into(), state: object.state }
}
