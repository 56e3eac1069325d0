//! The one table of what can be done in step mode: the screen's keys, line mode's commands, their hints and their help
//! all come from its rows.

use super::effect::Effect;
use super::scene::{Edge, Scene};
use crate::lang::Lang;
use crate::trace::id::Step;
use crate::trace::stop::Until;
use crate::view::code::Source;
use crate::view::tasks;
use crate::view::words::word;

/// What a key or a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// To the next stop.
    Step,
    /// To the stop before.
    StepBack,
    /// To the next line of this frame, across its suspensions.
    Over,
    /// The same, back.
    OverBack,
    /// Out to whoever resumed or called.
    Out,
    /// The same, back.
    OutBack,
    /// To the next transition.
    Transition,
    /// To the transition before.
    TransitionBack,
    /// To the next turn of the loop.
    Turn,
    /// To the turn before.
    TurnBack,
    /// To the next time another task runs.
    TaskSwitch,
    /// The same, back.
    TaskSwitchBack,
    /// To the end, or a breakpoint.
    Continue,
    /// To the start.
    Start,
    /// To the last thing that has happened.
    Edge,
    /// To a step by its number.
    Goto,
    /// Set or clear a breakpoint on the current line.
    Breakpoint,
    /// Evaluate an expression.
    Evaluate,
    /// Drive a generator or coroutine by hand.
    Drive,
    /// Play by itself, or stop.
    Play,
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// Guess before each transition.
    Predict,
    /// Find text in the source.
    Find,
    /// The next place of it.
    FindNext,
    /// The focus to the next pane.
    Focus,
    /// The focus to the pane before.
    FocusBack,
    /// Scroll the pane up.
    Up,
    /// Scroll the pane down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// More steps in a column of the timeline.
    ZoomOut,
    /// Fewer.
    ZoomIn,
    /// The program's next file.
    NextFile,
    /// The screen and the keys, explained.
    Help,
    /// The signs, explained.
    Legend,
    /// Start over on the other clock.
    OtherClock,
    /// Interrupt a running program; else leave.
    Interrupt,
    /// To the shell, and back with `fg`.
    Suspend,
    /// Repaint.
    Redraw,
    /// Leave what is open, or the program.
    Quit,
    /// All generators, tasks and loops, listed.
    Where,
}

impl Action {
    /// Whether it moves the cursor or asks the program something.
    pub fn moves(self) -> bool {
        use Action::{
            Continue, Drive, Edge, Evaluate, Goto, Out, OutBack, Over, OverBack, Play, Start, Step, StepBack,
            TaskSwitch, TaskSwitchBack, Transition, TransitionBack, Turn, TurnBack,
        };
        matches!(
            self,
            Step | StepBack
                | Over
                | OverBack
                | Out
                | OutBack
                | Transition
                | TransitionBack
                | Turn
                | TurnBack
                | TaskSwitch
                | TaskSwitchBack
                | Continue
                | Start
                | Edge
                | Goto
                | Evaluate
                | Drive
                | Play
        )
    }
}

/// What is possible now; decides which keys and commands are available.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// Something can still happen after the cursor.
    pub can_go_on: bool,
    /// Something lies before the cursor.
    pub can_go_back: bool,
    /// The cursor is behind what has happened.
    pub behind_edge: bool,
    /// The program stands still at the cursor, so that expressions can be evaluated.
    pub can_evaluate: bool,
    /// There is or was an event loop.
    pub has_loop: bool,
    /// There may still be one: the program speaks of asyncio.
    pub may_loop: bool,
    /// The program runs now.
    pub is_running: bool,
    /// The screen plays by itself.
    pub is_playing: bool,
    /// The program has several files.
    pub has_files: bool,
    /// Something was searched for.
    pub has_search: bool,
    /// The program can be started on another clock.
    pub has_two_clocks: bool,
}

