//! A generator, coroutine or async generator at one step, and the frames of the program.

use std::sync::Arc;

use super::event::{Actor, How, Input, ObjectKind, Place, Site, State, Target};
use super::id::{FrameId, FutureId, ObjectId, Step, TaskId, ThreadId};
use super::value::Value;

/// A frame of the program: of a plain function, a module, or a generator-like object.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub(super) id: FrameId,
    pub(super) place: Place,
    pub(super) site: Option<Site>,
    pub(super) locals: Vec<Local>,
    /// The step of its last line event.
    pub(super) line_step: Step,
}

/// A variable of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    pub(super) name: Box<str>,
    /// `None` once it was deleted; it keeps its place for when it comes back.
    pub(super) value: Option<Value>,
    pub(super) changed: Step,
}

/// A variable as it is seen at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: &'a Value,
    /// Whether the last line event of its frame announced this value.
    pub changed: bool,
}

/// A generator-like object at one step, alive or finished.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub(super) id: ObjectId,
    pub(super) label: Arc<str>,
    pub(super) kind: ObjectKind,
    pub(super) state: State,
    pub(super) frame: Arc<Frame>,
    pub(super) defined: Option<Site>,
    pub(super) by: Actor,
    pub(super) created: Step,
    pub(super) thread: Option<ThreadId>,
    pub(super) resumption: Option<Arc<Resumption>>,
    pub(super) answer: Option<Arc<Answer>>,
    pub(super) refusal: Option<Arc<Refusal>>,
    pub(super) delegation: Option<Arc<Delegation>>,
    pub(super) delegator: Option<ObjectId>,
    pub(super) task: Option<TaskId>,
    pub(super) ended: Option<Step>,
    /// Two threads drove it at once: the order of its events proves nothing any more.
    pub(super) contested: bool,
}

/// How control last went into an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Resumption {
    /// Who resumed it.
    pub by: Actor,
    /// By what.
    pub how: How,
    /// What it carried in.
    pub input: Input,
    /// The state before.
    pub before: State,
    /// The thread it went on in.
    pub thread: ThreadId,
    /// The step it led to.
    pub step: Step,
}

/// How control last left an object, or how the object ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// In which way.
    pub kind: AnswerKind,
    /// The value or exception; `None` where it was closed without running.
    pub value: Option<Value>,
    /// Who got it.
    pub to: Option<Actor>,
    /// The step it led to.
    pub step: Step,
}

/// The four ways control leaves an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerKind {
    /// It went to sleep and handed a value out.
    Yielded,
    /// Its code returned.
    Returned,
    /// An exception left it.
    Raised,
    /// It was closed without running.
    Closed,
}

/// A resumption that Python refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Who tried.
    pub by: Actor,
    /// By what.
    pub how: How,
    /// What it carried.
    pub input: Input,
    /// What Python raised instead.
    pub exception: Value,
    /// The step it led to.
    pub step: Step,
}

/// A `yield from` or `await` that is under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    /// What it hands over to.
    pub to: Target,
    /// The line of the `yield from` or `await`.
    pub site: Option<Site>,
    /// The step it began.
    pub since: Step,
}

/// The two-way wire between an object and whoever drives it: the last resumption and its answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wire<'a> {
    /// The object.
    pub object: &'a Object,
    /// What went in.
    pub down: Option<&'a Resumption>,
    /// What came out in answer to it; `None` while the object still runs.
    pub up: Option<&'a Answer>,
    /// The refusal, where one happened after both.
    pub refused: Option<&'a Refusal>,
}

/// Who has an object in hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holder<'a> {
    /// The object whose `yield from` or `await` is on it.
    Delegator(ObjectId),
    /// The task that drives it.
    Task(TaskId),
    /// Whoever resumed it last.
    Resumer(&'a Actor),
    /// Nobody resumed it yet: whoever created it.
    Creator(&'a Actor),
}

impl Frame {
    /// A frame that has run no line yet.
    pub(super) fn new(id: FrameId, place: Place) -> Frame {
        Frame { id, place, site: None, locals: Vec::new(), line_step: Step(0) }
    }

    /// Its id.
    pub fn id(&self) -> FrameId {
        self.id
    }

    /// Which code runs in it.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The line it is about to run, or sleeps or waits on.
    pub fn site(&self) -> Option<Site> {
        self.site
    }

    /// The step of its last line event; 0 where it has had none.
    pub fn line_step(&self) -> Step {
        self.line_step
    }

    /// Its variables, in order of first appearance.
    pub fn locals(&self) -> impl Iterator<Item = Variable<'_>> {
        self.locals.iter().filter_map(|local| {
            let value = local.value.as_ref()?;
            Some(Variable { name: &local.name, value, changed: local.changed == self.line_step })
        })
    }

    /// One of its variables.
    pub fn local(&self, name: &str) -> Option<Variable<'_>> {
        self.locals().find(|variable| variable.name == name)
    }

    /// The variables that its last line event announced as gone.
    pub fn gone(&self) -> impl Iterator<Item = &str> {
        self.locals
            .iter()
            .filter(|local| local.value.is_none() && local.changed == self.line_step)
            .map(|local| &*local.name)
    }
}

