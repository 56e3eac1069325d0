//! Awaits one after another where nothing ever ran at the same time: a hint.

use std::collections::HashMap;

use super::{Findings, Moment, lead};
use crate::trace::event::{Actor, Kind, Site, Target};
use crate::trace::id::{ObjectId, Step};
use crate::trace::world::World;
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// So many awaits of one function in one coroutine, one after another, are worth a hint.
const SOME: u32 = 3;

/// What the program's only task has awaited so far, by who awaited and which function.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    tasks: u32,
    runs: HashMap<(ObjectId, Box<str>), Run>,
    inside: Option<Inside>,
}

#[derive(Debug)]
struct Run {
    count: u32,
    seconds: f64,
    first: Option<Site>,
    last: Option<Site>,
    step: Step,
}

#[derive(Debug)]
struct Inside {
    outer: ObjectId,
    inner: ObjectId,
    since: f64,
    has_waited: bool,
    site: Option<Site>,
}

impl Sequence {
    pub(super) fn see(&mut self, moment: Moment<'_>) {
        match &moment.event.kind {
            Kind::TaskCreated { by, .. } if !matches!(by, Actor::Library(_)) => self.tasks += 1,
            _ if self.tasks > 1 => {}
            Kind::Delegated { id, to: Target::Object(inner) } if self.inside.is_none() => {
                let site = moment.event.site;
                let since = moment.event.time;
                self.inside = Some(Inside { outer: *id, inner: *inner, since, has_waited: false, site });
            }
            Kind::TaskWaiting { on, .. } => {
                if let Some(inside) = &mut self.inside {
                    // Only what time or the outside ends could have gone on beside others.
                    inside.has_waited |= !matches!(on, crate::trace::event::Waiting::Turn);
                }
            }
            Kind::Returned { id, .. } | Kind::Raised { id, .. }
                if self.inside.as_ref().is_some_and(|inside| inside.inner == *id) =>
            {
                self.leave(*id, moment);
            }
            _ => {}
        }
    }

    fn leave(&mut self, id: ObjectId, moment: Moment<'_>) {
        let Some(inside) = self.inside.take().filter(|inside| inside.has_waited) else { return };
        let Some(name) = moment.world.object(id).map(|object| object.name()) else { return };
        let seconds = moment.event.time - inside.since;
        let run = self.runs.entry((inside.outer, name.into())).or_insert(Run {
            count: 0,
            seconds: 0.0,
            first: inside.site,
            last: None,
            step: moment.step(),
        });
        run.count += 1;
        run.seconds += seconds;
        run.last = inside.site;
    }

    /// The program is over; where it ever had but one task, what it awaited one by one could have run together.
    pub(super) fn settle(&mut self, world: &World, found: &mut Findings) {
        let runs = std::mem::take(&mut self.runs);
        if self.tasks > 1 {
            return;
        }
        let best = runs
            .into_iter()
            .filter(|(_, run)| run.count >= SOME && run.seconds >= 0.1 && run.seconds >= world.time() / 2.0)
            .max_by(|(_, one), (_, other)| one.seconds.total_cmp(&other.seconds));
        let Some(((outer, function), run)) = best else { return };
        let who = super::label(world, outer);
        let leads = [lead(Part::Awaits, run.first, &who), lead(Part::Awaits, run.last, &who)];
        let mut leads: Vec<_> = leads.into_iter().flatten().collect();
        leads.dedup();
        let what =
            What::Sequential { function: function.to_string(), count: run.count, seconds: run.seconds };
        found.add(Finding::new(what, run.first, run.step).led_by(leads));
    }
}
