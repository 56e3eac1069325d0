//! The learner's own lines that led to a message: where the object was made, resumed, put to sleep, and where it failed.

use std::collections::BTreeMap;

use super::trouble::Trouble;
use crate::lang::Lang;
use crate::trace::event::{Awaitable, Complaint, Event, Input, Kind, Note, Place, Site, State, Target};
use crate::trace::id::{FileId, ObjectId, Step, TaskId};
use crate::trace::timeline::Timeline;

/// What a line has to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The object was made there.
    Made,
    /// The task was made there.
    TaskMade,
    /// It was resumed there for the last time.
    Resumed,
    /// It sleeps there.
    Sleeps,
    /// The resumption there was refused.
    Refused,
    /// The exception was raised there.
    Raised,
    /// The coroutine was thrown away there.
    Dropped,
    /// It was cancelled there.
    Cancelled,
    /// The loop was closed there.
    Closed,
}

/// One line that led to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What it has to do with it.
    pub part: Part,
    /// The line.
    pub site: Site,
    /// The generator, coroutine or task it is about; nothing where it is about none.
    pub who: String,
}

impl Cause {
    /// What the line has to do with the message, in words.
    pub fn sentence(&self, lang: Lang) -> String {
        let who = &self.who;
        let named = |en: &str, zh: &str| match lang {
            Lang::En => en.replace("{}", who),
            Lang::Zh => zh.replace("{}", who),
        };
        match self.part {
            Part::Made => named("{} is made here", "{} 在这里被造出来"),
            Part::TaskMade => named("the task {} is made here", "任务 {} 在这里被创建"),
            Part::Resumed => named("{} is resumed here", "{} 在这里被恢复"),
            Part::Sleeps => named("{} sleeps here", "{} 睡在这里"),
            Part::Refused => {
                named("{} is to be resumed here, and Python refuses", "这里想恢复 {}，被 Python 拒绝")
            }
            Part::Raised if who.is_empty() => named("it is raised here", "异常在这里引发"),
            Part::Raised => named("it is raised here, in {}", "异常在这里引发，在 {} 里面"),
            Part::Dropped => named("nobody holds {} any more here", "到这里已没有人持有 {}"),
            Part::Cancelled => named("{} is cancelled here", "{} 在这里被取消"),
            Part::Closed => named("the loop is closed here", "循环在这里被关闭"),
        }
    }
}

/// What one object did up to a step.
#[derive(Default)]
struct Life {
    made: Option<(u64, Site)>,
    resumed: Option<(u64, Site)>,
    sleeps: Option<(u64, Site)>,
    /// Closed without having run.
    dropped: Option<(u64, Option<Site>)>,
}

/// A task's name, where it was made, and the coroutine it drives.
type TaskLife = (String, Option<(u64, Site)>, Option<ObjectId>);

/// Reads a run up to a message.
struct Reader<'a> {
    timeline: &'a Timeline,
    lives: BTreeMap<ObjectId, Life>,
    tasks: BTreeMap<TaskId, TaskLife>,
    found: Vec<(u64, Cause)>,
}

