//! A program in a Python process of our own: spawn, handshake, deadline, the reason of a death, nothing left behind.

use std::collections::VecDeque;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::budget::Budget;
use super::command;
pub use super::command::{StartError, WORKER_COMMAND};
use super::cpython::{self, Interpreter};
use super::reason::Reason;
use super::{Ending, Engine, Message, RestartError, status_of};
use crate::trace::event::{Event, Kind, Outcome};
use crate::trace::id::ThreadId;
use crate::wire::codec::{self, CodecError};
use crate::wire::{PROTOCOL_VERSION, Program, Reply, Request};

/// How much of the process's own stderr is kept.
const STDERR_LIMIT: usize = 64 << 10;

/// How long a process may live after the program's last event, and how long its pipes may stay open after its death.
const GRACE: Duration = Duration::from_secs(2);

/// How much is asked of the pipe at once; also the size the pipe is given where the system allows it.
const PIPE_SIZE: usize = 1 << 20;

/// One program in its Python process. Dropping it ends the process and all that it started.
pub struct WorkerProcess {
    child: Child,
    pid: Option<Pid>,
    replies: ChildStdout,
    /// Bytes received, of which those before `taken` are decoded.
    buffer: Vec<u8>,
    taken: usize,
    pending: VecDeque<Message>,
    requests: mpsc::UnboundedSender<Vec<u8>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    stderr_done: JoinHandle<()>,
    greeting: Greeting,
    budget: Option<Budget>,
    memory_mib: u32,
    /// The program's clock at its last event.
    time: f64,
    exit: Option<ExitStatus>,
    /// When the pipes are given up after the end of the process or of the program.
    give_up: Option<Instant>,
    /// What is known of the end, the strongest first: the program's own word, then ours.
    told: Option<(Outcome, i32)>,
    ended_by_us: Option<(Outcome, Reason)>,
    interrupted: Interrupted,
    attention: Attention,
    /// What it goes back to after a question.
    before_question: Attention,
    ending: Option<Ending>,
    /// What runs again after a restart.
    origin: Option<(Interpreter, Program, Option<Duration>)>,
}

/// Whether there is something to interrupt.
#[derive(Clone, Copy, PartialEq)]
enum Attention {
    /// A program runs, or a session does what it was asked for.
    Busy,
    /// A session waits for its next request.
    Waiting,
}

/// Whether the process has said which protocol it speaks.
#[derive(PartialEq)]
enum Greeting {
    Awaited,
    Done,
}

/// Whether the program was interrupted.
#[derive(PartialEq)]
enum Interrupted {
    No,
    Yes,
}

impl WorkerProcess {
    /// Starts the program in a process of the embedded interpreter's; returns before that process is ready.
    pub fn start(program: Program, limit: Option<Duration>) -> Result<WorkerProcess, StartError> {
        WorkerProcess::start_in(&Interpreter::Embedded, program, limit)
    }

    /// Starts the program in a process of this Python's; returns before that process is ready.
    pub fn start_in(
        interpreter: &Interpreter,
        program: Program,
        limit: Option<Duration>,
    ) -> Result<WorkerProcess, StartError> {
        let memory_mib = program.memory_mib;
        let work = Request::Start(Box::new(program.clone()));
        let mut process = match interpreter {
            Interpreter::Embedded => {
                WorkerProcess::hand_over(command::worker()?, Vec::new(), &work, memory_mib, limit)?
            }
            Interpreter::Own(python) => {
                let command = cpython::command(python, &program);
                WorkerProcess::hand_over(command, cpython::preamble(), &work, memory_mib, limit)?
            }
        };
        process.origin = Some((interpreter.clone(), program, limit));
        Ok(process)
    }

    /// Opens a session in a process of its own; returns before that process is ready, and requests wait for it.
    pub fn open(program: Program) -> Result<WorkerProcess, StartError> {
        WorkerProcess::open_in(command::worker()?, program)
    }

