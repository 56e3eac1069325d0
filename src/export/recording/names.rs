//! The names in a recording: which object, task, file or function of the program a word means.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::LineFault;
use super::words::awaitable;
use crate::trace::event::{Actor, Place, Target};
use crate::trace::id::{FileId, FrameId, FutureId, LoopId, ObjectId, TaskId};
use crate::trace::names::MODULE;
use crate::trace::value::Value;

/// What a line tells about names.
#[derive(Deserialize)]
pub(super) struct Named {
    event: String,
    id: Option<String>,
    path: Option<String>,
    frame: Option<u32>,
    r#where: Option<String>,
}

impl Named {
    pub(super) fn of(line: &[u8]) -> Result<Named, LineFault> {
        Ok(serde_json::from_slice(line)?)
    }
}

/// The names of a whole recording.
#[derive(Default)]
pub(super) struct Names {
    objects: HashMap<String, ObjectId>,
    /// The frames of objects that ran a line.
    frames: HashMap<ObjectId, FrameId>,
    functions: HashSet<String>,
    files: HashMap<String, FileId>,
    most_frames: u32,
}

impl Names {
    /// Takes in what a line tells.
    pub(super) fn learn(&mut self, named: Named) {
        let Named { event, id, path, frame, r#where } = named;
        match (event.as_str(), id, path) {
            ("created", Some(label), _) => {
                if let Some(id) = numbered(&label).map(|(_, number)| ObjectId(number)) {
                    self.objects.insert(label, id);
                }
            }
            ("module_loaded", _, Some(path)) => {
                let next = FileId(self.files.len() as u32 + 1);
                self.files.entry(path).or_insert(next);
            }
            _ => {}
        }
        let Some(place) = r#where else { return };
        self.most_frames = self.most_frames.max(frame.unwrap_or_default());
        match (self.place(&place), frame) {
            (Place::Object(id), Some(frame)) => {
                self.frames.entry(id).or_insert(FrameId(frame));
            }
            (Place::Function(_), _) => {
                self.functions.insert(place);
            }
            (Place::Module | Place::Object(_), _) => {}
        }
    }

    /// The code that a line says runs.
    pub(super) fn place(&self, text: &str) -> Place {
        match self.known(text) {
            _ if text == MODULE => Place::Module,
            Some(id) => Place::Object(id),
            None => Place::Function(text.into()),
        }
    }

    /// A module beside FILE.
    pub(super) fn file(&self, path: &str) -> FileId {
        self.files.get(path).copied().unwrap_or_default()
    }

    /// The object of a label, its function's name, and its frame: one of its own where it ran no line.
    pub(super) fn created<'t>(&self, label: &'t str) -> Result<(ObjectId, &'t str, FrameId), LineFault> {
        let (name, number) = numbered(label).ok_or_else(|| LineFault::Word(label.into()))?;
        let frame = self.frames.get(&ObjectId(number)).copied();
        Ok((ObjectId(number), name, frame.unwrap_or(FrameId(self.most_frames.saturating_add(number)))))
    }

    /// The object of a label.
    pub(super) fn object(&self, label: &str) -> Result<ObjectId, LineFault> {
        self.known(label).ok_or_else(|| LineFault::Word(label.into()))
    }

    fn known(&self, label: &str) -> Option<ObjectId> {
        let unheard = || numbered(label).filter(|(name, _)| *name == "?").map(|(_, number)| ObjectId(number));
        self.objects.get(label).copied().or_else(unheard)
    }

    /// Who acts. A word that is no function of the program's is a part of a library.
    pub(super) fn actor(&self, text: &str) -> Actor {
        match (self.known(text), numbered(text)) {
            _ if text == MODULE => Actor::Module,
            (Some(id), _) => Actor::Object(id),
            (None, Some(("task", number))) => Actor::Task(TaskId(number)),
            (None, Some(("loop", number))) => Actor::Loop(LoopId(number)),
            _ if self.functions.contains(text) => Actor::Function(text.into()),
            _ if text == "gc" => Actor::Gc,
            _ => Actor::Library(text.into()),
        }
    }

    /// What is awaited, delegated to or woken by.
    pub(super) fn target(&self, text: &str) -> Target {
        match (self.known(text), numbered(text)) {
            (Some(id), _) => Target::Object(id),
            (None, Some(("task", number))) => Target::Task(TaskId(number)),
            (None, Some(("future", number))) => Target::Future(FutureId(number)),
            _ => match awaitable(text) {
                Some(awaitable) => Target::Awaitable(awaitable),
                None => Target::Other(Value::from(text)),
            },
        }
    }
}

/// The name and the number of `name#7`.
fn numbered(text: &str) -> Option<(&str, u32)> {
    let (name, number) = text.rsplit_once('#')?;
    Some((name, number.parse().ok()?))
}

/// The number of an id of this kind.
pub(super) fn number(text: &str, kind: &str) -> Result<u32, LineFault> {
    let number = numbered(text).filter(|(name, _)| *name == kind).map(|(_, number)| number);
    number.ok_or_else(|| LineFault::Word(text.into()))
}
