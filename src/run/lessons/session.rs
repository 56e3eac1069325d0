//! One walk through a lesson: where one is, what was answered, and what a typed line leads to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::pages::{Page, Task, pages};
use super::prompt::Prompt;
use super::say;
use crate::lang::Lang;
use crate::lesson::marks;
use crate::lesson::model::{Demo, Kind, Lesson, Mode, Placed, Prose, Question, TryIt};
use crate::lesson::sheet::{Form, Grade, Sheet};
use crate::lesson::window::Run;
use crate::run::check::play::Player;
use crate::run::check::verify::{failing, filled};
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

/// The answers given to one question.
#[derive(Default)]
struct Answered {
    attempts: u32,
    hints: usize,
    right: bool,
}

/// A walk through a lesson.
pub(super) struct Session<'a> {
    lesson: &'a Lesson,
    /// The folder in which the demos lie.
    folder: PathBuf,
    lang: Lang,
    pages: Vec<Page<'a>>,
    at: usize,
    answered: BTreeMap<usize, Answered>,
    /// The lines that were changed of a demo to fix, on the page at hand.
    edits: BTreeMap<u32, String>,
    prompt: Option<Prompt>,
    player: Player,
    seed: u64,
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
            (
                Role::Dim,
                format!("{} · {place} · ", visible(&self.lesson.front.title)),
            ),
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

    fn is_right(&self) -> bool {
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
                lines.extend(say::question(
                    self.lesson,
                    question,
                    sheet.as_ref(),
                    self.lang,
                    columns,
                ));
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
            let page = self
                .pages
                .iter()
                .position(|page| page.screen == number)
                .unwrap_or(0)
                + 1;
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
        if let Some(number) = line
            .strip_prefix("g ")
            .and_then(|number| number.trim().parse::<usize>().ok())
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
                    .pick(
                        "Type an answer, or `n` to go on without.",
                        "请输入答案；不答就输入 `n` 继续。",
                    )
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
        if self.at + 1 >= self.pages.len() {
            Turn::Quit
        } else {
            self.go(self.at + 1)
        }
    }

    fn go(&mut self, at: usize) -> Turn {
        self.at = at;
        self.edits.clear();
        self.prompt = None;
        Turn::Page
    }

    /// Right answers at the first attempt, questions answered, questions.
    pub(super) fn score(&self) -> (usize, usize, usize) {
        let questions = self
            .pages
            .iter()
            .filter(|page| matches!(page.task, Task::Ask(_)))
            .count();
        let answers = || {
            let asked = |at: &usize| {
                self.pages
                    .get(*at)
                    .is_some_and(|page| matches!(page.task, Task::Ask(_)))
            };
            self.answered
                .iter()
                .filter(move |(at, answered)| asked(at) && answered.attempts > 0)
                .map(|(_, a)| a)
        };
        let first = answers()
            .filter(|answered| answered.right && answered.attempts == 1)
            .count();
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
        let notes = show
            .notes
            .iter()
            .filter_map(|note| Some((*demo.marks.get(&note.mark)?, plain(&note.text))));
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
                        .pick(
                            "Back in the lesson. The whole program prints:",
                            "回到课文。整个程序打印：",
                        )
                        .into(),
                ),
                Said::Printed(printed.text.clone()),
            ],
            _ => vec![Said::Text(
                self.lang.pick("Back in the lesson.", "回到课文。").into(),
            )],
        }
    }

    fn demo(&self, name: &str) -> Option<&'a Demo> {
        self.lesson.demos.get(name)
    }

    /// The question of a page, ready to be asked; its demo is run for it.
    fn sheet(&mut self, at: usize) -> Result<Sheet, String> {
        let lesson = self.lesson;
        let Some(Task::Ask(question)) = self.pages.get(at).map(|page| &page.task) else {
            return Err(String::new());
        };
        let question: &Question = question;
        let seed = self.seed.wrapping_add(at as u64);
        let sheet = match question.demo.as_ref().and_then(|name| lesson.demos.get(name)) {
            None => Sheet::new(question, None, None, seed),
            Some(demo) => {
                let file = self.folder.join(&demo.name);
                let events = self
                    .player
                    .play(&file, &demo.source, &lesson.front)
                    .map_err(|f| f.to_string())?;
                Sheet::new(question, Some(demo), Some(&Run::new(&events)), seed)
            }
        };
        sheet.map_err(|failure| failure.to_string())
    }

    fn hint(&mut self) -> Turn {
        let hints: &[Prose] = match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Ask(question)) => &question.hints,
            Some(Task::Try(goal)) => &goal.hints,
            _ => &[],
        };
        let count = hints.len();
        let answered = self.answered.entry(self.at).or_default();
        match hints.get(answered.hints.min(count.saturating_sub(1))) {
            None => Turn::Say(vec![Said::Text(
                self.lang.pick("There is no hint here.", "这里没有提示。").into(),
            )]),
            Some(hint) => {
                answered.hints = (answered.hints + 1).min(count);
                let number = answered.hints;
                let text = match self.lang {
                    Lang::En => format!("Hint {number} of {count}: {}", hint.text),
                    Lang::Zh => format!("提示 {number}/{count}：{}", hint.text),
                };
                Turn::Say(vec![Said::Text(text)])
            }
        }
    }

    fn show_answer(&mut self) -> Turn {
        let text = match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Ask(question)) => {
                let question: &Question = question;
                match &question.kind {
                    Kind::Complete { blank, .. } => blank.code.clone(),
                    Kind::Fix { solution, .. } => {
                        let demo = question.demo.as_ref().and_then(|name| self.demo(name));
                        let line = |mark| {
                            demo.and_then(|demo| demo.marks.get(&mark))
                                .copied()
                                .unwrap_or_default()
                        };
                        let lines = solution
                            .iter()
                            .map(|patch| format!("{} {}", line(patch.mark), patch.code));
                        lines.collect::<Vec<_>>().join("\n")
                    }
                    Kind::Explain { answer } => answer.text.clone(),
                    _ => match self.sheet(self.at) {
                        Ok(sheet) => sheet.solution(),
                        Err(why) => why,
                    },
                }
            }
            Some(Task::Try(goal)) => goal.solution.join("\n"),
            _ => return Turn::Say(vec![Said::Text(say::help(self.lang).into())]),
        };
        let answered = self.answered.entry(self.at).or_default();
        answered.attempts += 2;
        answered.right = true;
        Turn::Say(vec![
            Said::Text(self.lang.pick("The answer:", "答案：").into()),
            Said::Printed(text),
        ])
    }

    fn answer(&mut self, question: &'a Question, line: &str) -> Turn {
        let line = line.strip_prefix("= ").unwrap_or(line);
        let sheet = match self.sheet(self.at) {
            Ok(sheet) => sheet,
            Err(why) => return Turn::Say(vec![Said::Bad(why)]),
        };
        let demo = question.demo.as_ref().and_then(|name| self.demo(name));
        let grade = match (&question.kind, demo) {
            (Kind::Explain { answer }, _) => {
                self.note(true);
                let compare = self.lang.pick("Compare with:", "对照一下：");
                return Turn::Say(vec![Said::Text(compare.into()), Said::Text(answer.text.clone())]);
            }
            (Kind::Complete { blank, checks, .. }, Some(demo)) => {
                let verdict = self.passes(&filled(demo, blank, line), checks);
                Some(self.graded(verdict, sheet.wrong_of(line)))
            }
            (Kind::Fix { checks, .. }, Some(demo)) => {
                let Some((number, code)) = numbered(line) else {
                    return Turn::Say(vec![Said::Text(say::how(Form::Lines, self.lang).into())]);
                };
                if number == 0 || number as usize > demo.source.lines().count() {
                    return Turn::Say(vec![Said::Text(say::how(Form::Lines, self.lang).into())]);
                }
                self.edits.insert(number, code.to_owned());
                let edited = self
                    .edits
                    .iter()
                    .fold(demo.source.clone(), |source, (line, code)| {
                        marks::replace(&source, *line, code)
                    });
                let edited = Demo {
                    source: edited,
                    ..demo.clone()
                };
                let verdict = self.passes(&edited, checks);
                let mut said = self.graded(verdict, sheet.wrong_of(code));
                said.insert(
                    0,
                    Said::Text(self.lang.pick("The program now:", "现在的程序：").into()),
                );
                said.insert(1, Said::Printed(say::numbered(&marks::without(&edited.source))));
                Some(said)
            }
            _ => None,
        };
        if let Some(said) = grade {
            return Turn::Say(said);
        }
        match sheet.grade(line) {
            Grade::Unreadable => Turn::Say(vec![Said::Text(say::how(sheet.form, self.lang).into())]),
            Grade::Right(why) => {
                self.note(true);
                Turn::Say(self.right(why))
            }
            Grade::Misplaced { good } => {
                self.note(false);
                let found = match self.lang {
                    Lang::En => format!("The first {good} stand where they belong."),
                    Lang::Zh => format!("前 {good} 个位置对了。"),
                };
                Turn::Say(self.wrong(Vec::new(), Some(found)))
            }
            Grade::Wrong(why) => {
                self.note(false);
                let found = why.is_empty().then(|| {
                    let again = self.lang.pick(
                        "Look at it once more; `h` gives a hint.",
                        "再想一想；输入 `h` 看提示。",
                    );
                    again.to_owned()
                });
                Turn::Say(self.wrong(why, found))
            }
        }
    }

    fn note(&mut self, right: bool) {
        let answered = self.answered.entry(self.at).or_default();
        if !answered.right {
            answered.attempts += 1;
            answered.right = right;
        }
    }

    fn right(&self, why: Vec<Prose>) -> Vec<Said> {
        let mut said = vec![Said::Good(self.lang.pick("Right.", "答对了。").into())];
        said.extend(why.into_iter().map(|why| Said::Text(why.text)));
        said
    }

    fn wrong(&self, why: Vec<Prose>, found: Option<String>) -> Vec<Said> {
        let mut said = vec![Said::Bad(self.lang.pick("Not so.", "不对。").into())];
        said.extend(found.map(Said::Text));
        said.extend(why.into_iter().map(|why| Said::Text(why.text)));
        said
    }

    fn graded(&mut self, verdict: Result<(), String>, why: Vec<Prose>) -> Vec<Said> {
        self.note(verdict.is_ok());
        match verdict {
            Ok(()) => self.right(Vec::new()),
            Err(found) => self.wrong(why, Some(found)),
        }
    }

    /// Whether a program passes checks; else what it does not.
    fn passes(&mut self, demo: &Demo, checks: &[Placed]) -> Result<(), String> {
        let file = self.folder.join(&demo.name);
        match self.player.play(&file, &demo.source, &self.lesson.front) {
            Err(fault) => Err(fault.to_string()),
            Ok(events) => {
                let failed = failing(&Run::new(&events), demo, checks);
                failed.map_or(Ok(()), |failure| Err(failure.to_string()))
            }
        }
    }

    fn type_line(&mut self, goal: &'a TryIt, line: &str) -> Turn {
        let Some(demo) = self.demo(&goal.demo) else {
            return Turn::Page;
        };
        if line.is_empty() {
            return Turn::Say(Vec::new());
        }
        let prompt = self.prompt.get_or_insert_with(|| Prompt::new(demo.clone()));
        let file = self.folder.join(&demo.name);
        let lesson = self.lesson;
        let mut said = match prompt.enter(line, |source| self.player.play(&file, source, &lesson.front)) {
            Ok(printed) if printed.is_empty() => Vec::new(),
            Ok(printed) => vec![Said::Printed(printed)],
            Err(fault) => return Turn::Say(vec![Said::Bad(fault.to_string())]),
        };
        let met = prompt.met(&goal.goals);
        if met && !self.is_right() {
            self.note(true);
            said.push(Said::Good(
                self.lang.pick("That is the goal reached.", "目标达成。").into(),
            ));
        } else if !met {
            let wrong = goal.wrong.iter().filter(|wrong| wrong.answer == line);
            said.extend(wrong.map(|wrong| Said::Text(wrong.why.text.clone())));
        }
        Turn::Say(said)
    }
}

/// A line's number and its new code: `6 return`.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let (number, code) = line.split_once(|c: char| c.is_whitespace() || c == ':')?;
    Some((number.parse().ok()?, code.trim()))
}

/// A note as plain text.
fn plain(prose: &Prose) -> String {
    markdown::inline(&prose.text)
        .into_iter()
        .map(|(_, text)| text)
        .collect()
}
