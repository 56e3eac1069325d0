//! What the tracer knows: the program's code, its generator-like objects, and for each thread who runs on whose behalf.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustpython_vm::frame::FrameObject;
use rustpython_vm::{AsObject, Py, PyObject, PyRef, VirtualMachine};

use super::clock::ProgramClock;
use super::code::WatchedCode;
use super::evaluate;
use super::handlers::Caught;
use super::outlet::Outlet;
use super::picture;
use super::probe::Monitoring;
use super::recorder::{Asked, Recorder};
use crate::trace::event::{Actor, Event, How, Input, Kind, Note, ObjectKind, Place, Site, State, Target};
use crate::trace::id::{FileId, FrameId, LoopId, ObjectId, TaskId, ThreadId};
use crate::trace::value::Value;
use crate::wire::Frame;

static TRACER: OnceLock<Tracer> = OnceLock::new();

/// The one tracer of this process; slots of Python's types are plain functions and find it here.
pub fn tracer() -> Option<&'static Tracer> {
    TRACER.get()
}

/// Puts the tracer in its place; the first one stays.
pub fn install(tracer: Tracer) -> &'static Tracer {
    TRACER.get_or_init(|| tracer)
}

/// The tracer of a run.
pub struct Tracer {
    /// Where events go.
    pub recorder: Recorder,
    /// The program's clock.
    pub clock: ProgramClock,
    monitoring: OnceLock<Monitoring>,
    /// What it prints.
    pub outlet: Outlet,
    table: Mutex<Table>,
}

/// What is known of the program. The lock is held for look-ups only, never while Python could run.
#[derive(Default)]
pub struct Table {
    codes: FxHashMap<usize, Arc<WatchedCode>>,
    by_path: FxHashMap<Box<str>, FileId>,
    objects: Vec<Tracked>,
    by_address: FxHashMap<usize, usize>,
    by_frame: FxHashMap<usize, usize>,
    /// asyncio's tasks and futures by address: what the trace calls them, and their picture.
    by_future: FxHashMap<usize, NamedFuture>,
    frames: u32,
    threads: u32,
    files: u32,
}

/// A generator-like object of the program.
#[derive(Clone)]
pub struct Tracked {
    /// The addresses of the object and of its frame, while they live.
    addresses: (usize, usize),
    /// Its id.
    pub id: ObjectId,
    /// Which kind.
    pub kind: ObjectKind,
    /// The frame it owns.
    pub frame: FrameId,
    /// Its code.
    pub code: Arc<WatchedCode>,
    /// Its state, as told by the events so far.
    pub state: State,
    /// Which of its `yield from` or `await` it is in, while it is, and the object it hands over to if that is one of ours.
    pub delegating: Option<(u32, Option<ObjectId>)>,
    /// The address of what it hands over to, where that is none of ours.
    pub target: usize,
    /// The line it sleeps on.
    pub site: Site,
    /// How an async generator will be resumed when its awaitable is awaited.
    pub ordered: Option<(How, Input)>,
    /// Whether it sleeps inside an `await` rather than at a `yield` of its own.
    pub awaiting: bool,
}

/// An object that runs, and on whose behalf.
pub struct Running {
    /// The object, as an index into the table.
    pub index: usize,
    /// Its frame; never dropped while this thread's book is open, because that can run code of the program.
    pub frame: PyRef<FrameObject>,
    /// Who resumed it, and gets its answer.
    pub by: Actor,
    /// With what.
    pub input: Input,
    /// Its resumption is told, and its own first event is still to come.
    pub announced: bool,
}