impl Object {
    /// Its id.
    pub fn id(&self) -> ObjectId {
        self.id
    }

    /// The name of its function.
    pub fn name(&self) -> &str {
        self.label.rsplit_once('#').map_or(&*self.label, |(name, _)| name)
    }

    /// Its name and number: `averager#1`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Which kind of object it is.
    pub fn kind(&self) -> ObjectKind {
        self.kind
    }

    /// Its state.
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether it can still run.
    pub fn is_alive(&self) -> bool {
        self.state != State::Closed
    }

    /// The frame it owns for its whole life.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The line it sleeps on, runs on, or ended on.
    pub fn site(&self) -> Option<Site> {
        self.frame.site
    }

    /// Its frame's variables, in order of first appearance.
    pub fn locals(&self) -> impl Iterator<Item = Variable<'_>> {
        self.frame.locals()
    }

    /// Where its function is written.
    pub fn defined(&self) -> Option<Site> {
        self.defined
    }

    /// The code that called its function.
    pub fn created_by(&self) -> &Actor {
        &self.by
    }

    /// The step at which it was there for the first time.
    pub fn created(&self) -> Step {
        self.created
    }

    /// The thread it runs in, while it runs.
    pub fn thread(&self) -> Option<ThreadId> {
        self.thread
    }

    /// How control last went into it.
    pub fn resumption(&self) -> Option<&Resumption> {
        self.resumption.as_deref()
    }

    /// How control last left it.
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_deref()
    }

    /// The last resumption of it that Python refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_deref()
    }

    /// The last resumption with the answer to it.
    pub fn wire(&self) -> Wire<'_> {
        let down = self.resumption();
        let since = down.map_or(Step(0), |down| down.step);
        let up = self.answer().filter(|up| up.step > since);
        let last = up.map_or(since, |up| up.step);
        Wire { object: self, down, up, refused: self.refusal().filter(|refusal| refusal.step > last) }
    }

    /// The `yield from` or `await` it is in.
    pub fn delegation(&self) -> Option<&Delegation> {
        self.delegation.as_deref()
    }

    /// What it delegates to or awaits.
    pub fn delegates_to(&self) -> Option<&Target> {
        self.delegation().map(|delegation| &delegation.to)
    }

    /// The object that it delegates to, where it is one.
    pub fn delegate(&self) -> Option<ObjectId> {
        match self.delegates_to() {
            Some(Target::Object(id)) => Some(*id),
            _ => None,
        }
    }

    /// The future it awaits, where it is one.
    pub fn awaited_future(&self) -> Option<FutureId> {
        match self.delegates_to() {
            Some(Target::Future(id)) => Some(*id),
            _ => None,
        }
    }

    /// The object whose `yield from` or `await` is on it.
    pub fn delegator(&self) -> Option<ObjectId> {
        self.delegator
    }

    /// The task that drives it, where it is a task's coroutine.
    pub fn task(&self) -> Option<TaskId> {
        self.task
    }

    /// Who has it in hand.
    pub fn holder(&self) -> Holder<'_> {
        match (self.delegator, self.task, &self.resumption) {
            (Some(id), _, _) => Holder::Delegator(id),
            (None, Some(task), _) => Holder::Task(task),
            (None, None, Some(resumption)) => Holder::Resumer(&resumption.by),
            (None, None, None) => Holder::Creator(&self.by),
        }
    }

    /// How it ended, once it has.
    pub fn ending(&self) -> Option<&Answer> {
        self.answer().filter(|_| !self.is_alive())
    }

    /// The step at which it was finished, once it is.
    pub fn ended(&self) -> Option<Step> {
        self.ended
    }
}
