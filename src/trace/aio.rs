//! The event loop's things at one step: loops, handles, tasks and futures.

use std::collections::VecDeque;

use super::event::{Actor, Purpose, Resolution, Schedule, Target, Waiting};
use super::id::{FutureId, HandleId, LoopId, PrimitiveId, Step, TaskId, ThreadId};
use super::value::Value;

/// An event loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    pub(super) id: LoopId,
    pub(super) state: LoopState,
    pub(super) turn: u64,
    pub(super) thread: ThreadId,
    pub(super) ready: VecDeque<HandleId>,
    /// By time, then by id.
    pub(super) timers: Vec<(f64, HandleId)>,
    pub(super) current: Option<Handle>,
    pub(super) task: Option<TaskId>,
}

/// What a loop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoopState {
    /// It runs.
    Running,
    /// It does not run, and may run again.
    Stopped,
    /// It is closed.
    Closed,
}

/// A callback that waits in a loop, ready or for its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    pub(super) id: HandleId,
    pub(super) how: Option<Schedule>,
    pub(super) callback: Box<str>,
    pub(super) task: Option<TaskId>,
    pub(super) when: Option<f64>,
    pub(super) purpose: Option<Purpose>,
    pub(super) loop_id: Option<LoopId>,
    pub(super) thread: ThreadId,
    pub(super) scheduled: Step,
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub(super) id: TaskId,
    pub(super) name: Box<str>,
    pub(super) coro: Target,
    pub(super) by: Actor,
    pub(super) created: Step,
    pub(super) state: TaskState,
    pub(super) since: Step,
    pub(super) woken_by: Option<Target>,
    pub(super) last_wait: Option<(Waiting, Step)>,
    pub(super) deadline: Option<f64>,
    pub(super) at: Option<PrimitiveId>,
    pub(super) cancel: Option<Cancel>,
    pub(super) steps: u64,
    /// The task whose step made this one and waits for its first step to end, where it is eager.
    pub(super) maker: Option<TaskId>,
    pub(super) callbacks: Vec<Box<str>>,
}

/// What a task does.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskState {
    /// Made; its first step is still to come.
    Pending,
    /// What it waited for is there; its next step is to come.
    Ready,
    /// The loop is inside it.
    Running,
    /// It waits.
    Waiting(Waiting),
    /// It is finished.
    Done(Resolution, Value),
}

/// A request to cancel a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Cancel {
    /// Who asked last.
    pub by: Actor,
    /// The message, if any.
    pub message: Option<Value>,
    /// The step of the last request.
    pub step: Step,
    /// How many requests there were.
    pub requests: u32,
}

/// A future that is no task.
#[derive(Clone, Debug, PartialEq)]
pub struct Future {
    pub(super) id: FutureId,
    pub(super) label: Box<str>,
    pub(super) name: Option<Box<str>>,
    pub(super) created: Step,
    pub(super) done: Option<Done>,
    pub(super) callbacks: Vec<Box<str>>,
}

/// How a future was resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// In which way.
    pub outcome: Resolution,
    /// Its result or exception.
    pub value: Value,
    /// Who did it.
    pub by: Actor,
    /// The step.
    pub step: Step,
}

impl Loop {
    /// Its id.
    pub fn id(&self) -> LoopId {
        self.id
    }

    /// Whether it runs.
    pub fn state(&self) -> LoopState {
        self.state
    }

    /// The number of its current or last turn; 0 before the first.
    pub fn turn(&self) -> u64 {
        self.turn
    }

    /// The thread it runs or last ran in.
    pub fn thread(&self) -> ThreadId {
        self.thread
    }

    /// The handles that are ready, in order.
    pub fn ready(&self) -> impl DoubleEndedIterator<Item = HandleId> + ExactSizeIterator {
        self.ready.iter().copied()
    }

    /// The timers with their times, the earliest first.
    pub fn timers(&self) -> impl DoubleEndedIterator<Item = (f64, HandleId)> + ExactSizeIterator {
        self.timers.iter().copied()
    }

