//! Who of a program's threads runs, who waits until when, and where a clock that stands still may jump to next.
//!
//! The model of the virtual clock: a machine that computes in no time. Time passes only while nobody has anything to
//! do, so the clock stands as long as one thread runs. When all wait, it jumps to the earliest moment that any of them
//! waits for, and wakes that thread alone; those that wait for the same moment come one after the other, in the order
//! they began to wait, each after the one before has come to rest. So threads and loops share one clock, a jump is one
//! step however far it goes, and a wait for a positive time always moves the clock.
//!
//! A thread waits for a moment, for a thing of the program (a lock, a queue, a thread's end), or for its loop's
//! descriptors. Whoever frees a thing makes those runnable that wait for it; a loop's descriptors have to be looked at
//! after everybody else has come to rest, which is what [`Agenda::confirm`] says. What lies outside the program (another
//! process, the network, the keyboard) keeps the time of the world: while anybody waits for such a thing, a jump over a
//! second is made only after a second.
//!
//! What a thread hands to the loop of another arrives when that loop's thread is at rest or between two turns: before,
//! that thread would not have had its turn ([`Agenda::may_pass`]).

use std::collections::BTreeMap;
use std::time::Duration;

/// A moment of the virtual clock: nanoseconds from its start.
pub type Moment = u64;

/// A thread of the program, in the order they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(pub u32);

/// What a thread waits for, besides a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Nothing else.
    Moment,
    /// A lock or queue, by its address.
    Thing(usize),
    /// The end of another thread.
    End(Who),
    /// What other threads give its loop.
    Loop,
    /// The same, or something that is not the program's.
    Outside,
}

/// What a thread is at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// It runs, for all that is known.
    Runs,
    /// It runs, and has done so for longer than anybody waits for it.
    RunsOn,
    /// The moment it waited for has come; the clock was at `from` before.
    Woken { from: Moment, to: Moment },
    /// It wants to hand something to the loop of another thread.
    AtGate(Who),
    /// It lets the others run for a moment.
    Yields,
    /// It waits.
    Waits { until: Option<Moment>, ticket: u64, on: On, confirmed: Option<u64> },
}

/// What the clock does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Somebody has something to do, or it is not the time yet.
    Stand,
    /// It jumped, and this thread is woken.
    Woke(Who),
    /// Everybody waits, and nobody for a moment.
    Never,
}

/// The threads of a program and what they are at.
#[derive(Debug, Default)]
pub struct Agenda {
    threads: BTreeMap<Who, State>,
    tickets: u64,
    /// Counts the times a thread came to rest or ended: what it did until then may have woken others.
    version: u64,
}

impl Agenda {
    /// A thread is there, and runs. It must not be there already.
    pub fn begin(&mut self, who: Who) {
        self.threads.insert(who, State::Runs);
    }

    /// A thread has ended: whoever waits for that can go on.
    pub fn end(&mut self, who: Who) {
        self.threads.remove(&who);
        self.version += 1;
        self.wake(|on| on == On::End(who));
    }

    /// Whether a thread is there.
    pub fn knows(&self, who: Who) -> bool {
        self.threads.contains_key(&who)
    }

    /// Whether a thread is the only one.
    pub fn is_alone(&self) -> bool {
        self.threads.len() <= 1
    }

    /// The process was forked: only this thread is left.
    pub fn only(&mut self, who: Who) {
        self.threads.clear();
        self.begin(who);
    }

    /// A place in the order of those who wait; kept for as long as one wait lasts.
    pub fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// A thread begins to wait, or goes on waiting after it was woken for nothing. Gives the version to confirm.
    pub fn wait(&mut self, who: Who, until: Option<Moment>, ticket: u64, on: On) -> u64 {
        if !matches!(self.threads.get(&who), Some(State::Waits { .. })) {
            self.version += 1;
        }
        self.threads.insert(who, State::Waits { until, ticket, on, confirmed: None });
        self.version
    }

    /// A thread that waits has looked, and what it waits for is not there; `version` is from before it looked.
    pub fn confirm(&mut self, who: Who, version: u64) {
        if let Some(State::Waits { confirmed, .. }) = self.threads.get_mut(&who) {
            *confirmed = Some(version);
        }
    }

    /// A thread goes on. Gives from where to where the clock jumped to wake it, if it did.
    pub fn run(&mut self, who: Who) -> Option<(Moment, Moment)> {
        match self.threads.insert(who, State::Runs) {
            Some(State::Woken { from, to }) => Some((from, to)),
            _ => None,
        }
    }

    /// Whether a thread waits still.
    pub fn waits(&self, who: Who) -> bool {
        matches!(self.threads.get(&who), Some(State::Waits { .. }))
    }

    /// Whether the moment a thread waits for has come.
    pub fn is_woken(&self, who: Who) -> bool {
        matches!(self.threads.get(&who), Some(State::Woken { .. }))
    }

