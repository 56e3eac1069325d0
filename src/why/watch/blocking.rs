//! The loop that stands still because a task or callback does not let go of it, whatever it does meanwhile.

use std::collections::HashMap;

use super::{Findings, Moment, lead, task_name};
use crate::trace::aio::LoopState;
use crate::trace::event::{Kind, Note, Place, Site, Target};
use crate::trace::id::{HandleId, Step, TaskId, ThreadId};
use crate::trace::world::World;
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// A turn that takes at least so many seconds is slow: twice what asyncio's debug mode takes for slow, as tracing costs time.
const SLOW: f64 = 0.2;

/// The callback that runs in each thread's loop.
#[derive(Debug, Default)]
pub(super) struct Blocking {
    running: HashMap<ThreadId, Running>,
    /// A stretch that is over; who was due shows in the turn after it.
    slow: HashMap<ThreadId, Slow>,
}

#[derive(Debug)]
struct Running {
    task: Option<TaskId>,
    callback: Box<str>,
    began: f64,
    last: f64,
    /// The line of the program that the thread was on last.
    site: Option<Site>,
    /// The longest stretch between two events: how long, from which line to which.
    gap: Gap,
    /// From which line to which it ran, all in all.
    lines: Option<(Site, u32, u32)>,
    /// The line that a blocking sleep stands on.
    slept: Option<Site>,
    step: Step,
}

#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    seconds: f64,
    from: Option<Site>,
    to: Option<Site>,
}

#[derive(Debug)]
struct Slow {
    finding: Finding,
    began: f64,
    ended: f64,
    ready: Vec<HandleId>,
}

impl Blocking {
    pub(super) fn see(&mut self, moment: Moment<'_>, found: &mut Findings) {
        let (event, world) = (moment.event, moment.world);
        match &event.kind {
            Kind::HandleRun { handle, callback } => {
                self.stop(moment.event.thread, event.time, world);
                self.late(*handle, moment, found);
                let task = world.loops().filter_map(|it| it.current()).find(|it| it.id() == *handle);
                self.running.insert(
                    event.thread,
                    Running {
                        task: task.and_then(|handle| handle.task()),
                        callback: callback.clone(),
                        began: event.time,
                        last: event.time,
                        site: None,
                        gap: Gap::default(),
                        lines: None,
                        slept: None,
                        step: moment.step(),
                    },
                );
            }
            Kind::TaskWaiting { .. } | Kind::TaskDone { .. } | Kind::LoopStopped { .. } => {
                self.stop(event.thread, event.time, world);
            }
            Kind::TimerFired { .. } | Kind::Iteration { .. } => {
                // A callback of the loop's own has no end of its own; what comes next is no later than the wait before it.
                if let Some(running) = self.running.get(&event.thread) {
                    let until = running.last;
                    self.stop(event.thread, until, world);
                }
                self.fired(moment);
            }
            // The virtual clock jumps while the loop has nothing to run: what ran last is long over.
            Kind::ClockJumped { .. } if event.place.is_none() => return,
            Kind::Note(Note::Blocked { .. }) => {
                if let Some(running) = self.running.get_mut(&event.thread) {
                    running.slept = event.site;
                }
            }
            _ => {}
        }
        self.pass(moment);
    }

    /// An event inside of a callback.
    fn pass(&mut self, moment: Moment<'_>) {
        let event = moment.event;
        let Some(running) = self.running.get_mut(&event.thread) else { return };
        let gap = event.time - running.last;
        let site = event.site.or_else(|| match &event.place {
            Some(Place::Object(id)) => moment.world.object(*id)?.site(),
            _ => None,
        });
        if gap > running.gap.seconds {
            running.gap = Gap { seconds: gap, from: running.site, to: site };
        }
        running.last = running.last.max(event.time);
        if let Some(site) = site {
            running.site = Some(site);
            if event.time - running.began > SLOW / 2.0 {
                running.lines = Some(match running.lines {
                    Some((first, from, to)) if first.file == site.file => {
                        (first, from.min(site.line), to.max(site.line))
                    }
                    Some(lines) => lines,
                    None => (site, site.line, site.line),
                });
            }
        } else if let Kind::Resumed { id, .. } = &event.kind {
            // What was resumed stands on the line it left, or before its first.
            running.site = moment.world.object(*id).and_then(|object| object.site()).or(running.site);
        }
    }

