//! Makes up programs: random but valid interplays of generators, coroutines, tasks and threads, as traces.
//!
//! Its random numbers are three shifts written here, since this room uses nothing but the standard library and serde.

mod outside;

use super::event::*;
use super::id::*;
use super::value::Value;

/// What kind of program is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flavour {
    /// Whether lines are traced.
    pub lines: bool,
    /// Whether there are threads beside the main one.
    pub threads: bool,
    /// Whether an event loop runs.
    pub tasks: bool,
}

/// Makes up a program of about so many actions from a seed.
pub fn program(seed: u64, actions: usize, flavour: Flavour) -> Vec<Event> {
    program_with_stacks(seed, actions, flavour).0
}

/// Makes up a program, and tells for each of its lines the frames that then lay on its thread's stack.
pub fn program_with_stacks(
    seed: u64,
    actions: usize,
    flavour: Flavour,
) -> (Vec<Event>, Vec<(Step, Vec<FrameId>)>) {
    let mut play = Play::new(seed, flavour);
    for _ in 0..actions {
        play.act();
    }
    play.end();
    (play.events, play.truth)
}

#[derive(Clone, Debug, PartialEq)]
enum Frame {
    Plain(FrameId, Place),
    Object(ObjectId),
}

struct Thing {
    kind: ObjectKind,
    state: State,
    frame: FrameId,
    inner: Option<ObjectId>,
    outer: Option<ObjectId>,
    /// Who drives it now, or drove it last.
    by: Actor,
    task: Option<TaskId>,
    line: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Job {
    Ready(HandleId),
    Running,
    Waiting,
    Done,
}

struct Play {
    seed: u64,
    flavour: Flavour,
    events: Vec<Event>,
    truth: Vec<(Step, Vec<FrameId>)>,
    time: f64,
    stacks: Vec<Vec<Frame>>,
    ended: Vec<bool>,
    things: Vec<Thing>,
    jobs: Vec<(Job, ObjectId)>,
    frames: u32,
    handles: u32,
    turn: u64,
    in_loop: bool,
}

impl Play {
    fn new(seed: u64, flavour: Flavour) -> Play {
        let mut play = Play {
            seed: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            flavour,
            events: Vec::new(),
            truth: Vec::new(),
            time: 0.0,
            stacks: vec![vec![Frame::Plain(FrameId(1), Place::Module)]],
            ended: vec![false],
            things: Vec::new(),
            jobs: Vec::new(),
            frames: 1,
            handles: 0,
            turn: 0,
            in_loop: false,
        };
        let (file, python) = ("made_up.py".into(), "none".into());
        play.emit(0, Kind::ProgramStarted { version: TRACE_VERSION, file, python, clock: Clock::Virtual });
        play.line(0);
        play
    }

    fn dice(&mut self, sides: usize) -> usize {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        (self.seed >> 11) as usize % sides
    }

    fn emit(&mut self, thread: usize, kind: Kind) {
        let place = self.stacks[thread].last().map(|frame| match frame {
            Frame::Plain(_, place) => place.clone(),
            Frame::Object(id) => Place::Object(*id),
        });
        let line = match self.stacks[thread].last() {
            Some(Frame::Object(id)) => self.things[id.0 as usize - 1].line,
            _ => 1 + self.events.len() as u32 % 90,
        };
        let site = place.as_ref().map(|_| Site { file: FileId(0), line });
        self.events.push(Event { time: self.time, thread: ThreadId(thread as u32), site, place, kind });
    }

    fn thing(&mut self, id: ObjectId) -> &mut Thing {
        &mut self.things[id.0 as usize - 1]
    }

    fn actor(&self, thread: usize) -> Actor {
        match self.stacks[thread].last() {
            Some(Frame::Plain(_, Place::Function(name))) => Actor::Function(name.clone()),
            Some(Frame::Object(id)) => Actor::Object(*id),
            _ => Actor::Module,
        }
    }

    fn value(&mut self) -> Value {
        [Value::none(), Value::from("30"), Value::from("'tea'"), Value::from("[1, 2]")][self.dice(4)].clone()
    }

