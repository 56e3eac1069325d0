//! What there is at one step: objects, frames, threads, loops, tasks. Only [`super::fold`] writes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::aio::{Future, Handle, Loop, Task};
use super::event::{Clock, Kind, Outcome, Place, Site};
use super::id::{FileId, FutureId, HandleId, LoopId, ObjectId, PrimitiveId, Step, TaskId, ThreadId};
use super::object::{Frame, Object, Wire};
use super::primitive::Primitive;
use super::table::Table;
use super::value::Value;

/// The world after some events. A clone costs next to nothing: clones share all that neither has changed since.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    pub(super) step: Step,
    pub(super) time: f64,
    pub(super) thread: ThreadId,
    pub(super) program: Option<Arc<Program>>,
    pub(super) ended: Option<Arc<Ended>>,
    pub(super) threads: Table<Thread>,
    pub(super) objects: Table<Object>,
    pub(super) alive: Table<()>,
    pub(super) last: Option<Transition>,
    pub(super) loops: Table<Loop>,
    pub(super) handles: Table<Handle>,
    pub(super) tasks: Table<Task>,
    pub(super) unfinished: Table<()>,
    pub(super) futures: Table<Future>,
    pub(super) primitives: Table<Primitive>,
    pub(super) written: Written,
    pub(super) uncaught: Option<Arc<InFlight>>,
}

/// What the program is.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub(super) file: Box<str>,
    pub(super) python: Box<str>,
    pub(super) clock: Clock,
    pub(super) modules: Vec<(FileId, Box<str>)>,
}

/// How the program ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// In which way.
    pub outcome: Outcome,
    /// The exception nobody caught.
    pub exception: Option<Value>,
    /// The exit status it would have given.
    pub status: i32,
}

/// Where the program is in its life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status<'a> {
    /// Nothing happened yet.
    NotStarted,
    /// It runs, or waits to be stepped on.
    Running,
    /// It ended.
    Ended(&'a Ended),
}

/// How much the program has written so far, in bytes; the text itself is the timeline's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// To stdout.
    pub stdout: u64,
    /// To stderr.
    pub stderr: u64,
}

/// A thread of the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    pub(super) id: ThreadId,
    pub(super) name: Option<Box<str>>,
    pub(super) state: ThreadState,
    pub(super) stack: Vec<Entry>,
    pub(super) in_flight: Option<Arc<InFlight>>,
    /// The loops that run in it, each with the height of the stack below it.
    pub(super) loops: Vec<(LoopId, usize)>,
    pub(super) greenlet: Option<Box<str>>,
    pub(super) site: Option<Site>,
    pub(super) place: Option<Place>,
}

/// Whether a thread runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThreadState {
    /// Heard of; nothing said that it began.
    Known,
    /// It began.
    Started,
    /// It ended.
    Ended,
}

/// What lies on a thread's stack.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// A frame of the program that has run no line: nothing is known of it.
    Unknown,
    /// The frame of a module or plain function.
    Plain(Arc<Frame>),
    /// The frame of an object, which the object keeps.
    Object(ObjectId),
}

/// A frame on a stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level<'a> {
    /// How many of the program's frames lie below it.
    pub depth: u32,
    /// The frame.
    pub frame: &'a Frame,
}

/// An exception on its way to a handler.
#[derive(Clone, Debug, PartialEq)]
pub struct InFlight {
    /// The exception.
    pub exception: Value,
    /// The thread it unwinds.
    pub thread: ThreadId,
    /// Where it was raised, or thrown in.
    pub site: Option<Site>,
    /// In which code.
    pub place: Option<Place>,
    /// The step at which it was raised.
    pub step: Step,
}

/// What kind of transition happened last, to whom and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The object.
    pub object: ObjectId,
    /// What happened to it.
    pub kind: TransitionKind,
    /// The step it led to.
    pub step: Step,
}

/// The kinds of transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransitionKind {
    /// It was made.
    Created,
    /// Control went in.
    Resumed,
    /// It handed over to another one.
    Delegated,
    /// It went to sleep with a value.
    Yielded,
    /// It returned.
    Returned,
    /// An exception left it.
    Raised,
    /// It was closed without running.
    Closed,
    /// A resumption was refused.
    Refused,
}

impl World {
    /// The world before anything happened.
    pub fn new() -> World {
        World::default()
    }

    /// How many events led here.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Seconds on the program's clock.
    pub fn time(&self) -> f64 {
        self.time
    }

