//! Questions that views and checks ask of a world and of a timeline.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::ops::Range;

use super::aio::{Handle, Task, TaskState};
use super::event::{Event, Site, State, Target, Waiting};
use super::id::{ObjectId, PrimitiveId, Step, TaskId};
use super::object::{Object, Wire};
use super::world::World;

/// Somebody waits for somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// Who waits: an object or a task.
    pub who: Target,
    /// For whom.
    pub on: Target,
}

impl World {
    /// The objects that run, the outermost of each thread first.
    pub fn running(&self) -> impl Iterator<Item = &Object> {
        self.alive().filter(|object| object.state() == State::Running)
    }

    /// The objects that sleep, each with the line it sleeps on.
    pub fn sleepers(&self) -> impl Iterator<Item = (&Object, Site)> {
        let asleep = self.alive().filter(|object| object.state() == State::Suspended);
        asleep.filter_map(|object| Some((object, object.site()?)))
    }

    /// The chains of `yield from` and `await` among the objects alive, each the outermost first; an object that is
    /// in none is a chain of its own.
    pub fn chains(&self) -> Vec<Vec<ObjectId>> {
        let outermost = self.alive().filter(|object| object.delegator().is_none());
        outermost.map(|object| self.chain(object.id())).collect()
    }

    /// What the innermost object of a chain hands over to, where that is no object.
    pub fn chain_end(&self, id: ObjectId) -> Option<&Target> {
        let innermost = self.object(*self.chain(id).last()?)?;
        innermost.delegates_to().filter(|to| !matches!(to, Target::Object(_)))
    }

    /// The wires of all objects in one chain with this one, the outermost first.
    pub fn wires(&self, id: ObjectId) -> Vec<Wire<'_>> {
        self.chain(id).into_iter().filter_map(|id| Some(self.object(id)?.wire())).collect()
    }

    /// Who waits for whom: every delegation of an object, and what every waiting task waits for.
    pub fn waits(&self) -> Vec<Wait> {
        let objects = self.alive().filter_map(|object| {
            Some(Wait { who: Target::Object(object.id()), on: object.delegates_to()?.clone() })
        });
        let tasks = self.unfinished_tasks().flat_map(|task| {
            let who = Target::Task(task.id());
            waited_for(task).into_iter().map(move |on| Wait { who: who.clone(), on })
        });
        objects.chain(tasks).collect()
    }

    /// The tasks that wait at a lock, event, semaphore, condition or queue, the one that waits longest first.
    pub fn waiting_at(&self, id: PrimitiveId) -> Vec<&Task> {
        let mut tasks: Vec<&Task> =
            self.unfinished_tasks().filter(|task| task.waits_at() == Some(id)).collect();
        tasks.sort_by_key(|task| task.since());
        tasks
    }

    /// The callbacks that are ready, in the order in which each loop will call them; those that no loop has yet, last.
    pub fn ready(&self) -> Vec<&Handle> {
        let queued = self.loops().flat_map(|it| it.ready()).filter_map(|id| self.handle(id));
        let homeless = self.handles().filter(|handle| handle.loop_id().is_none() && handle.when().is_none());
        queued.chain(homeless).collect()
    }

    /// The callbacks that wait for their time.
    pub fn timers(&self) -> impl Iterator<Item = &Handle> {
        self.handles().filter(|handle| handle.when().is_some())
    }

    /// The number of the turn of the loop that runs in the current thread, or of the loop that was made last.
    pub fn current_turn(&self) -> Option<u64> {
        let here = self.thread(self.current_thread()).and_then(|thread| thread.running_loop());
        let turning = match here {
            Some(id) => self.event_loop(id),
            None => self.loops().filter(|it| it.turn() > 0).last(),
        };
        turning.map(|it| it.turn()).filter(|turn| *turn > 0)
    }

    /// Who waits for this one.
    pub fn waiters(&self, on: &Target) -> Vec<Target> {
        self.waits().into_iter().filter(|wait| wait.on == *on).map(|wait| wait.who).collect()
    }
}