    fn act(&mut self) {
        let count = self.stacks.len();
        let thread = if count > 1 && self.dice(2) == 0 { self.dice(count) } else { 0 };
        if self.ended[thread] {
            return;
        }
        if thread == 0 && self.in_loop && self.stacks[0].len() == 1 {
            return self.turn();
        }
        let on_object = matches!(self.stacks[thread].last(), Some(Frame::Object(_)));
        match self.dice(14) {
            0 | 1 => self.line(thread),
            2 => self.call(thread),
            3 if !on_object && self.stacks[thread].len() > 1 => {
                self.stacks[thread].pop();
                self.line(thread);
            }
            4 | 5 => self.create(thread),
            6 | 7 => self.resume_any(thread),
            8 | 9 if on_object => self.answer(thread, 0),
            10 if on_object => {
                let how = 1 + self.dice(2);
                self.answer(thread, how);
            }
            11 if on_object => self.delegate(thread),
            11 => self.start_thread(),
            12 => self.refuse(thread),
            13 => self.aside(thread),
            _ => {}
        }
    }

    fn line(&mut self, thread: usize) {
        if !self.flavour.lines {
            return;
        }
        let value = self.value();
        let name = ["x", "total", "e"][self.dice(3)].into();
        let value = (self.dice(8) > 0).then_some(value);
        let changed = if self.dice(2) == 0 { vec![Change { name, value }] } else { Vec::new() };
        let depth = self.stacks[thread].len() as u32 - 1;
        let line = 1 + self.dice(80) as u32;
        let frame = match self.stacks[thread].last().expect("has a frame").clone() {
            Frame::Plain(frame, _) => frame,
            Frame::Object(id) => {
                self.thing(id).line = line;
                self.thing(id).frame
            }
        };
        self.emit(thread, Kind::Line { frame, depth, changed });
    }

    fn call(&mut self, thread: usize) {
        if self.stacks[thread].len() > 12 || !self.flavour.lines {
            return;
        }
        self.frames += 1;
        let name = ["main", "feed", "work"][self.dice(3)];
        self.stacks[thread].push(Frame::Plain(FrameId(self.frames), Place::Function(name.into())));
        self.line(thread);
    }

    fn create(&mut self, thread: usize) {
        let kind = [ObjectKind::Generator, ObjectKind::Coroutine, ObjectKind::AsyncGenerator][self.dice(3)];
        self.create_kind(thread, kind);
    }

    fn create_kind(&mut self, thread: usize, kind: ObjectKind) -> ObjectId {
        self.frames += 1;
        let id = ObjectId(self.things.len() as u32 + 1);
        let by = self.actor(thread);
        let frame = FrameId(self.frames);
        let line = 1 + self.dice(80) as u32;
        self.things.push(Thing {
            kind,
            state: State::Created,
            frame,
            inner: None,
            outer: None,
            by: by.clone(),
            task: None,
            line,
        });
        let defined = Some(Site { file: FileId(0), line });
        let name = ["averager", "inner", "<genexpr>"][self.dice(3)].into();
        self.emit(thread, Kind::Created { id, name, kind, frame, defined, by, after: State::Created });
        id
    }

    /// The objects asleep or new that nobody holds.
    fn idle(&self) -> Vec<ObjectId> {
        let ids = (1..).map(ObjectId).zip(&self.things);
        let free = |thing: &Thing| matches!(thing.state, State::Created | State::Suspended);
        ids.filter(|(_, it)| free(it) && it.outer.is_none() && it.task.is_none()).map(|(id, _)| id).collect()
    }

    fn resume_any(&mut self, thread: usize) {
        let idle = self.idle();
        if idle.is_empty() || self.stacks[thread].len() > 12 {
            return;
        }
        let id = idle[self.dice(idle.len())];
        let by = self.actor(thread);
        let fresh = self.thing(id).state == State::Created;
        let (how, input) = match self.dice(6) {
            0 => (How::For, Input::Nothing),
            1 if fresh => (How::Send, Input::Value(Value::none())),
            1 => (How::Send, Input::Value(self.value())),
            2 => (How::Throw, Input::Exception(Value::from("ValueError('no')"))),
            3 if fresh => {
                self.thing(id).state = State::Closed;
                return self.emit(thread, Kind::Closed { id, before: State::Created, after: State::Closed });
            }
            3 => (How::Close, Input::Nothing),
            _ => (How::Next, Input::Nothing),
        };
        self.resume(thread, id, by, how, input);
    }