    /// The same world at a later moment: under the real clock time passes though nothing happens.
    pub fn later(&self, time: f64) -> World {
        World { time: time.max(self.time), ..self.clone() }
    }

    /// The thread of the last event.
    pub fn current_thread(&self) -> ThreadId {
        self.thread
    }

    /// Where the program is in its life.
    pub fn status(&self) -> Status<'_> {
        match (&self.program, &self.ended) {
            (_, Some(ended)) => Status::Ended(ended),
            (Some(_), None) => Status::Running,
            (None, None) => Status::NotStarted,
        }
    }

    /// FILE, as it was given; empty before the start.
    pub fn file(&self) -> &str {
        self.program.as_ref().map_or("", |program| &program.file)
    }

    /// The interpreter: implementation and version; empty before the start.
    pub fn python(&self) -> &str {
        self.program.as_ref().map_or("", |program| &program.python)
    }

    /// The clock the program lives by now.
    pub fn clock(&self) -> Option<Clock> {
        self.program.as_ref().map(|program| program.clock)
    }

    /// The path of one of the program's files: FILE itself for 0.
    pub fn path(&self, file: FileId) -> Option<&str> {
        let program = self.program.as_ref()?;
        if file == FileId(0) {
            return Some(&program.file);
        }
        program.modules.iter().find(|(id, _)| *id == file).map(|(_, path)| &**path)
    }

    /// The line of the current thread's last event that had one.
    pub fn site(&self) -> Option<Site> {
        self.thread(self.thread)?.site
    }

    /// The code of the current thread's last event that had some.
    pub fn place(&self) -> Option<&Place> {
        self.thread(self.thread)?.place.as_ref()
    }

    /// All threads heard of, by id.
    pub fn threads(&self) -> impl Iterator<Item = &Thread> {
        self.threads.iter().map(|(_, thread)| thread)
    }

    /// A thread.
    pub fn thread(&self, id: ThreadId) -> Option<&Thread> {
        self.threads.get(id.0)
    }

    /// The program's frames on a thread's stack, the outermost first.
    pub fn stack(&self, thread: ThreadId) -> impl DoubleEndedIterator<Item = Level<'_>> {
        let entries = self.thread(thread).map_or(&[][..], |thread| &thread.stack);
        entries.iter().enumerate().filter_map(|(depth, entry)| {
            let frame = match entry {
                Entry::Unknown => return None,
                Entry::Plain(frame) => frame,
                Entry::Object(id) => self.object(*id)?.frame(),
            };
            Some(Level { depth: depth as u32, frame })
        })
    }

    /// The innermost frame of the current thread.
    pub fn top(&self) -> Option<Level<'_>> {
        self.stack(self.thread).next_back()
    }

    /// A generator-like object, alive or finished.
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(id.0)
    }

    /// Every generator-like object there ever was, by id.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().map(|(_, object)| object)
    }

    /// How many generator-like objects were ever made.
    pub fn object_count(&self) -> usize {
        self.objects.len()
    }

    /// The generator-like objects that are not finished, by id.
    pub fn alive(&self) -> impl Iterator<Item = &Object> {
        self.alive.iter().filter_map(|(id, _)| self.objects.get(id))
    }

    /// How many generator-like objects are not finished.
    pub fn alive_count(&self) -> usize {
        self.alive.len()
    }

    /// An object's name in a trace (`averager#1`), as [`Object::label`] has it.
    pub fn label(&self, id: ObjectId) -> Option<&str> {
        self.object(id).map(Object::label)
    }

    /// Python's name of an object's state: `GEN_SUSPENDED`.
    pub fn state_word(&self, id: ObjectId) -> Option<&'static str> {
        self.object(id).map(|object| object.state.word(object.kind))
    }

    /// The last transition of any object.
    pub fn last_transition(&self) -> Option<Transition> {
        self.last
    }

    /// The two-way wire of the object that had the last transition.
    pub fn wire(&self) -> Option<Wire<'_>> {
        Some(self.object(self.last?.object)?.wire())
    }

    /// The objects in one chain of `yield from` and `await` with this one, the outermost first.
    pub fn chain(&self, id: ObjectId) -> Vec<ObjectId> {
        let mut chain = Vec::new();
        // A delegation that is about to be refused can close a circle.
        let mut seen = BTreeSet::new();
        let mut at = id;
        while let Some(object) = self.object(at)
            && seen.insert(at)
        {
            chain.push(at);
            let Some(outer) = object.delegator else { break };
            at = outer;
        }
        chain.reverse();
        let mut at = self.object(id).and_then(Object::delegate);
        while let Some(inner) = at
            && seen.insert(inner)
        {
            chain.push(inner);
            at = self.object(inner).and_then(Object::delegate);
        }
        chain
    }

    /// The exceptions on their way to a handler, at most one in each thread.
    pub fn in_flight(&self) -> impl Iterator<Item = &InFlight> {
        self.threads().filter_map(Thread::in_flight)
    }

    /// The exception that left the outermost frame.
    pub fn uncaught(&self) -> Option<&InFlight> {
        self.uncaught.as_deref()
    }

    /// How much the program has written.
    pub fn written(&self) -> Written {
        self.written
    }

    /// All event loops heard of, by id.
    pub fn loops(&self) -> impl Iterator<Item = &Loop> {
        self.loops.iter().map(|(_, it)| it)
    }

    /// An event loop.
    pub fn event_loop(&self, id: LoopId) -> Option<&Loop> {
        self.loops.get(id.0)
    }

    /// The callbacks that wait in a loop, by id.
    pub fn handles(&self) -> impl Iterator<Item = &Handle> {
        self.handles.iter().map(|(_, handle)| handle)
    }

    /// A callback that waits in a loop.
    pub fn handle(&self, id: HandleId) -> Option<&Handle> {
        self.handles.get(id.0)
    }

    /// All tasks there ever were, by id.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().map(|(_, task)| task)
    }

    /// The tasks that are not done, by id.
    pub fn unfinished_tasks(&self) -> impl Iterator<Item = &Task> {
        self.unfinished.iter().filter_map(|(id, _)| self.tasks.get(id))
    }

    /// A task.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(id.0)
    }

    /// All futures heard of, by id.
    pub fn futures(&self) -> impl Iterator<Item = &Future> {
        self.futures.iter().map(|(_, future)| future)
    }

    /// A future.
    pub fn future(&self, id: FutureId) -> Option<&Future> {
        self.futures.get(id.0)
    }

    /// All primitives of asyncio that were used so far, by id.
    pub fn primitives(&self) -> impl Iterator<Item = &Primitive> {
        self.primitives.iter().map(|(_, it)| it)
    }

    /// A primitive of asyncio.
    pub fn primitive(&self, id: PrimitiveId) -> Option<&Primitive> {
        self.primitives.get(id.0)
    }

    /// About how many things may change from one event to the next: what keeping a copy of this world will cost.
    pub(super) fn weight(&self) -> usize {
        let stacks: usize = self.threads().map(|thread| thread.stack.len()).sum();
        let queues: usize = self.loops().map(|it| it.ready.len() + it.timers.len()).sum();
        self.alive.len() + self.unfinished.len() + self.handles.len() + (stacks + queues) / 16
    }

    /// Whether more than one thread may run, so that the order of events proves less.
    pub(super) fn is_parallel(&self) -> bool {
        self.threads.len() > 1
    }
}

