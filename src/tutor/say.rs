//! What a lesson says around its own text: programs, questions, goals and how to answer.

use std::ops::Range;

use super::ask::Said;
use super::keys::Medium;
use crate::lang::{Lang, say};
use crate::lesson::marks;
use crate::lesson::model::{Asked, Demo, Kind, Lesson, Question, TryIt, Visit};
use crate::lesson::printed::Likeness;
use crate::lesson::sheet::{Form, LETTERS, Sheet};
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

/// The program a question is about: with its blank, and the line that is marked.
pub(super) fn listing(lesson: &Lesson, question: &Question) -> Option<Vec<Line>> {
    let demo = question.demo.as_ref().and_then(|name| lesson.demos.get(name))?;
    let blank = match &question.kind {
        Kind::Complete { blank, .. } => Some((blank.mark, blank.code.as_str())),
        _ => None,
    };
    Some(program(demo, blank))
}

/// The line a question is about, where it is about one.
pub(super) fn focus(lesson: &Lesson, question: &Question) -> Option<u32> {
    let demo = question.demo.as_ref().and_then(|name| lesson.demos.get(name))?;
    let mark = match &question.kind {
        Kind::PredictOutput { visit, .. } => visit.as_ref().map(|visit| visit.mark)?,
        Kind::PredictState { visit, .. }
        | Kind::PredictNext { visit, .. }
        | Kind::PredictFact { visit, .. } => visit.mark,
        Kind::Complete { blank, .. } => blank.mark,
        Kind::Choice { options, .. } => {
            let claims = options.iter().flat_map(|option| &option.claims);
            claims.filter_map(|placed| placed.visit).next()?.mark
        }
        Kind::Order { .. } | Kind::Match(_) | Kind::Fix { .. } | Kind::Explain { .. } => return None,
    };
    demo.marks.get(&mark).copied()
}

/// What is asked.
pub(super) fn question(lesson: &Lesson, question: &Question, lang: Lang, columns: usize) -> Vec<Line> {
    let mut lines = markdown::render(&question.text.text, columns);
    let demo = question.demo.as_ref().and_then(|name| lesson.demos.get(name));
    if let Some(asked) = demo.and_then(|demo| asked(question, demo, lang)) {
        lines.push(Line::new());
        lines.extend(markdown::render(&asked, columns));
    }
    lines
}

/// What to choose from; with the lines that each answer has.
pub(super) fn offers(sheet: &Sheet, lang: Lang, columns: usize) -> (Vec<Line>, Vec<Range<usize>>) {
    let mut lines = Vec::new();
    for (letter, item) in LETTERS.zip(&sheet.items) {
        for (part, mut text) in markdown::render(item, columns.saturating_sub(5)).into_iter().enumerate() {
            let letter = if part == 0 { format!("  {letter}  ") } else { "     ".into() };
            text.insert(0, (Role::Key, letter));
            lines.push(text);
        }
    }
    if !sheet.items.is_empty() {
        lines.push(Line::new());
    }
    let mut offers = Vec::new();
    for (index, offer) in sheet.offers.iter().enumerate() {
        let line = match (offer.line, lang) {
            (Some(line), Lang::En) => format!("line {line}: "),
            (Some(line), Lang::Zh) => format!("第 {line} 行："),
            (None, _) => String::new(),
        };
        let first = lines.len();
        let rendered = markdown::render(&format!("{line}{}", offer.text), columns.saturating_sub(5));
        for (part, mut text) in rendered.into_iter().enumerate() {
            let number = if part == 0 { format!(" {:>2}  ", index + 1) } else { "     ".into() };
            text.insert(0, (Role::Key, number));
            lines.push(text);
        }
        offers.push(first..lines.len());
    }
    (lines, offers)
}

/// The most lines of a program that are shown before and behind a line in it.
const AROUND: usize = 7;

