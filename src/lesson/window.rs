//! A run seen through the marked lines of its program: when a line ran, and what happened meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::expect::{Claim, Exception};
use super::model::{Demo, Nth, Visit};
use crate::lang::{Lang, Say};
use crate::trace::event::{Actor, Event, How, Input, Kind, ObjectKind, Outcome, State, Stream, Target};
use crate::trace::id::{FileId, FrameId, HandleId, ObjectId};

/// The program's own file.
const PROGRAM: FileId = FileId(0);

struct Object {
    name: Box<str>,
    kind: ObjectKind,
    frame: FrameId,
}

/// Whether an event loop runs when a line begins, which is in a callback or a task then.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loops {
    Still,
    Turning,
}

/// The events of a run, with the names that claims use.
pub struct Run<'a> {
    /// The events in order.
    pub events: &'a [Event],
    /// Where the part begins that claims about the whole run are about.
    pub since: usize,
    objects: HashMap<ObjectId, Object>,
    owners: HashMap<FrameId, ObjectId>,
}

impl<'a> Run<'a> {
    /// Looks through the events for the objects they name.
    pub fn new(events: &'a [Event]) -> Run<'a> {
        let mut objects = HashMap::new();
        let mut owners = HashMap::new();
        for event in events {
            if let Kind::Created { id, name, kind, frame, .. } = &event.kind {
                objects.insert(*id, Object { name: name.clone(), kind: *kind, frame: *frame });
                owners.insert(*frame, *id);
            }
        }
        Run { events, since: 0, objects, owners }
    }

    /// The name of an object as claims write it.
    pub fn name(&self, id: ObjectId) -> String {
        self.objects.get(&id).map_or_else(|| format!("?#{id}"), |object| format!("{}#{id}", object.name))
    }

    /// Somebody, as claims write them.
    pub fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::Module => "<module>".into(),
            Actor::Function(name) => name.to_string(),
            Actor::Object(id) => self.name(*id),
            Actor::Task(id) => format!("Task-{id}"),
            Actor::Loop(_) => "loop".into(),
            Actor::Library(name) => name.to_string(),
            Actor::Gc => "gc".into(),
        }
    }

    fn target(&self, target: &Target) -> String {
        match target {
            Target::Object(id) => self.name(*id),
            Target::Task(id) => format!("Task-{id}"),
            Target::Future(id) => format!("Future-{id}"),
            Target::Awaitable(awaitable) => awaitable.say(Lang::En),
            Target::Other(value) => value.to_string(),
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
            Kind::Exception { exception: value } => Claim::Error(exception(value)),
            Kind::Caught { exception: value } => Claim::Catches(exception(value)),
            _ => return None,
        })
    }

    /// From each time the line is about to run to where its work ends: the next line of the same frame, the moment
    /// the frame's generator gives control away, the loop's next callback, or a line further out.
    pub fn visits(&self, line: u32) -> Vec<Range<usize>> {
        let begins = |event: &Event| event.site.is_some_and(|site| site.file == PROGRAM && site.line == line);
        let mut visits = Vec::new();
        let mut loops = Loops::Still;
        for (start, event) in self.events.iter().enumerate() {
            match event.kind {
                Kind::LoopStarted { .. } => loops = Loops::Turning,
                Kind::LoopStopped { .. } => loops = Loops::Still,
                Kind::Line { frame, depth, .. } if begins(event) => {
                    visits.push(start..self.end_of(start, frame, depth, loops));
                }
                _ => {}
            }
        }
        visits
    }

    fn end_of(&self, start: usize, frame: FrameId, depth: u32, loops: Loops) -> usize {
        let owner = self.owners.get(&frame);
        let thread = self.events[start].thread;
        for (index, event) in self.events.iter().enumerate().skip(start + 1) {
            match &event.kind {
                Kind::Line { frame: other, depth: d, .. }
                    if event.thread == thread && (*other == frame || *d < depth) =>
                {
                    return index;
                }
                Kind::Yielded { id, .. } | Kind::Returned { id, .. } | Kind::Raised { id, .. }
                    if Some(id) == owner =>
                {
                    return index + 1;
                }
                // A line that runs in a callback is over when the loop has control again; where nothing was ready,
                // the clock has jumped before.
                Kind::HandleRun { .. }
                | Kind::Iteration { .. }
                | Kind::TimerFired { .. }
                | Kind::LoopStopped { .. }
                    if loops == Loops::Turning && event.thread == thread =>
                {
                    let jumped = matches!(self.events[index - 1].kind, Kind::ClockJumped { .. });
                    return if jumped { index - 1 } else { index };
                }
                Kind::ProgramEnded { .. } => return index,
                _ => {}
            }
        }
        self.events.len()
    }

    /// The stretches of a run that a visit means; none where the line did not run that often.
    pub fn stretches(&self, demo: &Demo, visit: Visit) -> Vec<Range<usize>> {
        let Some(line) = demo.marks.get(&visit.mark) else {
            return Vec::new();
        };
        let visits = self.visits(*line);
        match visit.nth {
            Nth::Every => visits,
            Nth::Time(n) => visits.into_iter().nth(n.saturating_sub(1) as usize).into_iter().collect(),
        }
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
        let mut states = BTreeMap::new();
        for event in &self.events[..behind] {
            if let Some((id, state)) = state_after(&event.kind)
                && let Some(object) = self.objects.get(&id)
            {
                states.insert(id, state.word(object.kind));
            }
        }
        states
    }

    /// The value of a variable of an object behind this many events.
    pub fn local(&self, id: ObjectId, name: &str, behind: usize) -> Option<String> {
        let frame = self.objects.get(&id)?.frame;
        let mut value = None;
        for event in &self.events[..behind] {
            if let Kind::Line { frame: other, changed, .. } = &event.kind
                && *other == frame
                && let Some(change) = changed.iter().find(|change| &*change.name == name)
            {
                value = change.value.as_ref().map(ToString::to_string);
            }
        }
        value
    }

    /// The callbacks in the loop's ready queue behind this many events, in order, and how many timers wait.
    pub fn queues(&self, behind: usize) -> (Vec<String>, usize) {
        let mut ready: Vec<(HandleId, String)> = Vec::new();
        let mut timers: HashMap<HandleId, String> = HashMap::new();
        for event in &self.events[..behind] {
            match &event.kind {
                Kind::Scheduled { handle, callback, when: None, .. } => {
                    ready.push((*handle, short(callback)))
                }
                Kind::Scheduled { handle, callback, .. } => {
                    timers.insert(*handle, short(callback));
                }
                Kind::TimerFired { handle, .. } => {
                    ready.extend(timers.remove(handle).map(|name| (*handle, name)))
                }
                Kind::HandleRun { handle, .. } | Kind::HandleCancelled { handle } => {
                    ready.retain(|(other, _)| other != handle);
                    timers.remove(handle);
                }
                _ => {}
            }
        }
        (ready.into_iter().map(|(_, name)| name).collect(), timers.len())
    }

    /// The line that runs next behind this many events.
    pub fn next_line(&self, behind: usize) -> Option<u32> {
        self.events[behind..].iter().find_map(line_of)
    }

    /// The objects that a name in a claim means: one, or with `#*` all of that name.
    pub fn objects(&self, name: &str) -> Vec<ObjectId> {
        let mut ids: Vec<ObjectId> =
            self.objects.keys().copied().filter(|id| names(name, &self.name(*id))).collect();
        ids.sort();
        ids
    }

    /// How the program ended: the exception nobody caught, or none.
    pub fn ending(&self) -> Option<(Outcome, Option<Exception>)> {
        self.events.iter().rev().find_map(|event| match &event.kind {
            Kind::ProgramEnded { outcome, exception, .. } => {
                Some((*outcome, exception.as_ref().map(|value| Exception::read(value.as_str()))))
            }
            _ => None,
        })
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

fn state_after(kind: &Kind) -> Option<(ObjectId, State)> {
    match kind {
        Kind::Created { id, after, .. }
        | Kind::Resumed { id, after, .. }
        | Kind::Yielded { id, after, .. }
        | Kind::Returned { id, after, .. }
        | Kind::Raised { id, after, .. }
        | Kind::Closed { id, after, .. }
        | Kind::Refused { id, after, .. } => Some((*id, *after)),
        _ => None,
    }
}
