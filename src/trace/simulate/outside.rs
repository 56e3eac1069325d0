//! What happens around the made-up objects: threads, the event loop and its tasks, the end.

use super::super::event::*;
use super::super::id::*;
use super::super::value::Value;
use super::{Frame, Job, Play};

impl Play {
    pub(super) fn aside(&mut self, thread: usize) {
        let exception = Value::from("ValueError('v')");
        match self.dice(6) {
            0 => {
                self.emit(thread, Kind::Exception { exception: exception.clone() });
                if self.dice(2) == 0 {
                    self.emit(thread, Kind::Caught { exception });
                }
            }
            1 | 2 => {
                let stream = if self.dice(3) == 0 { Stream::Stderr } else { Stream::Stdout };
                let bytes = format!("{}\n", self.events.len()).into_bytes();
                self.emit(thread, Kind::Output { stream, bytes });
            }
            3 => {
                self.emit(thread, Kind::Note(Note::Legacy(Legacy::AllTasks)));
            }
            4 if self.flavour.tasks && thread == 0 && !self.in_loop && self.stacks[0].len() == 1 => {
                self.in_loop = true;
                self.emit(0, Kind::LoopStarted { id: LoopId(1) });
            }
            _ if thread > 0 && self.dice(4) == 0 => self.end_thread(thread),
            _ => {}
        }
    }

    pub(super) fn start_thread(&mut self) {
        if !self.flavour.threads || self.stacks.len() > 4 {
            return;
        }
        self.frames += 1;
        self.stacks.push(vec![Frame::Plain(FrameId(self.frames), Place::Function("work".into()))]);
        self.ended.push(false);
        let thread = self.stacks.len() - 1;
        self.emit(thread, Kind::ThreadStarted { thread_name: format!("Thread-{thread}").into() });
        self.line(thread);
    }

    pub(super) fn end_thread(&mut self, thread: usize) {
        self.unwind(thread, 0);
        self.emit(thread, Kind::ThreadEnded { thread_name: format!("Thread-{thread}").into() });
        self.ended[thread] = true;
    }

    /// One turn of the loop, with one thing that happens in it.
    pub(super) fn turn(&mut self) {
        let ready: Vec<_> = (self.jobs.iter())
            .filter_map(|(job, _)| if let Job::Ready(handle) = job { Some(*handle) } else { None })
            .collect();
        self.turn += 1;
        let timers = 0;
        self.emit(0, Kind::Iteration { id: LoopId(1), number: self.turn, ready: ready.clone(), timers });
        let waiting: Vec<_> = (0..self.jobs.len()).filter(|at| self.jobs[*at].0 == Job::Waiting).collect();
        match self.dice(6) {
            0 => {
                self.in_loop = false;
                self.emit(0, Kind::LoopStopped { id: LoopId(1) });
            }
            1 | 2 => {
                let coro = self.create_kind(0, ObjectKind::Coroutine);
                let task = TaskId(self.jobs.len() as u32 + 1);
                self.thing(coro).task = Some(task);
                let name = format!("Task-{task}").into();
                let (target, by) = (Target::Object(coro), self.actor(0));
                self.emit(0, Kind::TaskCreated { task, name, coro: target, by });
                let handle = self.schedule(task);
                self.jobs.push((Job::Ready(handle), coro));
            }
            3 if !waiting.is_empty() => {
                if self.dice(3) == 0 {
                    self.emit(0, Kind::ClockChanged { clock: Clock::Real });
                    self.time += 0.25;
                    self.emit(0, Kind::ClockChanged { clock: Clock::Virtual });
                }
                let from = self.time;
                self.time += 0.5;
                self.emit(0, Kind::ClockJumped { from, to: self.time });
                let at = waiting[self.dice(waiting.len())];
                let task = TaskId(at as u32 + 1);
                self.emit(0, Kind::TaskWoken { task, by: Target::Future(FutureId(9)) });
                self.jobs[at].0 = Job::Ready(self.schedule(task));
            }
            _ if !ready.is_empty() => {
                let handle = ready[self.dice(ready.len())];
                let at = self.jobs.iter().position(|(job, _)| *job == Job::Ready(handle)).expect("is there");
                let task = TaskId(at as u32 + 1);
                self.emit(0, Kind::HandleRun { handle, callback: "step".into() });
                self.emit(0, Kind::TaskStep { task });
                self.jobs[at].0 = Job::Running;
                let input = Input::Value(Value::none());
                self.resume(0, self.jobs[at].1, Actor::Task(task), How::Task, input);
            }
            _ => {}
        }
    }

    fn schedule(&mut self, task: TaskId) -> HandleId {
        self.handles += 1;
        let handle = HandleId(self.handles);
        let (how, callback) = (Schedule::Soon, "step".into());
        self.emit(0, Kind::Scheduled { handle, how, callback, task: Some(task), when: None, purpose: None });
        handle
    }

    pub(super) fn task_answered(&mut self, task: TaskId, after: State, value: Value) {
        let at = task.0 as usize - 1;
        if after == State::Suspended {
            self.jobs[at].0 = Job::Waiting;
            self.emit(
                0,
                Kind::TaskWaiting { task, on: Waiting::Sleep("0.5".into()), deadline: None, at: None },
            );
        } else {
            self.jobs[at].0 = Job::Done;
            self.emit(0, Kind::TaskDone { task, outcome: Resolution::Result, value });
        }
    }

    /// Ends what runs on a thread, down to a height.
    pub(super) fn unwind(&mut self, thread: usize, height: usize) {
        while self.stacks[thread].len() > height {
            match self.stacks[thread].last() {
                Some(Frame::Object(_)) => self.answer(thread, 2),
                _ => {
                    self.stacks[thread].pop();
                }
            }
        }
    }

    pub(super) fn end(&mut self) {
        for thread in 1..self.stacks.len() {
            if !self.ended[thread] {
                self.end_thread(thread);
            }
        }
        self.unwind(0, 1);
        if self.in_loop {
            self.emit(0, Kind::LoopStopped { id: LoopId(1) });
        }
        self.emit(0, Kind::ProgramEnded { outcome: Outcome::Ok, exception: None, status: 0 });
    }
}