/// What a waiting task waits for, as far as it has an id.
pub fn waited_for(task: &Task) -> Vec<Target> {
    match task.waits_for() {
        Some(Waiting::Future(future, _) | Waiting::Lock(future, _, _)) => vec![Target::Future(*future)],
        Some(Waiting::Task(task)) => vec![Target::Task(*task)],
        Some(Waiting::Group(_, targets)) => targets.clone(),
        Some(Waiting::Sleep(_) | Waiting::Turn | Waiting::Other(_)) | None => Vec::new(),
    }
}

/// What a task does, without the details: a colour of its row in a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Life {
    /// Made, not begun.
    Pending,
    /// In the ready queue.
    Ready,
    /// The loop is inside it.
    Running,
    /// It waits.
    Waiting,
    /// Finished.
    Done,
}

/// A state that fits into the low bits of a story's entry.
pub trait Code: Copy + PartialEq {
    /// Its number.
    fn code(self) -> u64;
    /// The state of a number.
    fn of(code: u64) -> Self;
    /// Whether code runs in this state.
    fn runs(self) -> bool;
}

impl Code for State {
    fn code(self) -> u64 {
        self as u64
    }

    fn of(code: u64) -> State {
        [State::Created, State::Running, State::Suspended, State::Closed][code as usize & 3]
    }

    fn runs(self) -> bool {
        self == State::Running
    }
}

impl Code for Life {
    fn code(self) -> u64 {
        self as u64
    }

    fn of(code: u64) -> Life {
        use Life::{Done, Pending, Ready, Running, Waiting};
        *[Pending, Ready, Running, Waiting].get(code as usize).unwrap_or(&Done)
    }

    fn runs(self) -> bool {
        self == Life::Running
    }
}

impl Life {
    /// What a task in this state does.
    pub fn of_task(state: &TaskState) -> Life {
        match state {
            TaskState::Pending => Life::Pending,
            TaskState::Ready => Life::Ready,
            TaskState::Running => Life::Running,
            TaskState::Waiting(_) => Life::Waiting,
            TaskState::Done(..) => Life::Done,
        }
    }
}

/// How many low bits of an entry hold the state; the others hold the step.
const STATE_BITS: u32 = 3;

/// The lives of all objects and tasks, written as events come in: eight bytes for each transition.
#[derive(Debug, Default)]
pub(super) struct Stories {
    objects: BTreeMap<u32, Vec<u64>>,
    tasks: BTreeMap<u32, Vec<u64>>,
}

impl Stories {
    /// Takes note of an event that led to this world.
    pub fn note(&mut self, event: &Event, world: &World) {
        if let Some(last) = world.last_transition()
            && last.step == world.step()
            && let Some(object) = world.object(last.object)
        {
            enter(&mut self.objects, last.object.0, world.step(), object.state());
        }
        if let Some(task) = event.kind.task().and_then(|task| world.task(task)) {
            enter(&mut self.tasks, task.id().0, world.step(), Life::of_task(task.state()));
        }
    }

    pub fn object(&self, id: ObjectId, end: Step) -> Story<'_, State> {
        Story::new(self.objects.get(&id.0), end)
    }

    pub fn task(&self, id: TaskId, end: Step) -> Story<'_, Life> {
        Story::new(self.tasks.get(&id.0), end)
    }

    pub fn bytes(&self) -> usize {
        let stories = self.objects.values().chain(self.tasks.values());
        stories.map(|entries| size_of::<(u32, Vec<u64>)>() + entries.capacity() * 8).sum()
    }
}

fn enter<S: Code>(stories: &mut BTreeMap<u32, Vec<u64>>, id: u32, step: Step, state: S) {
    stories.entry(id).or_default().push(step.0 << STATE_BITS | state.code());
}