    /// Opens a session in the process that `command` makes.
    pub fn open_in(command: Command, program: Program) -> Result<WorkerProcess, StartError> {
        let memory_mib = program.memory_mib;
        WorkerProcess::hand_over(command, Vec::new(), &Request::Open(Box::new(program)), memory_mib, None)
    }

    /// Starts the program in the process that `command` makes.
    pub fn spawn(
        command: Command,
        program: Program,
        limit: Option<Duration>,
    ) -> Result<WorkerProcess, StartError> {
        let memory_mib = program.memory_mib;
        WorkerProcess::hand_over(command, Vec::new(), &Request::Start(Box::new(program)), memory_mib, limit)
    }

    /// Makes the process and writes what it reads first: a preamble of its own, then what every process reads.
    fn hand_over(
        mut command: Command,
        preamble: Vec<u8>,
        work: &Request,
        memory_mib: u32,
        limit: Option<Duration>,
    ) -> Result<WorkerProcess, StartError> {
        let hello = codec::encode(&Request::Hello { version: PROTOCOL_VERSION });
        let start = codec::encode(work);
        let first = hello.and_then(|hello| Ok([preamble, hello, start?]));
        let first = first.map_err(|source| StartError::Program { source })?;

        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command::spawn(&mut command, work)
            .map_err(|source| StartError::Spawn { source: source.into() })?;
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let (Some(stdin), Some(replies), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(StartError::Spawn { source: io::Error::from(io::ErrorKind::BrokenPipe).into() });
        };
        // A larger pipe lets the program run on while its events are shown; where it is refused, it only runs slower.
        #[cfg(target_os = "linux")]
        rustix::pipe::fcntl_setpipe_size(&replies, PIPE_SIZE).ok();

        let (requests, outbox) = mpsc::unbounded_channel();
        tokio::spawn(write_requests(stdin, outbox));
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let stderr_done = tokio::spawn(keep_tail(errors, Arc::clone(&stderr)));
        for bytes in first {
            // The other end lives in the task started above.
            requests.send(bytes).ok();
        }
        Ok(WorkerProcess {
            child,
            pid,
            replies,
            buffer: Vec::new(),
            taken: 0,
            pending: VecDeque::new(),
            requests,
            stderr,
            stderr_done,
            greeting: Greeting::Awaited,
            budget: limit.map(Budget::new),
            memory_mib,
            time: 0.0,
            exit: None,
            give_up: None,
            told: None,
            ended_by_us: None,
            interrupted: Interrupted::No,
            attention: Attention::Busy,
            before_question: Attention::Busy,
            ending: None,
            origin: None,
        })
    }

    /// The end of what the process wrote to its own stderr, past Python: libraries and other programs it started.
    pub fn raw_stderr(&self) -> Vec<u8> {
        self.stderr.lock().clone()
    }

    /// Decodes the next whole message in the buffer.
    fn take_reply(&mut self) -> Result<Option<Reply>, CodecError> {
        let unread = &self.buffer[self.taken..];
        let Some((header, rest)) = unread.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = codec::body_length(*header)?;
        let Some(body) = rest.get(..length) else {
            return Ok(None);
        };
        let reply = codec::decode(body)?;
        self.taken += 4 + length;
        Ok(Some(reply))
    }

    /// Takes what a message says into account and queues it.
    fn accept(&mut self, reply: Reply) {
        let reply = match (reply, &self.greeting) {
            (Reply::Hello { version: PROTOCOL_VERSION }, Greeting::Awaited) => {
                self.greeting = Greeting::Done;
                return;
            }
            (Reply::Hello { version }, _) => return self.refuse(Reason::Version { theirs: version }),
            (_, Greeting::Awaited) => {
                return self.refuse(Reason::NoGreeting);
            }
            (reply, Greeting::Done) => reply,
        };
        let message = match reply {
            Reply::Hello { .. } => return,
            Reply::Events(events) => {
                self.look_at(&events);
                Message::Events(events)
            }
            Reply::Paused => {
                self.stop_clock();
                Message::Paused
            }
            Reply::NeedInput => Message::NeedInput,
            Reply::Evaluated(answer) => {
                self.attention = self.before_question;
                self.stop_clock();
                Message::Evaluated(answer)
            }
            Reply::Unparsable { traceback } => {
                self.told = Some((Outcome::Exception, 2));
                Message::Unparsable { traceback }
            }
            Reply::Ready(ready) => {
                self.attention = Attention::Waiting;
                Message::Ready(ready)
            }
            Reply::Completions(completions) => {
                self.attention = self.before_question;
                Message::Completions(completions)
            }
        };
        self.pending.push_back(message);
    }