/// What one thread of the program is at.
pub struct Local {
    /// Its id in the trace.
    pub thread: ThreadId,
    /// The objects that run, outermost first.
    pub running: Vec<Running>,
    /// The address of the exception that is on its way, so that it is told once.
    pub in_flight: usize,
    /// The last exception that left an object: what passes through its delegators untouched.
    pub passing: Option<Value>,
    /// The last value that was yielded: what passes through its delegators untouched.
    pub yielded: Option<Value>,
    /// An `except` clause that got an exception and has not yet shown that it keeps it.
    pub caught: Option<Caught>,
    /// The same of each `with` and `finally`.
    pub undecided: Vec<Caught>,
    /// A yield that waits until its object sleeps and its delegate can be seen.
    pub deferred: Option<Deferred>,
    /// The async generator that the interpreter disposes of, as an index into the table.
    pub collected: Option<usize>,
    /// A task that is about to make its first step while it is made.
    pub eager: Option<TaskId>,
    /// The task that the loop steps.
    pub task: Option<TaskId>,
    /// The loop that runs.
    pub event_loop: LoopId,
    /// The activations of the program's functions on the stack: frame address, id.
    pub activations: Vec<(usize, FrameId)>,
}

/// What the trace calls the task or future at an address.
struct NamedFuture {
    /// The address of its class.
    class: usize,
    target: Target,
    label: Box<str>,
}

/// A yield inside `yield from` whose delegate is not known before the object sleeps.
pub struct Deferred {
    /// The object, as an index into the table.
    pub index: usize,
    /// Its frame.
    pub frame: PyRef<FrameObject>,
    /// The event to tell after the delegation.
    pub event: Event,
}

thread_local! {
    static LOCAL: RefCell<Option<Local>> = const { RefCell::new(None) };
    static QUIET: Cell<u32> = const { Cell::new(0) };
    static STANDING: Cell<Option<Standing>> = const { Cell::new(None) };
}

/// Where a program stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Before a line: every object is in the state that the trace says.
    AtALine,
    /// In the middle of a transition: what is told already may be about to happen.
    Midway,
}

impl Standing {
    /// Where this thread stands still, if it does.
    pub fn now() -> Option<Standing> {
        STANDING.get()
    }
}

/// While it lives, nothing that happens on this thread is traced.
pub struct Quiet(());

impl Quiet {
    /// Begins the silence.
    pub fn new() -> Quiet {
        QUIET.with(|quiet| quiet.set(quiet.get() + 1));
        Quiet(())
    }

    /// Whether this thread is silent.
    pub fn reigns() -> bool {
        QUIET.with(Cell::get) > 0
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.with(|quiet| quiet.set(quiet.get() - 1));
    }
}

impl Tracer {
    /// Makes the tracer of a run.
    pub fn new(recorder: Recorder, clock: ProgramClock, outlet: Outlet) -> Tracer {
        Tracer { recorder, clock, monitoring: OnceLock::new(), outlet, table: Mutex::new(Table::default()) }
    }

    /// Keeps what is needed to follow more code; the first one stays.
    pub fn listen_with(&self, monitoring: Monitoring) {
        let _ = self.monitoring.set(monitoring);
    }

    /// What is needed to follow more code; `None` where nothing is traced.
    pub fn monitoring(&self) -> Option<&Monitoring> {
        self.monitoring.get()
    }

    /// Looks something up, or notes it. Nothing in `look` may run Python or drop Python objects.
    pub fn with_table<R>(&self, look: impl FnOnce(&mut Table) -> R) -> R {
        look(&mut self.table.lock())
    }

    /// What is known of a code object, by its address.
    pub fn code(&self, key: usize) -> Option<Arc<WatchedCode>> {
        self.table.lock().codes.get(&key).cloned()
    }

    /// Works on what this thread is at; makes it on its first event.
    pub fn with_local<R>(&self, vm: &VirtualMachine, work: impl FnOnce(&mut Local) -> R) -> R {
        let fresh = LOCAL.with(|local| local.borrow().is_none());
        if fresh {
            self.greet_thread(vm);
        }
        LOCAL.with(|local| {
            let mut local = local.borrow_mut();
            work(local.get_or_insert_with(|| Local::new(ThreadId(0))))
        })
    }

