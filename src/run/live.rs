//! `run FILE`: a program as itself, with one line on stderr for each transition.

use super::conduct::conduct;
use super::output::Streams;
use super::paint::Palette;
use super::problem::RunError;
use super::program::{Pace, Prepared};
use super::sink::Sink;
use crate::cli::{Global, ProgramArgs};
use crate::error::Exit;
use crate::lang::Lang;
use crate::trace::event::{Event, Kind};
use crate::trace::world::World;
use crate::view::story::{self, Form};
use crate::wire::Detail;

/// How transitions are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// Not at all.
    Nothing,
    /// As arrows.
    Arrows,
    /// In plain words.
    Words,
}

impl Telling {
    /// What the command line asks for.
    pub(super) fn chosen(quiet: bool, global: &Global) -> Telling {
        match (quiet, global.plain) {
            (true, _) => Telling::Nothing,
            (false, true) => Telling::Words,
            (false, false) => Telling::Arrows,
        }
    }
}

/// Runs a program; its exit status is the program's.
pub(super) fn run(
    arguments: &ProgramArgs,
    telling: Telling,
    palette: Palette,
    lang: Lang,
) -> Result<Exit, RunError> {
    let detail = match telling {
        Telling::Nothing => Detail::Nothing,
        Telling::Arrows | Telling::Words => Detail::Transitions,
    };
    let prepared = Prepared::new(arguments, detail, Pace::Free)?;
    let sink = LiveSink {
        streams: Streams::open()?,
        world: World::new(),
        telling,
        palette,
        lang,
        row: String::new(),
    };
    conduct(prepared.program.clone(), arguments.timeout, sink, lang)
}

struct LiveSink {
    streams: Streams,
    /// Knows the names of what events speak of.
    world: World,
    telling: Telling,
    palette: Palette,
    lang: Lang,
    /// The line being written.
    row: String,
}

impl Sink for LiveSink {
    fn write(&mut self, events: &[Event]) -> Result<(), RunError> {
        for event in events {
            // An event that does not fit is the tracer's fault; the program's run is worth more than our picture of it.
            self.world.apply(event).ok();
            match &event.kind {
                Kind::Output { stream, bytes } => self.streams.program(*stream, bytes)?,
                kind if is_told(kind, self.telling) => self.tell(event)?,
                _ => {}
            }
        }
        self.streams.flush()
    }
}

impl LiveSink {
    fn tell(&mut self, event: &Event) -> Result<(), RunError> {
        let form = match self.telling {
            Telling::Words => Form::Sentence,
            Telling::Arrows | Telling::Nothing => Form::Arrow,
        };
        let Some(pieces) = story::pieces(event, &self.world, self.lang, form) else {
            return Ok(());
        };
        self.row.clear();
        self.palette.paint_pieces(pieces, &mut self.row);
        self.streams.remark(&self.row)
    }
}

/// Whether a run tells of an event: transitions, exceptions, what tasks do, and notes. What the loop keeps for
/// itself (handles, callbacks, futures) is for step mode and traces.
fn is_told(kind: &Kind, telling: Telling) -> bool {
    let is_limit = |topic: &str| matches!(topic, "sandbox" | "limit");
    match kind {
        Kind::Note { topic, .. } => telling != Telling::Nothing || is_limit(topic),
        _ if telling == Telling::Nothing => false,
        Kind::Exception { .. }
        | Kind::Caught { .. }
        | Kind::Uncaught { .. }
        | Kind::Iteration { .. }
        | Kind::ClockJumped { .. }
        | Kind::TaskCreated { .. }
        | Kind::TaskWaiting { .. }
        | Kind::TaskWoken { .. }
        | Kind::TaskDone { .. }
        | Kind::CancelRequested { .. }
        | Kind::ThreadStarted { .. }
        | Kind::ThreadEnded { .. }
        | Kind::Submitted { .. }
        | Kind::Switched { .. } => true,
        kind => kind.is_transition(),
    }
}
