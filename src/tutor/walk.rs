//! The walk through a lesson or through questions: where one is, what was said, and what has to be done next.

use std::collections::BTreeMap;

use super::ask::{Ask, Input, Past, Said, Sitting};
use super::keys::{self, Action, Audience, Doubt, Medium, PageKind, Situation};
use super::pages::{Extent, LessonSource, Page, Task, pages};
use super::runs::{Needed, Play, Runs, Unplayed};
use super::try_it::TryPrompt;
use crate::lang::Lang;
use crate::lesson::sheet::Sheet;
use crate::progress::{Moment, Outcome, Walk};
use crate::view::fit::visible;
use crate::view::role::{Line, Role};

/// The answers given to one question in this sitting.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answered {
    pub(super) attempts: u32,
    pub(super) hints: usize,
    /// Whether an answer was given, and not only shown.
    pub(super) given: bool,
    /// Whether it is done with: answered right, or the answer was shown.
    pub(super) right: bool,
    /// What came of the first attempt, and whether hints had been asked for.
    pub(super) first: Option<(Outcome, bool)>,
    /// The last answer given and the model answer beside it.
    pub(super) kept: Option<(String, String)>,
}

/// Something that can only be done when a program has been run.
#[derive(Clone, Debug)]
pub(super) enum Job {
    /// Grade an answer.
    Answer(String),
    /// Show the answer.
    ShowAnswer,
    /// Run a line at the prompt of a try-it.
    Typed(String),
    /// Run the demo of an experiment with this in place of the part that changes.
    Vary(String),
    /// Show an audience the answer, and why it is right.
    Reveal,
}

/// What the walk waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// For the learner.
    Learner,
    /// For the answer of the question on the page.
    Question,
    /// For what was just typed to be run.
    Typed,
}

/// A walk through a lesson, or through questions of several.
#[derive(Debug)]
pub struct Tutor {
    pub(super) sources: Vec<LessonSource>,
    pub(super) lang: Lang,
    pub(super) pages: Vec<Page>,
    pub(super) at: usize,
    pub(super) answered: BTreeMap<usize, Answered>,
    /// The lines that were changed of a demo to fix, on this page.
    pub(super) edits: BTreeMap<u32, String>,
    /// What was typed at the prompt of this page.
    pub(super) prompt: Option<TryPrompt>,
    pub(super) runs: Runs,
    /// The questions that are ready to be asked, or why they cannot be.
    pub(super) sheets: BTreeMap<usize, Result<Sheet, String>>,
    pub(super) sitting: Sitting,
    /// How many pages were reached.
    pub(super) reached: usize,
    /// Whether the last page was left forwards.
    pub(super) finished: bool,
    /// When this page was turned to.
    pub(super) since: Moment,
    pub(super) now: Moment,
    pub(super) doubt: Option<Doubt>,
    /// Whether the whole program is shown beside a question.
    pub(super) listing: Listing,
    pub(super) job: Option<Job>,
    /// What was asked to be run and has not been handed over.
    running: Vec<Play>,
    waits: Waits,
    /// What is said above the page.
    pub(super) above: Vec<Said>,
    /// What will be said above the next page.
    pub(super) greeting: Vec<Said>,
    pub(super) said: Vec<Said>,
    /// How often a page was turned to.
    pub(super) turns: u64,
    pub(super) asks: Vec<Ask>,
}

/// How much of a program is shown beside a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// What there is room for, around the line in question.
    Window,
    /// All of it.
    Whole,
}

impl Tutor {
    /// Begins at the first page, or where the learner was in this sitting.
    pub fn new(sources: Vec<LessonSource>, extent: Extent, sitting: Sitting, past: &Past) -> Tutor {
        let pages = pages(&sources, extent);
        Tutor::of_pages(sources, pages, sitting, past)
    }

    /// Begins with pages that are made already.
    pub(super) fn of_pages(
        sources: Vec<LessonSource>,
        pages: Vec<Page>,
        sitting: Sitting,
        past: &Past,
    ) -> Tutor {
        let mut tutor = Tutor {
            sources,
            lang: sitting.lang,
            pages,
            at: 0,
            answered: BTreeMap::new(),
            edits: BTreeMap::new(),
            prompt: None,
            runs: Runs::default(),
            sheets: BTreeMap::new(),
            reached: 1,
            finished: false,
            since: sitting.began,
            now: sitting.began,
            sitting,
            doubt: None,
            listing: Listing::Window,
            job: None,
            running: Vec::new(),
            waits: Waits::Learner,
            above: Vec::new(),
            greeting: Vec::new(),
            said: Vec::new(),
            turns: 0,
            asks: Vec::new(),
        };
        tutor.resume(past);
        tutor
    }

