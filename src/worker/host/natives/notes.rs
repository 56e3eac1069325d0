//! The part of the interface by which asyncio's hooks note something for the learner, a function for each note.

use rustpython_vm::builtins::PyStrRef;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use super::interface::Native;
use super::namespace::Natives;
use crate::trace::event::{Complaint, Kind, Note};
use crate::worker::listen::arguments::{awaitable, text};
use crate::worker::listen::asyncio::tell_of_loop;
use crate::worker::tracer::Tracer;

impl Natives<'_> {
    /// What the hooks note.
    pub(super) fn notes(&self, tracer: &'static Tracer) -> PyResult<()> {
        let note = move |note: Note, vm: &VirtualMachine| tell_of_loop(tracer, Kind::Note(note), vm);
        self.add(Native::CancelSwallowed, move |task: PyStrRef, vm: &VirtualMachine| {
            note(Note::CancelSwallowed { task: text(&task) }, vm);
        })?;
        self.add(Native::CancelRefused, move |task: PyStrRef, vm: &VirtualMachine| {
            note(Note::CancelRefused { task: text(&task) }, vm);
        })?;
        self.add(Native::Uncancelled, move |task: PyStrRef, left: u32, vm: &VirtualMachine| {
            note(Note::Uncancelled { task: text(&task), left }, vm);
        })?;
        self.add(Native::AsyncgensClosed, move |generators: Vec<PyStrRef>, vm: &VirtualMachine| {
            let generators = generators.iter().map(|name| text(name)).collect();
            note(Note::AsyncgensClosed { generators }, vm);
        })?;
        self.add(Native::AsyncgenFinalised, move |generator: PyStrRef, vm: &VirtualMachine| {
            note(Note::AsyncgenFinalised { generator: text(&generator) }, vm);
        })?;
        self.add(
            Native::Complaint,
            move |message: PyStrRef,
                  of: PyObjectRef,
                  exception: PyObjectRef,
                  vm: &VirtualMachine|
                  -> PyResult<()> {
                let given = |thing: &PyObjectRef| !vm.is_none(thing);
                let of = given(&of).then(|| awaitable(&of, vm)).transpose()?;
                let exception = given(&exception).then(|| tracer.safe_repr(&exception, vm));
                let message = text(&message);
                let about = complaint(&message);
                note(Note::Complaint { about, message, of, exception }, vm);
                Ok(())
            },
        )
    }
}

/// What a message of asyncio's is about (`Lib/asyncio/tasks.py`, `futures.py`, `base_events.py`, `events.py`,
/// `runners.py`): the context of the exception handler does not say it otherwise.
fn complaint(message: &str) -> Complaint {
    const MESSAGES: [(&str, Complaint); 5] = [
        ("destroyed but it is pending", Complaint::TaskDestroyed),
        ("exception was never retrieved", Complaint::NeverRetrieved),
        ("closing of asynchronous generator", Complaint::Asyncgen),
        ("Exception in callback", Complaint::Callback),
        ("unhandled exception during asyncio.run() shutdown", Complaint::Shutdown),
    ];
    let known = MESSAGES.iter().find(|(part, _)| message.contains(part));
    known.map_or(Complaint::Other, |(_, about)| *about)
}
