//! What the learner should know, as data: notes, why an `await` is over, and what is awaited.

use serde::{Deserialize, Serialize};

use super::super::value::Value;

/// Something the learner should know. [`Note::topic`] is its slug in the JSON trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Note {
    /// A coroutine died without having run (PEP 492).
    NeverAwaited {
        /// Its function, qualified.
        coroutine: Box<str>,
    },
    /// What follows was typed in the paused program, and is no act of its own.
    Typed {
        /// What was typed.
        source: Box<str>,
    },
    /// A name was used that today's Python no longer has.
    Legacy(Legacy),
    /// The program failed for such a name.
    WrittenForOlderPython,
    /// A blocking sleep stopped an event loop.
    Blocked {
        /// For how many seconds.
        seconds: f64,
        /// What was ready meanwhile.
        waiting: Vec<Box<str>>,
    },
    /// Nothing can wake the event loop any more.
    Deadlock {
        /// The tasks that wait for good, each with what it waits for.
        waiting: Vec<(Box<str>, Awaitable)>,
    },
    /// A confined program has printed all that it may.
    PrintedAll {
        /// How much that is.
        mib: u64,
    },
    /// A task was asked to end and ended as if it had not been asked.
    CancelSwallowed {
        /// Its name.
        task: Box<str>,
    },
    /// A task was asked to end that had ended.
    CancelRefused {
        /// Its name.
        task: Box<str>,
    },
    /// A request to end was taken back (`Task.uncancel`).
    Uncancelled {
        /// The task's name.
        task: Box<str>,
        /// How many requests are left.
        left: u32,
    },
    /// The loop closes the asynchronous generators that are not exhausted (`shutdown_asyncgens`).
    AsyncgensClosed {
        /// Their names.
        generators: Vec<Box<str>>,
    },
    /// The loop closes an asynchronous generator that nobody holds any more (PEP 525).
    AsyncgenFinalised {
        /// Its name.
        generator: Box<str>,
    },
    /// The loop's exception handler was called (`call_exception_handler`).
    Complaint {
        /// Of what kind.
        about: Complaint,
        /// Python's message.
        message: Box<str>,
        /// The task or future it is about; its message then is without the exclamation mark.
        of: Option<Awaitable>,
        /// The exception.
        exception: Option<Value>,
    },
    /// Something could not be told of: a fault of ours.
    Untold {
        /// What.
        act: Untold,
        /// What went wrong.
        error: Value,
    },
    /// A confined program was denied an act.
    Denied {
        /// What it did, as code.
        act: Box<str>,
        /// What it ran into.
        wall: Wall,
    },
    /// A wall around a confined program that this system cannot build.
    Unconfined(Gap),
    /// What a recording says, of which only the words are left.
    Recorded {
        /// Its topic.
        topic: Box<str>,
        /// Its English words.
        text: Box<str>,
    },
}

/// A name or form that tutorials of Python 3.4 to 3.8 use, and later versions removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Legacy {
    /// A class of `collections.abc` in `collections`.
    Abc {
        /// The class.
        name: Box<str>,
    },
    /// `nest_asyncio.apply()`.
    NestAsyncio,
    /// `@asyncio.coroutine`.
    Coroutine,
    /// `asyncio.Task.current_task()`.
    CurrentTask,
    /// `asyncio.Task.all_tasks()`.
    AllTasks,
    /// `asyncio.get_event_loop()` without a running loop.
    EventLoop,
    /// `asyncio.wait()` on coroutines instead of tasks.
    BareCoroutines,
    /// The `loop=` argument of a function or class of asyncio.
    LoopArgument {
        /// The function or class.
        function: Box<str>,
    },
    /// `asyncio.async()`.
    Async,
}

/// What asyncio complains about to its exception handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Complaint {
    /// A task died before it was done.
    TaskDestroyed,
    /// Nobody asked for a task's or future's exception.
    NeverRetrieved,
    /// An asynchronous generator failed as it was closed.
    Asyncgen,
    /// A callback raised.
    Callback,
    /// A task failed as `asyncio.run` ended what was left.
    Shutdown,
    /// Anything else.
    Other,
}