    fn resume(&mut self, thread: usize, id: ObjectId, by: Actor, how: How, input: Input) {
        let before = self.thing(id).state;
        self.thing(id).state = State::Running;
        self.thing(id).by = by.clone();
        let inner = self.thing(id).inner;
        let kind = Kind::Resumed { id, by, how, input: input.clone(), before, after: State::Running };
        // Half of them tell the resumer's line, half the object's: both are understood.
        if self.dice(2) == 0 {
            self.emit(thread, kind);
            self.stacks[thread].push(Frame::Object(id));
        } else {
            self.stacks[thread].push(Frame::Object(id));
            self.emit(thread, kind);
        }
        if let Some(inner) = inner {
            let how = if input == Input::Nothing { How::YieldFrom } else { how };
            self.resume(thread, inner, Actor::Object(id), how, input);
        } else if self.dice(3) > 0 {
            self.line(thread);
        }
    }

    fn answer(&mut self, thread: usize, how: usize) {
        let Some(Frame::Object(id)) = self.stacks[thread].last().cloned() else {
            return;
        };
        let to = self.thing(id).by.clone();
        let before = State::Running;
        let value = self.value();
        let (kind, after) = match how {
            0 => (
                Kind::Yielded { id, to, value: value.clone(), before, after: State::Suspended },
                State::Suspended,
            ),
            1 => {
                (Kind::Returned { id, to, value: value.clone(), before, after: State::Closed }, State::Closed)
            }
            _ => {
                let exception = Value::from("KeyError('k')");
                (Kind::Raised { id, to, exception, before, after: State::Closed }, State::Closed)
            }
        };
        self.emit(thread, kind);
        self.stacks[thread].pop();
        self.thing(id).state = after;
        let outer = self.thing(id).outer;
        if after == State::Closed {
            self.thing(id).outer = None;
        }
        if let Some(outer) = outer {
            let passes = after == State::Suspended && self.thing(id).kind != ObjectKind::AsyncGenerator;
            if passes {
                return self.answer(thread, 0);
            }
            self.thing(outer).inner = None;
            self.thing(id).outer = None;
        } else if let Some(task) = self.thing(id).task {
            return self.task_answered(task, after, value);
        }
        self.line(thread);
    }

    fn delegate(&mut self, thread: usize) {
        let Some(Frame::Object(id)) = self.stacks[thread].last().cloned() else {
            return;
        };
        let idle = self.idle();
        if idle.is_empty() || self.dice(4) == 0 {
            let to = Target::Other(Value::from("<list_iterator object>"));
            self.emit(thread, Kind::Delegated { id, to });
            return self.answer(thread, 0);
        }
        if self.stacks[thread].len() > 12 {
            return;
        }
        let inner = idle[self.dice(idle.len())];
        self.emit(thread, Kind::Delegated { id, to: Target::Object(inner) });
        self.thing(id).inner = Some(inner);
        self.thing(inner).outer = Some(id);
        self.resume(thread, inner, Actor::Object(id), How::YieldFrom, Input::Nothing);
    }

    fn refuse(&mut self, thread: usize) {
        if self.things.is_empty() {
            return;
        }
        let id = ObjectId(1 + self.dice(self.things.len()) as u32);
        let before = self.thing(id).state;
        if matches!(before, State::Created | State::Suspended) || self.stacks.len() > 1 {
            return;
        }
        let by = self.actor(thread);
        let exception = Value::from("ValueError('generator already executing')");
        let (how, input) = (How::Next, Input::Nothing);
        self.emit(thread, Kind::Refused { id, by, how, input, exception, before, after: before });
    }
}
