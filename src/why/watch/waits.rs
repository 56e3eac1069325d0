//! Who waits for what for good: circles, locks that were taken along, and what nobody sets.

use std::collections::{HashMap, HashSet};

use super::{Findings, Made, Moment, lead, task_name};
use crate::trace::aio::{LoopState, Task};
use crate::trace::event::{Kind, Outcome, Resolution, Target, Waiting};
use crate::trace::id::{FutureId, TaskId};
use crate::trace::world::{Status, ThreadState, World};
use crate::why::cause::Part;
use crate::why::finding::{Finding, Link, What};

/// How many tasks are looked at for one circle.
const REACH: usize = 2000;
/// A wait shorter than this, in seconds, is not worth telling of a program that was broken off.
const LONG: f64 = 1.0;

/// The waits for locks, each with who has the lock now as far as that is known.
#[derive(Debug, Default)]
pub(super) struct Waits {
    locks: HashMap<FutureId, Lock>,
    /// Since when each waiting task waits, in seconds.
    since: HashMap<TaskId, f64>,
}

#[derive(Clone, Copy, Debug)]
struct Lock {
    waiter: TaskId,
    holder: TaskId,
}

/// What a task waits for, seen from where it leads.
enum Next {
    /// These have to go on first.
    Tasks(Vec<TaskId>),
    /// Somebody of the program has to set it.
    End,
    /// Time or the outside ends it.
    Moves,
}

impl Waits {
    pub(super) fn see(&mut self, moment: Moment<'_>, found: &mut Findings) {
        let world = moment.world;
        match &moment.event.kind {
            Kind::TaskWaiting { task, on, .. } => {
                self.since.insert(*task, moment.event.time);
                if let Waiting::Lock(future, _, holder) = on {
                    self.locks.insert(*future, Lock { waiter: *task, holder: *holder });
                    if world.task(*holder).is_some_and(Task::is_done) {
                        self.lost(*task, *holder, moment, found);
                        return;
                    }
                }
                if matches!(on, Waiting::Lock(..) | Waiting::Task(_) | Waiting::Group(..)) {
                    self.circle(*task, moment, found);
                }
            }
            Kind::FutureDone { future, outcome, .. } => {
                // A lock that is released goes to the one whose wait ends; the others wait for that one from now on.
                if let Some(done) = self.locks.remove(future)
                    && *outcome == Resolution::Result
                {
                    for other in self.locks.values_mut().filter(|other| other.holder == done.holder) {
                        other.holder = done.waiter;
                    }
                }
            }
            Kind::TaskWoken { task, .. } => {
                self.since.remove(task);
                if !self.locks.is_empty() {
                    self.locks.retain(|_, lock| lock.waiter != *task);
                }
            }
            Kind::TaskDone { task, .. } if !self.locks.is_empty() => {
                let waiter = self.locks.values().filter(|lock| lock.holder == *task).map(|lock| lock.waiter);
                if let Some(waiter) = waiter.min() {
                    self.lost(waiter, *task, moment, found);
                }
            }
            _ => {}
        }
    }

    /// A task waits for a lock whose holder has ended.
    fn lost(&self, waiter: TaskId, holder: TaskId, moment: Moment<'_>, found: &mut Findings) {
        let world = moment.world;
        let Some(task) = world.task(waiter) else { return };
        let on = self.on(world, task);
        let was_cancelled = world.task(holder).is_some_and(|task| {
            matches!(task.state(), crate::trace::aio::TaskState::Done(Resolution::Cancelled, _))
        });
        let (name, by) = (task_name(world, waiter), task_name(world, holder));
        let held = moment.made.where_is(world, holder);
        let what = What::LockLost { task: name.clone(), on, by: by.clone(), was_cancelled };
        let leads = [
            moment.made.task(world, holder),
            lead(Part::Ended, held, &by),
            lead(Part::Waits, moment.made.where_is(world, waiter), &name),
        ];
        let finding = Finding::new(what, held, moment.step());
        found.add(finding.led_by(leads.into_iter().flatten().collect()));
    }

    /// Whether the wait of a task closes a circle.
    fn circle(&self, from: TaskId, moment: Moment<'_>, found: &mut Findings) {
        let world = moment.world;
        let Some(path) = self.way_back(world, from) else { return };
        if path.iter().filter_map(|id| world.task(*id)).any(|task| task.deadline().is_some()) {
            return;
        }
        let links = self.links(world, &path, path.first().copied());
        // The one that closes the circle is the last straw; the line it waits on is the one to look at.
        let site = moment.made.where_is(world, from);
        let leads = self.leads(world, &path, moment.made);
        found.add(Finding::new(What::Circle { links }, site, moment.step()).led_by(leads));
    }

