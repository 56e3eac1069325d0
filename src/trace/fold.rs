//! The state machine of a program: the only writer of [`World`]. It rejects what cannot happen.
//!
//! It is strict where an event contradicts what came before, and lenient where threads run in parallel or
//! greenlets switch, because there the order of events proves less. Every check comes before the first change, so
//! that a rejected event leaves the world as it was.

mod aio;
mod checks;
mod fault;
mod objects;
mod stack;

use std::sync::Arc;

pub use fault::{Fault, FoldError, LoopCondition, TaskCondition};

use super::event::{Clock, Event, Kind, Stream};
use super::id::{FileId, Step, ThreadId};
use super::table::Table;
use super::value::Value;
use super::world::{Ended, InFlight, Program, Thread, ThreadState, World};

impl World {
    /// Takes the next event in, or says why it cannot have happened and stays as it was.
    pub fn apply(&mut self, event: &Event) -> Result<(), FoldError> {
        let done = self.admit(event).and_then(|()| self.take(event));
        done.map_err(|fault| FoldError { seq: self.step.0, event: event.kind.word(), fault })?;
        self.step = self.next();
        self.time = event.time;
        self.thread = event.thread;
        let thread = self.thread_mut(event.thread);
        thread.site = event.site.or(thread.site);
        if event.place.is_some() && event.place != thread.place {
            thread.place.clone_from(&event.place);
        }
        Ok(())
    }

    /// What holds for events of every kind.
    fn admit(&self, event: &Event) -> Result<(), Fault> {
        let starts = matches!(event.kind, Kind::ProgramStarted { .. });
        match &self.program {
            _ if self.ended.is_some() => return Err(Fault::AfterTheEnd),
            // What the compiler warns of is written before the program begins, and a process may die before it does.
            None if !starts && !matches!(event.kind, Kind::Output { .. } | Kind::ProgramEnded { .. }) => {
                return Err(Fault::BeforeTheStart);
            }
            Some(_) if starts => return Err(Fault::StartedTwice),
            _ => {}
        }
        if !event.time.is_finite() || event.time < 0.0 {
            return Err(Fault::NoTime { time: event.time });
        }
        let parallel = self.is_parallel() || !starts && !self.threads.contains(event.thread.0);
        if event.time < self.time && self.clock() == Some(Clock::Virtual) && !parallel {
            return Err(Fault::TimeBackwards { from: self.time, to: event.time });
        }
        Ok(())
    }

    fn take(&mut self, event: &Event) -> Result<(), Fault> {
        match &event.kind {
            Kind::ProgramStarted { file, python, clock, version: _ } => {
                let (file, python) = (file.clone(), python.clone());
                self.program = Some(Arc::new(Program { file, python, clock: *clock, modules: Vec::new() }));
                self.start_thread(event.thread, None)
            }
            Kind::ProgramEnded { outcome, exception, status } => {
                let (outcome, exception, status) = (*outcome, exception.clone(), *status);
                self.ended = Some(Arc::new(Ended { outcome, exception, status }));
                Ok(())
            }
            Kind::ModuleLoaded { file, path } => self.load(*file, path),
            Kind::Line { frame, depth, changed } => self.line(event, *frame, *depth, changed),
            Kind::Output { stream, bytes } => {
                match stream {
                    Stream::Stdout => self.written.stdout += bytes.len() as u64,
                    Stream::Stderr => self.written.stderr += bytes.len() as u64,
                }
                Ok(())
            }
            Kind::Created { .. }
            | Kind::Resumed { .. }
            | Kind::Delegated { .. }
            | Kind::Yielded { .. }
            | Kind::Returned { .. }
            | Kind::Raised { .. }
            | Kind::Closed { .. }
            | Kind::Refused { .. } => self.transition(event),
            Kind::Exception { exception } => {
                self.raise(event, exception);
                Ok(())
            }
            Kind::Caught { .. } => {
                self.landed(event.thread);
                Ok(())
            }
            Kind::Uncaught { exception } => {
                self.raise(event, exception);
                self.uncaught = self.thread_mut(event.thread).in_flight.take();
                Ok(())
            }
            Kind::ThreadStarted { thread_name } => self.start_thread(event.thread, Some(thread_name)),
            Kind::ThreadEnded { .. } => self.end_thread(event.thread),
            Kind::Switched { from: _, to, value: _ } => {
                self.thread_mut(event.thread).greenlet = Some(to.clone());
                Ok(())
            }
            Kind::Note { .. } => Ok(()),
            Kind::Awaited { id, .. } => self.known(*id).map(|_| ()),
            Kind::ClockJumped { from, to } => {
                let fits = from <= to && self.clock() == Some(Clock::Virtual);
                if fits { Ok(()) } else { Err(Fault::BadJump { from: *from, to: *to }) }
            }
            Kind::ClockChanged { clock } => {
                if let Some(program) = &mut self.program {
                    Arc::make_mut(program).clock = *clock;
                }
                Ok(())
            }
            _ => self.asyncio(event),
        }
    }