    fn look_at(&mut self, events: &[Event]) {
        let Some(last) = events.last() else { return };
        self.time = last.time;
        if let Kind::ProgramEnded { outcome, status, .. } = last.kind {
            self.told = Some((outcome, status));
            self.give_up = Some(Instant::now() + GRACE);
        }
    }

    fn stop_clock(&mut self) {
        if let Some(budget) = &mut self.budget {
            budget.pause();
        }
    }

    fn refuse(&mut self, reason: Reason) {
        self.ended_by_us.get_or_insert((Outcome::Died, reason));
        self.kill();
    }

    /// Ends the process and whatever it started, once; a second time there is nobody left.
    fn kill(&mut self) {
        self.give_up.get_or_insert(Instant::now() + GRACE);
        self.kill_group();
        // Already dead is as good.
        self.child.start_kill().ok();
    }

    fn kill_group(&self) {
        if let Some(pid) = self.pid {
            // The process leads a session of its own; no such group means that it never came so far, or that all are gone.
            kill_process_group(pid, Signal::KILL).ok();
        }
    }

    /// Waits for the next thing to happen on the pipe or to the process.
    async fn wait(&mut self) -> Waited {
        let deadline = self.budget.as_ref().and_then(Budget::deadline).filter(|_| self.give_up.is_none());
        let alarm = self.give_up.or(deadline);
        if self.taken > 0 {
            self.buffer.drain(..self.taken);
            self.taken = 0;
        }
        self.buffer.reserve(PIPE_SIZE / 4);
        tokio::select! {
            biased;
            () = sleep_until(alarm.unwrap_or_else(Instant::now)), if alarm.is_some() => {
                if self.give_up.is_some() { Waited::GiveUp } else { Waited::Deadline }
            }
            read = self.replies.read_buf(&mut self.buffer) => match read {
                Ok(0) | Err(_) => Waited::Closed,
                Ok(_) => Waited::Bytes,
            },
            status = self.child.wait(), if self.exit.is_none() => Waited::Exit(status.ok()),
        }
    }

    /// Waits for the process, ends what it left behind and says how the run ended.
    async fn finish(&mut self) -> Ending {
        if self.exit.is_none() {
            match timeout(GRACE, self.child.wait()).await {
                Ok(status) => self.exit = status.ok(),
                Err(_) => {
                    self.kill();
                    self.exit = self.child.wait().await.ok();
                }
            }
        }
        self.kill_group();
        // What it wrote is in the pipe; only a stranger that still holds the pipe could make this wait in vain.
        if !self.stderr_done.is_finished() {
            timeout(GRACE, &mut self.stderr_done).await.ok();
        }
        self.judge()
    }

    fn judge(&mut self) -> Ending {
        if let Some((outcome, status)) = self.told {
            let reason = (outcome == Outcome::Died).then(|| self.reason_of_death());
            return Ending { outcome, status, reason };
        }
        let killed_by_interrupt = self.interrupted == Interrupted::Yes
            && self.exit.is_some_and(|status| {
                std::os::unix::process::ExitStatusExt::signal(&status) == Some(Signal::INT.as_raw())
            });
        let (outcome, reason) = match self.ended_by_us.take() {
            Some(known) => known,
            None if killed_by_interrupt => (Outcome::Interrupted, Reason::Interrupted),
            None => (Outcome::Died, self.reason_of_death()),
        };
        let status = status_of(outcome);
        self.pending.push_back(Message::Events(vec![Event {
            time: self.time,
            thread: ThreadId(0),
            site: None,
            place: None,
            kind: Kind::ProgramEnded { outcome, exception: None, status },
        }]));
        Ending { outcome, status, reason: Some(reason) }
    }

