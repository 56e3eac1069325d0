//! What happened, told for people: as an arrow between two actors, or as one sentence of plain words.
//!
//! Both are made of templates, an English and a Chinese one side by side, whose gaps are filled with names, values and
//! states in their roles. State words are Python's own and stay as they are in every language.

mod arrow;
mod asyncio;
mod live;
mod purpose;
mod sentence;
mod teller;

pub use live::{Depth, Live, Style};

use super::role::Line;
use crate::lang::Lang;
use crate::trace::event::{Event, Kind};
use crate::trace::id::{HandleId, ThreadId};
use crate::trace::world::World;
use teller::Teller;

/// The event as an arrow: `<module> ─send(30)→ averager#1   SUSPENDED → RUNNING   line 5`.
///
/// `world` is the world after the event. A line about to run and the program's own output have no arrow.
pub fn arrow(event: &Event, world: &World, lang: Lang) -> Option<Line> {
    Teller { world, lang, event }.arrow()
}

/// The event as a sentence: `<module> sends 30 to averager#1: SUSPENDED becomes RUNNING, line 5`.
///
/// `world` is the world after the event.
pub fn sentence(event: &Event, world: &World, lang: Lang) -> Option<Line> {
    Teller { world, lang, event }.sentence()
}

/// A callback that waits in the loop: the coroutine whose step it is, what it calls, or what it is for.
pub fn handle(world: &World, id: HandleId, lang: Lang) -> Line {
    let event = Event {
        time: world.time(),
        thread: ThreadId(0),
        site: None,
        place: None,
        kind: Kind::HandleCancelled { handle: id },
    };
    let teller = Teller { world, lang, event: &event };
    teller.handle(id)
}

#[cfg(test)]
mod tests;