/// What could not be told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Untold {
    /// What asyncio did.
    Asyncio,
    /// What the prompt does by itself.
    Prompt {
        /// The function of ours that failed.
        function: Box<str>,
    },
}

/// What confined programs do not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wall {
    /// Read and write elsewhere.
    Files,
    /// Change what the system keeps about a file, which it guards everywhere or nowhere.
    Attributes,
    /// Start programs, or run code that is not Python.
    Programs,
    /// Speak to other machines.
    Network,
    /// Reach other processes, or change the system.
    System,
}

/// What is missing for a wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gap {
    /// The system is none that has Landlock.
    NoLandlockSystem,
    /// The kernel was built without Landlock, or is too old.
    NoLandlockKernel,
    /// The kernel's Landlock does not guard truncation.
    OldLandlock,
    /// Landlock failed.
    LandlockFailed {
        /// What it said.
        error: Box<str>,
    },
    /// The kernel does not filter system calls.
    NoFilter {
        /// What it said.
        error: Box<str>,
    },
}

/// Why an `await` is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AwaitReason {
    /// The task went back to the event loop and was woken.
    WentToLoop,
    /// The coroutine, which no task drives, slept until it was resumed.
    Slept,
    /// What was awaited returned without suspending.
    Returned {
        /// Its id for people, where it has one.
        what: Option<Box<str>>,
    },
    /// The task or future was done when it was awaited.
    DoneAlready {
        /// Which.
        what: Awaitable,
    },
}

impl AwaitReason {
    /// Whether the coroutine slept in this `await`.
    pub fn is_suspension(&self) -> bool {
        match self {
            AwaitReason::WentToLoop | AwaitReason::Slept => true,
            AwaitReason::Returned { .. } | AwaitReason::DoneAlready { .. } => false,
        }
    }
}

/// What is awaited, where it has no id of the trace's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Awaitable {
    /// A name or an expression of Python's, the same in every language.
    Named(Box<str>),
    /// Several together.
    Group {
        /// The function that puts them together: `gather`, `wait`, `shield`.
        call: Box<str>,
        /// What it waits for.
        of: Vec<Awaitable>,
    },
    /// A call with its arguments.
    Call {
        /// The function.
        function: Box<str>,
        /// What it was given.
        arguments: Vec<Awaitable>,
    },
    /// The next value of an asynchronous generator.
    NextValue {
        /// The generator.
        of: Box<str>,
    },
    /// The end of an asynchronous generator that is being closed.
    End {
        /// The generator.
        of: Box<str>,
    },
    /// The end of `asyncio.sleep`.
    Sleep,
    /// A cancellation, which ends what was awaited.
    Cancel,
    /// Something of a lock that a task holds.
    Held {
        /// What is waited for.
        what: Box<str>,
        /// The task that holds the lock.
        by: Box<str>,
    },
}

/// A part of asyncio that cancels on behalf of a task.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Canceller {
    /// A timeout (`asyncio.timeout`, `asyncio.wait_for`).
    Timeout {
        /// The task it was set in, by its name.
        of: Box<str>,
    },
    /// A task group.
    TaskGroup {
        /// The task that entered it, by its name.
        of: Box<str>,
        /// The task whose failure ends the others.
        failed: Option<Box<str>>,
    },
}

/// What a callback that asyncio put into the loop does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Service {
    /// Ends `asyncio.sleep`.
    Sleep,
    /// Ends the time of `asyncio.timeout`.
    Timeout,
    /// Ends the time of `asyncio.wait`.
    WaitTimeout,
    /// Ends the time of `asyncio.as_completed`.
    AsCompletedTimeout,
    /// Takes a result in for `gather`.
    Gather,
    /// Takes a result in for a `TaskGroup`.
    TaskGroup,
    /// Takes a result in for `wait`.
    Wait,
    /// Takes a result in for `as_completed`.
    AsCompleted,
    /// Takes a result in for `shield`.
    Shield,
    /// Tells that a cancelled task has ended.
    Cancellation,
    /// Ends `run_until_complete`.
    RunUntilComplete,
    /// Brings a result from a thread.
    Executor,
    /// Wakes the loop for a call from outside.
    WakeUp,
    /// Tells that input or output is ready.
    Io,
    /// A callback of the program's on a task or future.
    Callback,
    /// Anything else of asyncio's, by the callback's name.
    Other(Box<str>),
}

