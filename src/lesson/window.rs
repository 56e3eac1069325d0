//! A run seen through the marked lines of its program: when a line ran, and what happened meanwhile.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};

use super::expect::{Claim, Exception, Life};
use super::model::{Demo, Half, Nth, Visit};
use crate::lang::{Lang, Say};
use crate::python::lines::logical_lines;
use crate::trace::aio::TaskState;
use crate::trace::event::{
    Actor, Complaint, Event, How, Input, Kind, Note, Outcome, Resolution, Site, Stream, Target, Waiting,
};
use crate::trace::fold::FoldError;
use crate::trace::id::{FileId, FrameId, ObjectId, Step, TaskId, ThreadId};
use crate::trace::moment::{Moments, Visit as LineVisit};
use crate::trace::names::Style;
use crate::trace::object::Frame;
use crate::trace::timeline::Timeline;
use crate::trace::world::{Status, World};

/// The program's own file.
const PROGRAM: FileId = FileId(0);

/// The events of a run with the world behind each of them: what a claim says is looked up where the screen looks it up.
#[derive(Debug)]
pub struct Played {
    events: Vec<Event>,
    timeline: Timeline,
    moments: Moments,
}

impl Played {
    /// A run of this program with these events; where they contradict each other, it is none.
    pub fn of(source: &str, events: Vec<Event>) -> Result<Played, FoldError> {
        let mut timeline = Timeline::new();
        let mut moments = Moments::of(logical_lines(source));
        for event in &events {
            timeline.append(event)?;
            moments.push(event, timeline.live());
        }
        Ok(Played { events, timeline, moments })
    }
}

impl Deref for Played {
    type Target = [Event];

    /// A run is its events, first of all.
    fn deref(&self) -> &[Event] {
        &self.events
    }
}

/// A run, looked at by claims; those about the whole run may be about its end only.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The events in order.
    pub events: &'a [Event],
    /// Where the part begins that claims about the whole run are about.
    pub since: usize,
    played: &'a Played,
}

impl<'a> Run<'a> {
    /// The whole of a run.
    pub fn new(played: &'a Played) -> Run<'a> {
        Run { events: &played.events, since: 0, played }
    }

    /// The same run, where claims about the whole of it are about what comes from here on.
    pub fn since(self, since: usize) -> Run<'a> {
        Run { since, ..self }
    }

    /// The world behind this many events.
    pub fn world(&self, behind: usize) -> World {
        self.played.timeline.world_at(Step(behind as u64))
    }