/// The lines that led to a message, in the order in which they ran. `file` is the program's file, as tracebacks name it:
/// where the trace does not say which event the message is about, the innermost line of that file in what Python printed
/// is the one.
pub fn causes(timeline: &Timeline, trouble: &Trouble, file: &str) -> Vec<Cause> {
    let upto = Step(trouble.step.0.min(timeline.edge().0));
    let mut reader = Reader { timeline, lives: BTreeMap::new(), tasks: BTreeMap::new(), found: Vec::new() };
    let said = said(&trouble.line);
    let mut last: Option<(u64, Event)> = None;
    let mut site = None;
    for (seq, event) in timeline.events(0..upto.0) {
        site = event.site.or(site);
        reader.note(seq, &event, site);
        let is_meant = match &event.kind {
            Kind::Refused { exception, .. } => says(exception.as_str(), said),
            // The innermost frame has it first; the ones outside pass it on.
            Kind::Exception { exception } => {
                says(exception.as_str(), said)
                    && !matches!(
                        &last,
                        Some((_, Event { kind: Kind::Exception { .. } | Kind::Refused { .. }, .. }))
                    )
            }
            _ => false,
        };
        if is_meant {
            last = Some((seq, event));
        }
    }
    match last {
        Some((seq, event)) => reader.of_event(seq, &event),
        None => reader.of_never_awaited(trouble, upto.0),
    }
    reader.of_tasks(trouble, upto.0);
    if !reader
        .found
        .iter()
        .any(|(_, cause)| matches!(cause.part, Part::Raised | Part::Refused | Part::Dropped))
        && let Some(line) = printed_line(trouble, file)
    {
        reader.add(Part::Raised, Some((upto.0, Site { file: FileId(0), line })), "");
        if trouble.line.contains("CancelledError") {
            reader.add_cancels(upto.0);
        }
    }
    reader.found.sort_by_key(|(seq, cause)| (*seq, cause.part));
    let mut causes: Vec<Cause> = Vec::new();
    for (_, cause) in reader.found {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

/// The innermost line of a file in what was printed for a message: in its traceback, or before the warning itself.
fn printed_line(trouble: &Trouble, file: &str) -> Option<u32> {
    let number = |text: &str| {
        let digits = text.find(|c: char| !c.is_ascii_digit()).map_or(text, |end| &text[..end]);
        digits.parse().ok()
    };
    let warned = trouble.line.strip_prefix(file).and_then(|rest| number(rest.strip_prefix(':')?));
    let entry = format!("File \"{file}\", line ");
    let listed =
        |text: &str| text.rmatch_indices(&entry).find_map(|(at, found)| number(&text[at + found.len()..]));
    warned.or_else(|| listed(&trouble.before)).or_else(|| listed(&trouble.rest))
}

/// The message of a line: what stands behind the class.
fn said(line: &str) -> &str {
    let class_ends = line.match_indices(": ").find(|(at, _)| {
        let word = line[..*at].rsplit([' ', '.']).next().unwrap_or_default();
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(char::is_alphanumeric)
    });
    match class_ends {
        Some((at, colon)) => &line[at + colon.len()..],
        None => line.rsplit('.').next().unwrap_or(line),
    }
}

/// Whether the `repr` of an exception is the one a line speaks of; addresses and long texts are cut in a trace.
fn says(repr: &str, said: &str) -> bool {
    let start: String = said.chars().take_while(|c| !"<'\"".contains(*c)).collect();
    let start = if start.trim().len() < 8 { said } else { start.trim() };
    repr.contains(start) || repr.replace("\\'", "'").contains(start)
}

impl Reader<'_> {
    fn label(&self, id: ObjectId) -> String {
        self.timeline.live().label(id).unwrap_or_default().to_owned()
    }

    fn note(&mut self, seq: u64, event: &Event, last_site: Option<Site>) {
        let at = event.site.map(|site| (seq, site));
        match &event.kind {
            Kind::Created { id, .. } => self.lives.entry(*id).or_default().made = at,
            Kind::Resumed { id, .. } => {
                let life = self.lives.entry(*id).or_default();
                life.resumed = at.or(life.resumed);
                life.sleeps = None;
            }
            Kind::Yielded { id, .. } => self.lives.entry(*id).or_default().sleeps = at,
            Kind::Closed { id, before: State::Created, .. } => {
                self.lives.entry(*id).or_default().dropped = Some((seq, last_site));
            }
            Kind::TaskCreated { task, name, coro, .. } => {
                let coro = match coro {
                    Target::Object(id) => Some(*id),
                    _ => None,
                };
                self.tasks.insert(*task, (name.to_string(), at, coro));
            }
            Kind::TaskRenamed { task, name } => {
                if let Some((known, ..)) = self.tasks.get_mut(task) {
                    *known = name.to_string();
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, part: Part, at: Option<(u64, Site)>, who: &str) {
        if let Some((seq, site)) = at {
            self.found.push((seq, Cause { part, site, who: who.to_owned() }));
        }
    }

    /// Where an object was made and resumed, and where it sleeps, up to now.
    fn add_life(&mut self, id: ObjectId) {
        let who = self.label(id);
        let Some(life) = self.lives.get(&id) else { return };
        let (made, resumed, sleeps) = (life.made, life.resumed, life.sleeps);
        self.add(Part::Made, made, &who);
        self.add(Part::Resumed, resumed, &who);
        self.add(Part::Sleeps, sleeps, &who);
    }

    fn of_event(&mut self, seq: u64, event: &Event) {
        let at = event.site.map(|site| (seq, site));
        match &event.kind {
            Kind::Refused { id, .. } => {
                self.add_life(*id);
                let who = self.label(*id);
                self.add(Part::Refused, at, &who);
            }
            Kind::Exception { exception } => {
                let inside = match &event.place {
                    Some(Place::Object(id)) => Some(*id),
                    _ => None,
                };
                let who = inside.map(|id| self.label(id)).unwrap_or_default();
                if let Some(id) = inside {
                    self.add_life(id);
                }
                self.add(Part::Raised, at, &who);
                if exception.as_str().starts_with("CancelledError") {
                    self.add_cancels(seq);
                }
                if exception.as_str().contains("loop is closed") {
                    self.add_closing(seq);
                }
                // What was thrown into, closed or sent to on that line, and is not the frame itself.
                self.add_neighbour(seq, inside);
            }
            _ => {}
        }
    }

    /// The object that was resumed or asked last before an exception on the same line.
    fn add_neighbour(&mut self, seq: u64, inside: Option<ObjectId>) {
        let site = self.timeline.event(seq).and_then(|event| event.site);
        let from = seq.saturating_sub(12);
        let events: Vec<(u64, Event)> = self.timeline.events(from..seq).collect();
        let near = events.into_iter().rev().find_map(|(_, event)| match event.kind {
            Kind::Resumed { id, ref input, .. } if event.site == site && Some(id) != inside => {
                Some((id, matches!(input, Input::Exception(_))))
            }
            Kind::Raised { id, .. } | Kind::Returned { id, .. } if Some(id) != inside => Some((id, false)),
            _ => None,
        });
        if let Some((id, _)) = near {
            self.add_life(id);
        }
    }

    fn add_cancels(&mut self, before: u64) {
        let events: Vec<(u64, Event)> = self.timeline.events(0..before).collect();
        let asked = events.into_iter().rev().find_map(|(seq, event)| match event.kind {
            Kind::CancelRequested { task, .. } => Some((event.site.map(|site| (seq, site)), task)),
            _ => None,
        });
        if let Some((at, task)) = asked {
            let who = self.tasks.get(&task).map(|(name, ..)| name.clone()).unwrap_or_default();
            self.add(Part::Cancelled, at, &who);
        }
    }

    fn add_closing(&mut self, before: u64) {
        let events: Vec<(u64, Event)> = self.timeline.events(0..before).collect();
        let closed = events.into_iter().rev().find_map(|(seq, event)| {
            matches!(event.kind, Kind::LoopClosed { .. })
                .then(|| event.site.map(|site| (seq, site)))
                .flatten()
        });
        self.add(Part::Closed, closed, "");
    }

    /// Where the coroutine was made that nobody awaited, and where it was thrown away.
    fn of_never_awaited(&mut self, trouble: &Trouble, upto: u64) {
        let named = trouble.line.split('\'').nth(1).filter(|_| trouble.found.family.id == "never-awaited");
        let Some(name) = named.and_then(|name| name.rsplit('.').next()) else { return };
        let ids: Vec<ObjectId> = self.lives.keys().copied().collect();
        for id in ids {
            let who = self.label(id);
            let Some(life) = self.lives.get(&id) else { continue };
            let is_meant = who.split('#').next() == Some(name) && life.resumed.is_none();
            let (made, dropped) = (life.made, life.dropped);
            if is_meant && dropped.is_none_or(|(seq, _)| seq <= upto) {
                self.add(Part::Made, made, &who);
                let dropped = dropped.and_then(|(seq, site)| Some((seq, site?)));
                self.add(Part::Dropped, dropped.filter(|at| Some(at.1) != made.map(|at| at.1)), &who);
            }
        }
    }

    /// The tasks that a message names, or the note that comes with it: where each was made, and where it sleeps or failed.
    fn of_tasks(&mut self, trouble: &Trouble, upto: u64) {
        let text = format!("{}\n{}", trouble.line, trouble.rest);
        let near = self.timeline.events(upto.saturating_sub(4)..upto);
        let noted: Vec<Box<str>> = near
            .filter_map(|(_, event)| match event.kind {
                Kind::Note(Note::Complaint {
                    about: Complaint::TaskDestroyed,
                    of: Some(Awaitable::Named(task)),
                    ..
                }) => Some(task),
                _ => None,
            })
            .collect();
        let is_named = |name: &str| {
            text.contains(&format!("name='{name}'")) || noted.iter().any(|noted| &**noted == name)
        };
        let named: Vec<_> = self.tasks.values().filter(|(name, ..)| is_named(name)).cloned().collect();
        for (name, at, coro) in named {
            self.add(Part::TaskMade, at, &name);
            let Some(coro) = coro else { continue };
            let who = self.label(coro);
            let sleeps = self.lives.get(&coro).and_then(|life| life.sleeps);
            self.add(Part::Sleeps, sleeps, &who);
            if text.contains("exception") {
                let raised = self.timeline.events(0..upto).find_map(|(seq, event)| {
                    let is_inside = event.place == Some(Place::Object(coro));
                    let site =
                        event.site.filter(|_| is_inside && matches!(event.kind, Kind::Exception { .. }))?;
                    Some((seq, site))
                });
                self.add(Part::Raised, raised, &who);
            }
        }
    }
}
