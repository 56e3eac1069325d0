//! All events of a run, with a cursor that can be put anywhere among them.
//!
//! The live world is the one after the last event; the cursor has a world of its own, so that events can be
//! appended while it stands in the past. Clones of the live world, the checkpoints, lie along the way: the world at
//! any step is the last checkpoint before it with the few events after that folded in.

mod store;

use std::borrow::Borrow;
use std::ops::Range;

use self::store::{Spot, Store};
use super::event::{Event, Kind, Stream};
use super::fold::FoldError;
use super::id::{ObjectId, Step, TaskId};
use super::query::{Stories, Story};
use super::stop::{Breakpoints, Until};
use super::world::World;

pub use self::store::Events;

/// How many events lie between two checkpoints at first.
const SPACING: u64 = 512;

/// What the checkpoints may take, in bytes: so much, and so much more for each event.
const BUDGET: (u64, u64) = (32 << 20, 24);

/// How many worlds a seek leaves along its way, for a seek to a step shortly before.
const TRAIL: u64 = 8;

/// A recorded run, or one that is under way.
#[derive(Debug)]
pub struct Timeline {
    store: Store,
    live: World,
    cursor: World,
    /// By step; the first is the world before anything happened.
    checkpoints: Vec<World>,
    spacing: u64,
    /// As [`BUDGET`].
    budget: (u64, u64),
    /// About what the checkpoints take, in bytes.
    cost: u64,
    /// Worlds on the way of the last seek, by step.
    trail: Vec<World>,
    outputs: Vec<(u64, Spot)>,
    stories: Stories,
}

/// Where a step in the recorded past came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// To what was looked for.
    Found,
    /// To the end of what is recorded, or to its beginning, without finding it.
    AtEdge,
}

/// Something the program wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The step it led to.
    pub step: Step,
    /// Where to.
    pub stream: Stream,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Default for Timeline {
    fn default() -> Self {
        Timeline {
            store: Store::default(),
            live: World::new(),
            cursor: World::new(),
            checkpoints: vec![World::new()],
            spacing: SPACING,
            budget: BUDGET,
            cost: 0,
            trail: Vec::new(),
            outputs: Vec::new(),
            stories: Stories::default(),
        }
    }
}

impl Timeline {
    /// A run of which nothing has happened yet.
    pub fn new() -> Timeline {
        Timeline::default()
    }

    /// A run whose checkpoints lie this far apart at first and may take so much, as [`BUDGET`] says.
    pub(super) fn with_spacing(spacing: u64, budget: (u64, u64)) -> Timeline {
        Timeline { spacing, budget, ..Timeline::new() }
    }

    /// A run of these events.
    pub fn of<E: Borrow<Event>>(events: impl IntoIterator<Item = E>) -> Result<Timeline, FoldError> {
        let mut timeline = Timeline::new();
        for event in events {
            timeline.append(event)?;
        }
        Ok(timeline)
    }

    /// Adds the next event. The cursor stays where it is. An impossible event is refused and not kept.
    pub fn append(&mut self, event: impl Borrow<Event>) -> Result<(), FoldError> {
        let event = event.borrow();
        self.live.apply(event)?;
        let seq = self.store.len();
        let spot = self.store.push(event);
        if matches!(event.kind, Kind::Output { .. }) {
            self.outputs.push((seq, spot));
        }
        self.stories.note(event, &self.live);
        let last = self.checkpoints.last().map_or(Step(0), World::step);
        if self.live.step().0 >= last.0 + self.spacing {
            self.add_checkpoint();
        }
        Ok(())
    }

    /// How many events there are.
    pub fn len(&self) -> u64 {
        self.store.len()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The step after the last event.
    pub fn edge(&self) -> Step {
        Step(self.len())
    }

    /// The event with this sequence number.
    pub fn event(&self, seq: u64) -> Option<Event> {
        self.store.range(seq..seq.saturating_add(1)).next().map(|(_, event)| event)
    }

    /// The event that led to a step.
    pub fn event_to(&self, step: Step) -> Option<Event> {
        self.event(step.last_seq()?)
    }

    /// The events of a range of sequence numbers, each with its number.
    pub fn events(&self, range: Range<u64>) -> Events<'_> {
        self.store.range(range)
    }

    /// The step at which the cursor stands.
    pub fn step(&self) -> Step {
        self.cursor.step()
    }

    /// The world at the cursor.
    pub fn world(&self) -> &World {
        &self.cursor
    }

    /// The world after the last event, wherever the cursor is.
    pub fn live(&self) -> &World {
        &self.live
    }

    /// Whether the cursor stands after the last event.
    pub fn at_edge(&self) -> bool {
        self.step() == self.edge()
    }

    /// Puts the cursor at a step, or after the last event where there are fewer.
    pub fn seek(&mut self, step: Step) {
        let target = step.min(self.edge());
        if target == self.step() {
            return;
        }
        if target == self.edge() {
            self.cursor = self.live.clone();
            return;
        }
        let base = self.base(target);
        if base.step() > self.step() || target < self.step() {
            self.cursor = base.clone();
        }
        self.replay(target);
    }

    /// Puts the cursor after the last event.
    pub fn seek_edge(&mut self) {
        self.seek(self.edge());
    }

    /// The world at a step, or after the last event where there are fewer; the cursor stays where it is.
    pub fn world_at(&self, step: Step) -> World {
        let target = step.min(self.edge());
        let mut world = self.base(target).clone();
        for (_, event) in self.store.range(world.step().0..target.0) {
            refold(&mut world, &event);
        }
        world
    }