    /// What ran is over.
    fn stop(&mut self, thread: ThreadId, now: f64, world: &World) {
        let Some(mut running) = self.running.remove(&thread) else { return };
        let gap = now - running.last;
        if gap > running.gap.seconds {
            running.gap = Gap { seconds: gap, from: running.site, to: None };
        }
        let seconds = now - running.began;
        if seconds < SLOW {
            return;
        }
        let who = running.task.map_or_else(|| running.callback.to_string(), |task| task_name(world, task));
        let (site, to) = stretch(&running, seconds);
        let what = What::Blocked { seconds, who: who.clone(), to, late: None };
        let finding = Finding::new(what, site, running.step);
        let leads = lead(Part::Kept, site, &who).into_iter().collect();
        let ready = world.loops().filter(|it| it.thread() == thread && it.state() == LoopState::Running);
        let ready = ready.flat_map(|it| it.ready()).collect();
        let finding = finding.led_by(leads);
        self.slow.insert(thread, Slow { finding, began: running.began, ended: now, ready });
    }

    /// A timer whose moment lay in the stretch is late by what was left of it.
    fn fired(&mut self, moment: Moment<'_>) {
        let Kind::TimerFired { handle, when } = &moment.event.kind else { return };
        let Some(slow) = self.slow.get_mut(&moment.event.thread) else { return };
        if *when >= slow.began && *when < slow.ended {
            note_late(&mut slow.finding, whose(moment.world, *handle), slow.ended - when);
        }
    }

    /// The next callback runs: the stretch before it is told with whoever was due.
    fn late(&mut self, handle: HandleId, moment: Moment<'_>, found: &mut Findings) {
        let Some(mut slow) = self.slow.remove(&moment.event.thread) else { return };
        if slow.ready.contains(&handle) && !has_late(&slow.finding) {
            let seconds = slow.ended - slow.began;
            let who =
                moment.world.loops().filter_map(|it| it.current()).find(|it| it.id() == handle).map(|it| {
                    it.task().map_or_else(|| it.callback().to_owned(), |task| task_name(moment.world, task))
                });
            if let Some(who) = who {
                note_late(&mut slow.finding, who, seconds);
            }
        }
        tell(slow.finding, found);
    }

    /// The program is over, or still inside of what runs.
    pub(super) fn settle(&mut self, world: &World, found: &mut Findings) {
        for thread in self.running.keys().copied().collect::<Vec<_>>() {
            self.stop(thread, world.time(), world);
        }
        for slow in std::mem::take(&mut self.slow).into_values() {
            tell(slow.finding, found);
        }
    }
}

/// The line where the time went, and the last line of the stretch where it is a stretch.
fn stretch(running: &Running, seconds: f64) -> (Option<Site>, Option<u32>) {
    if running.slept.is_some() {
        return (running.slept, None);
    }
    let Gap { seconds: gap, from, to } = running.gap;
    if gap > seconds / 2.0 {
        let to = to.zip(from).filter(|(to, from)| to.file == from.file && to.line > from.line);
        return (from.or(running.gap.to), to.map(|(to, _)| to.line));
    }
    match running.lines {
        Some((first, from, to)) => {
            (Some(Site { file: first.file, line: from }), Some(to).filter(|to| *to > from))
        }
        None => (running.site, None),
    }
}

fn whose(world: &World, handle: HandleId) -> String {
    let Some(handle) = world.handle(handle) else { return String::new() };
    let about = handle.purpose().and_then(|purpose| {
        purpose.of.iter().find_map(|target| match target {
            Target::Task(task) => Some(task_name(world, *task)),
            _ => None,
        })
    });
    about.unwrap_or_else(|| handle.callback().to_owned())
}

fn has_late(finding: &Finding) -> bool {
    matches!(&finding.what, What::Blocked { late: Some(_), .. })
}

fn note_late(finding: &mut Finding, who: String, by: f64) {
    if let What::Blocked { late, .. } = &mut finding.what
        && !who.is_empty()
        && late.as_ref().is_none_or(|(_, known)| by > *known)
    {
        *late = Some((who, by));
    }
}

/// Of several stretches on one line the longest is told.
fn tell(finding: Finding, found: &mut Findings) {
    let longest = finding.clone();
    let known = found.add(finding);
    if let (What::Blocked { seconds, .. }, What::Blocked { seconds: new, .. }) = (&known.what, &longest.what)
        && new > seconds
    {
        let times = known.times;
        *known = Finding { times, ..longest };
    }
}
