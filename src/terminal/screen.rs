//! The whole screen: borrowed, drawn on, and listened to, for step mode, lessons and presenting alike.

use std::io;

use crossterm::event::{Event as Typed, KeyEvent, KeyEventKind, MouseEvent, MouseEventKind};
use ratatui::Frame;
use rustix::process::{Signal as Kill, getpid, kill_process};
use tokio::signal::unix::{self, SignalKind};

use super::guard::{Borrowed, Keys};
use super::problem::TerminalError;
use super::runtime::runtime;
use super::signals::{self, Signal, Signals};

/// What woke whoever waits for the user.
#[derive(Debug)]
pub enum Woken {
    /// A key was pressed.
    Key(KeyEvent),
    /// A click, or a turn of the wheel.
    Mouse(MouseEvent),
    /// Text was pasted.
    Pasted(String),
    /// The terminal has another size.
    Resized,
    /// A signal came; a terminal that is gone counts as one that hung up.
    Signal(Signal),
}

/// What came first: something of the terminal, or what else was waited for.
#[derive(Debug)]
pub enum Either<T> {
    /// Something of the terminal.
    Terminal(Woken),
    /// The other thing.
    Other(T),
}

/// The whole screen and what is typed at it, until this is dropped.
pub struct Screen {
    borrowed: Borrowed,
    keys: Keys,
    signals: Signals,
    resized: unix::Signal,
}

impl Screen {
    /// Takes the terminal over.
    pub fn borrow() -> Result<Screen, TerminalError> {
        let (signals, resized) = (Signals::listen()?, signals::listen(SignalKind::window_change())?);
        let _entered = runtime()?.enter();
        let borrowed = Borrowed::new().map_err(|source| TerminalError::Terminal { source })?;
        Ok(Screen { borrowed, keys: Keys::new(), signals, resized })
    }

    /// Columns and rows.
    pub fn size(&mut self) -> Result<(u16, u16), TerminalError> {
        let size = self.borrowed.terminal().size().map_err(|source| TerminalError::Terminal { source })?;
        Ok((size.width, size.height))
    }

    /// Draws a frame.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> Result<(), TerminalError> {
        let drawn = self.borrowed.terminal().draw(render);
        drawn.map(|_| ()).map_err(|source| TerminalError::Terminal { source })
    }

    /// Paints every cell with the next frame.
    pub fn repaint(&mut self) -> Result<(), TerminalError> {
        self.borrowed.repaint().map_err(|source| TerminalError::Terminal { source })
    }

    /// What happens next; the future may be dropped and asked for again.
    pub async fn next(&mut self) -> Woken {
        loop {
            let typed = tokio::select! {
                biased;
                signal = self.signals.next() => return Woken::Signal(signal),
                _ = self.resized.recv() => return Woken::Resized,
                typed = self.keys.next() => typed,
            };
            if let Some(woken) = woken(typed) {
                return woken;
            }
        }
    }

    /// What comes first: something of the terminal, or what else is waited for. Both may be dropped and asked for again.
    pub async fn or<T>(&mut self, other: impl Future<Output = T>) -> Either<T> {
        tokio::select! {
            biased;
            woken = self.next() => Either::Terminal(woken),
            done = other => Either::Other(done),
        }
    }

    /// Stops the whole job as Ctrl-Z does outside of raw mode; goes on when the shell continues it.
    pub fn suspend(&mut self) -> Result<(), TerminalError> {
        let lent = self.borrowed.lend(|| {
            // A stop that is refused leaves the screen as it was.
            kill_process(getpid(), Kill::TSTP).ok();
        });
        lent.map_err(|source| TerminalError::Terminal { source })?;
        let _entered = runtime()?.enter();
        self.keys = Keys::new();
        Ok(())
    }
}

/// What an event of the terminal is to us; a key that is released and a mouse that only moves are nothing.
fn woken(typed: Option<io::Result<Typed>>) -> Option<Woken> {
    Some(match typed {
        Some(Ok(Typed::Key(key))) if key.kind == KeyEventKind::Release => return None,
        Some(Ok(Typed::Key(key))) => Woken::Key(key),
        Some(Ok(Typed::Mouse(mouse))) if mouse.kind == MouseEventKind::Moved => return None,
        Some(Ok(Typed::Mouse(mouse))) => Woken::Mouse(mouse),
        Some(Ok(Typed::Paste(text))) => Woken::Pasted(text),
        Some(Ok(Typed::Resize(..))) => Woken::Resized,
        Some(Ok(Typed::FocusGained | Typed::FocusLost)) => return None,
        None | Some(Err(_)) => Woken::Signal(Signal::HangUp),
    })
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    #[test]
    fn a_key_counts_when_it_is_pressed_and_a_terminal_that_fails_is_gone() {
        let key =
            |kind| Some(Ok(Typed::Key(KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, kind))));
        assert!(woken(key(KeyEventKind::Release)).is_none());
        assert!(matches!(woken(key(KeyEventKind::Press)), Some(Woken::Key(_))));
        assert!(matches!(woken(key(KeyEventKind::Repeat)), Some(Woken::Key(_))));
        assert!(matches!(woken(Some(Err(io::Error::other("gone")))), Some(Woken::Signal(Signal::HangUp))));
        assert!(matches!(woken(None), Some(Woken::Signal(Signal::HangUp))));
        assert!(woken(Some(Ok(Typed::FocusLost))).is_none());
    }
}