    /// Goes through what happened from a step on, with the world behind each event; the cursor stays where it is.
    pub fn retrace(&self, from: Step, mut each: impl FnMut(&Event, &World)) {
        let mut world = self.world_at(from);
        for (_, event) in self.store.range(world.step().0..self.len()) {
            refold(&mut world, &event);
            each(&event, &world);
        }
    }

    /// Moves the cursor on to where such a step ends; where nothing recorded ends it, to the edge.
    pub fn forward(&mut self, until: &Until, breakpoints: &Breakpoints) -> Moved {
        let found = match until {
            Until::Step(target) => (*target <= self.edge()).then_some(*target.max(&self.step())),
            _ => self.store.first_met(self.step().0, until, breakpoints).map(|seq| Step(seq + 1)),
        };
        self.seek(found.unwrap_or(self.edge()));
        if found.is_some() { Moved::Found } else { Moved::AtEdge }
    }

    /// Moves the cursor back to the last place before it where such a step ends; where there is none, to the start.
    pub fn backward(&mut self, until: &Until, breakpoints: &Breakpoints) -> Moved {
        let found = match until {
            Until::Step(target) => Some(*target.min(&self.step())),
            Until::End if breakpoints.is_empty() => None,
            _ => {
                let before = self.step().0.saturating_sub(1);
                self.store.last_met(before, until, breakpoints).map(|seq| Step(seq + 1))
            }
        };
        self.seek(found.unwrap_or(Step(0)));
        if found.is_some() { Moved::Found } else { Moved::AtEdge }
    }

    /// The first step after `from` to which an event led that is wanted.
    pub fn find_next(&self, from: Step, mut wanted: impl FnMut(&Event) -> bool) -> Option<Step> {
        let mut events = self.store.range(from.0..self.len());
        events.find(|(_, event)| wanted(event)).map(|(seq, _)| Step(seq + 1))
    }

    /// The last step before `from` to which an event led that is wanted.
    pub fn find_previous(&self, from: Step, wanted: impl FnMut(&Event) -> bool) -> Option<Step> {
        self.store.last_wanted(from.0.saturating_sub(1), wanted).map(|seq| Step(seq + 1))
    }

    /// The last step not after `step` to which a transition led.
    pub fn last_transition(&self, step: Step) -> Option<Step> {
        self.store.last_transition(step.0).map(|seq| Step(seq + 1))
    }

    /// The first step after `step` to which a transition led.
    pub fn next_transition(&self, step: Step) -> Option<Step> {
        self.store.first_transition(step.0).map(|seq| Step(seq + 1))
    }

    /// What the program had written by a step, in order; from the end, for the last lines of it.
    pub fn output_upto(&self, step: Step) -> impl DoubleEndedIterator<Item = Piece> {
        let count = self.outputs.partition_point(|(seq, _)| *seq < step.0);
        self.outputs[..count].iter().filter_map(|(seq, spot)| match self.store.at(*spot).kind {
            Kind::Output { stream, bytes } => Some(Piece { step: Step(seq + 1), stream, bytes }),
            _ => None,
        })
    }

    /// The life of a generator-like object as far as it is recorded.
    pub fn story(&self, id: ObjectId) -> Story<'_, super::event::State> {
        self.stories.object(id, self.edge())
    }

    /// The life of a task as far as it is recorded.
    pub fn task_story(&self, id: TaskId) -> Story<'_, super::query::Life> {
        self.stories.task(id, self.edge())
    }

    /// About how many bytes it all takes.
    pub fn bytes(&self) -> usize {
        self.store.bytes() + self.cost as usize + self.stories.bytes() + self.outputs.capacity() * 16
    }

    fn add_checkpoint(&mut self) {
        // What two checkpoints do not share: some nodes of each table, and the things that changed in between.
        let changed = (self.live.weight() as u64 + 2).min(self.spacing / 4);
        self.cost += 2048 + 512 * changed;
        self.checkpoints.push(self.live.clone());
        if self.cost > self.budget.0 + self.budget.1 * self.len() {
            let mut number = 0;
            self.checkpoints.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.spacing *= 2;
            self.cost /= 2;
        }
    }

    /// The world nearest before a step, or at it, that is at hand.
    fn base(&self, target: Step) -> &World {
        let last = |worlds: &[World]| worlds.partition_point(|world| world.step() <= target).checked_sub(1);
        let checkpoint = last(&self.checkpoints).map_or(&self.checkpoints[0], |at| &self.checkpoints[at]);
        match last(&self.trail) {
            Some(at) if self.trail[at].step() > checkpoint.step() => &self.trail[at],
            _ => checkpoint,
        }
    }

    /// Folds events into the cursor's world up to a step, leaving worlds along the way where it is long.
    fn replay(&mut self, target: Step) {
        let from = self.cursor.step().0;
        let stride = (target.0 - from) / TRAIL;
        if stride >= TRAIL {
            self.trail.clear();
        }
        for (seq, event) in self.store.range(from..target.0) {
            if stride >= TRAIL && seq > from && (seq - from).is_multiple_of(stride) {
                self.trail.push(self.cursor.clone());
            }
            refold(&mut self.cursor, &event);
        }
    }
}

/// Folds an event in that was folded in before.
fn refold(world: &mut World, event: &Event) {
    let done = world.apply(event);
    debug_assert!(done.is_ok(), "an event that was taken once is taken again: {done:?}");
}

#[cfg(test)]
mod tests;
