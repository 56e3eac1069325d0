//! A lesson on the whole screen: a page at a time, keys, and demos opened in step mode.

use std::io;

use crossterm::event::{
    Event as Typed, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::choosing::{Choosing, Picked};
use super::lines::said_lines;
use super::session::{Said, Session, Shown, Turn};
use super::{notes, program};
use crate::engine::process::WorkerProcess as Python;
use crate::error::Exit;
use crate::run::problem::RunError;
use crate::run::step::{Display, Leave, Options, step};
use crate::terminal::guard::{Borrowed, Keys};
use crate::tui::editor::{Edit, Editor};
use crate::tui::reader::{self, Sheet};

/// What woke the reader.
enum Woken {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Pasted(String),
    Redraw,
    Gone,
    Signal(u8),
}

/// What a key asks for.
enum Asked {
    Nothing,
    Line(String),
    Scroll(isize),
}

/// Reads a lesson until the learner leaves.
pub(super) fn read(
    session: &mut Session<'_>,
    options: &Options,
    runtime: &Runtime,
) -> Result<Exit, RunError> {
    let machinery = |source| RunError::Machinery { source };
    let signals = runtime.block_on(async { Signals::new() }).map_err(machinery)?;
    let above = std::mem::take(&mut session.greeting);
    let said = Vec::new();
    let choosing = Choosing::default();
    let mut reader = Reader { session, above, said, offset: 0, editor: Editor::default(), choosing };
    let mut signals = signals;
    loop {
        match reader
            .until_open(options, runtime, &mut signals)
            .map_err(|source| RunError::Terminal { source })?
        {
            Left::Exit(exit) => return Ok(exit),
            Left::Open(opening) => {
                let (program, _scratch) = program(&opening)?;
                let mut with_notes = options.clone();
                with_notes.notes = notes(&opening);
                let left = runtime.block_on(async {
                    let python = Python::start(program, None)?;
                    step(python, opening.name(), &opening.source, with_notes).await
                })?;
                match left.why {
                    Leave::Quit => {}
                    Leave::Unparsable(traceback) => reader.said.push(Said::Bad(traceback)),
                    Leave::Signal(signal) => return Ok(Exit::Program(128 + signal.number())),
                }
            }
        }
    }
}

struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.terminate.recv() => 15,
            _ = self.hang_up.recv() => 1,
            _ = self.interrupt.recv() => 2,
        }
    }
}

enum Left {
    Exit(Exit),
    Open(Box<super::session::Opening>),
}

struct Reader<'s, 'a> {
    session: &'s mut Session<'a>,
    /// What is said above the page.
    above: Vec<Said>,
    /// What was said below the page.
    said: Vec<Said>,
    offset: usize,
    editor: Editor,
    /// Where one is among the answers to choose from.
    choosing: Choosing,
}

impl Reader<'_, '_> {
    /// Shows pages until a demo is to be opened or the lesson is left; the terminal is borrowed only meanwhile.
    fn until_open(
        &mut self,
        options: &Options,
        runtime: &Runtime,
        signals: &mut Signals,
    ) -> io::Result<Left> {
        let mut terminal = Borrowed::new()?;
        let mut keys = runtime.block_on(async { Keys::new() });
        loop {
            let size = terminal.terminal().size()?;
            let columns = reader::text_columns(size.width);
            let Shown { lines, offers, form } = self.session.page(columns);
            let mut body = said_lines(&self.above, columns);
            if !body.is_empty() {
                body.push(Vec::new());
            }
            let above = body.len();
            self.choosing.offer(
                offers.into_iter().map(|range| range.start + above..range.end + above).collect(),
                form,
            );
            body.extend(lines);
            self.choosing.mark(&mut body);
            if !self.said.is_empty() {
                body.push(Vec::new());
                body.extend(said_lines(&self.said, columns));
            }
            let hints = self.session.keys(Display::Screen);
            let rows = reader::body_rows(size.height, hints, size.width);
            self.offset = self.choosing.keep_in_view(self.offset, rows).min(body.len().saturating_sub(rows));
            let before = self.editor.before_cursor();
            let sheet = Sheet {
                heading: self.session.heading(),
                body: &body,
                offset: self.offset,
                typed: Some((before, &self.editor.text()[before.len()..])),
                keys: hints,
                theme: options.theme,
            };
            terminal.terminal().draw(|frame| reader::draw(&sheet, frame))?;
            let woken = runtime.block_on(async {
                tokio::select! {
                    number = signals.next() => Woken::Signal(number),
                    typed = keys.next() => match typed {
                        Some(Ok(Typed::Key(key))) if key.kind != KeyEventKind::Release => Woken::Key(key),
                        Some(Ok(Typed::Mouse(mouse))) => Woken::Mouse(mouse),
                        Some(Ok(Typed::Paste(text))) => Woken::Pasted(text),
                        Some(Ok(_)) => Woken::Redraw,
                        None | Some(Err(_)) => Woken::Gone,
                    },
                }
            });
            let asked = match woken {
                Woken::Gone => return Ok(Left::Exit(Exit::Program(129))),
                Woken::Signal(number) => return Ok(Left::Exit(Exit::Program(128 + number))),
                Woken::Redraw => Asked::Nothing,
                Woken::Pasted(text) => {
                    self.editor.insert(&text);
                    Asked::Nothing
                }
                Woken::Key(key) => self.key(&key, rows, self.offset + rows < body.len()),
                Woken::Mouse(mouse) => self.mouse(mouse, rows),
            };
            match asked {
                Asked::Nothing => {}
                Asked::Scroll(by) => self.offset = self.offset.saturating_add_signed(by),
                Asked::Line(line) => match self.session.enter(&line) {
                    Turn::Quit => return Ok(Left::Exit(Exit::Done)),
                    Turn::Open(opening) => return Ok(Left::Open(opening)),
                    Turn::Page => {
                        self.said.clear();
                        self.above = std::mem::take(&mut self.session.greeting);
                        self.offset = 0;
                        self.choosing = Choosing::default();
                    }
                    Turn::Say(said) => {
                        if !line.is_empty() {
                            self.said.push(Said::Printed(format!("> {line}")));
                        }
                        self.said.extend(said);
                        self.offset = usize::MAX;
                    }
                },
            }
        }
    }

