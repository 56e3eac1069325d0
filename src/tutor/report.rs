//! What `progress` shows: how far a learner is in all lessons, and every answer to one of them.

use std::collections::BTreeSet;

use super::overview::LessonProgress;
use super::placement;
use crate::lang::{Lang, say};
use crate::lesson::catalog::Folder;
use crate::lesson::misconception::Misconception;
use crate::lesson::model::Lesson;
use crate::progress::schedule::{Card, DAY, cards};
use crate::progress::{Answer, Moment, Outcome, Place, Walk};
use crate::view::fit::{pad, visible, wrap};
use crate::view::role::{Line, Role};
use crate::view::words::counted;

/// What a learner did so far.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// Where they are in each lesson.
    pub places: Vec<Place>,
    /// Every answer, the latest last.
    pub answers: Vec<Answer>,
}

/// Every lesson that was begun, and sums.
pub fn overview(
    done: &Done,
    lessons: &[(Folder, Lesson)],
    course: &str,
    at: Moment,
    lang: Lang,
) -> Vec<Line> {
    let Done { places, answers } = done;
    let cards = cards(answers);
    let mut lines: Vec<Line> = Vec::new();
    for (folder, lesson) in lessons {
        let far = LessonProgress::of(lesson, &folder.slug, course, places, answers, &cards, at);
        if far.pages.is_some() || far.answered > 0 {
            lines.push(row(folder, lesson, &far, lang));
        }
    }
    if answers.is_empty() && lines.is_empty() {
        let text = lang.pick(
            "Nothing yet. `learn-coroutines lesson` opens the first lesson.",
            "还没有学习记录。`learn-coroutines lesson` 打开第一课。",
        );
        return vec![vec![(Role::Plain, text.into())]];
    }
    lines.push(Line::new());
    lines.extend(sums(answers, lang));
    lines.extend(due(&cards, lessons, course, at, lang));
    lines
}

fn row(folder: &Folder, lesson: &Lesson, far: &LessonProgress, lang: Lang) -> Line {
    let questions = lesson.questions().count();
    let pages = match (far.finished, far.pages, lang) {
        (true, _, _) => lang.pick("read", "已读完").to_owned(),
        (_, Some((reached, pages)), Lang::En) => format!("page {reached} of {pages}"),
        (_, Some((reached, pages)), Lang::Zh) => format!("第 {reached}/{pages} 页"),
        (_, None, _) => lang.pick("not opened", "未打开").to_owned(),
    };
    let known = match lang {
        Lang::En => format!("{} of {questions} known, {} answered", far.known, far.answered),
        Lang::Zh => format!("{questions} 题中掌握 {} 题，答过 {} 题", far.known, far.answered),
    };
    let due = match (far.due, lang) {
        (0, _) => String::new(),
        (due, Lang::En) => format!("  {due} due"),
        (due, Lang::Zh) => format!("  {due} 题到期"),
    };
    let role = if far.finished { Role::Running } else { Role::Waiting };
    vec![
        (Role::LineNumber, format!("{:>2}  ", folder.number)),
        (Role::Key, pad(&folder.slug, 21)),
        (role, format!("{}  ", far.bar())),
        (Role::Plain, pad(&pages, 15)),
        (Role::Plain, known),
        (Role::Suspended, due),
    ]
}

/// The misconceptions of which a learner gave the wrong answer that names one, and no right one to that question since.
pub fn still_held<'a>(
    all: &'a [Misconception],
    answers: &[Answer],
    (folder, scripts): (&Folder, &[Lesson]),
    course: &str,
) -> Vec<&'a Misconception> {
    let Some(english) = scripts.iter().find(|lesson| lesson.lang == Lang::En) else { return Vec::new() };
    let is_held = |one: &&Misconception| {
        let Ok(place) = one.place(english) else { return false };
        let of_it = |answer: &&Answer| {
            (answer.course.as_str(), answer.question.as_str()) == (course, one.question.as_str())
                && (answer.lesson == folder.slug || answer.lesson == placement::SLUG)
                && answer.variant.is_empty()
        };
        let names = |answer: &&Answer| {
            answer.outcome == Outcome::Wrong
                && scripts.iter().any(|lesson| one.is_in(place, lesson, &answer.given))
        };
        let given: Vec<&Answer> = answers.iter().filter(of_it).collect();
        let named = given.iter().rposition(names);
        named.is_some_and(|at| given[at..].iter().all(|answer| answer.outcome != Outcome::Right))
    };
    all.iter().filter(|one| one.lesson == folder.number).filter(is_held).collect()
}

/// The misconceptions a learner still holds, as lines.
pub fn held(misconceptions: &[&Misconception], lang: Lang, columns: usize) -> Vec<Line> {
    if misconceptions.is_empty() {
        return Vec::new();
    }
    let head =
        lang.pick("You still take this to be so, and it is not:", "下面这些说法并不对，你还没有改过来：");
    let mut lines = vec![Line::new(), vec![(Role::Heading, head.to_owned())]];
    for one in misconceptions {
        let (says, lesson, question) = (one.says(lang), one.lesson, &one.question);
        let text = say!(lang, "{says} (lesson {lesson}, {question})", "{says}（第 {lesson} 课，{question}）");
        lines.extend(wrap(&vec![(Role::Plain, format!("  ✗ {}", visible(&text)))], columns, 4));
    }
    lines
}

