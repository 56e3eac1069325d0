//! Where events go: packed as they happen, sent in batches; and where a stepped program pauses.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::trace::event::{Event, Kind, Outcome, Stream};
use crate::trace::id::{Step, ThreadId};
use crate::trace::stop::{Breakpoints, Until};
use crate::trace::value::Value;
use crate::wire::codec::{self, Batch};
use crate::wire::{Reply, Request};
use crate::worker::emit::exit::tool_is_gone;
use crate::worker::emit::inbox::{Inbox, InputRequest};

/// A batch is sent when it has this many bytes, if nothing sends it before.
const BATCH_BYTES: usize = 64 << 10;

/// A batch that nothing else sends goes out after this time, so that a quiet program is seen live.
const BATCH_AGE: Duration = Duration::from_millis(15);

/// Longer output without a line break is passed on in pieces of this many bytes.
const OUTPUT_PIECE: usize = 64 << 10;

/// The stream to the tool and what waits to be sent on it.
pub(crate) struct Recorder {
    /// What the tool asks.
    pub(crate) inbox: Inbox,
    inner: Mutex<Inner>,
    alone: AtomicBool,
}

struct Inner {
    replies: Box<dyn Write + Send>,
    /// Events packed and not yet sent.
    batch: Batch,
    /// When a batch was sent last.
    flushed: Instant,
    step: Step,
    /// An output event that may grow still.
    output: Option<Event>,
    stepping: Option<(Until, Breakpoints)>,
    /// A paused thread evaluates something, for which others may have to run: they do not pause then,
    /// as only one can be asked.
    evaluating: bool,
    /// Seconds on a session's clock at the latest event.
    latest: Option<f64>,
    ended: bool,
}

/// What the tool asks of a program that is paused.
pub(crate) enum Question {
    /// The value of an expression.
    Evaluate(String),
    /// What could stand at a cursor in a text.
    Complete(String, usize),
}

impl Recorder {
    /// Takes the stream to the tool, and what the tool asks.
    pub(crate) fn new(inbox: Inbox, replies: Box<dyn Write + Send>) -> Recorder {
        Recorder {
            inbox,
            inner: Mutex::new(Inner {
                replies,
                batch: Batch::with_capacity(BATCH_BYTES + 4096),
                flushed: Instant::now(),
                step: Step(0),
                output: None,
                stepping: None,
                evaluating: false,
                latest: None,
                ended: false,
            }),
            alone: AtomicBool::new(false),
        }
    }

    /// In a process that the program forked off: leaves the pipe to the process that speaks on it. Its locks may be
    /// held by a thread that does not exist here, so nothing touches them from now on.
    pub(crate) fn part_from_the_tool(&self) {
        self.alone.store(true, Ordering::Relaxed);
    }

    /// Whether nobody listens to this process: the program forked it off.
    pub(crate) fn is_alone(&self) -> bool {
        self.alone.load(Ordering::Relaxed)
    }

