//! Placement: ten questions of the lessons, two minutes, and with which lesson to begin.

use std::sync::Arc;

use super::drawn::screen;
use super::pages::LessonSource;
use crate::lang::{Lang, say};
use crate::lesson::model::{Lesson, Step};
use crate::progress::{Answer, Outcome};

/// Under which name the answers are kept: no lesson has it.
pub const SLUG: &str = "placement";

/// The lessons and the questions they are met by, in the order of the lessons.
pub const QUESTIONS: [(u32, &str); 10] = [
    (1, "next-of-list"),
    (2, "after-making"),
    (3, "value-of-send"),
    (4, "who-gets-it"),
    (6, "who-decides"),
    (7, "call-soon"),
    (8, "what-a-call-does"),
    (9, "late-boats"),
    (10, "what-cancel-does"),
    (12, "three-words"),
];

/// A lesson with nothing but one of its questions; nothing where it has no such question.
pub fn only(lesson: &Lesson, id: &str) -> Option<Lesson> {
    let found = lesson.screens.iter().find_map(|screen| {
        let question = screen.steps.iter().find_map(|step| match step {
            Step::Ask(question) if question.id == id => Some((**question).clone()),
            _ => None,
        })?;
        Some((screen.title.clone(), question))
    });
    let (title, question) = found?;
    Some(Lesson { screens: vec![screen(title, question)], ..lesson.clone() })
}

/// A question of a lesson as a page of the placement.
pub fn source(lesson: Lesson, folder: std::path::PathBuf, course: &str) -> LessonSource {
    LessonSource::new(Arc::new(lesson), folder, course.to_owned(), SLUG.to_owned())
}

/// With which lesson to begin, by the answers of the last placement: the first whose question was not answered right at
/// once. Nothing where none was taken.
pub fn begin(answers: &[Answer], course: &str) -> Option<u32> {
    let own = |answer: &&Answer| answer.course == course && answer.lesson == SLUG;
    let last = answers.iter().filter(own).map(|answer| answer.sitting).max()?;
    let is_known = |id: &str| {
        let first = answers.iter().filter(own).find(|answer| answer.sitting == last && answer.question == id);
        first.is_some_and(|first| first.outcome == Outcome::Right && first.hints == 0)
    };
    let unknown = QUESTIONS.iter().find(|(_, id)| !is_known(id)).map(|(lesson, _)| *lesson);
    // Whoever knows all of it goes on behind the last one.
    Some(unknown.unwrap_or(QUESTIONS[QUESTIONS.len() - 1].0 + 1))
}

/// What is said at the end.
pub fn told(lesson: u32, slug: &str, lang: Lang) -> String {
    say!(
        lang,
        "Begin with lesson {lesson}, {slug}: `learn-coroutines lesson` opens it.",
        "建议从第 {lesson} 课 {slug} 开始：`learn-coroutines lesson` 会打开它。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::catalog::Catalog;
    use crate::progress::Walk;

    fn answer(sitting: i64, question: &str, outcome: Outcome, hints: u32) -> Answer {
        Answer {
            course: String::new(),
            lesson: SLUG.into(),
            question: question.into(),
            walk: Walk::Quiz,
            sitting,
            attempt: 1,
            hints,
            given: String::new(),
            model: String::new(),
            outcome,
            variant: String::new(),
            at: sitting,
            took: 0,
        }
    }

    #[test]
    fn one_begins_with_the_first_lesson_whose_question_was_not_known_at_once() {
        let right = |sitting, count: usize| -> Vec<Answer> {
            QUESTIONS[..count].iter().map(|(_, id)| answer(sitting, id, Outcome::Right, 0)).collect()
        };
        assert_eq!(begin(&[], ""), None);
        assert_eq!(begin(&right(1, 3), ""), Some(4));
        assert_eq!(begin(&right(1, 10), ""), Some(13));
        let mut answers = right(1, 10);
        answers[4] = answer(1, "who-decides", Outcome::Wrong, 0);
        answers.push(answer(1, "who-decides", Outcome::Right, 0));
        assert_eq!(begin(&answers, ""), Some(6), "the first answer counts");
        answers[1].hints = 1;
        assert_eq!(begin(&answers, ""), Some(2));
        answers.extend(right(2, 4));
        assert_eq!(begin(&answers, ""), Some(6), "the last placement counts");
        assert_eq!(begin(&answers, "elsewhere"), None);
    }

    #[test]
    fn its_ten_questions_are_there_in_both_languages_and_are_answered_by_a_number() {
        for (number, id) in QUESTIONS {
            let folder = Catalog::BuiltIn.find(&number.to_string()).expect("read").expect("the lesson");
            for lang in Lang::ALL {
                let lesson = only(&folder.load(lang).expect("a sound lesson"), id).expect("the question");
                let kind = lesson.questions().next().expect("it").kind.word();
                assert!(["choice", "predict-state", "predict-next"].contains(&kind), "{id}: {kind}");
            }
        }
    }
}
