//! The interface between the host and its Python files: everything these find under the name `native`, and nothing else.
//!
//! Streams, clock, legacy names and asyncio's hooks are plain Python over this list. Whoever gives them another
//! namespace with the same names can run them on another interpreter.
//!
//! Numbers of loops, tasks, futures and handles are the hooks' own, counted from 1. A *pair* is how they name a task, a
//! future or anything else: `("task", number)`, `("future", number)` or `(other, words)`. An *awaitable* is a name, or a
//! word and its parts: `("group", name, members)`, `("call", name, arguments)`, `("held", name, task)`, `("next", name)`
//! or `("end", name)`. `callback` is the name of a
//! function, `when` and `deadline` are seconds on the program's clock or None.
//!
//! Three names are set by the Python files for each other: `when_imported(module, then)` and `Refusal`, the class of the
//! futures that stand for a task's error, by `bootstrap.py`, and `loop_begins(loop)` by `asyncio_tasks.py`, which the session calls for the loop that it makes.

/// Makes the list: an enum with a variant for each name, so that one that is listed and not given does not compile.
macro_rules! natives {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A name under `native`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Native {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Native {
            /// The name as Python has it.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Native::$variant => $name,)+
                }
            }

            /// The whole list.
            #[cfg(test)]
            const ALL: &[Native] = &[$(Native::$variant,)+];
        }
    };
}

