//! A page as lines: what it says, what it asks, and what one chooses from, fitted to the room there is.

use std::ops::Range;

use super::ask::Keeping;
use super::ask::Said;
use super::pages::{LessonSource, Task};
use super::say;
use super::vary;
use super::walk::{Listing, Tutor, Waits};
use crate::lesson::model::{Kind, Mode, Question};
use crate::lesson::sheet::{Form, Sheet};
use crate::view::fit::{visible, wrap};
use crate::view::markdown;
use crate::view::role::{Line, Role};

/// A page fitted to columns.
#[derive(Debug)]
pub struct Shown {
    /// The page.
    pub lines: Vec<Line>,
    /// Which of the lines each answer to choose from has.
    pub offers: Vec<Range<usize>>,
    /// How a question on it is answered that is still open.
    pub form: Option<Form>,
}

/// How much room a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It is printed line by line: all of it, the answers to choose from last.
    Endless,
    /// It is shown to an audience: all of it, without how to answer.
    Slide,
    /// So many rows are seen at once: the question comes first, and of its program what there is room for.
    Rows(usize),
}

/// The least rows of a program that are worth showing between a question and its answers.
const LEAST_PROGRAM: usize = 4;

impl Tutor {
    /// The page at hand.
    pub fn page(&self, columns: usize, room: Room) -> Shown {
        let form = self.form().filter(|_| !self.is_right());
        let mut shown = Shown { lines: Vec::new(), offers: Vec::new(), form };
        let (Some(page), Some(source)) = (self.pages.get(self.at), self.source()) else {
            return shown;
        };
        let lines = &mut shown.lines;
        for text in &page.prose {
            lines.extend(markdown::render(&text.text, columns));
            lines.push(Line::new());
        }
        match &page.task {
            Task::Ask(question) => {
                let layout = Layout { tutor: self, source, question, columns, room };
                shown.offers = layout.lay_out(lines);
            }
            task => self.other(task, source, columns, lines),
        }
        lines.extend(self.kept(columns));
        while lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        shown
    }

    /// The learner's answer beside the model answer, where the question is done with.
    fn kept(&self, columns: usize) -> Vec<Line> {
        let is_kept = self.sitting.keeping == Keeping::Kept;
        let kept = self.answered.get(&self.at).filter(|answered| is_kept && answered.right);
        let Some((given, model)) = kept.and_then(|answered| answered.kept.as_ref()) else {
            return Vec::new();
        };
        let mut lines = vec![Line::new()];
        // A model answer in free words has just been told, or is told as it is written: in Markdown.
        if self.is_explain() {
            lines.extend(say::beside(given, "", self.lang, columns));
            if !self.said.contains(&Said::Text(model.clone())) {
                lines.push(vec![(Role::Dim, self.lang.pick("The answer:", "答案：").into())]);
                lines.extend(markdown::render(model, columns));
            }
        } else {
            lines.extend(say::beside(given, model, self.lang, columns));
        }
        lines
    }

    fn is_explain(&self) -> bool {
        let task = self.pages.get(self.at).map(|page| &page.task);
        matches!(task, Some(Task::Ask(question)) if matches!(question.kind, Kind::Explain { .. }))
    }

    /// A page that asks nothing to be chosen or typed in.
    fn other(&self, task: &Task, source: &LessonSource, columns: usize, lines: &mut Vec<Line>) {
        match task {
            Task::Read | Task::Ask(_) => {}
            Task::Prepare(_) => lines.push(self.waiting()),
            Task::Show(show, printed) => {
                if let Some(demo) = source.lesson.demos.get(&show.demo) {
                    lines.extend(say::program(demo, None));
                }
                if show.mode == Mode::Predict {
                    lines.push(Line::new());
                    lines.extend(markdown::render(say::predict(self.lang), columns));
                }
                let seen = self.answered.contains_key(&self.at);
                if let Some(printed) = printed.as_ref().filter(|_| seen) {
                    lines.push(Line::new());
                    lines.push(vec![(Role::Dim, self.lang.pick("It prints:", "它打印：").into())]);
                    lines.extend(say::printed(&printed.text));
                }
            }
            Task::Try(goal) => lines.extend(say::goal(&source.lesson, goal, self.lang, columns)),
            Task::Vary(experiment) => {
                lines.extend(vary::lines(&source.lesson, experiment, self.lang, columns));
            }
            Task::Summary(text) | Task::Next(text) => lines.extend(markdown::render(&text.text, columns)),
        }
    }

