//! The answers of the questions that are never written down: they come from a run.

use std::ops::Range;

use super::check::{Failure, mark_of, unreached};
use super::expect::Moment;
use super::model::{Asked, Demo, Piece, Span, Visit};
use super::window::Run;

/// What a line, or without one the whole program, prints.
pub fn output_at(run: &Run<'_>, demo: &Demo, visit: Option<Visit>) -> Result<String, Failure> {
    Ok(run.stdout(match visit {
        None => 0..run.events.len(),
        Some(visit) => stretch(run, demo, visit)?,
    }))
}

/// In which state an object is when a line has run.
pub fn state_at(run: &Run<'_>, demo: &Demo, visit: Visit, object: &str) -> Result<&'static str, Failure> {
    let stretch = stretch(run, demo, visit)?;
    let states = run.states(stretch.end);
    let line = demo.marks.get(&visit.mark).copied().unwrap_or_default();
    run.objects(object)
        .iter()
        .find_map(|id| states.get(id).copied())
        .ok_or_else(|| Failure::NoObject { object: object.into(), line })
}

/// The mark of the line that runs next.
pub fn next_at(run: &Run<'_>, demo: &Demo, visit: Visit) -> Result<u32, Failure> {
    let stretch = stretch(run, demo, visit)?;
    let line = run.next_line(stretch.start + 1).unwrap_or_default();
    mark_of(run, demo, line).ok_or_else(|| Failure::NextUnmarked { demo: demo.name.clone(), line })
}

/// Who runs next, what time it is, or which value there is when a line has run.
pub fn fact_at(run: &Run<'_>, demo: &Demo, visit: Visit, asked: &Asked) -> Result<String, Failure> {
    let stretch = stretch(run, demo, visit)?;
    let line = demo.marks.get(&visit.mark).copied().unwrap_or_default();
    match asked {
        Asked::Time => Ok(Moment::exact(run.clock(stretch.end)).to_string()),
        Asked::Who => {
            run.runs_next(stretch.end).ok_or_else(|| Failure::NextUnmarked { demo: demo.name.clone(), line })
        }
        Asked::Value(of) => {
            let missing = || Failure::NoObject { object: of.clone(), line };
            match of.rsplit_once('.') {
                Some((owner, name)) => {
                    let values = run.values(owner, name, stretch.end);
                    values.into_iter().next().map(|(_, value)| value).ok_or_else(missing)
                }
                None => run.handed_out(of, stretch).ok_or_else(missing),
            }
        }
    }
}

/// The places of the pieces in the order in which they happen.
pub fn order_of(run: &Run<'_>, demo: &Demo, pieces: &[Piece]) -> Result<Vec<usize>, (Span, Failure)> {
    let mut places = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let moment = run.moments(demo, piece.visit).into_iter().next();
        let moment = moment.ok_or_else(|| (piece.at, unreached(run, demo, piece.visit)))?;
        places.push((moment, index));
    }
    places.sort_unstable();
    Ok(places.into_iter().map(|(_, index)| index).collect())
}

fn stretch(run: &Run<'_>, demo: &Demo, visit: Visit) -> Result<Range<usize>, Failure> {
    run.stretches(demo, visit).into_iter().next().ok_or_else(|| unreached(run, demo, visit))
}
