//! What a task waits for, in one phrase.

use super::fit;
use super::primitives;
use super::words::{seconds, target, word};
use crate::lang::Lang;
use crate::trace::event::Waiting;
use crate::trace::id::PrimitiveId;
use crate::trace::names::Style;
use crate::trace::world::World;

/// What a task waits for, with the time that is left, and at which lock, event, semaphore, condition or queue.
pub fn waiting(world: &World, lang: Lang, on: &Waiting, at: Option<PrimitiveId>) -> String {
    if let Some(at) = at.and_then(|at| world.primitive(at)) {
        return primitives::waiting(world, lang, on, at);
    }
    match on {
        Waiting::Sleep(until) => {
            let until: f64 = until.parse().unwrap_or_default();
            let left = seconds((until - world.time()).max(0.0));
            match lang {
                Lang::En => format!("sleeps until {} ({left} left)", seconds(until)),
                Lang::Zh => format!("休眠到 {}（还剩 {left}）", seconds(until)),
            }
        }
        // Who held a lock when the wait began may have passed it on since.
        Waiting::Future(id, label) | Waiting::Lock(id, label, _) => {
            let name = world.future(*id).and_then(|future| future.name());
            let name = name.map_or_else(|| format!("{label}#{id}"), str::to_owned);
            format!("{} {}", word(lang, "waits for", "等待"), fit::visible(&name))
        }
        Waiting::Task(id) => {
            let name = Style::People.task(world, *id);
            format!("{} {}", word(lang, "waits for task", "等待任务"), fit::visible(&name))
        }
        Waiting::Group(call, members) => {
            let names: Vec<String> = members.iter().map(|member| target(world, lang, member)).collect();
            format!("{} {}({})", word(lang, "waits for", "等待"), fit::visible(call), names.join(", "))
        }
        Waiting::Turn => word(lang, "waits for its next turn", "等待下一轮").to_owned(),
        Waiting::Other(text) => format!("{} {}", word(lang, "waits for", "等待"), fit::visible(text)),
    }
}