    /// A lock was freed, or something put into a queue: all who wait for it look again.
    pub fn notify(&mut self, thing: usize) {
        self.wake(|on| on == On::Thing(thing));
    }

    /// Counts the changes after which a look is worth nothing any more.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Jumps to the next moment anybody waits for, if the time has come.
    ///
    /// `quiet` is how long in the world's time nothing has changed here, `outside` whether the program waits for another
    /// process, and `is_asleep` tells of a thread that runs, for all that is known here, whether it does nothing in truth.
    pub fn next(
        &mut self,
        now: Moment,
        quiet: Duration,
        outside: bool,
        mut is_asleep: impl FnMut(Who) -> bool,
    ) -> Next {
        let mut outside = outside;
        for (who, state) in &self.threads {
            match *state {
                State::Woken { .. } | State::AtGate(_) | State::Yields => return Next::Stand,
                State::Runs | State::RunsOn if !is_asleep(*who) => return Next::Stand,
                State::Runs | State::RunsOn => outside = true,
                State::Waits { on: On::Moment, .. } => {}
                State::Waits { on: On::Loop | On::Outside, confirmed, .. }
                    if confirmed != Some(self.version) =>
                {
                    return Next::Stand;
                }
                State::Waits { on: On::Outside, .. } => outside = true,
                State::Waits { confirmed: None, .. } => return Next::Stand,
                State::Waits { .. } => {}
            }
        }
        let first = self.threads.iter().filter_map(|(who, state)| match *state {
            State::Waits { until: Some(until), ticket, .. } => Some((until, ticket, *who)),
            _ => None,
        });
        let Some((until, _, who)) = first.min() else {
            return if outside { Next::Stand } else { Next::Never };
        };
        let to = until.max(now);
        if outside && quiet < Duration::from_nanos(to - now) {
            return Next::Stand;
        }
        self.threads.insert(who, State::Woken { from: now, to });
        Next::Woke(who)
    }

    /// Where the clock is to go for a thread that was woken.
    pub fn woken_at(&self, who: Who) -> Option<Moment> {
        match self.threads.get(&who) {
            Some(State::Woken { to, .. }) => Some(*to),
            _ => None,
        }
    }

    /// Whether a thread is the one of those that wait with a loop which began first.
    pub fn is_first_loop(&self, who: Who) -> bool {
        let loops = self.threads.iter().filter_map(|(who, state)| match *state {
            State::Waits { ticket, on: On::Loop, .. } => Some((ticket, *who)),
            _ => None,
        });
        loops.min().is_some_and(|(_, first)| first == who)
    }

    /// A thread lets the others run.
    pub fn yields(&mut self, who: Who) {
        self.version += 1;
        self.threads.insert(who, State::Yields);
    }

    /// Whether another thread has something to do that a loop between two turns should wait for.
    pub fn others_run(&self, who: Who) -> bool {
        self.threads.iter().any(|(other, state)| *other != who && is_about_to_act(*state, who))
    }

    /// Nobody waits any longer for those that run now, until they come to rest.
    pub fn overrun(&mut self, who: Who) {
        for (other, state) in &mut self.threads {
            if *other != who && matches!(state, State::Runs | State::Woken { .. }) {
                *state = State::RunsOn;
            }
        }
    }

    /// A thread comes to hand something to the loop of another thread.
    pub fn come_to_gate(&mut self, who: Who, to: Who) {
        self.threads.insert(who, State::AtGate(to));
    }

    /// Whether a thread at a gate may go on: the loop's thread rests, nobody runs, and it is the first in line.
    pub fn may_pass(&self, who: Who) -> bool {
        let Some(State::AtGate(to)) = self.threads.get(&who) else {
            return true;
        };
        let rests = match self.threads.get(to) {
            Some(State::Waits { .. } | State::Yields) | None => true,
            Some(_) => false,
        };
        let running = |state: &State| matches!(state, State::Runs | State::Woken { .. });
        let nobody_runs = self.threads.iter().all(|(other, state)| other == to || !running(state));
        let first = self.threads.iter().find(|(_, state)| **state == State::AtGate(*to));
        rests && nobody_runs && first.is_some_and(|(first, _)| *first == who)
    }

    fn wake(&mut self, waits_for: impl Fn(On) -> bool) {
        for state in self.threads.values_mut() {
            if let State::Waits { on, .. } = state
                && waits_for(*on)
            {
                *state = State::Runs;
            }
        }
    }
}

