//! The one table of keys: dispatch, the hint bar and the help screen all read it.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use thiserror::Error;

/// What a key does.
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
    /// The keys, explained.
    Help,
    /// Interrupt a running program; else leave.
    Interrupt,
    /// To the shell, and back with `fg`.
    Suspend,
    /// Repaint.
    Redraw,
    /// Leave what is open, or the program.
    Quit,
}

impl Action {
    /// Whether it moves the cursor or asks the program something.
    pub fn moves(self) -> bool {
        use Action::{
            Continue, Edge, Evaluate, Goto, Out, OutBack, Over, OverBack, Play, Start, Step, StepBack,
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
                | Play
        )
    }
}

/// What is possible now; decides which keys are available.
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
    /// The program runs now.
    pub is_running: bool,
    /// The screen plays by itself.
    pub is_playing: bool,
    /// The program has several files.
    pub has_files: bool,
    /// Something was searched for.
    pub has_search: bool,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// The name by which the configuration binds it.
    pub name: &'static str,
    /// The keys, by their names; the first one is shown in the hint bar.
    pub keys: Vec<Chord>,
    /// The hint bar's word, in English and Chinese.
    pub hint: (&'static str, &'static str),
    /// The help screen's sentence, in English and Chinese.
    pub help: (&'static str, &'static str),
    /// How much the hint bar wants it; 0 is not shown there, 1 first.
    pub rank: u8,
    available: fn(&Situation) -> bool,
}

impl Row {
    /// Whether the key does something now.
    pub fn is_available(&self, now: &Situation) -> bool {
        (self.available)(now)
    }
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    control: bool,
}

/// Why a binding of the configuration was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// No action has this name.
    #[error("there is no action “{name}” to bind keys to")]
    UnknownAction {
        /// The name.
        name: String,
    },
    /// No key has this name.
    #[error("“{key}” is no key; keys are one character, or space, enter, tab, left, pageup, f1, ctrl-l …")]
    UnknownKey {
        /// The name.
        key: String,
    },
    /// A key is bound to two actions.
    #[error("the key “{key}” is bound to both “{first}” and “{second}”")]
    Taken {
        /// The key.
        key: String,
        /// The action that has it.
        first: &'static str,
        /// The action that wants it.
        second: &'static str,
    },
}

const NAMES: [(&str, KeyCode); 16] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("esc", KeyCode::Esc),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
];

impl Chord {
    /// Reads the name of a key: `s`, `S`, `space`, `left`, `f1`, `ctrl-l`.
    pub fn parse(name: &str) -> Result<Chord, KeyError> {
        let unknown = || KeyError::UnknownKey { key: name.to_owned() };
        let (control, plain) = match name.strip_prefix("ctrl-") {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, name),
        };
        let mut letters = plain.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_control() => KeyCode::Char(letter),
            _ => match NAMES.iter().find(|(known, _)| *known == plain) {
                Some((_, code)) => *code,
                None => {
                    let number = plain.strip_prefix('f').and_then(|digits| digits.parse().ok());
                    KeyCode::F(number.filter(|n| (1..=12).contains(n)).ok_or_else(unknown)?)
                }
            },
        };
        Ok(Chord { code, control })
    }

    /// The key of an event; `None` where it is a release.
    pub fn of(event: &KeyEvent) -> Option<Chord> {
        (event.kind != KeyEventKind::Release).then(|| Chord {
            code: event.code,
            control: event.modifiers.contains(KeyModifiers::CONTROL),
        })
    }

    /// The key as the hint bar shows it.
    pub fn label(self) -> String {
        let plain = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(letter) if self.control => letter.to_uppercase().to_string(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            KeyCode::Left => "Left".to_owned(),
            KeyCode::Right => "Right".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            other => format!("{other:?}"),
        };
        if self.control {
            format!("Ctrl-{plain}")
        } else {
            plain
        }
    }
}

/// The table, as configured.
#[derive(Clone, Debug)]
pub struct Keys {
    rows: Vec<Row>,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys { rows: table() }
    }
}

