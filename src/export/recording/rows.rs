//! The lines of a recording by their events, and what each says happened.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::LineFault;
use super::names::{Names, number};
use super::words::{
    CLOCKS, HOWS, KINDS, OUTCOMES, RESOLUTIONS, SCHEDULES, STREAMS, await_reason, input, note, of_word, state,
};
use crate::export::jsonl::{outcome_word, resolution_word, schedule_word, stream_word};
use crate::trace::event::{Change, Clock, How, Kind, ObjectKind, Purpose, Service, Waiting};
use crate::trace::id::{FrameId, FutureId, HandleId, LoopId, TaskId};
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

/// The variables that changed, in the order in which they stand there.
#[derive(Default)]
pub(super) struct Changed(Vec<Change>);

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
const EVENTS: [&str; 42] = [
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

impl Row {
    /// What happened.
    pub(super) fn kind(self, names: &Names) -> Result<Kind, LineFault> {
        Ok(match self {
            Row::ProgramStarted { version, file, python, clock } => Kind::ProgramStarted {
                version,
                file: file.into(),
                python: python.into(),
                clock: of_word(CLOCKS, Clock::word, &clock)?,
            },
            // Files are numbered in the order in which they are loaded.
            Row::ModuleLoaded { path } => Kind::ModuleLoaded { file: names.file(&path), path: path.into() },
            Row::Line { frame, depth, changed } => {
                Kind::Line { frame: FrameId(frame), depth, changed: changed.0 }
            }
            Row::Output { stream, text } => {
                Kind::Output { stream: of_word(STREAMS, stream_word, &stream)?, bytes: text.into_bytes() }
            }
            Row::Created { id, kind, by, after } => {
                let (id, name, frame) = names.created(&id)?;
                Kind::Created {
                    id,
                    name: name.into(),
                    kind: of_word(KINDS, ObjectKind::word, &kind)?,
                    frame,
                    defined: None,
                    by: names.actor(&by),
                    after: state(&after)?,
                }
            }
            Row::Resumed { id, by, how, value, exception, before, after } => Kind::Resumed {
                id: names.object(&id)?,
                by: names.actor(&by),
                how: of_word(HOWS, How::word, &how)?,
                input: input(value, exception),
                before: state(&before)?,
                after: state(&after)?,
            },
            Row::Delegated { id, to } => Kind::Delegated { id: names.object(&id)?, to: names.target(&to) },
            Row::Awaited { id, suspended, reason } => {
                Kind::Awaited { id: names.object(&id)?, reason: await_reason(suspended, reason) }
            }
            Row::Yielded { id, to, value, before, after } => Kind::Yielded {
                id: names.object(&id)?,
                to: names.actor(&to),
                value: value.into(),
                before: state(&before)?,
                after: state(&after)?,
            },
            Row::Returned { id, to, value, before, after } => Kind::Returned {
                id: names.object(&id)?,
                to: names.actor(&to),
                value: value.into(),
                before: state(&before)?,
                after: state(&after)?,
            },
            Row::Raised { id, to, exception, before, after } => Kind::Raised {
                id: names.object(&id)?,
                to: names.actor(&to),
                exception: exception.into(),
                before: state(&before)?,
                after: state(&after)?,
            },
            Row::Closed { id, before, after } => {
                Kind::Closed { id: names.object(&id)?, before: state(&before)?, after: state(&after)? }
            }
            Row::Refused { id, by, how, value, thrown, exception, before, after } => Kind::Refused {
                id: names.object(&id)?,
                by: names.actor(&by),
                how: of_word(HOWS, How::word, &how)?,
                input: input(value, thrown),
                exception: exception.into(),
                before: state(&before)?,
                after: state(&after)?,
            },
            Row::Exception { exception } => Kind::Exception { exception: exception.into() },
            Row::Caught { exception } => Kind::Caught { exception: exception.into() },
            Row::Uncaught { exception } => Kind::Uncaught { exception: exception.into() },
            Row::ThreadStarted { thread_name } => Kind::ThreadStarted { thread_name: thread_name.into() },
            Row::ThreadEnded { thread_name } => Kind::ThreadEnded { thread_name: thread_name.into() },
            Row::Switched { from, to, value } => {
                Kind::Switched { from: from.into(), to: to.into(), value: value.into() }
            }
            Row::Note { topic, text } => Kind::Note(note(topic, text)),
            Row::ProgramEnded { outcome, exception, status } => Kind::ProgramEnded {
                outcome: of_word(OUTCOMES, outcome_word, &outcome)?,
                exception: exception.map(Value::from),
                status,
            },
            other => other.of_asyncio(names)?,
        })
    }

    /// The events of the loop, its tasks and futures.
    fn of_asyncio(self, names: &Names) -> Result<Kind, LineFault> {
        let event_loop = |text: &str| number(text, "loop").map(LoopId);
        let handle = |text: &str| number(text, "handle").map(HandleId);
        let task = |text: &str| number(text, "task").map(TaskId);
        let future = |text: &str| number(text, "future").map(FutureId);
        Ok(match self {
            Row::LoopStarted { r#loop } => Kind::LoopStarted { id: event_loop(&r#loop)? },
            Row::LoopStopped { r#loop } => Kind::LoopStopped { id: event_loop(&r#loop)? },
            Row::LoopClosed { r#loop } => Kind::LoopClosed { id: event_loop(&r#loop)? },
            Row::Iteration { r#loop, number, ready, timers } => {
                let ready = ready.iter().map(|text| handle(text)).collect::<Result<_, _>>()?;
                Kind::Iteration { id: event_loop(&r#loop)?, number, ready, timers }
            }
            Row::Scheduled { handle: id, how, callback, task: of_task, when, purpose, of } => {
                Kind::Scheduled {
                    handle: handle(&id)?,
                    how: of_word(SCHEDULES, schedule_word, &how)?,
                    callback: callback.into(),
                    task: of_task.as_deref().map(task).transpose()?,
                    when,
                    purpose: purpose.map(|what| Purpose {
                        what: Service::of(&what),
                        of: of.iter().map(|text| names.target(text)).collect(),
                    }),
                }
            }
            Row::HandleRun { handle: id, callback } => {
                Kind::HandleRun { handle: handle(&id)?, callback: callback.into() }
            }
            Row::HandleCancelled { handle: id } => Kind::HandleCancelled { handle: handle(&id)? },
            Row::TimerFired { handle: id, when } => Kind::TimerFired { handle: handle(&id)?, when },
            Row::Clock { from, to } => Kind::ClockJumped { from, to },
            Row::ClockChanged { clock } => {
                Kind::ClockChanged { clock: of_word(CLOCKS, Clock::word, &clock)? }
            }
            Row::TaskCreated { task: id, name, coro, by } => Kind::TaskCreated {
                task: task(&id)?,
                name: name.into(),
                coro: names.target(&coro),
                by: names.actor(&by),
            },
            Row::TaskStep { task: id } => Kind::TaskStep { task: task(&id)? },
            Row::TaskWaiting { task: id, on, what, held_by, until, members, deadline } => {
                let on = match (on.as_str(), what, held_by, members, until) {
                    (on, Some(what), None, ..) => Waiting::Future(future(on)?, what.into()),
                    (on, Some(what), Some(by), ..) => Waiting::Lock(future(on)?, what.into(), task(&by)?),
                    (on, None, _, Some(members), _) => {
                        Waiting::Group(on.into(), members.iter().map(|text| names.target(text)).collect())
                    }
                    (_, _, _, _, Some(Until::Time(time))) => Waiting::Sleep(format!("{time:?}").into()),
                    (_, _, _, _, Some(Until::Text(text))) => Waiting::Sleep(text.into()),
                    ("turn", ..) => Waiting::Turn,
                    (on, ..) => task(on).map_or_else(|_| Waiting::Other(on.into()), Waiting::Task),
                };
                Kind::TaskWaiting { task: task(&id)?, on, deadline }
            }
            Row::TaskRenamed { task: id, name } => Kind::TaskRenamed { task: task(&id)?, name: name.into() },
            Row::TaskWoken { task: id, by } => Kind::TaskWoken { task: task(&id)?, by: names.target(&by) },
            Row::TaskDone { task: id, outcome, value } => Kind::TaskDone {
                task: task(&id)?,
                outcome: of_word(RESOLUTIONS, resolution_word, &outcome)?,
                value: value.into(),
            },
            Row::CancelRequested { task: id, by, message } => Kind::CancelRequested {
                task: task(&id)?,
                by: names.actor(&by),
                message: message.map(Value::from),
            },
            Row::FutureCreated { future: id, label } => {
                Kind::FutureCreated { future: future(&id)?, label: label.into() }
            }
            Row::FutureDone { future: id, outcome, value, by } => Kind::FutureDone {
                future: future(&id)?,
                outcome: of_word(RESOLUTIONS, resolution_word, &outcome)?,
                value: value.into(),
                by: names.actor(&by),
            },
            Row::CallbackAdded { future: to, callback } => {
                Kind::CallbackAdded { to: names.target(&to), callback: callback.into() }
            }
            Row::Submitted { executor, callable, future: id } => {
                Kind::Submitted { executor: executor.into(), callable: callable.into(), future: future(&id)? }
            }
            _ => return Err(LineFault::Word("event".into())),
        })
    }
}
