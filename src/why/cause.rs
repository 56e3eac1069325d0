//! The learner's own lines that led to a message: where the object was made, resumed, put to sleep, and where it failed.

use super::trouble::Trouble;
use crate::lang::Lang;
use crate::trace::event::{Awaitable, Complaint, Event, Input, Kind, Note, Place, Site, State, Target};
use crate::trace::id::{FileId, ObjectId, Step};
use crate::trace::object::Object;
use crate::trace::timeline::Timeline;
use crate::trace::world::World;

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
    /// A task waits there.
    Waits,
    /// What another one waits for was taken there, and is held.
    Holds,
    /// It ended there.
    Ended,
    /// The end of the program cut it off there.
    CutOff,
    /// It caught its cancellation there.
    Caught,
    /// It awaits there.
    Awaits,
    /// It runs on from there.
    RunsOn,
    /// It was closed there.
    ClosedHere,
    /// It yields there.
    Yields,
    /// It cleans up there.
    CleansUp,
    /// The event was set there.
    Set,
    /// The event was cleared there.
    Cleared,
    /// It kept the loop there.
    Kept,
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
            Part::Made => named("{} is made here", "{} 在这里创建"),
            Part::TaskMade => named("the task {} is made here", "任务 {} 在这里被创建"),
            Part::Resumed => named("{} is resumed here", "{} 在这里被恢复"),
            Part::Sleeps => named("{} sleeps here", "{} 在这里挂起"),
            Part::Refused => {
                named("{} is to be resumed here, and Python refuses", "这里想恢复 {}，被 Python 拒绝")
            }
            Part::Raised if who.is_empty() => named("it is raised here", "异常在这里引发"),
            Part::Raised => named("it is raised here, in {}", "异常在这里引发，在 {} 里面"),
            Part::Dropped => named("nobody holds {} any more here", "到这里已没有人持有 {}"),
            Part::Cancelled => named("{} is cancelled here", "{} 在这里被取消"),
            Part::Closed => named("the loop is closed here", "循环在这里被关闭"),
            Part::Waits => named("{} waits here", "{} 停在这里等待"),
            Part::Holds => named("{} took it here, and holds it", "{} 在这里取得，并一直持有"),
            Part::Ended => named("{} ended here", "{} 在这里结束"),
            Part::CutOff => named("{} was here when it was cut off", "{} 运行到这里时被取消"),
            Part::Caught => named("{} catches its cancellation here", "{} 在这里捕获了自己的取消"),
            Part::Awaits => named("{} awaits here", "{} 在这里 await"),
            Part::RunsOn => named("{} runs on here", "{} 还在这里运行"),
            Part::ClosedHere => named("{} is closed here", "{} 在这里被关闭"),
            Part::Yields => named("{} yields here", "{} 在这里 yield"),
            Part::Set => named("{} is set here", "{} 在这里被设置"),
            Part::Cleared => named("{} is cleared here", "{} 在这里被清除"),
            Part::Kept => named("{} keeps the loop here", "{} 在这里占住事件循环"),
            Part::CleansUp => named("{} cleans up here", "{} 在这里清理"),
        }
    }
}

/// Reads a run up to a message; what there was by then is asked of the world at that step.
struct Reader<'a> {
    timeline: &'a Timeline,
    world: World,
    found: Vec<(u64, Cause)>,
}

/// The lines that led to a message, in the order in which they ran. `file` is the program's file, as tracebacks name it:
/// where the trace does not say which event the message is about, the innermost line of that file in what Python printed
/// is the one.
pub fn causes(timeline: &Timeline, trouble: &Trouble, file: &str) -> Vec<Cause> {
    let upto = Step(trouble.step.0.min(timeline.edge().0));
    let mut reader = Reader { timeline, world: timeline.world_at(upto), found: Vec::new() };
    let said = said(&trouble.line);
    let mut last: Option<(u64, Event)> = None;
    for (seq, event) in timeline.events(0..upto.0) {
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
        None => reader.of_never_awaited(trouble),
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
        self.world.label(id).unwrap_or_default().to_owned()
    }

    /// The event that led to a step, by its number and its line.
    fn at(&self, step: Step) -> Option<(u64, Site)> {
        Some((step.last_seq()?, self.timeline.event_to(step)?.site?))
    }

    fn add(&mut self, part: Part, at: Option<(u64, Site)>, who: &str) {
        if let Some((seq, site)) = at {
            self.found.push((seq, Cause { part, site, who: who.to_owned() }));
        }
    }

    /// Where an object was made and resumed, and where it sleeps, up to now.
    fn add_life(&mut self, id: ObjectId) {
        let Some(object) = self.world.object(id) else { return };
        let who = object.label().to_owned();
        let made = self.at(object.created());
        let resumed = object.resumption().and_then(|resumption| self.at(resumption.step));
        let asleep = object.answer().filter(|_| object.state() == State::Suspended);
        let sleeps = asleep.and_then(|answer| self.at(answer.step));
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
            let who = self.world.task(task).map(|task| task.name().to_owned()).unwrap_or_default();
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
    fn of_never_awaited(&mut self, trouble: &Trouble) {
        let named = trouble.line.split('\'').nth(1).filter(|_| trouble.found.family.id == "never-awaited");
        let Some(name) = named.and_then(|name| name.rsplit('.').next()) else { return };
        let is_meant = |object: &&Object| object.name() == name && object.resumption().is_none();
        let ids: Vec<ObjectId> = self.world.objects().filter(is_meant).map(Object::id).collect();
        for id in ids {
            let Some(object) = self.world.object(id) else { continue };
            let who = object.label().to_owned();
            let made = self.at(object.created());
            let dropped = object.ended().and_then(|step| {
                // Nobody's line throws it away: the one that ran last did.
                Some((step.last_seq()?, self.timeline.world_at(step).site()?))
            });
            self.add(Part::Made, made, &who);
            self.add(Part::Dropped, dropped.filter(|at| Some(at.1) != made.map(|at| at.1)), &who);
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
        let named = self.world.tasks().filter(|task| is_named(task.name()));
        let named: Vec<(String, Step, Target)> =
            named.map(|task| (task.name().to_owned(), task.created(), task.coro().clone())).collect();
        for (name, created, coro) in named {
            self.add(Part::TaskMade, self.at(created), &name);
            let Target::Object(coro) = coro else { continue };
            let who = self.label(coro);
            let asleep = self.world.object(coro).filter(|object| object.state() == State::Suspended);
            let sleeps = asleep.and_then(|object| self.at(object.answer()?.step));
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
