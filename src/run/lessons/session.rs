//! One walk through a lesson: where one is, what was answered, and what a typed line leads to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::pages::{Page, Task, pages};
use super::prompt::Prompt;
use super::say;
use crate::lang::Lang;
use crate::lesson::marks;
use crate::lesson::model::{Kind, Lesson, Mode, Prose, Question, TryIt};
use crate::run::check::play::Player;
use crate::view::fit::visible;
use crate::view::markdown;
use crate::view::role::{Line, Role};

/// What a typed line leads to.
#[derive(Debug, PartialEq)]
pub(super) enum Turn {
    /// Another page.
    Page,
    /// Something more to say on this one.
    Say(Vec<Said>),
    /// A demo to step through.
    Open(Box<Opening>),
    /// The end.
    Quit,
}

/// Something said below a page, to be fitted to columns by whoever shows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A text in Markdown.
    Text(String),
    /// Something that went well.
    Good(String),
    /// Something that did not.
    Bad(String),
    /// What a program printed.
    Printed(String),
}

/// A demo to open in step mode.
#[derive(Debug, PartialEq)]
pub(super) struct Opening {
    /// Where it lies.
    pub(super) file: PathBuf,
    /// Its text, without marks.
    pub(super) source: String,
    /// Notes by line.
    pub(super) notes: BTreeMap<u32, String>,
}

impl Opening {
    /// The demo's name, as it is shown.
    pub(super) fn name(&self) -> PathBuf {
        self.file.file_name().map_or_else(|| self.file.clone(), PathBuf::from)
    }
}

/// The answers given to one question.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) attempts: u32,
    pub(super) hints: usize,
    pub(super) right: bool,
}

/// A walk through a lesson.
pub(super) struct Session<'a> {
    pub(super) lesson: &'a Lesson,
    /// The folder in which the demos lie.
    pub(super) folder: PathBuf,
    pub(super) lang: Lang,
    pub(super) pages: Vec<Page<'a>>,
    pub(super) at: usize,
    pub(super) answered: BTreeMap<usize, Answered>,
    /// The lines that were changed of a demo to fix, on the page at hand.
    pub(super) edits: BTreeMap<u32, String>,
    pub(super) prompt: Option<Prompt>,
    pub(super) player: Player,
    pub(super) seed: u64,
}

