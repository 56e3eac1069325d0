//! Where one is and what was answered: resumed, kept as it happens, begun again.

use super::pages::Task;
use super::session::{Answered, Said, Session, Turn, Waits};
use crate::lang::Lang;
use crate::progress::{Answer, Outcome, Place, Walk};
use crate::run::keep::now;
use crate::view::words::counted;

impl Session<'_> {
    /// Goes on where the learner was, and tells so.
    pub(super) fn resume(&mut self) {
        self.remember();
        if !matches!(self.journey.walk, Walk::Lesson | Walk::Quiz) {
            return;
        }
        let Some(home) = self.homes.first() else { return };
        let place = self.journey.keeper.place(&home.course, &home.slug, self.journey.walk);
        let Some(place) = place.filter(|place| place.sitting == self.journey.sitting) else {
            self.settle();
            return;
        };
        self.reached = (place.reached as usize).clamp(1, self.pages.len().max(1));
        self.finished = place.finished;
        self.at = if place.finished { 0 } else { self.page_of(&place) };
        let (page, pages) = (self.at + 1, self.pages.len());
        let text = match (place.finished, self.lang) {
            (true, Lang::En) => "You have read this one to its end; it is all here again.".to_owned(),
            (true, Lang::Zh) => "这一课你已经读完；可以从头再看。".to_owned(),
            (false, _) if page == 1 => return,
            (false, Lang::En) => {
                format!("You go on where you left, on page {page} of {pages}. `r` begins again.")
            }
            (false, Lang::Zh) => {
                format!("从上次离开的地方继续：第 {page} 页，共 {pages} 页。输入 `r` 从头开始。")
            }
        };
        self.greeting.push(Said::Text(text));
    }

    /// The answers of this sitting, taken up again.
    fn remember(&mut self) {
        let (walk, sitting) = (self.journey.walk, self.journey.sitting);
        let answers = self.journey.keeper.answers();
        for answer in answers.into_iter().filter(|answer| answer.walk == walk && answer.sitting == sitting) {
            let page = self.pages.iter().position(|page| {
                let home = &self.homes[page.home];
                page.task_id() == Some(&answer.question)
                    && (&home.course, &home.slug) == (&answer.course, &answer.lesson)
            });
            if let Some(page) = page {
                take(self.answered.entry(page).or_default(), &answer);
            }
        }
    }

    /// The page a place means: that of its question where there is one, else by its screen.
    fn page_of(&self, place: &Place) -> usize {
        let by_task = || {
            let task = place.task.as_deref()?;
            self.pages.iter().position(|page| page.task_id() == Some(task))
        };
        let by_screen = || {
            let first = self.pages.iter().position(|page| page.screen == place.screen as usize)?;
            let within = self.pages[first..].iter().take_while(|page| page.screen == place.screen as usize);
            Some(first + (place.step as usize).min(within.count().saturating_sub(1)))
        };
        by_task().or_else(by_screen).unwrap_or(0)
    }

    /// Keeps where the learner is.
    pub(super) fn settle(&mut self) {
        let (Some(page), Some(home)) = (self.pages.get(self.at), self.homes.first()) else {
            return;
        };
        if !matches!(self.journey.walk, Walk::Lesson | Walk::Quiz) {
            return;
        }
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let first = self.pages.iter().position(|other| other.screen == page.screen).unwrap_or(0);
        let place = Place {
            course: home.course.clone(),
            lesson: home.slug.clone(),
            walk: self.journey.walk,
            sitting: self.journey.sitting,
            screen: number(page.screen),
            step: number(self.at - first),
            task: page.task_id().map(str::to_owned),
            reached: number(self.reached),
            pages: number(self.pages.len()),
            finished: self.finished,
            at: now(),
        };
        self.journey.keeper.settle(&place);
    }

    /// Keeps an answer to the question at hand; what comes behind the one that settles it is not counted.
    pub(super) fn note(&mut self, outcome: Outcome, given: &str, model: String) {
        let Some(page) = self.pages.get(self.at) else { return };
        let (Some(id), Some(home)) = (page.task_id(), self.homes.get(page.home)) else {
            return;
        };
        let answered = self.answered.entry(self.at).or_default();
        let compares = self.waits == Waits::Comparison;
        if answered.right && !compares {
            return;
        }
        let at = now();
        let answer = Answer {
            course: home.course.clone(),
            lesson: home.slug.clone(),
            question: id.to_owned(),
            walk: self.journey.walk,
            sitting: self.journey.sitting,
            attempt: if compares { answered.attempts.max(1) } else { answered.attempts + 1 },
            hints: u32::try_from(answered.hints).unwrap_or(u32::MAX),
            given: given.to_owned(),
            model,
            outcome,
            variant: home.variants.get(id).cloned().unwrap_or_default(),
            at,
            took: u64::try_from(at - self.since).unwrap_or(0),
        };
        take(answered, &answer);
        self.journey.keeper.record(answer);
    }

    pub(super) fn on(&mut self) -> Turn {
        if self.at + 1 >= self.pages.len() {
            self.finished = true;
            self.settle();
            return Turn::Quit;
        }
        self.go(self.at + 1)
    }

    /// On to the next heading, whatever is left to do under this one.
    pub(super) fn skip(&mut self) -> Turn {
        let here = self.pages.get(self.at).map(|page| (page.home, page.screen));
        let next = (self.at..self.pages.len())
            .find(|at| Some((self.pages[*at].home, self.pages[*at].screen)) != here);
        self.at = next.unwrap_or(self.pages.len()).saturating_sub(1);
        self.on()
    }

    pub(super) fn go(&mut self, at: usize) -> Turn {
        self.at = at;
        self.reached = self.reached.max(at + 1);
        self.edits.clear();
        self.prompt = None;
        self.since = now();
        self.settle();
        Turn::Page
    }

    /// Begins a new sitting at the first page.
    pub(super) fn restart(&mut self) -> Turn {
        self.journey.sitting = now();
        self.answered.clear();
        self.reached = 1;
        self.finished = false;
        self.go(0)
    }

    /// Right answers at the first attempt without a hint, questions answered, questions.
    pub(super) fn score(&self) -> (usize, usize, usize) {
        let asks = |at: &usize| self.pages.get(*at).is_some_and(|page| matches!(page.task, Task::Ask(_)));
        let questions = (0..self.pages.len()).filter(|at| asks(at)).count();
        let answered = || {
            let answered = |(at, answered): &(&usize, &Answered)| asks(at) && answered.attempts > 0;
            self.answered.iter().filter(answered).map(|(_, answered)| answered)
        };
        let first = answered().filter(|answered| answered.first == Some((Outcome::Right, false))).count();
        (first, answered().count(), questions)
    }

    /// What is said when the walk is over: the score where something was answered, and what comes next.
    pub(super) fn farewell(&self) -> Vec<String> {
        let mut said: Vec<String> = self.score_told().into_iter().collect();
        if self.journey.walk == Walk::Lesson && self.finished && self.at + 1 == self.pages.len() {
            let next = self.lang.pick(
                "This lesson is finished. `learn-coroutines lesson` opens the next one.",
                "这一课学完了。`learn-coroutines lesson` 打开下一课。",
            );
            said.push(next.into());
        }
        said
    }

    /// The score as a sentence; none where nothing was answered.
    fn score_told(&self) -> Option<String> {
        let (first, answered, questions) = self.score();
        (answered > 0).then(|| match self.lang {
            Lang::En => {
                let questions = counted(questions, "question");
                format!("{answered} of {questions} answered, {first} right at the first attempt.")
            }
            Lang::Zh => format!("答了 {questions} 题中的 {answered} 题，一次答对 {first} 题。"),
        })
    }
}

/// Takes an answer up into what is known of its question.
fn take(answered: &mut Answered, answer: &Answer) {
    answered.attempts = answered.attempts.max(answer.attempt);
    answered.hints = answered.hints.max(answer.hints as usize);
    answered.right |= answer.outcome.settles() || answer.outcome == Outcome::Wrong && answered.right;
    let first = (answer.outcome, answer.hints > 0);
    match answered.first {
        None | Some((Outcome::Open, _)) => answered.first = Some(first),
        Some(_) => {}
    }
    let before = answered.kept.take().map(|(given, _)| given).unwrap_or_default();
    let given = if answer.outcome == Outcome::Shown { before } else { answer.given.clone() };
    answered.kept = Some((given, answer.model.clone()));
}
