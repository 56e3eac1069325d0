//! The program's clock: the system's, or one that stands still while code runs.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::trace::event::Clock;

/// The moment a virtual clock starts at, in seconds since 1970: 1 January 2025, 00:00 UTC.
pub const VIRTUAL_EPOCH: f64 = 1_735_689_600.0;

/// The clock a program lives by, in seconds from its start.
pub struct ProgramClock {
    kind: Clock,
    started: OnceLock<Instant>,
    /// Nanoseconds: a count from 0, because a float counted from 1970 could not tell short sleeps apart.
    nanoseconds: AtomicU64,
}

impl ProgramClock {
    /// A clock that stands at 0 until the program begins.
    pub fn new(kind: Clock) -> ProgramClock {
        ProgramClock { kind, started: OnceLock::new(), nanoseconds: AtomicU64::new(0) }
    }

    /// The program begins now.
    pub fn start(&self) {
        self.started.get_or_init(Instant::now);
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        match (self.kind, self.started.get()) {
            (Clock::Virtual, _) => self.nanoseconds.load(Ordering::Relaxed) as f64 / 1e9,
            // Microseconds are as fine as a reader can use.
            (Clock::Real, Some(started)) => started.elapsed().as_micros() as f64 / 1e6,
            (Clock::Real, None) => 0.0,
        }
    }

    /// Moves a virtual clock on to this many seconds since the start; never back. Where it was before.
    pub fn jump_to(&self, seconds: f64) -> f64 {
        let target = (seconds.max(0.0) * 1e9).round() as u64;
        self.nanoseconds.fetch_max(target, Ordering::Relaxed) as f64 / 1e9
    }
}
