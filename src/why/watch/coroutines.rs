//! Coroutines that were made and never awaited.

use std::collections::HashMap;

use super::{Findings, Moment, Phase, lead};
use crate::trace::event::{Kind, Note, Site, State};
use crate::trace::id::{ObjectId, ThreadId};
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// The object that was closed last in each thread without having run: the note that says so comes after it.
#[derive(Debug, Default)]
pub(super) struct Coroutines {
    unstarted: HashMap<ThreadId, ObjectId>,
}

impl Coroutines {
    pub(super) fn see(&mut self, moment: Moment<'_>, phase: Phase, found: &mut Findings) {
        match &moment.event.kind {
            Kind::Closed { id, before: State::Created, .. } => {
                self.unstarted.insert(moment.event.thread, *id);
            }
            Kind::Note(Note::NeverAwaited { coroutine }) if phase != Phase::BrokenOff => {
                let name = coroutine.rsplit('.').next().unwrap_or(coroutine);
                let object = self.unstarted.get(&moment.event.thread).copied();
                let is_meant =
                    |id: &ObjectId| moment.world.object(*id).is_some_and(|object| object.name() == name);
                let made = object.filter(is_meant).and_then(|id| moment.made.object(moment.world, id));
                let site: Option<Site> = made.as_ref().map(|made| made.site).or(moment.event.site);
                let who = made.as_ref().map(|made| made.who.clone()).unwrap_or_default();
                let dropped = moment.event.site.filter(|dropped| Some(*dropped) != site);
                let leads = [made, lead(Part::Dropped, dropped, &who)];
                let what = What::NeverAwaited { coroutine: coroutine.to_string() };
                found.add(
                    Finding::new(what, site, moment.step()).led_by(leads.into_iter().flatten().collect()),
                );
            }
            _ => {}
        }
    }
}