impl Situation {
    /// What a run allows at its cursor; what only a screen knows is left out.
    pub fn of(scene: &Scene<'_>) -> Situation {
        let has_loop = tasks::has_loop(scene.world());
        Situation {
            can_go_on: scene.can_go_on(),
            can_go_back: scene.cursor() > Step(0) && scene.edge != Edge::Running,
            behind_edge: !scene.timeline.at_edge(),
            can_evaluate: scene.timeline.at_edge() && scene.edge == Edge::Paused,
            has_loop,
            may_loop: has_loop || scene.sources.iter().any(Source::names_asyncio),
            is_running: scene.edge == Edge::Running,
            has_files: scene.sources.len() > 1,
            is_playing: false,
            has_search: false,
            has_two_clocks: false,
        }
    }
}

/// Why something cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The program has no event loop so far.
    NoLoop,
    /// It runs.
    Running,
    /// It ended, and nothing comes after the cursor.
    Ended,
    /// It waits for a line of input.
    NeedsInput,
    /// The cursor stands in the past, and only the newest step, this one, will do.
    Past(Step),
    /// Nothing lies before the cursor.
    AtStart,
    /// It stands at the newest step already.
    AtEdge,
    /// Something else must be done first.
    NotNow,
}

impl Refusal {
    /// Why an action that is not available at a scene is refused.
    pub fn of(action: Action, scene: &Scene<'_>) -> Refusal {
        use Action::{Drive, Evaluate, OutBack, OverBack, Start, StepBack, TaskSwitch, TransitionBack};
        let situation = Situation::of(scene);
        let wants_loop =
            matches!(action, Action::Turn | Action::TurnBack | TaskSwitch | Action::TaskSwitchBack);
        let goes_back = matches!(action, StepBack | OverBack | OutBack | TransitionBack | Start)
            || matches!(action, Action::TurnBack | Action::TaskSwitchBack);
        match scene.edge {
            Edge::Running => Refusal::Running,
            _ if wants_loop && !situation.may_loop => Refusal::NoLoop,
            _ if goes_back && !situation.can_go_back => Refusal::AtStart,
            _ if wants_loop && !situation.has_loop && goes_back => Refusal::NoLoop,
            _ if matches!(action, Drive | Evaluate)
                && situation.behind_edge
                && scene.edge == Edge::Paused =>
            {
                Refusal::Past(scene.timeline.edge())
            }
            Edge::NeedsInput if !situation.behind_edge => Refusal::NeedsInput,
            Edge::Ended => Refusal::Ended,
            _ if action == Action::Edge => Refusal::AtEdge,
            _ => Refusal::NotNow,
        }
    }

    /// One clause for the user; `newest` is the key or the command that leads to the newest step.
    pub fn say(self, newest: &str, lang: Lang) -> String {
        let fixed = match self {
            Refusal::Past(_) => {
                return match lang {
                    Lang::En => format!("only where the program is paused: {newest} goes there"),
                    Lang::Zh => format!("只能在程序暂停的地方：{newest} 回到那里"),
                };
            }
            Refusal::NoLoop => ("there is no event loop", "没有事件循环"),
            Refusal::Running => ("the program runs", "程序正在运行"),
            Refusal::Ended => ("the program has ended", "程序已经结束"),
            Refusal::NeedsInput => ("the program waits for input", "程序在等待输入"),
            Refusal::AtStart => ("this is the start", "已经在开头"),
            Refusal::AtEdge => ("this is the newest step", "已经是最新的一步"),
            Refusal::NotNow => ("not here", "在这里不可用"),
        };
        word(lang, fixed.0, fixed.1).to_owned()
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// The name by which the configuration binds it.
    pub name: &'static str,
    /// The screen's keys, by their names; the first one is shown in the hint bar.
    pub keys: &'static [&'static str],
    /// Line mode's command, with the name of what follows it; empty where line mode has none.
    pub command: &'static str,
    /// How much the hint bar wants it; 0 is not shown there, 1 first.
    pub rank: u8,
    available: fn(&Situation) -> bool,
    /// The hint bar's word, in English and Chinese.
    pub hint: (&'static str, &'static str),
    /// The help's sentence, in English and Chinese.
    pub help: (&'static str, &'static str),
}