    /// Takes in what happened at a moment; returns what is to be done.
    pub fn update(&mut self, input: Input, at: Moment) -> Vec<Ask> {
        self.now = at;
        match input {
            Input::Begin => {
                self.since = at;
                self.above = std::mem::take(&mut self.greeting);
                self.settle_first();
            }
            Input::Typed(line) => self.typed(line.trim()),
            Input::Act(action) => self.act(action, None),
            Input::Played(play, played) => {
                // What nobody waits for any more is no news.
                if let Some(at) = self.running.iter().position(|running| *running == *play) {
                    self.running.remove(at);
                    self.runs.insert(*play, played);
                }
            }
            Input::DemoLeft(trouble) => self.demo_left(trouble),
            Input::Notice(text) => self.said.push(Said::Bad(text)),
        }
        self.look_after(at)
    }

    /// Does what can be done by now; returns what is to be done.
    pub(super) fn look_after(&mut self, at: Moment) -> Vec<Ask> {
        self.now = at;
        self.pursue();
        std::mem::take(&mut self.asks)
    }

    /// The learner's language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Tells something above the first page.
    pub fn greet(&mut self, notices: Vec<String>) {
        self.greeting.extend(notices.into_iter().map(Said::Bad));
    }

    /// The number of pages.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The page at hand, from 0.
    pub fn place(&self) -> usize {
        self.at
    }

    /// The heading of the page at hand.
    pub fn title(&self) -> &str {
        self.pages.get(self.at).map_or("", |page| &page.title)
    }

    /// Goes to the page with the first heading from this one on, without a learner; for an author's preview.
    pub fn begin_at(&mut self, screen: usize) {
        self.at = self.pages.iter().position(|page| page.screen >= screen).unwrap_or(0);
    }

    /// How often a page was turned to: what was said and scrolled belongs to one of these times.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// What is said above the page.
    pub fn above(&self) -> &[Said] {
        &self.above
    }

    /// What was said below the page.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// What it waits for.
    pub fn waits(&self) -> Waits {
        self.waits
    }

    /// How much of a program is shown.
    pub fn listing(&self) -> Listing {
        self.listing
    }

    /// Where the page at hand comes from.
    pub(super) fn source(&self) -> Option<&LessonSource> {
        self.sources.get(self.pages.get(self.at)?.source)
    }

    /// The title of the lesson and of the page, and how far one is.
    pub fn heading(&self) -> Line {
        let place = format!("{}/{}", self.at + 1, self.pages.len());
        let walk = match self.sitting.walk {
            Walk::Lesson => "",
            Walk::Quiz | Walk::File => self.lang.pick("Quiz: ", "自测："),
            Walk::Review => self.lang.pick("Review: ", "复习："),
        };
        let lesson = self.source().map_or("", |source| &source.lesson.front.title);
        vec![
            (Role::Dim, format!("{walk}{} · {place} · ", visible(lesson))),
            (Role::Heading, visible(self.title())),
        ]
    }

    /// What is possible now, as far as a walk knows it; what stands in a line or on a screen is for others to add.
    pub fn situation(&self) -> Situation {
        Situation {
            page: self.kind(),
            doubt: self.doubt,
            audience: Audience::Learner,
            medium: self.sitting.medium,
            computes: self.waits != Waits::Learner,
            typed: false,
            more_below: false,
            has_listing: self.has_program(),
        }
    }