fn is_about_to_act(state: State, at: Who) -> bool {
    match state {
        State::Runs | State::Woken { .. } => true,
        State::AtGate(to) => to == at,
        State::RunsOn | State::Yields | State::Waits { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::ZERO;

    fn never_asleep(_: Who) -> bool {
        false
    }

    /// Two threads that run.
    fn two() -> (Agenda, Who, Who) {
        let mut agenda = Agenda::default();
        let (one, other) = (Who(0), Who(1));
        agenda.begin(one);
        agenda.begin(other);
        (agenda, one, other)
    }

    fn sleep(agenda: &mut Agenda, who: Who, until: Moment) {
        let ticket = agenda.ticket();
        agenda.wait(who, Some(until), ticket, On::Moment);
    }

    #[test]
    fn the_clock_stands_while_a_thread_runs() {
        let (mut agenda, one, other) = two();
        sleep(&mut agenda, one, 5);
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Stand);
        sleep(&mut agenda, other, 9);
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Woke(one));
        assert_eq!(agenda.run(one), Some((0, 5)));
    }

    #[test]
    fn those_who_wait_for_one_moment_are_woken_one_after_the_other_in_the_order_they_began() {
        let (mut agenda, one, other) = two();
        sleep(&mut agenda, other, 5);
        sleep(&mut agenda, one, 5);
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Woke(other));
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Stand);
        agenda.run(other);
        assert_eq!(agenda.next(5, QUIET, false, never_asleep), Next::Stand);
        agenda.end(other);
        assert_eq!(agenda.next(5, QUIET, false, never_asleep), Next::Woke(one));
        assert_eq!(agenda.run(one), Some((5, 5)));
    }

    #[test]
    fn a_thread_that_waits_for_a_lock_runs_once_it_is_free() {
        let (mut agenda, one, other) = two();
        let ticket = agenda.ticket();
        let version = agenda.wait(one, None, ticket, On::Thing(7));
        sleep(&mut agenda, other, 5);
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Stand, "it has not looked yet");
        agenda.confirm(one, version);
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Woke(other));
        agenda.run(other);
        agenda.notify(7);
        sleep(&mut agenda, other, 9);
        assert_eq!(agenda.next(5, QUIET, false, never_asleep), Next::Stand);
    }

    #[test]
    fn a_loop_has_to_look_again_after_another_thread_came_to_rest() {
        let (mut agenda, one, other) = two();
        let ticket = agenda.ticket();
        let version = agenda.wait(one, Some(9), ticket, On::Loop);
        agenda.confirm(one, version);
        sleep(&mut agenda, other, 5);
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Stand);
        agenda.confirm(one, agenda.version());
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Woke(other));
    }

    #[test]
    fn the_time_of_the_world_counts_while_anybody_waits_outside() {
        let (mut agenda, one, other) = two();
        sleep(&mut agenda, one, 5_000);
        let asleep = |who| who == other;
        let quiet = Duration::from_nanos(4_999);
        assert_eq!(agenda.next(0, quiet, false, asleep), Next::Stand);
        assert_eq!(agenda.next(0, Duration::from_nanos(5_000), false, asleep), Next::Woke(one));
    }

    #[test]
    fn where_everybody_waits_for_ever_the_first_loop_is_told() {
        let (mut agenda, one, other) = two();
        for (who, on) in [(one, On::End(other)), (other, On::Loop)] {
            let ticket = agenda.ticket();
            agenda.wait(who, None, ticket, on);
        }
        agenda.confirm(one, agenda.version());
        agenda.confirm(other, agenda.version());
        assert_eq!(agenda.next(0, QUIET, false, never_asleep), Next::Never);
        assert!(agenda.is_first_loop(other) && !agenda.is_first_loop(one));
        assert_eq!(
            agenda.next(0, QUIET, true, never_asleep),
            Next::Stand,
            "a process may still say something"
        );
    }

    #[test]
    fn what_is_handed_to_a_loop_waits_until_its_thread_rests_and_goes_in_the_order_of_threads() {
        let (mut agenda, at_loop, first) = two();
        let second = Who(2);
        agenda.begin(second);
        agenda.come_to_gate(second, at_loop);
        assert!(!agenda.may_pass(second), "the loop's thread runs");
        agenda.yields(at_loop);
        assert!(!agenda.may_pass(second), "another thread runs");
        agenda.come_to_gate(first, at_loop);
        assert!(agenda.may_pass(first) && !agenda.may_pass(second));
        agenda.run(first);
        assert!(agenda.others_run(at_loop) && !agenda.may_pass(second));
        agenda.end(first);
        assert!(agenda.may_pass(second));
    }

    #[test]
    fn nobody_waits_twice_for_a_thread_that_computes() {
        let (mut agenda, at_loop, other) = two();
        agenda.yields(at_loop);
        assert!(agenda.others_run(at_loop));
        agenda.overrun(at_loop);
        assert!(!agenda.others_run(at_loop));
        sleep(&mut agenda, other, 5);
        agenda.run(other);
        assert!(agenda.others_run(at_loop), "it came to rest in between");
    }
}
