//! Small numbers that name things in a trace; each kind is a type of its own so that they never mix.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// Names a generator, coroutine or async generator: a count from 1, in order of creation, over all kinds together.
    ObjectId,
    /// Names one activation of a function, or a generator's frame for its whole life; from 1.
    FrameId,
    /// Names a source file of the program: 0 is FILE, the others are modules beside it in order of import.
    FileId,
    /// Names a thread: 0 is the main thread, the others in order of their first event.
    ThreadId,
    /// Names an asyncio event loop, from 1 in order of creation.
    LoopId,
    /// Names an asyncio task, from 1 in order of creation.
    TaskId,
    /// Names an asyncio or concurrent future that is not a task, from 1.
    FutureId,
    /// Names one of asyncio's primitives (a lock, an event, a semaphore, a condition, a queue) that the program made, from 1.
    PrimitiveId,
    /// Names a handle of the event loop (a scheduled callback), from 1.
    HandleId,
}

/// A position in a trace: how many events lie before it. Step 0 is the world before anything happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Step(pub u64);

impl Step {
    /// The sequence number of the event that leads to this step, if any.
    pub fn last_seq(self) -> Option<u64> {
        self.0.checked_sub(1)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
