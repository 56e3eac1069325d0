//! `run FILE`: a program as itself, with one line on stderr for each transition.

use crate::cli::{Global, ProgramArgs};
use crate::error::Exit;
use crate::error::RunError;
use crate::lang::{Lang, Say};
use crate::play::execute::execute;
use crate::play::program::{Pace, Prepared};
use crate::terminal::output::{self, Streams};
use crate::terminal::paint::Palette;
use crate::terminal::problem::TerminalError;
use crate::terminal::sink::Sink;
use crate::terminal::transcript::Transcript;
use crate::trace::event::{Event, Kind, Note};
use crate::trace::follow::{Followed, Follower};
use crate::trace::world::World;
use crate::view::role::{Line, Role};
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
        follower: Follower::default(),
        live: telling.style().map(|style| Live::new(style, depth, lang)),
        palette,
        lang,
        transcript: transcript.clone(),
        pending: Vec::new(),
    };
    let executed = execute(&prepared, arguments.timeout, sink, lang, transcript)?;
    Ok(executed.exit)
}

/// Writes what a program prints, and its transitions between.
struct LiveSink {
    streams: Streams,
    /// Knows the names of what events speak of.
    follower: Follower,
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
            let line = match self.follower.follow(event) {
                Followed::World(world) => told(&mut self.live, event, world, self.lang),
                // The program's run is worth more than our picture of it: it goes on.
                Followed::Contradiction(error) => Some(vec![(Role::Error, error.say(self.lang))]),
                Followed::Nothing => None,
            };
            self.remark(line)?;
            if let Kind::Output { stream, bytes } = &event.kind {
                if self.transcript.is_kept() {
                    self.transcript.add(&output::visible(&mut self.pending, bytes));
                }
                self.streams.program(*stream, bytes)?;
            }
        }
        self.streams.flush()
    }
}

impl LiveSink {
    fn remark(&mut self, line: Option<Line>) -> Result<(), TerminalError> {
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

/// What is told of an event.
fn told(live: &mut Option<Live>, event: &Event, world: &World, lang: Lang) -> Option<Line> {
    match (live, &event.kind) {
        (_, Kind::Output { .. }) => None,
        (Some(live), _) => live.tell(event, world),
        // What ends or confines a run is said even where nothing else is.
        (None, Kind::Note(Note::Denied { .. } | Note::Unconfined(_) | Note::PrintedAll { .. })) => {
            story::sentence(event, world, lang)
        }
        (None, _) => None,
    }
}
