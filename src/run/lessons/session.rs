//! One walk through a lesson: where one is, what was answered, and what a typed line leads to.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use super::pages::{Extent, Home, Page, Task, pages};
use super::prompt::Prompt;
use super::say;
use crate::lang::Lang;
use crate::lesson::marks;
use crate::lesson::model::{Front, Kind, Lesson, Mode, Note, Question, TryIt};
use crate::lesson::sheet::Form;
use crate::progress::{Moment, Outcome, Walk};
use crate::run::keep::{Keeper, Keeping, now};
use crate::run::play::Player;
use crate::run::step::Display;
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
    /// The notes on its marked lines.
    pub(super) notes: Vec<Note>,
    /// The line of each mark.
    pub(super) marks: BTreeMap<u32, u32>,
    /// How its lesson wants it to be run.
    pub(super) front: Front,
}

impl Opening {
    /// The demo's name, as it is shown.
    pub(super) fn name(&self) -> PathBuf {
        self.file.file_name().map_or_else(|| self.file.clone(), PathBuf::from)
    }
}

/// The answers given to one question in this sitting.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answered {
    pub(super) attempts: u32,
    pub(super) hints: usize,
    /// Whether it is done with: answered right, or the answer was shown.
    pub(super) right: bool,
    /// What came of the first attempt, and whether hints had been asked for.
    pub(super) first: Option<(Outcome, bool)>,
    /// The last answer given and the model answer beside it.
    pub(super) kept: Option<(String, String)>,
}

/// A page fitted to columns.
pub(super) struct Shown {
    pub(super) lines: Vec<Line>,
    /// Which of the lines each answer to choose from has.
    pub(super) offers: Vec<Range<usize>>,
    /// How a question on it is answered that is still open.
    pub(super) form: Option<Form>,
}

/// How one walks, and where what is done is kept.
pub(super) struct Journey {
    /// In which way.
    pub(super) walk: Walk,
    /// When the sitting began.
    pub(super) sitting: Moment,
    /// Where answers go.
    pub(super) keeper: Keeper,
    /// Decides the order of what is offered.
    pub(super) seed: u64,
}

impl Journey {
    /// One of which nothing is kept: before an audience, or for an author.
    pub(super) fn unkept(seed: u64, lang: Lang) -> Journey {
        Journey { walk: Walk::Lesson, sitting: now(), keeper: Keeper::of_nothing(lang), seed }
    }
}

/// A walk through a lesson, or through questions of several.
pub(super) struct Session<'a> {
    pub(super) homes: Vec<Home<'a>>,
    pub(super) lang: Lang,
    pub(super) pages: Vec<Page<'a>>,
    pub(super) at: usize,
    pub(super) answered: BTreeMap<usize, Answered>,
    /// The lines that were changed of a demo to fix, on the page at hand.
    pub(super) edits: BTreeMap<u32, String>,
    pub(super) prompt: Option<Prompt>,
    pub(super) player: Player,
    pub(super) journey: Journey,
    /// How many pages were reached.
    pub(super) reached: usize,
    /// Whether the last page was left forwards.
    pub(super) finished: bool,
    /// When the page at hand was turned to.
    pub(super) since: Moment,
    /// What waits for one more word.
    pub(super) waits: Waits,
    /// What is to be said before anything is typed.
    pub(super) greeting: Vec<Said>,
}

/// What waits for one more word of the learner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    Nothing,
    /// A free answer to be compared with the model answer.
    Comparison,
    /// Beginning again, to be said twice.
    Restart,
}

impl<'a> Session<'a> {
    /// Begins at the first page, or where the learner was in this sitting.
    pub(super) fn new(homes: Vec<Home<'a>>, extent: Extent, lang: Lang, journey: Journey) -> Session<'a> {
        let pages = pages(&homes, extent);
        let mut session = Session {
            homes,
            lang,
            pages,
            at: 0,
            answered: BTreeMap::new(),
            edits: BTreeMap::new(),
            prompt: None,
            player: Player::default(),
            journey,
            reached: 1,
            finished: false,
            since: now(),
            waits: Waits::Nothing,
            greeting: Vec::new(),
        };
        session.resume();
        session
    }

    /// Where the page at hand comes from.
    pub(super) fn home(&self) -> Option<&Home<'a>> {
        self.homes.get(self.pages.get(self.at)?.home)
    }

