//! The line editor in a thread of its own: it reads while everything else goes on.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Behavior, ColorMode, CompletionType, Config, EditMode, ExternalPrinter};

use super::complete::Sources;
use super::helper::{Helper, Last, Paint};
use super::keys::{self, Typing};
use super::splitter::{Piece, Splitter};
use crate::python::entry::{Entry, INDENT, entry};
use crate::repl::setting::{EditKeys, Settings};
use crate::repl::{Purpose, Typed, plain};

/// The most entries the history keeps.
const HISTORY: usize = 10_000;

/// Writes above the line being typed, so that the line is not torn. It never waits, though the editor may not look up
/// for a while.
pub struct Printer(mpsc::Sender<String>);

impl Printer {
    fn start(mut printer: impl ExternalPrinter + Send + 'static) -> io::Result<Printer> {
        let (sender, texts) = mpsc::channel::<String>();
        let thread = std::thread::Builder::new().name("printer".to_owned());
        thread.spawn(move || {
            for text in texts {
                // A terminal that went away is noticed by whoever reads it.
                printer.print(text).ok();
            }
        })?;
        Ok(Printer(sender))
    }

    /// Writes whole lines; the last one's end is added where it is missing.
    pub fn print(&self, text: String) {
        self.0.send(text).ok();
    }
}

/// How the editor is set up.
pub struct Setup {
    /// Where candidates come from.
    pub sources: Sources,
    /// How pieces are painted.
    pub paint: Paint,
    /// Whether colours are wanted.
    pub colours: Colours,
    /// What was set.
    pub settings: Settings,
    /// Where the history is kept, where it is.
    pub history: Option<PathBuf>,
    /// Whether the cursor may be moved.
    pub cursor: Cursor,
}

/// Whether colours are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// Whether the terminal's cursor may be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Lines can be edited.
    Free,
    /// Line by line, for screen readers.
    Fixed,
    /// Nobody is there: a script comes through a pipe.
    Piped,
}

/// What the editor is to do next.
enum Order {
    Read { prompt: String, purpose: Purpose, begun: String },
    Set(Settings),
    Remember(String),
}

/// The editor; it ends when this is dropped and its line is done.
pub struct Editor {
    orders: mpsc::Sender<Order>,
    dropped: Arc<AtomicBool>,
}

impl Editor {
    /// Starts the editor. `told` is called from the editor's thread with
    /// what was typed, or why the terminal or the input cannot be read; `printer` once before.
    pub fn start(
        setup: Setup,
        told: impl Fn(io::Result<Typed>) + Send + 'static,
        printer: impl FnOnce(Option<Printer>) + Send + 'static,
    ) -> io::Result<Editor> {
        let (orders, inbox) = mpsc::channel();
        let dropped = Arc::new(AtomicBool::new(false));
        let editor = Editor { orders, dropped: Arc::clone(&dropped) };
        let thread = std::thread::Builder::new().name("editor".to_owned());
        match setup.cursor {
            Cursor::Free => thread.spawn(move || edit(setup, &inbox, told, printer))?,
            Cursor::Fixed => thread.spawn(move || {
                printer(None);
                read_lines(&inbox, &dropped, told);
            })?,
            Cursor::Piped => thread.spawn(move || {
                printer(None);
                read_script(&inbox, told);
            })?,
        };
        Ok(editor)
    }

    /// Reads a line, or an entry.
    pub fn read(&self, prompt: &str, purpose: Purpose) {
        self.read_on(prompt, purpose, "");
    }

    /// Reads an entry that has already begun.
    pub fn read_on(&self, prompt: &str, purpose: Purpose, begun: &str) {
        self.order(Order::Read { prompt: prompt.to_owned(), purpose, begun: begun.to_owned() });
    }

    /// Takes settings over from the next line on.
    pub fn set(&self, settings: Settings) {
        self.order(Order::Set(settings));
    }

    /// Puts an entry that was not typed into the history.
    pub fn remember(&self, entry: &str) {
        self.order(Order::Remember(entry.to_owned()));
    }

    /// Drops the lines of an unfinished entry; only where lines are not edited, for there the editor sees no Ctrl-C.
    pub fn drop_lines(&self) {
        self.dropped.store(true, Ordering::Relaxed);
    }

    fn order(&self, order: Order) {
        // An editor that has ended said so.
        self.orders.send(order).ok();
    }
}

fn edit(
    setup: Setup,
    orders: &mpsc::Receiver<Order>,
    told: impl Fn(io::Result<Typed>),
    printer: impl FnOnce(Option<Printer>),
) {
    let mut history = History { path: setup.history.clone() };
    let mut editor = match begin(setup) {
        Ok(editor) => editor,
        Err(error) => {
            printer(None);
            return told(Err(failure(error)));
        }
    };
    printer(editor.create_external_printer().ok().and_then(|printer| Printer::start(printer).ok()));
    let mut first = true;
    for order in orders {
        match order {
            Order::Set(settings) => {
                editor.set_edit_mode(mode(settings.edit));
                if let Some(helper) = editor.helper_mut() {
                    helper.hints = settings.hints;
                }
            }
            Order::Remember(entry) => history.add(&mut editor, &entry),
            Order::Read { prompt, purpose, begun } => {
                if std::mem::take(&mut first) {
                    history.load(&mut editor);
                }
                if let Some(helper) = editor.helper() {
                    helper.typing.begin(purpose);
                    helper.last.set(Last::No);
                }
                let typed = match editor.readline_with_initial(&prompt, (&begun, "")) {
                    Ok(text) => {
                        if purpose == Purpose::Entry {
                            history.add(&mut editor, &text);
                        }
                        Ok(Typed::Text(text))
                    }
                    Err(ReadlineError::Interrupted) => Ok(Typed::Interrupt),
                    Err(ReadlineError::Eof) => Ok(Typed::End),
                    Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                        Ok(Typed::NotText)
                    }
                    Err(error) => Err(failure(error)),
                };
                told(typed);
            }
        }
    }
}