impl Thread {
    /// Its id.
    pub fn id(&self) -> ThreadId {
        self.id
    }

    /// Its name, where it told one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether it runs.
    pub fn state(&self) -> ThreadState {
        self.state
    }

    /// The exception that unwinds it.
    pub fn in_flight(&self) -> Option<&InFlight> {
        self.in_flight.as_deref()
    }

    /// The loop that runs in it, the innermost where there are several.
    pub fn running_loop(&self) -> Option<LoopId> {
        self.loops.last().map(|(id, _)| *id)
    }

    /// The greenlet that runs in it, where it has any.
    pub fn greenlet(&self) -> Option<&str> {
        self.greenlet.as_deref()
    }

    /// The line of its last event that had one.
    pub fn site(&self) -> Option<Site> {
        self.site
    }
}

impl TransitionKind {
    /// The kind of transition that an event is.
    pub fn of(kind: &Kind) -> Option<TransitionKind> {
        Some(match kind {
            Kind::Created { .. } => TransitionKind::Created,
            Kind::Resumed { .. } => TransitionKind::Resumed,
            Kind::Delegated { .. } => TransitionKind::Delegated,
            Kind::Yielded { .. } => TransitionKind::Yielded,
            Kind::Returned { .. } => TransitionKind::Returned,
            Kind::Raised { .. } => TransitionKind::Raised,
            Kind::Closed { .. } => TransitionKind::Closed,
            Kind::Refused { .. } => TransitionKind::Refused,
            _ => return None,
        })
    }
}
