//! What `why` finds in a run: each thing that went wrong, with the lines that led there and the step to look at.

use super::cause::Cause;
use super::message::Found;
use super::trouble::Trouble;
use crate::trace::event::Site;
use crate::trace::id::Step;

/// One thing that went wrong, or could be better.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What happened.
    pub what: What,
    /// The line to look at first.
    pub site: Option<Site>,
    /// The lines that led there, in the order in which they matter.
    pub leads: Vec<Cause>,
    /// The step at which it shows.
    pub step: Step,
    /// How often it happened on that line.
    pub times: u32,
    /// What Python printed of it, where it is a message of the catalogue.
    pub message: Option<Trouble>,
}

/// How serious a finding is; the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The program cannot go on.
    Stuck,
    /// It failed, or lost a failure.
    Failed,
    /// It lost work or time.
    Lost,
    /// It could be better.
    Hint,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Tasks wait for each other in a circle.
    Circle {
        /// Who waits for what that the next one has, the last one for the first.
        links: Vec<Link>,
    },
    /// Nothing can wake the loop any more, and what the chain of waits ends with is set by nobody.
    NeverSet {
        /// From the task one looks at first to the one at the end.
        links: Vec<Link>,
    },
    /// A task waits for a lock that a task held when it ended.
    LockLost {
        /// Who waits.
        task: String,
        /// For what.
        on: String,
        /// Who took it.
        by: String,
        /// Whether that one was cancelled.
        was_cancelled: bool,
    },
    /// `Queue.join` waits for `task_done` calls that never come.
    TaskDoneMissing {
        /// Who waits.
        task: String,
        /// What the queue is called, where that is known.
        on: String,
    },
    /// An Event was set and cleared again before its waiter came.
    EventMissed {
        /// Who waits.
        task: String,
        /// The event.
        on: String,
    },
    /// At the end of a run that was cut short it still waited for something outside.
    Outside {
        /// Who waits.
        task: String,
        /// For what.
        on: String,
        /// For how many seconds.
        seconds: f64,
    },
    /// Nobody asked for a task's or future's exception.
    NeverRetrieved {
        /// Which.
        task: String,
        /// Its exception.
        exception: String,
    },
    /// The end of the program cancelled a task that was not done.
    CutOff {
        /// Which tasks.
        tasks: Vec<String>,
        /// What the first of them waited for; nothing where it had not begun.
        on: Option<String>,
    },
    /// A task was disposed of while it was pending.
    Destroyed {
        /// Which.
        task: String,
    },
    /// A coroutine was made and never awaited.
    NeverAwaited {
        /// Its function.
        coroutine: String,
    },
    /// A task caught its cancellation and went on or came to its own end.
    CancelSwallowed {
        /// Which.
        task: String,
        /// Whether it went on waiting.
        went_on: bool,
    },
    /// A second cancellation interrupted the clean-up after the first.
    CancelTwice {
        /// Which.
        task: String,
    },
    /// The loop stood still because somebody did not let go of it.
    Blocked {
        /// For how many seconds.
        seconds: f64,
        /// The task or callback that held it.
        who: String,
        /// The last line of the stretch, where it is another one than the first.
        to: Option<u32>,
        /// Who was due meanwhile, and by how many seconds late.
        late: Option<(String, f64)>,
    },
    /// Awaits that never leave kept the others from running.
    Starving {
        /// Who.
        who: String,
        /// How many awaits in one turn.
        awaits: u32,
        /// Who was ready meanwhile.
        ready: Vec<String>,
    },
    /// An exhausted or closed generator was asked again.
    Exhausted {
        /// Which.
        object: String,
        /// Whether it had been closed.
        was_closed: bool,
    },
    /// Python refused to resume a generator or coroutine.
    Refused {
        /// Which.
        object: String,
        /// What Python raised.
        exception: String,
        /// What is known of it.
        found: Found,
    },
    /// A StopIteration left a generator's own code and became a RuntimeError.
    StopIteration {
        /// Which.
        object: String,
    },
    /// A generator yielded while it was being closed.
    IgnoredExit {
        /// Which.
        object: String,
    },
    /// The clean-up of a generator ran when nobody held it any more.
    LeftToCollector {
        /// Which.
        object: String,
    },
    /// A generator or coroutine was resumed from two threads.
    TwoThreads {
        /// Which.
        object: String,
    },
    /// `gather` passed a failure on and left the others running.
    GatherLeft {
        /// Who failed.
        failed: String,
        /// Who ran on.
        others: Vec<String>,
    },
    /// Awaits one after another that could run together.
    Sequential {
        /// What was awaited.
        function: String,
        /// How often.
        count: u32,
        /// How many seconds they took together.
        seconds: f64,
    },
    /// Python printed a message of the catalogue.
    Message,
}

