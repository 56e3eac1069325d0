//! The time limit of a run: it stands still while the program waits for the user's next step.

use std::time::Duration;

use tokio::time::Instant;

/// How much time a program has and how much of it is spent.
pub(super) struct Budget {
    limit: Duration,
    spent: Duration,
    running_since: Option<Instant>,
}

impl Budget {
    /// A budget of which time is being spent from now on.
    pub(super) fn new(limit: Duration) -> Budget {
        Budget { limit, spent: Duration::ZERO, running_since: Some(Instant::now()) }
    }

    /// The whole of it.
    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// When it will be spent; never while the clock stands still.
    pub(super) fn deadline(&self) -> Option<Instant> {
        // A limit beyond what the clock can count is none.
        self.running_since?.checked_add(self.limit.saturating_sub(self.spent))
    }

    /// Lets the clock run.
    pub(super) fn go_on(&mut self) {
        self.running_since.get_or_insert_with(Instant::now);
    }

    /// Stops the clock.
    pub(super) fn pause(&mut self) {
        if let Some(since) = self.running_since.take() {
            self.spent += since.elapsed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_limit_stands_still_during_a_pause() {
        let mut budget = Budget::new(Duration::from_secs(60));
        assert!(budget.deadline().is_some());
        budget.pause();
        assert_eq!(budget.deadline(), None);
        let spent = budget.spent;
        budget.pause();
        assert_eq!(budget.spent, spent);
        budget.go_on();
        assert!(budget.deadline().expect("a deadline") <= Instant::now() + Duration::from_secs(60) - spent);
    }

    #[test]
    fn a_limit_beyond_the_clock_is_no_limit() {
        assert_eq!(Budget::new(Duration::MAX).deadline(), None);
    }
}
