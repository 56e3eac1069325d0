//! What callbacks of asyncio's own are for, in a learner's words.

use super::teller::{Teller, callable};
use crate::trace::event::{Purpose, Service};
use crate::view::role::Line;

impl Teller<'_> {
    /// What a callback is for.
    pub(super) fn purpose(&self, purpose: &Purpose, callback: &str) -> Line {
        let of = self.list(purpose.of.iter().map(|of| self.target(of)));
        let known = !of.is_empty();
        let gaps = [("of", of), ("callback", callable(callback))];
        let (english, chinese) = match (&purpose.what, known) {
            (Service::Sleep, true) => ("end of {of}'s sleep", "{of} 的休眠结束"),
            (Service::Sleep, false) => ("end of a sleep", "休眠结束"),
            (Service::Timeout, true) => ("timeout of {of}", "{of} 的超时"),
            (Service::Timeout, false) | (Service::WaitTimeout | Service::AsCompletedTimeout, _) => {
                ("a timeout", "超时")
            }
            (Service::Gather, true) => ("gather takes in {of}", "gather 收到 {of}"),
            (Service::TaskGroup, true) => ("TaskGroup takes in {of}", "TaskGroup 收到 {of}"),
            (Service::Wait, true) => ("wait takes in {of}", "wait 收到 {of}"),
            (Service::AsCompleted, true) => ("as_completed takes in {of}", "as_completed 收到 {of}"),
            (Service::Shield, true) => ("shield takes in {of}", "shield 收到 {of}"),
            (Service::Shield, false) => ("end of a shield", "shield 结束"),
            (Service::Cancellation, true) => ("{of} has ended", "{of} 已结束"),
            (Service::RunUntilComplete, true) => {
                ("end of the loop's run: {of} is done", "{of} 完成，循环结束运行")
            }
            (Service::RunUntilComplete, false) => ("end of the loop's run", "循环结束运行"),
            (Service::Executor, _) => ("a result from a thread", "来自线程的结果"),
            (Service::WakeUp, _) => ("a call from outside the loop", "来自循环之外的唤醒"),
            (Service::Io, _) => ("input or output is ready", "输入输出就绪"),
            (Service::Callback, true) => ("{callback} ({of} is done)", "{callback}（{of} 完成）"),
            (Service::Callback, false) => return callable(callback),
            (
                Service::Gather
                | Service::TaskGroup
                | Service::Wait
                | Service::AsCompleted
                | Service::Cancellation
                | Service::Other(_),
                _,
            ) => ("asyncio's {callback}", "asyncio 的 {callback}"),
        };
        self.fill(english, chinese, &gaps)
    }
}
