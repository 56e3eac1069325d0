//! The signals that a user or the system sends, in one place.

use tokio::signal::unix::{self, SignalKind};

use super::problem::TerminalError;
use super::runtime::runtime;

/// A signal that asks the program to stop something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// The system asks the process to end.
    Terminate,
    /// The terminal went away.
    HangUp,
}

impl Signal {
    /// Its number, as POSIX has it.
    pub fn number(self) -> u8 {
        match self {
            Signal::Interrupt => 2,
            Signal::Terminate => 15,
            Signal::HangUp => 1,
        }
    }
}

/// The signals of this process, from when this was made on.
pub struct Signals {
    interrupt: unix::Signal,
    terminate: unix::Signal,
    hang_up: unix::Signal,
}

impl Signals {
    /// Begins to listen.
    pub fn listen() -> Result<Signals, TerminalError> {
        Ok(Signals {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// The next signal; the future may be dropped and asked for again.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            biased;
            Some(()) = self.terminate.recv() => Signal::Terminate,
            Some(()) = self.hang_up.recv() => Signal::HangUp,
            Some(()) = self.interrupt.recv() => Signal::Interrupt,
            else => std::future::pending().await,
        }
    }

    /// What comes first: what is waited for, or a signal. Both futures may be dropped and asked for again.
    pub async fn or<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Signal> {
        tokio::select! {
            biased;
            signal = self.next() => Err(signal),
            done = work => Ok(done),
        }
    }

    /// Forgets each Ctrl-C that came so far: it was meant for somebody else.
    pub async fn forget_interrupts(&mut self) {
        loop {
            tokio::select! {
                biased;
                _ = self.interrupt.recv() => {}
                () = std::future::ready(()) => return,
            }
        }
    }
}

/// Listens to one kind of signal.
pub(super) fn listen(kind: SignalKind) -> Result<unix::Signal, TerminalError> {
    let _entered = runtime()?.enter();
    unix::signal(kind).map_err(|source| TerminalError::Machinery { source })
}
