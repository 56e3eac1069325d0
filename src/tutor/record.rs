//! Where one is and what was answered: resumed, kept as it happens, scored.

use super::ask::{Ask, Keeping, Past, Said};
use super::pages::{Page, Task};
use super::walk::{Answered, Tutor};
use crate::lang::Lang;
use crate::progress::{Answer, Outcome, Place, Walk};
use crate::view::words::counted;

impl Tutor {
    /// Goes on where the learner was, and tells so.
    pub(super) fn resume(&mut self, past: &Past) {
        self.remember(&past.answers);
        if !self.has_place() {
            return;
        }
        let Some(place) = past.place.as_ref().filter(|place| place.sitting == self.sitting.began) else {
            return;
        };
        self.reached = (place.reached as usize).clamp(1, self.pages.len().max(1));
        self.finished = place.finished;
        self.at = if place.finished { 0 } else { self.page_of(place) };
        let (page, pages) = (self.at + 1, self.pages.len());
        let text = match (place.finished, self.lang) {
            (true, Lang::En) => "You have read this one to its end; it is all here again.".to_owned(),
            (true, Lang::Zh) => "这一课你已经读完；可以从头再看。".to_owned(),
            (false, _) if page == 1 => return,
            (false, Lang::En) => {
                format!("You continue where you left off, on page {page} of {pages}. `r` begins again.")
            }
            (false, Lang::Zh) => {
                format!("从上次离开的地方继续：第 {page} 页，共 {pages} 页。输入 `r` 从头开始。")
            }
        };
        self.greeting.push(Said::Text(text));
    }

    /// Whether there is a place in this walk to come back to.
    fn has_place(&self) -> bool {
        matches!(self.sitting.walk, Walk::Lesson | Walk::Quiz)
    }

    /// The answers of this sitting, taken up again.
    fn remember(&mut self, answers: &[Answer]) {
        let (walk, sitting) = (self.sitting.walk, self.sitting.began);
        for answer in answers.iter().filter(|answer| answer.walk == walk && answer.sitting == sitting) {
            let page = self.pages.iter().position(|page| {
                let source = &self.sources[page.source];
                page.task_id() == Some(&answer.question)
                    && (&source.course, &source.slug) == (&answer.course, &answer.lesson)
            });
            if let Some(page) = page {
                take(self.answered.entry(page).or_default(), answer);
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

    /// Keeps where the learner begins, where the lesson was never opened before.
    pub(super) fn settle_first(&mut self) {
        if self.reached <= 1 && !self.finished {
            self.settle();
        }
    }

    /// Keeps where the learner is.
    pub(super) fn settle(&mut self) {
        let (Some(page), Some(source)) = (self.pages.get(self.at), self.sources.first()) else {
            return;
        };
        if !self.has_place() || self.sitting.keeping == Keeping::Nothing {
            return;
        }
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let first = self.pages.iter().position(|other| other.screen == page.screen).unwrap_or(0);
        let place = Place {
            course: source.course.clone(),
            lesson: source.slug.clone(),
            walk: self.sitting.walk,
            sitting: self.sitting.began,
            screen: number(page.screen),
            step: number(self.at - first),
            task: page.task_id().map(str::to_owned),
            reached: number(self.reached),
            pages: number(self.pages.len()),
            finished: self.finished,
            at: self.now,
        };
        self.asks.push(Ask::Settle(Box::new(place)));
    }

    /// Keeps an answer to the question at hand; what comes behind the one that settles it is not counted.
    pub(super) fn note(&mut self, outcome: Outcome, given: &str, model: String) {
        let answered = self.answered.entry(self.at).or_default();
        if !answered.right {
            let attempt = answered.attempts + 1;
            self.keep(attempt, outcome, given, model);
        }
    }

    /// Keeps what the learner found when comparing a free answer with the model answer.
    pub(super) fn note_comparison(&mut self, outcome: Outcome, given: &str, model: String) {
        let attempt = self.answered.entry(self.at).or_default().attempts.max(1);
        self.keep(attempt, outcome, given, model);
    }

    fn keep(&mut self, attempt: u32, outcome: Outcome, given: &str, model: String) {
        let Some(page) = self.pages.get(self.at) else { return };
        let (Some(id), Some(source)) = (page.task_id(), self.sources.get(page.source)) else {
            return;
        };
        let answered = self.answered.entry(self.at).or_default();
        let answer = Answer {
            course: source.course.clone(),
            lesson: source.slug.clone(),
            question: id.to_owned(),
            walk: self.sitting.walk,
            sitting: self.sitting.began,
            attempt,
            hints: u32::try_from(answered.hints).unwrap_or(u32::MAX),
            given: given.to_owned(),
            model,
            outcome,
            variant: source.variants.get(id).cloned().unwrap_or_default(),
            at: self.now,
            took: u64::try_from(self.now - self.since).unwrap_or(0),
        };
        take(answered, &answer);
        if self.sitting.keeping == Keeping::Kept {
            self.asks.push(Ask::Keep(Box::new(answer)));
        }
    }

    /// The questions that something came of.
    fn tried(&self) -> impl Iterator<Item = &Answered> {
        let asks = |at: &usize| self.pages.get(*at).is_some_and(|page| matches!(page.task, Task::Ask(_)));
        self.answered.iter().filter(move |(at, _)| asks(at)).map(|(_, answered)| answered)
    }

    /// What is said when the walk is over: the score where something was answered, and what comes next.
    pub fn farewell(&self) -> Vec<String> {
        let mut said: Vec<String> = self.score_told().into_iter().collect();
        if self.sitting.walk == Walk::Lesson && self.finished && self.at + 1 == self.pages.len() {
            let next = self.lang.pick(
                "This lesson is finished. `learn-coroutines lesson` opens the next one.",
                "这一课学完了。`learn-coroutines lesson` 打开下一课。",
            );
            said.push(next.into());
        }
        said
    }

    /// The score as a sentence; none where nothing was answered or shown.
    fn score_told(&self) -> Option<String> {
        let asks = |page: &&Page| matches!(page.task, Task::Ask(_) | Task::Prepare(_));
        let questions = self.pages.iter().filter(asks).count();
        let answered = self.tried().filter(|answered| answered.given).count();
        let shown = self.tried().filter(|answered| !answered.given && answered.attempts > 0).count();
        let first = self.tried().filter(|answered| answered.first == Some((Outcome::Right, false))).count();
        if answered + shown == 0 {
            return None;
        }
        let score = match self.lang {
            Lang::En => {
                let questions = counted(questions, "question");
                format!("{answered} of {questions} answered, {first} right at the first attempt")
            }
            Lang::Zh => format!("答了 {questions} 题中的 {answered} 题，一次答对 {first} 题"),
        };
        Some(match (shown, self.lang) {
            (0, lang) => format!("{score}{}", lang.pick(".", "。")),
            (_, Lang::En) => format!("{score}; the answer shown of {shown}."),
            (_, Lang::Zh) => format!("{score}，看了 {shown} 题的答案。"),
        })
    }
}

/// Takes an answer up into what is known of its question.
fn take(answered: &mut Answered, answer: &Answer) {
    answered.attempts = answered.attempts.max(answer.attempt);
    answered.hints = answered.hints.max(answer.hints as usize);
    answered.given |= answer.outcome != Outcome::Shown;
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
