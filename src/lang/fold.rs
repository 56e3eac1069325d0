//! Why an event cannot follow those before it, as a sentence: a fault of the tracer's, or of a recording.

use super::{Lang, Say, english_display, say};
use crate::trace::fold::{Fault, FoldError, LoopCondition, TaskCondition};

impl Say for FoldError {
    fn say(&self, lang: Lang) -> String {
        let FoldError { seq, event, fault } = self;
        let fault = fault.say(lang);
        say!(
            lang,
            "the recording contradicts itself at event {seq} ({event}): {fault}; please report this",
            "记录在事件 {seq}（{event}）处自相矛盾：{fault}；请报告给我们"
        )
    }
}

impl Say for Fault {
    fn say(&self, lang: Lang) -> String {
        match self {
            Fault::BeforeTheStart => say!(lang, "the program has not started", "程序还没有开始"),
            Fault::StartedTwice => say!(lang, "the program has already started", "程序已经开始了"),
            Fault::AfterTheEnd => say!(lang, "the program has ended", "程序已经结束"),
            Fault::NoTime { time } => say!(lang, "{time} is no time", "{time} 不是时间"),
            Fault::TimeBackwards { from, to } => say!(
                lang,
                "the virtual clock runs backwards, from {from} to {to}",
                "虚拟时钟倒退了，从 {from} 到 {to}"
            ),
            Fault::BadJump { from, to } => {
                say!(lang, "the clock cannot jump from {from} to {to}", "时钟不能从 {from} 跳到 {to}")
            }
            Fault::FileTaken { file, path } => {
                say!(lang, "file {file} is already {path}", "文件 {file} 已经是 {path}")
            }
            Fault::ThreadStartedTwice { thread } => {
                say!(lang, "thread {thread} has already started", "线程 {thread} 已经开始了")
            }
            Fault::ThreadNotRunning { thread } => {
                say!(lang, "thread {thread} does not run", "线程 {thread} 没有在运行")
            }
            Fault::StillRunning { inner } => say!(
                lang,
                "{inner} is still running above it on the stack",
                "栈上在它之上的 {inner} 还在运行"
            ),
            Fault::NoLine => {
                say!(lang, "it does not say which line of which code it is", "它没有说明是哪段代码的哪一行")
            }
            Fault::WrongFrame { object, owned, frame } => say!(
                lang,
                "{object} runs in frame {owned}, not in frame {frame}",
                "{object} 在帧 {owned} 中运行，而不是帧 {frame}"
            ),
            Fault::WrongDepth { frame, depth, objects } => say!(
                lang,
                "frame {frame} cannot lie at depth {depth}: {objects} running objects lie below it",
                "帧 {frame} 不可能在深度 {depth}：它下面有 {objects} 个正在运行的对象"
            ),
            Fault::UnknownObject { id } => say!(lang, "there is no object {id}", "没有对象 {id}"),
            Fault::WrongId { id, expected } => say!(
                lang,
                "object {id} is created where object {expected} is due",
                "创建了对象 {id}，而该创建的是对象 {expected}"
            ),
            Fault::WrongState { object, state } => {
                say!(lang, "{object} is {}", "{object} 处于 {}", state.short())
            }
            Fault::WrongWords { expected, said } => say!(
                lang,
                "it goes from {} to {}, but says from {} to {}",
                "它从 {} 变为 {}，却说从 {} 变为 {}",
                expected.0.short(),
                expected.1.short(),
                said.0.short(),
                said.1.short()
            ),
            Fault::SentToUnstarted { object } => say!(
                lang,
                "{object} has not started and cannot take a value",
                "{object} 还没有启动，不能接收值"
            ),
            Fault::WrongInput { how } => say!(lang, "{how} does not carry that", "{how} 不带这个"),
            Fault::IdleDriver { driver, state } => say!(
                lang,
                "{driver} cannot do that while it is {}",
                "{driver} 在 {} 状态下不能这样做",
                state.short()
            ),
            Fault::SelfDelegation { object } => {
                say!(lang, "{object} cannot delegate to itself", "{object} 不能委派给自己")
            }
            Fault::WrongTaskId { task, expected } => say!(
                lang,
                "task {task} is created where task {expected} is due",
                "创建了任务 {task}，而该创建的是任务 {expected}"
            ),
            Fault::UnknownTask { task } => say!(lang, "there is no task {task}", "没有任务 {task}"),
            Fault::WrongTaskState { task, state } => {
                let state = state.say(lang);
                say!(lang, "task {task} is {state}", "任务 {task} {state}")
            }
            Fault::FutureTaken { future } => {
                say!(lang, "future {future} is already there", "Future {future} 已经存在")
            }
            Fault::FutureDone { future } => {
                say!(lang, "future {future} is already done", "Future {future} 早已完成")
            }
            Fault::HandleTaken { handle } => {
                say!(lang, "handle {handle} already waits", "句柄 {handle} 已经在等待")
            }
            Fault::WrongLoopState { id, state } => {
                let state = state.say(lang);
                say!(lang, "loop {id} is {state}", "事件循环 {id} {state}")
            }
            Fault::WrongTurn { id, number, last } => say!(
                lang,
                "turn {number} of loop {id} comes after turn {last}",
                "事件循环 {id} 的第 {number} 轮排在第 {last} 轮之后"
            ),
        }
    }
}

impl Say for TaskCondition {
    fn say(&self, lang: Lang) -> String {
        match self {
            TaskCondition::NotStarted => say!(lang, "not started", "还没有启动"),
            TaskCondition::Running => say!(lang, "running", "正在运行"),
            TaskCondition::Waiting => say!(lang, "waiting", "正在等待"),
            TaskCondition::Ready => say!(lang, "ready", "已经就绪"),
            TaskCondition::Done => say!(lang, "done", "已经完成"),
        }
    }
}

impl Say for LoopCondition {
    fn say(&self, lang: Lang) -> String {
        match self {
            LoopCondition::NotThere => say!(lang, "not there", "不存在"),
            LoopCondition::Running => say!(lang, "running", "正在运行"),
            LoopCondition::NotRunning => say!(lang, "not running", "没有在运行"),
            LoopCondition::Closed => say!(lang, "closed", "已经关闭"),
        }
    }
}

english_display!(Fault, FoldError);

impl std::error::Error for Fault {}

impl std::error::Error for FoldError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::State;
    use crate::trace::id::{LoopId, TaskId};

    #[test]
    fn a_fault_stands_inside_the_event_that_has_it() {
        let fault = Fault::WrongState { object: "g#1".into(), state: State::Running };
        let error = FoldError { seq: 7, event: "resumed", fault };
        assert_eq!(
            error.to_string(),
            "the recording contradicts itself at event 7 (resumed): g#1 is RUNNING; please report this"
        );
        assert_eq!(error.say(Lang::Zh), "记录在事件 7（resumed）处自相矛盾：g#1 处于 RUNNING；请报告给我们");
    }

    #[test]
    fn what_a_task_or_a_loop_does_is_said_in_the_language_of_the_rest() {
        let task = Fault::WrongTaskState { task: TaskId(2), state: TaskCondition::NotStarted };
        assert_eq!(Lang::ALL.map(|lang| task.say(lang)), ["task 2 is not started", "任务 2 还没有启动"]);
        let turn = Fault::WrongTurn { id: LoopId(1), number: 3, last: 5 };
        let said = Lang::ALL.map(|lang| turn.say(lang));
        assert_eq!(said, ["turn 3 of loop 1 comes after turn 5", "事件循环 1 的第 3 轮排在第 5 轮之后"]);
    }
}
