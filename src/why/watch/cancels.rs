//! Cancellations that were caught and dropped, or that arrived twice.

use std::collections::BTreeMap;

use super::{Findings, Made, Moment, lead, running_task, task_name};
use crate::trace::event::{Actor, Canceller, How, Input, Kind, Note, Place, Site};
use crate::trace::id::{ObjectId, Step, TaskId};
use crate::trace::world::World;
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// So many waits after it caught its cancellation, a task is not cleaning up but going on.
const WENT_ON: u32 = 3;

/// The tasks that were asked to end, and what each has done since.
#[derive(Debug, Default)]
pub(super) struct Cancels {
    asked: BTreeMap<TaskId, Asked>,
}

#[derive(Debug)]
struct Asked {
    /// Where it was asked to.
    at: Option<Site>,
    /// Whether a timeout asked, which takes its request back itself.
    by_timeout: bool,
    /// Whether the cancellation has arrived, and how often the task has waited since: it cleans up.
    waits: Option<u32>,
    caught: Option<Caught>,
    /// A second request while it cleaned up.
    again: Option<(Option<Site>, Option<Site>, Step)>,
}

#[derive(Debug)]
struct Caught {
    by: ObjectId,
    site: Option<Site>,
    step: Step,
    waits: u32,
}

impl Cancels {
    pub(super) fn see(&mut self, moment: Moment<'_>, found: &mut Findings) {
        let world = moment.world;
        match &moment.event.kind {
            Kind::CancelRequested { task, by, .. } => self.ask(*task, by, moment),
            _ if self.asked.is_empty() => {}
            Kind::Caught { exception } if exception.as_str().starts_with("CancelledError") => {
                let Some(Place::Object(id)) = moment.event.place else { return };
                let task = running_task(world, moment.event.thread);
                if let Some(asked) = task.and_then(|task| self.asked.get_mut(&task)) {
                    let (site, step) = (moment.event.site, moment.step());
                    asked.caught = Some(Caught { by: id, site, step, waits: 0 });
                }
            }
            Kind::Raised { id, .. } => {
                // It lets the cancellation out again, or makes another exception of it.
                for asked in self.asked.values_mut() {
                    if asked.caught.as_ref().is_some_and(|caught| caught.by == *id) {
                        asked.caught = None;
                    }
                }
            }
            Kind::Returned { id, .. } => {
                let dropped = self
                    .asked
                    .iter()
                    .find(|(_, asked)| asked.caught.as_ref().is_some_and(|caught| caught.by == *id));
                if let Some(task) = dropped.map(|(task, _)| *task) {
                    self.swallowed(task, world, moment.made, found);
                }
            }
            Kind::Resumed { id, input: Input::Exception(exception), how: How::Task, .. }
                if exception.as_str().starts_with("CancelledError") =>
            {
                let task = world.object(*id).and_then(|object| object.task());
                if let Some(asked) = task.and_then(|task| self.asked.get_mut(&task)) {
                    asked.waits.get_or_insert(0);
                }
            }
            Kind::TaskWaiting { task, .. } => {
                let Some(asked) = self.asked.get_mut(task) else { return };
                for waits in
                    asked.waits.iter_mut().chain(asked.caught.as_mut().map(|caught| &mut caught.waits))
                {
                    *waits += 1;
                }
            }
            Kind::TaskDone { task, .. } => {
                if let Some(Asked { again: Some((at, cut, step)), .. }) = self.asked.remove(task) {
                    let name = task_name(world, *task);
                    let leads = [
                        moment.made.task(world, *task),
                        lead(Part::Cancelled, at, &name),
                        lead(Part::CutOff, cut, &name),
                    ];
                    let finding = Finding::new(What::CancelTwice { task: name }, cut.or(at), step);
                    found.add(finding.led_by(leads.into_iter().flatten().collect()));
                }
            }
            Kind::Note(Note::Uncancelled { task, .. }) => {
                self.asked.retain(|id, _| world.task(*id).is_none_or(|known| known.name() != &**task));
            }
            _ => {}
        }
    }

    fn ask(&mut self, task: TaskId, by: &Actor, moment: Moment<'_>) {
        let world = moment.world;
        let by_timeout = matches!(by, Actor::Canceller(Canceller::Timeout { .. }));
        let waits = moment.made.where_is(world, task);
        match self.asked.get_mut(&task) {
            // A timeout takes its request back by itself: what comes later is a request of its own.
            Some(asked) if !asked.by_timeout => {
                let cleans_up = asked.waits.is_some_and(|waits| waits > 0);
                if cleans_up && !matches!(by, Actor::Library(_)) {
                    asked.again.get_or_insert((moment.event.site, waits, moment.step()));
                }
            }
            _ => {
                let asked =
                    Asked { at: moment.event.site, by_timeout, waits: None, caught: None, again: None };
                self.asked.insert(task, asked);
            }
        }
    }

    fn swallowed(&mut self, task: TaskId, world: &World, made: &Made, found: &mut Findings) {
        let Some(Asked { at, by_timeout, caught: Some(caught), .. }) = self.asked.remove(&task) else {
            return;
        };
        let name = task_name(world, task);
        let went_on = caught.waits > 0 || by_timeout;
        let leads = [
            made.task(world, task),
            lead(Part::Cancelled, at, &name),
            lead(Part::Caught, caught.site, &name),
        ];
        let what = What::CancelSwallowed { task: name, went_on };
        let finding = Finding::new(what, caught.site, caught.step);
        found.add(finding.led_by(leads.into_iter().flatten().collect()));
    }

    /// The program is over: who caught its cancellation and still goes on has dropped it.
    pub(super) fn settle(&mut self, world: &World, made: &Made, found: &mut Findings) {
        let going_on = self
            .asked
            .iter()
            .filter(|(_, asked)| asked.caught.as_ref().is_some_and(|caught| caught.waits >= WENT_ON));
        for task in going_on.map(|(task, _)| *task).collect::<Vec<_>>() {
            self.swallowed(task, world, made, found);
        }
        self.asked.clear();
    }
}
