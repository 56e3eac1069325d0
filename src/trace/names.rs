//! The names of what a trace speaks of, written once: objects, tasks, futures, loops, and the code that acts.
//!
//! Who knows the names is a [`Known`]: a world, or the few bytes for each object that an exporter keeps. How they are
//! written is a [`Style`]: the JSON trace's ids, the words of claims, or what people read.

use std::borrow::Cow;
use std::collections::HashMap;

use super::event::{Actor, Awaitable, Canceller, Kind, ObjectKind, Place, Target};
use super::id::{FileId, FutureId, LoopId, ObjectId, TaskId};
use super::world::World;

/// The body of a module, as Python names it.
pub const MODULE: &str = "<module>";

/// Whoever knows what a trace calls things.
pub trait Known {
    /// An object's function and number: `averager#1`.
    fn label(&self, id: ObjectId) -> Option<Cow<'_, str>>;

    /// A task's name.
    fn task_name(&self, id: TaskId) -> Option<&str>;

    /// What a future stands for; nothing where that is not known.
    fn future_label(&self, id: FutureId) -> Option<&str>;

    /// What the program calls a future; nothing where that is not known.
    fn future_name(&self, _: FutureId) -> Option<&str> {
        None
    }
}

impl Known for World {
    fn label(&self, id: ObjectId) -> Option<Cow<'_, str>> {
        World::label(self, id).map(Cow::Borrowed)
    }

    fn task_name(&self, id: TaskId) -> Option<&str> {
        self.task(id).map(|task| task.name())
    }

    fn future_label(&self, id: FutureId) -> Option<&str> {
        self.future(id).map(|future| future.label()).filter(|label| !label.is_empty())
    }

    fn future_name(&self, id: FutureId) -> Option<&str> {
        self.future(id)?.name()
    }
}

/// For whom names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The JSON trace: ids that never change, `task#1`, `loop#1`, and functions by their bare names.
    Trace,
    /// Claims of lessons: tasks by their names, the loop as `loop`, functions by their bare names.
    Claim,
    /// People: tasks by their names, futures by the variables that hold them, and functions with parentheses.
    People,
}

impl Style {
    /// An object: `averager#1`.
    pub fn object(self, known: &impl Known, id: ObjectId) -> Cow<'_, str> {
        known.label(id).unwrap_or_else(|| format!("?#{id}").into())
    }

    /// A task.
    pub fn task(self, known: &impl Known, id: TaskId) -> Cow<'_, str> {
        match (self, known.task_name(id)) {
            (Style::Claim | Style::People, Some(name)) => name.into(),
            (Style::Claim, None) => format!("Task-{id}").into(),
            (Style::Trace | Style::People, _) => format!("task#{id}").into(),
        }
    }

    /// A future that is no task.
    pub fn future(self, known: &impl Known, id: FutureId) -> Cow<'static, str> {
        if let (Style::People, Some(name)) = (self, known.future_name(id)) {
            return name.to_owned().into();
        }
        match (self, known.future_label(id)) {
            (Style::Trace, _) => format!("future#{id}").into(),
            (Style::Claim, _) => format!("Future-{id}").into(),
            (Style::People, Some(label)) => format!("{label}#{id}").into(),
            (Style::People, None) => format!("future#{id}").into(),
        }
    }

    /// An event loop.
    pub fn event_loop(self, id: LoopId) -> Cow<'static, str> {
        match self {
            Style::Claim => "loop".into(),
            Style::Trace | Style::People => format!("loop#{id}").into(),
        }
    }

    /// A function of the program.
    pub fn function(self, name: &str) -> Cow<'_, str> {
        match self {
            Style::People => format!("{name}()").into(),
            Style::Trace | Style::Claim => name.into(),
        }
    }

    /// Whoever resumes, receives, creates or cancels; `say` has the words for a part of asyncio that cancels.
    pub fn actor<'a>(
        self,
        known: &'a impl Known,
        actor: &'a Actor,
        say: impl Fn(&'a Canceller) -> String,
    ) -> Cow<'a, str> {
        match actor {
            Actor::Module => MODULE.into(),
            Actor::Function(name) => self.function(name),
            Actor::Object(id) => self.object(known, *id),
            Actor::Task(id) => self.task(known, *id),
            Actor::Loop(id) => self.event_loop(*id),
            Actor::Canceller(part) => say(part).into(),
            Actor::Library(module) => Cow::Borrowed(module),
            Actor::Gc => "gc".into(),
        }
    }

    /// What is awaited, delegated to or woken by.
    ///
    /// What asyncio itself waits for is a value with parts; `say` has the words for it.
    pub fn target<'a>(
        self,
        known: &'a impl Known,
        target: &'a Target,
        say: impl Fn(&'a Awaitable) -> String,
    ) -> Cow<'a, str> {
        match target {
            Target::Object(id) => self.object(known, *id),
            Target::Task(id) => self.task(known, *id),
            Target::Future(id) => self.future(known, *id),
            Target::Awaitable(awaitable) => say(awaitable).into(),
            Target::Other(value) => value.as_str().into(),
        }
    }

    /// The code that runs.
    pub fn place<'a>(self, known: &'a impl Known, place: &'a Place) -> Cow<'a, str> {
        match place {
            Place::Module => MODULE.into(),
            Place::Function(name) => self.function(name),
            Place::Object(id) => self.object(known, *id),
        }
    }
}