impl Row {
    /// Whether it does something now.
    pub fn is_available(&self, now: &Situation) -> bool {
        (self.available)(now)
    }

    /// The word of line mode's command, where there is one, and whether something follows it.
    pub fn word(&self) -> Option<(&'static str, Argument)> {
        match self.command.split_once(' ') {
            Some((word, _)) => Some((word, Argument::Wanted)),
            None => Some((self.command, Argument::None)).filter(|(word, _)| !word.is_empty()),
        }
    }
}

/// Whether something follows a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing may.
    None,
    /// Something must.
    Wanted,
}

impl Action {
    /// What it asks of a run, where that needs nothing more from the user.
    pub fn effect(self, scene: &Scene<'_>) -> Option<Effect> {
        Some(match self {
            Action::Step => Effect::Forward(Until::Stop),
            Action::StepBack => Effect::Back(Until::Stop),
            Action::Over => Effect::Forward(scene.over()),
            Action::OverBack => Effect::Back(scene.over()),
            Action::Out => Effect::Forward(scene.out()),
            Action::OutBack => Effect::Back(scene.out_back()),
            Action::Transition => Effect::Forward(transition(scene)),
            Action::TransitionBack => Effect::Back(transition(scene)),
            Action::Turn => Effect::Forward(Until::Turn),
            Action::TurnBack => Effect::Back(Until::Turn),
            Action::TaskSwitch => Effect::Forward(Until::TaskSwitch),
            Action::TaskSwitchBack => Effect::Back(Until::TaskSwitch),
            Action::Continue => Effect::Forward(Until::End),
            Action::Start => Effect::ToStart,
            Action::Edge => Effect::ToEdge,
            Action::OtherClock => Effect::OtherClock,
            Action::Redraw => Effect::Redraw,
            Action::Suspend => Effect::Suspend,
            Action::Interrupt if scene.edge == Edge::Running => Effect::Interrupt,
            Action::Interrupt | Action::Quit => Effect::Quit,
            _ => return None,
        })
    }
}

/// The next transition; in a program of callbacks, which has none, the next turn of the loop.
fn transition(scene: &Scene<'_>) -> Until {
    let has_any = scene.world().objects().next().is_some()
        || scene.sources.iter().any(|source| source.has_transitions());
    if !has_any && Situation::of(scene).may_loop { Until::Turn } else { Until::Transition }
}

fn always(_: &Situation) -> bool {
    true
}

fn on(now: &Situation) -> bool {
    now.can_go_on
}

fn back(now: &Situation) -> bool {
    now.can_go_back
}

/// Where there is no loop yet, its first turn can be gone to.
fn turns(now: &Situation) -> bool {
    now.may_loop && now.can_go_on
}

fn looped_back(now: &Situation) -> bool {
    now.has_loop && now.can_go_back
}

type Words = (&'static str, &'static str);

#[expect(clippy::too_many_arguments, reason = "the columns of the table")]
const fn row(
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    command: &'static str,
    rank: u8,
    available: fn(&Situation) -> bool,
    hint: Words,
    help: Words,
) -> Row {
    Row { action, name, keys, command, rank, available, hint, help }
}