    /// That something is being computed.
    fn waiting(&self) -> Line {
        let text = match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Prepare(_)) => self.lang.pick(
                "The question is being prepared: variants of its program are being run …",
                "正在出题：运行程序的各个变式……",
            ),
            _ => self.lang.pick("The answer is being computed …", "正在计算答案……"),
        };
        vec![(Role::Waiting, text.to_owned())]
    }

    /// What is being done while the learner waits, in one line; nothing where nobody waits.
    pub fn progress(&self) -> Option<Line> {
        match self.waits() {
            Waits::Learner => None,
            Waits::Question => Some(self.waiting()),
            Waits::Typed => {
                let text = self.lang.pick("The program is running …", "程序正在运行……");
                Some(vec![(Role::Waiting, text.to_owned())])
            }
        }
    }
}

/// A question about to be laid out.
struct Layout<'a> {
    tutor: &'a Tutor,
    source: &'a LessonSource,
    question: &'a Question,
    columns: usize,
    room: Room,
}

impl Layout<'_> {
    /// Puts the question into lines; gives those of each answer to choose from.
    fn lay_out(self, lines: &mut Vec<Line>) -> Vec<Range<usize>> {
        let lang = self.tutor.lang;
        let lesson = &self.source.lesson;
        let mut text = say::question(lesson, self.question, lang, self.columns);
        if let Some(variant) = self.source.variants.get(&self.question.id) {
            text.splice(0..0, [vec![(Role::Note, visible(variant))], Line::new()]);
        }
        let (mut answers, mut offers) = match self.tutor.sheet() {
            Some(Ok(sheet)) => self.answers(sheet),
            Some(Err(why)) => (vec![vec![(Role::Error, format!("✗ {}", visible(why)))]], Vec::new()),
            None => (vec![self.tutor.waiting()], Vec::new()),
        };
        let program = say::listing(lesson, self.question);
        let drawn = self.source.focus.get(&self.question.id).copied();
        match self.room {
            Room::Endless | Room::Slide => {
                if let Some(program) = program {
                    match drawn {
                        Some(line) => lines.extend(say::around(say::marked(program, line), line)),
                        None => lines.extend(program),
                    }
                    lines.push(Line::new());
                }
                lines.append(&mut text);
                lines.push(Line::new());
            }
            Room::Rows(rows) => {
                let line = drawn.or_else(|| say::focus(lesson, self.question));
                let program = program.map(|program| match line {
                    Some(line) => say::marked(program, line),
                    None => program,
                });
                // A blank line stands before the answers, and one before the program.
                let taken = text.len() + answers.len() + 1;
                let left = rows.saturating_sub(lines.len() + taken + 1);
                lines.append(&mut text);
                lines.push(Line::new());
                let mut below = Vec::new();
                if let Some(program) = program {
                    if self.tutor.listing() == Listing::Whole {
                        lines.extend(program);
                        lines.push(Line::new());
                    } else if left >= LEAST_PROGRAM {
                        lines.extend(say::window(program, line, left));
                        lines.push(Line::new());
                    } else {
                        below = program;
                    }
                }
                if !below.is_empty() {
                    answers.push(Line::new());
                    answers.extend(below);
                }
            }
        }
        let before = lines.len();
        lines.extend(answers);
        offers.iter_mut().for_each(|range| *range = range.start + before..range.end + before);
        offers
    }

    /// What to choose from, and how that is done.
    fn answers(&self, sheet: &Sheet) -> (Vec<Line>, Vec<Range<usize>>) {
        let lang = self.tutor.lang;
        let (mut lines, offers) = say::offers(sheet, lang, self.columns);
        if !offers.is_empty() && self.room == Room::Endless {
            lines.push(Line::new());
        }
        // An audience types no answers.
        if self.room != Room::Slide {
            let how = vec![(Role::Dim, say::how(sheet, self.tutor.sitting.medium, lang))];
            lines.extend(wrap(&how, self.columns, 0));
        }
        (lines, offers)
    }
}
