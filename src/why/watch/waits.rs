//! Who waits for what for good: circles, locks that were taken along, and what nobody sets.

use std::collections::{HashMap, HashSet};

use super::{Findings, Made, Moment, lead, running_task, site_of_task, task_name};
use crate::trace::aio::{LoopState, Task, TaskState};
use crate::trace::event::{Holding, Kind, Outcome, Resolution, Site, Target, Waiting};
use crate::trace::id::{PrimitiveId, Step, TaskId};
use crate::trace::primitive::Primitive;
use crate::trace::world::{Status, ThreadState, World};
use crate::why::cause::Part;
use crate::why::finding::{Finding, Link, What};

/// How many tasks are looked at for one circle.
const REACH: usize = 2000;
/// A wait shorter than this, in seconds, is not worth telling of a program that was broken off.
const LONG: f64 = 1.0;

/// Where asyncio's primitives were taken, set and cleared, and since when tasks wait.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Where each lock was taken by who holds it, and each semaphore by each inside of it.
    taken: HashMap<(PrimitiveId, TaskId), Site>,
    /// The last time each event was set and cleared again.
    pulses: HashMap<PrimitiveId, Pulse>,
    /// Since when each waiting task waits, in seconds, and which step of the trace that was.
    since: HashMap<TaskId, (f64, Step)>,
}