    /// The handle whose callback it called last in this turn.
    pub fn current(&self) -> Option<&Handle> {
        self.current.as_ref()
    }

    /// The task it is inside of.
    pub fn task(&self) -> Option<TaskId> {
        self.task
    }
}

impl Handle {
    /// Its id.
    pub fn id(&self) -> HandleId {
        self.id
    }

    /// How it was put into the loop; `None` for the loop's own.
    pub fn how(&self) -> Option<Schedule> {
        self.how
    }

    /// What it calls, for people.
    pub fn callback(&self) -> &str {
        &self.callback
    }

    /// The task whose step it is, where it is one.
    pub fn task(&self) -> Option<TaskId> {
        self.task
    }

    /// The time it waits for; `None` for the next turn.
    pub fn when(&self) -> Option<f64> {
        self.when
    }

    /// What it is for, where it is not simply a callback of the program's own.
    pub fn purpose(&self) -> Option<&Purpose> {
        self.purpose.as_ref()
    }

    /// The loop it is in, where that is known yet.
    pub fn loop_id(&self) -> Option<LoopId> {
        self.loop_id
    }

    /// The step at which it was scheduled.
    pub fn scheduled(&self) -> Step {
        self.scheduled
    }
}

impl Task {
    /// Its id.
    pub fn id(&self) -> TaskId {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The coroutine it drives.
    pub fn coro(&self) -> &Target {
        &self.coro
    }

    /// Who made it.
    pub fn created_by(&self) -> &Actor {
        &self.by
    }

    /// The step at which it was there for the first time.
    pub fn created(&self) -> Step {
        self.created
    }

    /// What it does.
    pub fn state(&self) -> &TaskState {
        &self.state
    }

    /// The step since which it does that.
    pub fn since(&self) -> Step {
        self.since
    }

    /// What it waits for, while it waits.
    pub fn waits_for(&self) -> Option<&Waiting> {
        match &self.state {
            TaskState::Waiting(on) => Some(on),
            _ => None,
        }
    }

    /// What it waits for or waited for last, and since when.
    pub fn last_wait(&self) -> Option<(&Waiting, Step)> {
        self.last_wait.as_ref().map(|(on, since)| (on, *since))
    }

    /// When a timeout will end what it waits for, in seconds on the program's clock.
    pub fn deadline(&self) -> Option<f64> {
        self.waits_for().and(self.deadline)
    }

    /// The lock, event, semaphore, condition or queue of the program that it waits at.
    pub fn waits_at(&self) -> Option<PrimitiveId> {
        self.waits_for().and(self.at)
    }

    /// What it waits at, or waited at last.
    pub fn last_at(&self) -> Option<PrimitiveId> {
        self.at
    }

    /// Whether it is finished.
    pub fn is_done(&self) -> bool {
        matches!(self.state, TaskState::Done(..))
    }

    /// What woke it last.
    pub fn woken_by(&self) -> Option<&Target> {
        self.woken_by.as_ref()
    }

    /// Who asked it to end, if anybody did.
    pub fn cancel(&self) -> Option<&Cancel> {
        self.cancel.as_ref()
    }

    /// How many steps the loop has made in it.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The callbacks added to it that are still to be called.
    pub fn callbacks(&self) -> impl Iterator<Item = &str> {
        self.callbacks.iter().map(|callback| &**callback)
    }
}

impl Future {
    /// Its id.
    pub fn id(&self) -> FutureId {
        self.id
    }

    /// What it stands for, for people.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What the program calls it, where that has been found.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The step at which it was first heard of.
    pub fn created(&self) -> Step {
        self.created
    }

    /// How it was resolved, once it is.
    pub fn done(&self) -> Option<&Done> {
        self.done.as_ref()
    }

    /// The callbacks added to it that are still to be called.
    pub fn callbacks(&self) -> impl Iterator<Item = &str> {
        self.callbacks.iter().map(|callback| &**callback)
    }
}