impl<'a> Session<'a> {
    /// Begins at the first page.
    pub(super) fn new(lesson: &'a Lesson, folder: PathBuf, lang: Lang, seed: u64) -> Session<'a> {
        Session {
            lesson,
            folder,
            lang,
            pages: pages(lesson),
            at: 0,
            answered: BTreeMap::new(),
            edits: BTreeMap::new(),
            prompt: None,
            player: Player::default(),
            seed,
        }
    }

    /// The title of the lesson and of the page, and how far one is.
    pub(super) fn heading(&self) -> Line {
        let place = format!("{}/{}", self.at + 1, self.pages.len());
        let title = self.pages.get(self.at).map_or("", |page| page.title);
        vec![
            (Role::Dim, format!("{} · {place} · ", visible(&self.lesson.front.title))),
            (Role::Heading, visible(title)),
        ]
    }

    /// What can be typed here, in one line.
    pub(super) fn keys(&self) -> &'static str {
        let lang = self.lang;
        match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Show(..)) if self.answered.contains_key(&self.at) => lang.pick(
                "Enter: on   s: step through it again   b: back   t: contents   q: quit",
                "回车：继续   s：再走一遍   b：后退   t：目录   q：退出",
            ),
            Some(Task::Show(..)) => lang.pick(
                "s or Enter: step through it   n: on   b: back   t: contents   q: quit   ?: help",
                "s 或回车：单步执行   n：继续   b：后退   t：目录   q：退出   ?：帮助",
            ),
            Some(Task::Ask(question)) if self.is_right() => match question.kind {
                Kind::Explain { .. } | Kind::Choice { .. } => lang.pick(
                    "Enter: on   b: back   t: contents   q: quit",
                    "回车：继续   b：后退   t：目录   q：退出",
                ),
                _ => lang.pick("Enter: on   b: back   q: quit", "回车：继续   b：后退   q：退出"),
            },
            Some(Task::Ask(_) | Task::Try(_)) => lang.pick(
                "type your answer   h: hint   a: show the answer   n: on   b: back   q: quit   ?: help",
                "输入答案   h：提示   a：看答案   n：继续   b：后退   q：退出   ?：帮助",
            ),
            _ => lang.pick(
                "Enter: on   b: back   t: contents   g N: go to page   q: quit",
                "回车：继续   b：后退   t：目录   g N：跳到第 N 页   q：退出",
            ),
        }
    }

    pub(super) fn is_right(&self) -> bool {
        self.answered.get(&self.at).is_some_and(|answered| answered.right)
    }

    /// Whether a page takes any text as an answer, so that single letters may be part of one.
    pub(super) fn takes_text(&self) -> bool {
        match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Try(_)) => true,
            Some(Task::Ask(question)) => matches!(
                question.kind,
                Kind::PredictOutput { .. } | Kind::Complete { .. } | Kind::Fix { .. } | Kind::Explain { .. }
            ),
            _ => false,
        }
    }

    /// The page at hand.
    pub(super) fn page(&mut self, columns: usize) -> Vec<Line> {
        let sheet = self.sheet(self.at).ok();
        let Some(page) = self.pages.get(self.at) else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for prose in &page.prose {
            lines.extend(markdown::render(&prose.text, columns));
            lines.push(Line::new());
        }
        match &page.task {
            Task::Read => {}
            Task::Show(show, printed) => {
                if let Some(demo) = self.lesson.demos.get(&show.demo) {
                    lines.extend(say::program(demo, None));
                }
                if show.mode == Mode::Predict {
                    lines.push(Line::new());
                    lines.extend(markdown::render(say::predict(self.lang), columns));
                }
                if let Some(printed) = printed.filter(|_| self.answered.contains_key(&self.at)) {
                    lines.push(Line::new());
                    lines.push(vec![(Role::Dim, self.lang.pick("It prints:", "它打印：").into())]);
                    lines.extend(say::printed(&printed.text));
                }
            }
            Task::Ask(question) => {
                lines.extend(say::question(self.lesson, question, sheet.as_ref(), self.lang, columns));
            }
            Task::Try(goal) => lines.extend(say::goal(self.lesson, goal, self.lang, columns)),
            Task::Summary(text) | Task::Next(text) => lines.extend(markdown::render(&text.text, columns)),
        }
        while lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        lines
    }

    /// The headings with the pages they begin on; the one at hand is marked.
    pub(super) fn contents(&self) -> Vec<Said> {
        let mut text = String::new();
        let here = self.pages.get(self.at).map(|page| page.screen);
        for (number, screen) in self.lesson.screens.iter().enumerate() {
            let page = self.pages.iter().position(|page| page.screen == number).unwrap_or(0) + 1;
            let mark = if here == Some(number) { " ←" } else { "" };
            text.push_str(&format!("{page:>3}  {}{mark}\n", screen.title));
        }
        vec![Said::Printed(text)]
    }

    /// Does what a typed line says.
    pub(super) fn enter(&mut self, line: &str) -> Turn {
        let line = line.trim();
        match line {
            "q" => return Turn::Quit,
            "n" => return self.on(),
            "b" => return self.go(self.at.saturating_sub(1)),
            "t" => return Turn::Say(self.contents()),
            "?" => return Turn::Say(vec![Said::Text(say::help(self.lang).into())]),
            "h" => return self.hint(),
            "a" => return self.show_answer(),
            _ => {}
        }
        if let Some(number) = line.strip_prefix("g ").and_then(|number| number.trim().parse::<usize>().ok())
            && !self.takes_text()
        {
            return self.go(number.saturating_sub(1).min(self.pages.len().saturating_sub(1)));
        }
        let task = self.pages.get(self.at).map(|page| &page.task);
        match task {
            Some(Task::Show(..))
                if line == "s" || line.is_empty() && !self.answered.contains_key(&self.at) =>
            {
                self.open()
            }
            Some(Task::Ask(_)) if line.is_empty() && self.is_right() => self.on(),
            Some(Task::Ask(_)) if line.is_empty() => Turn::Say(vec![Said::Text(
                self.lang
                    .pick("Type an answer, or `n` to go on without.", "请输入答案；不答就输入 `n` 继续。")
                    .into(),
            )]),
            Some(Task::Ask(question)) => {
                let question: &Question = question;
                self.answer(question, line)
            }
            Some(Task::Try(_)) if line.is_empty() && self.is_right() => self.on(),
            Some(Task::Try(goal)) => {
                let goal: &TryIt = goal;
                self.type_line(goal, line)
            }
            _ if line.is_empty() || line == "s" => self.on(),
            _ => Turn::Say(vec![Said::Text(say::help(self.lang).into())]),
        }
    }

    fn on(&mut self) -> Turn {
        if self.at + 1 >= self.pages.len() { Turn::Quit } else { self.go(self.at + 1) }
    }

    pub(super) fn go(&mut self, at: usize) -> Turn {
        self.at = at;
        self.edits.clear();
        self.prompt = None;
        Turn::Page
    }

    /// Right answers at the first attempt, questions answered, questions.
    pub(super) fn score(&self) -> (usize, usize, usize) {
        let questions = self.pages.iter().filter(|page| matches!(page.task, Task::Ask(_))).count();
        let answers = || {
            let asked =
                |at: &usize| self.pages.get(*at).is_some_and(|page| matches!(page.task, Task::Ask(_)));
            self.answered
                .iter()
                .filter(move |(at, answered)| asked(at) && answered.attempts > 0)
                .map(|(_, a)| a)
        };
        let first = answers().filter(|answered| answered.right && answered.attempts == 1).count();
        (first, answers().count(), questions)
    }

    fn open(&mut self) -> Turn {
        let lesson = self.lesson;
        let Some(Task::Show(show, _)) = self.pages.get(self.at).map(|page| &page.task) else {
            return Turn::Page;
        };
        let Some(demo) = lesson.demos.get(&show.demo) else {
            return Turn::Page;
        };
        let notes =
            show.notes.iter().filter_map(|note| Some((*demo.marks.get(&note.mark)?, plain(&note.text))));
        let opening = Opening {
            file: self.folder.join(&demo.name),
            source: marks::without(&demo.source),
            notes: notes.collect(),
        };
        self.answered.entry(self.at).or_default();
        Turn::Open(Box::new(opening))
    }

    /// What to say when a demo was left and its page is still in view.
    pub(super) fn after_demo(&self) -> Vec<Said> {
        match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Show(_, Some(printed))) => vec![
                Said::Text(
                    self.lang
                        .pick("Back in the lesson. The whole program prints:", "回到课文。整个程序打印：")
                        .into(),
                ),
                Said::Printed(printed.text.clone()),
            ],
            _ => vec![Said::Text(self.lang.pick("Back in the lesson.", "回到课文。").into())],
        }
    }
}

/// A note as plain text.
fn plain(prose: &Prose) -> String {
    markdown::inline(&prose.text).into_iter().map(|(_, text)| text).collect()
}