    fn greet_thread(&self, vm: &VirtualMachine) {
        let thread = self.with_table(|table| {
            table.threads += 1;
            ThreadId(table.threads - 1)
        });
        LOCAL.with(|local| *local.borrow_mut() = Some(Local::new(thread)));
        if thread.0 > 0 {
            let name = thread_name(vm).unwrap_or_else(|| format!("Thread-{thread}"));
            self.tell(vm, None, None, Kind::ThreadStarted { thread_name: name.into() });
        }
    }

    /// Tells what happened, and stands still where the step in progress ends here.
    pub fn tell(&self, vm: &VirtualMachine, site: Option<Site>, place: Option<Place>, kind: Kind) {
        let event = self.event(vm, site, place, kind);
        self.tell_event(vm, &event);
    }

    /// An event that happens now, on this thread.
    pub fn event(&self, vm: &VirtualMachine, site: Option<Site>, place: Option<Place>, kind: Kind) -> Event {
        let thread = self.with_local(vm, |local| local.thread);
        Event { time: self.clock.seconds(), thread, site, place, kind }
    }

    /// Records an event, and stands still where the step in progress ends here.
    pub fn tell_event(&self, vm: &VirtualMachine, event: &Event) {
        if event.kind.is_transition()
            && let Some(source) = evaluate::typed_now()
        {
            self.note(Note::Typed { source: source.into() }, vm);
        }
        self.settle_caught(vm);
        self.settle_undecided(event, vm);
        self.record(vm, event);
    }

    /// Records an event that leaves open whether a handler keeps its exception.
    pub fn record(&self, vm: &VirtualMachine, event: &Event) {
        if self.recorder.record(event) && STANDING.get().is_none() {
            let standing =
                if matches!(event.kind, Kind::Line { .. }) { Standing::AtALine } else { Standing::Midway };
            self.stand_still(standing, vm);
        }
    }

    fn stand_still(&self, standing: Standing, vm: &VirtualMachine) {
        STANDING.set(Some(standing));
        self.recorder.pause();
        loop {
            let answer = match vm.allow_threads(|| self.recorder.asked()) {
                Asked::GoOn => break,
                Asked::Evaluate(expression) => Frame::Evaluated(match standing {
                    Standing::AtALine => evaluate::evaluate_at_a_line(&expression, self, vm),
                    Standing::Midway => evaluate::evaluate(&expression, self, vm),
                }),
                Asked::Complete(text, cursor) => {
                    Frame::Completions(super::session::complete(&text, cursor, self, vm))
                }
            };
            self.recorder.send(&answer);
        }
        STANDING.set(None);
    }

    /// The text of a value.
    pub fn picture(&self, object: &PyObject, vm: &VirtualMachine) -> Value {
        let _quiet = Quiet::new();
        picture::picture(object, vm, &|object| self.label(object))
    }

    /// How an object with an id of ours is called: `<generator averager#1>`.
    fn label(&self, object: &PyObject) -> Option<String> {
        self.with_table(|table| {
            if let Some(named) = table.named_future(object) {
                return Some(named.label.to_string());
            }
            let index = *table.by_address.get(&object.get_id())?;
            let tracked = &table.objects[index];
            let kind = match tracked.kind {
                ObjectKind::Generator => "generator",
                ObjectKind::Coroutine => "coroutine",
                ObjectKind::AsyncGenerator => "async_generator",
            };
            Some(format!("<{kind} {}#{}>", tracked.code.name, tracked.id))
        })
    }
}

impl Table {
    /// Notes a code object of the program.
    pub fn watch(&mut self, code: WatchedCode) -> Arc<WatchedCode> {
        let code = Arc::new(code);
        self.codes.insert(code.key(), Arc::clone(&code));
        code
    }

    /// Notes the name under which tracebacks know a file.
    pub fn name_file(&mut self, path: &str, file: FileId) {
        self.by_path.insert(path.into(), file);
    }

