//! Events as arrows: who, what goes along, to whom; then the states and the line.

use super::teller::{Teller, append, callable, error_of, join, one, push, seconds, state_of, value_of};
use crate::trace::event::{Actor, How, Input, Kind, Resolution, Schedule, State, Target};
use crate::trace::id::{ObjectId, TaskId};
use crate::view::role::{Line, Role};

/// What stands between the arrow, the states and the line.
const GAP: &str = "   ";

/// Whether the picture of a value is that of a task or future of asyncio: what an `await` hands to the loop.
pub(super) fn is_future(picture: &str) -> bool {
    picture.starts_with("<Task ")
        || picture.starts_with("<Future ")
        || picture.starts_with("<_GatheringFuture ")
}

impl Teller<'_> {
    pub(super) fn arrow(&self) -> Option<Line> {
        self.arrow_with_states_of(self)
    }

    /// This event as an arrow, with the states and the line of the one that completes it.
    pub(super) fn arrow_with_states_of(&self, other: &Teller<'_>) -> Option<Line> {
        let mut line = self.headline()?;
        for part in [other.states(), other.line()].into_iter().flatten() {
            push(&mut line, Role::Plain, GAP);
            append(&mut line, part);
        }
        Some(line)
    }

    /// Two actors and what goes from one to the other.
    pub(super) fn between(&self, from: Line, role: Role, what: Line, to: Line) -> Line {
        let mut line = from;
        // Room for the states and the line that follow.
        line.reserve(10);
        push(&mut line, role, " ─");
        append(&mut line, what);
        push(&mut line, role, "→ ");
        append(&mut line, to);
        line
    }

    fn headline(&self) -> Option<Line> {
        let up = |english, chinese, value: Line| self.coloured(Role::Up, english, chinese, value);
        let down = |english, chinese, value: Line| self.coloured(Role::Down, english, chinese, value);
        Some(match &self.event.kind {
            Kind::Line { .. } | Kind::Output { .. } => return None,
            Kind::Created { id, by, .. } => {
                self.between(self.actor(by), Role::Down, down("creates", "创建", vec![]), self.object(*id))
            }
            Kind::Resumed { id, by, how, input, before, .. } => {
                let empty = match input {
                    Input::Nothing => true,
                    Input::Value(value) => value.is_none(),
                    Input::Exception(_) => false,
                };
                // The await began long ago; what comes down the chain now is only the wake-up.
                let what = if *how == How::Await && *before == State::Suspended && empty {
                    down("resumes", "恢复", vec![])
                } else {
                    self.call(*how, input)
                };
                self.between(self.actor(by), Role::Down, what, self.object(*id))
            }
            Kind::Delegated { id, to } => self.between(
                self.object(*id),
                Role::Down,
                one(Role::Down, self.delegation(*id)),
                self.target(to),
            ),
            Kind::Yielded { id, to, value, .. } if self.awaits(*id) && is_future(value.as_str()) => {
                let what = up("hands the future up", "向上交出 Future", vec![]);
                self.between(self.object(*id), Role::Up, what, self.actor(to))
            }
            Kind::Yielded { id, to, value, .. } => {
                let what = up("yields {}", "产出 {}", value_of(value));
                self.between(self.object(*id), Role::Up, what, self.actor(to))
            }
            Kind::Returned { id, to, value, .. } => {
                let what = up("returns {}", "返回 {}", value_of(value));
                self.between(self.object(*id), Role::Up, what, self.actor(to))
            }
            Kind::Raised { id, to, exception, .. } => {
                let what = up("raises {}", "传出 {}", error_of(exception));
                self.between(self.object(*id), Role::Up, what, self.actor(to))
            }
            Kind::Refused { id, by, how, input, exception, .. } => {
                let line = self.between(self.actor(by), Role::Down, self.call(*how, input), self.object(*id));
                let refusal = self.fill("refused: {}", "被拒绝：{}", &[("", error_of(exception))]);
                join([line, one(Role::Plain, GAP), refusal])
            }
            Kind::TaskCreated { task, by, .. } => {
                let what = down("creates", "创建", vec![]);
                let line = self.between(self.actor(by), Role::Down, what, self.task(*task));
                // Of what is not the program's own there is nothing to name.
                match self.world.task(*task).map(|task| task.coro()) {
                    Some(Target::Object(id)) => {
                        join([line, self.fill(" ({})", "（{}）", &[("", self.object(*id))])])
                    }
                    _ => line,
                }
            }
            Kind::TaskStep { task } => {
                let from = one(Role::Plain, self.choose("the event loop", "事件循环"));
                self.between(from, Role::Down, down("step", "推进", vec![]), self.task(*task))
            }
            Kind::TaskWaiting { task, on, deadline, at } => {
                let what = one(Role::Waiting, self.choose("waits", "等待"));
                let line = self.between(self.task(*task), Role::Waiting, what, self.waiting(on, *at));
                join([line, self.deadline(*deadline)])
            }
            Kind::TaskWoken { task, by } => {
                self.between(self.waker(*task, by), Role::Up, up("wakes", "唤醒", vec![]), self.task(*task))
            }
            Kind::TaskDone { task, outcome, value } => {
                let end = match outcome {
                    Resolution::Result => self.fill(" done: {}", " 完成：{}", &[("", value_of(value))]),
                    Resolution::Exception => self.fill(" failed: {}", " 失败：{}", &[("", error_of(value))]),
                    Resolution::Cancelled => self.fill(" cancelled", " 已取消", &[]),
                };
                join([self.task(*task), end])
            }
            Kind::CancelRequested { task, by, message } => {
                let what = match (by, message) {
                    (Actor::Task(_), _) => down("passes the cancel on", "传递取消", vec![]),
                    (_, Some(message)) => down("cancel({})", "cancel({})", value_of(message)),
                    (_, None) => one(Role::Down, "cancel"),
                };
                let line = self.between(self.actor(by), Role::Down, what, self.task(*task));
                join([line, self.state_of_wait(*task)])
            }
            Kind::Scheduled { how, callback, when, .. } => {
                let how = match how {
                    Schedule::Soon => "call_soon",
                    Schedule::Later => "call_later",
                    Schedule::At => "call_at",
                    Schedule::Threadsafe => "call_soon_threadsafe",
                };
                let line = self.between(self.doer(), Role::Down, one(Role::Down, how), callable(callback));
                let when = when.map_or_else(Line::new, |when| {
                    let gaps = [("when", one(Role::Value, seconds(when)))];
                    self.fill(" at {when}", "，定于 {when}", &gaps)
                });
                join([line, when])
            }
            Kind::HandleRun { callback, .. } => self.between(
                one(Role::Plain, self.choose("the event loop", "事件循环")),
                Role::Down,
                down("calls", "调用", vec![]),
                callable(callback),
            ),
            Kind::CallbackAdded { to, callback } => {
                let what = down("add_done_callback({})", "add_done_callback({})", callable(callback));
                self.between(self.doer(), Role::Down, what, self.target(to))
            }
            Kind::FutureCreated { future, .. } => {
                let what = down("creates", "创建", vec![]);
                self.between(self.doer(), Role::Down, what, self.future(*future))
            }
            Kind::FutureDone { future, outcome, value, by } => {
                let gaps = [("value", value_of(value)), ("error", error_of(value)), ("by", self.actor(by))];
                let end = match outcome {
                    Resolution::Result => {
                        self.fill(" done: {value} (by {by})", " 完成：{value}（由 {by}）", &gaps)
                    }
                    Resolution::Exception => {
                        self.fill(" failed: {error} (by {by})", " 失败：{error}（由 {by}）", &gaps)
                    }
                    Resolution::Cancelled => self.fill(" cancelled (by {by})", " 已取消（由 {by}）", &gaps),
                };
                join([self.future(*future), end])
            }
            Kind::Iteration { number, ready, .. } => {
                let ready = match ready.is_empty() {
                    true => one(Role::Dim, self.choose("nothing", "无")),
                    false => self.list(ready.iter().map(|handle| self.handle(*handle))),
                };
                let gaps = [
                    ("number", one(Role::Strong, number.to_string())),
                    ("time", one(Role::Value, seconds(self.event.time))),
                    ("ready", ready),
                ];
                let english = "loop turn {number} · clock {time} · ready: {ready}";
                self.fill(english, "事件循环第 {number} 轮 · 时钟 {time} · 就绪：{ready}", &gaps)
            }
            Kind::ClockJumped { from, to } => {
                let gaps =
                    [("from", one(Role::Value, seconds(*from))), ("to", one(Role::Value, seconds(*to)))];
                self.fill("clock {from} → {to}", "时钟 {from} → {to}", &gaps)
            }
            Kind::Switched { from, to, value } => {
                let what = down("switch({})", "switch({})", value_of(value));
                self.between(one(Role::Strong, &**from), Role::Down, what, one(Role::Strong, &**to))
            }
            // What has no two sides is told in words.
            _ => return self.words(),
        })
    }

    /// Where a task is that is asked to end.
    fn state_of_wait(&self, task: TaskId) -> Line {
        let Some(task) = self.world.task(task) else {
            return Line::new();
        };
        match task.waits_for() {
            Some(on) => self.fill(
                " (waits: {on})",
                "（正在等待：{on}）",
                &[("on", self.waiting(on, task.waits_at()))],
            ),
            None if task.steps() == 0 => self.fill(" (not started yet)", "（尚未开始）", &[]),
            None => Line::new(),
        }
    }

    /// A label in a role, with its `{}` filled.
    fn coloured(&self, role: Role, english: &str, chinese: &str, value: Line) -> Line {
        let label = self.fill(english, chinese, &[("", value)]);
        label.into_iter().map(|(own, text)| (if own == Role::Plain { role } else { own }, text)).collect()
    }

    /// What a resumption is called in Python.
    fn call(&self, how: How, input: &Input) -> Line {
        let with = |name: &str| {
            let argument = match input {
                Input::Nothing => return one(Role::Down, name),
                Input::Value(value) => value_of(value),
                Input::Exception(exception) => error_of(exception),
            };
            join([one(Role::Down, format!("{name}(")), argument, one(Role::Down, ")")])
        };
        let passed_on = |name: &str| {
            let inner = match input {
                Input::Nothing => return one(Role::Down, name),
                Input::Value(value) if value.is_none() => return one(Role::Down, name),
                Input::Value(_) => with("send"),
                Input::Exception(_) => with("throw"),
            };
            join([one(Role::Down, format!("{name}: ")), inner])
        };
        match how {
            How::Next => one(Role::Down, "next"),
            How::For => one(Role::Down, "for"),
            How::Send => with("send"),
            How::Throw => with("throw"),
            How::Close | How::Gc => one(Role::Down, "close"),
            How::YieldFrom => passed_on("yield from"),
            How::Await => passed_on("await"),
            How::Task => passed_on("step"),
            How::Anext => one(Role::Down, "anext"),
            How::Asend => with("asend"),
            How::Athrow => with("athrow"),
            How::Aclose => one(Role::Down, "aclose"),
        }
    }

    /// The Python word for how this object delegates.
    pub(super) fn delegation(&self, id: ObjectId) -> &'static str {
        if self.awaits(id) { "await" } else { "yield from" }
    }

    /// The states before and after.
    fn states(&self) -> Option<Line> {
        let change =
            |before: State, after: State| join([state_of(before), one(Role::Plain, " → "), state_of(after)]);
        match &self.event.kind {
            Kind::Created { after, .. } => Some(state_of(*after)),
            Kind::Resumed { before, after, .. }
            | Kind::Yielded { before, after, .. }
            | Kind::Returned { before, after, .. }
            | Kind::Raised { before, after, .. }
            | Kind::Closed { before, after, .. } => Some(change(*before, *after)),
            Kind::Refused { after, .. } => Some(state_of(*after)),
            _ => None,
        }
    }
}
