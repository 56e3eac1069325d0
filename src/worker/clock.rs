//! The program's clock: the system's, or one that stands still while code runs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::agenda::{Agenda, Moment, Next, Who};
use crate::trace::event::Clock;

/// The moment a virtual clock starts at, in seconds since 1970: 1 January 2025, 00:00 UTC.
pub const VIRTUAL_EPOCH: f64 = 1_735_689_600.0;

/// How often a program may ask for the time at one moment before asking takes time itself: a program that asks until it
/// is late enough would ask for ever.
const FREE_QUESTIONS: u64 = 1000;

/// How long a question takes from then on.
const QUESTION: Moment = 1_000_000;

/// From here on a moment is never reached (584 years).
const NEVER: f64 = 1.8e10;

/// How long in the world's time a thread must do nothing before it counts as waiting for something outside: longer than a
/// busy machine keeps one waiting for a turn or a lock.
const ASLEEP: Duration = Duration::from_millis(250);

/// The clock a program lives by, in seconds from its start.
pub struct ProgramClock {
    is_real: AtomicBool,
    /// Since when the system's clock is added.
    started: Mutex<Option<Instant>>,
    /// Nanoseconds: a count from 0, because a float counted from 1970 could not tell short sleeps apart.
    nanoseconds: AtomicU64,
    /// How often it was asked since it moved.
    questions: AtomicU64,
    /// How many threads the learner has stopped.
    paused: AtomicU64,
    household: Mutex<Household>,
    changed: Condvar,
}

/// The agenda of the program's threads, and what of the world's time and state belongs to it.
pub struct Household {
    /// Who runs and who waits.
    pub agenda: Agenda,
    version: u64,
    /// When the agenda last changed.
    changed: Instant,
    /// Since when threads do nothing that are not known to wait.
    asleep: BTreeMap<Who, Instant>,
}

impl ProgramClock {
    /// A clock that stands at 0 until the program begins.
    pub fn new(kind: Clock) -> ProgramClock {
        ProgramClock {
            is_real: AtomicBool::new(kind == Clock::Real),
            started: Mutex::new(None),
            nanoseconds: AtomicU64::new(0),
            questions: AtomicU64::new(0),
            paused: AtomicU64::new(0),
            household: Mutex::new(Household {
                agenda: Agenda::default(),
                version: 0,
                changed: Instant::now(),
                asleep: BTreeMap::new(),
            }),
            changed: Condvar::new(),
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
        let target = (seconds.max(0.0) * 1e9).round() as Moment;
        self.questions.store(0, Ordering::Relaxed);
        self.nanoseconds.fetch_max(target, Ordering::Relaxed) as f64 / 1e9
    }

    /// The moment so many seconds from now, for a wait: later than now as a program sees it, however few they are. `None`
    /// where it never comes.
    pub fn after(&self, seconds: f64) -> Option<Moment> {
        let now = self.nanoseconds.load(Ordering::Relaxed);
        let target = (now as f64 / 1e9) + seconds;
        if target.is_nan() || target >= NEVER {
            return None;
        }
        let target = (target.max(0.0) * 1e9).round() as Moment;
        Some(if seconds > 0.0 { target.max(next_visible(now)) } else { target.max(now) })
    }

    /// The same for an event loop, which fires what is due within a nanosecond of its own float: where floats are further
    /// apart, a little later.
    pub fn after_for_loop(&self, seconds: f64) -> Option<Moment> {
        let moment = self.after(seconds)?;
        let due = moment as f64 / 1e9;
        Some(if due + 1e-9 > due { moment } else { next_visible(moment) })
    }

    /// Moves a virtual clock on by as little as a program can see.
    pub fn tick(&self) {
        let now = self.nanoseconds.load(Ordering::Relaxed);
        self.nanoseconds.fetch_max(next_visible(now), Ordering::Relaxed);
    }

    /// Seconds since the start, for a program that asks. Too many questions at one moment take time.
    pub fn asked(&self) -> f64 {
        if self.kind() == Clock::Virtual && self.questions.fetch_add(1, Ordering::Relaxed) >= FREE_QUESTIONS {
            self.nanoseconds.fetch_add(QUESTION, Ordering::Relaxed);
        }
        self.seconds()
    }

    /// The agenda, for as long as nobody else needs it.
    pub fn household(&self) -> MutexGuard<'_, Household> {
        self.household.lock()
    }