impl Service {
    /// Every service but [`Service::Other`].
    const ALL: [Service; 15] = [
        Service::Sleep,
        Service::Timeout,
        Service::WaitTimeout,
        Service::AsCompletedTimeout,
        Service::Gather,
        Service::TaskGroup,
        Service::Wait,
        Service::AsCompleted,
        Service::Shield,
        Service::Cancellation,
        Service::RunUntilComplete,
        Service::Executor,
        Service::WakeUp,
        Service::Io,
        Service::Callback,
    ];

    /// The word of the JSON trace.
    pub fn word(&self) -> &str {
        match self {
            Service::Sleep => "sleep",
            Service::Timeout => "timeout",
            Service::WaitTimeout => "wait_timeout",
            Service::AsCompletedTimeout => "as_completed_timeout",
            Service::Gather => "gather",
            Service::TaskGroup => "task_group",
            Service::Wait => "wait",
            Service::AsCompleted => "as_completed",
            Service::Shield => "shield",
            Service::Cancellation => "cancellation",
            Service::RunUntilComplete => "run_until_complete",
            Service::Executor => "executor",
            Service::WakeUp => "wake_up",
            Service::Io => "io",
            Service::Callback => "callback",
            Service::Other(name) => name,
        }
    }

    /// The service of a word.
    pub fn of(word: &str) -> Service {
        let known = Service::ALL.into_iter().find(|service| service.word() == word);
        known.unwrap_or_else(|| Service::Other(word.into()))
    }
}

impl Note {
    /// The slug of the JSON trace.
    pub fn topic(&self) -> &str {
        match self {
            Note::NeverAwaited { .. } => "never-awaited",
            Note::Typed { .. } => "typed",
            Note::Legacy(_) | Note::WrittenForOlderPython => "legacy",
            Note::Blocked { .. } => "blocked",
            Note::Deadlock { .. } => "deadlock",
            Note::PrintedAll { .. } => "limit",
            Note::CancelSwallowed { .. } => "cancel-swallowed",
            Note::CancelRefused { .. } => "cancel-refused",
            Note::Uncancelled { .. } => "uncancel",
            Note::AsyncgensClosed { .. } => "asyncgen-closed",
            Note::AsyncgenFinalised { .. } => "asyncgen-finalised",
            Note::Complaint { about, .. } => about.topic(),
            Note::Untold { .. } => "untold",
            Note::Denied { .. } | Note::Unconfined(_) => "sandbox",
            Note::Recorded { topic, .. } => topic,
        }
    }
}

impl Complaint {
    /// The slug of the note in the JSON trace.
    pub fn topic(self) -> &'static str {
        match self {
            Complaint::TaskDestroyed => "task-destroyed",
            Complaint::NeverRetrieved => "never-retrieved",
            Complaint::Asyncgen => "asyncgen-error",
            Complaint::Callback => "callback-error",
            Complaint::Shutdown => "shutdown-error",
            Complaint::Other => "loop-error",
        }
    }
}

impl Legacy {
    /// The version of Python that removed it, where it was Python's.
    pub fn removed_in(&self) -> Option<&'static str> {
        match self {
            Legacy::NestAsyncio => None,
            Legacy::Async => Some("3.7"),
            Legacy::CurrentTask | Legacy::AllTasks => Some("3.9"),
            Legacy::Abc { .. } | Legacy::LoopArgument { .. } => Some("3.10"),
            Legacy::Coroutine | Legacy::BareCoroutines => Some("3.11"),
            Legacy::EventLoop => Some("3.14"),
        }
    }
}
