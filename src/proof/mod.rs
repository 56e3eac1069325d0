//! Lessons proved: every demo played, every claim held against its run, every answer, solution and mistake tried.
//!
//! [`verify`] plays the programs of a lesson through [`plays::Plays`] and says what is not so; [`whole`] sees what a
//! lesson lacks; [`report`] tells it. Nothing here starts Python: whoever checks hands in what plays.

pub mod fault;
pub mod misconceptions;
pub mod plays;
pub mod recount;
pub mod report;
mod used;
pub mod verify;
pub mod whole;

use std::collections::BTreeSet;

use crate::lang::Lang;
use crate::lesson::catalog::Folder;
use crate::lesson::compare::compare;
use crate::lesson::model::{Lesson, Span};
use plays::{OtherPython, Plays};
use report::{Finding, Report};
use verify::{Verified, Verifier};

/// How much of a lesson is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it, and that nothing is missing.
    Whole,
    /// What stands on this line.
    Line(usize),
}

/// Proves a lesson in these languages, and adds what came of it to a report.
pub fn prove(
    folder: &Folder,
    langs: &[Lang],
    part: Part,
    player: &mut dyn Plays,
    system: Option<&dyn OtherPython>,
    report: &mut Report,
) {
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut told = BTreeSet::new();
    // One language is enough for a lesson from outside; where there is none at all, the first one is missing.
    let mut there: Vec<Lang> =
        langs.iter().copied().filter(|lang| folder.langs().any(|it| it == *lang)).collect();
    if there.is_empty() {
        there.extend(langs.first());
    }
    for lang in &there {
        match folder.load(*lang) {
            Ok(lesson) => lessons.push(lesson),
            // What is wrong with a demo is wrong for every language, and told once.
            Err(problems) => report.findings.extend(
                problems
                    .iter()
                    .filter(|problem| told.insert((problem.file.clone(), problem.at.start)))
                    .map(Finding::of_problem),
            ),
        }
    }
    for lesson in &lessons {
        let wanted = |at: Span| match part {
            Part::Whole => true,
            Part::Line(line) => (lesson.position(at.start).0..=lesson.position(at.end).0).contains(&line),
        };
        let verifier = Verifier {
            lesson,
            player: &mut *player,
            system,
            verified: Verified::default(),
            told: BTreeSet::new(),
        };
        let verified = verifier.all(wanted);
        report.script(lesson, verified);
        if part == Part::Whole {
            let problems = whole::lacks(lesson);
            report.findings.extend(problems.iter().map(Finding::of_problem));
        }
    }
    if let [first, second] = &lessons[..] {
        report.findings.extend(compare(first, second).iter().map(Finding::of_problem));
    }
    if part == Part::Whole && lessons.len() == there.len() {
        report.findings.extend(whole::unused(folder, &lessons).iter().map(Finding::of_problem));
    }
}

#[cfg(test)]
mod tests;