/// All rows, in the order of the help: action, name, keys, command, rank, availability, hint, help.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(Action::Step, "step", &["space", "s", "enter", "right"], "s", 1, on, ("step", "下一步"), ("the next line or transition", "走到下一行或下一次切换")),
    row(Action::StepBack, "step-back", &["left", "S", "backspace"], "b", 2, back, ("back", "后退"), ("one step back", "退回一步")),
    row(Action::Over, "over", &["n", "o"], "o", 4, on, ("over", "越过"), ("over: the next line of this generator or task, however often it sleeps on the way", "越过：停在当前生成器或任务的下一行，途中不管它挂起几次")),
    row(Action::OverBack, "over-back", &["N", "O"], "", 0, back, ("over back", "越过后退"), ("the same, back", "同上，向后")),
    row(Action::Out, "out", &["f", "u"], "u", 5, on, ("out", "跳出"), ("out to whoever resumed or called this one", "跳出到恢复它或调用它的那一层")),
    row(Action::OutBack, "out-back", &["F", "U"], "", 0, back, ("out back", "跳出后退"), ("the same, back", "同上，向后")),
    row(Action::Transition, "transition", &["t"], "t", 3, on, ("transition", "切换"), ("the next transition: a resume, yield, return, raise or close", "下一次切换：恢复、产出、返回、传出异常或关闭")),
    row(Action::TransitionBack, "transition-back", &["T"], "", 0, back, ("transition back", "上次切换"), ("the transition before", "上一次切换")),
    row(Action::Turn, "turn", &["i"], "i", 6, turns, ("turn", "轮次"), ("the next turn of the event loop", "事件循环的下一轮")),
    row(Action::TurnBack, "turn-back", &["I"], "", 0, looped_back, ("turn back", "上一轮"), ("the turn before", "事件循环的上一轮")),
    row(Action::TaskSwitch, "task", &["k"], "k", 7, turns, ("task", "任务"), ("the next time the loop resumes a task", "事件循环下一次恢复任务")),
    row(Action::TaskSwitchBack, "task-back", &["K"], "", 0, looped_back, ("task back", "上个任务"), ("the same, back", "同上，向后")),
    row(Action::Continue, "continue", &["c"], "c", 8, on, ("to the end", "到结尾"), ("to the end, or to a breakpoint", "运行到结尾或断点")),
    row(Action::Start, "start", &["C", "home"], "", 9, back, ("to the start", "到开头"), ("back to the start", "回到开头")),
    row(Action::Edge, "edge", &["end"], "", 10, |now| now.behind_edge, ("to the newest", "到最新"), ("to the newest step, without running anything", "到最新的一步，不再往下运行")),
    row(Action::Goto, "goto", &["g"], "g N", 12, always, ("go to", "跳转"), ("go to a step by its number", "按编号跳到某一步")),
    row(Action::Breakpoint, "breakpoint", &["b"], "", 12, always, ("breakpoint", "断点"), ("set or clear a breakpoint on the marked line; a click on a line does it too", "在标记的行上设置或清除断点；也可以用鼠标点击那一行")),
    row(Action::Evaluate, "evaluate", &["p"], "p EXPR", 11, |now| now.can_evaluate, ("evaluate", "求值"), ("evaluate an expression in the paused program", "在暂停的程序里求表达式的值")),
    row(Action::Drive, "drive", &["d"], "d NAME", 11, |now| now.can_evaluate, ("drive", "驱动"), ("drive a generator by hand: next, send, throw, close, with its state machine and undo", "手动驱动一个生成器：next、send、throw、close，看着它的状态转移，也可以撤销")),
    row(Action::Where, "where", &[], "w", 0, always, ("where", "位置"), ("where everybody is: all generators, tasks and loops", "查看所有生成器、任务和事件循环")),
    row(Action::Play, "play", &["a"], "", 11, |now| now.can_go_on || now.is_playing, ("play", "播放"), ("play by itself; Space pauses", "自动播放；按空格暂停")),
    row(Action::Faster, "faster", &["+", "="], "", 0, |now| now.is_playing, ("faster", "加快"), ("play faster", "播放加快")),
    row(Action::Slower, "slower", &["-"], "", 0, |now| now.is_playing, ("slower", "减慢"), ("play slower", "播放减慢")),
    row(Action::Predict, "predict", &["m"], "", 13, always, ("predict", "预测"), ("predict mode: guess before each transition what comes", "预测模式：每次切换之前先猜会发生什么")),
    row(Action::Find, "find", &["/"], "", 15, always, ("find", "查找"), ("find text in the source", "在源代码里查找")),
    row(Action::FindNext, "find-next", &["."], "", 0, |now| now.has_search, ("find next", "下一处"), ("find it again", "查找下一处")),
    row(Action::Focus, "focus", &["tab"], "", 14, always, ("next pane", "下个窗格"), ("the focus to the next pane", "焦点移到下一个窗格")),
    row(Action::FocusBack, "focus-back", &["backtab"], "", 0, always, ("pane before", "上个窗格"), ("the focus to the pane before", "焦点移到上一个窗格")),
    row(Action::Up, "up", &["up"], "", 0, always, ("up", "上"), ("scroll the pane that has the focus up", "把有焦点的窗格向上滚动")),
    row(Action::Down, "down", &["down"], "", 0, always, ("down", "下"), ("scroll it down", "向下滚动")),
    row(Action::PageUp, "page-up", &["pageup"], "", 0, always, ("page up", "上一页"), ("a page up", "向上一页")),
    row(Action::PageDown, "page-down", &["pagedown"], "", 0, always, ("page down", "下一页"), ("a page down", "向下一页")),
    row(Action::ZoomIn, "zoom-in", &["z"], "", 0, always, ("zoom in", "放大"), ("fewer steps in a column of the timeline", "时间线放大：每列的步数减少")),
    row(Action::ZoomOut, "zoom-out", &["Z"], "", 0, always, ("zoom out", "缩小"), ("more steps in a column of the timeline", "时间线缩小：每列的步数增加")),
    row(Action::NextFile, "next-file", &["v"], "", 16, |now| now.has_files, ("next file", "下个文件"), ("look at the program's next file", "查看程序的下一个文件")),
    row(Action::Help, "help", &["?", "f1", "h"], "?", 2, always, ("help", "帮助"), ("what is where, what the signs mean, what the keys do", "屏幕上有什么、符号的意思、每个键的作用")),
    row(Action::Legend, "legend", &["l"], "", 13, always, ("signs", "符号"), ("what the signs mean", "符号的意思")),
    row(Action::OtherClock, "other-clock", &["r"], "", 0, |now| now.has_two_clocks, ("other clock", "另一种时钟"), ("start over on the other clock: the virtual one stands still while nothing runs, the real one goes on", "用另一种时钟重新开始：虚拟时钟在没有代码运行时停着，真实时钟一直走")),
    row(Action::Interrupt, "interrupt", &["ctrl-c"], "", 0, always, ("interrupt", "中断"), ("interrupt the program if it runs; else leave", "程序在运行时中断它；否则退出")),
    row(Action::Suspend, "suspend", &["ctrl-z"], "", 0, always, ("suspend", "挂起"), ("to the shell; fg comes back", "回到命令行；用 fg 返回")),
    row(Action::Redraw, "redraw", &["ctrl-l"], "", 0, always, ("repaint", "重画"), ("paint the screen anew", "重画整个屏幕")),
    row(Action::Quit, "quit", &["q", "esc"], "q", 3, always, ("quit", "退出"), ("leave", "退出")),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_row_can_be_reached_and_each_command_stands_in_one_row() {
        let mut seen = HashSet::new();
        for row in TABLE {
            assert!(!row.keys.is_empty() || row.word().is_some(), "{}", row.name);
            if let Some((word, _)) = row.word() {
                assert!(seen.insert(word), "{word} stands twice");
            }
        }
        assert_eq!(seen.len(), 14);
    }

    #[test]
    fn each_row_is_said_in_both_languages() {
        let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        for row in TABLE {
            assert!(is_chinese(row.hint.1) && is_chinese(row.help.1), "{}", row.name);
            assert!(row.hint.0.is_ascii() && row.help.0.is_ascii(), "{}", row.name);
        }
    }
}
