//! Why an event cannot have happened.

use crate::trace::event::State;
use crate::trace::id::{FileId, FrameId, FutureId, HandleId, LoopId, ObjectId, TaskId, ThreadId};

/// An event that cannot have happened after those before it.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldError {
    /// Its sequence number.
    pub seq: u64,
    /// Its name in the trace.
    pub event: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Something before `program_started`.
    BeforeTheStart,
    /// `program_started` again.
    StartedTwice,
    /// Something after `program_ended`.
    AfterTheEnd,
    /// A time that is none.
    NoTime {
        /// The time.
        time: f64,
    },
    /// The virtual clock runs backwards.
    TimeBackwards {
        /// The time of the event before.
        from: f64,
        /// The event's time.
        to: f64,
    },
    /// A jump of a clock that does not jump, or backwards.
    BadJump {
        /// The time before.
        from: f64,
        /// The time after.
        to: f64,
    },
    /// One file id for two files.
    FileTaken {
        /// The file's id.
        file: FileId,
        /// The path it stands for.
        path: Box<str>,
    },
    /// A thread began that had begun.
    ThreadStartedTwice {
        /// The thread.
        thread: ThreadId,
    },
    /// A thread ended that does not run.
    ThreadNotRunning {
        /// The thread.
        thread: ThreadId,
    },
    /// Something that needs an end of this object's run first.
    StillRunning {
        /// The object that runs.
        inner: Box<str>,
    },
    /// A line event without a line or a place.
    NoLine,
    /// A line of an object's frame under another frame's number.
    WrongFrame {
        /// The object.
        object: Box<str>,
        /// The frame it owns.
        owned: FrameId,
        /// The frame that was said.
        frame: FrameId,
    },
    /// A depth at which the frame cannot lie.
    WrongDepth {
        /// The frame.
        frame: FrameId,
        /// The depth that was said.
        depth: u32,
        /// How many objects lie below.
        objects: u32,
    },
    /// An id that was never created.
    UnknownObject {
        /// The id.
        id: ObjectId,
    },
    /// An id that does not count on from the last one.
    WrongId {
        /// The id.
        id: ObjectId,
        /// The one that is due.
        expected: ObjectId,
    },
    /// Something that only happens in another state.
    WrongState {
        /// The object.
        object: Box<str>,
        /// Its state.
        state: State,
    },
    /// State words that do not match what happens.
    WrongWords {
        /// The states before and after.
        expected: (State, State),
        /// The states that were said.
        said: (State, State),
    },
    /// A value sent where no `yield` waits for it.
    SentToUnstarted {
        /// The object.
        object: Box<str>,
    },
    /// A throw without an exception, or a `next` with one.
    WrongInput {
        /// The word for how.
        how: &'static str,
    },
    /// An object drives another one without running itself.
    IdleDriver {
        /// The object said to drive.
        driver: Box<str>,
        /// Its state.
        state: State,
    },
    /// An object delegates to itself.
    SelfDelegation {
        /// The object.
        object: Box<str>,
    },
    /// An id of a task that is taken or not yet due.
    WrongTaskId {
        /// The id.
        task: TaskId,
        /// The one that is due.
        expected: TaskId,
    },
    /// A task that was never created.
    UnknownTask {
        /// The id.
        task: TaskId,
    },
    /// Something that a task in this state does not do.
    WrongTaskState {
        /// The task.
        task: TaskId,
        /// What it does.
        state: TaskCondition,
    },
    /// A future made again.
    FutureTaken {
        /// The future.
        future: FutureId,
    },
    /// A future resolved again.
    FutureDone {
        /// The future.
        future: FutureId,
    },
    /// A handle scheduled again.
    HandleTaken {
        /// The handle.
        handle: HandleId,
    },
    /// Something that a loop in this state does not do.
    WrongLoopState {
        /// The loop.
        id: LoopId,
        /// What it does.
        state: LoopCondition,
    },
    /// A turn whose number does not count on.
    WrongTurn {
        /// The loop.
        id: LoopId,
        /// The turn's number.
        number: u64,
        /// The number of the turn before.
        last: u64,
    },
}

/// What a task does, as far as an event can be wrong about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskCondition {
    /// It has not made its first step.
    NotStarted,
    /// The loop runs it.
    Running,
    /// It waits for something.
    Waiting,
    /// It waits for its turn.
    Ready,
    /// It has ended.
    Done,
}

/// What a loop does, as far as an event can be wrong about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopCondition {
    /// No event has told of it.
    NotThere,
    /// It runs.
    Running,
    /// It has stopped, or not started.
    NotRunning,
    /// It is closed for good.
    Closed,
}
