//! The lines of a recording by their events: which fields each has.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::LineFault;
use super::names::number;
use crate::trace::event::{Change, Holding};
use crate::trace::id::TaskId;
use crate::trace::value::Value;

/// A line by its event, with the fields that only it has.
#[derive(serde::Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Row {
    ProgramStarted {
        version: u32,
        file: String,
        python: String,
        clock: String,
    },
    ModuleLoaded {
        path: String,
    },
    Line {
        frame: u32,
        depth: u32,
        #[serde(default)]
        changed: Changed,
    },
    Output {
        stream: String,
        text: String,
    },
    Created {
        id: String,
        kind: String,
        by: String,
        after: String,
    },
    Resumed {
        id: String,
        by: String,
        how: String,
        value: Option<String>,
        exception: Option<String>,
        before: String,
        after: String,
    },
    Delegated {
        id: String,
        to: String,
    },
    Awaited {
        id: String,
        suspended: bool,
        reason: String,
    },
    Yielded {
        id: String,
        to: String,
        value: String,
        before: String,
        after: String,
    },
    Returned {
        id: String,
        to: String,
        value: String,
        before: String,
        after: String,
    },
    Raised {
        id: String,
        to: String,
        exception: String,
        before: String,
        after: String,
    },
    Closed {
        id: String,
        before: String,
        after: String,
    },
    Refused {
        id: String,
        by: String,
        how: String,
        value: Option<String>,
        thrown: Option<String>,
        exception: String,
        before: String,
        after: String,
    },
    Exception {
        exception: String,
    },
    Caught {
        exception: String,
    },
    Uncaught {
        exception: String,
    },
    LoopStarted {
        r#loop: String,
    },
    LoopStopped {
        r#loop: String,
    },
    LoopClosed {
        r#loop: String,
    },
    Iteration {
        r#loop: String,
        number: u64,
        ready: Vec<String>,
        timers: u32,
    },
    Scheduled {
        handle: String,
        how: String,
        callback: String,
        task: Option<String>,
        when: Option<f64>,
        purpose: Option<String>,
        #[serde(default)]
        of: Vec<String>,
    },
    HandleRun {
        handle: String,
        callback: String,
    },
    HandleCancelled {
        handle: String,
    },
    TimerFired {
        handle: String,
        when: f64,
    },
    Clock {
        from: f64,
        to: f64,
    },
    ClockChanged {
        clock: String,
    },
    TaskCreated {
        task: String,
        name: String,
        coro: String,
        by: String,
    },
    TaskStep {
        task: String,
    },
    TaskWaiting {
        task: String,
        on: String,
        what: Option<String>,
        held_by: Option<String>,
        until: Option<Until>,
        members: Option<Vec<String>>,
        deadline: Option<f64>,
        primitive: Option<String>,
    },
    TaskRenamed {
        task: String,
        name: String,
    },
    TaskWoken {
        task: String,
        by: String,
    },
    TaskDone {
        task: String,
        outcome: String,
        value: String,
    },
    CancelRequested {
        task: String,
        by: String,
        message: Option<String>,
    },
    FutureCreated {
        future: String,
        label: String,
    },
    FutureNamed {
        future: String,
        name: String,
    },
    Primitive {
        primitive: String,
        class: String,
        name: Option<String>,
        #[serde(flatten)]
        holds: Holds,
    },
    FutureDone {
        future: String,
        outcome: String,
        value: String,
        by: String,
    },
    CallbackAdded {
        future: String,
        callback: String,
    },
    ThreadStarted {
        thread_name: String,
    },
    ThreadEnded {
        thread_name: String,
    },
    Submitted {
        executor: String,
        callable: String,
        future: String,
    },
    Switched {
        from: String,
        to: String,
        value: String,
    },
    Note {
        topic: String,
        text: String,
    },
    ProgramEnded {
        outcome: String,
        exception: Option<String>,
        status: i32,
    },
}

/// What one of asyncio's primitives holds: the fields of one kind of them.
#[derive(serde::Deserialize)]
pub(super) struct Holds {
    locked: Option<bool>,
    held_by: Option<String>,
    set: Option<bool>,
    left: Option<u32>,
    #[serde(default)]
    inside: Vec<String>,
    #[serde(default)]
    items: Vec<String>,
    size: Option<u32>,
    maxsize: Option<u32>,
}

impl Holds {
    /// What it is that has these fields.
    pub(super) fn holding(self) -> Result<Holding, LineFault> {
        let task = |text: &str| number(text, "task").map(TaskId);
        let Holds { locked, held_by, set, left, inside, items, size, maxsize } = self;
        Ok(match (locked, set, left, size) {
            (Some(is_locked), ..) => {
                Holding::Lock { is_locked, by: held_by.as_deref().map(task).transpose()? }
            }
            (None, Some(is_set), ..) => Holding::Event { is_set },
            (None, None, Some(left), _) => Holding::Semaphore {
                left,
                by: inside.iter().map(|text| task(text)).collect::<Result<_, _>>()?,
            },
            (None, None, None, Some(size)) => {
                Holding::Queue { items: items.into_iter().map(Value::from).collect(), size, most: maxsize }
            }
            (None, None, None, None) => return Err(LineFault::Word("primitive".into())),
        })
    }
}

/// The variables that changed, in the order in which they stand there.
#[derive(Default)]
pub(super) struct Changed(pub(super) Vec<Change>);

impl<'de> Deserialize<'de> for Changed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Changed, D::Error> {
        struct Variables;
        impl<'de> Visitor<'de> for Variables {
            type Value = Changed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("variables with their values")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Changed, M::Error> {
                let mut changed = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Option<String>>()? {
                    changed.push(Change { name: name.into(), value: value.map(Value::from) });
                }
                Ok(Changed(changed))
            }
        }
        deserializer.deserialize_map(Variables)
    }
}

/// Until when a task sleeps: a time, or what else was given for one.
#[derive(serde::Deserialize)]
#[serde(untagged)]
pub(super) enum Until {
    Time(f64),
    Text(String),
}

/// The events that a [`Row`] can be.
const EVENTS: [&str; 44] = [
    "future_named",
    "primitive",
    "program_started",
    "module_loaded",
    "line",
    "output",
    "created",
    "resumed",
    "delegated",
    "awaited",
    "yielded",
    "returned",
    "raised",
    "closed",
    "refused",
    "exception",
    "caught",
    "uncaught",
    "loop_started",
    "loop_stopped",
    "loop_closed",
    "iteration",
    "scheduled",
    "handle_run",
    "handle_cancelled",
    "timer_fired",
    "clock",
    "clock_changed",
    "task_created",
    "task_step",
    "task_waiting",
    "task_renamed",
    "task_woken",
    "task_done",
    "cancel_requested",
    "future_created",
    "future_done",
    "callback_added",
    "thread_started",
    "thread_ended",
    "submitted",
    "switched",
    "note",
    "program_ended",
];

/// Whether lines of this event can be read.
pub(super) fn is_known(event: &str) -> bool {
    EVENTS.contains(&event)
}
