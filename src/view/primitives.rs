//! asyncio's locks, events, semaphores, conditions and queues, by what the program calls them: what they hold, who waits.

use super::fit;
use super::role::{Line, Role};
use super::words::word;
use crate::lang::{Lang, say};
use crate::trace::event::{Holding, Waiting};
use crate::trace::id::TaskId;
use crate::trace::names::Style;
use crate::trace::primitive::Primitive;
use crate::trace::world::World;

/// The most primitives, and the most tasks of each, that are named.
const MOST: usize = 20;

/// A method of a primitive as the program writes it: `jobs.get` for `Queue.get`.
pub fn called(at: &Primitive, label: &str) -> String {
    let method = label.rsplit('.').next().unwrap_or(label);
    fit::visible(&format!("{}.{method}", at.name()))
}

/// What a task waits for at a primitive.
pub fn waiting(world: &World, lang: Lang, on: &Waiting, at: &Primitive) -> String {
    let name = match on {
        Waiting::Future(_, label) => called(at, label),
        _ => fit::visible(&at.name()),
    };
    let waits = word(lang, "waits for", "等待");
    // Who held a lock when the wait began may have passed it on since.
    match (on, at.holds()) {
        (Waiting::Lock(..), Holding::Lock { by: Some(by), .. }) => {
            let by = task(world, *by);
            match lang {
                Lang::En => format!("{waits} {name}, held by {by}"),
                Lang::Zh => format!("{waits} {name}（现由 {by} 持有）"),
            }
        }
        _ => format!("{waits} {name}"),
    }
}

/// What a primitive holds, or who holds it.
pub fn holding(world: &World, holds: &Holding, lang: Lang) -> String {
    match holds {
        Holding::Lock { is_locked: false, .. } => word(lang, "free", "空闲").to_owned(),
        Holding::Lock { by: None, .. } => word(lang, "locked", "已锁定").to_owned(),
        Holding::Lock { by: Some(by), .. } => {
            let by = task(world, *by);
            say!(lang, "held by {by}", "由 {by} 持有")
        }
        Holding::Event { is_set: true } => word(lang, "set", "已设置").to_owned(),
        Holding::Event { is_set: false } => word(lang, "not set", "未设置").to_owned(),
        Holding::Semaphore { left, by } => {
            let inside = tasks(world, by, lang);
            match by.is_empty() {
                true => say!(lang, "{left} left", "剩余 {left}"),
                false => say!(lang, "{left} left, held by {inside}", "剩余 {left}，由 {inside} 持有"),
            }
        }
        Holding::Queue { items, size, most } => {
            let mut inside: Vec<String> = items.iter().map(|item| fit::visible(item.as_str())).collect();
            if *size as usize > items.len() {
                inside.push("…".into());
            }
            let inside = inside.join(", ");
            match most {
                Some(most) => say!(lang, "[{inside}]  {size} of {most}", "[{inside}]  {size}，最多 {most}"),
                None => format!("[{inside}]"),
            }
        }
    }
}

/// A row for each primitive: those waited at first, then what changed last.
pub fn rows(world: &World, lang: Lang) -> Vec<Line> {
    let mut all: Vec<(&Primitive, Vec<TaskId>)> = world
        .primitives()
        .map(|it| (it, world.waiting_at(it.id()).iter().map(|task| task.id()).collect()))
        .collect();
    all.sort_by_key(|(it, waiters)| (waiters.is_empty(), std::cmp::Reverse(it.since())));
    all.truncate(MOST);
    all.sort_by_key(|(it, _)| it.id());
    let row = |(it, waiters): (&Primitive, Vec<TaskId>)| {
        let role = match it.holds() {
            Holding::Lock { is_locked: true, .. } => Role::Waiting,
            _ => Role::Plain,
        };
        let name = fit::visible(&it.name());
        let class = if name.starts_with(it.class()) { String::new() } else { format!("{} ", it.class()) };
        let mut line = vec![
            (Role::Dim, class),
            (Role::Strong, format!("{name}  ")),
            (role, holding(world, it.holds(), lang)),
        ];
        if !waiters.is_empty() {
            let waiters = tasks(world, &waiters, lang);
            line.push((Role::Dim, format!("  ← {waiters}")));
        }
        line
    };
    all.into_iter().map(row).collect()
}

