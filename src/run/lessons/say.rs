//! What a lesson says around its own text: programs, questions, goals and how to answer.

use std::ops::Range;

use crate::lang::Lang;
use crate::lesson::marks;
use crate::lesson::model::{Demo, Kind, Lesson, Question, TryIt, Visit};
use crate::lesson::sheet::{Form, Sheet};
use crate::view::fit::{pad, visible, wrap};
use crate::view::markdown;
use crate::view::role::{Line, Role};

/// A demo's program with line numbers; in a line that hides something, the blank is shown.
pub(super) fn program(demo: &Demo, blank: Option<(u32, &str)>) -> Vec<Line> {
    let mut source = marks::without(&demo.source);
    if let Some((mark, hidden)) = blank
        && let Some(line) = demo.marks.get(&mark)
        && let Some(code) = marks::code_of(&source, *line)
    {
        let code = code.replacen(hidden, "____", 1);
        source = marks::replace(&source, *line, &code);
    }
    let mut lines = vec![vec![(Role::Dim, format!("── {} ──", demo.name))]];
    for (index, mut line) in markdown::code(&source, 1).into_iter().enumerate() {
        line.insert(0, (Role::LineNumber, format!("{:>3}", index + 1)));
        lines.push(line);
    }
    lines
}

/// A program's text with line numbers.
pub(super) fn numbered(source: &str) -> String {
    source.lines().enumerate().map(|(index, line)| format!("{:>3} {line}\n", index + 1)).collect()
}

/// What a program printed.
pub(super) fn printed(text: &str) -> Vec<Line> {
    text.lines().map(|line| vec![(Role::Output, format!("    {}", visible(line)))]).collect()
}

/// The most lines of a long program that are shown before and behind the one a question is about.
const AROUND: usize = 7;

/// A question as lines.
pub(super) struct Asked {
    pub(super) lines: Vec<Line>,
    /// Which of the lines each answer to choose from has.
    pub(super) offers: Vec<Range<usize>>,
}

/// A question: its demo, its text, what to choose from, how to answer. With a `focus`, that line of the demo is marked
/// and only those around it are shown.
pub(super) fn question(
    lesson: &Lesson,
    question: &Question,
    sheet: Option<&Sheet>,
    lang: Lang,
    columns: usize,
    focus: Option<u32>,
) -> Asked {
    let mut lines = Vec::new();
    let demo = question.demo.as_ref().and_then(|name| lesson.demos.get(name));
    if let Some(demo) = demo {
        let blank = match &question.kind {
            Kind::Complete { blank, .. } => Some((blank.mark, blank.code.as_str())),
            _ => None,
        };
        let program = program(demo, blank);
        match focus {
            Some(line) => lines.extend(around(program, line)),
            None => lines.extend(program),
        }
        lines.push(Line::new());
    }
    lines.extend(markdown::render(&question.text.text, columns));
    if let Some(asked) = demo.and_then(|demo| asked(question, demo, lang)) {
        lines.push(Line::new());
        lines.extend(markdown::render(&asked, columns));
    }
    let mut offers = Vec::new();
    let Some(sheet) = sheet else { return Asked { lines, offers } };
    lines.push(Line::new());
    for (index, offer) in sheet.offers.iter().enumerate() {
        let line = match (offer.line, lang) {
            (Some(line), Lang::En) => format!("line {line}: "),
            (Some(line), Lang::Zh) => format!("第 {line} 行："),
            (None, _) => String::new(),
        };
        let first = lines.len();
        for (part, mut text) in markdown::render(&format!("{line}{}", offer.text), columns.saturating_sub(5))
            .into_iter()
            .enumerate()
        {
            let number = if part == 0 { format!(" {:>2}  ", index + 1) } else { "     ".into() };
            text.insert(0, (Role::Key, number));
            lines.push(text);
        }
        offers.push(first..lines.len());
    }
    if !sheet.offers.is_empty() {
        lines.push(Line::new());
    }
    lines.push(vec![(Role::Dim, how(sheet.form, lang).into())]);
    Asked { lines, offers }
}

/// The lines of a program around one that is marked; its name stands before them.
fn around(program: Vec<Line>, line: u32) -> Vec<Line> {
    let at = line as usize;
    let count = program.len();
    let is_near = |index: usize| index == 0 || index.abs_diff(at) <= AROUND;
    let mut lines: Vec<Line> = Vec::new();
    for (index, mut text) in program.into_iter().enumerate().filter(|(index, _)| is_near(*index)) {
        if index == at {
            let number = text.first().map(|(_, number)| format!("{}▶", number.trim_end()));
            text.splice(0..1, number.map(|number| (Role::Current, number)));
            // The mark takes the place of the blank before the code.
            if let Some((_, blanks)) = text.get_mut(1) {
                *blanks = blanks.chars().skip(1).collect();
            }
        }
        lines.push(text);
    }
    if at + AROUND + 1 < count {
        lines.push(vec![(Role::Dim, "  …".into())]);
    }
    lines
}

