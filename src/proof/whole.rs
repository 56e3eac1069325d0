//! What a whole lesson has to have, the words it says, and what lies in its folder for nothing.

use std::collections::BTreeSet;

use super::used::used_marks;
use crate::lang::glossary::{self, Stray, strays};
use crate::lesson::catalog::Folder;
use crate::lesson::model::{Demo, Lesson, Mode, Span, Step, position};
use crate::lesson::parse::{PROSE_LIMIT, READING_WIDTH};
use crate::lesson::problem::{Fault, Lack, Problem};
use crate::view::markdown;

/// What a lesson lacks of what every whole one has.
pub fn lacks(lesson: &Lesson) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fault = |at: Span, fault: Fault| {
        problems.push(Problem { file: lesson.file.clone(), source: lesson.source.clone(), at, fault });
    };
    let mut lines = 0;
    let mut steps = Vec::new();
    for step in lesson.screens.iter().flat_map(|screen| &screen.steps) {
        match step {
            Step::Prose(prose) => {
                let rendered = markdown::render(&prose.text, READING_WIDTH);
                lines += rendered.iter().filter(|line| !line.is_empty()).count();
                if lines > PROSE_LIMIT {
                    fault(prose.at, Fault::TooMuchProse { lines, limit: PROSE_LIMIT });
                    lines = 0;
                }
            }
            Step::Output(_) => {}
            _ => lines = 0,
        }
        steps.push(step);
    }
    let kinds: BTreeSet<&str> = lesson.questions().map(|question| question.kind.word()).collect();
    let questions = lesson.questions().count();
    let has = |wanted: &dyn Fn(&Step) -> bool| steps.iter().any(|step| wanted(step));
    let lacks = [
        (questions < 5, Lack::Questions(questions)),
        (kinds.len() < 3, Lack::Kinds(kinds.len())),
        (!has(&|step| matches!(step, Step::Show(show) if show.mode == Mode::Predict)), Lack::Predict),
        (!has(&|step| matches!(step, Step::Try(_))), Lack::Try),
        (!has(&|step| matches!(step, Step::Summary(_))), Lack::Summary),
        (!has(&|step| matches!(step, Step::Next(_))), Lack::Next),
    ];
    for (lacks, what) in lacks {
        if lacks {
            fault(Span::new(0, 3), Fault::Lacks { what });
        }
    }
    for Stray { at, word, wanted } in strays(&lesson.source, lesson.lang, glossary::Kind::Lesson) {
        fault(Span::new(at, at + word.len()), Fault::Stray { word, wanted });
    }
    problems
}

/// Demos and marks that nothing uses.
pub fn unused(folder: &Folder, lessons: &[Lesson]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(first) = lessons.first() else {
        return problems;
    };
    for demo in first.demos.values() {
        let shown = |step: &Step| match step {
            Step::Show(show) => show.demo == demo.name,
            Step::Ask(question) => question.demo.as_ref() == Some(&demo.name),
            Step::Try(goal) => goal.demo == demo.name,
            Step::Vary(experiment) => experiment.demo == demo.name,
            Step::Look(look) => look.proofs.iter().any(|proof| proof.demo == demo.name),
            _ => false,
        };
        let file = folder.path.join(&demo.name);
        let problem = |line: u32, fault: Fault| Problem {
            file: file.clone(),
            source: demo.source.as_str().into(),
            at: line_span(demo, line),
            fault,
        };
        let is_used = lessons.iter().any(|lesson| lesson.screens.iter().any(|s| s.steps.iter().any(shown)));
        let imported = first.demos.values().any(|other| imports(other, demo));
        if !is_used && !imported {
            problems.push(problem(1, Fault::UnusedDemo { name: demo.name.clone() }));
            continue;
        }
        let used: BTreeSet<u32> = lessons.iter().flat_map(|lesson| used_marks(lesson, &demo.name)).collect();
        for (mark, line) in demo.marks.iter().filter(|(mark, _)| !used.contains(mark)) {
            problems.push(problem(*line, Fault::UnusedMark { demo: demo.name.clone(), mark: *mark }));
        }
    }
    problems
}

/// Whether a demo imports another one.
fn imports(demo: &Demo, other: &Demo) -> bool {
    let module = other.name.trim_end_matches(".py");
    demo.source.lines().any(|line| {
        let mut words = line.split(|c: char| c.is_whitespace() || c == ',');
        matches!(words.next(), Some("import" | "from")) && words.any(|word| word == module)
    })
}

fn line_span(demo: &Demo, line: u32) -> Span {
    let start: usize =
        demo.source.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let length = demo.source[start..].find('\n').unwrap_or(demo.source.len() - start);
    debug_assert_eq!(position(&demo.source, start).0, line as usize);
    Span::new(start, start + length)
}