    /// The world at the end, which knows every name there was.
    fn end(&self) -> &'a World {
        self.played.timeline.live()
    }

    /// The name of an object as claims write it.
    pub fn name(&self, id: ObjectId) -> String {
        Style::Claim.object(self.end(), id).into_owned()
    }

    /// Somebody, as claims write them.
    pub fn actor(&self, actor: &Actor) -> String {
        Style::Claim.actor(self.end(), actor, |part| part.say(Lang::En)).into_owned()
    }

    fn target(&self, target: &Target) -> String {
        let target = Style::Claim.target(self.end(), target, |awaitable| awaitable.say(Lang::En));
        target.into_owned()
    }

    /// A task, as claims write it.
    pub fn task_name(&self, id: TaskId) -> String {
        self.task(id)
    }

    fn task(&self, id: TaskId) -> String {
        Style::Claim.task(self.end(), id).into_owned()
    }

    /// What a task waits for, as claims write it.
    fn waiting(&self, on: &Waiting) -> String {
        match on {
            Waiting::Sleep(until) => format!("sleep until {until}"),
            Waiting::Future(id, what) if what.is_empty() || &**what == "Future" => {
                self.target(&Target::Future(*id))
            }
            Waiting::Future(_, what) | Waiting::Other(what) => what.to_string(),
            Waiting::Lock(_, what, holder) => format!("{what} held by {}", self.task(*holder)),
            Waiting::Task(id) => self.task(*id),
            Waiting::Group(call, members) => {
                let members: Vec<String> = members.iter().map(|member| self.target(member)).collect();
                format!("{call} of {}", members.join(", "))
            }
            Waiting::Turn => "its next turn".into(),
        }
    }

    /// The event as the claim that says it, where there is one.
    pub fn claim(&self, event: &Event) -> Option<Claim> {
        let exception = |value: &crate::trace::value::Value| Exception::read(value.as_str());
        Some(match &event.kind {
            Kind::Created { id, .. } => Claim::Made(self.name(*id)),
            Kind::Resumed { id, by, how, input, .. } => {
                Claim::Resumes { by: self.actor(by), object: self.name(*id), how: how_text(*how, input) }
            }
            Kind::Delegated { id, to } => Claim::Delegates(self.name(*id), self.target(to)),
            Kind::Yielded { id, value, .. } => Claim::Yields(self.name(*id), value.to_string()),
            Kind::Returned { id, value, .. } => Claim::Returns(self.name(*id), value.to_string()),
            Kind::Raised { id, exception: value, .. } => Claim::Raises(self.name(*id), exception(value)),
            Kind::Closed { id, .. } => Claim::Closes(self.name(*id)),
            Kind::Refused { id, how, input, exception: value, .. } => {
                Claim::Refuses(self.name(*id), how_text(*how, input), exception(value))
            }
            Kind::HandleRun { callback, .. } => Claim::Runs(short(callback)),
            Kind::TaskCreated { task, .. } => Claim::Made(self.task(*task)),
            Kind::TaskWaiting { task, on, .. } => Claim::Waits(self.task(*task), self.waiting(on)),
            Kind::TaskWoken { task, by } => Claim::Wakes { by: self.target(by), task: self.task(*task) },
            Kind::TaskDone { task, outcome: Resolution::Result, value } => {
                Claim::Done(self.task(*task), value.to_string())
            }
            Kind::TaskDone { task, outcome: Resolution::Exception, value } => {
                Claim::Failed(self.task(*task), exception(value))
            }
            Kind::TaskDone { task, outcome: Resolution::Cancelled, .. } => Claim::Cancelled(self.task(*task)),
            Kind::CancelRequested { task, by, .. } => {
                Claim::Cancels { by: self.actor(by), task: self.task(*task) }
            }
            Kind::Note(note) => Claim::Warns(note.topic().replace('-', " ")),
            Kind::ThreadStarted { thread_name } => Claim::Thread(thread_name.to_string(), Life::Starts),
            Kind::ThreadEnded { thread_name } => Claim::Thread(thread_name.to_string(), Life::Ends),
            Kind::Submitted { executor, callable, .. } => {
                Claim::Submits(short(callable), executor.to_string())
            }
            Kind::Switched { from, to, .. } => Claim::Switches(from.to_string(), to.to_string()),
            Kind::Exception { exception: value } => Claim::Error(exception(value)),
            Kind::Caught { exception: value } => Claim::Catches(exception(value)),
            _ => return None,
        })
    }

    /// The lines of the program that run, each time they do; of a statement over several lines, the first one.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.played
            .moments
            .all()
            .iter()
            .filter(|visit| visit.site.file == PROGRAM)
            .map(|visit| visit.site.line)
    }

    /// Each time through a line of the program.
    pub fn visits(&self, line: u32) -> impl Iterator<Item = &'a LineVisit> {
        self.played.moments.visits(Site { file: PROGRAM, line })
    }

    /// The visits of the marked line that are meant, whichever part of them.
    fn meant(&self, demo: &Demo, visit: Visit) -> Vec<&'a LineVisit> {
        let Some(line) = demo.marks.get(&visit.mark) else {
            return Vec::new();
        };
        match visit.nth {
            Nth::Every => self.visits(*line).collect(),
            Nth::Time(n) => self.visits(*line).nth(n.saturating_sub(1) as usize).into_iter().collect(),
        }
    }

    /// The stretches of a run that a visit means; none where the line did not run that often, or has no such part.
    ///
    /// `<2>` is from when the line is about to run to where its work ends: the next line of the same frame, the moment
    /// the frame's generator gives control away, the loop's next callback, or a line further out.
    pub fn stretches(&self, demo: &Demo, visit: Visit) -> Vec<Range<usize>> {
        self.meant(demo, visit).into_iter().filter_map(|it| self.part(it, visit.half)).collect()
    }

    /// The moments at which a visit's part comes: where it sleeps, is woken, or is over; else where it begins.
    pub fn moments(&self, demo: &Demo, visit: Visit) -> Vec<usize> {
        let stretches = self.stretches(demo, visit).into_iter();
        let moment = |stretch: Range<usize>| match visit.half {
            Half::UpToSleep | Half::Before | Half::Wakes | Half::After => stretch.start,
            Half::Sleeps | Half::Whole => stretch.end,
        };
        stretches.map(moment).collect()
    }

    /// Whether the line runs as often as a visit says, whatever part of it is meant.
    pub fn is_reached(&self, demo: &Demo, visit: Visit) -> bool {
        !self.meant(demo, visit).is_empty()
    }

    fn part(&self, it: &LineVisit, half: Half) -> Option<Range<usize>> {
        let recorded = self.events.len();
        match half {
            Half::UpToSleep => Some(it.up_to_sleep(recorded)),
            Half::Before => Some(it.begins..it.begins + 1),
            Half::Sleeps => it.naps.first().map(|(asleep, _)| it.begins..asleep + 1),
            Half::Wakes => it.awake_again(recorded),
            // What a line assigned is announced with the next line of its frame.
            Half::After => it.ends.map(|end| end..end + usize::from(self.begins_in(end, it.frame))),
            Half::Whole => Some(it.whole(recorded)),
        }
    }

    /// Whether this event announces a line of this frame.
    fn begins_in(&self, index: usize, owned: FrameId) -> bool {
        let kind = self.events.get(index).map(|event| &event.kind);
        matches!(kind, Some(Kind::Line { frame, .. }) if *frame == owned)
    }

    /// What was written to stdout in a stretch.
    pub fn stdout(&self, stretch: Range<usize>) -> String {
        let mut bytes = Vec::new();
        for event in &self.events[stretch] {
            if let Kind::Output { stream: Stream::Stdout, bytes: more } = &event.kind {
                bytes.extend_from_slice(more);
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The state of each object behind this many events, by its name in Python.
    pub fn states(&self, behind: usize) -> BTreeMap<ObjectId, &'static str> {
        let world = self.world(behind);
        world.objects().filter_map(|object| Some((object.id(), world.state_word(object.id())?))).collect()
    }

    /// What the tasks of this name do behind this many events.
    pub fn tasks_at(&self, name: &str, behind: usize) -> Vec<(String, &'static str)> {
        let world = self.world(behind);
        let word = |state: &TaskState| match state {
            TaskState::Pending => "pending",
            TaskState::Ready => "ready",
            TaskState::Running => "running",
            TaskState::Waiting(_) => "waiting",
            TaskState::Done(..) => "done",
        };
        let named = world.tasks().map(|task| (self.task(task.id()), word(task.state())));
        named.filter(|(task, _)| task == name).collect()
    }

    /// The values of a variable behind this many events: of the objects that a name means, of a function's frame, or of
    /// the module's, each with its owner's name. What the line itself assigned belongs to it, and what is finished has
    /// the value it ended with.
    pub fn values(&self, owner: &str, name: &str, behind: usize) -> Vec<(String, String)> {
        let value = |frame: &Frame| {
            let found = frame.locals().find(|variable| variable.name == name)?;
            Some(found.value.to_string())
        };
        let of_object = |id: ObjectId| {
            let now = self.world(behind);
            let object = now.object(id)?;
            let at = match object.ended() {
                Some(ended) => ended.0.saturating_sub(1) as usize,
                None => behind + usize::from(self.begins_in(behind, object.frame().id())),
            };
            Some((self.name(id), value(self.world(at).object(id)?.frame())?))
        };
        if owner.contains('#') {
            return self.objects(owner).into_iter().filter_map(of_object).collect();
        }
        let found = |at: usize| {
            let world = self.world(at);
            let stack = world.stack(world.current_thread()).rev();
            let mut named =
                stack.filter(|level| Style::Claim.place(self.end(), level.frame.place()) == owner);
            named.next().map(|level| (level.frame.id(), value(level.frame)))
        };
        // The line's own frame announces what it assigned with its next line.
        let next = (behind < self.events.len()).then(|| found(behind + 1)).flatten();
        let next = next.filter(|(frame, _)| self.begins_in(behind, *frame));
        let found = next.or_else(|| found(behind));
        found.and_then(|(_, value)| value).map(|value| (owner.to_owned(), value)).into_iter().collect()
    }

    /// How long it took from the beginning of a visit's stretch to the end of the line's work, its sleep included.
    pub fn duration(&self, demo: &Demo, visit: Visit, stretch: &Range<usize>) -> Option<f64> {
        let whole = self
            .meant(demo, visit)
            .into_iter()
            .find(|it| it.whole(self.events.len()).contains(&stretch.start));
        let end = match visit.half {
            Half::UpToSleep => whole?.ends?,
            _ => stretch.end,
        };
        let time = |index: usize| self.events.get(index).map(|event| event.time);
        Some(time(end.saturating_sub(1))? - time(stretch.start)?)
    }

    /// The name of the thread of an event.
    pub fn thread(&self, index: usize) -> String {
        let id = self.events.get(index).map_or(ThreadId(0), |event| event.thread);
        match self.end().thread(id).and_then(|thread| thread.name()) {
            Some(name) => name.to_owned(),
            None if id == ThreadId(0) => "MainThread".to_owned(),
            None => format!("Thread-{id}"),
        }
    }

    /// The names of the variables of whom a claim means, behind this many events.
    pub fn variables(&self, owner: &str, behind: usize) -> Vec<String> {
        let world = self.world(behind);
        let names = |frame: &Frame| frame.locals().map(|variable| variable.name.to_owned()).collect();
        if owner.contains('#') {
            let of = self.objects(owner).into_iter().find_map(|id| world.object(id));
            return of.map(|object| names(object.frame())).unwrap_or_default();
        }
        let mut stack = world.stack(world.current_thread()).rev();
        let level = stack.find(|level| Style::Claim.place(self.end(), level.frame.place()) == owner);
        level.map(|level| names(level.frame)).unwrap_or_default()
    }

    /// The line on which an event happens, or the last one before it.
    pub fn line_at(&self, index: usize) -> Option<u32> {
        let sites = self.events[..=index].iter().rev().filter_map(|event| event.site);
        sites.filter(|site| site.file == PROGRAM).map(|site| site.line).next()
    }

    /// What Python warned of that was forgotten, as claims write it: coroutines never awaited, tasks destroyed, exceptions
    /// never retrieved.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let of_python = |event: &'a Event| match &event.kind {
            Kind::Note(note @ Note::NeverAwaited { .. }) => Some(note),
            Kind::Note(
                note @ Note::Complaint { about: Complaint::TaskDestroyed | Complaint::NeverRetrieved, .. },
            ) => Some(note),
            _ => None,
        };
        self.events.iter().filter_map(of_python).map(|note| note.topic().replace('-', " "))
    }

    /// The callbacks in the loop's ready queue behind this many events, in order, and how many timers wait.
    pub fn queues(&self, behind: usize) -> (Vec<String>, usize) {
        let world = self.world(behind);
        let ready = world.ready().into_iter().map(|handle| short(handle.callback())).collect();
        (ready, world.timers().count())
    }

    /// The turn of the event loop behind this many events.
    pub fn turn(&self, behind: usize) -> Option<u64> {
        self.world(behind).current_turn()
    }

    /// The program's clock behind this many events.
    pub fn clock(&self, behind: usize) -> f64 {
        self.world(behind).time()
    }

    /// The line that begins next behind this many events; of a statement over several lines, the first one.
    pub fn next_line(&self, behind: usize) -> Option<u32> {
        let from = |visit: &&LineVisit| visit.begins >= behind && visit.site.file == PROGRAM;
        self.played.moments.all().iter().find(from).map(|visit| visit.site.line)
    }

    /// Whose code runs next behind this many events: an object, a function or the module.
    pub fn runs_next(&self, behind: usize) -> Option<String> {
        let next = self.events.get(behind..)?.iter().find(|event| line_of(event).is_some())?;
        Some(Style::Claim.place(self.end(), next.place.as_ref()?).into_owned())
    }

    /// The last value that an object of this name handed out in a stretch.
    pub fn handed_out(&self, name: &str, stretch: Range<usize>) -> Option<String> {
        self.events[stretch].iter().rev().find_map(|event| match self.claim(event)? {
            Claim::Yields(object, value) | Claim::Returns(object, value) if names(name, &object) => {
                Some(value)
            }
            _ => None,
        })
    }

    /// Whether the marked line is this one, or belongs to the statement that begins on it.
    pub fn is_on(&self, demo: &Demo, mark: u32, line: u32) -> bool {
        self.mark_site(demo, mark).is_some_and(|site| site.line == line)
    }

    fn mark_site(&self, demo: &Demo, mark: u32) -> Option<Site> {
        let line = *demo.marks.get(&mark)?;
        Some(self.played.moments.statement(Site { file: PROGRAM, line }))
    }

    /// The objects that a name in a claim means: one, or with `#*` all of that name.
    pub fn objects(&self, name: &str) -> Vec<ObjectId> {
        self.end().objects().filter(|object| names(name, object.label())).map(|object| object.id()).collect()
    }

    /// How the program ended: the exception nobody caught, or none.
    pub fn ending(&self) -> Option<(Outcome, Option<Exception>)> {
        match self.end().status() {
            Status::Ended(ended) => {
                let exception = ended.exception.as_ref().map(|value| Exception::read(value.as_str()));
                Some((ended.outcome, exception))
            }
            Status::NotStarted | Status::Running => None,
        }
    }
}

