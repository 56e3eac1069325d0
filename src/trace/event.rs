//! What can happen in a program, one event at a time: the vocabulary every other room speaks.

mod note;
mod parts;
mod words;

pub use note::{AwaitReason, Awaitable, Canceller, Complaint, Gap, Legacy, Note, Service, Untold, Wall};
pub use parts::{
    Actor, Change, Clock, Holding, How, Input, ObjectKind, Outcome, Place, Purpose, Resolution, Schedule,
    Site, State, Stream, Target, Waiting,
};

use serde::{Deserialize, Serialize};

use super::id::{FileId, FrameId, FutureId, HandleId, LoopId, ObjectId, PrimitiveId, TaskId, ThreadId};
use super::value::Value;

/// The version of the trace format; a reader refuses a trace of a newer one.
pub const TRACE_VERSION: u32 = 1;

/// One thing that happened, in the order things happened; its place in the trace is its sequence number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Seconds on the program's clock, from 0.
    pub time: f64,
    /// The thread it happened in.
    pub thread: ThreadId,
    /// The line it belongs to, where it has one.
    pub site: Option<Site>,
    /// The frame the program is in, where it is in one of its own.
    pub place: Option<Place>,
    /// What happened.
    pub kind: Kind,
}

/// What happened. Each variant is one `event` of the JSON trace, under its name in snake case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// The first event of every trace.
    ProgramStarted {
        /// [`TRACE_VERSION`].
        version: u32,
        /// FILE, as given.
        file: Box<str>,
        /// The interpreter: implementation and version.
        python: Box<str>,
        /// The clock it lives by, at first.
        clock: Clock,
    },
    /// A module beside FILE is about to run; its lines carry this file id.
    ModuleLoaded {
        /// The id of the file.
        file: FileId,
        /// Its path, relative to FILE's folder.
        path: Box<str>,
    },
    /// The line at `site` is about to run (`sys.settrace`'s `line`).
    Line {
        /// The activation it runs in.
        frame: FrameId,
        /// How many frames of the program lie below it on this thread's stack; 0 for the outermost.
        depth: u32,
        /// What changed among this frame's variables since its last line.
        changed: Vec<Change>,
    },
    /// The program wrote something.
    Output {
        /// Where to.
        stream: Stream,
        /// The bytes, as written.
        bytes: Vec<u8>,
    },
    /// A generator-like object was made: its function was called and gave the object back at once.
    Created {
        /// Its id.
        id: ObjectId,
        /// The function's name.
        name: Box<str>,
        /// Which kind.
        kind: ObjectKind,
        /// The frame it owns for its whole life.
        frame: FrameId,
        /// Where its function is written.
        defined: Option<Site>,
        /// The code that called the function.
        by: Actor,
        /// Always [`State::Created`].
        after: State,
    },
    /// Control goes into an object.
    Resumed {
        /// The object.
        id: ObjectId,
        /// Who resumes it.
        by: Actor,
        /// By what.
        how: How,
        /// What it carries in.
        input: Input,
        /// The state before.
        before: State,
        /// [`State::Running`].
        after: State,
    },
    /// A `yield from` or `await` of this object began on another one.
    Delegated {
        /// The delegating generator or awaiting coroutine.
        id: ObjectId,
        /// What it hands over to.
        to: Target,
    },
    /// An `await` of this object has its value.
    Awaited {
        /// The awaiting coroutine or async generator.
        id: ObjectId,
        /// Whether it slept meanwhile, and why.
        reason: AwaitReason,
    },
    /// The object goes to sleep and hands a value out. It has not returned.
    Yielded {
        /// The object.
        id: ObjectId,
        /// Who gets the value.
        to: Actor,
        /// The value.
        value: Value,
        /// [`State::Running`].
        before: State,
        /// [`State::Suspended`].
        after: State,
    },
    /// The object is finished: its code returned.
    Returned {
        /// The object.
        id: ObjectId,
        /// Who gets the StopIteration that carries the value.
        to: Actor,
        /// The value.
        value: Value,
        /// [`State::Running`].
        before: State,
        /// [`State::Closed`].
        after: State,
    },
    /// The object is finished: an exception left it.
    Raised {
        /// The object.
        id: ObjectId,
        /// Who gets the exception.
        to: Actor,
        /// The exception as it arrives there (after PEP 479).
        exception: Value,
        /// [`State::Running`].
        before: State,
        /// [`State::Closed`].
        after: State,
    },
    /// The object was closed without running any of its code.
    Closed {
        /// The object.
        id: ObjectId,
        /// The state before.
        before: State,
        /// [`State::Closed`].
        after: State,
    },
    /// A resumption that Python refused: already executing, a value sent to a just-started generator, an object already closed.
    Refused {
        /// The object; it stays as it was.
        id: ObjectId,
        /// Who tried.
        by: Actor,
        /// By what.
        how: How,
        /// What it carried.
        input: Input,
        /// What Python raised instead.
        exception: Value,
        /// The state before.
        before: State,
        /// The state after: the same.
        after: State,
    },
    /// An exception was raised on this line.
    Exception {
        /// The exception.
        exception: Value,
    },
    /// A handler (`except`, `finally`, `with`) of the program has the exception; the line is the handler's.
    Caught {
        /// The exception.
        exception: Value,
    },
    /// An exception left the program's outermost frame.
    Uncaught {
        /// The exception.
        exception: Value,
    },
    /// A loop begins to run.
    LoopStarted {
        /// The loop.
        id: LoopId,
    },
    /// A loop stopped running.
    LoopStopped {
        /// The loop.
        id: LoopId,
    },
    /// A loop was closed.
    LoopClosed {
        /// The loop.
        id: LoopId,
    },
    /// One turn of the loop begins.
    Iteration {
        /// The loop.
        id: LoopId,
        /// The number of the turn, from 1.
        number: u64,
        /// The handles that are ready, in order.
        ready: Vec<HandleId>,
        /// How many timers wait.
        timers: u32,
    },
    /// A callback was put into the loop.
    Scheduled {
        /// The new handle.
        handle: HandleId,
        /// By what.
        how: Schedule,
        /// What will be called, for people.
        callback: Box<str>,
        /// The task whose step it is, where it is one.
        task: Option<TaskId>,
        /// When, in seconds on the program's clock; `None` for the next turn.
        when: Option<f64>,
        /// What it is for, where it is not simply a callback of the program's own.
        purpose: Option<Purpose>,
    },
    /// The loop calls a handle's callback.
    HandleRun {
        /// The handle.
        handle: HandleId,
        /// What is called, for people.
        callback: Box<str>,
    },
    /// A handle was cancelled and will not run.
    HandleCancelled {
        /// The handle.
        handle: HandleId,
    },
    /// A timer's time has come: its handle is ready.
    TimerFired {
        /// The handle.
        handle: HandleId,
        /// The time it was set for, in seconds.
        when: f64,
    },
    /// The virtual clock jumped.
    ClockJumped {
        /// Seconds before.
        from: f64,
        /// Seconds now; the event's own time too.
        to: f64,
    },
    /// From here on the program lives by another clock: a session's can be changed at the prompt.
    ClockChanged {
        /// The clock in force now.
        clock: Clock,
    },
    /// A task was made around a coroutine.
    TaskCreated {
        /// The task.
        task: TaskId,
        /// Its name.
        name: Box<str>,
        /// The coroutine it drives, where it is one of the program's.
        coro: Target,
        /// Who made it.
        by: Actor,
    },
    /// The loop resumes a task.
    TaskStep {
        /// The task.
        task: TaskId,
    },
    /// A task handed control back to the loop and waits.
    TaskWaiting {
        /// The task.
        task: TaskId,
        /// For what.
        on: Waiting,
        /// When a timeout (`asyncio.timeout`, `wait_for`) will end the wait, in seconds on the program's clock.
        deadline: Option<f64>,
        /// The lock, event, semaphore, condition or queue of the program that it waits at.
        at: Option<PrimitiveId>,
    },
    /// A task got another name.
    TaskRenamed {
        /// The task.
        task: TaskId,
        /// Its new name.
        name: Box<str>,
    },
    /// What a task waited for is there: it is in the ready queue again.
    TaskWoken {
        /// The task.
        task: TaskId,
        /// By whom.
        by: Target,
    },
    /// A task is finished.
    TaskDone {
        /// The task.
        task: TaskId,
        /// How.
        outcome: Resolution,
        /// Its result or exception.
        value: Value,
    },
    /// `cancel()` was called on a task.
    CancelRequested {
        /// The task.
        task: TaskId,
        /// Who asked.
        by: Actor,
        /// The message given, if any.
        message: Option<Value>,
    },
    /// A future the program can see was made.
    FutureCreated {
        /// The future.
        future: FutureId,
        /// What it stands for, for people.
        label: Box<str>,
    },
    /// What the program calls a future has been found: a path from one of its variables.
    FutureNamed {
        /// The future.
        future: FutureId,
        /// `answers[0]`.
        name: Box<str>,
    },
    /// What one of asyncio's primitives holds has changed, or is told for the first time.
    Primitive {
        /// Which.
        id: PrimitiveId,
        /// Its class: `Lock`, `Event`, `Queue`.
        class: Box<str>,
        /// What the program calls it, a path from one of its variables, where that has been found.
        name: Option<Box<str>>,
        /// What it holds now, or who holds it.
        holds: Holding,
    },
    /// A future was resolved.
    FutureDone {
        /// The future.
        future: FutureId,
        /// How.
        outcome: Resolution,
        /// Its result or exception.
        value: Value,
        /// Who resolved it.
        by: Actor,
    },
    /// A callback was added to a future or task.
    CallbackAdded {
        /// To what.
        to: Target,
        /// What will be called, for people.
        callback: Box<str>,
    },
    /// A thread of the program began; `thread` is its own id.
    ThreadStarted {
        /// Its name.
        thread_name: Box<str>,
    },
    /// A thread of the program ended.
    ThreadEnded {
        /// Its name.
        thread_name: Box<str>,
    },
    /// A callable was given to an executor.
    Submitted {
        /// The executor, for people.
        executor: Box<str>,
        /// The callable, for people.
        callable: Box<str>,
        /// The future of its result.
        future: FutureId,
    },
    /// A greenlet switched to another one.
    Switched {
        /// From this one.
        from: Box<str>,
        /// To this one.
        to: Box<str>,
        /// With this value.
        value: Value,
    },
    /// Something the learner should know.
    Note(Note),
    /// The last event of every trace.
    ProgramEnded {
        /// How.
        outcome: Outcome,
        /// The exception nobody caught.
        exception: Option<Value>,
        /// The exit status the program would have given.
        status: i32,
    },
}