    /// The file that tracebacks know under this name.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The next file id; the first one is FILE's.
    pub fn new_file(&mut self) -> FileId {
        self.files += 1;
        FileId(self.files - 1)
    }

    /// The next frame id.
    pub fn new_frame(&mut self) -> FrameId {
        self.frames += 1;
        FrameId(self.frames)
    }

    /// Notes a new object; its index.
    pub fn add(
        &mut self,
        address: usize,
        frame_address: usize,
        code: Arc<WatchedCode>,
        kind: ObjectKind,
    ) -> usize {
        let index = self.objects.len();
        let frame = self.new_frame();
        let site = code.defined();
        self.objects.push(Tracked {
            addresses: (address, frame_address),
            site,
            id: ObjectId(index as u32 + 1),
            kind,
            frame,
            code,
            state: State::Created,
            delegating: None,
            target: 0,
            ordered: None,
            awaiting: false,
        });
        self.by_address.insert(address, index);
        self.by_frame.insert(frame_address, index);
        index
    }

    /// The index of an object by its address.
    pub fn by_address(&self, address: usize) -> Option<usize> {
        self.by_address.get(&address).copied()
    }

    /// The index of an object by the address of its frame.
    pub fn by_frame(&self, address: usize) -> Option<usize> {
        self.by_frame.get(&address).copied()
    }

    /// Forgets the frame of an object that is closed: its address may be used again at once.
    pub fn forget_frame(&mut self, index: usize) {
        let (_, frame_address) = self.objects[index].addresses;
        if self.by_frame.get(&frame_address) == Some(&index) {
            self.by_frame.remove(&frame_address);
        }
    }

    /// Forgets the addresses of an object that is about to be freed: others may get them.
    pub fn forget(&mut self, index: usize) {
        let (address, _) = self.objects[index].addresses;
        if self.by_address.get(&address) == Some(&index) {
            self.by_address.remove(&address);
        }
        self.forget_frame(index);
    }

    /// Notes what the trace calls a task or future.
    pub fn name_future(&mut self, future: &PyObject, target: Target, label: String) {
        let class = future.class().get_id();
        self.by_future.insert(future.get_id(), NamedFuture { class, target, label: label.into() });
    }

    /// What the trace calls a task or future.
    pub fn future(&self, object: &PyObject) -> Option<Target> {
        self.named_future(object).map(|named| named.target.clone())
    }

    /// A future's death is not told, and anything may get its address; a new future of its class makes it forgotten.
    fn named_future(&self, object: &PyObject) -> Option<&NamedFuture> {
        self.by_future.get(&object.get_id()).filter(|named| named.class == object.class().get_id())
    }

    /// Forgets the task or future that was at this address before.
    pub fn forget_future(&mut self, address: usize) {
        self.by_future.remove(&address);
    }

    /// What is known of an object.
    pub fn object(&mut self, index: usize) -> &mut Tracked {
        &mut self.objects[index]
    }
}

impl Local {
    fn new(thread: ThreadId) -> Local {
        Local {
            thread,
            running: Vec::new(),
            in_flight: 0,
            passing: None,
            yielded: None,
            deferred: None,
            caught: None,
            undecided: Vec::new(),
            collected: None,
            eager: None,
            task: None,
            event_loop: LoopId(0),
            activations: Vec::new(),
        }
    }

    /// The index of the innermost object that runs.
    pub fn innermost(&self) -> Option<usize> {
        self.running.last().map(|running| running.index)
    }
}

/// The address that names a frame while it lives.
pub fn frame_key(frame: &Py<FrameObject>) -> usize {
    frame.as_object().get_id()
}

fn thread_name(vm: &VirtualMachine) -> Option<String> {
    let _quiet = Quiet::new();
    let threading = vm.import("threading", 0).ok()?;
    let thread = vm.call_method(&threading, "current_thread", ()).ok()?;
    let name = thread.get_attr("name", vm).ok()?;
    Some(name.str(vm).ok()?.to_string_lossy().into_owned())
}