/// The program's line that an event of kind `line` is about.
pub fn line_of(event: &Event) -> Option<u32> {
    let site = event.site.filter(|site| site.file == PROGRAM)?;
    matches!(event.kind, Kind::Line { .. }).then_some(site.line)
}

/// A callback's own name: `stop` of `BaseEventLoop.stop`.
fn short(callback: &str) -> String {
    callback.rsplit('.').next().unwrap_or(callback).to_owned()
}

/// Whether a name in a claim means this object: `name#1`, or `name#*` for any of that name.
pub fn names(claimed: &str, name: &str) -> bool {
    match claimed.strip_suffix("#*") {
        Some(stem) => name.rsplit_once('#').is_some_and(|(other, _)| other == stem),
        None => claimed == name,
    }
}

/// How an object was resumed, as claims write it: `next`, `send(10)`, `throw(ValueError)`, `yield from`.
pub fn how_text(how: How, input: &Input) -> String {
    let word = how.word().replace('_', " ");
    match input {
        Input::Nothing => word,
        Input::Value(value) => format!("{word}({value})"),
        Input::Exception(value) => {
            let exception = Exception::read(value.as_str());
            match exception.message {
                Some(message) => format!("{word}({}: {message})", exception.name),
                None => format!("{word}({})", exception.name),
            }
        }
    }
}
