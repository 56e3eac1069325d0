//! The interface's words for events and what they carry, and which events step mode stops at.

use super::{Clock, How, Kind, Note, ObjectKind, State};
use crate::trace::id::TaskId;

impl State {
    /// Python's own name of the state for an object of this kind (`inspect.GEN_SUSPENDED`, `CORO_RUNNING`, …).
    pub fn word(self, kind: ObjectKind) -> &'static str {
        use ObjectKind::{AsyncGenerator, Coroutine, Generator};
        match (kind, self) {
            (Generator, State::Created) => "GEN_CREATED",
            (Generator, State::Running) => "GEN_RUNNING",
            (Generator, State::Suspended) => "GEN_SUSPENDED",
            (Generator, State::Closed) => "GEN_CLOSED",
            (Coroutine, State::Created) => "CORO_CREATED",
            (Coroutine, State::Running) => "CORO_RUNNING",
            (Coroutine, State::Suspended) => "CORO_SUSPENDED",
            (Coroutine, State::Closed) => "CORO_CLOSED",
            (AsyncGenerator, State::Created) => "AGEN_CREATED",
            (AsyncGenerator, State::Running) => "AGEN_RUNNING",
            (AsyncGenerator, State::Suspended) => "AGEN_SUSPENDED",
            (AsyncGenerator, State::Closed) => "AGEN_CLOSED",
        }
    }

    /// The state without its prefix: `CREATED`, `RUNNING`, `SUSPENDED`, `CLOSED`.
    pub fn short(self) -> &'static str {
        match self {
            State::Created => "CREATED",
            State::Running => "RUNNING",
            State::Suspended => "SUSPENDED",
            State::Closed => "CLOSED",
        }
    }
}

impl ObjectKind {
    /// The interface's word for the kind: `generator`, `coroutine`, `async_generator`.
    pub fn word(self) -> &'static str {
        match self {
            ObjectKind::Generator => "generator",
            ObjectKind::Coroutine => "coroutine",
            ObjectKind::AsyncGenerator => "async_generator",
        }
    }
}

impl How {
    /// The interface's word: `next`, `for`, `send`, …
    pub fn word(self) -> &'static str {
        match self {
            How::Next => "next",
            How::For => "for",
            How::Send => "send",
            How::Throw => "throw",
            How::Close => "close",
            How::YieldFrom => "yield_from",
            How::Await => "await",
            How::Task => "task",
            How::Anext => "anext",
            How::Asend => "asend",
            How::Athrow => "athrow",
            How::Aclose => "aclose",
            How::Gc => "gc",
        }
    }
}

impl Kind {
    /// The name of the event in the JSON trace.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::ProgramStarted { .. } => "program_started",
            Kind::ModuleLoaded { .. } => "module_loaded",
            Kind::Line { .. } => "line",
            Kind::Output { .. } => "output",
            Kind::Created { .. } => "created",
            Kind::Resumed { .. } => "resumed",
            Kind::Delegated { .. } => "delegated",
            Kind::Awaited { .. } => "awaited",
            Kind::Yielded { .. } => "yielded",
            Kind::Returned { .. } => "returned",
            Kind::Raised { .. } => "raised",
            Kind::Closed { .. } => "closed",
            Kind::Refused { .. } => "refused",
            Kind::Exception { .. } => "exception",
            Kind::Caught { .. } => "caught",
            Kind::Uncaught { .. } => "uncaught",
            Kind::LoopStarted { .. } => "loop_started",
            Kind::LoopStopped { .. } => "loop_stopped",
            Kind::LoopClosed { .. } => "loop_closed",
            Kind::Iteration { .. } => "iteration",
            Kind::Scheduled { .. } => "scheduled",
            Kind::HandleRun { .. } => "handle_run",
            Kind::HandleCancelled { .. } => "handle_cancelled",
            Kind::TimerFired { .. } => "timer_fired",
            Kind::ClockJumped { .. } => "clock",
            Kind::ClockChanged { .. } => "clock_changed",
            Kind::TaskCreated { .. } => "task_created",
            Kind::TaskStep { .. } => "task_step",
            Kind::TaskWaiting { .. } => "task_waiting",
            Kind::TaskWoken { .. } => "task_woken",
            Kind::TaskDone { .. } => "task_done",
            Kind::TaskRenamed { .. } => "task_renamed",
            Kind::CancelRequested { .. } => "cancel_requested",
            Kind::FutureCreated { .. } => "future_created",
            Kind::FutureNamed { .. } => "future_named",
            Kind::Primitive { .. } => "primitive",
            Kind::FutureDone { .. } => "future_done",
            Kind::CallbackAdded { .. } => "callback_added",
            Kind::ThreadStarted { .. } => "thread_started",
            Kind::ThreadEnded { .. } => "thread_ended",
            Kind::Submitted { .. } => "submitted",
            Kind::Switched { .. } => "switched",
            Kind::Note { .. } => "note",
            Kind::ProgramEnded { .. } => "program_ended",
        }
    }

    /// The task that it happens to.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Kind::TaskCreated { task, .. }
            | Kind::TaskStep { task }
            | Kind::TaskWaiting { task, .. }
            | Kind::TaskWoken { task, .. }
            | Kind::TaskDone { task, .. }
            | Kind::TaskRenamed { task, .. }
            | Kind::CancelRequested { task, .. } => Some(*task),
            _ => None,
        }
    }

    /// Whether it says that what follows was typed in the paused program, and is no act of its own.
    pub fn is_typed(&self) -> bool {
        matches!(self, Kind::Note(Note::Typed { .. }))
    }

    /// Whether a generator-like object changes hands here: what `t` steps to.
    pub fn is_transition(&self) -> bool {
        matches!(
            self,
            Kind::Created { .. }
                | Kind::Resumed { .. }
                | Kind::Delegated { .. }
                | Kind::Yielded { .. }
                | Kind::Returned { .. }
                | Kind::Raised { .. }
                | Kind::Closed { .. }
                | Kind::Refused { .. }
        )
    }

    /// Whether step mode may stop here: a line about to run, or a transition.
    pub fn is_stop(&self) -> bool {
        self.is_transition()
            || matches!(
                self,
                Kind::Line { .. }
                    | Kind::Exception { .. }
                    | Kind::Caught { .. }
                    | Kind::Uncaught { .. }
                    | Kind::Iteration { .. }
                    | Kind::TaskStep { .. }
                    | Kind::TaskWaiting { .. }
                    | Kind::TaskDone { .. }
                    | Kind::ProgramEnded { .. }
            )
    }
}

impl Clock {
    /// Its name, as the trace and the user write it.
    pub fn word(self) -> &'static str {
        match self {
            Clock::Virtual => "virtual",
            Clock::Real => "real",
        }
    }
}