/// The names of a trace that goes by, learnt event by event: a few bytes for each object, however long the trace.
///
/// A world knows them too, but keeps whatever there ever was; an exporter of millions of events needs only this.
#[derive(Debug, Default)]
pub struct Names {
    /// The distinct names of functions, in order of first use.
    functions: Vec<Box<str>>,
    by_name: HashMap<Box<str>, u32>,
    /// By id, which counts from 1: the function and the kind.
    objects: Vec<Option<(u32, ObjectKind)>>,
    coros: HashMap<TaskId, Target>,
    files: HashMap<FileId, Box<str>>,
}

impl Known for Names {
    fn label(&self, id: ObjectId) -> Option<Cow<'_, str>> {
        let (function, _) = self.entry(id)?;
        Some(format!("{}#{id}", self.functions[function as usize]).into())
    }

    fn task_name(&self, _: TaskId) -> Option<&str> {
        None
    }

    fn future_label(&self, _: FutureId) -> Option<&str> {
        None
    }
}

impl Names {
    /// Takes in what an event says about names.
    pub fn learn(&mut self, kind: &Kind) {
        match kind {
            Kind::Created { id, name, kind, .. } => {
                let function = self.function(name);
                let place = id.0 as usize;
                if self.objects.len() <= place {
                    self.objects.resize(place + 1, None);
                }
                self.objects[place] = Some((function, *kind));
            }
            Kind::TaskCreated { task, coro, .. } => {
                self.coros.insert(*task, coro.clone());
            }
            Kind::ModuleLoaded { file, path } => {
                self.files.insert(*file, path.clone());
            }
            _ => {}
        }
    }

    fn function(&mut self, name: &str) -> u32 {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let new = self.functions.len() as u32;
        self.functions.push(name.into());
        self.by_name.insert(name.into(), new);
        new
    }

    /// What kind an object is, if it was heard of.
    pub fn kind(&self, id: ObjectId) -> Option<ObjectKind> {
        self.entry(id).map(|(_, kind)| kind)
    }

    fn entry(&self, id: ObjectId) -> Option<(u32, ObjectKind)> {
        self.objects.get(id.0 as usize).copied().flatten()
    }

    /// What a task drives.
    pub fn coro(&self, id: TaskId) -> Option<&Target> {
        self.coros.get(&id)
    }

    /// The path of a module beside FILE.
    pub fn file(&self, id: FileId) -> &str {
        self.files.get(&id).map_or("?", |path| path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::State;
    use crate::trace::id::FrameId;
    use crate::trace::value::Value;

    fn created() -> Kind {
        Kind::Created {
            id: ObjectId(1),
            name: "averager".into(),
            kind: ObjectKind::Generator,
            frame: FrameId(2),
            defined: None,
            by: Actor::Module,
            after: State::Created,
        }
    }

    #[test]
    fn each_reader_has_its_own_way_to_write_the_same_name() {
        let mut names = Names::default();
        names.learn(&created());
        let styles = [Style::Trace, Style::Claim, Style::People];
        let written =
            |actor: Actor| styles.map(|style| style.actor(&names, &actor, |_| String::new()).into_owned());
        assert_eq!(written(Actor::Module), ["<module>"; 3]);
        assert_eq!(written(Actor::Function("f".into())), ["f", "f", "f()"]);
        assert_eq!(written(Actor::Object(ObjectId(1))), ["averager#1"; 3]);
        assert_eq!(written(Actor::Object(ObjectId(7))), ["?#7"; 3]);
        assert_eq!(written(Actor::Task(TaskId(2))), ["task#2", "Task-2", "task#2"]);
        assert_eq!(written(Actor::Loop(LoopId(1))), ["loop#1", "loop", "loop#1"]);
        let target = Target::Other(Value::from("range(3)"));
        assert!(styles.iter().all(|style| style.target(&names, &target, |_| String::new()) == "range(3)"));
    }
}
