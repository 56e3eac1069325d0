//! Names, values, states and templates: what arrows and sentences are made of.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::lang::Lang;
use crate::trace::event::{Actor, Event, ObjectKind, Place, State, Target, Waiting};
use crate::trace::id::{FileId, FutureId, HandleId, ObjectId, TaskId};
use crate::trace::value::Value;
use crate::trace::world::World;
use crate::view::role::{Line, Role};

/// Tells one event.
pub(super) struct Teller<'a> {
    pub(super) world: &'a World,
    pub(super) lang: Lang,
    pub(super) event: &'a Event,
}

/// What is told, in pieces with their roles; borrowed where the text is at hand, because runs tell of very many events.
pub(super) type Told<'a> = SmallVec<[(Role, Cow<'a, str>); 4]>;

/// What fills the gap of this name in a template.
pub(super) type Gap<'a> = (&'static str, Told<'a>);

impl<'a> Teller<'a> {
    /// One of two texts, by language.
    pub(super) fn choose(&self, english: &'static str, chinese: &'static str) -> &'static str {
        match self.lang {
            Lang::En => english,
            Lang::Zh => chinese,
        }
    }

    /// The template of the language, with its `{gaps}` filled.
    pub(super) fn fill(&self, english: &'static str, chinese: &'static str, gaps: &[Gap<'a>]) -> Told<'a> {
        let mut told = Told::new();
        let mut rest = self.choose(english, chinese);
        while let Some((before, gap, after)) = next_gap(rest) {
            told.push((Role::Plain, before.into()));
            for (_, filling) in gaps.iter().filter(|(name, _)| *name == gap) {
                told.extend(filling.iter().cloned());
            }
            rest = after;
        }
        told.push((Role::Plain, rest.into()));
        told
    }

    pub(super) fn object(&self, id: ObjectId) -> Told<'a> {
        match self.world.label(id) {
            Some(label) => one(Role::Strong, label),
            None => one(Role::Strong, format!("?#{id}")),
        }
    }

    pub(super) fn task(&self, id: TaskId) -> Told<'a> {
        match self.world.task(id) {
            Some(task) => one(Role::Strong, task.name()),
            None => one(Role::Strong, format!("task#{id}")),
        }
    }

    pub(super) fn future(&self, id: FutureId) -> Told<'a> {
        let label = self
            .world
            .future(id)
            .map(|future| future.label())
            .filter(|label| !label.is_empty());
        one(
            Role::Strong,
            label.map_or_else(|| format!("future#{id}"), |label| format!("{label}#{id}")),
        )
    }

    /// A callback in the loop: the coroutine whose step it is, or what it calls.
    pub(super) fn handle(&self, id: HandleId) -> Told<'a> {
        let Some(handle) = self.world.handle(id) else {
            return one(Role::Strong, format!("handle#{id}"));
        };
        match handle.task() {
            Some(task) => self.driven(task),
            None => one(Role::Strong, handle.callback()),
        }
    }

    /// The coroutine a task drives, or the task where that is not one of the program's.
    pub(super) fn driven(&self, task: TaskId) -> Told<'a> {
        match self.world.task(task).map(|task| task.coro()) {
            Some(Target::Object(id)) => self.object(*id),
            _ => self.task(task),
        }
    }

    pub(super) fn actor(&self, actor: &'a Actor) -> Told<'a> {
        match actor {
            Actor::Module => one(Role::Plain, "main"),
            Actor::Function(name) => one(Role::Plain, format!("{name}()")),
            Actor::Object(id) => self.object(*id),
            Actor::Task(id) => self.task(*id),
            Actor::Loop(_) => one(Role::Plain, self.choose("the event loop", "事件循环")),
            Actor::Library(module) => one(Role::Dim, &**module),
            Actor::Gc => one(Role::Dim, self.choose("garbage collection", "垃圾回收")),
        }
    }

    pub(super) fn target(&self, target: &'a Target) -> Told<'a> {
        match target {
            Target::Object(id) => self.object(*id),
            Target::Task(id) => self.task(*id),
            Target::Future(id) => self.future(*id),
            Target::Other(value) => value_of(value),
        }
    }

    /// The code the program is in.
    pub(super) fn place(&self) -> Told<'a> {
        match &self.event.place {
            Some(Place::Module) | None => one(Role::Plain, "main"),
            Some(Place::Function(name)) => one(Role::Plain, format!("{name}()")),
            Some(Place::Object(id)) => self.object(*id),
        }
    }

    /// What a task waits for.
    pub(super) fn waiting(&self, on: &'a Waiting) -> Told<'a> {
        match on {
            Waiting::Future(id, what) if what.is_empty() => self.future(*id),
            Waiting::Future(_, what) => one(Role::Strong, &**what),
            Waiting::Task(id) => self.task(*id),
            Waiting::Sleep(until) => {
                let until = until.parse().map_or_else(|_| until.to_string(), seconds);
                self.fill(
                    "sleep until {until}",
                    "sleep 到 {until}",
                    &[("until", one(Role::Value, until))],
                )
            }
            Waiting::Group(call, members) => {
                let members = self.list(members.iter().map(|member| self.target(member)));
                self.fill(
                    "{call} of {members}",
                    "{members} 的 {call}",
                    &[("call", one(Role::Strong, &**call)), ("members", members)],
                )
            }
            Waiting::Turn => one(Role::Plain, self.choose("its next turn", "下一轮")),
            Waiting::Other(what) => one(Role::Value, &**what),
        }
    }

    /// Several names as one list.
    pub(super) fn list(&self, items: impl Iterator<Item = Told<'a>>) -> Told<'a> {
        let mut list = Told::new();
        for item in items {
            if !list.is_empty() {
                list.push((Role::Plain, self.choose(", ", "、").into()));
            }
            list.extend(item);
        }
        list
    }

    /// The line of the event: `line 5`, or `helper.py line 5` outside FILE; nothing where it has none.
    pub(super) fn line(&self) -> Option<Told<'a>> {
        let site = self.event.site?;
        let number = site.line;
        Some(match (site.file, self.lang) {
            (FileId(0), Lang::En) => one(Role::Dim, format!("line {number}")),
            (FileId(0), Lang::Zh) => one(Role::Dim, format!("第 {number} 行")),
            (file, lang) => {
                let path = self.world.path(file).unwrap_or("?");
                match lang {
                    Lang::En => one(Role::Dim, format!("{path} line {number}")),
                    Lang::Zh => one(Role::Dim, format!("{path} 第 {number} 行")),
                }
            }
        })
    }

    /// Whether the object delegates by `await` rather than by `yield from`.
    pub(super) fn awaits(&self, id: ObjectId) -> bool {
        self.world
            .object(id)
            .is_some_and(|object| object.kind() != ObjectKind::Generator)
    }
}

/// Several pieces of text, one behind the other.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = Told<'a>>) -> Told<'a> {
    let mut joined = Told::new();
    for part in parts {
        joined.extend(part);
    }
    joined
}

