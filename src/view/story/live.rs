//! What `run` tells as it happens: each thing once, in one line, and nothing that is asyncio's own business.

use std::collections::BTreeMap;

use super::teller::{Teller, callable, join, one};
use crate::lang::Lang;
use crate::trace::event::{Actor, Event, Kind, Service, Target};
use crate::trace::id::{HandleId, ObjectId, TaskId};
use crate::trace::world::World;
use crate::view::role::{Line, Role};
use crate::view::words::RUNNER;

/// How events are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As arrows.
    Arrows,
    /// As sentences of plain words.
    Words,
}

/// How much of asyncio's own business is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What concerns the program.
    Program,
    /// Every callback and handle too.
    UnderTheHood,
}

/// Tells a run event by event. Two events that are one thing to people become one line, which needs a memory.
#[derive(Debug)]
pub struct Live {
    style: Style,
    depth: Depth,
    lang: Lang,
    /// An `await` whose object has not yet gone to sleep in it.
    begun: BTreeMap<ObjectId, Event>,
    /// The program's own callbacks in the loop.
    callbacks: BTreeMap<HandleId, Box<str>>,
    /// Whether asyncio.run cleans up behind the program.
    cleaning: bool,
}

impl Live {
    /// A teller at the beginning of a run.
    pub fn new(style: Style, depth: Depth, lang: Lang) -> Live {
        Live { style, depth, lang, begun: BTreeMap::new(), callbacks: BTreeMap::new(), cleaning: false }
    }

    /// The line for the next event, where it has one of its own. `world` is the world after the event.
    pub fn tell(&mut self, event: &Event, world: &World) -> Option<Line> {
        let lang = self.lang;
        let teller = Teller { world, lang, event };
        match &event.kind {
            // The resumption that follows at once says the same.
            Kind::Delegated { to: Target::Object(_), .. } => return None,
            // What an `await` of a future yields is for the loop only; of a `yield from`, the value is the news.
            Kind::Delegated { id, .. } if teller.awaits(*id) => {
                self.begun.insert(*id, event.clone());
                return None;
            }
            Kind::Yielded { id, .. } => {
                if let Some(begun) = self.begun.remove(id) {
                    let begun = Teller { world, lang, event: &begun };
                    return match self.style {
                        Style::Arrows => begun.arrow_with_states_of(&teller),
                        Style::Words => begun.sentence_with_states_of(&teller),
                    };
                }
            }
            Kind::Scheduled { handle, callback, task: None, purpose, .. }
                if purpose.as_ref().is_none_or(|purpose| purpose.what == Service::Callback) =>
            {
                self.callbacks.insert(*handle, callback.clone());
                if purpose.is_some() {
                    return None;
                }
            }
            Kind::HandleCancelled { handle } => {
                if let Some(callback) = self.callbacks.remove(handle) {
                    return Some(teller.cancels(&callback));
                }
            }
            Kind::HandleRun { handle, .. } if self.callbacks.remove(handle).is_some() => {
                return self.line(&teller);
            }
            Kind::TaskCreated { by: Actor::Library(by), .. }
                if &**by == RUNNER && self.depth == Depth::Program =>
            {
                let first = !std::mem::replace(&mut self.cleaning, true);
                return first.then(|| teller.cleaning());
            }
            Kind::LoopClosed { .. } => self.cleaning = false,
            _ => {}
        }
        let told = match self.depth {
            Depth::Program => self.concerns_the_program(event, world),
            Depth::UnderTheHood => !matches!(event.kind, Kind::Line { .. } | Kind::Output { .. }),
        };
        if told { self.line(&teller) } else { None }
    }

    fn line(&self, teller: &Teller<'_>) -> Option<Line> {
        match self.style {
            Style::Arrows => teller.arrow(),
            Style::Words => teller.sentence(),
        }
    }

    fn concerns_the_program(&self, event: &Event, world: &World) -> bool {
        match &event.kind {
            Kind::Iteration { ready, .. } => {
                ready.is_empty() || !ready.iter().all(|handle| is_the_runners(*handle, world))
            }
            Kind::LoopStarted { .. } | Kind::LoopStopped { .. } => !self.cleaning,
            Kind::Scheduled { handle, .. } => self.callbacks.contains_key(handle),
            Kind::TaskCreated { task, .. } => !belongs_to_the_runner(*task, world),
            // A coroutine of the program tells of its step itself.
            Kind::TaskStep { task } => {
                let drives_the_librarys = world
                    .task(*task)
                    .is_some_and(|task| matches!(task.coro(), Target::Awaitable(_) | Target::Other(_)));
                drives_the_librarys && !belongs_to_the_runner(*task, world)
            }
            Kind::TaskDone { task, .. } | Kind::TaskWaiting { task, .. } | Kind::TaskWoken { task, .. } => {
                !belongs_to_the_runner(*task, world)
            }
            Kind::Awaited { reason, .. } => !reason.is_suspension(),
            Kind::FutureCreated { label, .. } => &**label == "Future",
            Kind::FutureDone { future, .. } => {
                world.future(*future).is_some_and(|future| future.label() == "Future")
            }
            Kind::Exception { .. }
            | Kind::Caught { .. }
            | Kind::Uncaught { .. }
            | Kind::LoopClosed { .. }
            | Kind::ClockJumped { .. }
            | Kind::TaskRenamed { .. }
            | Kind::CancelRequested { .. }
            | Kind::CallbackAdded { .. }
            | Kind::ThreadStarted { .. }
            | Kind::ThreadEnded { .. }
            | Kind::Submitted { .. }
            | Kind::Switched { .. }
            | Kind::Note { .. } => true,
            kind => kind.is_transition(),
        }
    }
}

/// Whether a callback only serves asyncio.run: the end of its main task, or a task of its own.
fn is_the_runners(handle: HandleId, world: &World) -> bool {
    world.handle(handle).is_some_and(|handle| {
        handle.task().is_some_and(|task| belongs_to_the_runner(task, world))
            || handle.purpose().is_some_and(|purpose| purpose.what == Service::RunUntilComplete)
    })
}

fn belongs_to_the_runner(task: TaskId, world: &World) -> bool {
    world.task(task).is_some_and(|task| match task.created_by() {
        Actor::Library(by) => &**by == RUNNER,
        // What one of its tasks makes is for its end too: the closing of each async generator.
        Actor::Task(by) => *by < task.id() && belongs_to_the_runner(*by, world),
        _ => false,
    })
}

impl Teller<'_> {
    /// asyncio.run's end, in one line.
    fn cleaning(&self) -> Line {
        self.fill(
            "asyncio.run cleans up: async generators, then the threads of the default executor",
            "asyncio.run 清理：先关闭异步生成器，再结束默认执行器的线程",
            &[],
        )
    }

    /// The program cancels a callback of its own.
    fn cancels(&self, callback: &str) -> Line {
        let what = one(Role::Down, "cancel");
        let line = self.between(self.doer(), Role::Down, what, callable(callback));
        match self.line() {
            Some(site) => join([line, one(Role::Plain, "   "), site]),
            None => line,
        }
    }
}