    /// The tasks from one back to itself.
    fn way_back(&self, world: &World, from: TaskId) -> Option<Vec<TaskId>> {
        let mut came_from: HashMap<TaskId, TaskId> = HashMap::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            let Some(Next::Tasks(next)) = world.task(at).map(|task| self.next(world, task)) else { continue };
            for to in next {
                if to == from {
                    let mut path = vec![at];
                    while let Some(before) =
                        path.last().filter(|last| **last != from).and_then(|last| came_from.get(last))
                    {
                        path.push(*before);
                    }
                    path.reverse();
                    return Some(path);
                }
                if came_from.len() < REACH && !came_from.contains_key(&to) {
                    came_from.insert(to, at);
                    open.push(to);
                }
            }
        }
        None
    }

    /// What has to happen before a task can go on.
    fn next(&self, world: &World, task: &Task) -> Next {
        let unfinished = |id: &TaskId| world.task(*id).is_some_and(|task| !task.is_done());
        match task.waits_for() {
            Some(Waiting::Task(id)) => Next::Tasks(vec![*id]),
            Some(Waiting::Lock(future, _, holder)) => {
                let holder = self.locks.get(future).map_or(*holder, |lock| lock.holder);
                match unfinished(&holder) {
                    true => Next::Tasks(vec![holder]),
                    false => Next::End,
                }
            }
            Some(Waiting::Group(call, targets)) => {
                let tasks: Vec<TaskId> = targets
                    .iter()
                    .filter_map(|target| match target {
                        Target::Task(id) => Some(*id).filter(unfinished),
                        _ => None,
                    })
                    .collect();
                // The first of several that is done may be enough.
                let needs_all = !matches!(&**call, "wait" | "as_completed");
                match tasks.len() {
                    0 if targets.iter().any(|target| matches!(target, Target::Future(_))) => Next::End,
                    0 => Next::Moves,
                    1 => Next::Tasks(tasks),
                    _ if needs_all => Next::Tasks(tasks),
                    _ => Next::Moves,
                }
            }
            Some(Waiting::Future(_, label)) if is_outside(label) => Next::Moves,
            Some(Waiting::Future(..)) => Next::End,
            Some(Waiting::Sleep(_) | Waiting::Turn | Waiting::Other(_)) | None => Next::Moves,
        }
    }

    fn links(&self, world: &World, path: &[TaskId], closes: Option<TaskId>) -> Vec<Link> {
        let after = path.iter().skip(1).copied().map(Some).chain([closes]);
        path.iter()
            .zip(after)
            .filter_map(|(id, next)| {
                let task = world.task(*id)?;
                let has_lock = matches!(task.waits_for(), Some(Waiting::Lock(..)));
                let holder = next.filter(|_| has_lock).map(|next| task_name(world, next));
                Some(Link { task: task.name().to_owned(), on: self.on(world, task), holder })
            })
            .collect()
    }

    fn leads(&self, world: &World, path: &[TaskId], made: &Made) -> Vec<crate::why::cause::Cause> {
        let of = |id: &TaskId| {
            let name = task_name(world, *id);
            [made.task(world, *id), lead(Part::Waits, made.where_is(world, *id), &name)]
        };
        path.iter().flat_map(of).flatten().collect()
    }

    /// What a task waits for, in Python's words.
    fn on(&self, world: &World, task: &Task) -> String {
        match task.waits_for() {
            Some(Waiting::Future(_, label) | Waiting::Lock(_, label, _)) => label.to_string(),
            Some(Waiting::Task(id)) => task_name(world, *id),
            Some(Waiting::Group(call, targets)) => {
                let names = targets.iter().map(|target| match target {
                    Target::Task(id) => task_name(world, *id),
                    Target::Future(id) => format!("future#{id}"),
                    _ => "…".to_owned(),
                });
                let names: Vec<String> = names.collect();
                match names.len() {
                    0..=4 => format!("{call}({})", names.join(", ")),
                    _ => format!("{call}({}, … {})", names[..3].join(", "), names[names.len() - 1]),
                }
            }
            Some(Waiting::Sleep(_)) => "asyncio.sleep".to_owned(),
            Some(Waiting::Turn) => "asyncio.sleep(0)".to_owned(),
            Some(Waiting::Other(text)) => text.to_string(),
            None => String::new(),
        }
    }

    /// What everybody waits for where the program was broken off, or where nothing can wake it.
    pub(super) fn picture(&self, world: &World, made: &Made, found: &mut Findings) {
        let waiting: Vec<&Task> =
            world.unfinished_tasks().filter(|task| task.waits_for().is_some()).collect();
        let hangs = hangs(world);
        let was_cut_short = !matches!(world.status(), Status::Ended(ended) if !matches!(ended.outcome, Outcome::Timeout | Outcome::Interrupted | Outcome::Died));
        if !hangs && !was_cut_short {
            return;
        }
        let Some(first) = waiting.first() else { return };
        let ways = self.ways(world, first.id());
        let known: HashSet<String> = known_stuck(found);
        let mut ends: Vec<(&Task, Option<Vec<TaskId>>)> = waiting
            .iter()
            .filter(|task| !matches!(self.next(world, task), Next::Tasks(_)) && !known.contains(task.name()))
            .map(|task| (*task, ways.get(&task.id()).cloned()))
            .collect();
        // Workers that wait for more work are no end that anybody waits for, where somebody else is.
        let is_idle = |task: &Task| matches!(task.waits_for(), Some(Waiting::Future(_, label)) if label.ends_with("Queue.get"));
        if ends.iter().any(|(task, _)| !is_idle(task)) || !found.all.is_empty() {
            ends.retain(|(task, way)| !is_idle(task) || way.is_some() && found.all.is_empty());
        }
        for (task, way) in ends {
            let path = way.unwrap_or_else(|| vec![task.id()]);
            self.add_end(world, task, &path, hangs, made, found);
        }
    }

    fn add_end(
        &self,
        world: &World,
        task: &Task,
        path: &[TaskId],
        hangs: bool,
        made: &Made,
        found: &mut Findings,
    ) {
        let (name, on, site) =
            (task.name().to_owned(), self.on(world, task), made.where_is(world, task.id()));
        let seconds = world.time() - self.since.get(&task.id()).copied().unwrap_or_else(|| world.time());
        let what = match (self.next(world, task), hangs) {
            (Next::End, true) if on.ends_with(".join") => What::TaskDoneMissing { task: name, on },
            (Next::End, true) => What::NeverSet { links: self.links(world, path, None) },
            (Next::End, false) if seconds >= LONG => What::Outside { task: name, on, seconds },
            (Next::Moves, _) if matches!(task.waits_for(), Some(Waiting::Future(..))) && seconds >= LONG => {
                What::Outside { task: name, on, seconds }
            }
            _ => return,
        };
        let leads = self.leads(world, path, made);
        found.add(Finding::new(what, site, world.step()).led_by(leads));
    }

    /// The way from a task to each that it waits for in the end.
    fn ways(&self, world: &World, from: TaskId) -> HashMap<TaskId, Vec<TaskId>> {
        let mut ways = HashMap::from([(from, vec![from])]);
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            let Some(Next::Tasks(next)) = world.task(at).map(|task| self.next(world, task)) else { continue };
            for to in next {
                if ways.len() < REACH && !ways.contains_key(&to) {
                    let way = ways.get(&at).cloned().unwrap_or_default();
                    ways.insert(to, way.into_iter().chain([to]).collect());
                    open.push(to);
                }
            }
        }
        ways
    }
}