    fn reason_of_death(&self) -> Reason {
        Reason::of_death(self.exit, &String::from_utf8_lossy(&self.stderr.lock()), self.memory_mib)
    }
}

/// What ended a wait.
enum Waited {
    Bytes,
    Closed,
    Exit(Option<ExitStatus>),
    Deadline,
    GiveUp,
}

impl Engine for WorkerProcess {
    async fn next(&mut self) -> Message {
        loop {
            if let Some(message) = self.pending.pop_front() {
                return message;
            }
            if let Some(ending) = &self.ending {
                return Message::Ended(ending.clone());
            }
            match self.take_reply() {
                Ok(Some(reply)) => {
                    self.accept(reply);
                    continue;
                }
                Ok(None) => {}
                Err(error) => {
                    self.refuse(Reason::Garbled { error });
                    self.ending = Some(self.finish().await);
                    continue;
                }
            }
            match self.wait().await {
                Waited::Bytes => {}
                Waited::Exit(status) => {
                    self.exit = status;
                    self.give_up = Some(Instant::now() + GRACE);
                    self.kill_group();
                }
                Waited::Deadline => self.end(Outcome::Timeout),
                Waited::Closed => self.ending = Some(self.finish().await),
                Waited::GiveUp => {
                    self.kill();
                    self.ending = Some(self.finish().await);
                }
            }
        }
    }

    fn send(&mut self, request: Request) {
        if let (Request::Run { .. } | Request::Evaluate { .. }, Some(budget)) = (&request, &mut self.budget) {
            budget.go_on();
        }
        match request {
            Request::Input { .. } => {}
            Request::Evaluate { .. } | Request::Complete { .. } => {
                self.before_question = std::mem::replace(&mut self.attention, Attention::Busy);
            }
            _ => self.attention = Attention::Busy,
        }
        match codec::encode(&request) {
            // A process that is gone is noticed by `next`.
            Ok(bytes) => drop(self.requests.send(bytes)),
            Err(error) => self.refuse(Reason::Garbled { error }),
        }
    }

    fn restart(&mut self) -> Result<(), RestartError> {
        let (interpreter, program, limit) = self.origin.clone().ok_or(RestartError::NotAProgram)?;
        *self = WorkerProcess::start_in(&interpreter, program, limit)?;
        Ok(())
    }

    fn interrupt(&mut self) {
        if self.attention == Attention::Waiting {
            return;
        }
        self.interrupted = Interrupted::Yes;
        if let Some(pid) = self.pid.filter(|_| self.exit.is_none())
            && kill_process_group(pid, Signal::INT).is_err()
        {
            // It has no group of its own yet; `next` notices if it is gone.
            kill_process(pid, Signal::INT).ok();
        }
    }

    fn end(&mut self, outcome: Outcome) {
        let reason = match (outcome, &self.budget) {
            (Outcome::Timeout, Some(budget)) => Reason::TimeLimit { limit: budget.limit() },
            _ => Reason::Interrupted,
        };
        self.ended_by_us.get_or_insert((outcome, reason));
        self.kill();
    }

    fn expiry(&self) -> Option<Instant> {
        self.budget.as_ref().and_then(Budget::deadline).filter(|_| self.give_up.is_none())
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        if self.ending.is_none() {
            self.kill();
        }
    }
}

async fn write_requests(mut stdin: ChildStdin, mut outbox: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(bytes) = outbox.recv().await {
        if stdin.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Reads a stream to its end and keeps its last [`STDERR_LIMIT`] bytes.
async fn keep_tail(mut stream: ChildStderr, tail: Arc<Mutex<Vec<u8>>>) {
    let mut chunk = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut chunk).await {
        let mut tail = tail.lock();
        tail.extend_from_slice(&chunk[..count]);
        let surplus = tail.len().saturating_sub(STDERR_LIMIT);
        tail.drain(..surplus);
    }
}
