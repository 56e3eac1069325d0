//! The Python process: runs one program or one session in the embedded interpreter and reports what happens.
//!
//! The only room that knows RustPython. In layers, each of which uses only those above it:
//!
//! | layer    | is                                                                              |
//! |----------|---------------------------------------------------------------------------------|
//! | `agenda` | who of the program's threads waits until when: the model of the virtual clock     |
//! | `clock`  | the clock the program lives by                                                    |
//! | `ledger` | what is known of the program: code, objects, threads; values as text             |
//! | `emit`   | the way out: events packed and sent, requests received, what may be printed      |
//! | `tracer` | tells events in order, with what they show of open handlers; pauses              |
//! | `listen` | what Python, its objects and asyncio do, turned into events                      |
//! | `host`   | the interpreter, a program or session in it, native functions, limits and walls  |
//!
//! An event goes from a listener (`listen/monitoring.rs`, say) through `tracer.rs` to `emit/recorder.rs`. The Python
//! files in `python/` reach the host only through the functions listed in `host/natives/interface.rs`.

mod agenda;
mod clock;
mod emit;
mod host;
mod ledger;
mod listen;
mod tracer;

pub use host::as_python;
pub use host::process::serve_process;