/// A program with one line of it marked.
pub(super) fn marked(mut program: Vec<Line>, line: u32) -> Vec<Line> {
    if let Some(text) = program.get_mut(line as usize) {
        let number = text.first().map(|(_, number)| format!("{}▶", number.trim_end()));
        text.splice(0..1, number.map(|number| (Role::Current, number)));
        // The mark takes the place of the blank before the code.
        if let Some((_, blanks)) = text.get_mut(1) {
            *blanks = blanks.chars().skip(1).collect();
        }
    }
    program
}

/// The lines of a program around one of them; its name stands before them.
pub(super) fn around(program: Vec<Line>, line: u32) -> Vec<Line> {
    let (at, count) = (line as usize, program.len());
    let dots = || vec![(Role::Dim, "  …".to_owned())];
    let mut lines: Vec<Line> = Vec::new();
    for (index, text) in program.into_iter().enumerate() {
        if index == 0 || index.abs_diff(at) <= AROUND {
            lines.push(text);
        }
        if index == 0 && at > AROUND + 1 {
            lines.push(dots());
        }
    }
    if at + AROUND + 1 < count {
        lines.push(dots());
    }
    lines
}

/// At most so many rows of a program, its name first: around the line in question, or from its beginning. What is left
/// out is shown by dots.
pub(super) fn window(program: Vec<Line>, line: Option<u32>, rows: usize) -> Vec<Line> {
    if program.len() <= rows {
        return program;
    }
    let last = program.len() - 1;
    // One row for the name, and one for each pair of dots.
    let room = rows.saturating_sub(3).max(1);
    let at = line.map_or(1, |line| (line as usize).clamp(1, last));
    let first = at.saturating_sub(room / 2).clamp(1, (last + 1).saturating_sub(room).max(1));
    let dots = || vec![(Role::Dim, "  …".to_owned())];
    let mut lines: Vec<Line> = Vec::new();
    let mut rest = program.into_iter();
    lines.extend(rest.next());
    if first > 1 {
        lines.push(dots());
    }
    lines.extend(rest.skip(first - 1).take(room));
    if first + room <= last {
        lines.push(dots());
    }
    lines
}

