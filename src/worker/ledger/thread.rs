//! What each thread of the program is at: who runs on whose behalf, and what is still open.

use std::cell::{Cell, RefCell};

use rustpython_vm::PyRef;
use rustpython_vm::frame::FrameObject;

use crate::trace::event::{Actor, Event, Input};
use crate::trace::id::{FrameId, LoopId, TaskId, ThreadId};
use crate::trace::value::Value;
use crate::worker::ledger::handlers::OpenHandlers;

/// What one thread of the program is at.
pub(crate) struct ThreadState {
    /// Its id in the trace.
    pub(crate) id: ThreadId,
    /// The objects that run, outermost first.
    pub(crate) running: Vec<Running>,
    /// The address of the exception that is on its way, so that it is told once.
    pub(crate) in_flight: usize,
    /// The last exception that left an object: what passes through its delegators untouched.
    pub(crate) passing: Option<Value>,
    /// The last value that was yielded: what passes through its delegators untouched.
    pub(crate) yielded: Option<Value>,
    /// The handlers that have not yet shown whether they keep their exception.
    pub(crate) handlers: OpenHandlers,
    /// A yield that waits until its object sleeps and its delegate can be seen.
    pub(crate) deferred: Option<Deferred>,
    /// The async generator that the interpreter disposes of, as an index into the ledger.
    pub(crate) collected: Option<usize>,
    /// A task that is about to make its first step while it is made.
    pub(crate) eager: Option<TaskId>,
    /// The task that the loop steps.
    pub(crate) task: Option<TaskId>,
    /// The loop that runs.
    pub(crate) event_loop: LoopId,
    /// The activations of the program's functions on the stack: frame address, id.
    pub(crate) activations: Vec<(usize, FrameId)>,
}

/// An object that runs, and on whose behalf.
pub(crate) struct Running {
    /// The object, as an index into the ledger.
    pub(crate) index: usize,
    /// Its frame; never dropped while this thread's state is borrowed, because that can run code of the program.
    pub(crate) frame: PyRef<FrameObject>,
    /// Who resumed it, and gets its answer.
    pub(crate) by: Actor,
    /// With what.
    pub(crate) input: Input,
    /// Its resumption is told, and its own first event is still to come.
    pub(crate) announced: bool,
}

/// A yield inside `yield from` whose delegate is not known before the object sleeps.
pub(crate) struct Deferred {
    /// The object, as an index into the ledger.
    pub(crate) index: usize,
    /// Its frame.
    pub(crate) frame: PyRef<FrameObject>,
    /// The event to tell after the delegation.
    pub(crate) event: Event,
}

/// Where a thread of the program is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PausedAt {
    /// Before a line: every object is in the state that the trace says.
    Line,
    /// In the middle of a transition: what is told already may be about to happen.
    Transition,
}

thread_local! {
    static STATE: RefCell<Option<ThreadState>> = const { RefCell::new(None) };
    static PAUSED: Cell<Option<PausedAt>> = const { Cell::new(None) };
    static TYPED: RefCell<Option<String>> = const { RefCell::new(None) };
}

impl ThreadState {
    fn new(id: ThreadId) -> ThreadState {
        ThreadState {
            id,
            running: Vec::new(),
            in_flight: 0,
            passing: None,
            yielded: None,
            deferred: None,
            handlers: OpenHandlers::default(),
            collected: None,
            eager: None,
            task: None,
            event_loop: LoopId(0),
            activations: Vec::new(),
        }
    }

    /// The index of the innermost object that runs.
    pub(crate) fn innermost(&self) -> Option<usize> {
        self.running.last().map(|running| running.index)
    }
}

/// Works on what this thread is at; `greet` is called before, on its first event, and must call [`begin`].
pub(crate) fn with<R>(greet: impl FnOnce(), work: impl FnOnce(&mut ThreadState) -> R) -> R {
    STATE.with(|state| {
        if state.borrow().is_none() {
            greet();
        }
        work(state.borrow_mut().get_or_insert_with(|| ThreadState::new(ThreadId(0))))
    })
}

/// Begins this thread's state.
pub(crate) fn begin(id: ThreadId) {
    STATE.with(|state| *state.borrow_mut() = Some(ThreadState::new(id)));
}

/// The task that the loop steps on this thread.
pub(crate) fn task() -> Option<TaskId> {
    STATE.with(|state| state.borrow().as_ref().and_then(|state| state.task))
}

/// The loop that runs on this thread.
pub(crate) fn event_loop() -> LoopId {
    STATE.with(|state| state.borrow().as_ref().map_or(LoopId(0), |state| state.event_loop))
}

/// Where this thread is paused, if it is.
pub(crate) fn paused() -> Option<PausedAt> {
    PAUSED.get()
}

/// Notes where this thread is paused.
pub(crate) fn set_paused(at: Option<PausedAt>) {
    PAUSED.set(at);
}

/// Notes what was typed while the program is paused, and has done nothing yet that the trace tells of.
pub(crate) fn set_typed(text: Option<String>) {
    TYPED.set(text);
}

/// What was typed to do what happens now, where that is still to be said.
pub(crate) fn take_typed() -> Option<String> {
    TYPED.take()
}
