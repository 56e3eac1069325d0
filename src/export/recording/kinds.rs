//! What each line of a recording says happened.

use super::LineFault;
use super::names::{Names, number};
use super::rows::{Row, Until};
use super::words::{
    CLOCKS, HOWS, KINDS, OUTCOMES, RESOLUTIONS, SCHEDULES, STREAMS, await_reason, input, note, of_word, state,
};
use crate::export::jsonl::{outcome_word, resolution_word, schedule_word, stream_word};
use crate::trace::event::{Clock, How, Kind, ObjectKind, Purpose, Service, Waiting};
use crate::trace::id::{FrameId, FutureId, HandleId, LoopId, PrimitiveId, TaskId};
use crate::trace::value::Value;

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
            Row::TaskWaiting { task: id, on, what, held_by, until, members, deadline, primitive } => {
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
                let at = primitive.map(|at| number(&at, "primitive").map(PrimitiveId)).transpose()?;
                Kind::TaskWaiting { task: task(&id)?, on, deadline, at }
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
            Row::FutureNamed { future: id, name } => {
                Kind::FutureNamed { future: future(&id)?, name: name.into() }
            }
            Row::Primitive { primitive, class, name, holds } => Kind::Primitive {
                id: PrimitiveId(number(&primitive, "primitive")?),
                class: class.into(),
                name: name.map(String::into),
                holds: holds.holding()?,
            },
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
