//! The terminal's own modes while a session of the prompt runs.

use std::io;
use std::sync::Once;

use parking_lot::Mutex;
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use super::restore;

/// How the terminal was before it was taken over, while it is; the panic hook must know without a handle.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal while a session runs: what is typed is kept for the next line, key by key, and not echoed into the
/// output; Ctrl-C is a signal. It is given back as it was when this is dropped.
pub struct TerminalModes(Option<Termios>);

impl TerminalModes {
    /// Nothing to give back.
    pub fn untouched() -> TerminalModes {
        TerminalModes(None)
    }

    /// Takes stdin's terminal over; a panic gives it back before it prints.
    pub fn take() -> TerminalModes {
        static ON_PANIC: Once = Once::new();
        ON_PANIC.call_once(|| restore::before_a_panic_is_told(give_back));
        let modes = TerminalModes(tcgetattr(io::stdin()).ok());
        modes.take_again();
        modes
    }

    /// Takes it over once more, after it was given back.
    pub fn take_again(&self) {
        let Some(mut modes) = self.0.clone() else { return };
        BEFORE.lock().clone_from(&self.0);
        modes.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN);
        modes.input_modes &= !(InputModes::ICRNL | InputModes::INLCR);
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        // A terminal that went away needs nothing.
        tcsetattr(io::stdin(), OptionalActions::Now, &modes).ok();
    }

    /// Gives the terminal back as it was.
    pub fn give_back(&self) {
        if self.0.is_some() {
            give_back();
        }
    }
}

impl Drop for TerminalModes {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// Gives back what is taken over; later calls do nothing.
fn give_back() {
    if let Some(modes) = BEFORE.lock().take() {
        tcsetattr(io::stdin(), OptionalActions::Now, &modes).ok();
    }
}

/// Ends what an editor began that is left in the middle of a line.
pub fn end_editing() {
    // Nobody is there to be told where it cannot be written.
    io::Write::write_all(&mut io::stdout(), b"\x1b[?2004l\r\n").ok();
}