/// Somebody in a chain of waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The task.
    pub task: String,
    /// What it waits for.
    pub on: String,
    /// Who has that, where somebody has.
    pub holder: Option<String>,
}

impl Finding {
    /// A finding that happened once, without lines yet.
    pub fn new(what: What, site: Option<Site>, step: Step) -> Finding {
        Finding { what, site, leads: Vec::new(), step, times: 1, message: None }
    }

    /// The same with the lines that led there.
    pub fn led_by(mut self, leads: Vec<Cause>) -> Finding {
        self.leads = leads;
        self
    }

    /// Its kind's name, the same in every language; that of the catalogue where it is a cause of the catalogue.
    pub fn kind(&self) -> &str {
        match (&self.what, &self.message) {
            (What::Message, Some(message)) => &message.found.family.id,
            (What::Message, None) => "message",
            (What::Refused { found, .. }, _) => &found.family.id,
            (What::Circle { .. }, _) => "circle",
            (What::NeverSet { .. }, _) => "never-set",
            (What::LockLost { .. }, _) => "lock-lost",
            (What::TaskDoneMissing { .. }, _) => "task-done-missing",
            (What::EventMissed { .. }, _) => "event-missed",
            (What::Outside { .. }, _) => "outside",
            (What::NeverRetrieved { .. }, _) => "never-retrieved",
            (What::CutOff { .. }, _) => "cut-off",
            (What::Destroyed { .. }, _) => "destroyed-pending",
            (What::NeverAwaited { .. }, _) => "never-awaited",
            (What::CancelSwallowed { .. }, _) => "cancel-swallowed",
            (What::CancelTwice { .. }, _) => "cancel-twice",
            (What::Blocked { .. }, _) => "blocked",
            (What::Starving { .. }, _) => "starving",
            (What::Exhausted { .. }, _) => "exhausted",
            (What::StopIteration { .. }, _) => "raised-stopiteration",
            (What::IgnoredExit { .. }, _) => "ignored-exit",
            (What::LeftToCollector { .. }, _) => "left-to-collector",
            (What::TwoThreads { .. }, _) => "two-threads",
            (What::GatherLeft { .. }, _) => "gather-left",
            (What::Sequential { .. }, _) => "sequential",
        }
    }

    /// How serious it is.
    pub fn severity(&self) -> Severity {
        match &self.what {
            What::Circle { .. }
            | What::NeverSet { .. }
            | What::LockLost { .. }
            | What::TaskDoneMissing { .. }
            | What::EventMissed { .. } => Severity::Stuck,
            What::Refused { .. }
            | What::StopIteration { .. }
            | What::IgnoredExit { .. }
            | What::NeverRetrieved { .. }
            | What::NeverAwaited { .. }
            | What::TwoThreads { .. }
            | What::Message => Severity::Failed,
            What::CutOff { .. }
            | What::Destroyed { .. }
            | What::CancelSwallowed { .. }
            | What::CancelTwice { .. }
            | What::Blocked { .. }
            | What::Starving { .. }
            | What::Exhausted { .. }
            | What::GatherLeft { .. } => Severity::Lost,
            What::Outside { .. } | What::LeftToCollector { .. } | What::Sequential { .. } => Severity::Hint,
        }
    }

    /// Whether this is the same thing on the same line; two circles are the same where the same tasks are in them.
    pub fn is_like(&self, other: &Finding) -> bool {
        let same_cut = matches!((&self.what, &other.what), (What::CutOff { .. }, What::CutOff { .. }));
        self.kind() == other.kind()
            && self.site == other.site
            && (same_cut || self.site.is_some() || self.what == other.what)
    }
}
