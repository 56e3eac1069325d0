//! The event loop: handles, timers, tasks and futures.

use super::{Fault, LoopCondition, TaskCondition, entry};
use crate::trace::aio::{Cancel, Done, Future, Handle, Loop, LoopState, Task, TaskState};
use crate::trace::event::{Actor, Event, Kind, Schedule, Target, Waiting};
use crate::trace::id::{FutureId, HandleId, LoopId, TaskId, ThreadId};
use crate::trace::primitive::Primitive;
use crate::trace::world::World;

impl World {
    /// Something happens in the event loop.
    pub(super) fn asyncio(&mut self, event: &Event) -> Result<(), Fault> {
        let thread = event.thread;
        match &event.kind {
            Kind::LoopStarted { id } => self.start_loop(thread, *id),
            Kind::LoopStopped { id } => self.stop_loop(*id),
            Kind::LoopClosed { id } => self.close_loop(thread, *id),
            Kind::Iteration { id, number, ready, timers: _ } => self.turn(thread, *id, *number, ready),
            Kind::Scheduled { handle, how, callback, task, when, purpose } => {
                let handle = Handle {
                    id: *handle,
                    how: Some(*how),
                    callback: callback.clone(),
                    task: *task,
                    when: *when,
                    purpose: purpose.clone(),
                    loop_id: None,
                    thread,
                    scheduled: self.next(),
                };
                self.schedule(handle)
            }
            Kind::HandleRun { handle, callback } => {
                self.run_handle(thread, *handle, callback);
                Ok(())
            }
            Kind::HandleCancelled { handle } => {
                self.drop_handle(*handle);
                Ok(())
            }
            Kind::TimerFired { handle, when: _ } => {
                self.fire(*handle);
                Ok(())
            }
            Kind::TaskCreated { task, name, coro, by } => self.create_task(thread, *task, name, coro, by),
            Kind::TaskStep { task } => self.step_task(thread, *task),
            Kind::TaskWaiting { task, on, deadline, at } => {
                self.suspend_task(thread, *task, on, *deadline)?;
                if let Some(task) = self.tasks.get_mut(task.0) {
                    task.at = *at;
                }
                Ok(())
            }
            Kind::TaskRenamed { task, name } => {
                self.task(*task).ok_or(Fault::UnknownTask { task: *task })?;
                if let Some(task) = self.tasks.get_mut(task.0) {
                    task.name = name.clone();
                }
                Ok(())
            }
            Kind::TaskWoken { task, by } => self.wake_task(*task, by),
            Kind::TaskDone { task, outcome, value } => {
                self.unfinished_task(*task)?;
                self.set_task(*task, TaskState::Done(*outcome, value.clone()));
                self.unfinished.remove(task.0);
                self.leave_task(thread, *task);
                Ok(())
            }
            Kind::CancelRequested { task, by, message } => {
                self.unfinished_task(*task)?;
                let step = self.next();
                if let Some(task) = self.tasks.get_mut(task.0) {
                    let requests = task.cancel.as_ref().map_or(0, |cancel| cancel.requests) + 1;
                    task.cancel = Some(Cancel { by: by.clone(), message: message.clone(), step, requests });
                }
                Ok(())
            }
            Kind::FutureCreated { future, label } => {
                if self.futures.contains(future.0) {
                    return Err(Fault::FutureTaken { future: *future });
                }
                self.future_mut(*future, label);
                Ok(())
            }
            Kind::FutureNamed { future, name } => {
                self.future_mut(*future, "Future").name = Some(name.clone());
                Ok(())
            }
            Kind::Primitive { id, class, name, holds } => {
                let (class, name, holds) = (class.clone(), name.clone(), holds.clone());
                let now = Primitive { id: *id, class, name, holds, since: self.next() };
                self.primitives.insert(id.0, now);
                Ok(())
            }
            Kind::FutureDone { future, outcome, value, by } => {
                if self.future(*future).is_some_and(|known| known.done.is_some()) {
                    return Err(Fault::FutureDone { future: *future });
                }
                let step = self.next();
                let known = self.future_mut(*future, "Future");
                known.done = Some(Done { outcome: *outcome, value: value.clone(), by: by.clone(), step });
                known.callbacks.clear();
                Ok(())
            }
            Kind::CallbackAdded { to, callback } => {
                match to {
                    Target::Future(future) => {
                        self.future_mut(*future, "Future").callbacks.push(callback.clone())
                    }
                    Target::Task(task) => {
                        if let Some(task) = self.tasks.get_mut(task.0) {
                            task.callbacks.push(callback.clone());
                        }
                    }
                    Target::Object(_) | Target::Awaitable(_) | Target::Other(_) => {}
                }
                Ok(())
            }
            Kind::Submitted { executor, callable: _, future } => {
                self.future_mut(*future, executor);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn loop_mut(&mut self, id: LoopId, thread: ThreadId) -> &mut Loop {
        entry(&mut self.loops, id.0, || Loop {
            id,
            state: LoopState::Stopped,
            turn: 0,
            thread,
            ready: Default::default(),
            timers: Vec::new(),
            current: None,
            task: None,
        })
    }

    fn start_loop(&mut self, thread: ThreadId, id: LoopId) -> Result<(), Fault> {
        if let Some(known) = self.event_loop(id)
            && known.state != LoopState::Stopped
        {
            return Err(wrong_loop_state(known));
        }
        let running = self.loop_mut(id, thread);
        running.state = LoopState::Running;
        running.thread = thread;
        let base = self.height(thread);
        self.thread_mut(thread).loops.push((id, base));
        let homeless = self.handles().filter(|handle| handle.loop_id.is_none() && handle.thread == thread);
        for handle in homeless.map(|handle| handle.id).collect::<Vec<_>>() {
            self.adopt(handle, id);
        }
        Ok(())
    }

    fn stop_loop(&mut self, id: LoopId) -> Result<(), Fault> {
        let running = self.running_loop(id)?;
        let thread = running.thread;
        let stopped = self.loop_mut(id, thread);
        stopped.state = LoopState::Stopped;
        stopped.current = None;
        stopped.task = None;
        self.thread_mut(thread).loops.retain(|(known, _)| *known != id);
        Ok(())
    }

    fn close_loop(&mut self, thread: ThreadId, id: LoopId) -> Result<(), Fault> {
        if let Some(known) = self.event_loop(id)
            && known.state == LoopState::Running
        {
            return Err(wrong_loop_state(known));
        }
        let closed = self.loop_mut(id, thread);
        closed.state = LoopState::Closed;
        let timers = std::mem::take(&mut closed.timers).into_iter().map(|(_, handle)| handle);
        for handle in timers.chain(std::mem::take(&mut closed.ready)) {
            self.handles.remove(handle.0);
        }
        Ok(())
    }

    fn running_loop(&self, id: LoopId) -> Result<&Loop, Fault> {
        match self.event_loop(id) {
            Some(known) if known.state == LoopState::Running => Ok(known),
            Some(known) => Err(wrong_loop_state(known)),
            None => Err(Fault::WrongLoopState { id, state: LoopCondition::NotThere }),
        }
    }

    fn turn(&mut self, thread: ThreadId, id: LoopId, number: u64, ready: &[HandleId]) -> Result<(), Fault> {
        let last = self.running_loop(id)?.turn;
        if number <= last {
            return Err(Fault::WrongTurn { id, number, last });
        }
        self.settle_actor(thread, &Actor::Loop(id));
        self.landed(thread);
        for handle in ready {
            if self.handle(*handle).is_some_and(|handle| handle.loop_id != Some(id) || handle.when.is_some())
            {
                self.adopt(*handle, id);
                self.fire(*handle);
            }
        }
        let turning = self.loop_mut(id, thread);
        turning.turn = number;
        turning.current = None;
        turning.ready = ready.iter().copied().collect();
        Ok(())
    }

    fn schedule(&mut self, handle: Handle) -> Result<(), Fault> {
        if self.handles.contains(handle.id.0) {
            return Err(Fault::HandleTaken { handle: handle.id });
        }
        let here = self.thread(handle.thread).and_then(|thread| thread.running_loop());
        let home = match handle.how {
            Some(Schedule::Threadsafe) => {
                here.or_else(|| self.loops().find(|it| it.state == LoopState::Running).map(Loop::id))
            }
            _ => here,
        };
        let id = handle.id;
        self.handles.insert(id.0, handle);
        if let Some(home) = home {
            self.adopt(id, home);
        }
        Ok(())
    }

    /// Puts a waiting handle into a loop, out of the one it was in.
    fn adopt(&mut self, id: HandleId, home: LoopId) {
        self.unqueue(id);
        let Some(handle) = self.handles.get_mut(id.0) else {
            return;
        };
        handle.loop_id = Some(home);
        let (when, thread) = (handle.when, handle.thread);
        let home = self.loop_mut(home, thread);
        match when {
            Some(when) => {
                let at = home.timers.partition_point(|(time, other)| (*time, *other) <= (when, id));
                home.timers.insert(at, (when, id));
            }
            None => home.ready.push_back(id),
        }
    }

    /// A timer's time has come.
    fn fire(&mut self, id: HandleId) {
        let Some(home) = self.handle(id).and_then(Handle::loop_id) else {
            return;
        };
        self.unqueue(id);
        if let Some(handle) = self.handles.get_mut(id.0) {
            handle.when = None;
        }
        if let Some(home) = self.loops.get_mut(home.0) {
            home.ready.push_back(id);
        }
    }

    fn run_handle(&mut self, thread: ThreadId, id: HandleId, callback: &str) {
        let scheduled = self.next();
        let handle = self.handle(id).cloned().unwrap_or_else(|| Handle {
            id,
            how: None,
            callback: callback.into(),
            task: None,
            when: None,
            purpose: None,
            loop_id: None,
            thread,
            scheduled,
        });
        let here = self.thread(thread).and_then(|thread| thread.running_loop());
        self.drop_handle(id);
        if let Some(home) = here.or(handle.loop_id)
            && let Some(home) = self.loops.get_mut(home.0)
        {
            if handle.how.is_none() {
                // A loop's own handle, which nothing scheduled, is known only from the turn that lists it.
                home.ready.retain(|ready| *ready != id);
            }
            home.current = Some(handle);
            let id = home.id;
            self.settle_actor(thread, &Actor::Loop(id));
        }
        self.landed(thread);
    }

    fn drop_handle(&mut self, id: HandleId) {
        self.unqueue(id);
        self.handles.remove(id.0);
    }

    /// Takes a handle out of the queues of the loop it is in.
    fn unqueue(&mut self, id: HandleId) {
        let Some(handle) = self.handle(id) else { return };
        let (when, Some(home)) = (handle.when, handle.loop_id) else {
            return;
        };
        let Some(home) = self.loops.get_mut(home.0) else {
            return;
        };
        if when.is_some() {
            home.timers.retain(|(_, other)| *other != id);
        } else if home.ready.front() == Some(&id) {
            home.ready.pop_front();
        } else {
            home.ready.retain(|other| *other != id);
        }
    }

    fn create_task(
        &mut self,
        thread: ThreadId,
        id: TaskId,
        name: &str,
        coro: &Target,
        by: &Actor,
    ) -> Result<(), Fault> {
        let expected = TaskId(self.tasks.len() as u32 + 1);
        let parallel = self.is_parallel() || !self.threads.contains(thread.0);
        let fits = if parallel { !self.tasks.contains(id.0) && id.0 > 0 } else { id == expected };
        if !fits {
            return Err(Fault::WrongTaskId { task: id, expected });
        }
        if let Target::Object(coro) = coro {
            self.known(*coro)?;
            if let Some(coro) = self.objects.get_mut(coro.0) {
                coro.task = Some(id);
            }
        }
        let task = Task {
            id,
            name: name.into(),
            coro: coro.clone(),
            by: by.clone(),
            created: self.next(),
            state: TaskState::Pending,
            since: self.next(),
            woken_by: None,
            last_wait: None,
            deadline: None,
            at: None,
            cancel: None,
            steps: 0,
            maker: None,
            callbacks: Vec::new(),
        };
        self.tasks.insert(id.0, task);
        self.unfinished.insert(id.0, ());
        Ok(())
    }

    fn step_task(&mut self, thread: ThreadId, id: TaskId) -> Result<(), Fault> {
        let task = self.unfinished_task(id)?;
        if task.state == TaskState::Running {
            return Err(wrong_task_state(task));
        }
        self.set_task(id, TaskState::Running);
        if let Some(task) = self.tasks.get_mut(id.0) {
            task.steps += 1;
        }
        self.settle_actor(thread, &Actor::Task(id));
        self.landed(thread);
        if let Some(home) = self.thread(thread).and_then(|thread| thread.running_loop())
            && let Some(home) = self.loops.get_mut(home.0)
        {
            let maker = home.task.replace(id);
            if let Some(task) = self.tasks.get_mut(id.0) {
                task.maker = maker;
            }
        }
        Ok(())
    }

    fn suspend_task(
        &mut self,
        thread: ThreadId,
        id: TaskId,
        on: &Waiting,
        deadline: Option<f64>,
    ) -> Result<(), Fault> {
        let task = self.unfinished_task(id)?;
        if task.state != TaskState::Running {
            return Err(wrong_task_state(task));
        }
        if let Waiting::Future(future, label) | Waiting::Lock(future, label, _) = on {
            self.future_mut(*future, label);
        }
        self.set_task(id, TaskState::Waiting(on.clone()));
        let since = self.next();
        if let Some(task) = self.tasks.get_mut(id.0) {
            task.last_wait = Some((on.clone(), since));
            task.deadline = deadline;
        }
        self.leave_task(thread, id);
        Ok(())
    }

    fn wake_task(&mut self, id: TaskId, by: &Target) -> Result<(), Fault> {
        // A task can be woken before its own step is over, by a future that was done already.
        if self.unfinished_task(id)?.state != TaskState::Running {
            self.set_task(id, TaskState::Ready);
        }
        if let Some(task) = self.tasks.get_mut(id.0) {
            task.woken_by = Some(by.clone());
        }
        Ok(())
    }

    fn unfinished_task(&self, id: TaskId) -> Result<&Task, Fault> {
        let task = self.task(id).ok_or(Fault::UnknownTask { task: id })?;
        if task.is_done() { Err(wrong_task_state(task)) } else { Ok(task) }
    }

    fn set_task(&mut self, id: TaskId, state: TaskState) {
        let step = self.next();
        if let Some(task) = self.tasks.get_mut(id.0) {
            task.state = state;
            task.since = step;
            if task.is_done() {
                task.callbacks.clear();
            }
        }
    }

    /// The loop of this thread is inside of this task no more.
    fn leave_task(&mut self, thread: ThreadId, id: TaskId) {
        self.landed(thread);
        let maker = self.tasks.get_mut(id.0).and_then(|task| task.maker.take());
        if let Some(home) = self.thread(thread).and_then(|thread| thread.running_loop())
            && let Some(home) = self.loops.get_mut(home.0)
            && home.task == Some(id)
        {
            home.task = maker;
        }
    }

    /// A future, made first where nothing was heard of it.
    fn future_mut(&mut self, id: FutureId, label: &str) -> &mut Future {
        let created = self.next();
        entry(&mut self.futures, id.0, || Future {
            id,
            label: label.into(),
            name: None,
            created,
            done: None,
            callbacks: Vec::new(),
        })
    }
}

fn wrong_task_state(task: &Task) -> Fault {
    let state = match task.state {
        TaskState::Pending => TaskCondition::NotStarted,
        TaskState::Ready => TaskCondition::Ready,
        TaskState::Running => TaskCondition::Running,
        TaskState::Waiting(_) => TaskCondition::Waiting,
        TaskState::Done(..) => TaskCondition::Done,
    };
    Fault::WrongTaskState { task: task.id, state }
}

fn wrong_loop_state(known: &Loop) -> Fault {
    let state = match known.state {
        LoopState::Running => LoopCondition::Running,
        LoopState::Stopped => LoopCondition::NotRunning,
        LoopState::Closed => LoopCondition::Closed,
    };
    Fault::WrongLoopState { id: known.id, state }
}
