//! The moments of a line: when it is about to run, goes to sleep in the middle, wakes up, and is over.
//!
//! A line that holds a `yield`, an `await` or a `yield from` has two halves, with a nap between them: `x = yield y`
//! hands `y` out and sleeps, and long after, when somebody resumes it, `x` gets its value. A visit is one time through
//! a line, both halves together: that a tracer announces the line again when an `await` goes on makes no second one.

use std::collections::HashMap;
use std::ops::Range;

use super::event::{Event, Kind, Place, Site};
use super::id::{FileId, FrameId, ObjectId, Step, TaskId, ThreadId};
use super::world::World;

/// What a line is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Moment {
    /// It is about to run, or runs and has not slept.
    Before,
    /// It sleeps in the middle.
    Sleeps,
    /// It was resumed and goes on.
    Wakes,
    /// It is over.
    After,
}

/// Whether an event loop runs when a line begins, which is in a callback or a task then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loops {
    Still,
    Turning,
}

/// One time through a line, by the numbers of events.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The line; of a statement over several lines, the first one.
    pub site: Site,
    /// Which time it is, from 1.
    pub nth: u32,
    /// The event that announces it.
    pub begins: usize,
    /// The frame it runs in.
    pub frame: FrameId,
    /// The thread it runs in.
    pub thread: ThreadId,
    /// Each nap: the event that puts the line to sleep, and the one that wakes it up, as soon as there is one.
    pub naps: Vec<(usize, Option<usize>)>,
    /// Behind the last event of its work, once it is over.
    pub ends: Option<usize>,
    depth: u32,
    loops: Loops,
    /// The physical line that was announced last.
    last_line: u32,
    /// It slept in an `await` or `yield from`: that its line is announced again is no new visit.
    goes_on: bool,
}

impl Visit {
    /// From its beginning to where it goes to sleep for the first time, or to its end where it does not.
    pub fn up_to_sleep(&self, recorded: usize) -> Range<usize> {
        let end = self.naps.first().map(|(asleep, _)| asleep + 1).or(self.ends);
        self.begins..end.unwrap_or(recorded)
    }

    /// From the event that wakes it up for good to its end.
    pub fn awake_again(&self, recorded: usize) -> Option<Range<usize>> {
        let (_, woken) = self.naps.last()?;
        Some((*woken)?..self.ends.unwrap_or(recorded))
    }

    /// From its beginning to its end, its naps and what others do meanwhile included.
    pub fn whole(&self, recorded: usize) -> Range<usize> {
        self.begins..self.ends.unwrap_or(recorded)
    }
}

/// Every visit of every line, written as events come in.
#[derive(Debug, Default)]
pub struct Moments {
    visits: Vec<Visit>,
    by_site: HashMap<Site, Vec<usize>>,
    open: HashMap<FrameId, usize>,
    by_owner: HashMap<ObjectId, FrameId>,
    count: usize,
    /// Whether the clock jumped right before.
    has_jumped: bool,
    /// The line on which the logical line of each line of FILE begins.
    statements: Vec<u32>,
    /// The visits that go to sleep one through the other, up to the task's own.
    falling: Vec<usize>,
    /// The visit that ended last, with a task's coroutine.
    finished: Option<(TaskId, usize)>,
    /// The moments to which each event led, where they are kept.
    here: Option<Vec<Here>>,
}

/// What a step is for the lines: the visit it belongs to with its moment, and the visit that it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Here {
    now: Option<(usize, Moment)>,
    over: Option<usize>,
}

impl Moments {
    /// Visits of a program in which the logical line of each line of FILE begins on these lines.
    pub fn of(statements: Vec<u32>) -> Moments {
        Moments { statements, ..Moments::default() }
    }

    /// The same, with the moment of each step, for whoever stands at a step and asks what it is.
    pub fn with_steps(statements: Vec<u32>) -> Moments {
        Moments { here: Some(Vec::new()), ..Moments::of(statements) }
    }

    /// The same of another run of the program: nothing has happened in it.
    pub fn for_another_run(&self) -> Moments {
        Moments { here: self.here.as_ref().map(|_| Vec::new()), ..Moments::of(self.statements.clone()) }
    }

    /// Where the logical line of a line begins.
    pub fn statement(&self, site: Site) -> Site {
        let first = (site.line as usize).checked_sub(1).and_then(|at| self.statements.get(at));
        match first.filter(|_| site.file == FileId(0)) {
            Some(line) => Site { line: *line, ..site },
            None => site,
        }
    }