/// An event that was set, and perhaps cleared again.
#[derive(Clone, Copy, Debug)]
struct Pulse {
    set: Option<Site>,
    cleared: Option<(Option<Site>, Step)>,
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
        match &moment.event.kind {
            Kind::TaskWaiting { task, on, at, .. } => {
                self.since.insert(*task, (moment.event.time, moment.step()));
                if at.is_some() || matches!(on, Waiting::Lock(..) | Waiting::Task(_) | Waiting::Group(..)) {
                    self.circle(*task, moment, found);
                }
            }
            Kind::TaskWoken { task, .. } => drop(self.since.remove(task)),
            Kind::Primitive { id, holds, .. } => self.hold(*id, holds, moment),
            _ => {}
        }
    }

    /// A primitive changed hands.
    fn hold(&mut self, id: PrimitiveId, holds: &Holding, moment: Moment<'_>) {
        let site = moment.event.site;
        match holds {
            Holding::Lock { by: Some(by), .. } => self.take(id, *by, moment),
            Holding::Semaphore { by, .. } => {
                for by in by {
                    self.take(id, *by, moment);
                }
            }
            Holding::Event { is_set: true } => {
                self.pulses.insert(id, Pulse { set: site, cleared: None });
            }
            Holding::Event { is_set: false } => {
                if let Some(pulse) = self.pulses.get_mut(&id) {
                    pulse.cleared.get_or_insert((site, moment.step()));
                }
            }
            Holding::Lock { by: None, .. } | Holding::Queue { .. } => {}
        }
    }

    fn take(&mut self, id: PrimitiveId, by: TaskId, moment: Moment<'_>) {
        // Whoever releases a lock hands it to the first that waits, on the line where that one waits.
        let is_running = running_task(moment.world, moment.event.thread) == Some(by);
        let site = match is_running {
            true => moment.event.site,
            false => moment.made.where_is(moment.world, by),
        };
        if let Some(site) = site {
            match is_running {
                true => drop(self.taken.insert((id, by), site)),
                false => drop(self.taken.entry((id, by)).or_insert(site)),
            }
        }
    }

    /// Tasks that wait for a lock or semaphore whose holders have all ended.
    pub(super) fn settle(&self, world: &World, made: &Made, found: &mut Findings) {
        let lost = world.unfinished_tasks().filter_map(|task| {
            let at = world.primitive(task.waits_at()?)?;
            let holders = holders(at, task);
            let all_ended = !holders.is_empty()
                && holders.iter().all(|holder| world.task(*holder).is_some_and(Task::is_done));
            all_ended.then(|| Some((task, at, *holders.first()?)))?
        });
        for (task, at, holder) in lost {
            let was_cancelled = world
                .task(holder)
                .is_some_and(|task| matches!(task.state(), TaskState::Done(Resolution::Cancelled, _)));
            let (name, by) = (task.name().to_owned(), task_name(world, holder));
            let taken = self.taken.get(&(at.id(), holder)).copied();
            let what = What::LockLost { task: name.clone(), on: at.name(), by: by.clone(), was_cancelled };
            let leads = [
                made.task(world, holder),
                lead(Part::Holds, taken, &by),
                lead(Part::Ended, site_of_task(world, holder), &by),
                lead(Part::Waits, made.where_is(world, task.id()), &name),
            ];
            let site = taken.or_else(|| site_of_task(world, holder));
            let finding = Finding::new(what, site, self.step_of(task.id(), world));
            found.add(finding.led_by(leads.into_iter().flatten().collect()));
        }
    }

    /// The step at which a task began to wait.
    fn step_of(&self, task: TaskId, world: &World) -> Step {
        self.since.get(&task).map_or(world.step(), |(_, step)| *step)
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
            Some(on @ (Waiting::Lock(..) | Waiting::Future(..))) => {
                let at = task.waits_at().and_then(|at| world.primitive(at));
                let holders = at.map_or_else(
                    || match on {
                        Waiting::Lock(_, _, holder) => vec![*holder],
                        _ => Vec::new(),
                    },
                    |at| holders(at, task),
                );
                let left: Vec<TaskId> = holders.iter().copied().filter(unfinished).collect();
                match (left.len(), on) {
                    // One of several inside of a semaphore is enough.
                    (2.., _) => Next::Moves,
                    (1, _) => Next::Tasks(left),
                    (_, Waiting::Future(_, label)) if is_outside(label) => Next::Moves,
                    _ => Next::End,
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
            Some(Waiting::Sleep(_) | Waiting::Turn | Waiting::Other(_)) | None => Next::Moves,
        }
    }

    fn links(&self, world: &World, path: &[TaskId], closes: Option<TaskId>) -> Vec<Link> {
        let after = path.iter().skip(1).copied().map(Some).chain([closes]);
        path.iter()
            .zip(after)
            .filter_map(|(id, next)| {
                let task = world.task(*id)?;
                let has_lock =
                    task.waits_at().is_some() || matches!(task.waits_for(), Some(Waiting::Lock(..)));
                let holder = next.filter(|_| has_lock).map(|next| task_name(world, next));
                Some(Link { task: task.name().to_owned(), on: self.on(world, task), holder })
            })
            .collect()
    }

    fn leads(&self, world: &World, path: &[TaskId], made: &Made) -> Vec<crate::why::cause::Cause> {
        let of = |id: &TaskId| {
            let name = task_name(world, *id);
            let held = path.iter().filter_map(|other| world.task(*other)?.waits_at());
            let held = held.filter_map(|at| self.taken.get(&(at, *id))).next().copied();
            [
                made.task(world, *id),
                lead(Part::Holds, held, &name),
                lead(Part::Waits, made.where_is(world, *id), &name),
            ]
        };
        path.iter().flat_map(of).flatten().collect()
    }

    /// What a task waits for, in Python's words.
    fn on(&self, world: &World, task: &Task) -> String {
        match task.waits_for() {
            Some(Waiting::Future(id, label) | Waiting::Lock(id, label, _)) => {
                let method = label.rsplit('.').next().unwrap_or(label);
                match task.waits_at().and_then(|at| world.primitive(at)) {
                    Some(at) => format!("{}.{method}", at.name()),
                    None => match world.future(*id).and_then(|future| future.name()) {
                        Some(name) => name.to_owned(),
                        None => label.to_string(),
                    },
                }
            }
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
        let is_lost = |task: &Task| {
            let holders = task.waits_at().and_then(|at| world.primitive(at)).map(|at| holders(at, task));
            holders.is_some_and(|holders| !holders.is_empty())
        };
        let mut ends: Vec<(&Task, Option<Vec<TaskId>>)> = waiting
            .iter()
            .filter(|task| {
                !matches!(self.next(world, task), Next::Tasks(_))
                    && !known.contains(task.name())
                    && !is_lost(task)
            })
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
        let seconds = world.time() - self.since.get(&task.id()).map_or(world.time(), |(since, _)| *since);
        let pulse = task.waits_at().and_then(|at| self.pulses.get(&at));
        let missed = pulse.and_then(|pulse| Some((pulse.set, pulse.cleared?)));
        if let (Next::End, Some((set, (cleared, _)))) = (self.next(world, task), missed)
            && (hangs || seconds >= LONG)
        {
            let leads = [
                lead(Part::Set, set, &on),
                lead(Part::Cleared, cleared, &on),
                lead(Part::Waits, site, &name),
            ];
            let what = What::EventMissed { task: name, on };
            let finding = Finding::new(what, cleared.or(set), self.step_of(task.id(), world));
            found.add(finding.led_by(leads.into_iter().flatten().collect()));
            return;
        }
        let joins = matches!(task.waits_for(), Some(Waiting::Future(_, label)) if &**label == "Queue.join");
        let what = match (self.next(world, task), hangs) {
            (Next::End, true) if joins => What::TaskDoneMissing { task: name, on },
            (Next::End, true) => What::NeverSet { links: self.links(world, path, None) },
            (Next::End, false) if seconds >= LONG => What::Outside { task: name, on, seconds },
            (Next::Moves, _) if matches!(task.waits_for(), Some(Waiting::Future(..))) && seconds >= LONG => {
                What::Outside { task: name, on, seconds }
            }
            _ => return,
        };
        let leads = self.leads(world, path, made);
        found.add(Finding::new(what, site, self.step_of(task.id(), world)).led_by(leads));
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

/// The tasks that have what another one waits for: those that hold its lock, or are inside of its semaphore.
fn holders(at: &Primitive, task: &Task) -> Vec<TaskId> {
    let acquires = match task.waits_for() {
        Some(Waiting::Lock(..)) => true,
        Some(Waiting::Future(_, label)) => label.ends_with("acquire"),
        _ => false,
    };
    match at.holds() {
        Holding::Lock { by: Some(by), .. } if acquires => vec![*by],
        Holding::Semaphore { by, .. } if acquires => by.clone(),
        _ => Vec::new(),
    }
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
