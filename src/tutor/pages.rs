//! A lesson as pages: what is read at once, and at most one thing to do at its end.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::runs::Play;
use crate::lang::Lang;
use crate::lesson::model::{Demo, Experiment, Lesson, Printed, Prose, Question, Screen, Show, Step, TryIt};

/// Where pages come from.
#[derive(Clone, Debug)]
pub struct LessonSource {
    /// The lesson, or what is asked as one.
    pub lesson: Arc<Lesson>,
    /// The folder in which the demos lie.
    pub folder: PathBuf,
    /// The curriculum, as progress names it.
    pub course: String,
    /// The lesson's name, as progress names it.
    pub slug: String,
    /// What was changed of a demo, where that was done; by the question's id.
    pub variants: BTreeMap<String, String>,
    /// The line of the program that a question is about; by the question's id.
    pub focus: BTreeMap<String, u32>,
}

impl LessonSource {
    /// A lesson as it is.
    pub fn new(lesson: Arc<Lesson>, folder: PathBuf, course: String, slug: String) -> LessonSource {
        LessonSource { lesson, folder, course, slug, variants: BTreeMap::new(), focus: BTreeMap::new() }
    }

    /// What has to be run for a demo's answers, with this text in its place.
    pub(super) fn play(&self, demo: &Demo, source: &str) -> Play {
        Play::of(self.folder.join(&demo.name), source, &self.lesson.front)
    }
}

/// One page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Which of the sources it comes from.
    pub(super) source: usize,
    /// The heading it stands under.
    pub(super) title: String,
    /// The number of its screen, from 0.
    pub(super) screen: usize,
    /// What to read first.
    pub(super) prose: Vec<Prose>,
    /// What to do then.
    pub(super) task: Task,
}

/// What a page asks for.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// Only to be read.
    Read,
    /// A demo to step through, and what it prints.
    Show(Arc<Show>, Option<Printed>),
    /// A question.
    Ask(Arc<Question>),
    /// A question that comes back and is made by running variants of its demo.
    Prepare(Arc<Preparation>),
    /// A goal at the prompt.
    Try(Arc<TryIt>),
    /// A program to run again with a part of it changed.
    Vary(Arc<Experiment>),
    /// The lesson on one screen.
    Summary(Prose),
    /// Where to go from here.
    Next(Prose),
}

/// A question that comes back, before it is known how it will be varied.
#[derive(Clone, Debug)]
pub struct Preparation {
    pub(super) title: String,
    pub(super) question: Question,
    pub(super) demo: Option<Demo>,
    /// The lesson it is from, without its screens.
    pub(super) lesson: Arc<Lesson>,
    pub(super) folder: PathBuf,
    /// Decides which variant, which moment and which order.
    pub(super) seed: u64,
    pub(super) lang: Lang,
}

/// Which pages are walked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All.
    Whole,
    /// Those with a question, and nothing to read before it.
    Questions,
}

/// The pages of lessons in order.
pub(super) fn pages(sources: &[LessonSource], extent: Extent) -> Vec<Page> {
    let mut all = Vec::new();
    for (source, lesson) in sources.iter().map(|source| &source.lesson).enumerate() {
        for (number, screen) in lesson.screens.iter().enumerate() {
            all.extend(of_screen(number, screen).into_iter().map(|page| Page { source, ..page }));
        }
    }
    if extent == Extent::Questions {
        all.retain(|page| matches!(page.task, Task::Ask(_)));
        all.iter_mut().for_each(|page| page.prose.clear());
    }
    all
}

impl Page {
    /// The id of the question or try-it, where there is one.
    pub(super) fn task_id(&self) -> Option<&str> {
        match &self.task {
            Task::Ask(question) => Some(&question.id),
            Task::Prepare(preparation) => Some(preparation.id()),
            Task::Try(goal) => Some(&goal.id),
            _ => None,
        }
    }
}

fn of_screen(number: usize, screen: &Screen) -> Vec<Page> {
    let page = |prose: Vec<Prose>, task| Page {
        source: 0,
        title: screen.title.clone(),
        screen: number,
        prose,
        task,
    };
    let mut pages: Vec<Page> = Vec::new();
    let mut prose = Vec::new();
    for step in &screen.steps {
        let task = match step {
            Step::Prose(text) => {
                prose.push(text.clone());
                continue;
            }
            Step::Look(look) => {
                prose.push(look.prose.clone());
                continue;
            }
            Step::Output(printed) => {
                if let Some(Page { task: Task::Show(show, output @ None), .. }) = pages.last_mut()
                    && show.demo == printed.demo
                {
                    *output = Some(printed.clone());
                }
                continue;
            }
            Step::Show(show) => Task::Show(Arc::new(show.clone()), None),
            Step::Ask(question) => Task::Ask(Arc::new((**question).clone())),
            Step::Try(goal) => Task::Try(Arc::new((**goal).clone())),
            Step::Vary(experiment) => Task::Vary(Arc::new((**experiment).clone())),
            Step::Summary(text) => Task::Summary(text.clone()),
            Step::Next(text) => Task::Next(text.clone()),
        };
        // What is to be read comes first, on a page of its own: a question wants the whole screen.
        if matches!(task, Task::Ask(_)) && !prose.is_empty() {
            pages.push(page(std::mem::take(&mut prose), Task::Read));
        }
        pages.push(page(std::mem::take(&mut prose), task));
    }
    if !prose.is_empty() {
        pages.push(page(prose, Task::Read));
    }
    pages
}
