//! Goes along with a run and finds what went wrong in it, in one pass over its events.
//!
//! Each family of findings keeps the little it needs and sees every event with the world after it. What happens while the
//! program is being ended, by the tool or by `asyncio.run`, explains nothing and is not looked at.

mod blocking;
mod cancels;
mod coroutines;
mod ends;
mod gathering;
mod generators;
mod sequence;
mod starving;
mod waits;

use std::collections::HashMap;

use crate::trace::event::{Actor, Event, Kind, Note, Outcome, Site};
use crate::trace::id::{ObjectId, Step, TaskId, ThreadId};
use crate::trace::world::World;

use super::cause::{Cause, Part};
use super::finding::{Finding, Severity};

/// Finds what went wrong in a run, as its events come in.
#[derive(Debug, Default)]
pub struct Watch {
    found: Findings,
    made: Made,
    /// Whether the program is being ended: by asyncio.run, by Ctrl-C, or for a deadlock.
    phase: Phase,
    broken_off: Option<Step>,
    /// How many events were seen, and how many turns of event loops.
    looked: Looked,
    waits: waits::Waits,
    ends: ends::Ends,
    cancels: cancels::Cancels,
    blocking: blocking::Blocking,
    starving: starving::Starving,
    generators: generators::Generators,
    coroutines: coroutines::Coroutines,
    gathering: gathering::Gathering,
    sequence: sequence::Sequence,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many events.
    pub events: u64,
    /// How many turns of event loops.
    pub turns: u64,
    /// How many tasks of the program.
    pub tasks: u64,
    /// How many generators and coroutines.
    pub objects: u64,
}

/// Where the run is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// The program does what it does.
    #[default]
    Running,
    /// asyncio.run ended its main task's program and cancels what is left.
    Ending,
    /// The tool or the user broke it off.
    BrokenOff,
}

/// The findings so far; one on the same line as another of its kind is counted with it.
#[derive(Debug, Default)]
struct Findings {
    all: Vec<Finding>,
    /// How many of them have been handed out as they happened.
    told: usize,
}

impl Findings {
    fn add(&mut self, finding: Finding) -> &mut Finding {
        let known = self.all.iter().position(|known| known.is_like(&finding));
        match known {
            Some(at) => {
                self.all[at].times += 1;
                &mut self.all[at]
            }
            None => {
                self.all.push(finding);
                self.all.last_mut().expect("it was pushed")
            }
        }
    }
}

/// Where tasks, generators and coroutines were made, and where tasks wait.
#[derive(Debug, Default)]
struct Made {
    tasks: HashMap<TaskId, Site>,
    objects: HashMap<ObjectId, Site>,
    /// The innermost line of the program that each waiting task waits on, through coroutines of the library too.
    waits: HashMap<TaskId, Site>,
    /// The line of the first coroutine that went to sleep since one was resumed, in each thread.
    asleep: HashMap<ThreadId, Site>,
}

impl Made {
    fn note(&mut self, event: &Event) {
        match (&event.kind, event.site) {
            (Kind::TaskCreated { task, .. }, Some(site)) => drop(self.tasks.insert(*task, site)),
            (Kind::Created { id, .. }, Some(site)) => drop(self.objects.insert(*id, site)),
            (Kind::Resumed { .. }, _) => drop(self.asleep.remove(&event.thread)),
            (Kind::Yielded { .. }, Some(site)) => drop(self.asleep.entry(event.thread).or_insert(site)),
            (Kind::TaskWaiting { task, .. }, _) => {
                if let Some(site) = self.asleep.remove(&event.thread) {
                    self.waits.insert(*task, site);
                }
            }
            (Kind::TaskStep { task } | Kind::TaskDone { task, .. }, _) => drop(self.waits.remove(task)),
            _ => {}
        }
    }

    /// The line of the program that a task waits on, or was on last.
    fn where_is(&self, world: &World, task: TaskId) -> Option<Site> {
        self.waits.get(&task).copied().or_else(|| site_of_task(world, task))
    }

    fn task(&self, world: &World, task: TaskId) -> Option<Cause> {
        lead(Part::TaskMade, self.tasks.get(&task).copied(), &task_name(world, task))
    }

    fn object(&self, world: &World, id: ObjectId) -> Option<Cause> {
        lead(Part::Made, self.objects.get(&id).copied(), &label(world, id))
    }
}

/// An event with the world after it.
#[derive(Clone, Copy)]
struct Moment<'a> {
    event: &'a Event,
    world: &'a World,
    made: &'a Made,
}

impl Moment<'_> {
    fn step(&self) -> Step {
        self.world.step()
    }
}