/// The life of one object or task: every event that concerned it, with its state after.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a, S> {
    entries: &'a [u64],
    end: Step,
    state: PhantomData<S>,
}

/// A stretch of a life in one state: the worlds from step `from` to before step `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<S> {
    /// The first step in this state.
    pub from: Step,
    /// The first step after it.
    pub to: Step,
    /// The state.
    pub state: S,
}

/// What one column of a timeline picture shows of a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<S> {
    /// The state at the column's last step.
    pub state: S,
    /// How many events concerned it within the column.
    pub events: usize,
    /// Whether it ran at some step of the column.
    pub ran: bool,
}

impl<'a, S: Code> Story<'a, S> {
    fn new(entries: Option<&'a Vec<u64>>, end: Step) -> Story<'a, S> {
        Story { entries: entries.map_or(&[], Vec::as_slice), end, state: PhantomData }
    }

    /// The state at a step; `None` before it was made.
    pub fn state_at(&self, step: Step) -> Option<S> {
        Some(state(self.entries[self.count_upto(step).checked_sub(1)?]))
    }

    /// The first event after a step that concerned it: the step it led to.
    pub fn next(&self, after: Step) -> Option<Step> {
        self.entries.get(self.count_upto(after)).map(|entry| step(*entry))
    }

    /// The last event before a step that concerned it: the step it led to.
    pub fn previous(&self, before: Step) -> Option<Step> {
        let last = self.count_upto(Step(before.0.checked_sub(1)?)).checked_sub(1)?;
        Some(step(self.entries[last]))
    }

    /// The stretches of its life that touch a window of steps, in order; no two neighbours in the same state.
    pub fn spans(&self, window: Range<Step>) -> impl Iterator<Item = Span<S>> {
        let end = self.end.0 + 1;
        let first = self.count_upto(window.start).saturating_sub(1);
        let mut rest = &self.entries[first..];
        std::iter::from_fn(move || {
            let (entry, mut others) = rest.split_first()?;
            let span = Span { from: step(*entry), to: Step(end), state: state(*entry) };
            if span.from >= window.end {
                return None;
            }
            while let Some((next, after)) = others.split_first()
                && state::<S>(*next) == span.state
            {
                others = after;
            }
            rest = others;
            Some(Span { to: others.first().map_or(Step(end), |next| step(*next)), ..span })
        })
    }

    /// A picture of a window of steps in so many columns, whatever its length; `None` before it was made.
    pub fn columns(&self, window: Range<Step>, columns: usize) -> Vec<Option<Column<S>>> {
        let width = window.end.0.saturating_sub(window.start.0);
        let bound = |at: usize| Step(window.start.0 + (width as u128 * at as u128 / columns as u128) as u64);
        (0..columns).map(|at| self.column(bound(at), bound(at + 1))).collect()
    }

    fn column(&self, from: Step, to: Step) -> Option<Column<S>> {
        let before = from.0.checked_sub(1).map_or(0, |before| self.count_upto(Step(before)));
        let upto = self.count_upto(Step(to.0.saturating_sub(1).max(from.0)));
        let last = upto.checked_sub(1)?;
        let inside = &self.entries[before..upto];
        // Between two sleeps or waits lies a run, so that a few entries tell, however many there are.
        let at_start = inside.first().is_none_or(|entry| step(*entry) > from);
        let first = if at_start { before.saturating_sub(1) } else { before };
        let ran = self.entries[first..upto].iter().take(64).any(|entry| state::<S>(*entry).runs());
        Some(Column { state: state(self.entries[last]), events: inside.len(), ran })
    }

    /// How many of the events lead to a step not after this one.
    fn count_upto(&self, upto: Step) -> usize {
        self.entries.partition_point(|entry| step(*entry) <= upto)
    }
}

fn step(entry: u64) -> Step {
    Step(entry >> STATE_BITS)
}

fn state<S: Code>(entry: u64) -> S {
    S::of(entry & ((1 << STATE_BITS) - 1))
}
