//! `run FILE`: a program as itself, with one line on stderr for each transition.

use super::execute::execute;
use super::problem::RunError;
use super::program::{Pace, Prepared};
use crate::cli::{Global, ProgramArgs};
use crate::error::Exit;
use crate::lang::Lang;
use crate::terminal::output::{self, Streams};
use crate::terminal::paint::Palette;
use crate::terminal::problem::TerminalError;
use crate::terminal::sink::Sink;
use crate::terminal::transcript::Transcript;
use crate::trace::event::{Event, Kind, Note};
use crate::trace::world::World;
use crate::view::story::{self, Depth, Live, Style};
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
    fn style(self) -> Option<Style> {
        match self {
            Telling::Nothing => None,
            Telling::Arrows => Some(Style::Arrows),
            Telling::Words => Some(Style::Words),
        }
    }

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
    transcript: &Transcript,
) -> Result<Exit, RunError> {
    let detail = match telling {
        Telling::Nothing => Detail::Nothing,
        Telling::Arrows | Telling::Words => Detail::Transitions,
    };
    let depth = match arguments.under_the_hood {
        true => Depth::UnderTheHood,
        false => Depth::Program,
    };
    let prepared = Prepared::new(arguments, detail, Pace::Free)?;
    let sink = LiveSink {
        streams: Streams::open()?,
        world: World::new(),
        live: telling.style().map(|style| Live::new(style, depth, lang)),
        palette,
        lang,
        transcript: transcript.clone(),
        pending: Vec::new(),
    };
    let executed = execute(prepared.program.clone(), arguments.timeout, sink, lang, transcript)?;
    Ok(executed.exit)
}

/// Writes what a program prints, and its transitions between.
struct LiveSink {
    streams: Streams,
    /// Knows the names of what events speak of.
    world: World,
    /// Tells the transitions; `None` where none are told.
    live: Option<Live>,
    palette: Palette,
    lang: Lang,
    transcript: Transcript,
    /// The beginning of a character whose rest is still to come.
    pending: Vec<u8>,
}

impl Sink for LiveSink {
    fn write(&mut self, events: &[Event]) -> Result<(), TerminalError> {
        for event in events {
            // An event that does not fit is the tracer's fault; the program's run is worth more than our picture of it.
            self.world.apply(event).ok();
            match &event.kind {
                Kind::Output { stream, bytes } => {
                    if self.transcript.is_kept() {
                        self.transcript.add(&output::visible(&mut self.pending, bytes));
                    }
                    self.streams.program(*stream, bytes)?;
                }
                _ => self.tell(event)?,
            }
        }
        self.streams.flush()
    }
}

impl LiveSink {
    fn tell(&mut self, event: &Event) -> Result<(), TerminalError> {
        let line = match (&mut self.live, &event.kind) {
            (Some(live), _) => live.tell(event, &self.world),
            // What ends or confines a run is said even where nothing else is.
            (None, Kind::Note(Note::Denied { .. } | Note::Unconfined(_) | Note::PrintedAll { .. })) => {
                story::sentence(event, &self.world, self.lang)
            }
            (None, _) => None,
        };
        match line {
            Some(line) => {
                if self.transcript.is_kept() {
                    self.transcript.lines(&Palette::Plain.paint(&line));
                }
                self.streams.remark(&self.palette.paint(&line))
            }
            None => Ok(()),
        }
    }
}