/// The tasks that are told of already: what they wait for needs no second finding.
fn known_stuck(found: &Findings) -> HashSet<String> {
    let names = found.all.iter().flat_map(|finding| match &finding.what {
        What::Circle { links } => links.iter().map(|link| link.task.clone()).collect(),
        What::LockLost { task, .. } => vec![task.clone()],
        _ => Vec::new(),
    });
    names.collect()
}

/// Whether nothing can wake a running loop: nothing is ready, no timer is set, no other thread runs, nothing comes from
/// outside.
fn hangs(world: &World) -> bool {
    let runs_elsewhere = world.threads().filter(|thread| thread.state() == ThreadState::Started).count() > 1;
    let idle = |it: &crate::trace::aio::Loop| {
        it.state() == LoopState::Running
            && it.ready().len() == 0
            && it.timers().len() == 0
            && it.task().is_none()
    };
    let waits_outside = world
        .unfinished_tasks()
        .any(|task| matches!(task.waits_for(), Some(Waiting::Future(_, label)) if is_outside(label)));
    world.loops().any(idle) && !runs_elsewhere && !waits_outside
}

/// Whether something outside of the program's tasks ends a wait: a socket, a process, a thread.
fn is_outside(label: &str) -> bool {
    let is_part = |part: &str| label.starts_with(part);
    [
        "Stream",
        "loop.",
        "run_in_executor",
        "Process",
        "Subprocess",
        "_UnixSubprocess",
        "Server",
        "asyncio.open_",
        "asyncio.to_thread",
        "asyncio.create_sub",
        "asyncio.start_",
    ]
    .into_iter()
    .any(is_part)
}
