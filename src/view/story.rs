//! What happened, told for people: as an arrow between two actors, or as one sentence of plain words.
//!
//! Both are made of templates, an English and a Chinese one side by side, whose gaps are filled with names, values and
//! states in their roles. State words are Python's own and stay as they are in every language.

mod arrow;
mod asyncio;
mod sentence;
mod teller;

use std::borrow::Cow;

use super::role::{Line, Role};
use crate::lang::Lang;
use crate::trace::event::Event;
use crate::trace::world::World;
use teller::{Teller, settled};

/// The event as an arrow: `main ─send(30)→ averager#1   SUSPENDED → RUNNING   line 5`.
///
/// `world` is the world after the event. A line about to run and the program's own output have no arrow.
pub fn arrow(event: &Event, world: &World, lang: Lang) -> Option<Line> {
    Teller { world, lang, event }.arrow().map(settled)
}

/// The event as an arrow, or as a sentence, piece by piece as it is made: for those who tell of very many events.
///
/// Neighbours may have the same role, and pieces may be empty.
pub fn pieces<'a>(
    event: &'a Event,
    world: &'a World,
    lang: Lang,
    form: Form,
) -> Option<impl Iterator<Item = (Role, Cow<'a, str>)>> {
    let teller = Teller { world, lang, event };
    let told = match form {
        Form::Arrow => teller.arrow(),
        Form::Sentence => teller.sentence(),
    };
    told.map(IntoIterator::into_iter)
}

/// How an event is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As [`arrow`] tells it.
    Arrow,
    /// As [`sentence`] tells it.
    Sentence,
}

/// The event as a sentence: `main sends 30 to averager#1: SUSPENDED becomes RUNNING, line 5`.
///
/// `world` is the world after the event.
pub fn sentence(event: &Event, world: &World, lang: Lang) -> Option<Line> {
    Teller { world, lang, event }.sentence().map(settled)
}

#[cfg(test)]
mod tests;
