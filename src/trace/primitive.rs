//! asyncio's locks, events, semaphores, conditions and queues as they are at one step, and who waits at them.

use super::aio::Task;
use super::event::Holding;
use super::id::{PrimitiveId, Step, TaskId};
use super::world::World;

/// A primitive of the program's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Primitive {
    id: PrimitiveId,
    class: Box<str>,
    name: Option<Box<str>>,
    holds: Holding,
    since: Step,
}

impl Primitive {
    /// Its id.
    pub fn id(&self) -> PrimitiveId {
        self.id
    }

    /// Its class: `Lock`.
    pub fn class(&self) -> &str {
        &self.class
    }

    /// What the program calls it; its class and number where that is not known.
    pub fn name(&self) -> String {
        match &self.name {
            Some(name) => name.to_string(),
            None => format!("{}#{}", self.class, self.id),
        }
    }

    /// What it holds, or who holds it.
    pub fn holds(&self) -> &Holding {
        &self.holds
    }

    /// The step since which that is so.
    pub fn since(&self) -> Step {
        self.since
    }
}

impl World {
    /// All primitives that were used so far, by id.
    pub fn primitives(&self) -> impl Iterator<Item = &Primitive> {
        self.primitives.iter().map(|(_, it)| it)
    }

    /// A primitive.
    pub fn primitive(&self, id: PrimitiveId) -> Option<&Primitive> {
        self.primitives.get(id.0)
    }

    /// The tasks that wait at a primitive, the one that waits longest first.
    pub fn waiting_at(&self, id: PrimitiveId) -> Vec<&Task> {
        let mut tasks: Vec<&Task> =
            self.unfinished_tasks().filter(|task| task.waits_at() == Some(id)).collect();
        tasks.sort_by_key(|task| task.since());
        tasks
    }

    pub(super) fn hold(&mut self, id: PrimitiveId, class: &str, name: Option<&str>, holds: &Holding) {
        let since = Step(self.step().0 + 1);
        let now =
            Primitive { id, class: class.into(), name: name.map(Into::into), holds: holds.clone(), since };
        self.primitives.insert(id.0, now);
    }

    pub(super) fn wait_at(&mut self, task: TaskId, at: Option<PrimitiveId>) {
        if let Some(task) = self.tasks.get_mut(task.0) {
            task.at = at;
        }
    }
}
