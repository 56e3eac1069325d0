//! The program's clock: the system's, or one that stands still while code runs.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use crate::trace::event::Clock;

/// The moment a virtual clock starts at, in seconds since 1970: 1 January 2025, 00:00 UTC.
pub const VIRTUAL_EPOCH: f64 = 1_735_689_600.0;

/// The clock a program lives by, in seconds from its start.
pub struct ProgramClock {
    is_real: AtomicBool,
    /// Since when the system's clock is added.
    started: Mutex<Option<Instant>>,
    /// Nanoseconds: a count from 0, because a float counted from 1970 could not tell short sleeps apart.
    nanoseconds: AtomicU64,
}

impl ProgramClock {
    /// A clock that stands at 0 until the program begins.
    pub fn new(kind: Clock) -> ProgramClock {
        ProgramClock {
            is_real: AtomicBool::new(kind == Clock::Real),
            started: Mutex::new(None),
            nanoseconds: AtomicU64::new(0),
        }
    }

    /// Which clock it is now.
    pub fn kind(&self) -> Clock {
        if self.is_real.load(Ordering::Relaxed) { Clock::Real } else { Clock::Virtual }
    }

    /// The program begins now.
    pub fn start(&self) {
        self.started.lock().get_or_insert_with(Instant::now);
    }

    /// Goes on as another clock from the same moment.
    pub fn become_another(&self, kind: Clock) {
        let mut started = self.started.lock();
        if let (Clock::Real, Some(since)) = (self.kind(), *started) {
            self.nanoseconds.fetch_add(since.elapsed().as_nanos() as u64, Ordering::Relaxed);
        }
        *started = Some(Instant::now());
        self.is_real.store(kind == Clock::Real, Ordering::Relaxed);
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        let counted = || self.nanoseconds.load(Ordering::Relaxed);
        match self.kind() {
            Clock::Virtual => counted() as f64 / 1e9,
            // Microseconds are as fine as a reader can use; what was counted before stays whole, or time would go back.
            Clock::Real => {
                let started = self.started.lock();
                let elapsed = started.map_or(0, |started| started.elapsed().as_micros());
                (u128::from(counted()) + 1000 * elapsed) as f64 / 1e9
            }
        }
    }

    /// Moves a virtual clock on to this many seconds since the start; never back. Where it was before.
    pub fn jump_to(&self, seconds: f64) -> f64 {
        let target = (seconds.max(0.0) * 1e9).round() as u64;
        self.nanoseconds.fetch_max(target, Ordering::Relaxed) as f64 / 1e9
    }
}
