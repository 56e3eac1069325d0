//! Ctrl-C while the interpreter is inside native code, where no Python could hear it.
//!
//! Python handles a signal between two instructions. A sum over a billion numbers, a huge power or a sort is one
//! instruction, and CPython lets the learner wait too. Here a thread is told of the signal at once, asks the main thread
//! for a sign of life, and ends the process where none comes and the main thread only computes.

use std::io::Read;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;
use rustpython_vm::signal::{UserSignalReceiver, UserSignalSender, user_signal_channel};

use crate::trace::event::Outcome;
use crate::worker::emit::exit::exit_now;
use crate::worker::host::waits;
use crate::worker::listen::output;
use crate::worker::tracer::Tracer;

/// How often the main thread is looked at, and how long apart.
const LOOKS: u32 = 15;
const APART: Duration = Duration::from_millis(50);

/// The exit status after Ctrl-C, as a shell shows a death by SIGINT.
const INTERRUPTED_STATUS: i32 = 130;

static SENDER: OnceLock<UserSignalSender> = OnceLock::new();

/// Keeps the descriptor open that the signal handler writes to.
static WAKEUP: OnceLock<OwnedFd> = OnceLock::new();

/// By what the main thread gives signs of life; for the interpreter that is being made.
pub(crate) fn receiver() -> UserSignalReceiver {
    let (sender, receiver) = user_signal_channel();
    let _ = SENDER.set(sender);
    receiver
}

/// Watches for Ctrl-C from now on; the descriptor that Python's signal handler is to write to.
pub(crate) fn watch(tracer: &'static Tracer) -> Option<i32> {
    let (mut here, there) = UnixStream::pair().ok()?;
    there.set_nonblocking(true).ok()?;
    // The program's own files get the numbers they have without us.
    let there = rustix::io::fcntl_dupfd_cloexec(&there, 10).ok()?;
    let descriptor = there.as_raw_fd();
    let builder = thread::Builder::new().name("interrupts".to_owned());
    let watching = builder.spawn(move || {
        let mut signals = [0; 64];
        while let Ok(count @ 1..) = here.read(&mut signals) {
            let is_interrupt = |number: &u8| i32::from(*number) == Signal::INT.as_raw();
            if signals[..count].iter().any(is_interrupt) && is_stuck() {
                output::catch_up(tracer);
                tracer.recorder.end(tracer.clock.seconds(), Outcome::Interrupted, None, INTERRUPTED_STATUS);
                exit_now(INTERRUPTED_STATUS);
            }
        }
    });
    watching.ok()?;
    WAKEUP.set(there).ok()?;
    Some(descriptor)
}

/// Whether the main thread computes all the time and gives no sign of life.
fn is_stuck() -> bool {
    let Some(sender) = SENDER.get() else { return false };
    let lives = Arc::new(AtomicBool::new(false));
    (0..LOOKS).all(|_| {
        // Asked for anew each time: where Python's own handler raises, what else was asked for waits for the next signal.
        let sign = Arc::clone(&lives);
        let sent = sender.send(Box::new(move |_| {
            sign.store(true, Ordering::Relaxed);
            Ok(())
        }));
        thread::sleep(APART);
        sent.is_ok() && !lives.load(Ordering::Relaxed) && waits::main_computes()
    })
}
