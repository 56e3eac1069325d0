//! The prompt: Python in one session, entry by entry, with the transitions each of them causes.

mod reader;
mod script;

use super::conduct::conduct_script;
use super::live::{LiveSink, Telling};
use super::paint::Palette;
use super::problem::RunError;
use crate::cli::Global;
use crate::error::Exit;
use crate::lang::Lang;
use crate::trace::event::Clock;
use crate::view::story::Depth;
use crate::wire::{Detail, Program};

pub(super) use script::{Need, Script};

/// How much memory a session may have, in MiB.
const MEMORY_MIB: u32 = 1024;

/// Opens a session and reads its entries from stdin.
pub(super) fn prompt(global: &Global, palette: Palette, lang: Lang) -> Result<Exit, RunError> {
    let sink = LiveSink::new(Telling::chosen(false, global), Depth::Program, palette, lang)?;
    conduct_script(session(), Script::new(), sink, lang)
}

/// A session as the Python process wants it: a program without text.
pub(super) fn session() -> Program {
    Program {
        file: "<stdin>".into(),
        args: Vec::new(),
        source: Vec::new(),
        clock: Clock::Virtual,
        detail: Detail::Transitions,
        stepping: false,
        memory_mib: MEMORY_MIB,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    }
}