/// How many answers there are, and how good the first ones were.
fn sums(answers: &[Answer], lang: Lang) -> Vec<Line> {
    let mut lines = Vec::new();
    for walk in Walk::ALL {
        let of_walk: Vec<&Answer> =
            answers.iter().filter(|answer| answer.walk == walk && answer.outcome != Outcome::Open).collect();
        if of_walk.is_empty() {
            continue;
        }
        let first: Vec<&&Answer> = of_walk.iter().filter(|answer| answer.attempt == 1).collect();
        let right = first.iter().filter(|answer| answer.outcome == Outcome::Right).count();
        let name = match walk {
            Walk::Lesson => lang.pick("in lessons", "课程中"),
            Walk::Quiz => lang.pick("in quizzes", "自测中"),
            Walk::Review => lang.pick("in reviews", "复习中"),
            Walk::File => lang.pick("on your programs", "自己的程序"),
        };
        let text = match lang {
            Lang::En => format!(
                "{}, {right} of {} right at the first attempt",
                counted(of_walk.len(), "answer"),
                counted(first.len(), "question")
            ),
            Lang::Zh => format!("{} 个回答，{} 题中一次答对 {right} 题", of_walk.len(), first.len()),
        };
        lines.push(vec![(Role::Dim, pad(name, 18)), (Role::Plain, text)]);
    }
    lines
}

/// What is due, and what comes next.
fn due(cards: &[Card], lessons: &[(Folder, Lesson)], course: &str, at: Moment, lang: Lang) -> Vec<Line> {
    let known: BTreeSet<&str> = lessons.iter().map(|(folder, _)| folder.slug.as_str()).collect();
    let own: Vec<&Card> =
        cards.iter().filter(|card| card.course == course && known.contains(card.lesson.as_str())).collect();
    let count = own.iter().filter(|card| card.due <= at).count();
    let soon = own.iter().filter(|card| card.due > at && card.due <= at + DAY).count();
    let label = lang.pick("to review", "待复习");
    let text = match lang {
        Lang::En => format!("{count} due now, {soon} more within a day"),
        Lang::Zh => format!("现在到期 {count} 题，一天内还有 {soon} 题"),
    };
    vec![vec![(Role::Dim, pad(label, 18)), (Role::Plain, text)]]
}

/// Every question of a lesson with the learner's last answer beside the model answer.
pub fn of_lesson(
    done: &Done,
    (found, lesson): (&Folder, &Lesson),
    course: &str,
    at: Moment,
    lang: Lang,
) -> Vec<Line> {
    let answers = &done.answers;
    let cards = cards(answers);
    let mut lines = vec![vec![(Role::Heading, visible(&lesson.front.title))]];
    for question in lesson.questions() {
        let of_it = |answer: &&Answer| {
            (answer.course.as_str(), answer.lesson.as_str(), answer.question.as_str())
                == (course, found.slug.as_str(), question.id.as_str())
        };
        let given: Vec<&Answer> = answers.iter().filter(of_it).collect();
        let sign = match given.last().map(|answer| answer.outcome) {
            None => "·",
            Some(Outcome::Right) => "✓",
            Some(Outcome::Partly | Outcome::Open) => "~",
            Some(Outcome::Wrong | Outcome::Shown) => "✗",
        };
        let card = cards.iter().find(|card| {
            (card.course.as_str(), card.lesson.as_str(), card.question.as_str())
                == (course, found.slug.as_str(), question.id.as_str())
        });
        let when = card.map(|card| when(card.due, at, lang)).unwrap_or_default();
        lines.push(Line::new());
        lines.push(vec![
            (Role::Strong, format!("{sign} {}", pad(&visible(&question.id), 26))),
            (Role::Dim, format!("{}  {when}", question.kind.word())),
        ]);
        // The last answer of the learner's own: where it was shown at last, the one before.
        let own = given.iter().rev().find(|answer| answer.outcome != Outcome::Shown).or(given.last());
        if let Some(answer) = own {
            let label = |text: &str| format!("    {}", pad(text, 14));
            let mut beside = |name: &str, text: &str| {
                for (number, part) in text.lines().enumerate() {
                    let name = if number == 0 { name } else { "" };
                    lines.push(vec![(Role::Dim, label(name)), (Role::Value, visible(part))]);
                }
            };
            beside(lang.pick("your answer", "你的回答"), &answer.given);
            beside(lang.pick("the answer", "答案"), &answer.model);
            let note = match lang {
                Lang::En => format!("attempt {}, hints {}", answer.attempt, answer.hints),
                Lang::Zh => format!("第 {} 次回答，提示 {} 条", answer.attempt, answer.hints),
            };
            let note = if answer.variant.is_empty() { note } else { format!("{note}; {}", answer.variant) };
            lines.push(vec![(Role::Dim, format!("    {}", visible(&note)))]);
        }
    }
    lines
}

fn when(due: Moment, at: Moment, lang: Lang) -> String {
    let days = (due - at) / DAY;
    match (due <= at, days, lang) {
        (true, _, _) => lang.pick("due", "已到期").into(),
        (_, 0, _) => lang.pick("due within a day", "一天内到期").into(),
        (_, days, Lang::En) => format!("due in {days} d"),
        (_, days, Lang::Zh) => format!("{days} 天后到期"),
    }
}
