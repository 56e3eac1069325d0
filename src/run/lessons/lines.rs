//! A lesson line by line: for pipes and screen readers.

use std::io::{self, Write};

use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::session::{Said, Session, Turn};
use super::{notes, program};
use crate::engine::process::WorkerProcess as Python;
use crate::error::Exit;
use crate::run::problem::RunError;
use crate::run::step::lines::play;
use crate::run::step::{Display, Options};
use crate::stage::player::Player;
use crate::terminal::paint::Palette;
use crate::terminal::typed::Typed;
use crate::view::fit::visible;
use crate::view::markdown;
use crate::view::role::{Line, Role};

/// The columns lines are made for where nothing is known of the reader.
const COLUMNS: usize = 80;

/// Reads a lesson until its end, or until nothing more is typed.
pub(super) fn read(
    session: &mut Session<'_>,
    options: &Options,
    runtime: &Runtime,
) -> Result<Exit, RunError> {
    let unwritable = |source| RunError::Output { name: "stdout".to_owned(), source };
    let mut typed = Typed::stdin();
    let mut out = io::BufWriter::new(io::stdout());
    let mut interrupt = runtime
        .block_on(async { signal(SignalKind::interrupt()) })
        .map_err(|source| RunError::Machinery { source })?;
    page(session, options.palette, &mut out).map_err(unwritable)?;
    loop {
        let line = runtime.block_on(async {
            tokio::select! {
                line = typed.next(&mut out, "> ") => line.map(Some),
                _ = interrupt.recv() => Ok(None),
            }
        });
        let line = match line.map_err(unwritable)? {
            None => return Ok(Exit::Program(130)),
            Some(None) => break,
            Some(Some(line)) => line,
        };
        match session.enter(&line) {
            Turn::Quit => break,
            Turn::Page => page(session, options.palette, &mut out),
            Turn::Say(said) => tell(&said, options.palette, &mut out),
            Turn::Open(opening) => {
                let (program, _scratch) = program(&opening)?;
                let played = runtime.block_on(async {
                    let python = Python::start(program, None)?;
                    let mut player = Player::new(python, opening.name(), &opening.source, notes(&opening));
                    let played = play(&mut player, options.lang, &mut typed, &mut out).await;
                    played.map_err(unwritable)
                })?;
                if let Some(traceback) = played {
                    tell(&[Said::Bad(traceback)], options.palette, &mut out).map_err(unwritable)?;
                }
                tell(&session.after_demo(), options.palette, &mut out).map_err(unwritable)?;
                keys(session, options.palette, &mut out)
            }
        }
        .map_err(unwritable)?;
    }
    out.flush().map_err(unwritable)?;
    Ok(Exit::Done)
}

/// Every page from the one at hand to the last, as they are shown, without waiting for an answer.
pub(super) fn show_all(
    session: &mut Session<'_>,
    palette: Palette,
    out: &mut impl Write,
) -> io::Result<Exit> {
    for at in session.at..session.pages.len() {
        session.go(at);
        page(session, palette, out)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn page(session: &mut Session<'_>, palette: Palette, out: &mut impl Write) -> io::Result<()> {
    let greeting = std::mem::take(&mut session.greeting);
    if !greeting.is_empty() {
        writeln!(out)?;
        tell(&greeting, palette, out)?;
    }
    writeln!(out)?;
    writeln!(out, "{}", palette.paint(&session.heading()))?;
    writeln!(out)?;
    for line in session.page(COLUMNS).lines {
        writeln!(out, "{}", palette.paint(&line))?;
    }
    keys(session, palette, out)
}

fn keys(session: &Session<'_>, palette: Palette, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    writeln!(out, "{}", palette.paint(&vec![(Role::Dim, session.keys(Display::Lines).into())]))
}

fn tell(said: &[Said], palette: Palette, out: &mut impl Write) -> io::Result<()> {
    for line in said_lines(said, COLUMNS) {
        writeln!(out, "{}", palette.paint(&line))?;
    }
    Ok(())
}

/// What is said below a page, fitted to columns.
pub(super) fn said_lines(said: &[Said], columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for one in said {
        match one {
            Said::Text(text) => lines.extend(markdown::render(text, columns)),
            Said::Good(text) => lines.push(vec![(Role::Running, format!("✓ {}", visible(text)))]),
            Said::Bad(text) => {
                let line = |line: &str| vec![(Role::Error, format!("✗ {}", visible(line)))];
                lines.extend(text.lines().map(line));
            }
            Said::Printed(text) => {
                let line = |line: &str| vec![(Role::Output, format!("    {}", visible(line)))];
                lines.extend(text.lines().map(line));
            }
        }
    }
    lines
}
