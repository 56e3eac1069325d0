//! How far a step goes: one rule for the live edge (asked in the Python process) and for the recorded past.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::event::{Event, Kind, Site};
use super::id::{FrameId, ObjectId, Step, ThreadId};

/// What a step runs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Until {
    /// The next stop of any kind: a line or a transition.
    Stop,
    /// The next line about to run.
    Line,
    /// The next transition of a generator-like object.
    Transition,
    /// The next line of this frame, across its suspensions; or its end, or a line further out on the same thread.
    Over {
        /// The frame to stay in.
        frame: FrameId,
        /// Its depth, so that the step ends when the frame has returned.
        depth: u32,
        /// Its thread.
        thread: ThreadId,
    },
    /// The next line of this object, across its suspensions, or its end.
    Within {
        /// The object to stay in.
        object: ObjectId,
        /// Its frame.
        frame: FrameId,
    },
    /// The next line of a frame further out on the same thread than this depth.
    Out {
        /// The depth to leave.
        depth: u32,
        /// The thread.
        thread: ThreadId,
    },
    /// The next turn of the event loop.
    Turn,
    /// The next time the loop resumes another task.
    TaskSwitch,
    /// This many events lie behind.
    Step(Step),
    /// The end, or a breakpoint.
    End,
    /// There, but no further than this many events: what takes long is done in pieces, and can be stopped between them.
    AtMost {
        /// The goal.
        until: Box<Until>,
        /// Where this piece ends.
        step: Step,
    },
}

/// The lines a run to the end stops at.
pub type Breakpoints = BTreeSet<Site>;

impl Until {
    /// Whether the world after `event`, the last one before `step`, is where this step ends.
    pub fn is_met(&self, event: &Event, step: Step, breakpoints: &Breakpoints) -> bool {
        if matches!(event.kind, Kind::ProgramEnded { .. }) {
            return true;
        }
        let at_breakpoint = matches!(event.kind, Kind::Line { .. })
            && event.site.is_some_and(|site| breakpoints.contains(&site));
        match self {
            Until::Stop => event.kind.is_stop(),
            Until::Line => matches!(event.kind, Kind::Line { .. }),
            Until::Transition => event.kind.is_transition(),
            Until::Over { frame, depth, thread } => {
                at_breakpoint
                    || event.thread == *thread
                        && matches!(&event.kind, Kind::Line { frame: f, depth: d, .. } if f == frame || d < depth)
            }
            Until::Within { object, frame } => {
                at_breakpoint
                    || match &event.kind {
                        Kind::Line { frame: f, .. } => f == frame,
                        Kind::Returned { id, .. } | Kind::Raised { id, .. } | Kind::Closed { id, .. } => {
                            id == object
                        }
                        _ => false,
                    }
            }
            Until::Out { depth, thread } => {
                at_breakpoint
                    || event.thread == *thread
                        && matches!(&event.kind, Kind::Line { depth: d, .. } if d < depth)
            }
            Until::Turn => matches!(event.kind, Kind::Iteration { .. }),
            Until::TaskSwitch => matches!(event.kind, Kind::TaskStep { .. }),
            Until::Step(target) => step >= *target,
            Until::End => at_breakpoint,
            Until::AtMost { until, step: most } => step >= *most || until.is_met(event, step, breakpoints),
        }
    }
}
