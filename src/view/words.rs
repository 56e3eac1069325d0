//! The words of the panes, in each language, and the names of those they speak of.

use super::fit;
use super::role::Role;
use crate::lang::{Lang, Say};
use crate::trace::event::{Actor, Place, State, Target};
use crate::trace::names::Style;
use crate::trace::world::World;

/// The English or the Chinese word.
pub fn word(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// So many of something, in English: `1 answer`, `2 answers`.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// A number of seconds, as clocks show it.
pub fn seconds(time: f64) -> String {
    format!("{time:.2} s")
}

/// A line's number, as people say it.
pub fn line_number(lang: Lang, line: u32) -> String {
    match lang {
        Lang::En => format!("line {line}"),
        Lang::Zh => format!("第 {line} 行"),
    }
}

/// The role and the sign of a state.
pub fn state_sign(state: State) -> (Role, &'static str) {
    match state {
        State::Created => (Role::Created, "○"),
        State::Running => (Role::Running, "●"),
        State::Suspended => (Role::Suspended, "z"),
        State::Closed => (Role::Closed, "x"),
    }
}

/// Who makes the tasks that asyncio.run needs for its own end.
pub const RUNNER: &str = "asyncio.run";

/// The name of whoever acts.
pub fn actor(world: &World, lang: Lang, actor: &Actor) -> String {
    fit::visible(&Style::People.actor(world, actor, |part| part.say(lang)))
}

/// The name of running code.
pub fn place(world: &World, place: &Place) -> String {
    fit::visible(&Style::People.place(world, place))
}

/// The name of what is awaited or delegated to.
pub fn target(world: &World, lang: Lang, target: &Target) -> String {
    fit::visible(&Style::People.target(world, target, |awaitable| awaitable.say(lang)))
}