fn task(world: &World, id: TaskId) -> String {
    fit::visible(&Style::People.task(world, id))
}

fn tasks(world: &World, ids: &[TaskId], lang: Lang) -> String {
    let mut names: Vec<String> = ids.iter().take(MOST).map(|id| task(world, *id)).collect();
    if ids.len() > MOST {
        let more = ids.len() - MOST;
        names.push(say!(lang, "{more} more", "还有 {more} 个"));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::{Actor, Clock, Event, Kind, Target};
    use crate::trace::id::{FutureId, LoopId, PrimitiveId, ThreadId};
    use crate::trace::value::Value;

    fn world(kinds: impl IntoIterator<Item = Kind>) -> World {
        let mut world = World::new();
        let started = Kind::ProgramStarted {
            version: 1,
            file: "a.py".into(),
            python: "X".into(),
            clock: Clock::Virtual,
        };
        for kind in [started, Kind::LoopStarted { id: LoopId(1) }].into_iter().chain(kinds) {
            let event = Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind };
            world.apply(&event).expect("it can happen");
        }
        world
    }

    fn task(id: u32) -> Kind {
        let coro = Target::Other(Value::from("x"));
        Kind::TaskCreated { task: TaskId(id), name: format!("Task-{id}").into(), coro, by: Actor::Module }
    }

    fn primitive(id: u32, class: &str, name: &str, holds: Holding) -> Kind {
        Kind::Primitive { id: PrimitiveId(id), class: class.into(), name: Some(name.into()), holds }
    }

    fn texts(world: &World, lang: Lang) -> Vec<String> {
        rows(world, lang).into_iter().map(|line| line.into_iter().map(|(_, text)| text).collect()).collect()
    }

    #[test]
    fn each_kind_says_what_it_holds_who_holds_it_and_who_waits() {
        let by = Some(TaskId(1));
        let items = vec![Value::from("'a'"), Value::from("2")];
        let waits = Kind::TaskWaiting {
            task: TaskId(2),
            on: Waiting::Lock(FutureId(1), "Lock.acquire".into(), TaskId(1)),
            deadline: None,
            at: Some(PrimitiveId(1)),
        };
        let world = world([
            task(1),
            task(2),
            primitive(1, "Lock", "accounts[\"a\"].lock", Holding::Lock { is_locked: true, by }),
            primitive(2, "Event", "gate", Holding::Event { is_set: false }),
            primitive(
                3,
                "Semaphore",
                "limit",
                Holding::Semaphore { left: 0, by: vec![TaskId(1), TaskId(2)] },
            ),
            primitive(4, "Queue", "jobs", Holding::Queue { items, size: 9, most: Some(10) }),
            Kind::TaskStep { task: TaskId(2) },
            waits,
        ]);
        let english = [
            "Lock accounts[\"a\"].lock  held by Task-1  ← Task-2",
            "Event gate  not set",
            "Semaphore limit  0 left, held by Task-1, Task-2",
            "Queue jobs  ['a', 2, …]  9 of 10",
        ];
        assert_eq!(texts(&world, Lang::En), english);
        let chinese = [
            "Lock accounts[\"a\"].lock  由 Task-1 持有  ← Task-2",
            "Event gate  未设置",
            "Semaphore limit  剩余 0，由 Task-1, Task-2 持有",
            "Queue jobs  ['a', 2, …]  9，最多 10",
        ];
        assert_eq!(texts(&world, Lang::Zh), chinese);
        let second = world.task(TaskId(2)).expect("it is there");
        let on = second.waits_for().expect("it waits");
        let at = world.primitive(PrimitiveId(1)).expect("it is there");
        assert_eq!(waiting(&world, Lang::En, on, at), "waits for accounts[\"a\"].lock, held by Task-1");
    }
}
