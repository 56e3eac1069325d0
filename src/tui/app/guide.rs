//! Step mode explained, one key away: what is where, what the signs mean, what each key does.

use super::App;
use crate::lang::Lang;
use crate::tui::keys::Action;
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::strip;
use crate::view::words::word;

/// A part of the guide; each begins on a screen of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is where, and the keys to begin with.
    Tour,
    /// What the signs mean.
    Signs,
    /// Every key.
    Keys,
}

impl Part {
    /// The part that follows.
    pub fn next(self) -> Option<Part> {
        match self {
            Part::Tour => Some(Part::Signs),
            Part::Signs => Some(Part::Keys),
            Part::Keys => None,
        }
    }

    /// The part before.
    pub fn before(self) -> Option<Part> {
        match self {
            Part::Tour => None,
            Part::Signs => Some(Part::Tour),
            Part::Keys => Some(Part::Signs),
        }
    }

    /// Its lines.
    pub fn lines(self, app: &App, columns: usize) -> Vec<Line> {
        match self {
            Part::Tour => tour(app, columns),
            Part::Signs => signs(app.lang, columns),
            Part::Keys => keys(app, columns),
        }
    }
}

fn heading(lang: Lang, en: &'static str, zh: &'static str) -> Line {
    vec![(Role::Strong, word(lang, en, zh).to_owned())]
}

fn tour(app: &App, columns: usize) -> Vec<Line> {
    let lang = app.lang;
    let panes: [(&str, &str, &str, &str); 6] = [
        (
            "Source",
            "源代码",
            "▶ is the line about to run; » below it says what just happened",
            "▶ 是即将运行的行；下面的 » 说明刚刚发生了什么",
        ),
        (
            "Who runs",
            "谁在运行",
            "the caller, and below it whoever it resumed; what sleeps stands apart",
            "先是调用方，下面是它恢复的对象；挂起的另列在旁",
        ),
        (
            "Event loop",
            "事件循环",
            "who is ready in which order, the timers, each task and what it waits for",
            "谁已就绪、按什么顺序，有哪些定时器，每个任务在等什么",
        ),
        (
            "Timeline",
            "时间线",
            "a row for each; ▼ is now; a click goes to that step",
            "每个对象一行；▼ 是现在；点击可以跳到那一步",
        ),
        ("Output", "输出", "what the program printed; ▸ is new", "程序打印的内容；▸ 表示新的"),
        (
            "The past",
            "过去",
            "you can step back at any time; nothing runs ahead of you",
            "可以随时退回任何一步；程序不会抢在你前面运行",
        ),
    ];
    let mut lines = vec![heading(lang, "What is where", "屏幕上有什么")];
    for (en, zh, what_en, what_zh) in panes {
        let name = fit::pad(word(lang, en, zh), 12);
        let line = vec![(Role::Heading, name), (Role::Plain, word(lang, what_en, what_zh).to_owned())];
        lines.extend(fit::wrap(&line, columns, 12));
    }
    lines.push(Line::new());
    lines.push(heading(lang, "The keys to begin with", "先记住这些键"));
    let first = [
        Action::Step,
        Action::StepBack,
        Action::Transition,
        Action::Over,
        Action::Out,
        Action::Continue,
        Action::Evaluate,
        Action::Drive,
        Action::Legend,
        Action::Help,
        Action::Quit,
    ];
    let mut line = Line::new();
    for row in first.into_iter().filter_map(|action| app.keys.row(action)) {
        let Some(chord) = row.keys.first() else { continue };
        let gap = if line.is_empty() { "" } else { "   " };
        line.push((Role::Key, format!("{gap}{}", chord.label())));
        line.push((Role::Plain, format!(" {}", lang.pick(row.hint.0, row.hint.1))));
    }
    lines.extend(fit::wrap(&line, columns, 0));
    lines
}

fn signs(lang: Lang, columns: usize) -> Vec<Line> {
    let signs: [(Role, &str, &str, &str); 12] = [
        (Role::Current, "▶", "the line that is about to run", "即将运行的行"),
        (
            Role::Suspended,
            "z",
            "asleep: at a yield or await, not returned",
            "挂起：停在 yield 或 await 处，并没有返回",
        ),
        (Role::Running, "●", "runs", "运行中"),
        (Role::Created, "○", "created or ready, not running yet", "已创建或就绪，还没运行"),
        (Role::Closed, "x", "finished for good", "已彻底结束"),
        (Role::Down, "↓", "what goes in: next, send, throw, close", "送进去的：next、send、throw、close"),
        (Role::Up, "↑", "what comes out: yields, returns, raises", "送出来的：产出、返回、传出异常"),
        (Role::Dim, "←", "behind a task: those that wait for it", "在任务后面：正在等它的任务"),
        (Role::Changed, "*", "before a variable: it just changed", "变量前：刚刚改变"),
        (Role::Breakpoint, "●", "before a line number: a breakpoint", "行号前：断点"),
        (Role::Note, "\"", "before a line number: the lesson has a note on it", "行号前：课程对这一行有说明"),
        (
            Role::Dim,
            "#",
            "a count of all generators and coroutines together, from 1: inner#2 is the second one made",
            "所有生成器和协程一起从 1 开始编号：inner#2 是第二个创建的",
        ),
    ];
    let mut lines = vec![heading(lang, "Signs", "符号")];
    for (role, sign, en, zh) in signs {
        let line = vec![(role, fit::pad(sign, 3)), (Role::Plain, word(lang, en, zh).to_owned())];
        lines.extend(fit::wrap(&line, columns, 3));
    }
    lines.push(Line::new());
    lines.push(heading(lang, "In the timeline", "时间线里"));
    lines.extend(fit::wrap(&strip::legend(lang), columns, 0));
    lines
}

fn keys(app: &App, columns: usize) -> Vec<Line> {
    let lang = app.lang;
    let mut lines = vec![
        heading(lang, "Keys", "按键"),
        vec![(Role::Dim, word(lang, "Capitals go backwards.", "大写字母表示向后。").to_owned())],
    ];
    for row in app.keys.rows() {
        let keys: Vec<String> = row.keys.iter().map(|chord| chord.label()).collect();
        let text = lang.pick(row.help.0, row.help.1);
        let line = vec![(Role::Key, fit::pad(&keys.join(" "), 20)), (Role::Plain, format!(" {text}"))];
        lines.extend(fit::wrap(&line, columns, 21));
    }
    lines
}
