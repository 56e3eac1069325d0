//! What events are made of: who, where, in which state, with what.

use serde::{Deserialize, Serialize};

use super::super::id::{FileId, FutureId, LoopId, ObjectId, TaskId};
use super::super::value::Value;
use super::note::{Awaitable, Canceller, Service};

/// A line of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Site {
    /// Which of the program's files.
    pub file: FileId,
    /// The line, from 1.
    pub line: u32,
}

/// Which code of the program runs: the interface's `where`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The body of a module: `<module>`.
    Module,
    /// An ordinary function, by its name.
    Function(Box<str>),
    /// A generator, coroutine or async generator.
    Object(ObjectId),
}

/// Who resumes, receives, creates or wakes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// The body of a module of the program: `<module>`.
    Module,
    /// An ordinary function of the program, by its name.
    Function(Box<str>),
    /// A generator-like object of the program.
    Object(ObjectId),
    /// A task, that is the loop on its behalf.
    Task(TaskId),
    /// The event loop itself.
    Loop(LoopId),
    /// A part of asyncio that cancels on behalf of a task.
    Canceller(Canceller),
    /// Library code with no code of the program below it, by its module's name.
    Library(Box<str>),
    /// The interpreter as it disposes of an object nobody holds.
    Gc,
}

/// The three kinds of objects that sleep and wake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ObjectKind {
    /// PEP 255, 342: from a function with `yield`, or a generator expression.
    Generator,
    /// PEP 492: from an `async def`.
    Coroutine,
    /// PEP 525: from an `async def` with `yield`.
    AsyncGenerator,
}

/// The state of a generator-like object, as `inspect.getgeneratorstate` and its siblings name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// Made, not yet started.
    Created,
    /// Its frame is on the stack.
    Running,
    /// Asleep at a `yield`, `yield from` or `await`.
    Suspended,
    /// Finished for good.
    Closed,
}

/// By what an object was resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum How {
    /// `next(g)`, or whatever consumes an iterator by `__next__`: `list`, unpacking, `sum`.
    Next,
    /// The head of a `for` loop or comprehension.
    For,
    /// `send(value)`.
    Send,
    /// `throw(exception)`.
    Throw,
    /// `close()`.
    Close,
    /// The delegating generator's `yield from` passes on what it got.
    YieldFrom,
    /// The awaiting coroutine's `await` passes on what it got.
    Await,
    /// The event loop steps the task that owns the coroutine.
    Task,
    /// `__anext__()`, as `async for` and `anext` use it.
    Anext,
    /// `asend(value)`.
    Asend,
    /// `athrow(exception)`.
    Athrow,
    /// `aclose()`.
    Aclose,
    /// The interpreter closes an object that nobody holds any more.
    Gc,
}

/// What a resumption carries in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Input {
    /// Nothing: `next`, `for`, `close`.
    Nothing,
    /// The value that the `yield` expression becomes.
    Value(Value),
    /// The exception that is raised at the `yield`.
    Exception(Value),
}

/// What a `yield from` or an `await` hands over to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// Another generator-like object of the program.
    Object(ObjectId),
    /// A task.
    Task(TaskId),
    /// A future.
    Future(FutureId),
    /// What a part of asyncio waits for, in parts.
    Awaitable(Awaitable),
    /// Any other iterable or awaitable, as text.
    Other(Value),
}

/// A local variable that is new, has another value, or is gone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// The variable.
    pub name: Box<str>,
    /// Its value now; `None` where it was deleted.
    pub value: Option<Value>,
}

/// One of the program's output streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stream {
    /// `sys.stdout`.
    Stdout,
    /// `sys.stderr`.
    Stderr,
}

/// Which clock the program lives by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Clock {
    /// Time stands still while code runs and jumps to the next timer when nothing is ready.
    Virtual,
    /// The system's clock.
    Real,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It came to its end.
    Ok,
    /// An exception nobody caught.
    Exception,
    /// `sys.exit` or `SystemExit`.
    Exit,
    /// `KeyboardInterrupt`.
    Interrupted,
    /// The time limit.
    Timeout,
    /// The Python process died or hit its memory limit.
    Died,
}

/// How a task or future was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Resolution {
    /// With a value.
    Result,
    /// With an exception.
    Exception,
    /// By cancellation.
    Cancelled,
}

/// How a callback was put into the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Schedule {
    /// `call_soon`.
    Soon,
    /// `call_later`.
    Later,
    /// `call_at`.
    At,
    /// `call_soon_threadsafe`.
    Threadsafe,
}

/// What a callback that asyncio put into the loop is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Purpose {
    /// What it does for them.
    pub what: Service,
    /// The tasks and futures it is about.
    pub of: Vec<Target>,
}

/// What a task waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Waiting {
    /// A future; the text says what it stands for (`Future`, `Queue.get`, `Lock.acquire`, …).
    Future(FutureId, Box<str>),
    /// A future of a lock, as the text says, that this task holds now.
    Lock(FutureId, Box<str>, TaskId),
    /// Another task.
    Task(TaskId),
    /// `asyncio.sleep`, until this time in seconds on the program's clock (as text, so that it compares exactly).
    Sleep(Box<str>),
    /// Several tasks or futures together: the name of the call (`gather`, `wait`, …) and what it waits for.
    Group(Box<str>, Vec<Target>),
    /// A bare `yield`: the task goes to the end of the ready queue.
    Turn,
    /// Anything else, as text.
    Other(Box<str>),
}

/// What one of asyncio's primitives holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Holding {
    /// A lock, or a condition with its lock.
    Lock {
        /// Whether it is locked.
        is_locked: bool,
        /// The task that holds it, where one does.
        by: Option<TaskId>,
    },
    /// An event.
    Event {
        /// Whether it is set.
        is_set: bool,
    },
    /// A semaphore.
    Semaphore {
        /// How many more may come in.
        left: u32,
        /// The tasks inside of it, in the order in which they came in.
        by: Vec<TaskId>,
    },
    /// A queue.
    Queue {
        /// The first few of what is in it.
        items: Vec<Value>,
        /// How many are in it.
        size: u32,
        /// How many it takes; `None` for any number.
        most: Option<u32>,
    },
}
