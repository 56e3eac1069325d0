//! The names of what a trace is about, learnt event by event: the least an exporter must keep.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::lang::{Lang, Say};
use crate::trace::event::{Actor, Kind, ObjectKind, Target};
use crate::trace::id::{FileId, ObjectId, TaskId};

/// Names and kinds by id; a few bytes for each object, however long the trace.
#[derive(Default)]
pub(super) struct Names {
    /// The distinct names of functions, in order of first use.
    functions: Vec<Box<str>>,
    by_name: HashMap<Box<str>, u32>,
    /// By id, which counts from 1: the function and the kind.
    objects: Vec<Option<(u32, ObjectKind)>>,
    coros: HashMap<TaskId, Target>,
    files: HashMap<FileId, Box<str>>,
}

impl Names {
    /// Takes in what an event says about names.
    pub(super) fn learn(&mut self, kind: &Kind) {
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

    /// An object's id for readers: `averager#1`.
    pub(super) fn object(&self, id: ObjectId) -> String {
        match self.entry(id) {
            Some((function, _)) => format!("{}#{id}", self.functions[function as usize]),
            None => format!("?#{id}"),
        }
    }

    /// What kind an object is, if it was heard of.
    pub(super) fn kind(&self, id: ObjectId) -> Option<ObjectKind> {
        self.entry(id).map(|(_, kind)| kind)
    }

    fn entry(&self, id: ObjectId) -> Option<(u32, ObjectKind)> {
        self.objects.get(id.0 as usize).copied().flatten()
    }

    /// What a task drives.
    pub(super) fn coro(&self, id: TaskId) -> Option<&Target> {
        self.coros.get(&id)
    }

    /// The path of a module beside FILE.
    pub(super) fn file(&self, id: FileId) -> &str {
        self.files.get(&id).map_or("?", |path| path)
    }

    /// The name of who resumes, receives or creates.
    pub(super) fn actor<'a>(&self, actor: &'a Actor) -> Cow<'a, str> {
        match actor {
            Actor::Module => "<module>".into(),
            Actor::Function(name) => Cow::Borrowed(name),
            Actor::Object(id) => self.object(*id).into(),
            Actor::Task(id) => format!("task#{id}").into(),
            Actor::Loop(id) => format!("loop#{id}").into(),
            Actor::Library(module) => Cow::Borrowed(module),
            Actor::Gc => "gc".into(),
        }
    }

    /// The name of what is awaited, delegated to or woken by.
    pub(super) fn target<'a>(&self, target: &'a Target) -> Cow<'a, str> {
        match target {
            Target::Object(id) => self.object(*id).into(),
            Target::Task(id) => format!("task#{id}").into(),
            Target::Future(id) => format!("future#{id}").into(),
            Target::Awaitable(awaitable) => awaitable.say(Lang::En).into(),
            Target::Other(value) => Cow::Borrowed(value.as_str()),
        }
    }
}