    /// Sends a reply after all events before it.
    pub(crate) fn send(&self, reply: &Reply) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        inner.settle_output();
        inner.flush();
        inner.write(reply);
    }

    /// From now on no event has an earlier time than the one before it.
    pub(crate) fn keep_time(&self) {
        self.inner.lock().latest = Some(0.0);
    }

    /// Turns stepping on: the program pauses before its first line.
    pub(crate) fn step_from_the_start(&self) {
        self.inner.lock().stepping = Some((Until::Stop, Breakpoints::new()));
    }

    /// Turns stepping off.
    pub(crate) fn step_no_more(&self) {
        self.inner.lock().stepping = None;
    }

    /// Records an event; whether the program must pause after it.
    #[must_use]
    pub(crate) fn record(&self, event: &Event) -> bool {
        if self.is_alone() {
            return false;
        }
        self.inner.lock().record(event)
    }

    /// Records what the program wrote: whole lines at once, the rest when anything else happens.
    pub(crate) fn output(&self, stream: Stream, bytes: &[u8], template: impl FnOnce() -> Event) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        if let Some(pending) = &mut inner.output
            && let Kind::Output { stream: pending_stream, bytes: text } = &mut pending.kind
            && *pending_stream == stream
        {
            text.extend_from_slice(bytes);
        } else {
            inner.settle_output();
            let mut event = template();
            event.kind = Kind::Output { stream, bytes: bytes.to_vec() };
            inner.output = Some(event);
        }
        let complete = matches!(
            inner.output.as_ref().map(|pending| &pending.kind),
            Some(Kind::Output { bytes, .. }) if bytes.ends_with(b"\n") || bytes.len() >= OUTPUT_PIECE
        );
        if complete {
            inner.settle_output();
            // The first line after a silence is seen at once, and survives whatever the program does to its process.
            if inner.flushed.elapsed() >= BATCH_AGE {
                inner.flush();
            }
        }
    }

    /// Sends everything that waits.
    pub(crate) fn flush(&self) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        inner.settle_output();
        inner.flush();
    }

    /// Sends what waits every now and then; runs for the life of the process in a thread of its own.
    pub(crate) fn flush_regularly(&self) {
        loop {
            std::thread::sleep(BATCH_AGE);
            // While the program is paused the lock is held, and nothing waits to be sent.
            let mut inner = self.inner.lock();
            inner.flush();
        }
    }

    /// Tells the tool that the program is paused.
    pub(crate) fn pause(&self) {
        let mut inner = self.inner.lock();
        inner.flush();
        inner.write(&Reply::Paused);
    }

    /// Waits for what the tool asks of a paused program; `None` once that may go on.
    pub(crate) fn next_question(&self) -> Option<Question> {
        // Nobody else records while the program is paused: that stops its other threads at their next event.
        let mut inner = self.inner.lock();
        inner.evaluating = false;
        match self.inbox.next() {
            Ok(Some(Request::Run { until, breakpoints })) => {
                inner.stepping = Some((until, breakpoints));
                None
            }
            Ok(Some(Request::Evaluate { expression })) => {
                inner.evaluating = true;
                Some(Question::Evaluate(expression))
            }
            Ok(Some(Request::Complete { text, cursor })) => Some(Question::Complete(text, cursor)),
            Ok(Some(_)) => None,
            Ok(None) | Err(_) => tool_is_gone(),
        }
    }

    /// Asks the tool for the program's input: up to a line, nothing at the end of the file.
    ///
    /// `go_on` is asked now and then while it waits; its error ends the wait, and the answer is kept for the next one,
    /// but for a session's, which asks anew.
    pub(crate) fn input<E>(&self, go_on: impl FnMut() -> Result<(), E>) -> Result<Vec<u8>, E> {
        if self.is_alone() {
            return Ok(Vec::new());
        }
        self.flush();
        if self.inbox.want_input() == InputRequest::New {
            self.inner.lock().write(&Reply::NeedInput);
        }
        self.inbox.input(go_on).inspect_err(|_| self.inbox.goes_without_input())
    }

    /// Records the end of the program, once, and sends everything.
    pub(crate) fn end(&self, time: f64, outcome: Outcome, exception: Option<Value>, status: i32) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        if inner.ended {
            return;
        }
        inner.settle_output();
        inner.ended = true;
        let event = Event {
            time,
            thread: ThreadId(0),
            site: None,
            place: None,
            kind: Kind::ProgramEnded { outcome, exception, status },
        };
        let _ = inner.record(&event);
        inner.flush();
    }
}

impl Inner {
    fn record(&mut self, event: &Event) -> bool {
        if self.ended && !matches!(event.kind, Kind::ProgramEnded { .. }) {
            return false;
        }
        if self.output.is_some() {
            self.settle_output();
        }
        self.append(event);
        match &self.stepping {
            Some((until, breakpoints)) => {
                !self.ended && !self.evaluating && until.is_met(event, self.step, breakpoints)
            }
            None => false,
        }
    }

    fn append(&mut self, event: &Event) {
        // An event is told late where only what follows shows what it was. The clock of a session can be the real one
        // for a while, and its time goes on meanwhile.
        let moved;
        let event = match &mut self.latest {
            Some(latest) if event.time < *latest => {
                moved = Event { time: *latest, ..event.clone() };
                &moved
            }
            Some(latest) => {
                *latest = event.time;
                event
            }
            None => event,
        };
        // An event holds only numbers and text: packing it into memory cannot fail.
        if self.batch.push(event).is_ok() {
            self.step.0 += 1;
        }
        if self.batch.size() >= BATCH_BYTES {
            self.flush();
        }
    }

    fn settle_output(&mut self) {
        if let Some(pending) = self.output.take() {
            self.append(&pending);
        }
    }

    fn flush(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        if self.batch.write(&mut self.replies).is_err() {
            tool_is_gone();
        }
        self.flushed = Instant::now();
    }

    fn write(&mut self, reply: &Reply) {
        if codec::write(&mut self.replies, reply).is_err() {
            tool_is_gone();
        }
    }
}