/// Text of one piece.
pub(super) fn one<'a>(role: Role, text: impl Into<Cow<'a, str>>) -> Told<'a> {
    smallvec![(role, text.into())]
}

/// A value as Python shows it.
pub(super) fn value_of(value: &Value) -> Told<'_> {
    one(Role::Value, value.as_str())
}

/// An exception as Python shows it.
pub(super) fn error_of(value: &Value) -> Told<'_> {
    one(Role::Error, value.as_str())
}

/// A state's word in its own role.
pub(super) fn state_of<'a>(state: State) -> Told<'a> {
    let role = match state {
        State::Created => Role::Created,
        State::Running => Role::Running,
        State::Suspended => Role::Suspended,
        State::Closed => Role::Closed,
    };
    one(role, state.short())
}

/// A time on the program's clock.
pub(super) fn seconds(time: f64) -> String {
    format!("{time:.2} s")
}

/// Splits a template at its first gap.
fn next_gap(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (gap, after) = rest.split_once('}')?;
    Some((before, gap, after))
}

/// What is told as a line that stands for itself, in which neighbours of one role are one piece.
pub(super) fn settled(told: Told<'_>) -> Line {
    let mut line = Line::with_capacity(told.len());
    for (role, text) in told {
        match line.last_mut() {
            Some((last, so_far)) if *last == role => so_far.push_str(&text),
            _ if text.is_empty() => {}
            _ => line.push((role, text.into_owned())),
        }
    }
    line
}
