//! Notes on the lines of a program, as lessons have them: which of them are read at a step.

use std::collections::BTreeMap;

use super::markdown;
use crate::lesson::model::{Half, Note, Nth, Times};
use crate::python::lines::logical_lines;
use crate::trace::event::{Event, Site};
use crate::trace::id::{FileId, Step};
use crate::trace::moment::{Moment, Moments};
use crate::trace::world::World;

/// A note on a moment of a line.
#[derive(Clone, Debug)]
struct Noted {
    line: u32,
    /// The time at which it is read; each time without one.
    nth: Option<u32>,
    /// The moment; up to where the line sleeps without one.
    moment: Option<Moment>,
    text: String,
}

/// The notes of a demo, with what tells at which moment a step is.
#[derive(Debug, Default)]
pub struct Notes {
    all: Vec<Noted>,
    moments: Moments,
}

impl Clone for Notes {
    /// The same notes for another run.
    fn clone(&self) -> Notes {
        Notes { all: self.all.clone(), moments: self.moments.for_another_run() }
    }
}

impl Notes {
    /// The notes that a block of a lesson hangs on the marked lines of its demo.
    pub fn of(notes: &[Note], marks: &BTreeMap<u32, u32>, source: &str) -> Notes {
        let noted = |note: &Note| {
            let nth = match (note.times, note.visit.nth) {
                (Times::Named, Nth::Time(n)) => Some(n),
                _ => None,
            };
            let moment = match note.visit.half {
                Half::UpToSleep | Half::Whole => None,
                Half::Before => Some(Moment::Before),
                Half::Sleeps => Some(Moment::Sleeps),
                Half::Wakes => Some(Moment::Wakes),
                Half::After => Some(Moment::After),
            };
            let line = *marks.get(&note.visit.mark)?;
            let text = markdown::inline(&note.text.text).into_iter().map(|(_, text)| text).collect();
            Some(Noted { line, nth, moment, text })
        };
        let all = notes.iter().filter_map(noted).collect();
        Notes { all, moments: Moments::with_steps(logical_lines(source)) }
    }

    /// Takes in the next event of the run, which led to this world.
    pub fn push(&mut self, event: &Event, world: &World) {
        if !self.all.is_empty() {
            self.moments.push(event, world);
        }
    }

    /// The lines that have notes.
    pub fn sites(&self) -> impl Iterator<Item = Site> {
        self.all.iter().map(|noted| site(noted.line))
    }

    /// What is read at a step: of the line that is over first, then of the one that begins, sleeps or wakes.
    pub fn at(&self, step: Step) -> Vec<&str> {
        let mut read = Vec::new();
        for (visit, moment) in self.moments.at(step) {
            let here = self.all.iter().filter(|noted| {
                self.moments.statement(site(noted.line)) == visit.site
                    && noted.nth.is_none_or(|nth| nth == visit.nth)
            });
            let of_moment = |wanted: Option<Moment>| here.clone().filter(move |noted| noted.moment == wanted);
            let mut found: Vec<&str> = of_moment(Some(moment)).map(|noted| noted.text.as_str()).collect();
            // A plain note is about the line up to where it sleeps, and gives way to what is said of the moment.
            if found.is_empty() && matches!(moment, Moment::Before | Moment::Sleeps) {
                found = of_moment(None).map(|noted| noted.text.as_str()).collect();
            }
            read.extend(found);
        }
        read
    }
}

fn site(line: u32) -> Site {
    Site { file: FileId(0), line }
}
