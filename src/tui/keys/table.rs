//! The rows of the table of keys.

use super::{Action, Situation};

/// A row as it is written here: action, name, keys, rank, availability, hint, help.
pub(super) type Plan = (
    Action,
    &'static str,
    &'static [&'static str],
    u8,
    fn(&Situation) -> bool,
    (&'static str, &'static str),
    (&'static str, &'static str),
);

fn always(_: &Situation) -> bool {
    true
}

fn on(now: &Situation) -> bool {
    now.can_go_on
}

fn back(now: &Situation) -> bool {
    now.can_go_back
}

fn looped(now: &Situation) -> bool {
    now.has_loop && now.can_go_on
}

fn looped_back(now: &Situation) -> bool {
    now.has_loop && now.can_go_back
}

#[rustfmt::skip]
pub(super) const PLAN: &[Plan] = &[
    (Action::Step, "step", &["space", "s", "enter", "right"], 1, on, ("step", "下一步"), ("the next line or transition", "走到下一行或下一次切换")),
    (Action::StepBack, "step-back", &["left", "S", "backspace"], 2, back, ("back", "后退"), ("one step back", "退回一步")),
    (Action::Over, "over", &["n", "o"], 4, on, ("over", "越过"), ("over: the next line of this generator or task, however often it sleeps on the way", "越过：停在当前生成器或任务的下一行，途中不管它挂起几次")),
    (Action::OverBack, "over-back", &["N", "O"], 0, back, ("over back", "越过后退"), ("the same, back", "同上，向后")),
    (Action::Out, "out", &["f", "u"], 5, on, ("out", "跳出"), ("out to whoever resumed or called this one", "跳出到恢复它或调用它的那一层")),
    (Action::OutBack, "out-back", &["F", "U"], 0, back, ("out back", "跳出后退"), ("the same, back", "同上，向后")),
    (Action::Transition, "transition", &["t"], 3, on, ("transition", "切换"), ("the next transition: a resume, yield, return, raise or close", "下一次切换：恢复、产出、返回、抛出或关闭")),
    (Action::TransitionBack, "transition-back", &["T"], 0, back, ("transition back", "上次切换"), ("the transition before", "上一次切换")),
    (Action::Turn, "turn", &["i"], 6, looped, ("turn", "轮次"), ("the next turn of the event loop", "事件循环的下一轮")),
    (Action::TurnBack, "turn-back", &["I"], 0, looped_back, ("turn back", "上一轮"), ("the turn before", "事件循环的上一轮")),
    (Action::TaskSwitch, "task", &["k"], 7, looped, ("task", "任务"), ("the next time the loop resumes a task", "事件循环下一次恢复任务")),
    (Action::TaskSwitchBack, "task-back", &["K"], 0, looped_back, ("task back", "上个任务"), ("the same, back", "同上，向后")),
    (Action::Continue, "continue", &["c"], 8, on, ("to the end", "到结尾"), ("to the end, or to a breakpoint", "运行到结尾或断点")),
    (Action::Start, "start", &["C", "home"], 9, back, ("to the start", "到开头"), ("back to the start", "回到开头")),
    (Action::Edge, "edge", &["end"], 10, |now| now.behind_edge, ("to the newest", "到最新"), ("to the newest step, without running anything", "到最新的一步，不再往下运行")),
    (Action::Goto, "goto", &["g"], 12, always, ("go to", "跳转"), ("go to a step by its number", "按编号跳到某一步")),
    (Action::Breakpoint, "breakpoint", &["b"], 12, always, ("breakpoint", "断点"), ("set or clear a breakpoint on the marked line; a click on a line does it too", "在标记的行上设置或清除断点；也可以用鼠标点击那一行")),
    (Action::Evaluate, "evaluate", &["p"], 11, |now| now.can_evaluate, ("evaluate", "求值"), ("evaluate an expression in the paused program", "在暂停的程序里求表达式的值")),
    (Action::Drive, "drive", &["d"], 11, |now| now.can_evaluate, ("drive", "驱动"), ("drive a generator by hand: next, send, throw, close, with its state machine and undo", "手动驱动一个生成器：next、send、throw、close，看着它的状态机，也可以撤销")),
    (Action::Play, "play", &["a"], 11, |now| now.can_go_on || now.is_playing, ("play", "播放"), ("play by itself; Space pauses", "自动播放；按空格暂停")),
    (Action::Faster, "faster", &["+", "="], 0, |now| now.is_playing, ("faster", "加快"), ("play faster", "播放加快")),
    (Action::Slower, "slower", &["-"], 0, |now| now.is_playing, ("slower", "减慢"), ("play slower", "播放减慢")),
    (Action::Predict, "predict", &["m"], 13, always, ("predict", "预测"), ("predict mode: guess before each transition what comes", "预测模式：每次切换之前先猜会发生什么")),
    (Action::Find, "find", &["/"], 15, always, ("find", "查找"), ("find text in the source", "在源代码里查找")),
    (Action::FindNext, "find-next", &["."], 0, |now| now.has_search, ("find next", "下一处"), ("find it again", "查找下一处")),
    (Action::Focus, "focus", &["tab"], 14, always, ("next pane", "下个窗格"), ("the focus to the next pane", "焦点移到下一个窗格")),
    (Action::FocusBack, "focus-back", &["backtab"], 0, always, ("pane before", "上个窗格"), ("the focus to the pane before", "焦点移到上一个窗格")),
    (Action::Up, "up", &["up"], 0, always, ("up", "上"), ("scroll the pane that has the focus up", "把有焦点的窗格向上滚动")),
    (Action::Down, "down", &["down"], 0, always, ("down", "下"), ("scroll it down", "向下滚动")),
    (Action::PageUp, "page-up", &["pageup"], 0, always, ("page up", "上一页"), ("a page up", "向上一页")),
    (Action::PageDown, "page-down", &["pagedown"], 0, always, ("page down", "下一页"), ("a page down", "向下一页")),
    (Action::ZoomIn, "zoom-in", &["z"], 0, always, ("zoom in", "放大"), ("fewer steps in a column of the timeline", "时间线放大：每列的步数减少")),
    (Action::ZoomOut, "zoom-out", &["Z"], 0, always, ("zoom out", "缩小"), ("more steps in a column of the timeline", "时间线缩小：每列的步数增加")),
    (Action::NextFile, "next-file", &["v"], 16, |now| now.has_files, ("next file", "下个文件"), ("look at the program's next file", "查看程序的下一个文件")),
    (Action::Help, "help", &["?", "f1", "h"], 2, always, ("help", "帮助"), ("this help", "显示这页帮助")),
    (Action::Interrupt, "interrupt", &["ctrl-c"], 0, always, ("interrupt", "中断"), ("interrupt the program if it runs; else leave", "程序在运行时中断它；否则退出")),
    (Action::Suspend, "suspend", &["ctrl-z"], 0, always, ("suspend", "挂起"), ("to the shell; fg comes back", "回到命令行；用 fg 返回")),
    (Action::Redraw, "redraw", &["ctrl-l"], 0, always, ("repaint", "重画"), ("paint the screen anew", "重画整个屏幕")),
    (Action::Quit, "quit", &["q", "esc"], 3, always, ("quit", "退出"), ("leave", "退出")),
];
