//! The tracer of a run: what the listeners tell goes through it, in order, to the tool; a stepped program pauses here.

use std::sync::OnceLock;

use rustpython_vm::frame::for_each_current_frame;
use rustpython_vm::{PyObject, VirtualMachine};
use smallvec::SmallVec;

use crate::trace::event::{Event, Kind, Note, Place, Site};
use crate::trace::value::Value;
use crate::wire::Reply;
use crate::worker::clock::ProgramClock;
use crate::worker::emit::outlet::Outlet;
use crate::worker::emit::recorder::{Question, Recorder};
use crate::worker::ledger::caller;
use crate::worker::ledger::frames::{FrameName, frame_name};
use crate::worker::ledger::objects::Ledger;
use crate::worker::ledger::quiet::Quiet;
use crate::worker::ledger::safe_repr;
use crate::worker::ledger::subscription::Subscription;
use crate::worker::ledger::thread::{self, PausedAt, ThreadState};

static TRACER: OnceLock<Tracer> = OnceLock::new();

/// The one tracer of this process; slots of Python's types are plain functions and find it here.
pub(crate) fn tracer() -> Option<&'static Tracer> {
    TRACER.get()
}

/// Puts the tracer in its place; the first one stays.
pub(crate) fn install(tracer: Tracer) -> &'static Tracer {
    TRACER.get_or_init(|| tracer)
}

/// Answers a question of the tool's while the program is paused.
pub(crate) type Answer = fn(Question, PausedAt, &Tracer, &VirtualMachine) -> Reply;

/// The tracer of a run.
pub(crate) struct Tracer {
    /// Where events go.
    pub(crate) recorder: Recorder,
    /// The program's clock.
    pub(crate) clock: ProgramClock,
    /// What the program prints.
    pub(crate) outlet: Outlet,
    /// What is known of the program.
    pub(crate) ledger: Ledger,
    subscription: OnceLock<Subscription>,
    answer: Answer,
}

impl Tracer {
    /// Makes the tracer of a run.
    pub(crate) fn new(recorder: Recorder, clock: ProgramClock, outlet: Outlet, answer: Answer) -> Tracer {
        Tracer { recorder, clock, outlet, ledger: Ledger::default(), subscription: OnceLock::new(), answer }
    }

    /// Keeps what is needed to follow more code; the first one stays.
    pub(crate) fn subscribe(&self, subscription: Subscription) {
        // The first one stays: there is one program in a process.
        let _ = self.subscription.set(subscription);
    }

    /// What is needed to follow more code; `None` where nothing is traced.
    pub(crate) fn subscription(&self) -> Option<&Subscription> {
        self.subscription.get()
    }

    /// Works on what this thread is at; greets the thread on its first event.
    pub(crate) fn with_thread<R>(&self, vm: &VirtualMachine, work: impl FnOnce(&mut ThreadState) -> R) -> R {
        thread::with(|| self.greet_thread(vm), work)
    }

    fn greet_thread(&self, vm: &VirtualMachine) {
        let id = self.ledger.with(|entries| entries.new_thread());
        thread::begin(id);
        if id.0 > 0 {
            let name = thread_name(vm).unwrap_or_else(|| format!("Thread-{id}"));
            self.tell(vm, None, None, Kind::ThreadStarted { thread_name: name.into() });
        }
    }

    /// Tells what happened, and pauses where the step in progress ends here.
    pub(crate) fn tell(&self, vm: &VirtualMachine, site: Option<Site>, place: Option<Place>, kind: Kind) {
        let event = self.event(vm, site, place, kind);
        self.tell_event(vm, &event);
    }

    /// Tells the learner something.
    pub(crate) fn note(&self, note: Note, vm: &VirtualMachine) {
        let caller = caller::current(&self.ledger, vm);
        self.tell(vm, caller.site, caller.place, Kind::Note(note));
    }

    /// An event that happens now, on this thread.
    pub(crate) fn event(
        &self,
        vm: &VirtualMachine,
        site: Option<Site>,
        place: Option<Place>,
        kind: Kind,
    ) -> Event {
        let thread = self.with_thread(vm, |thread| thread.id);
        Event { time: self.clock.seconds(), thread, site, place, kind }
    }

    /// Records an event and first what it shows of open handlers; pauses where the step in progress ends here.
    pub(crate) fn tell_event(&self, vm: &VirtualMachine, event: &Event) {
        if event.kind.is_transition()
            && let Some(source) = thread::take_typed()
        {
            self.note(Note::Typed { source: source.into() }, vm);
        }
        if !self.with_thread(vm, |thread| thread.handlers.is_empty()) {
            self.settle_clause(vm);
            self.settle_blocks(event, vm);
        }
        self.record(vm, event);
    }

    /// Tells that an `except` clause keeps its exception: something else happens now.
    pub(crate) fn settle_clause(&self, vm: &VirtualMachine) {
        let kept = self.with_thread(vm, |thread| {
            let kept = thread.handlers.settle_clause()?;
            thread.in_flight = 0;
            Some(kept)
        });
        if let Some(event) = kept {
            self.record(vm, &event);
        }
    }

    /// Tells what each `with` and `finally` keeps of which this event shows it.
    pub(crate) fn settle_blocks(&self, event: &Event, vm: &VirtualMachine) {
        let frames = self.with_thread(vm, |thread| thread.handlers.frames());
        if frames.is_empty() {
            return;
        }
        let mut running: SmallVec<[FrameName; 4]> = SmallVec::new();
        for_each_current_frame(|frame| {
            let name = frame_name(frame);
            if frames.contains(&name) {
                running.push(name);
            }
        });
        for event in self.with_thread(vm, |thread| thread.handlers.settle_blocks(event, &running)) {
            self.with_thread(vm, |thread| thread.in_flight = 0);
            self.record(vm, &event);
        }
    }

    /// Records an event that leaves open whether a handler keeps its exception.
    pub(crate) fn record(&self, vm: &VirtualMachine, event: &Event) {
        if self.recorder.record(event) && thread::paused().is_none() {
            let at =
                if matches!(event.kind, Kind::Line { .. }) { PausedAt::Line } else { PausedAt::Transition };
            self.pause(at, vm);
        }
    }

    /// Stands still until the tool lets the program go on, and answers what it asks meanwhile.
    fn pause(&self, at: PausedAt, vm: &VirtualMachine) {
        thread::set_paused(Some(at));
        self.recorder.pause();
        while let Some(question) = vm.allow_threads(|| self.clock.stopped(|| self.recorder.next_question())) {
            let reply = (self.answer)(question, at, self, vm);
            self.recorder.send(&reply);
        }
        thread::set_paused(None);
    }

    /// The text of a value.
    pub(crate) fn safe_repr(&self, object: &PyObject, vm: &VirtualMachine) -> Value {
        let _quiet = Quiet::new();
        safe_repr::safe_repr(object, vm, &|object| self.ledger.label(object))
    }
}

fn thread_name(vm: &VirtualMachine) -> Option<String> {
    let _quiet = Quiet::new();
    let threading = vm.import("threading", 0).ok()?;
    let thread = vm.call_method(&threading, "current_thread", ()).ok()?;
    let name = thread.get_attr("name", vm).ok()?;
    Some(name.str(vm).ok()?.to_string_lossy().into_owned())
}
