//! The marks of a demo that something hangs on.

use std::collections::BTreeSet;

use crate::lesson::model::{Kind, Lesson, Placed, Step, Visit};

/// The marks a lesson uses of a demo.
pub fn used_marks(lesson: &Lesson, demo: &str) -> BTreeSet<u32> {
    let mut used = BTreeSet::new();
    let mut take = |name: &str, marks: &mut dyn Iterator<Item = Option<Visit>>| {
        if name == demo {
            used.extend(marks.flatten().map(|visit| visit.mark));
        }
    };
    let of_claims =
        |claims: &[Placed]| -> Vec<Option<Visit>> { claims.iter().map(|placed| placed.visit).collect() };
    let plain = |mark: u32| Some(Visit::first(mark));
    for step in lesson.screens.iter().flat_map(|screen| &screen.steps) {
        match step {
            Step::Show(show) => {
                take(&show.demo, &mut show.notes.iter().map(|note| Some(note.visit)));
                take(&show.demo, &mut show.stops.iter().map(|mark| plain(*mark)));
                take(&show.demo, &mut of_claims(&show.claims).into_iter());
            }
            Step::Ask(question) => {
                let name = question.demo.as_deref().unwrap_or_default();
                let visits: Vec<Option<Visit>> = match &question.kind {
                    Kind::Choice { options, .. } => {
                        options.iter().flat_map(|o| of_claims(&o.claims)).collect()
                    }
                    Kind::PredictOutput { visit, wrong } => {
                        std::iter::once(*visit).chain(wrong.iter().map(|w| w.visit)).collect()
                    }
                    Kind::PredictState { visit, .. } => vec![Some(*visit)],
                    Kind::PredictFact { visit, .. } => vec![Some(*visit)],
                    Kind::PredictNext { visit, wrong } => {
                        std::iter::once(Some(*visit)).chain(wrong.iter().map(|w| w.visit)).collect()
                    }
                    Kind::Order { pieces } => pieces.iter().map(|piece| Some(piece.visit)).collect(),
                    Kind::Match(pairs) => pairs.left.iter().map(|left| left.visit).collect(),
                    Kind::Complete { blank, checks, .. } => {
                        of_claims(checks).into_iter().chain([plain(blank.mark)]).collect()
                    }
                    Kind::Fix { solution, checks, .. } => {
                        of_claims(checks).into_iter().chain(solution.iter().map(|p| plain(p.mark))).collect()
                    }
                    Kind::Explain { .. } => Vec::new(),
                };
                take(name, &mut visits.into_iter());
            }
            Step::Try(goal) => take(&goal.demo, &mut of_claims(&goal.goals).into_iter()),
            Step::Vary(experiment) => {
                let claims = experiment.trials.iter().flat_map(|trial| of_claims(&trial.claims));
                take(&experiment.demo, &mut claims.chain([plain(experiment.part.mark)]));
            }
            Step::Output(_) | Step::Look(_) | Step::Prose(_) | Step::Summary(_) | Step::Next(_) => {}
        }
    }
    used
}