type LineEditor = rustyline::Editor<Helper, FileHistory>;

fn begin(setup: Setup) -> rustyline::Result<LineEditor> {
    let colours = match setup.colours {
        Colours::Yes => ColorMode::Forced,
        Colours::No => ColorMode::Disabled,
    };
    let config = Config::builder()
        .edit_mode(mode(setup.settings.edit))
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .color_mode(colours)
        .behavior(Behavior::Stdio)
        .max_history_size(HISTORY)?
        .history_ignore_dups(true)?
        .indent_size(INDENT as u8)
        // A lone Escape is meant as one soon; the keys of a terminal's own sequences come together.
        .keyseq_timeout(Some(50))
        .tab_stop(8)
        .build();
    let mut editor = LineEditor::with_config(config)?;
    let typing = Typing::default();
    for (event, handler) in keys::bindings(&typing) {
        editor.bind_sequence(event, handler);
    }
    editor.set_helper(Some(Helper {
        sources: setup.sources,
        paint: setup.paint,
        typing,
        hints: setup.settings.hints,
        last: Cell::new(Last::No),
    }));
    Ok(editor)
}

fn mode(keys: EditKeys) -> EditMode {
    match keys {
        EditKeys::Emacs => EditMode::Emacs,
        EditKeys::Vi => EditMode::Vi,
    }
}

fn failure(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// The entries of this and of earlier sessions, where there is a place for them.
struct History {
    path: Option<PathBuf>,
}

impl History {
    /// A history that cannot be read is as good as none.
    fn load(&mut self, editor: &mut LineEditor) {
        if let Some(path) = &self.path {
            editor.load_history(path).ok();
        }
    }

    /// Remembers an entry and writes it at once, together with what other shells wrote meanwhile.
    fn add(&mut self, editor: &mut LineEditor, entry: &str) {
        let entry = entry.trim_end();
        let is_new = !entry.trim().is_empty() && editor.add_history_entry(entry).unwrap_or(false);
        if let Some(path) = self.path.as_ref().filter(|_| is_new) {
            // Where it cannot be written the session goes on without.
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).ok();
            }
            editor.append_history(path).ok();
        }
    }
}

/// Reads lines as they come, without moving the cursor.
fn read_lines(orders: &mpsc::Receiver<Order>, dropped: &AtomicBool, told: impl Fn(io::Result<Typed>)) {
    for order in orders {
        let Order::Read { prompt, purpose, begun } = order else { continue };
        let typed = read_entry(&prompt, purpose, begun, dropped);
        told(match typed {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Typed::NotText),
            typed => typed.map(|text| text.map_or(Typed::End, Typed::Text)),
        });
    }
}

fn read_entry(
    prompt: &str,
    purpose: Purpose,
    begun: String,
    dropped: &AtomicBool,
) -> io::Result<Option<String>> {
    let mut text = begun;
    loop {
        let mut stdout = io::stdout().lock();
        let again = !text.is_empty();
        write!(stdout, "{}", if again { "... " } else { prompt })?;
        stdout.flush()?;
        drop(stdout);
        let mut line = String::new();
        let count = io::stdin().lock().read_line(&mut line)?;
        if dropped.swap(false, Ordering::Relaxed) {
            text.clear();
        }
        if count == 0 {
            return Ok((!text.is_empty()).then_some(text));
        }
        text.push_str(&line);
        let is_command = text.trim_start().starts_with(':') || plain::plain_word(&text).is_some();
        let whole = text.strip_suffix('\n').unwrap_or(&text);
        if purpose == Purpose::Answer || is_command || !matches!(entry(whole), Entry::Open { .. }) {
            return Ok(Some(whole.to_owned()));
        }
    }
}

/// Reads a script: entries without prompts, and between them lines for the programs in it.
fn read_script(orders: &mpsc::Receiver<Order>, told: impl Fn(io::Result<Typed>)) {
    let mut splitter = Splitter::default();
    let mut pieces = VecDeque::new();
    for order in orders {
        let Order::Read { purpose, .. } = order else { continue };
        let typed = match purpose {
            Purpose::Entry => next_piece(&mut splitter, &mut pieces),
            Purpose::Answer => next_line().map(|line| match line {
                Some(line) => Typed::Text(line.strip_suffix('\n').unwrap_or(&line).to_owned()),
                None => Typed::End,
            }),
        };
        told(typed);
    }
}

fn next_piece(splitter: &mut Splitter, pieces: &mut VecDeque<Piece>) -> io::Result<Typed> {
    loop {
        if let Some(Piece::Entry(text) | Piece::Command(text)) = pieces.pop_front() {
            return Ok(Typed::Text(text));
        }
        match next_line()? {
            Some(line) => pieces.extend(splitter.feed(&line)),
            None => return Ok(std::mem::take(splitter).finish().map_or(Typed::End, Typed::Rest)),
        }
    }
}

/// The next line of stdin with its line break; what is no UTF-8 in it is replaced.
fn next_line() -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let count = io::stdin().lock().read_until(b'\n', &mut line)?;
    Ok((count > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}
