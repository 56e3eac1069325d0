//! Whether two languages tell the same lesson: the same steps, demos, marks, claims and questions.

use super::model::Proof;
use super::model::{
    Asked, Coverage, Experiment, Kind, Lesson, Mode, Patch, Placed, Question, Show, Span, Step, TryIt, Visit,
    Wrong,
};
use super::problem::{Common, Fault, Problem};

/// What both languages must have in common, in order, each with its place.
type Outline = Vec<(Common, Span)>;

/// The first difference of two scripts, told in the second one.
pub fn compare(first: &Lesson, second: &Lesson) -> Option<Problem> {
    let (ours, theirs) = (outline(second), outline(first));
    let length = ours.len().max(theirs.len());
    let index = (0..length)
        .find(|index| ours.get(*index).map(|(word, _)| word) != theirs.get(*index).map(|(word, _)| word))?;
    let end = Span::new(second.source.len(), second.source.len());
    let told = |entry: Option<&(Common, Span)>| entry.map(|(common, _)| common.clone());
    let place = theirs.get(index).map(|(_, at)| {
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
    for written in [
        format!("lesson: {}", front.lesson),
        format!("minutes: {}", front.minutes),
        format!("clock: {}", front.clock.word()),
        format!("legacy: {}", front.legacy),
    ] {
        outline.push((Common::Written(written), at));
    }
    for screen in &lesson.screens {
        outline.push((Common::Screen, screen.at));
        for step in &screen.steps {
            match step {
                Step::Show(show) => of_show(show, &mut outline),
                Step::Output(printed) => {
                    outline.push((Common::Written(format!("output {}", printed.demo)), printed.at));
                    outline.push((Common::Output(printed.text.trim_end().to_owned()), printed.text_at));
                }
                Step::Look(look) => {
                    outline.push((Common::Written(look.word.into()), look.at));
                    let proof = |proof: &Proof| {
                        (Common::Written(format!("{} {}", proof.demo, proof.text.trim_end())), proof.at)
                    };
                    outline.extend(look.proofs.iter().map(proof));
                }
                Step::Ask(question) => of_question(question, &mut outline),
                Step::Try(goal) => of_try(goal, &mut outline),
                Step::Vary(experiment) => of_experiment(experiment, &mut outline),
                Step::Prose(_) => outline.push((Common::Prose, step.at())),
                Step::Summary(_) | Step::Next(_) => {
                    outline.push((Common::Written(step.word().to_owned()), step.at()));
                }
            }
        }
    }
    outline
}

fn of_show(show: &Show, outline: &mut Outline) {
    let mut written = format!("demo {}", show.demo);
    if show.coverage == Coverage::Whole {
        written += " complete";
    }
    if show.mode == Mode::Predict {
        written += " predict";
    }
    outline.push((Common::Written(written), show.at));
    outline.extend(show.notes.iter().map(|note| (Common::NoteOn(note.visit), note.at)));
    outline.extend(show.stops.iter().map(|mark| (Common::StopAt(*mark), show.at)));
    of_claims(&show.claims, outline);
}

fn of_claims(claims: &[Placed], outline: &mut Outline) {
    for placed in claims {
        let visit = placed.visit.map(|visit| format!("{visit} ")).unwrap_or_default();
        outline.push((Common::Written(format!("{visit}{}", placed.claim)), placed.at));
    }
}

fn of_wrong(wrong: &[Wrong], outline: &mut Outline) {
    for wrong in wrong {
        let visit = wrong.visit.map(|visit| format!("{visit} ")).unwrap_or_default();
        outline.push((Common::Written(format!("wrong {visit}`{}`", wrong.answer)), wrong.at));
    }
}

fn of_question(question: &Question, outline: &mut Outline) {
    let asked = Common::Question(question.kind.word(), question.id.clone(), question.demo.clone());
    outline.push((asked, question.at));
    let at = question.at;
    let line = |visit: &Visit| Common::Written(format!("at={visit}"));
    match &question.kind {
        Kind::Choice { several, options } => {
            outline.push((if *several { Common::SeveralRight } else { Common::OneRight }, at));
            for option in options {
                outline
                    .push((if option.right { Common::RightAnswer } else { Common::WrongAnswer }, option.at));
                of_claims(&option.claims, outline);
            }
        }
        Kind::PredictOutput { visit, wrong } => {
            outline.push((visit.as_ref().map_or(Common::WholeOutput, line), at));
            of_wrong(wrong, outline);
        }
        Kind::PredictFact { asked, visit, wrong } => {
            let of = match asked {
                Asked::Value(of) => format!(" of={of}"),
                Asked::Who | Asked::Time => String::new(),
            };
            outline.push((Common::Written(format!("at={visit}{of}")), at));
            of_wrong(wrong, outline);
        }
        Kind::PredictState { visit, of, wrong } => {
            outline.push((Common::Written(format!("at={visit} of={of}")), at));
            of_wrong(wrong, outline);
        }
        Kind::PredictNext { visit, wrong } => {
            outline.push((line(visit), at));
            of_wrong(wrong, outline);
        }
        Kind::Order { pieces } => {
            outline.extend(pieces.iter().map(|piece| (Common::Piece(piece.visit), piece.at)));
        }
        Kind::Match(pairs) => {
            outline.extend(pairs.left.iter().map(|left| (Common::Column(left.visit), left.at)));
            for partner in &pairs.right {
                outline.push((Common::Column(None), partner.at));
                of_claims(&partner.claims, outline);
            }
        }
        Kind::Complete { blank, accept, wrong, checks } => {
            outline.push((Common::Written(format!("blank <{}> `{}`", blank.mark, blank.code)), blank.at));
            let accepted = |patch: &Patch| (Common::Written(format!("accept `{}`", patch.code)), patch.at);
            outline.extend(accept.iter().map(accepted));
            of_wrong(wrong, outline);
            of_claims(checks, outline);
        }
        Kind::Fix { solution, wrong, checks } => {
            let solved = |patch: &Patch| {
                (Common::Written(format!("solution <{}> `{}`", patch.mark, patch.code)), patch.at)
            };
            outline.extend(solution.iter().map(solved));
            of_wrong(wrong, outline);
            of_claims(checks, outline);
        }
        Kind::Explain { .. } => {}
    }
    outline.push((Common::Hints(question.hints.len()), at));
}

fn of_try(goal: &TryIt, outline: &mut Outline) {
    outline.push((Common::Question("try", goal.id.clone(), Some(goal.demo.clone())), goal.at));
    let solved = |line: &String| (Common::Written(format!("solution `{line}`")), goal.at);
    outline.extend(goal.solution.iter().map(solved));
    of_wrong(&goal.wrong, outline);
    of_claims(&goal.goals, outline);
    outline.push((Common::Hints(goal.hints.len()), goal.at));
}

fn of_experiment(experiment: &Experiment, outline: &mut Outline) {
    let Experiment { id, demo, part, trials, at, .. } = experiment;
    outline.push((Common::Question("experiment", id.clone(), Some(demo.clone())), *at));
    outline.push((Common::Written(format!("vary <{}> `{}`", part.mark, part.code)), part.at));
    for trial in trials {
        outline.push((Common::Written(format!("as `{}`", trial.code)), trial.at));
        of_claims(&trial.claims, outline);
    }
}