    /// A click on an answer chooses it; the wheel scrolls.
    fn mouse(&mut self, mouse: MouseEvent, rows: usize) -> Asked {
        match mouse.kind {
            MouseEventKind::ScrollUp => Asked::Scroll(-3),
            MouseEventKind::ScrollDown => Asked::Scroll(3),
            MouseEventKind::Down(MouseButton::Left) => {
                let row = usize::from(mouse.row).checked_sub(reader::FIRST_ROW).filter(|row| *row < rows);
                match row.map(|row| self.choosing.click(row + self.offset, self.editor.text())) {
                    Some(Picked::Answer(line)) => {
                        self.editor = Editor::default();
                        Asked::Line(line)
                    }
                    Some(Picked::Typed(text)) => {
                        self.editor = Editor::with(&text);
                        Asked::Nothing
                    }
                    Some(Picked::Nothing | Picked::Moved) | None => Asked::Nothing,
                }
            }
            _ => Asked::Nothing,
        }
    }

    /// What a key asks for. On a page that takes a text as its answer, letters are typed; elsewhere they act at once.
    fn key(&mut self, key: &KeyEvent, rows: usize, more_below: bool) -> Asked {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let page = isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1);
        let empty = self.editor.text().is_empty();
        if !control {
            match self.choosing.key(key.code, self.editor.text()) {
                Picked::Nothing => {}
                Picked::Moved => return Asked::Nothing,
                Picked::Typed(text) => {
                    self.editor = Editor::with(&text);
                    return Asked::Nothing;
                }
                Picked::Answer(line) => {
                    self.editor = Editor::default();
                    return Asked::Line(line);
                }
            }
        }
        match key.code {
            KeyCode::Char('c') if control => return Asked::Line("q".into()),
            KeyCode::Esc if empty => return Asked::Line("q".into()),
            KeyCode::Up => return Asked::Scroll(-1),
            KeyCode::Down => return Asked::Scroll(1),
            KeyCode::PageUp => return Asked::Scroll(-page),
            KeyCode::PageDown => return Asked::Scroll(page),
            KeyCode::Char(' ') if empty && more_below => return Asked::Scroll(page),
            KeyCode::Char(' ') if empty && !self.session.takes_text() => return Asked::Line(String::new()),
            KeyCode::Right if empty => return Asked::Line("n".into()),
            KeyCode::Left if empty => return Asked::Line("b".into()),
            KeyCode::Char(letter @ ('n' | 'b' | 't' | 'q' | 'h' | 'a' | 's' | 'k' | 'r' | '?'))
                if empty && !control && !self.session.takes_text() =>
            {
                return Asked::Line(letter.into());
            }
            _ => {}
        }
        match self.editor.key(key) {
            Edit::Done => {
                let line = std::mem::take(&mut self.editor).text().to_owned();
                Asked::Line(line)
            }
            Edit::Cancelled => {
                self.editor = Editor::default();
                Asked::Nothing
            }
            Edit::End => Asked::Line("q".into()),
            Edit::Open => Asked::Nothing,
        }
    }
}
