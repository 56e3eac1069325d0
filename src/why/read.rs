//! The findings of a whole run: one pass over its events, and what Python printed.

use super::cause::{Cause, Part, causes};
use super::finding::{Finding, What};
use super::trouble::{Printed, Trouble};
use super::watch::{Looked, Watch};
use crate::trace::timeline::Timeline;
use crate::trace::world::{Status, World};

/// What was found in a run, the most serious first, and what was looked at.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What was found.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub looked: Looked,
}

/// Reads a recording, given what Python printed of its troubles. `file` is the program's file, as tracebacks name it.
pub fn verdict(timeline: &Timeline, printed: Vec<Trouble>, file: &str) -> Verdict {
    let (mut watch, mut world) = (Watch::default(), World::new());
    for (_, event) in timeline.events(0..timeline.edge().0) {
        // The timeline took the event in, and so does this world.
        if world.apply(&event).is_ok() {
            watch.see(&event, &world);
        }
    }
    conclude(watch, &world, printed, |trouble| causes(timeline, trouble, file))
}

/// What was found while a run went by, without the lines that led to messages.
pub fn at_the_end(watch: Watch, printed: Printed, world: &World) -> Verdict {
    let exception = match world.status() {
        Status::Ended(ended) => ended.exception.as_ref(),
        _ => None,
    };
    let printed = printed.end(exception, world.step());
    conclude(watch, world, printed, |_| Vec::new())
}

fn conclude(
    watch: Watch,
    world: &World,
    printed: Vec<Trouble>,
    causes: impl Fn(&Trouble) -> Vec<Cause>,
) -> Verdict {
    let broken_off = watch.broken_off();
    let (mut findings, looked) = watch.end(world);
    for trouble in printed {
        // What the tool or Ctrl-C brought about explains nothing.
        if broken_off.is_some_and(|step| trouble.step > step) {
            continue;
        }
        let id = &trouble.found.family.id;
        let same = |finding: &&mut Finding| finding.kind() == id || explains(&finding.what, id);
        match findings.iter_mut().find(same) {
            Some(known) => {
                // Of several messages that belong to a finding its own says most.
                let better = known
                    .message
                    .as_ref()
                    .is_none_or(|message| message.found.family.id != known.kind() && *id == known.kind());
                if better {
                    known.message = Some(trouble);
                }
            }
            None => {
                let causes = causes(&trouble);
                findings.push(of_message(trouble, causes));
            }
        }
    }
    findings.sort_by_key(|finding| (finding.severity(), finding.step));
    Verdict { findings, looked }
}

/// Whether a message only repeats what a finding says better.
fn explains(what: &What, family: &str) -> bool {
    match what {
        What::Blocked { .. } => family == "slow-callback",
        What::TwoThreads { .. } => matches!(family, "already-executing" | "async-generator-running"),
        What::IgnoredExit { .. } => {
            matches!(family, "ignored-exit" | "async-generator-close-failed" | "async-exhausted")
        }
        // The traceback shows the StopIteration first that became the RuntimeError.
        What::StopIteration { .. } => family == "exhausted",
        _ => false,
    }
}

/// A message that nothing else explains, with the lines that led to it.
fn of_message(trouble: Trouble, leads: Vec<Cause>) -> Finding {
    let guilty = leads
        .iter()
        .rev()
        .find(|cause| matches!(cause.part, Part::Raised | Part::Refused | Part::Dropped))
        .or(leads.last());
    let site = guilty.map(|cause| cause.site);
    let mut finding = Finding::new(What::Message, site, trouble.step).led_by(leads);
    finding.message = Some(trouble);
    finding
}
