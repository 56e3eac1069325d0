//! The listeners: what Python, its objects and asyncio do, turned into events.
//!
//! What they need of an interpreter, so that another one can be asked for the same:
//!
//! - `sys.monitoring` (PEP 669) on the program's own code: PY_START, PY_RESUME, PY_YIELD, PY_RETURN, STOP_ITERATION, and
//!   on all code PY_THROW, PY_UNWIND, RAISE, RERAISE, EXCEPTION_HANDLED: [`monitoring`];
//! - a function called for each line of a frame (`sys.settrace`), with the frame's variables: [`lines`];
//! - to stand in front of calls of functions, and of `__next__`, `send`, `throw`, `close` and the disposal of generators,
//!   coroutines and async generators and their awaitables: [`methods`], [`awaitables`]; and of `iter` of Python's own
//!   iterables, for a `yield from` that is over at once: [`iterables`];
//! - of a frame: its code, position, caller, globals, generator, and what its generator delegates to; of code: the
//!   position of each instruction and what it does (`ledger/frames.rs`, `ledger/code.rs`);
//! - to stand in front of methods of asyncio's classes, native ones too: [`hooks`]. What is put there is Python, which
//!   tells and asks through the list in `host/natives/interface.rs`.

pub(crate) mod arguments;
pub(crate) mod asyncio;
pub(crate) mod awaitables;
pub(crate) mod awaits;
pub(crate) mod calls;
pub(crate) mod follow;
pub(crate) mod handlers;
pub(crate) mod hooks;
pub(crate) mod iterables;
pub(crate) mod lines;
pub(crate) mod methods;
pub(crate) mod monitoring;
pub(crate) mod output;
pub(crate) mod thrown;
pub(crate) mod transitions;
