//! Sentences for what the event loop, its tasks and its futures do.

use super::teller::{Gap, Teller, callable, error_of, one, seconds, value_of};
use crate::trace::event::{Clock, Kind, Resolution, Schedule};
use crate::trace::primitive::Primitive;
use crate::view::role::{Line, Role};
use crate::view::{fit, primitives};

impl Teller<'_> {
    /// What the event loop, a task or a future did; nothing for any other event.
    pub(super) fn asyncio_words(&self) -> Option<Line> {
        let say = |english: &str, chinese: &str, gaps: &[Gap<'_>]| Some(self.fill(english, chinese, gaps));
        let time = |time: f64| one(Role::Value, seconds(time));
        let name = |name: &str| one(Role::Strong, name);
        match &self.event.kind {
            Kind::LoopStarted { .. } => say("the event loop starts", "事件循环开始运行", &[]),
            Kind::LoopStopped { .. } => say("the event loop stops", "事件循环停止", &[]),
            Kind::LoopClosed { .. } => say("the event loop is closed", "事件循环关闭", &[]),
            Kind::Iteration { number, ready, timers, .. } => {
                let gaps = [
                    ("number", one(Role::Strong, number.to_string())),
                    ("time", time(self.event.time)),
                    ("ready", self.list(ready.iter().map(|handle| self.handle(*handle)))),
                    ("timers", one(Role::Value, timers.to_string())),
                ];
                match (ready.is_empty(), *timers) {
                    (true, 1) => say(
                        "turn {number} of the event loop begins at {time}; nothing is ready, {timers} timer waits",
                        "事件循环第 {number} 轮开始，时刻 {time}；没有就绪的回调，{timers} 个定时器在等待",
                        &gaps,
                    ),
                    (true, _) => say(
                        "turn {number} of the event loop begins at {time}; nothing is ready, {timers} timers wait",
                        "事件循环第 {number} 轮开始，时刻 {time}；没有就绪的回调，{timers} 个定时器在等待",
                        &gaps,
                    ),
                    (false, _) => say(
                        "turn {number} of the event loop begins at {time}; ready: {ready}",
                        "事件循环第 {number} 轮开始，时刻 {time}；就绪：{ready}",
                        &gaps,
                    ),
                }
            }
            Kind::Scheduled { how, callback, when, .. } => {
                let how = match how {
                    Schedule::Soon => "call_soon",
                    Schedule::Later => "call_later",
                    Schedule::At => "call_at",
                    Schedule::Threadsafe => "call_soon_threadsafe",
                };
                let gaps = [
                    ("callback", callable(callback)),
                    ("how", one(Role::Plain, how)),
                    ("when", when.map(time).unwrap_or_default()),
                ];
                match when {
                    Some(_) => say(
                        "{how} puts {callback} into the loop for {when}",
                        "{how} 把 {callback} 排入事件循环，定于 {when}",
                        &gaps,
                    ),
                    None => say(
                        "{how} puts {callback} into the loop's next turn",
                        "{how} 把 {callback} 排入事件循环的下一轮",
                        &gaps,
                    ),
                }
            }
            Kind::HandleRun { callback, .. } => say(
                "the event loop calls {callback}",
                "事件循环调用 {callback}",
                &[("callback", callable(callback))],
            ),
            Kind::HandleCancelled { handle } => {
                let gaps = [("handle", self.handle(*handle))];
                say(
                    "the callback {handle} is cancelled and will not run",
                    "回调 {handle} 被取消，不会运行",
                    &gaps,
                )
            }
            Kind::TimerFired { handle, when } => {
                let gaps = [("handle", self.handle(*handle)), ("when", time(*when))];
                say(
                    "the timer set for {when} is due: {handle} is ready",
                    "定于 {when} 的定时器到时：{handle} 就绪",
                    &gaps,
                )
            }
            Kind::ClockJumped { from, to } => {
                let gaps = [("from", time(*from)), ("to", time(*to))];
                say(
                    "nothing is ready, so the clock jumps from {from} to {to}",
                    "没有就绪的回调，时钟从 {from} 跳到 {to}",
                    &gaps,
                )
            }
            Kind::ClockChanged { clock: Clock::Virtual } => {
                say("the clock is virtual from here on", "从这里起使用虚拟时钟", &[])
            }
            Kind::ClockChanged { clock: Clock::Real } => {
                say("the clock is real from here on", "从这里起使用真实时钟", &[])
            }
            Kind::TaskCreated { task, coro, by, .. } => {
                let gaps = [("by", self.actor(by)), ("task", self.task(*task)), ("coro", self.target(coro))];
                say(
                    "{by} makes {task}, a task that drives {coro}",
                    "{by} 创建任务 {task}，由它驱动 {coro}",
                    &gaps,
                )
            }
            Kind::TaskStep { task } => {
                let gaps = [("task", self.task(*task)), ("coro", self.driven(*task))];
                say(
                    "the event loop steps {task}, which drives {coro}",
                    "事件循环推进任务 {task}，由它驱动 {coro}",
                    &gaps,
                )
            }
            Kind::TaskWaiting { task, on, deadline, at } => {
                let gaps = [
                    ("task", self.task(*task)),
                    ("on", self.waiting(on, *at)),
                    ("deadline", self.deadline(*deadline)),
                ];
                say(
                    "{task} goes back to the event loop and waits for {on}{deadline}",
                    "任务 {task} 把控制交还事件循环，等待 {on}{deadline}",
                    &gaps,
                )
            }
            Kind::TaskRenamed { task, .. } => {
                say("a task gets the name {task}", "任务改名为 {task}", &[("task", self.task(*task))])
            }
            Kind::TaskWoken { task, by } => {
                let gaps = [("task", self.task(*task)), ("by", self.waker(*task, by))];
                say("{task} is woken and ready again: {by}", "任务 {task} 被唤醒，重新就绪：{by}", &gaps)
            }
            Kind::TaskDone { task, outcome, value } => {
                let gaps =
                    [("task", self.task(*task)), ("value", value_of(value)), ("error", error_of(value))];
                match outcome {
                    Resolution::Result => say(
                        "{task} is done, its result is {value}",
                        "任务 {task} 完成，结果是 {value}",
                        &gaps,
                    ),
                    Resolution::Exception => {
                        say("{task} is done: it failed with {error}", "任务 {task} 失败：{error}", &gaps)
                    }
                    Resolution::Cancelled => {
                        say("{task} is done: it was cancelled", "任务 {task} 已被取消", &gaps)
                    }
                }
            }
            Kind::CancelRequested { task, by, .. } => {
                let gaps = [("task", self.task(*task)), ("by", self.actor(by))];
                say("{by} asks for {task} to be cancelled", "{by} 请求取消任务 {task}", &gaps)
            }
            Kind::FutureCreated { future, .. } => say(
                "the future {future} is created",
                "创建 Future {future}",
                &[("future", self.future(*future))],
            ),
            Kind::FutureNamed { future, .. } => say(
                "the program calls this future {future}",
                "程序把这个 Future 叫作 {future}",
                &[("future", self.future(*future))],
            ),
            Kind::Primitive { id, holds, .. } => {
                let name = self.world.primitive(*id).map(Primitive::name).unwrap_or_default();
                let gaps = [
                    ("name", one(Role::Strong, fit::visible(&name))),
                    ("holds", one(Role::Plain, primitives::holding(self.world, holds, self.lang))),
                ];
                say("{name}: {holds}", "{name}：{holds}", &gaps)
            }
            Kind::FutureDone { future, outcome, value, by } => {
                let gaps = [
                    ("future", self.future(*future)),
                    ("by", self.actor(by)),
                    ("value", value_of(value)),
                    ("error", error_of(value)),
                ];
                match outcome {
                    Resolution::Result => say(
                        "{by} gives the future {future} its result {value}",
                        "{by} 为 Future {future} 设置结果 {value}",
                        &gaps,
                    ),
                    Resolution::Exception => say(
                        "{by} gives the future {future} the exception {error}",
                        "{by} 为 Future {future} 设置异常 {error}",
                        &gaps,
                    ),
                    Resolution::Cancelled => {
                        say("{by} cancels the future {future}", "{by} 取消 Future {future}", &gaps)
                    }
                }
            }
            Kind::CallbackAdded { to, callback } => {
                let gaps = [("to", self.target(to)), ("callback", callable(callback))];
                say("{callback} will be called when {to} is done", "{to} 完成时将调用 {callback}", &gaps)
            }
            Kind::Submitted { executor, callable, .. } => {
                let gaps = [("executor", name(executor)), ("callable", name(callable))];
                say("{callable} is given to {executor} to run", "{callable} 交给 {executor} 运行", &gaps)
            }
            _ => None,
        }
    }
}
