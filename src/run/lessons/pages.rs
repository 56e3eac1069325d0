//! A lesson as pages: what is read at once, and at most one thing to do at its end.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::lesson::model::{Lesson, Printed, Prose, Question, Screen, Show, Step, TryIt};

/// Where pages come from.
pub(super) struct Home<'a> {
    /// The lesson, or what is asked as one.
    pub(super) lesson: &'a Lesson,
    /// The folder in which the demos lie.
    pub(super) folder: PathBuf,
    /// The curriculum, as progress names it.
    pub(super) course: String,
    /// The lesson's name, as progress names it.
    pub(super) slug: String,
    /// What was changed of a demo, where that was done; by the question's id.
    pub(super) variants: BTreeMap<String, String>,
    /// The line of the program that a question is about; by the question's id.
    pub(super) focus: BTreeMap<String, u32>,
}

/// One page.
pub(super) struct Page<'a> {
    /// Which of the homes it comes from.
    pub(super) home: usize,
    /// The heading it stands under.
    pub(super) title: &'a str,
    /// The number of its screen, from 0.
    pub(super) screen: usize,
    /// What to read first.
    pub(super) prose: Vec<&'a Prose>,
    /// What to do then.
    pub(super) task: Task<'a>,
}

/// What a page asks for.
pub(super) enum Task<'a> {
    /// Only to be read.
    Read,
    /// A demo to step through, and what it prints.
    Show(&'a Show, Option<&'a Printed>),
    /// A question.
    Ask(&'a Question),
    /// A goal at the prompt.
    Try(&'a TryIt),
    /// The lesson on one screen.
    Summary(&'a Prose),
    /// Where to go from here.
    Next(&'a Prose),
}

/// Which pages are walked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All.
    Whole,
    /// Those with a question, and nothing to read before it.
    Questions,
}

/// The pages of lessons in order.
pub(super) fn pages<'a>(homes: &[Home<'a>], extent: Extent) -> Vec<Page<'a>> {
    let mut all = Vec::new();
    for (home, lesson) in homes.iter().map(|home| home.lesson).enumerate() {
        for (number, screen) in lesson.screens.iter().enumerate() {
            all.extend(of_screen(number, screen).into_iter().map(|page| Page { home, ..page }));
        }
    }
    if extent == Extent::Questions {
        all.retain(|page| matches!(page.task, Task::Ask(_)));
        all.iter_mut().for_each(|page| page.prose.clear());
    }
    all
}

impl Page<'_> {
    /// The id of the question or try-it, where there is one.
    pub(super) fn task_id(&self) -> Option<&str> {
        match &self.task {
            Task::Ask(question) => Some(&question.id),
            Task::Try(goal) => Some(&goal.id),
            _ => None,
        }
    }
}

fn of_screen(number: usize, screen: &Screen) -> Vec<Page<'_>> {
    let mut pages: Vec<Page<'_>> = Vec::new();
    let mut prose = Vec::new();
    for step in &screen.steps {
        let task = match step {
            Step::Prose(text) => {
                prose.push(text);
                continue;
            }
            Step::Output(printed) => {
                if let Some(Page { task: Task::Show(show, output @ None), .. }) = pages.last_mut()
                    && show.demo == printed.demo
                {
                    *output = Some(printed);
                }
                continue;
            }
            Step::Show(show) => Task::Show(show, None),
            Step::Ask(question) => Task::Ask(question),
            Step::Try(goal) => Task::Try(goal),
            Step::Summary(text) => Task::Summary(text),
            Step::Next(text) => Task::Next(text),
        };
        pages.push(Page {
            home: 0,
            title: &screen.title,
            screen: number,
            prose: std::mem::take(&mut prose),
            task,
        });
    }
    if !prose.is_empty() {
        pages.push(Page { home: 0, title: &screen.title, screen: number, prose, task: Task::Read });
    }
    pages
}