impl Watch {
    /// Takes the next event in, with the world after it.
    pub fn see(&mut self, event: &Event, world: &World) {
        self.looked.events += 1;
        self.made.note(event);
        self.turn_phase(event, world);
        let moment = Moment { event, world, made: &self.made };
        self.coroutines.see(moment, self.phase, &mut self.found);
        self.ends.see(moment, self.phase, &mut self.found);
        if self.phase != Phase::Running {
            return;
        }
        match &event.kind {
            Kind::Iteration { .. } => self.looked.turns += 1,
            Kind::Created { .. } => self.looked.objects += 1,
            Kind::TaskCreated { .. } => self.looked.tasks += 1,
            _ => {}
        }
        self.waits.see(moment, &mut self.found);
        self.cancels.see(moment, &mut self.found);
        self.blocking.see(moment, &mut self.found);
        self.starving.see(moment, &mut self.found);
        self.generators.see(moment, &mut self.found);
        self.gathering.see(moment, &mut self.found);
        self.sequence.see(moment);
    }

    /// A circle that was closed by the last events: what is worth telling while it happens.
    pub fn told_now(&mut self) -> Option<&Finding> {
        let from = self.found.told;
        self.found.told = self.found.all.len();
        self.found.all[from..].iter().find(|finding| finding.severity() == Severity::Stuck)
    }

    /// The step at which the tool or the user broke the program off, where it came to that.
    pub fn broken_off(&self) -> Option<Step> {
        self.broken_off
    }

    /// What was found, with the world at the end; the most serious first, then in the order in which it happened.
    pub fn end(mut self, world: &World) -> (Vec<Finding>, Looked) {
        if self.phase == Phase::Running {
            self.break_off(world);
        }
        let mut all = self.found.all;
        all.sort_by_key(|finding| (finding.severity(), finding.step));
        (all, self.looked)
    }

    /// Notices where the program begins to be ended.
    fn turn_phase(&mut self, event: &Event, world: &World) {
        let next = match &event.kind {
            Kind::Note(Note::Deadlock { .. }) => Phase::BrokenOff,
            Kind::CancelRequested { by: Actor::Library(name), .. } => match &**name {
                "Ctrl-C" => Phase::BrokenOff,
                "asyncio.run" => Phase::Ending,
                _ => return,
            },
            Kind::Exception { exception } if exception.as_str().starts_with("KeyboardInterrupt") => {
                Phase::BrokenOff
            }
            Kind::ProgramEnded { .. } => Phase::Ending,
            // Another program of the same session, or a second `asyncio.run`.
            Kind::LoopStarted { .. } if self.phase == Phase::Ending => {
                let begins = world.tasks().last().is_some_and(|task| {
                    !matches!(task.created_by(), Actor::Library(name) if &**name == "asyncio.run")
                        && task.cancel().is_none()
                        && !task.is_done()
                });
                if begins {
                    self.phase = Phase::Running;
                }
                return;
            }
            _ => return,
        };
        if self.phase != Phase::Running {
            return;
        }
        let is_cut_short =
            |outcome| matches!(outcome, Outcome::Timeout | Outcome::Interrupted | Outcome::Died);
        let is_broken_off = match &event.kind {
            Kind::ProgramEnded { outcome, .. } => is_cut_short(*outcome),
            _ => next == Phase::BrokenOff,
        };
        if is_broken_off {
            self.broken_off = Some(world.step());
        }
        if next == Phase::BrokenOff || matches!(event.kind, Kind::ProgramEnded { .. }) {
            self.break_off(world);
        } else {
            self.settle(world);
        }
        self.phase = next;
    }

    /// The program is over as far as it goes by itself: what each family still has in hand becomes a finding.
    fn settle(&mut self, world: &World) {
        self.blocking.settle(world, &mut self.found);
        self.waits.settle(world, &self.made, &mut self.found);
        self.cancels.settle(world, &self.made, &mut self.found);
        self.generators.settle(&mut self.found);
        self.sequence.settle(world, &mut self.found);
    }

    /// The program was broken off: the same, and what everybody waits for is looked at.
    fn break_off(&mut self, world: &World) {
        self.settle(world);
        if self.broken_off.is_some() {
            self.ends.unfetched(world, &self.made, &mut self.found);
        }
        self.waits.picture(world, &self.made, &mut self.found);
        self.phase = Phase::BrokenOff;
    }
}

/// The name of a task.
fn task_name(world: &World, task: TaskId) -> String {
    world.task(task).map_or_else(|| format!("task#{task}"), |task| task.name().to_owned())
}

/// The name of a generator or coroutine.
fn label(world: &World, id: ObjectId) -> String {
    world.label(id).unwrap_or_default().to_owned()
}

/// The line of the program that a task's innermost coroutine is on.
fn site_of_task(world: &World, task: TaskId) -> Option<Site> {
    let coro = match world.task(task)?.coro() {
        crate::trace::event::Target::Object(id) => *id,
        _ => return None,
    };
    let chain = world.chain(coro);
    chain.iter().rev().find_map(|id| world.object(*id)?.site())
}

/// The task that runs in a thread.
fn running_task(world: &World, thread: ThreadId) -> Option<TaskId> {
    world.event_loop(world.thread(thread)?.running_loop()?)?.task()
}

/// A line that led to a finding, where there is one.
fn lead(part: Part, site: Option<Site>, who: &str) -> Option<Cause> {
    site.map(|site| Cause { part, site, who: who.to_owned() })
}
