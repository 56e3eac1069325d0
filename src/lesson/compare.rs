//! Whether two languages tell the same lesson: the same steps, demos, marks, claims and questions.

use super::model::{Kind, Lesson, Placed, Question, Show, Span, Step, TryIt, Visit, Wrong};
use super::problem::{Fault, Problem};

/// What both languages must have in common, in order, each with its place.
type Outline = Vec<(String, Span)>;

/// The first difference of two scripts, told in the second one.
pub fn compare(first: &Lesson, second: &Lesson) -> Option<Problem> {
    let (ours, theirs) = (outline(second), outline(first));
    let length = ours.len().max(theirs.len());
    let index = (0..length)
        .find(|index| ours.get(*index).map(|(word, _)| word) != theirs.get(*index).map(|(word, _)| word))?;
    let end = Span::new(second.source.len(), second.source.len());
    let told = |entry: Option<&(String, Span)>| entry.map_or("the end".to_owned(), |(word, _)| word.clone());
    let place = theirs.get(index).map_or("behind its last step".to_owned(), |(_, at)| {
        let (line, column) = first.position(at.start);
        format!("{}:{line}:{column}", first.file.display())
    });
    Some(Problem {
        file: second.file.clone(),
        source: second.source.clone(),
        at: ours.get(index).map_or(end, |(_, at)| *at),
        fault: Fault::Differs {
            lang: second.lang.code(),
            here: told(ours.get(index)),
            other_lang: first.lang.code(),
            there: told(theirs.get(index)),
            place,
        },
    })
}

fn outline(lesson: &Lesson) -> Outline {
    let mut outline = Outline::new();
    let front = &lesson.front;
    let at = Span::new(0, 3);
    outline.push((format!("lesson: {}", front.lesson), at));
    outline.push((format!("minutes: {}", front.minutes), at));
    outline.push((format!("clock: {:?}, legacy: {}", front.clock, front.legacy), at));
    for screen in &lesson.screens {
        outline.push(("a screen".into(), screen.at));
        for step in &screen.steps {
            match step {
                Step::Show(show) => of_show(show, &mut outline),
                Step::Output(printed) => {
                    outline.push((format!("output {}", printed.demo), printed.at));
                    outline.push((format!("the output {:?}", printed.text.trim_end()), printed.text_at));
                }
                Step::Ask(question) => of_question(question, &mut outline),
                Step::Try(goal) => of_try(goal, &mut outline),
                Step::Prose(_) | Step::Summary(_) | Step::Next(_) => {
                    outline.push((step.word().into(), step.at()));
                }
            }
        }
    }
    outline
}

fn of_show(show: &Show, outline: &mut Outline) {
    outline.push((format!("demo {} ({:?}, {:?})", show.demo, show.coverage, show.mode), show.at));
    for note in &show.notes {
        outline.push((format!("a note on <{}>", note.mark), note.text.at));
    }
    for mark in &show.stops {
        outline.push((format!("a stop at <{mark}>"), show.at));
    }
    of_claims(&show.claims, outline);
}

fn of_claims(claims: &[Placed], outline: &mut Outline) {
    for placed in claims {
        let visit = placed.visit.map(|visit| format!("{visit} ")).unwrap_or_default();
        outline.push((format!("{visit}{}", placed.claim), placed.at));
    }
}

fn of_wrong(wrong: &[Wrong], outline: &mut Outline) {
    for wrong in wrong {
        let visit = wrong.visit.map(|visit| format!("{visit} ")).unwrap_or_default();
        outline.push((format!("wrong {visit}`{}`", wrong.answer), wrong.at));
    }
}

fn of_question(question: &Question, outline: &mut Outline) {
    let demo = question.demo.as_deref().unwrap_or("no demo");
    outline.push((format!("{} #{} on {demo}", question.kind.word(), question.id), question.at));
    let at = question.at;
    let line = |visit: &Visit| format!("at={visit}");
    match &question.kind {
        Kind::Choice { several, options } => {
            outline.push((if *several { "several" } else { "one right answer" }.into(), at));
            for option in options {
                outline
                    .push((if option.right { "a right answer" } else { "a wrong answer" }.into(), option.at));
                of_claims(&option.claims, outline);
            }
        }
        Kind::PredictOutput { visit, wrong } => {
            outline.push((visit.as_ref().map_or("the whole output".into(), line), at));
            of_wrong(wrong, outline);
        }
        Kind::PredictState { visit, of, wrong } => {
            outline.push((format!("{} of={of}", line(visit)), at));
            of_wrong(wrong, outline);
        }
        Kind::PredictNext { visit, wrong } => {
            outline.push((line(visit), at));
            of_wrong(wrong, outline);
        }
        Kind::Order { pieces } => {
            outline.extend(pieces.iter().map(|piece| (format!("the piece {}", piece.visit), piece.at)));
        }
        Kind::Complete { blank, accept, wrong, checks } => {
            outline.push((format!("blank <{}> `{}`", blank.mark, blank.code), blank.at));
            outline.extend(accept.iter().map(|patch| (format!("accept `{}`", patch.code), patch.at)));
            of_wrong(wrong, outline);
            of_claims(checks, outline);
        }
        Kind::Fix { solution, wrong, checks } => {
            let patches = solution
                .iter()
                .map(|patch| (format!("solution <{}> `{}`", patch.mark, patch.code), patch.at));
            outline.extend(patches);
            of_wrong(wrong, outline);
            of_claims(checks, outline);
        }
        Kind::Explain { .. } => {}
    }
    outline.push((format!("{} hints", question.hints.len()), at));
}

fn of_try(goal: &TryIt, outline: &mut Outline) {
    outline.push((format!("try #{} on {}", goal.id, goal.demo), goal.at));
    outline.extend(goal.solution.iter().map(|line| (format!("solution `{line}`"), goal.at)));
    of_wrong(&goal.wrong, outline);
    of_claims(&goal.goals, outline);
    outline.push((format!("{} hints", goal.hints.len()), goal.at));
}