    fn kind(&self) -> PageKind {
        match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Show(..)) if self.answered.contains_key(&self.at) => PageKind::Seen,
            Some(Task::Show(..)) => PageKind::Demo,
            Some(Task::Ask(_)) if self.is_right() => PageKind::Answered,
            Some(Task::Ask(_)) => PageKind::Question(self.form()),
            Some(Task::Prepare(_)) => PageKind::Question(None),
            Some(Task::Try(_)) if self.is_right() => PageKind::Reached,
            Some(Task::Try(_)) => PageKind::Try,
            Some(Task::Vary(_)) => PageKind::Vary,
            Some(Task::Read | Task::Summary(_) | Task::Next(_)) | None => PageKind::Read,
        }
    }

    pub(super) fn is_right(&self) -> bool {
        self.answered.get(&self.at).is_some_and(|answered| answered.right)
    }

    pub(super) fn say(&mut self, text: &str) {
        self.said.push(Said::Text(text.to_owned()));
    }

    fn typed(&mut self, line: &str) {
        if self.sitting.medium == Medium::Screen && !line.is_empty() {
            self.said.push(Said::Typed(line.to_owned()));
        }
        if let Some((action, number)) = keys::of_line(line, &self.situation()) {
            return self.act(action, number);
        }
        self.doubt = None;
        match (self.kind(), line) {
            // An answer is on its way.
            (_, "") if self.job.is_some() => {}
            (PageKind::Demo, "") => self.open(),
            (PageKind::Question(_), "") => self.say(self.lang.pick(
                "Type an answer, or `n` to continue without one.",
                "请输入答案；不答就输入 `n` 继续。",
            )),
            (PageKind::Try, "") => {}
            (_, "") => self.on(),
            (PageKind::Question(_) | PageKind::Answered, answer) => {
                self.start(Job::Answer(answer.to_owned()));
            }
            (PageKind::Vary, line) => self.start(Job::Vary(line.to_owned())),
            (PageKind::Try | PageKind::Reached, line) => {
                let line = line.strip_prefix("= ").unwrap_or(line);
                self.start(Job::Typed(line.to_owned()));
            }
            _ => self.say(&keys::help(self.sitting.medium, self.lang)),
        }
    }

    fn act(&mut self, action: Action, number: Option<usize>) {
        let doubt = self.doubt.take();
        match action {
            Action::Leave if doubt == Some(Doubt::Leave) || self.sitting.medium == Medium::Lines => {
                self.asks.push(Ask::Quit);
            }
            Action::Leave => self.doubt = Some(Doubt::Leave),
            Action::Restart if doubt == Some(Doubt::Restart) => self.restart(),
            Action::Restart => {
                self.doubt = Some(Doubt::Restart);
                self.say(self.lang.pick(
                    "Begin again at the first page? Your answers stay in your progress. Type `r` once more.",
                    "要从第一页重新开始吗？以前的回答仍留在学习进度里。再输入一次 `r` 确认。",
                ));
            }
            Action::Same => self.compare(Outcome::Right),
            Action::Partly => self.compare(Outcome::Partly),
            Action::Different => self.compare(Outcome::Wrong),
            Action::Stop => self.interrupt(),
            Action::LevelUp if self.waits != Waits::Learner => self.interrupt(),
            Action::LevelUp => self.doubt = Some(Doubt::Leave),
            Action::Open => self.open(),
            Action::On => self.on(),
            Action::Back => self.go(self.at.saturating_sub(1)),
            Action::GoTo => {
                let last = self.pages.len().saturating_sub(1);
                self.go(number.unwrap_or(1).saturating_sub(1).min(last));
            }
            Action::Skip => self.skip(),
            Action::Contents => self.said.push(self.contents()),
            Action::Help => self.say(&keys::help(self.sitting.medium, self.lang)),
            Action::Hint => self.hint(),
            Action::ShowAnswer => self.start(Job::ShowAnswer),
            Action::Listing => {
                self.listing = match self.listing {
                    Listing::Window => Listing::Whole,
                    Listing::Whole => Listing::Window,
                };
            }
            // What a screen does by itself, or a presenter.
            Action::Stay
            | Action::Give
            | Action::Number
            | Action::MarkUp
            | Action::MarkDown
            | Action::Toggle
            | Action::Lift
            | Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::Pause
            | Action::Faster
            | Action::Slower => {}
        }
    }

    /// Begins something that may need a program to be run.
    pub(super) fn start(&mut self, job: Job) {
        self.forgive();
        self.job = Some(job);
    }

    /// What was interrupted may be tried again.
    pub(super) fn forgive(&mut self) {
        self.runs.forgive();
        self.sheets.retain(|_, sheet| sheet.is_ok());
    }

    /// The learner does not want to wait any longer.
    fn interrupt(&mut self) {
        let job = self.job.take();
        while let Err(Needed(play)) = self.prepare(self.at) {
            self.runs.insert(*play, Err(Unplayed::Interrupted));
        }
        if job.is_some() {
            self.say(self.lang.pick("Stopped.", "已停止。"));
        }
    }

    /// Does what can be done with what is known of runs, and asks for those that are still needed: for what the learner
    /// waits for at once, for the next question while nobody waits. What is not needed any more is stopped.
    fn pursue(&mut self) {
        let mut needed: Vec<Play> = Vec::new();
        self.waits = Waits::Learner;
        if let Some(job) = self.job.clone() {
            match self.carry_out(&job) {
                Ok(()) => self.job = None,
                Err(Needed(play)) => {
                    needed.push(*play);
                    self.waits = Waits::Typed;
                }
            }
        }
        if let Err(Needed(play)) = self.prepare(self.at) {
            needed.push(*play);
            self.waits = Waits::Question;
        }
        let is_idle = needed.is_empty();
        if let Err(Needed(play)) = self.prepare(self.at + 1) {
            // What is being prepared goes on; it is only begun while nobody waits.
            if is_idle || self.running.contains(&play) {
                needed.push(*play);
            }
        }
        let unwanted = |play: &Play| !needed.contains(play);
        let stopped = self.running.extract_if(.., |play| unwanted(play));
        self.asks.extend(stopped.map(|play| Ask::Stop(Box::new(play))));
        for play in needed {
            if !self.running.contains(&play) {
                self.running.push(play.clone());
                self.asks.push(Ask::Play(Box::new(play)));
            }
        }
    }
}
