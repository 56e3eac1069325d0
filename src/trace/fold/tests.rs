//! One test for each rule of the state machine.

mod aio;
mod frames;
mod program;
mod transitions;

use super::*;
use crate::trace::event::{Actor, Change, How, Input, ObjectKind, Outcome, Place, Site, State, Target};
use crate::trace::id::{FrameId, FutureId, ObjectId};
use crate::trace::laws::assert_consistent;
use crate::trace::object::Object;
use crate::trace::world::Status;

const G: ObjectId = ObjectId(1);
const H: ObjectId = ObjectId(2);
const MODULE: FrameId = FrameId(100);

/// A world with a way to make things happen in it.
struct Stage {
    world: World,
    thread: ThreadId,
    time: f64,
}

impl Stage {
    fn new() -> Stage {
        let mut stage = Stage { world: World::new(), thread: ThreadId(0), time: 0.0 };
        let (file, python) = ("averager.py".into(), "RustPython 3.14".into());
        stage.go(Kind::ProgramStarted { version: 1, file, python, clock: Clock::Virtual });
        stage
    }

    fn attempt(&mut self, place: Place, line: u32, kind: Kind) -> Result<(), Fault> {
        let site = Some(Site { file: FileId(0), line });
        let event = Event { time: self.time, thread: self.thread, site, place: Some(place), kind };
        let before = self.world.clone();
        let done = self.world.apply(&event);
        assert_eq!(done.is_err(), before == self.world, "it changes the world or is refused");
        assert_consistent(&self.world);
        done.map_err(|error| {
            assert_eq!(error.seq, before.step().0);
            error.fault
        })
    }

    fn go(&mut self, kind: Kind) -> &mut Stage {
        self.attempt(Place::Module, 1, kind).expect("can happen");
        self
    }

    fn refuses(&mut self, kind: Kind) -> Fault {
        self.attempt(Place::Module, 1, kind).expect_err("cannot happen")
    }

    fn line(
        &mut self,
        place: Place,
        line: u32,
        frame: FrameId,
        depth: u32,
        changed: &[(&str, Option<&str>)],
    ) {
        self.attempt(place, line, line_event(frame, depth, changed)).expect("can run");
    }

    fn in_object(&mut self, id: ObjectId, line: u32, kind: Kind) -> &mut Stage {
        self.attempt(Place::Object(id), line, kind).expect("can happen");
        self
    }

    fn frames(&self) -> Vec<(u32, FrameId)> {
        self.world.stack(self.thread).map(|level| (level.depth, level.frame.id())).collect()
    }

    fn object(&self, id: ObjectId) -> &Object {
        self.world.object(id).expect("is there")
    }
}

fn line_event(frame: FrameId, depth: u32, changed: &[(&str, Option<&str>)]) -> Kind {
    let change =
        |(name, value): &(&str, Option<&str>)| Change { name: (*name).into(), value: value.map(Value::from) };
    Kind::Line { frame, depth, changed: changed.iter().map(change).collect() }
}

fn created_as(id: ObjectId, kind: ObjectKind) -> Kind {
    let (name, frame, by) = ("averager".into(), FrameId(id.0), Actor::Module);
    Kind::Created { id, name, kind, frame, defined: None, by, after: State::Created }
}

fn created(id: ObjectId) -> Kind {
    created_as(id, ObjectKind::Generator)
}

fn resumed(id: ObjectId, by: Actor, before: State) -> Kind {
    Kind::Resumed { id, by, how: How::Next, input: Input::Nothing, before, after: State::Running }
}

fn sent(id: ObjectId, value: &str, before: State) -> Kind {
    let input = Input::Value(Value::from(value));
    Kind::Resumed { id, by: Actor::Module, how: How::Send, input, before, after: State::Running }
}

fn yielded(id: ObjectId, to: Actor) -> Kind {
    Kind::Yielded { id, to, value: Value::from("10.0"), before: State::Running, after: State::Suspended }
}

fn returned(id: ObjectId, to: Actor) -> Kind {
    Kind::Returned { id, to, value: Value::none(), before: State::Running, after: State::Closed }
}

fn raised(id: ObjectId, exception: &str) -> Kind {
    let exception = Value::from(exception);
    Kind::Raised { id, to: Actor::Module, exception, before: State::Running, after: State::Closed }
}

fn refused(id: ObjectId, state: State, by: Actor) -> Kind {
    let exception = Value::from("ValueError('generator already executing')");
    let (how, input) = (How::Next, Input::Nothing);
    Kind::Refused { id, by, how, input, exception, before: state, after: state }
}
