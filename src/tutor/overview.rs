//! How far a learner is with each lesson, and the curriculum as lines that say so.

use std::collections::BTreeSet;

use crate::lang::Lang;
use crate::lesson::catalog::Planned;
use crate::lesson::model::Lesson;
use crate::progress::schedule::{Card, Rating};
use crate::progress::{Answer, Moment, Outcome, Place, Walk};
use crate::view::fit::{pad, visible};
use crate::view::role::{Line, Role};

/// The columns of a bar.
const BAR: usize = 10;

/// How far a learner is with one lesson.
pub struct LessonProgress {
    /// Pages reached and pages; none where it was never opened.
    pub pages: Option<(u32, u32)>,
    /// Whether its last page was left.
    pub finished: bool,
    /// Questions answered right the last time they were asked.
    pub known: usize,
    /// Questions to which an answer was given, right or wrong; one that was only shown is none.
    pub answered: usize,
    /// Questions that are due again.
    pub due: usize,
}

impl LessonProgress {
    /// How far that is at a moment.
    pub fn of(
        lesson: &Lesson,
        slug: &str,
        course: &str,
        places: &[Place],
        answers: &[Answer],
        cards: &[Card],
        at: Moment,
    ) -> LessonProgress {
        let place = places
            .iter()
            .find(|p| (p.course.as_str(), p.lesson.as_str(), p.walk) == (course, slug, Walk::Lesson));
        let ids: BTreeSet<&str> = lesson.questions().map(|question| question.id.as_str()).collect();
        let own = |card: &&Card| {
            (card.course.as_str(), card.lesson.as_str()) == (course, slug)
                && ids.contains(card.question.as_str())
        };
        let given = answers.iter().filter(|answer| answer.outcome != Outcome::Shown).filter(|answer| {
            (answer.course.as_str(), answer.lesson.as_str()) == (course, slug)
                && ids.contains(answer.question.as_str())
        });
        let answered: BTreeSet<&str> = given.map(|answer| answer.question.as_str()).collect();
        let count = |keep: &dyn Fn(&Card) -> bool| cards.iter().filter(own).filter(|card| keep(card)).count();
        LessonProgress {
            pages: place.map(|place| (place.reached, place.pages)),
            finished: place.is_some_and(|place| place.finished),
            known: count(&|card| card.rating > Rating::Again),
            answered: answered.len(),
            due: count(&|card| card.due <= at),
        }
    }

    /// A bar of how much was read.
    pub fn bar(&self) -> String {
        let Some((reached, pages)) = self.pages else {
            return "·".repeat(BAR);
        };
        let full = match (self.finished, pages) {
            (true, _) | (_, 0) => BAR,
            // A page was read when it was left; all but the last one is less than all.
            _ => (reached.saturating_sub(1) as usize * BAR / pages as usize).min(BAR - 1),
        };
        format!("{}{}", "█".repeat(full), "░".repeat(BAR - full))
    }
}

/// What can be done with the curriculum.
pub fn hints(due: usize, lang: Lang) -> Vec<String> {
    let mut hints = vec![
        String::new(),
        lang.pick("Read one with: learn-coroutines lesson N", "阅读某一课：learn-coroutines lesson N").into(),
    ];
    if due > 0 {
        hints.push(match lang {
            Lang::En => format!("Due again: {due}; answer with: learn-coroutines review"),
            Lang::Zh => format!("到期待复习：{due} 题；复习：learn-coroutines review"),
        });
    }
    hints
}

/// A lesson that can be read.
pub fn available(slug: &str, lesson: &Lesson, progress: &LessonProgress, lang: Lang) -> Line {
    let front = &lesson.front;
    let questions = lesson.questions().count();
    let size = match lang {
        Lang::En => format!("  {} min", front.minutes),
        Lang::Zh => format!("  {} 分钟", front.minutes),
    };
    let role = if progress.finished { Role::Running } else { Role::Waiting };
    let known = format!("{}/{questions}", progress.known);
    let due = match (progress.due, lang) {
        (0, _) => String::new(),
        (due, Lang::En) => format!("{due} due"),
        (due, Lang::Zh) => format!("{due} 题到期"),
    };
    vec![
        (Role::LineNumber, format!("{:>2}  ", front.lesson)),
        (Role::Key, pad(slug, 21)),
        (role, format!("{} ", progress.bar())),
        (Role::Strong, pad(&known, 6)),
        (Role::Suspended, if due.is_empty() { due } else { pad(&due, 10) }),
        (Role::Strong, visible(&front.title)),
        (Role::Dim, size),
    ]
}

/// A lesson that is still to be written.
pub fn coming(planned: &Planned, lang: Lang) -> Line {
    vec![
        (Role::LineNumber, format!("{:>2}  ", planned.number)),
        (Role::Dim, pad(planned.slug, 21)),
        (Role::Dim, format!("{}  {}", planned.topic(lang), lang.pick("(coming)", "（即将推出）"))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_the_lesson_is() {
        let bar = |pages, finished| LessonProgress { pages, finished, known: 0, answered: 0, due: 0 }.bar();
        assert_eq!(bar(None, false), "··········");
        assert_eq!(bar(Some((1, 29)), false), "░░░░░░░░░░", "opened is not read");
        assert_eq!(bar(Some((4, 29)), false), "█░░░░░░░░░");
        assert_eq!(bar(Some((29, 29)), false), "█████████░");
        assert_eq!(bar(Some((29, 29)), true), "██████████");
        assert_eq!(bar(Some((0, 0)), false), "██████████");
    }
}
