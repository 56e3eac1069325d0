//! `lessons`: the curriculum with how far one is, what one knows and what is due.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use super::{course, told};
use crate::error::Exit;
use crate::lang::Lang;
use crate::lesson::catalog::{CURRICULUM, Catalog, Planned};
use crate::lesson::model::Lesson;
use crate::progress::schedule::{Card, Rating, cards};
use crate::progress::{Moment, Place, Walk};
use crate::run::keep::{Keeper, now};
use crate::run::problem::RunError;
use crate::terminal::paint::Palette;
use crate::view::fit::{pad, visible};
use crate::view::role::{Line, Role};

/// The columns of a bar.
const BAR: usize = 10;

/// How a learner stands with one lesson.
pub(in crate::run) struct Standing {
    /// Pages reached and pages; none where it was never opened.
    pub(in crate::run) pages: Option<(u32, u32)>,
    /// Whether its last page was left.
    pub(in crate::run) finished: bool,
    /// Questions answered right the last time they were asked.
    pub(in crate::run) known: usize,
    /// Questions answered at all.
    pub(in crate::run) asked: usize,
    /// Questions that are due again.
    pub(in crate::run) due: usize,
}

impl Standing {
    /// How it stands with a lesson at a moment.
    pub(in crate::run) fn of(
        lesson: &Lesson,
        slug: &str,
        course: &str,
        places: &[Place],
        cards: &[Card],
        at: Moment,
    ) -> Standing {
        let place = places
            .iter()
            .find(|p| (p.course.as_str(), p.lesson.as_str(), p.walk) == (course, slug, Walk::Lesson));
        let ids: BTreeSet<&str> = lesson.questions().map(|question| question.id.as_str()).collect();
        let own = |card: &&Card| {
            (card.course.as_str(), card.lesson.as_str()) == (course, slug)
                && ids.contains(card.question.as_str())
        };
        let count = |keep: &dyn Fn(&Card) -> bool| cards.iter().filter(own).filter(|card| keep(card)).count();
        Standing {
            pages: place.map(|place| (place.reached, place.pages)),
            finished: place.is_some_and(|place| place.finished),
            known: count(&|card| card.rating > Rating::Again),
            asked: count(&|_| true),
            due: count(&|card| card.due <= at),
        }
    }

    /// A bar of how much was read.
    pub(in crate::run) fn bar(&self) -> String {
        let Some((reached, pages)) = self.pages else {
            return "·".repeat(BAR);
        };
        let full = match (self.finished, pages) {
            (true, _) | (_, 0) => BAR,
            // Begun is more than nothing, and all but the last page less than all.
            _ => (reached as usize * BAR / pages as usize).clamp(1, BAR - 1),
        };
        format!("{}{}", "█".repeat(full), "░".repeat(BAR - full))
    }
}

/// Lists the curriculum.
pub(in crate::run) fn lessons(
    folder: Option<PathBuf>,
    lang: Lang,
    palette: Palette,
    out: &mut impl Write,
) -> Result<Exit, RunError> {
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let found = match catalog.folders() {
        Ok(found) => found,
        Err(problem) => return told(&[problem], lang, out),
    };
    let mut keeper = Keeper::open(lang);
    let (places, cards, course, at) = (keeper.places(), cards(&keeper.answers()), course(&catalog), now());
    let mut problems = Vec::new();
    let mut lines = Vec::new();
    let mut due = 0;
    let planned = match catalog {
        Catalog::BuiltIn => &CURRICULUM[..],
        Catalog::Folder(_) => &[],
    };
    let mut numbers: Vec<u32> =
        planned.iter().map(|p| p.number).chain(found.iter().map(|f| f.number)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let folder = found.iter().find(|folder| folder.number == number);
        let planned = planned.iter().find(|planned| planned.number == number);
        match folder.map(|folder| (folder, folder.load(lang))) {
            Some((folder, Ok(lesson))) => {
                let standing = Standing::of(&lesson, &folder.slug, &course, &places, &cards, at);
                due += standing.due;
                lines.push(written(&folder.slug, &lesson, &standing, lang));
            }
            Some((_, Err(more))) => problems.extend(more),
            None => lines.extend(planned.map(|planned| coming(planned, lang))),
        }
    }
    for notice in keeper.notices() {
        crate::terminal::say(&notice);
    }
    let written = |source| RunError::Output { name: "stdout".to_owned(), source };
    for line in lines {
        writeln!(out, "{}", palette.paint(&line)).map_err(written)?;
    }
    for hint in hints(due, lang) {
        writeln!(out, "{hint}").map_err(written)?;
    }
    if problems.is_empty() { Ok(Exit::Done) } else { told(&problems, lang, out) }
}

fn hints(due: usize, lang: Lang) -> Vec<String> {
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

fn written(slug: &str, lesson: &Lesson, standing: &Standing, lang: Lang) -> Line {
    let front = &lesson.front;
    let questions = lesson.questions().count();
    let size = match lang {
        Lang::En => format!("  {} min", front.minutes),
        Lang::Zh => format!("  {} 分钟", front.minutes),
    };
    let role = if standing.finished { Role::Running } else { Role::Waiting };
    let known = format!("{}/{questions}", standing.known);
    let due = match (standing.due, lang) {
        (0, _) => String::new(),
        (due, Lang::En) => format!("{due} due"),
        (due, Lang::Zh) => format!("{due} 题到期"),
    };
    vec![
        (Role::LineNumber, format!("{:>2}  ", front.lesson)),
        (Role::Key, pad(slug, 21)),
        (role, format!("{} ", standing.bar())),
        (Role::Strong, pad(&known, 6)),
        (Role::Suspended, if due.is_empty() { due } else { pad(&due, 10) }),
        (Role::Strong, visible(&front.title)),
        (Role::Dim, size),
    ]
}

fn coming(planned: &Planned, lang: Lang) -> Line {
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
        let bar = |pages, finished| Standing { pages, finished, known: 0, asked: 0, due: 0 }.bar();
        assert_eq!(bar(None, false), "··········");
        assert_eq!(bar(Some((1, 29)), false), "█░░░░░░░░░");
        assert_eq!(bar(Some((29, 29)), false), "█████████░");
        assert_eq!(bar(Some((29, 29)), true), "██████████");
        assert_eq!(bar(Some((0, 0)), false), "██████████");
    }
}
