//! The terminal, borrowed: whatever happens, it is given back as it was.

use std::io::{self, IsTerminal, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event, EventStream,
};
use crossterm::execute;
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use futures_util::StreamExt;
use parking_lot::Mutex;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use super::restore;

/// Whether the terminal is ours right now; the panic hook must know without a handle.
static BORROWED: AtomicBool = AtomicBool::new(false);

/// How many columns the terminal has, where there is one.
pub fn columns() -> Option<usize> {
    terminal::size().ok().map(|(columns, _)| usize::from(columns)).filter(|columns| *columns > 0)
}

/// The terminal in raw mode on its alternate screen, until this is dropped.
pub struct Borrowed {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    _restore: Restore,
}

impl Borrowed {
    /// Takes the terminal over; the panic hook gives it back before it prints.
    pub fn new() -> io::Result<Borrowed> {
        static ON_PANIC: Once = Once::new();
        ON_PANIC.call_once(|| restore::before_a_panic_is_told(give_back));
        // The guard exists before the first call that can fail, so that a half-taken terminal is given back too.
        BORROWED.store(true, Ordering::SeqCst);
        let restore = Restore;
        take()?;
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(Borrowed { terminal, _restore: restore })
    }

    /// The terminal to draw on.
    pub fn terminal(&mut self) -> &mut Terminal<CrosstermBackend<Stdout>> {
        &mut self.terminal
    }

    /// Clears the screen, so that the next frame is painted whole.
    pub fn repaint(&mut self) -> io::Result<()> {
        // `Terminal::clear` asks the terminal where its cursor is, and not every terminal answers; this does not.
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Gives the terminal back for as long as `meanwhile` takes, then takes it over again and repaints.
    pub fn lend(&mut self, meanwhile: impl FnOnce()) -> io::Result<()> {
        give_back();
        meanwhile();
        BORROWED.store(true, Ordering::SeqCst);
        take()?;
        self.repaint()
    }
}

/// What is typed, as a stream of events. The program has one for all of its screens, which is handed from one to the
/// next: where a stream of crossterm 0.29 is dropped it leaves a wake-up behind, and a key that arrives together with
/// that is not seen before another key is pressed.
#[derive(Default)]
pub struct Keys {
    stream: Option<EventStream>,
}

/// The stream while no screen reads it.
static PARKED: Mutex<Option<EventStream>> = Mutex::new(None);

impl Keys {
    /// Takes the stream over; must be called where a runtime is entered.
    pub fn new() -> Keys {
        Keys { stream: Some(PARKED.lock().take().unwrap_or_default()) }
    }

    /// The next event; none where the terminal is gone.
    pub async fn next(&mut self) -> Option<io::Result<Event>> {
        self.stream.get_or_insert_default().next().await
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            *PARKED.lock() = Some(stream);
        }
    }
}

/// Gives the terminal back when it is dropped, also where taking it over failed half-way.
struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether both ends of a full screen are there: keys to read and cells to write.
pub fn is_available() -> bool {
    io::stdin().is_terminal()
        && io::stdout().is_terminal()
        && std::env::var_os("TERM").is_none_or(|name| name != "dumb")
}

fn take() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste)
}

/// Restores the terminal once; later calls do nothing. A lost terminal is no reason to fail.
fn give_back() {
    if BORROWED.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(out, DisableBracketedPaste, DisableMouseCapture, LeaveAlternateScreen, Show);
        let _ = terminal::disable_raw_mode();
        let _ = out.flush();
    }
}