    /// The step that the event in hand leads to.
    fn next(&self) -> Step {
        Step(self.step.0 + 1)
    }

    fn thread_mut(&mut self, id: ThreadId) -> &mut Thread {
        entry(&mut self.threads, id.0, || Thread {
            id,
            name: None,
            state: ThreadState::Known,
            stack: Vec::new(),
            in_flight: None,
            loops: Vec::new(),
            greenlet: None,
            site: None,
            place: None,
        })
    }

    fn load(&mut self, file: FileId, path: &str) -> Result<(), Fault> {
        match self.path(file) {
            Some(known) if known != path => {
                return Err(Fault::FileTaken { file, path: known.into() });
            }
            Some(_) => return Ok(()),
            None => {}
        }
        if let Some(program) = &mut self.program {
            Arc::make_mut(program).modules.push((file, path.into()));
        }
        Ok(())
    }

    fn start_thread(&mut self, id: ThreadId, name: Option<&str>) -> Result<(), Fault> {
        if self.thread(id).is_some_and(|thread| thread.state != ThreadState::Known) {
            return Err(Fault::ThreadStartedTwice { thread: id });
        }
        let thread = self.thread_mut(id);
        thread.state = ThreadState::Started;
        thread.name = name.map(Into::into);
        Ok(())
    }

    fn end_thread(&mut self, id: ThreadId) -> Result<(), Fault> {
        match self.thread(id) {
            Some(thread) if thread.state == ThreadState::Ended => {
                return Err(Fault::ThreadNotRunning { thread: id });
            }
            None => return Err(Fault::ThreadNotRunning { thread: id }),
            Some(_) => {}
        }
        if let Some(inner) = self.innermost(id)
            && !self.switches(id)
        {
            return Err(Fault::StillRunning { inner: self.name_of(inner) });
        }
        let thread = self.thread_mut(id);
        thread.state = ThreadState::Ended;
        thread.stack.clear();
        thread.in_flight = None;
        Ok(())
    }

    /// An exception is on its way; one that is already keeps the place it came from.
    fn raise(&mut self, event: &Event, exception: &Value) {
        let step = self.next();
        let thread = self.thread_mut(event.thread);
        if thread.in_flight.as_ref().is_some_and(|flight| flight.exception == *exception) {
            return;
        }
        thread.in_flight = Some(Arc::new(InFlight {
            exception: exception.clone(),
            thread: event.thread,
            site: event.site,
            place: event.place.clone(),
            step,
        }));
    }

    /// No exception is on its way in this thread any more.
    fn landed(&mut self, thread: ThreadId) {
        if self.thread(thread).is_some_and(|thread| thread.in_flight.is_some()) {
            self.thread_mut(thread).in_flight = None;
        }
    }
}

/// The entry under a key, made first where there is none.
fn entry<T: Clone>(table: &mut Table<T>, key: u32, make: impl FnOnce() -> T) -> &mut T {
    if !table.contains(key) {
        table.insert(key, make());
    }
    table.get_mut(key).expect("it is there now")
}

#[cfg(test)]
mod tests;
