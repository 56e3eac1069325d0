//! `run FILE`: a program as itself, with one line on stderr for each transition.

use crate::cli::{Global, ProgramArgs};
use crate::error::Exit;
use crate::error::RunError;
use crate::lang::{Lang, Say, say};
use crate::play::execute::execute;
use crate::play::program::{Pace, Prepared};
use crate::terminal::output::{self, Streams};
use crate::terminal::paint::Palette;
use crate::terminal::problem::TerminalError;
use crate::terminal::sink::Sink;
use crate::terminal::transcript::Transcript;
use crate::trace::event::{Event, Kind, Note, Stream};
use crate::trace::follow::{Followed, Follower};
use crate::trace::world::World;
use crate::view::fit::visible;
use crate::view::role::{Line, Role};
use crate::view::story::{self, Depth, Live, Style};
use crate::view::words::line_number;
use crate::why::{Finding, Printed, Severity, Verdict, Watch, at_the_end};
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
        found: Found::default(),
        file: arguments
            .command_line
            .first()
            .map(|file| file.to_string_lossy().into_owned())
            .unwrap_or_default(),
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
    found: Found,
    /// FILE, as it was given.
    file: String,
}

/// What goes wrong in the run, as `why` would find it.
#[derive(Default)]
struct Found {
    watch: Watch,
    printed: Printed,
}

impl Sink for LiveSink {
    fn write(&mut self, events: &[Event]) -> Result<(), TerminalError> {
        for event in events {
            let mut verdict = None;
            let line = match self.follower.follow(event) {
                Followed::World(world) => {
                    if self.live.is_some() {
                        verdict = self.found.see(event, world, &self.file, self.lang);
                    }
                    told(&mut self.live, event, world, self.lang)
                }
                // The program's run is worth more than our picture of it: it goes on.
                Followed::Contradiction(error) => Some(vec![(Role::Error, error.say(self.lang))]),
                Followed::Nothing => None,
            };
            self.remark(line)?;
            self.remark(verdict)?;
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

impl Found {
    /// Takes an event in. A circle of waits is told as it closes, what was found all in all when the program has ended.
    fn see(&mut self, event: &Event, world: &World, file: &str, lang: Lang) -> Option<Line> {
        self.watch.see(event, world);
        match &event.kind {
            Kind::Output { stream: Stream::Stderr, bytes } => self.printed.push(bytes, world.step()),
            Kind::ProgramEnded { .. } => {
                let Found { watch, printed } = std::mem::take(self);
                return counted(&at_the_end(watch, printed, world), file, lang);
            }
            _ => {}
        }
        let closed = self.watch.told_now()?;
        Some(vec![(Role::Error, visible(&closed.say(lang)))])
    }
}

/// How many findings there are, and the first of them; hints are left to `why` itself.
fn counted(verdict: &Verdict, file: &str, lang: Lang) -> Option<Line> {
    let worth: Vec<&Finding> =
        verdict.findings.iter().filter(|finding| finding.severity() != Severity::Hint).collect();
    let first = worth.first()?.kind();
    let (count, file) = (worth.len(), visible(file));
    let line = worth[0].site.map_or_else(String::new, |site| {
        let line = line_number(lang, site.line);
        say!(lang, ", {line}", "，{line}")
    });
    let noun = if count == 1 { "finding" } else { "findings" };
    let told = match lang {
        Lang::En => format!("why: {count} {noun} ({first}{line}): learn-coroutines why {file}"),
        Lang::Zh => format!("why：{count} 处发现（{first}{line}）：learn-coroutines why {file}"),
    };
    Some(vec![(Role::Note, told)])
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
