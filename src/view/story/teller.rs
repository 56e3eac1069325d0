//! Names, values, states and templates: what arrows and sentences are made of.

use crate::lang::{Lang, Say, say};
use crate::trace::event::{Actor, Awaitable, Event, ObjectKind, Place, State, Target, Waiting};
use crate::trace::id::{FileId, FutureId, HandleId, ObjectId, PrimitiveId, TaskId};
use crate::trace::names::{MODULE, Style};
use crate::trace::primitive::Primitive;
use crate::trace::value::Value;
use crate::trace::world::World;
use crate::view::role::{Line, Role};
use crate::view::words::line_number;
use crate::view::{fit, primitives};

/// The most names that a list has.
const MOST_LISTED: usize = 12;

/// Tells one event.
pub(super) struct Teller<'a> {
    pub(super) world: &'a World,
    pub(super) lang: Lang,
    pub(super) event: &'a Event,
}

/// What fills the gap of this name in a template.
pub(super) type Gap<'a> = (&'a str, Line);

impl Teller<'_> {
    /// One of two texts, by language.
    pub(super) fn choose<'t>(&self, english: &'t str, chinese: &'t str) -> &'t str {
        match self.lang {
            Lang::En => english,
            Lang::Zh => chinese,
        }
    }

    /// The template of the language, with its `{gaps}` filled.
    pub(super) fn fill(&self, english: &str, chinese: &str, gaps: &[Gap<'_>]) -> Line {
        let mut line = Line::new();
        let mut rest = self.choose(english, chinese);
        while let Some((before, gap, after)) = next_gap(rest) {
            push(&mut line, Role::Plain, before);
            for (_, filling) in gaps.iter().filter(|(name, _)| *name == gap) {
                filling.iter().for_each(|(role, text)| push(&mut line, *role, text));
            }
            rest = after;
        }
        push(&mut line, Role::Plain, rest);
        line
    }

    pub(super) fn object(&self, id: ObjectId) -> Line {
        one(Role::Strong, Style::People.object(self.world, id))
    }

    pub(super) fn task(&self, id: TaskId) -> Line {
        one(Role::Strong, Style::People.task(self.world, id))
    }

    pub(super) fn future(&self, id: FutureId) -> Line {
        one(Role::Strong, Style::People.future(self.world, id))
    }

    /// A callback in the loop: the coroutine whose step it is, or what it calls.
    pub(super) fn handle(&self, id: HandleId) -> Line {
        let Some(handle) = self.world.handle(id) else {
            return one(Role::Strong, format!("handle#{id}"));
        };
        match handle.task() {
            Some(task) => self.driven(task),
            None => match handle.purpose() {
                Some(purpose) => self.purpose(purpose, handle.callback()),
                None => callable(handle.callback()),
            },
        }
    }

    /// The coroutine a task drives, or the task where that is not one of the program's.
    pub(super) fn driven(&self, task: TaskId) -> Line {
        match self.world.task(task).map(|task| task.coro()) {
            Some(Target::Object(id)) => self.object(*id),
            _ => self.task(task),
        }
    }

    pub(super) fn actor(&self, actor: &Actor) -> Line {
        match actor {
            Actor::Module => one(Role::Plain, MODULE),
            Actor::Function(name) => one(Role::Plain, Style::People.function(name)),
            Actor::Object(id) => self.object(*id),
            Actor::Task(id) => self.task(*id),
            Actor::Loop(_) => one(Role::Plain, self.choose("the event loop", "事件循环")),
            Actor::Canceller(part) => one(Role::Dim, part.say(self.lang)),
            Actor::Library(module) => one(Role::Dim, &**module),
            Actor::Gc => one(Role::Dim, self.choose("garbage collection", "垃圾回收")),
        }
    }

    pub(super) fn target(&self, target: &Target) -> Line {
        match target {
            Target::Object(id) => self.object(*id),
            Target::Task(id) => self.task(*id),
            Target::Future(id) => self.future(*id),
            Target::Awaitable(awaitable) => one(Role::Value, awaitable.say(self.lang)),
            Target::Other(value) => value_of(value),
        }
    }

    /// What a task waited for, once it is there.
    pub(super) fn waker(&self, task: TaskId, by: &Target) -> Line {
        let at = self.world.task(task).and_then(|task| task.last_at());
        match by {
            Target::Awaitable(Awaitable::Sleep) => self.fill("its sleep is over", "休眠结束", &[]),
            Target::Awaitable(Awaitable::Cancel) => self.fill("the cancel", "取消", &[]),
            Target::Other(word) => one(Role::Strong, word.as_str()),
            Target::Future(id) => match self.world.future(*id).map(|future| future.label()) {
                Some(label) if at.is_some() => {
                    let at = at.and_then(|at| self.world.primitive(at));
                    one(Role::Strong, at.map(|at| primitives::called(at, label)).unwrap_or_default())
                }
                Some(label) if label != "Future" && !label.is_empty() => one(Role::Strong, label),
                _ => self.future(*id),
            },
            Target::Object(_) | Target::Task(_) | Target::Awaitable(_) => self.target(by),
        }
    }

    /// The code of the program that did this, or the event loop where none did.
    pub(super) fn doer(&self) -> Line {
        match &self.event.place {
            Some(_) => self.place(),
            None => one(Role::Plain, self.choose("the event loop", "事件循环")),
        }
    }

    /// When a timeout ends a wait.
    pub(super) fn deadline(&self, deadline: Option<f64>) -> Line {
        deadline.map_or_else(Line::new, |time| {
            let gaps = [("time", one(Role::Value, seconds(time)))];
            self.fill(" (timeout at {time})", "（{time} 超时）", &gaps)
        })
    }

    /// The code the program is in.
    pub(super) fn place(&self) -> Line {
        match &self.event.place {
            Some(Place::Module) | None => one(Role::Plain, MODULE),
            Some(Place::Function(name)) => one(Role::Plain, Style::People.function(name)),
            Some(Place::Object(id)) => self.object(*id),
        }
    }

    /// What a task waits for, and at which lock, event, semaphore, condition or queue.
    pub(super) fn waiting(&self, on: &Waiting, at: Option<PrimitiveId>) -> Line {
        let at = at.and_then(|at| self.world.primitive(at));
        match on {
            Waiting::Future(_, what) if at.is_some() => {
                one(Role::Strong, at.map(|at| primitives::called(at, what)).unwrap_or_default())
            }
            Waiting::Lock(_, _, holder) if at.is_some() => self.fill(
                "{what}, held by {holder}",
                "{what}，现由 {holder} 持有",
                &[
                    ("what", one(Role::Strong, fit::visible(&at.map(Primitive::name).unwrap_or_default()))),
                    ("holder", self.task(*holder)),
                ],
            ),
            Waiting::Future(id, what) if what.is_empty() || &**what == "Future" => self.future(*id),
            Waiting::Future(_, what) => one(Role::Strong, &**what),
            Waiting::Lock(_, what, holder) => self.fill(
                "{what}, held by {holder}",
                "{what}，现由 {holder} 持有",
                &[("what", one(Role::Strong, &**what)), ("holder", self.task(*holder))],
            ),
            Waiting::Task(id) => self.task(*id),
            Waiting::Sleep(until) => {
                let until = until.parse().map_or_else(|_| until.to_string(), seconds);
                self.fill("sleep until {until}", "sleep 到 {until}", &[("until", one(Role::Value, until))])
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

    /// Several lines as one list; of many the first, with how many more there are.
    pub(super) fn list(&self, lines: impl ExactSizeIterator<Item = Line>) -> Line {
        let mut list = Line::new();
        let more = lines.len().saturating_sub(MOST_LISTED);
        let lines = lines.take(if more > 1 { MOST_LISTED } else { usize::MAX });
        for line in lines {
            if !list.is_empty() {
                list.push((Role::Plain, self.choose(", ", "、").to_owned()));
            }
            list.extend(line);
        }
        if more > 1 {
            list.push((Role::Dim, say!(self.lang, " and {more} more", " 等，还有 {more} 个")));
        }
        list
    }

    /// The line of the event: `line 5`, or `helper.py line 5` outside FILE; nothing where it has none.
    pub(super) fn line(&self) -> Option<Line> {
        let site = self.event.site?;
        let line = line_number(self.lang, site.line);
        Some(match site.file {
            FileId(0) => one(Role::Dim, line),
            file => one(Role::Dim, format!("{} {line}", self.world.path(file).unwrap_or("?"))),
        })
    }

    /// Whether the object delegates by `await` rather than by `yield from`.
    pub(super) fn awaits(&self, id: ObjectId) -> bool {
        self.world.object(id).is_some_and(|object| object.kind() != ObjectKind::Generator)
    }
}

/// Several lines as one, in which neighbours of one role are one piece.
pub(super) fn join(lines: impl IntoIterator<Item = Line>) -> Line {
    let mut joined = Line::new();
    lines.into_iter().for_each(|line| append(&mut joined, line));
    joined
}

/// Puts a line behind another; where they meet in one role, that is one piece.
pub(super) fn append(line: &mut Line, more: Line) {
    line.reserve(more.len());
    for (role, text) in more {
        match line.last_mut() {
            Some((last, so_far)) if *last == role => so_far.push_str(&text),
            _ => line.push((role, text)),
        }
    }
}

/// A callable by the last part of its name that says something: `say` for `main.<locals>.say`.
pub(super) fn callable(name: &str) -> Line {
    let short = name.rsplit_once("<locals>.").map_or(name, |(_, short)| short);
    one(Role::Strong, short)
}

/// A line of one piece.
pub(super) fn one(role: Role, text: impl Into<String>) -> Line {
    vec![(role, text.into())]
}

/// A value as Python shows it.
pub(super) fn value_of(value: &Value) -> Line {
    one(Role::Value, value.as_str())
}

/// An exception as Python shows it.
pub(super) fn error_of(value: &Value) -> Line {
    one(Role::Error, value.as_str())
}

/// A state's word in its own role.
pub(super) fn state_of(state: State) -> Line {
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

/// Puts a text behind a line.
pub(super) fn push(line: &mut Line, role: Role, text: &str) {
    if text.is_empty() {
        return;
    }
    match line.last_mut() {
        Some((last, so_far)) if *last == role => so_far.push_str(text),
        _ => line.push((role, text.to_owned())),
    }
}