natives! {
    // What is run.

    /// The folder of the program's file, whose modules are the program's too.
    Folder = "folder",
    /// Whether the program begins on the virtual clock.
    Virtual = "virtual",
    /// Whether this is a session at the prompt.
    Session = "session",
    /// The name and the text of a confined program's file; None for any other.
    Confined = "confined",

    // Streams and processes.

    /// `read()`: the next bytes of the program's stdin, up to a line; none at its end.
    Read = "read",
    /// `write(descriptor, bytes)`: the program printed something, on 1 or 2.
    Write = "write",
    /// `flush()`: what was told so far is to be seen now.
    Flush = "flush",
    /// `exit(status)`: ends the process at once, as `os._exit` does.
    Exit = "exit",
    /// `forked()`: this process was forked off by the program, and tells nothing.
    Forked = "forked",
    /// `replacing(is_expected)`: another program is about to take this process over, or has failed to.
    Replacing = "replacing",

    // The program's code.

    /// `watch(code, path)`: a module of the program is imported, and its code is to be followed.
    Watch = "watch",
    /// `is_program(code)`: whether a code object is the program's.
    IsProgram = "is_program",
    /// `called_by_program()`: whether the innermost code, the hooks' and asyncio's factories aside, is the program's.
    CalledByProgram = "called_by_program",
    /// `put(class, name, value)`: sets an attribute of a native class.
    Put = "put",
    /// `legacy(use, name)`: the program used what Python has lost: `"abc"` with the name of a class, `"nest_asyncio"`,
    /// `"coroutine"`, `"current_task"`, `"all_tasks"`, `"event_loop"`, `"bare_coroutines"`, `"async"`, or `"loop_argument"` with the
    /// name of a function; else without a name.
    Legacy = "legacy",

    // The clock.

    /// `now()`: seconds since the program's start, on its clock.
    Now = "now",
    /// `is_real()`: whether that is the system's clock now.
    IsReal = "is_real",
    /// `sleep(function)`: the function to put in the place of `time.sleep`, on either clock; it tells of a sleep that blocks
    /// a loop.
    Sleep = "sleep",
    /// `tick()`: moves a virtual clock on by as little as a program can see.
    Tick = "tick",
    /// `select(look, timeout, outside)`: what `look(seconds)` finds within a time on the virtual clock, None for ever; an
    /// empty list where it finds nothing; `outside` says that it waits for what is none of the program's.
    Select = "select",
    /// `let_others()`: lets the other threads have their turn.
    LetOthers = "let_others",
    /// `at_gate(ident)`: something is about to be handed to the loop of the thread with this identity.
    AtGate = "at_gate",
    /// `monotonic()`: what `time.monotonic` gives; so the five below.
    Monotonic = "monotonic",
    /// `monotonic_ns()`.
    MonotonicNs = "monotonic_ns",
    /// `perf_counter()`.
    PerfCounter = "perf_counter",
    /// `perf_counter_ns()`.
    PerfCounterNs = "perf_counter_ns",
    /// `time()`.
    Time = "time",
    /// `time_ns()`.
    TimeNs = "time_ns",

    // What mends the interpreter's deviations from CPython.

    /// The descriptor that the signal handler is to write to, or -1.
    Wakeup = "wakeup",
    /// `judge(function)`: `function(coroutine, thing)` gives what the task of a coroutine is to wait for.
    Judge = "judge",
    /// `word_syntax_errors(function)`: `function(error, source)` words a SyntaxError as CPython does.
    WordSyntaxErrors = "word_syntax_errors",
    /// `cut_chains(function)`: `function(exception)` shortens a long chain of exceptions before it is printed.
    CutChains = "cut_chains",

    // Hooks into asyncio's classes.

    /// `around(class, name, before, after)`: calls `before(self, …)`, the method, `after(result, self, …)`; either hook
    /// can be None. Nothing inside a hook is traced, and what it raises becomes a note.
    Around = "around",
    /// `around_init(class, before, after)`: the same for the `__init__` of a native class and of its subclasses.
    AroundInit = "around_init",
    /// `watch_awaits(class)`: tells of each `await` of an instance, and whether it left.
    WatchAwaits = "watch_awaits",
    /// `answers(blocked, pending, describe)`: the functions by which the hooks answer the host: the names of who had to
    /// wait for so many seconds, or None without a loop; lists of a task's name and the awaitable it waits for; the
    /// awaitable that an object is, or None for what is none of asyncio's.
    Answers = "answers",

    // What the hooks ask.

    /// `thread()`: the trace's number of this thread.
    Thread = "thread",
    /// `task_of(callback)`: the task whose step a callback is, or None.
    TaskOf = "task_of",
    /// `referent(object)`: the first object that another one holds, or None.
    Referent = "referent",
    /// `name(object)`: the trace's name of a generator-like object, `averager#1`, or None.
    Name = "name",
    /// `safe_repr(object)`: the text of a value, without running code of the program.
    SafeRepr = "safe_repr",

    // What the hooks tell.

    /// `eager(task)`: a task makes its first step while it is made.
    Eager = "eager",
    /// `enter(task)`: this thread steps a task from now on; None for none.
    Enter = "enter",
    /// `loop(what, number)`: a loop `"started"`, `"stopped"` or is `"closed"`.
    Loop = "loop",
    /// `iteration(loop, number, handles, timers)`: a turn of a loop begins, with so many timers waiting.
    Iteration = "iteration",
    /// `scheduled(handle, how, callback, task, when, purpose, pairs)`: `how` is `"soon"`, `"later"`, `"at"` or
    /// `"threadsafe"`; `task` is the task it steps, or None; `purpose` is what asyncio does it for, or None, and what it
    /// is about.
    Scheduled = "scheduled",
    /// `handle_run(handle, callback)`: a handle's turn has come.
    HandleRun = "handle_run",
    /// `handle_cancelled(handle)`: it will not run.
    HandleCancelled = "handle_cancelled",
    /// `timer_fired(handle, when)`: a timer was moved among what is ready.
    TimerFired = "timer_fired",
    /// `task_created(number, task, name, coroutine, by)`: `by` is a pair, or None for whoever runs.
    TaskCreated = "task_created",
    /// `task_renamed(number, task, name)`: a task got another name.
    TaskRenamed = "task_renamed",
    /// `task_step(number)`: a task's coroutine is resumed now.
    TaskStep = "task_step",
    /// `task_waiting(number, kind, label, pairs, deadline, primitive)`: a task sleeps; `kind` is `"turn"`, `"sleep"`, `"group"`,
    /// `"lock"`, `"task"` or `"future"`; `primitive` is the number of what it waits at, or None.
    TaskWaiting = "task_waiting",
    /// `task_woken(number, by)`: what a task waited for, a pair, is there.
    TaskWoken = "task_woken",
    /// `task_done(number, how, value)`: `how` is `"result"`, `"exception"` or `"cancelled"`.
    TaskDone = "task_done",
    /// `cancel_requested(task, by, message)`: `by` as for `task_created`.
    CancelRequested = "cancel_requested",
    /// `future_created(number, future, label)`: the program met a future.
    FutureCreated = "future_created",
    /// `future_done(number, how, value)`: `how` as for `task_done`.
    FutureDone = "future_done",
    /// `future_named(number, name)`: what the program calls a future.
    FutureNamed = "future_named",
    /// `primitive(number, class, name, kind, is_on, count, most, tasks, items)`: what one of asyncio's primitives holds now;
    /// `kind` is `"lock"`, `"event"`, `"semaphore"` or `"queue"`, `name` is what the program calls it, or None.
    Primitive = "primitive",
    /// `forget(future)`: another future is about to get this address.
    Forget = "forget",
    /// `callback_added(to, callback)`: to a task or future, a pair.
    CallbackAdded = "callback_added",
    /// `submitted(executor, callable, future)`: work was given to an executor.
    Submitted = "submitted",

    // What the hooks note for the learner.

    /// `cancel_swallowed(task)`: a task that was asked to end came to its own end.
    CancelSwallowed = "cancel_swallowed",
    /// `cancel_refused(task)`: `cancel()` of a task that is done.
    CancelRefused = "cancel_refused",
    /// `uncancelled(task, left)`: `uncancel()`, after which so many requests are left.
    Uncancelled = "uncancelled",
    /// `asyncgens_closed(names)`: a loop shuts down and closes what is not exhausted.
    AsyncgensClosed = "asyncgens_closed",
    /// `asyncgen_finalised(name)`: nobody holds an async generator any more.
    AsyncgenFinalised = "asyncgen_finalised",
    /// `complaint(message, of, exception)`: what asyncio's exception handler is told; `of` is an awaitable or None.
    Complaint = "complaint",

    // The prompt.

    /// `serve(namespace)`: hands over the functions of `session.py`.
    Serve = "serve",
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::worker::host::natives::FILES;

    /// The names that the Python files set for each other.
    const SET_BY_PYTHON: [&str; 3] = ["when_imported", "loop_begins", "Refusal"];

    fn used() -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        for source in FILES {
            for (at, _) in source.match_indices("native.") {
                let is_whole =
                    !source[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
                let name: String = source[at + "native.".len()..]
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                if is_whole && !name.is_empty() {
                    used.insert(name);
                }
            }
        }
        used
    }

    #[test]
    fn the_python_files_use_what_is_listed_and_nothing_else() {
        let listed: BTreeSet<&str> = Native::ALL.iter().map(|native| native.name()).collect();
        assert_eq!(listed.len(), Native::ALL.len(), "a name is listed twice");
        let used = used();
        let known = listed.iter().chain(&SET_BY_PYTHON).map(|name| (*name).to_owned()).collect();
        assert_eq!(used, known);
    }
}