/// The learner's answer beside the model answer.
pub(super) fn beside(given: &str, model: &str, lang: Lang, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let same = given == model;
    let given = if same { format!("✓ {given}") } else { given.to_owned() };
    let model = if same { "" } else { model };
    let pairs = [
        (lang.pick("Your answer:", "你的回答："), given.as_str()),
        (lang.pick("The answer:", "答案："), model),
    ];
    for (label, text) in pairs.into_iter().filter(|(_, text)| !text.is_empty()) {
        for (number, part) in text.lines().enumerate() {
            let label = if number == 0 { pad(label, 14) } else { " ".repeat(14) };
            let line = vec![(Role::Dim, label), (Role::Value, visible(part))];
            lines.extend(wrap(&line, columns, 14));
        }
    }
    lines
}

/// The line a prediction is about, in words.
fn asked(question: &Question, demo: &Demo, lang: Lang) -> Option<String> {
    let text = |visit: &Visit| {
        let line = *demo.marks.get(&visit.mark)?;
        let code = marks::code_of(&demo.source, line)?;
        Some(match lang {
            Lang::En => format!("It is about line {line}: `{code}`"),
            Lang::Zh => format!("说的是第 {line} 行：`{code}`"),
        })
    };
    match &question.kind {
        Kind::PredictOutput { visit, .. } => visit.as_ref().and_then(text),
        Kind::PredictState { visit, of, .. } => Some(format!("{} — `{of}`", text(visit)?)),
        Kind::PredictNext { visit, .. } => text(visit),
        _ => None,
    }
}

/// A goal at the prompt.
pub(super) fn goal(lesson: &Lesson, goal: &TryIt, lang: Lang, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(demo) = lesson.demos.get(&goal.demo) {
        lines.extend(program(demo, None));
        lines.push(Line::new());
    }
    lines.extend(markdown::render(&goal.text.text, columns));
    lines.push(Line::new());
    let text = lang.pick(
        "The program has run; its names are there. Type Python, a line at a time.",
        "程序已经运行过，里面的名字都在。请输入 Python，一次一行。",
    );
    lines.push(vec![(Role::Dim, text.into())]);
    lines
}

/// What to do with a demo that is to be predicted.
pub(super) fn predict(lang: Lang) -> &'static str {
    lang.pick(
        "Predict this one: before each transition, say to yourself where control goes and with what value. \
         On the whole screen, `m` makes step mode ask you.",
        "这一个请边走边猜：每次切换之前，先想好控制权去哪里、带着什么值。全屏时按 `m`，单步模式会来考你。",
    )
}

/// How an answer is given.
pub(super) fn how(form: Form, lang: Lang) -> &'static str {
    match form {
        Form::One => lang.pick("Answer with its number.", "请输入编号。"),
        Form::Some => {
            lang.pick("Answer with all the right numbers, such as 1 3.", "请输入所有正确的编号，例如 1 3。")
        }
        Form::Order => lang.pick(
            "Answer with all the numbers in order, such as 2 1 3.",
            "请按先后输入全部编号，例如 2 1 3。",
        ),
        Form::Text => lang.pick(
            "Type what is printed; where it is several lines, put | between them.",
            "请输入打印的内容；有好几行就用 | 隔开。",
        ),
        Form::Blank => lang.pick("Type what belongs into the blank ____.", "请输入 ____ 处的代码。"),
        Form::Lines => lang.pick(
            "Type the number of a line and its new code, such as: 6 return",
            "请输入行号和这一行的新代码，例如：6 return",
        ),
        Form::Words => lang.pick("Answer in your own words.", "请用自己的话回答。"),
    }
}

/// What can be typed.
pub(super) fn help(lang: Lang) -> &'static str {
    lang.pick(
        "- Enter: go on, or open the demo of this page\n- `n`: go on in any case; `b`: back\n- `s`: step through the demo\n- `h`: a hint; `a`: show the answer\n- `= n`: answer with the text `n` where a single letter would be a command\n- `t`: contents; `g 5`: go to page 5; `k`: skip to the next heading; `r`: begin again\n- `q`: quit; you go on here next time",
        "- 回车：继续，或者打开本页的演示\n- `n`：直接继续；`b`：后退\n- `s`：单步执行演示\n- `h`：提示；`a`：看答案\n- `= n`：答案恰好是单个字母 `n` 时这样输入\n- `t`：目录；`g 5`：跳到第 5 页；`k`：跳到下一节；`r`：从头开始\n- `q`：退出，下次从这里继续",
    )
}
