//! Step mode: one program, step by step, on the whole screen or line by line.

pub mod lines;
pub mod screen;

use std::io::{self, Write};
use std::path::PathBuf;

use crate::cli::Global;
use crate::config::{self, ConfigError};
use crate::engine::{Ending, Engine};
use crate::error::RunError;
use crate::lang::Lang;
use crate::stage::player::Player;
use crate::stage::summary::summary;
use crate::terminal::guard;
use crate::terminal::paint::Palette;
use crate::terminal::signals::Signal;
use crate::terminal::theme::{Depth, Theme};
use crate::terminal::transcript::Transcript;
use crate::terminal::typed::Typed;
use crate::trace::id::Step as TraceStep;
use crate::tui::app::Clocks;
use crate::tui::keys::Keys;
use crate::view::notes::Notes;
use crate::view::role::Role;

/// How step mode looks and behaves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The learner's language.
    pub lang: Lang,
    /// The looks of the screen.
    pub theme: Theme,
    /// The keys of the screen.
    pub keys: Keys,
    /// The notes on the program's lines.
    pub notes: Notes,
    /// Whole screen or lines.
    pub display: Display,
    /// Whether the screen plays by itself and is left at the program's end.
    pub plays: bool,
    /// Which clocks the user can choose.
    pub clocks: Clocks,
    /// The step to open at, where it is not the first.
    pub at: Option<TraceStep>,
    /// The colours of what is printed after the screen is left.
    pub palette: Palette,
    /// Where that is kept too.
    pub transcript: Transcript,
}

/// On what step mode is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Display {
    /// On the whole screen, where there is one.
    #[default]
    Screen,
    /// Line by line.
    Lines,
}

/// Why step mode was left.
#[derive(Clone, Debug, PartialEq)]
pub enum Leave {
    /// The user left, or the commands came to their end.
    Quit,
    /// FILE is no Python; this is what Python prints for it.
    Unparsable(String),
    /// The program is to start over on the other clock.
    OtherClock,
    /// A signal asked the tool to end.
    Signal(Signal),
}

/// What came of a run in step mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// Why it was left.
    pub why: Leave,
    /// How the program ended, where it came to that.
    pub ending: Option<Ending>,
}

impl Options {
    /// What the command line, the environment and the user's configuration ask for.
    pub fn chosen(global: &Global, lang: Lang) -> Result<Options, ConfigError> {
        let depth = Depth::chosen(global.color, &io::stdout());
        let palette = Palette::of(depth);
        let display = if global.plain || !guard::is_available() { Display::Lines } else { Display::Screen };
        let mut theme = Theme::from_environment(depth, |name| std::env::var(name).ok());
        let mut keys = Keys::default();
        config::apply(&mut theme, &mut keys)?;
        Ok(Options { lang, theme, display, palette, keys, ..Options::default() })
    }
}

/// Plays the program in `file`, whose text is `source`, step by step, until the user leaves.
///
/// The engine must have been started with `stepping`. What was seen of the program's transitions is printed to
/// standard output after a whole screen is left.
pub async fn step<E: Engine>(
    engine: E,
    file: PathBuf,
    source: &str,
    options: Options,
) -> Result<Left, RunError> {
    let mut player = Player::new(engine, file, source, options.notes.clone());
    let why = match options.display {
        Display::Screen => {
            let played = screen::play(&mut player, &options).await;
            let (why, app) = played?;
            // The terminal is taken again at once.
            if options.plays || why == Leave::OtherClock {
                return Ok(Left { why, ending: player.ending().cloned() });
            }
            let mut lines = summary(&player.scene(), app.furthest(), options.lang);
            lines.extend(app.score().map(|score| vec![(Role::Plain, score)]));
            let mut out = io::stdout().lock();
            for line in &lines {
                writeln!(out, "{}", options.palette.paint(line)).map_err(unwritable)?;
                if options.transcript.is_kept() {
                    options.transcript.lines(&Palette::Plain.paint(line));
                }
            }
            out.flush().map_err(unwritable)?;
            why
        }
        Display::Lines => {
            let mut typed = Typed::stdin();
            let mut out = options.transcript.beside(io::BufWriter::new(io::stdout()));
            let played = lines::play_from(&mut player, options.at, options.lang, &mut typed, &mut out).await;
            let flushed = played.and_then(|traceback| out.flush().map(|()| traceback));
            let traceback = flushed.map_err(unwritable)?;
            traceback.map_or(Leave::Quit, Leave::Unparsable)
        }
    };
    player.settle().await;
    Ok(Left { why, ending: player.ending().cloned() })
}

fn unwritable(source: io::Error) -> RunError {
    RunError::Output { name: "stdout".to_owned(), source }
}
