//! What callbacks of asyncio's own are for, in a learner's words.

use super::teller::{Teller, callable};
use crate::trace::event::Purpose;
use crate::view::role::Line;

impl Teller<'_> {
    /// What a callback is for.
    pub(super) fn purpose(&self, purpose: &Purpose, callback: &str) -> Line {
        let of = self.list(purpose.of.iter().map(|of| self.target(of)));
        let known = !of.is_empty();
        let gaps = [("of", of), ("callback", callable(callback))];
        let (english, chinese) = match (&*purpose.what, known) {
            ("sleep", true) => ("end of {of}'s sleep", "{of} 的 sleep 到时"),
            ("sleep", false) => ("end of a sleep", "sleep 到时"),
            ("timeout", true) => ("timeout of {of}", "{of} 的超时"),
            ("timeout" | "wait_timeout" | "as_completed_timeout", _) => ("a timeout", "超时"),
            ("gather", true) => ("gather takes in {of}", "gather 收到 {of}"),
            ("task_group", true) => ("TaskGroup takes in {of}", "TaskGroup 收到 {of}"),
            ("wait", true) => ("wait takes in {of}", "wait 收到 {of}"),
            ("as_completed", true) => ("as_completed takes in {of}", "as_completed 收到 {of}"),
            ("shield", true) => ("shield takes in {of}", "shield 收到 {of}"),
            ("shield", false) => ("end of a shield", "shield 结束"),
            ("cancellation", true) => ("{of} has ended", "{of} 已结束"),
            ("run_until_complete", true) => {
                ("end of the loop's run: {of} is done", "{of} 完成，循环结束运行")
            }
            ("run_until_complete", false) => ("end of the loop's run", "循环结束运行"),
            ("executor", _) => ("a result from a thread", "来自线程的结果"),
            ("wake_up", _) => ("a call from outside the loop", "来自循环之外的唤醒"),
            ("io", _) => ("input or output is ready", "输入输出就绪"),
            ("callback", true) => ("{callback} ({of} is done)", "{callback}（{of} 完成）"),
            ("callback", false) => ("{callback}", "{callback}"),
            _ => ("asyncio's {callback}", "asyncio 的 {callback}"),
        };
        self.fill(english, chinese, &gaps)
    }
}
