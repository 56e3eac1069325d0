//! The program's code and objects, what the trace calls them, and what has been told of them.

use std::sync::Arc;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustpython_vm::{AsObject, PyObject};

use crate::trace::event::{How, Input, ObjectKind, Site, State, Target};
use crate::trace::id::{FileId, FrameId, ObjectId, ThreadId};
use crate::worker::ledger::code::WatchedCode;

/// The ledger of a run, behind its lock. The lock is held for look-ups only, never while Python could run.
#[derive(Default)]
pub(crate) struct Ledger {
    entries: Mutex<Entries>,
}

impl Ledger {
    /// Looks something up, or notes it. Nothing in `look` may run Python or drop Python objects.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&mut Entries) -> R) -> R {
        look(&mut self.entries.lock())
    }

    /// What is known of a code object, by its address.
    pub(crate) fn code(&self, key: usize) -> Option<Arc<WatchedCode>> {
        self.entries.lock().codes.get(&key).cloned()
    }

    /// How an object with an id of ours is called: `<generator averager#1>`.
    pub(crate) fn label(&self, object: &PyObject) -> Option<String> {
        let entries = self.entries.lock();
        if let Some(named) = entries.named_future(object) {
            return Some(named.label.to_string());
        }
        let index = *entries.by_address.get(&object.get_id())?;
        let tracked = &entries.objects[index];
        let kind = match tracked.kind {
            ObjectKind::Generator => "generator",
            ObjectKind::Coroutine => "coroutine",
            ObjectKind::AsyncGenerator => "async_generator",
        };
        Some(format!("<{kind} {}>", tracked.name()))
    }
}

/// What the ledger holds.
#[derive(Default)]
pub(crate) struct Entries {
    codes: FxHashMap<usize, Arc<WatchedCode>>,
    by_path: FxHashMap<Box<str>, FileId>,
    objects: Vec<Tracked>,
    by_address: FxHashMap<usize, usize>,
    by_frame: FxHashMap<usize, usize>,
    /// asyncio's tasks and futures by address: what the trace calls them, and their text.
    by_future: FxHashMap<usize, NamedFuture>,
    frames: u32,
    threads: u32,
    files: u32,
}

/// A generator-like object of the program.
#[derive(Clone)]
pub(crate) struct Tracked {
    /// The addresses of the object and of its frame, while they live.
    addresses: (usize, usize),
    /// Its id.
    pub(crate) id: ObjectId,
    /// Which kind.
    pub(crate) kind: ObjectKind,
    /// The frame it owns.
    pub(crate) frame: FrameId,
    /// Its code.
    pub(crate) code: Arc<WatchedCode>,
    /// Its state, as told by the events so far.
    pub(crate) state: State,
    /// Which of its `yield from` or `await` it is in, while it is, and the object it hands over to if that is one of ours.
    pub(crate) delegating: Option<(u32, Option<ObjectId>)>,
    /// The address of what it hands over to, where that is none of ours.
    pub(crate) target: usize,
    /// The line it sleeps on.
    pub(crate) site: Site,
    /// How an async generator will be resumed when its awaitable is awaited.
    pub(crate) ordered: Option<(How, Input)>,
    /// Whether it sleeps inside an `await` rather than at a `yield` of its own.
    pub(crate) awaiting: bool,
}

impl Tracked {
    /// How the trace calls it: `averager#1`.
    pub(crate) fn name(&self) -> String {
        format!("{}#{}", self.code.name, self.id)
    }
}

/// What the trace calls the task or future at an address.
struct NamedFuture {
    /// The address of its class.
    class: usize,
    target: Target,
    label: Box<str>,
}

impl Entries {
    /// Notes a code object of the program.
    pub(crate) fn watch(&mut self, code: WatchedCode) -> Arc<WatchedCode> {
        let code = Arc::new(code);
        self.codes.insert(code.key(), Arc::clone(&code));
        code
    }

    /// Notes the name under which tracebacks know a file.
    pub(crate) fn name_file(&mut self, path: &str, file: FileId) {
        self.by_path.insert(path.into(), file);
    }

    /// The file that tracebacks know under this name.
    pub(crate) fn file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The file id that [`Entries::new_file`] gives next.
    pub(crate) fn next_file(&self) -> FileId {
        FileId(self.files)
    }

    /// The next file id; the first one is FILE's.
    pub(crate) fn new_file(&mut self) -> FileId {
        self.files += 1;
        FileId(self.files - 1)
    }

    /// The next thread id; the first one is the main thread's.
    pub(crate) fn new_thread(&mut self) -> ThreadId {
        self.threads += 1;
        ThreadId(self.threads - 1)
    }

    /// The next frame id.
    pub(crate) fn new_frame(&mut self) -> FrameId {
        self.frames += 1;
        FrameId(self.frames)
    }

    /// Notes a new object; its index.
    pub(crate) fn add(
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
    pub(crate) fn by_address(&self, address: usize) -> Option<usize> {
        self.by_address.get(&address).copied()
    }

    /// The index of an object by the address of its frame.
    pub(crate) fn by_frame(&self, address: usize) -> Option<usize> {
        self.by_frame.get(&address).copied()
    }

    /// Forgets the frame of an object that is closed: its address may be used again at once.
    pub(crate) fn forget_frame(&mut self, index: usize) {
        let (_, frame_address) = self.objects[index].addresses;
        if self.by_frame.get(&frame_address) == Some(&index) {
            self.by_frame.remove(&frame_address);
        }
    }

    /// Forgets the addresses of an object that is about to be freed: others may get them.
    pub(crate) fn forget(&mut self, index: usize) {
        let (address, _) = self.objects[index].addresses;
        if self.by_address.get(&address) == Some(&index) {
            self.by_address.remove(&address);
        }
        self.forget_frame(index);
    }

    /// Notes what the trace calls a task or future.
    pub(crate) fn name_future(&mut self, future: &PyObject, target: Target, label: String) {
        let class = future.class().get_id();
        self.by_future.insert(future.get_id(), NamedFuture { class, target, label: label.into() });
    }

    /// What the trace calls a task or future.
    pub(crate) fn future(&self, object: &PyObject) -> Option<Target> {
        self.named_future(object).map(|named| named.target.clone())
    }

    /// A future's death is not told, and anything may get its address; a new future of its class makes it forgotten.
    fn named_future(&self, object: &PyObject) -> Option<&NamedFuture> {
        self.by_future.get(&object.get_id()).filter(|named| named.class == object.class().get_id())
    }

    /// Forgets the task or future that was at this address before.
    pub(crate) fn forget_future(&mut self, address: usize) {
        self.by_future.remove(&address);
    }

    /// What is known of an object.
    pub(crate) fn object(&mut self, index: usize) -> &mut Tracked {
        &mut self.objects[index]
    }
}