/// What was said, fitted to columns.
pub fn said_lines(said: &[Said], columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for one in said {
        match one {
            Said::Text(text) => lines.extend(markdown::render(text, columns)),
            Said::Good(text) => lines.push(vec![(Role::Running, format!("✓ {}", visible(text)))]),
            Said::Bad(text) => {
                let line = |line: &str| vec![(Role::Error, format!("✗ {}", visible(line)))];
                lines.extend(text.lines().map(line));
            }
            Said::Printed(text) => {
                let line = |line: &str| vec![(Role::Output, format!("    {}", visible(line)))];
                lines.extend(text.lines().map(line));
            }
            Said::Typed(text) => lines.push(vec![(Role::Output, format!("    > {}", visible(text)))]),
        }
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
        Kind::PredictFact { asked: Asked::Who, visit, .. } => {
            let who = lang.pick("Whose code runs next?", "接下来运行的是谁的代码？");
            Some(format!("{} — {who}", text(visit)?))
        }
        Kind::PredictFact { asked: Asked::Time, visit, .. } => {
            let time = lang.pick("What does the clock say then, in seconds?", "这时时钟是几秒？");
            Some(format!("{} — {time}", text(visit)?))
        }
        Kind::PredictFact { asked: Asked::Value(of), visit, .. } => {
            Some(format!("{} — `{of}`", text(visit)?))
        }
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

/// How an answer is given; what is shown as an example is never the right one.
pub(super) fn how(sheet: &Sheet, medium: Medium, lang: Lang) -> String {
    let example = sheet.example();
    let text = match (sheet.form, medium) {
        (Form::One, _) => lang.pick("Answer with its number.", "请输入编号。"),
        (Form::Some, Medium::Lines) => {
            return say!(
                lang,
                "Answer with all the right numbers, such as {example}.",
                "请输入所有正确的编号，例如 {example}。"
            );
        }
        (Form::Some, Medium::Screen) => {
            return say!(
                lang,
                "Several may be right. Space marks one, Enter answers; or type the numbers, such as {example}.",
                "可能有多个正确选项。空格勾选，回车提交；也可以输入编号，例如 {example}。"
            );
        }
        (Form::Order, Medium::Lines) => {
            return say!(
                lang,
                "Answer with all the numbers in order, such as {example}.",
                "请按先后输入全部编号，例如 {example}。"
            );
        }
        (Form::Order, Medium::Screen) => {
            return say!(
                lang,
                "Space picks an item up, ↑ and ↓ move it, Enter answers; or type all the numbers, such as {example}.",
                "空格拿起一项，↑ ↓ 移动，回车提交；也可以输入全部编号，例如 {example}。"
            );
        }
        (Form::Match, _) => {
            let last = LETTERS.zip(&sheet.items).last().map_or('A', |(letter, _)| letter);
            return say!(
                lang,
                "Answer with a number for each of A to {last}, in turn, such as {example}.",
                "请依次输入 A 到 {last} 各自的编号，例如 {example}。"
            );
        }
        (Form::Text, _) => lang.pick(
            "Type what is printed; where it is several lines, put | between them.",
            "请输入打印的内容；有好几行就用 | 隔开。",
        ),
        (Form::Blank, _) => lang.pick("Type what belongs into the blank ____.", "请输入 ____ 处的代码。"),
        (Form::Lines, _) => lang.pick(
            "Type the number of a line, a blank, and its new code.",
            "请输入行号、空格和这一行的新代码。",
        ),
        (Form::Words, _) => lang.pick("Answer in your own words.", "请用自己的话回答。"),
    };
    text.to_owned()
}

/// What an answer must be that could not be read, and how it is given.
pub(super) fn unreadable(sheet: &Sheet, medium: Medium, lang: Lang) -> String {
    let (how, last) = (how(sheet, medium, lang), sheet.offers.len());
    match sheet.form {
        Form::One | Form::Some if last > 0 => {
            say!(lang, "The answers have the numbers 1 to {last}. {how}", "选项的编号是 1 到 {last}。{how}")
        }
        Form::Match => say!(
            lang,
            "Each letter gets one of the numbers 1 to {last}; a number may come twice. {how}",
            "每个字母配 1 到 {last} 中的一个编号，编号可以重复。{how}"
        ),
        Form::Order => say!(
            lang,
            "Each of the numbers 1 to {last} belongs into the order, once. {how}",
            "1 到 {last} 的每个编号都要出现一次。{how}"
        ),
        _ => how,
    }
}

/// What an answer lacks that is nearly right, in Markdown.
pub(super) fn near(near: &Likeness, lang: Lang) -> String {
    match near {
        Likeness::Within { before, behind } => {
            let (before, behind) = (visible(before), visible(behind));
            match (before.is_empty(), behind.is_empty()) {
                (_, true) => say!(
                    lang,
                    "Nearly: the line begins with `{before}`. Type all of it.",
                    "差一点：这一行以 `{before}` 开头。请输入完整的一行。"
                ),
                (true, false) => say!(
                    lang,
                    "Nearly: the line goes on with `{behind}`. Type all of it.",
                    "差一点：这一行后面还有 `{behind}`。请输入完整的一行。"
                ),
                (false, false) => say!(
                    lang,
                    "Nearly: the line begins with `{before}` and ends with `{behind}`. Type all of it.",
                    "差一点：这一行以 `{before}` 开头，以 `{behind}` 结尾。请输入完整的一行。"
                ),
            }
        }
        Likeness::More(1) => say!(
            lang,
            "Right so far; one more line is printed. Put | before it.",
            "到这里都对；后面还打印一行，用 | 隔开。"
        ),
        Likeness::More(more) => say!(
            lang,
            "Right so far; {more} more lines are printed. Put | between them.",
            "到这里都对；后面还打印 {more} 行，用 | 隔开。"
        ),
        Likeness::Case => say!(
            lang,
            "Nearly: capital and small letters are not all as they are printed.",
            "差一点：字母的大小写和打印的不完全一样。"
        ),
        // Nothing of these is nearly right.
        Likeness::Same | Likeness::Other => String::new(),
    }
}
