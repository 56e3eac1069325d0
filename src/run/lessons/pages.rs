//! A lesson as pages: what is read at once, and at most one thing to do at its end.

use crate::lesson::model::{Lesson, Printed, Prose, Question, Screen, Show, Step, TryIt};

/// One page.
pub(super) struct Page<'a> {
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

/// The pages of a lesson in order.
pub(super) fn pages(lesson: &Lesson) -> Vec<Page<'_>> {
    lesson.screens.iter().enumerate().flat_map(|(number, screen)| of_screen(number, screen)).collect()
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
        pages.push(Page { title: &screen.title, screen: number, prose: std::mem::take(&mut prose), task });
    }
    if !prose.is_empty() {
        pages.push(Page { title: &screen.title, screen: number, prose, task: Task::Read });
    }
    pages
}
