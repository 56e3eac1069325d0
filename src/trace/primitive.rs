//! asyncio's locks, events, semaphores, conditions and queues as they are at one step.

use super::event::Holding;
use super::id::{PrimitiveId, Step};

/// A primitive of the program's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Primitive {
    pub(super) id: PrimitiveId,
    pub(super) class: Box<str>,
    pub(super) name: Option<Box<str>>,
    pub(super) holds: Holding,
    pub(super) since: Step,
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