    /// Takes in the next event, which led to this world.
    pub fn push(&mut self, event: &Event, world: &World) {
        let index = self.count;
        self.count += 1;
        let mut here = Here::default();
        match &event.kind {
            Kind::Line { frame, depth, .. } => {
                if let Some(site) = event.site {
                    here = self.line(event, site, *frame, *depth, index, world);
                }
            }
            Kind::Yielded { id, .. } => {
                if let Some(at) = self.of_owner(*id) {
                    let goes_on = world.object(*id).is_some_and(|object| object.delegation().is_some());
                    let visit = &mut self.visits[at];
                    visit.naps.push((index, None));
                    visit.goes_on = goes_on;
                    self.falling.push(at);
                    here.now = Some((at, Moment::Sleeps));
                }
            }
            Kind::Resumed { id, .. } => {
                if let Some(at) = self.of_owner(*id)
                    && let Some((_, woken @ None)) = self.visits[at].naps.last_mut()
                {
                    *woken = Some(index);
                    here.now = Some((at, Moment::Wakes));
                }
            }
            Kind::Returned { id, .. } | Kind::Raised { id, .. } | Kind::Closed { id, .. } => {
                if let Some(at) = self.of_owner(*id) {
                    self.close(at, index + 1);
                    here.over = Some(at);
                    self.finished = world.object(*id).and_then(|object| object.task()).map(|task| (task, at));
                }
            }
            // A task's line sleeps as soon as the task waits, and its last line is over when the task is.
            Kind::TaskWaiting { .. } => {
                for at in std::mem::take(&mut self.falling) {
                    if let Some((asleep, None)) = self.visits[at].naps.last_mut() {
                        *asleep = index;
                    }
                }
            }
            Kind::TaskDone { task, .. } => {
                if let Some((_, at)) = self.finished.take().filter(|(finished, _)| finished == task) {
                    self.visits[at].ends = Some(index + 1);
                }
            }
            // A line that runs in a callback is over when the loop has control again; where nothing was ready, the
            // clock has jumped before, and that is no part of the line.
            Kind::HandleRun { .. }
            | Kind::Iteration { .. }
            | Kind::TimerFired { .. }
            | Kind::LoopStopped { .. } => {
                let ends = |visit: &Visit| {
                    visit.loops == Loops::Turning && visit.thread == event.thread && !visit.is_asleep()
                };
                self.close_where(ends, index - usize::from(self.has_jumped));
            }
            Kind::ProgramEnded { .. } => self.close_where(|_| true, index),
            _ => {}
        }
        if !matches!(event.kind, Kind::Yielded { .. }) {
            self.falling.clear();
        }
        self.has_jumped = matches!(event.kind, Kind::ClockJumped { .. });
        if here == Here::default() && self.here.is_some() {
            here.now = self.of_top(world);
        }
        if let Some(all) = &mut self.here {
            all.push(here);
        }
    }

    fn line(
        &mut self,
        event: &Event,
        site: Site,
        frame: FrameId,
        depth: u32,
        index: usize,
        world: &World,
    ) -> Here {
        let physical = site.line;
        let site = self.statement(site);
        let before = self.open.get(&frame).copied();
        if let Some(at) = before {
            let visit = &mut self.visits[at];
            let woken = visit.naps.last().is_some_and(|(_, woken)| woken.is_some());
            // Another line of one statement is announced, or the line on which an `await` goes on.
            let is_same = visit.site == site && (visit.last_line != physical || visit.goes_on && woken);
            if is_same {
                visit.last_line = physical;
                visit.goes_on = visit.goes_on && !woken;
                return Here { now: Some((at, visit.moment())), over: None };
            }
            self.close(at, index);
        }
        // What lies further in has returned.
        self.close_where(
            |visit| visit.thread == event.thread && visit.depth > depth && !visit.is_asleep(),
            index,
        );
        let owner = match event.place {
            Some(Place::Object(id)) => Some(id),
            _ => None,
        };
        let turns = world.thread(event.thread).is_some_and(|thread| thread.running_loop().is_some());
        let at = self.visits.len();
        let of_site = self.by_site.entry(site).or_default();
        of_site.push(at);
        self.visits.push(Visit {
            site,
            nth: of_site.len() as u32,
            begins: index,
            frame,
            thread: event.thread,
            naps: Vec::new(),
            ends: None,
            depth,
            loops: if turns { Loops::Turning } else { Loops::Still },
            last_line: physical,
            goes_on: false,
        });
        self.open.insert(frame, at);
        if let Some(owner) = owner {
            self.by_owner.insert(owner, frame);
        }
        Here { now: Some((at, Moment::Before)), over: before }
    }

    fn of_owner(&self, id: ObjectId) -> Option<usize> {
        self.open.get(self.by_owner.get(&id)?).copied()
    }

    fn of_top(&self, world: &World) -> Option<(usize, Moment)> {
        let at = *self.open.get(&world.top()?.frame.id())?;
        Some((at, self.visits[at].moment()))
    }

    fn close(&mut self, at: usize, end: usize) {
        let visit = &mut self.visits[at];
        visit.ends = Some(end);
        let frame = visit.frame;
        self.open.remove(&frame);
    }

    fn close_where(&mut self, ends: impl Fn(&Visit) -> bool, index: usize) {
        let all: Vec<usize> = self.open.values().copied().filter(|at| ends(&self.visits[*at])).collect();
        for at in all {
            self.close(at, index);
        }
    }

    /// Every visit of every line, in order.
    pub fn all(&self) -> &[Visit] {
        &self.visits
    }

    /// Every visit of a line, in order.
    pub fn visits(&self, site: Site) -> impl Iterator<Item = &Visit> {
        self.by_site.get(&self.statement(site)).into_iter().flatten().map(|at| &self.visits[*at])
    }

    /// What a step is a moment of: visits with their moments, the one that is over first. Nothing unless steps are kept.
    pub fn at(&self, step: Step) -> impl Iterator<Item = (&Visit, Moment)> {
        let seq = step.last_seq().and_then(|seq| usize::try_from(seq).ok());
        let here = seq.and_then(|seq| self.here.as_ref()?.get(seq).copied()).unwrap_or_default();
        let over = here.over.map(|at| (at, Moment::After));
        over.into_iter().chain(here.now).map(|(at, moment)| (&self.visits[at], moment))
    }
}

impl Visit {
    fn is_asleep(&self) -> bool {
        self.naps.last().is_some_and(|(_, woken)| woken.is_none())
    }

    /// What it is at by now.
    fn moment(&self) -> Moment {
        match (self.naps.last(), self.ends) {
            (_, Some(_)) => Moment::After,
            (None, None) => Moment::Before,
            (Some((_, None)), None) => Moment::Sleeps,
            (Some((_, Some(_))), None) => Moment::Wakes,
        }
    }
}

#[cfg(test)]
mod tests;
