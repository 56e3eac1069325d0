//! Why an event cannot have happened.

use thiserror::Error;

use crate::trace::event::State;
use crate::trace::id::{FileId, FrameId, FutureId, HandleId, LoopId, ObjectId, TaskId, ThreadId};

/// An event that cannot have happened after those before it.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("event {seq} ({event}) cannot happen here: {fault}")]
pub struct FoldError {
    /// Its sequence number.
    pub seq: u64,
    /// Its name in the trace.
    pub event: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with an event.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Fault {
    /// Something before `program_started`.
    #[error("the program has not started")]
    BeforeTheStart,
    /// `program_started` again.
    #[error("the program has already started")]
    StartedTwice,
    /// Something after `program_ended`.
    #[error("the program has ended")]
    AfterTheEnd,
    /// A time that is none.
    #[error("{time} is no time")]
    NoTime {
        /// The time.
        time: f64,
    },
    /// The virtual clock runs backwards.
    #[error("the virtual clock runs backwards, from {from} to {to}")]
    TimeBackwards {
        /// The time of the event before.
        from: f64,
        /// The event's time.
        to: f64,
    },
    /// A jump of a clock that does not jump, or backwards.
    #[error("the clock cannot jump from {from} to {to}")]
    BadJump {
        /// The time before.
        from: f64,
        /// The time after.
        to: f64,
    },
    /// One file id for two files.
    #[error("file {file} is already {path}")]
    FileTaken {
        /// The file's id.
        file: FileId,
        /// The path it stands for.
        path: Box<str>,
    },
    /// A thread began that had begun.
    #[error("thread {thread} has already started")]
    ThreadStartedTwice {
        /// The thread.
        thread: ThreadId,
    },
    /// A thread ended that does not run.
    #[error("thread {thread} does not run")]
    ThreadNotRunning {
        /// The thread.
        thread: ThreadId,
    },
    /// Something that needs an end of this object's run first.
    #[error("{inner} is still running above it on the stack")]
    StillRunning {
        /// The object that runs.
        inner: Box<str>,
    },
    /// A line event without a line or a place.
    #[error("it does not say which line of which code it is")]
    NoLine,
    /// A line of an object's frame under another frame's number.
    #[error("{object} runs in frame {owned}, not in frame {frame}")]
    WrongFrame {
        /// The object.
        object: Box<str>,
        /// The frame it owns.
        owned: FrameId,
        /// The frame that was said.
        frame: FrameId,
    },
    /// A depth at which the frame cannot lie.
    #[error("frame {frame} cannot lie at depth {depth}: {objects} running objects lie below it")]
    WrongDepth {
        /// The frame.
        frame: FrameId,
        /// The depth that was said.
        depth: u32,
        /// How many objects lie below.
        objects: u32,
    },
    /// An id that was never created.
    #[error("there is no object {id}")]
    UnknownObject {
        /// The id.
        id: ObjectId,
    },
    /// An id that does not count on from the last one.
    #[error("object {id} is created where object {expected} is due")]
    WrongId {
        /// The id.
        id: ObjectId,
        /// The one that is due.
        expected: ObjectId,
    },
    /// Something that only happens in another state.
    #[error("{object} is {}", state.short())]
    WrongState {
        /// The object.
        object: Box<str>,
        /// Its state.
        state: State,
    },
    /// State words that do not match what happens.
    #[error(
        "it goes from {} to {}, but says from {} to {}",
        expected.0.short(), expected.1.short(), said.0.short(), said.1.short()
    )]
    WrongWords {
        /// The states before and after.
        expected: (State, State),
        /// The states that were said.
        said: (State, State),
    },
    /// A value sent where no `yield` waits for it.
    #[error("{object} has not started and cannot take a value")]
    SentToUnstarted {
        /// The object.
        object: Box<str>,
    },
    /// A throw without an exception, or a `next` with one.
    #[error("{how} does not carry that")]
    WrongInput {
        /// The word for how.
        how: &'static str,
    },
    /// An object drives another one without running itself.
    #[error("{driver} cannot do that while it is {}", state.short())]
    IdleDriver {
        /// The object said to drive.
        driver: Box<str>,
        /// Its state.
        state: State,
    },
    /// An object delegates to itself.
    #[error("{object} cannot delegate to itself")]
    SelfDelegation {
        /// The object.
        object: Box<str>,
    },
    /// An id of a task that is taken or not yet due.
    #[error("task {task} is created where task {expected} is due")]
    WrongTaskId {
        /// The id.
        task: TaskId,
        /// The one that is due.
        expected: TaskId,
    },
    /// A task that was never created.
    #[error("there is no task {task}")]
    UnknownTask {
        /// The id.
        task: TaskId,
    },
    /// Something that a task in this state does not do.
    #[error("task {task} is {state}")]
    WrongTaskState {
        /// The task.
        task: TaskId,
        /// What it does.
        state: &'static str,
    },
    /// A future made again.
    #[error("future {future} is already there")]
    FutureTaken {
        /// The future.
        future: FutureId,
    },
    /// A future resolved again.
    #[error("future {future} is already done")]
    FutureDone {
        /// The future.
        future: FutureId,
    },
    /// A handle scheduled again.
    #[error("handle {handle} already waits")]
    HandleTaken {
        /// The handle.
        handle: HandleId,
    },
    /// Something that a loop in this state does not do.
    #[error("loop {id} is {state}")]
    WrongLoopState {
        /// The loop.
        id: LoopId,
        /// What it does.
        state: &'static str,
    },
    /// A turn whose number does not count on.
    #[error("turn {number} of loop {id} comes after turn {last}")]
    WrongTurn {
        /// The loop.
        id: LoopId,
        /// The turn's number.
        number: u64,
        /// The number of the turn before.
        last: u64,
    },
}