    /// The lesson of the page at hand.
    pub(super) fn lesson(&self) -> Option<&'a Lesson> {
        self.home().map(|home| home.lesson)
    }

    /// The title of the lesson and of the page, and how far one is.
    pub(super) fn heading(&self) -> Line {
        let place = format!("{}/{}", self.at + 1, self.pages.len());
        let title = self.pages.get(self.at).map_or("", |page| page.title);
        let walk = match self.journey.walk {
            Walk::Lesson => "",
            Walk::Quiz | Walk::File => self.lang.pick("Quiz: ", "自测："),
            Walk::Review => self.lang.pick("Review: ", "复习："),
        };
        let lesson = self.lesson().map_or("", |lesson| &lesson.front.title);
        vec![(Role::Dim, format!("{walk}{} · {place} · ", visible(lesson))), (Role::Heading, visible(title))]
    }

    /// What can be typed here, in one line.
    pub(super) fn keys(&self, display: Display) -> &'static str {
        let lang = self.lang;
        if self.waits == Waits::Comparison {
            return lang.pick(
                "Did you say the same?   1: yes   2: partly   3: no   Enter: on",
                "你说的一样吗？   1：一样   2：部分一样   3：不一样   回车：继续",
            );
        }
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
            Some(Task::Ask(_) | Task::Try(_)) if display == Display::Lines => lang.pick(
                "type your answer   h: hint   a: show the answer   n: on   b: back   q: quit   ?: help",
                "输入答案   h：提示   a：看答案   n：继续   b：后退   q：退出   ?：帮助",
            ),
            Some(Task::Ask(_)) if !self.takes_text() => lang.pick(
                "number or ↑↓: answer   h: hint   a: show the answer   n: on   b: back   q: quit   ?: help",
                "编号或 ↑↓：作答   h：提示   a：看答案   n：继续   b：后退   q：退出   ?：帮助",
            ),
            Some(Task::Ask(_) | Task::Try(_)) => lang.pick(
                "type your answer, or with Enter   h: hint   a: show the answer   n: on   b: back   q: quit   ?: help",
                "输入答案；或者输入字母再回车   h：提示   a：看答案   n：继续   b：后退   q：退出   ?：帮助",
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
    pub(super) fn page(&mut self, columns: usize) -> Shown {
        let sheet = self.sheet(self.at).ok();
        let form = sheet.as_ref().map(|sheet| sheet.form).filter(|_| !self.is_right());
        let mut shown = Shown { lines: Vec::new(), offers: Vec::new(), form };
        let (Some(page), Some(home)) = (self.pages.get(self.at), self.home()) else {
            return shown;
        };
        let lines = &mut shown.lines;
        for prose in &page.prose {
            lines.extend(markdown::render(&prose.text, columns));
            lines.push(Line::new());
        }
        match &page.task {
            Task::Read => {}
            Task::Show(show, printed) => {
                if let Some(demo) = home.lesson.demos.get(&show.demo) {
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
                if let Some(variant) = home.variants.get(&question.id) {
                    lines.push(vec![(Role::Note, visible(variant))]);
                    lines.push(Line::new());
                }
                let before = lines.len();
                let focus = home.focus.get(&question.id).copied();
                let asked = say::question(home.lesson, question, sheet.as_ref(), self.lang, columns, focus);
                lines.extend(asked.lines);
                let moved = |range: Range<usize>| range.start + before..range.end + before;
                shown.offers = asked.offers.into_iter().map(moved).collect();
            }
            Task::Try(goal) => lines.extend(say::goal(home.lesson, goal, self.lang, columns)),
            Task::Summary(text) | Task::Next(text) => lines.extend(markdown::render(&text.text, columns)),
        }
        let is_kept = self.journey.keeper.keeping == Keeping::Kept;
        let kept = self.answered.get(&self.at).filter(|answered| is_kept && answered.right);
        if let Some((given, model)) = kept.and_then(|answered| answered.kept.as_ref()) {
            lines.push(Line::new());
            lines.extend(say::beside(given, model, self.lang, columns));
        }
        while lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        shown
    }

    /// The headings with the pages they begin on; the one at hand is marked.
    pub(super) fn contents(&self) -> Vec<Said> {
        let mut text = String::new();
        let mut before = None;
        for (number, page) in self.pages.iter().enumerate() {
            let screen = (page.home, page.screen);
            if before.replace(screen) == Some(screen) {
                continue;
            }
            let here = self.pages.get(self.at).is_some_and(|page| (page.home, page.screen) == screen);
            let mark = if here { " ←" } else { "" };
            text.push_str(&format!("{:>3}  {}{mark}\n", number + 1, page.title));
        }
        vec![Said::Printed(text)]
    }

    /// Does what a typed line says; what could not be kept is told with it.
    pub(super) fn enter(&mut self, line: &str) -> Turn {
        let turn = self.turn(line);
        let notices = self.journey.keeper.notices().into_iter().map(Said::Bad);
        match turn {
            Turn::Say(mut said) => {
                said.extend(notices);
                Turn::Say(said)
            }
            turn => {
                self.greeting.extend(notices);
                turn
            }
        }
    }

    fn turn(&mut self, line: &str) -> Turn {
        let line = line.trim();
        let waits = std::mem::replace(&mut self.waits, Waits::Nothing);
        if waits == Waits::Comparison
            && let Some(said) = self.compare(line)
        {
            return said;
        }
        match line {
            "q" => return Turn::Quit,
            "n" => return self.on(),
            "b" => return self.go(self.at.saturating_sub(1)),
            "t" => return Turn::Say(self.contents()),
            "?" => return Turn::Say(vec![Said::Text(say::help(self.lang).into())]),
            "h" => return self.hint(),
            "a" => return self.show_answer(),
            "k" => return self.skip(),
            "r" if waits == Waits::Restart => return self.restart(),
            "r" => {
                self.waits = Waits::Restart;
                let sure = self.lang.pick(
                    "Begin again at the first page? Your answers stay in your progress. Type `r` once more.",
                    "要从第一页重新开始吗？以前的回答仍留在学习进度里。再输入一次 `r` 确认。",
                );
                return Turn::Say(vec![Said::Text(sure.into())]);
            }
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

    fn open(&mut self) -> Turn {
        let Some(Home { lesson, folder, .. }) = self.home() else {
            return Turn::Page;
        };
        let Some(Task::Show(show, _)) = self.pages.get(self.at).map(|page| &page.task) else {
            return Turn::Page;
        };
        let Some(demo) = lesson.demos.get(&show.demo) else {
            return Turn::Page;
        };
        let opening = Opening {
            file: folder.join(&demo.name),
            source: marks::without(&demo.source),
            notes: show.notes.clone(),
            marks: demo.marks.clone(),
            front: lesson.front.clone(),
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