    /// Tells those that rest on the agenda that it has changed.
    pub fn announce(&self) {
        self.changed.notify_all();
    }

    /// Lets a thread rest until the agenda changes, if it waits still.
    pub fn rest(&self, who: Who, most: Duration) {
        let mut household = self.household.lock();
        if household.agenda.waits(who) {
            self.changed.wait_for(&mut household, most);
        }
    }

    /// Lets a thread that does not wait rest until the agenda changes.
    pub fn pause(&self, most: Duration) {
        self.changed.wait_for(&mut self.household.lock(), most);
    }

    /// Stands still, whoever waits, while `pause` lasts: the learner has stopped a thread.
    pub fn stopped<R>(&self, pause: impl FnOnce() -> R) -> R {
        self.paused.fetch_add(1, Ordering::Relaxed);
        let result = pause();
        self.paused.fetch_sub(1, Ordering::Relaxed);
        result
    }

    /// Jumps to the next moment that anybody waits for, if the time has come.
    pub fn jump(&self, outside: bool, mut does_nothing: impl FnMut(Who) -> bool) -> Next {
        if self.paused.load(Ordering::Relaxed) > 0 {
            return Next::Stand;
        }
        let mut household = self.household.lock();
        let household = &mut *household;
        if household.version != household.agenda.version() {
            household.version = household.agenda.version();
            household.changed = Instant::now();
        }
        let before = std::mem::take(&mut household.asleep);
        let is_asleep = |who| {
            if !does_nothing(who) {
                return false;
            }
            let since = before.get(&who).copied().unwrap_or_else(Instant::now);
            household.asleep.insert(who, since);
            since.elapsed() >= ASLEEP
        };
        let now = self.nanoseconds.load(Ordering::Relaxed);
        let next = household.agenda.next(now, household.changed.elapsed(), outside, is_asleep);
        if let Next::Woke(who) = next {
            let to = household.agenda.woken_at(who).unwrap_or(now);
            self.questions.store(0, Ordering::Relaxed);
            self.nanoseconds.fetch_max(to, Ordering::Relaxed);
            self.announce();
        }
        next
    }
}

/// The next moment that is another number of seconds to a program.
fn next_visible(now: Moment) -> Moment {
    let seconds = now as f64 / 1e9;
    let mut step = 1;
    while (now + step) as f64 / 1e9 <= seconds {
        step *= 2;
    }
    now + step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> ProgramClock {
        let clock = ProgramClock::new(Clock::Virtual);
        clock.jump_to(seconds);
        clock
    }

    #[test]
    fn a_wait_for_less_than_the_clock_can_tell_apart_ends_later_than_it_began() {
        for start in [0.0, 0.3, 1e9, 1.7e10] {
            let clock = at(start);
            let before = clock.seconds();
            let until = clock.after(5.6e-17).expect("a moment");
            assert!(until as f64 / 1e9 > before, "at {start}");
            clock.tick();
            assert!(clock.seconds() > before, "at {start}");
        }
    }

    #[test]
    fn a_wait_for_ever_has_no_end() {
        assert_eq!(at(1.0).after(f64::INFINITY), None);
        assert_eq!(at(1.0).after(f64::NAN), None);
        assert_eq!(at(1.0).after(1e9), Some(1_000_000_001_000_000_000));
    }

    #[test]
    fn a_moment_in_the_past_is_now() {
        assert_eq!(at(2.0).after(-5.0), Some(2_000_000_000));
    }

    #[test]
    fn asking_a_thousand_times_is_free_and_asking_on_takes_time() {
        let clock = at(1.0);
        assert!((0..FREE_QUESTIONS).all(|_| clock.asked().to_bits() == 1.0_f64.to_bits()));
        assert!(clock.asked() > 1.0);
        clock.jump_to(5.0);
        assert_eq!(clock.asked().to_bits(), 5.0_f64.to_bits());
    }

    #[test]
    fn a_thread_that_does_nothing_is_not_taken_to_wait_at_once() {
        let clock = at(0.0);
        {
            let agenda = &mut clock.household().agenda;
            agenda.begin(Who(0));
            agenda.begin(Who(1));
            agenda.wait(Who(1), Some(5), 1, super::super::agenda::On::Moment);
        }
        assert_eq!(clock.jump(false, |_| true), Next::Stand);
        assert_eq!(clock.jump(false, |_| false), Next::Stand);
    }
}