impl Keys {
    /// All rows, in the order of the help screen.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What a key does, whether or not it is available now.
    pub fn action(&self, chord: Chord) -> Option<&Row> {
        self.rows.iter().find(|row| row.keys.contains(&chord))
    }

    /// The row of an action.
    pub fn row(&self, action: Action) -> Option<&Row> {
        self.rows.iter().find(|row| row.action == action)
    }

    /// The rows for the hint bar, the most wanted first.
    pub fn hints(&self, now: &Situation) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| row.rank > 0 && row.is_available(now))
            .collect();
        rows.sort_by_key(|row| row.rank);
        rows
    }

    /// Gives an action other keys, as the configuration asks.
    pub fn bind(&mut self, name: &str, keys: &[String]) -> Result<(), KeyError> {
        let at =
            self.rows
                .iter()
                .position(|row| row.name == name)
                .ok_or_else(|| KeyError::UnknownAction {
                    name: name.to_owned(),
                })?;
        let mut chords = Vec::new();
        for key in keys {
            let chord = Chord::parse(key)?;
            if let Some(row) = self.action(chord).filter(|row| row.name != name) {
                return Err(KeyError::Taken {
                    key: key.clone(),
                    first: row.name,
                    second: self.rows[at].name,
                });
            }
            chords.push(chord);
        }
        self.rows[at].keys = chords;
        Ok(())
    }
}

type Plan = (
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
const PLAN: &[Plan] = &[
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

fn table() -> Vec<Row> {
    let row = |&(action, name, keys, rank, available, hint, help): &Plan| Row {
        action,
        name,
        keys: keys.iter().filter_map(|key| Chord::parse(key).ok()).collect(),
        hint,
        help,
        rank,
        available,
    };
    PLAN.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_key_and_stands_in_one_row() {
        let mut seen = HashSet::new();
        for (_, name, keys, ..) in PLAN {
            assert!(!keys.is_empty(), "{name} has no key");
            for key in *keys {
                assert!(seen.insert(Chord::parse(key).expect(key)), "{key} stands twice");
            }
        }
    }

    #[test]
    fn every_key_is_found_by_its_event() {
        let keys = Keys::default();
        for row in keys.rows() {
            for chord in &row.keys {
                let modifiers = if chord.control {
                    KeyModifiers::CONTROL
                } else {
                    KeyModifiers::NONE
                };
                let pressed = Chord::of(&KeyEvent::new(chord.code, modifiers)).expect("a press");
                assert_eq!(keys.action(pressed).map(|found| found.action), Some(row.action));
            }
        }
    }

    #[test]
    fn a_release_is_no_key() {
        let release = KeyEvent::new_with_kind(KeyCode::Char('s'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(Chord::of(&release), None);
    }

    #[test]
    fn bindings_can_be_changed_but_not_doubled() {
        let mut keys = Keys::default();
        keys.bind("step", &["j".into(), "ctrl-n".into()]).expect("binds");
        assert_eq!(
            keys.action(Chord::parse("j").expect("a key"))
                .map(|row| row.action),
            Some(Action::Step)
        );
        assert!(keys.action(Chord::parse("space").expect("a key")).is_none());
        let taken = keys.bind("over", &["q".into()]).expect_err("q is taken");
        assert_eq!(
            taken.to_string(),
            "the key “q” is bound to both “quit” and “over”"
        );
        assert!(matches!(
            keys.bind("over", &["bogus".into()]),
            Err(KeyError::UnknownKey { .. })
        ));
        assert!(matches!(
            keys.bind("fly", &[]),
            Err(KeyError::UnknownAction { .. })
        ));
    }

    #[test]
    fn nothing_that_is_impossible_is_hinted() {
        let keys = Keys::default();
        let none = keys.hints(&Situation::default());
        assert!(
            none.iter()
                .all(|row| !matches!(row.action, Action::Step | Action::StepBack | Action::Turn))
        );
        let can = Situation {
            can_go_on: true,
            ..Situation::default()
        };
        assert_eq!(keys.hints(&can)[0].action, Action::Step);
    }
}
