//! Where events go: encoded as they happen, sent in batches, and the place where a stepped program stands still.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::inbox::{Inbox, Question};
use crate::trace::event::{Event, Kind, Outcome, Site, Stream};
use crate::trace::id::{Step, ThreadId};
use crate::trace::stop::{Breakpoints, Until};
use crate::wire::codec;
use crate::wire::{Frame, Request};

/// A batch is sent when it has this many bytes, if nothing sends it before.
const BATCH_BYTES: usize = 64 << 10;

/// A batch that nothing else sends goes out after this time, so that a quiet program is seen live.
const BATCH_AGE: Duration = Duration::from_millis(15);

/// Longer output without a line break is passed on in pieces of this many bytes.
const OUTPUT_PIECE: usize = 64 << 10;

/// The tag of [`Frame::Events`] in postcard's encoding: its index among the variants.
const EVENTS_TAG: u8 = 1;

/// The pipe to the tool and what waits to be sent on it.
pub struct Recorder {
    /// What the tool asks.
    pub inbox: Inbox,
    inner: Mutex<Inner>,
    alone: AtomicBool,
}

struct Inner {
    frames: File,
    /// Events encoded and not yet sent, with a hole at the front for the header.
    batch: Vec<u8>,
    batched: usize,
    /// When a batch was sent last.
    flushed: Instant,
    step: Step,
    output: Option<PendingOutput>,
    stepping: Option<(Until, Breakpoints)>,
    /// A thread that stands still evaluates something, for which others may have to run: they do not stand still then,
    /// as only one can be asked.
    evaluating: bool,
    /// Seconds on a session's clock at the latest event.
    latest: Option<f64>,
    ended: bool,
}

struct PendingOutput {
    event: Event,
}

/// What the tool asks of a program that stands still.
pub enum Asked {
    /// To go on.
    GoOn,
    /// To evaluate an expression, and ask again.
    Evaluate(String),
    /// To say what could stand at a cursor in a text, and ask again.
    Complete(String, usize),
}

impl Recorder {
    /// Takes the two ends of the pipe.
    pub fn new(inbox: Inbox, frames: File) -> Recorder {
        Recorder {
            inbox,
            inner: Mutex::new(Inner {
                frames,
                batch: Vec::with_capacity(BATCH_BYTES + 4096),
                batched: 0,
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
    pub fn part_from_the_tool(&self) {
        self.alone.store(true, Ordering::Relaxed);
    }

    /// Whether nobody listens to this process: the program forked it off.
    pub fn is_alone(&self) -> bool {
        self.alone.load(Ordering::Relaxed)
    }

    /// Sends a frame after all events before it.
    pub fn send(&self, frame: &Frame) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        inner.settle_output();
        inner.flush();
        inner.write(frame);
    }

    /// From now on no event has an earlier time than the one before it.
    pub fn keep_time(&self) {
        self.inner.lock().latest = Some(0.0);
    }

    /// Turns stepping on: the program stands still before its first line.
    pub fn step_from_the_start(&self) {
        self.inner.lock().stepping = Some((Until::Stop, Breakpoints::new()));
    }

    /// Turns stepping off.
    pub fn step_no_more(&self) {
        self.inner.lock().stepping = None;
    }

    /// Records an event; whether the program must stand still after it.
    #[must_use]
    pub fn record(&self, event: &Event) -> bool {
        if self.is_alone() {
            return false;
        }
        self.inner.lock().record(event)
    }

    /// Records what the program wrote: whole lines at once, the rest when anything else happens.
    pub fn output(&self, stream: Stream, bytes: &[u8], template: impl FnOnce() -> Event) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        if let Some(pending) = &mut inner.output
            && let Kind::Output { stream: pending_stream, bytes: text } = &mut pending.event.kind
            && *pending_stream == stream
        {
            text.extend_from_slice(bytes);
        } else {
            inner.settle_output();
            let mut event = template();
            event.kind = Kind::Output { stream, bytes: bytes.to_vec() };
            inner.output = Some(PendingOutput { event });
        }
        let complete = matches!(
            inner.output.as_ref().map(|pending| &pending.event.kind),
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
    pub fn flush(&self) {
        if self.is_alone() {
            return;
        }
        let mut inner = self.inner.lock();
        inner.settle_output();
        inner.flush();
    }

    /// Sends what waits every now and then; runs for the life of the process in a thread of its own.
    pub fn flush_regularly(&self) {
        loop {
            std::thread::sleep(BATCH_AGE);
            // While the program stands still the lock is held, and nothing waits to be sent.
            let mut inner = self.inner.lock();
            inner.flush();
        }
    }

    /// Tells the tool that the program stands still, and waits for what it asks.
    pub fn pause(&self) {
        let mut inner = self.inner.lock();
        inner.flush();
        inner.write(&Frame::Paused);
    }

    /// Waits for what the tool asks of a program that stands still.
    pub fn asked(&self) -> Asked {
        // Nobody else records while the program stands still: that stops its other threads at their next event.
        let mut inner = self.inner.lock();
        inner.evaluating = false;
        match self.inbox.next() {
            Ok(Some(Request::Run { until, breakpoints })) => {
                inner.stepping = Some((until, breakpoints));
                Asked::GoOn
            }
            Ok(Some(Request::Evaluate { expression })) => {
                inner.evaluating = true;
                Asked::Evaluate(expression)
            }
            Ok(Some(Request::Complete { text, cursor })) => Asked::Complete(text, cursor),
            Ok(Some(_)) => Asked::GoOn,
            Ok(None) | Err(_) => gone(),
        }
    }

    /// Asks the tool for the program's input: up to a line, nothing at the end of the file.
    ///
    /// `go_on` is asked now and then while it waits; its error ends the wait, and the answer is kept for the next one,
    /// but for a session's, which asks anew.
    pub fn input<E>(&self, go_on: impl FnMut() -> Result<(), E>) -> Result<Vec<u8>, E> {
        if self.is_alone() {
            return Ok(Vec::new());
        }
        self.flush();
        if self.inbox.want_input() == Question::New {
            self.inner.lock().write(&Frame::NeedInput);
        }
        self.inbox.input(go_on).inspect_err(|_| self.inbox.goes_without_input())
    }

    /// Records the end of the program, once, and sends everything.
    pub fn end(
        &self,
        time: f64,
        outcome: Outcome,
        exception: Option<crate::trace::value::Value>,
        status: i32,
    ) {
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
            site: None::<Site>,
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
        let batch = std::mem::take(&mut self.batch);
        // An event holds only numbers and text: encoding it into memory cannot fail.
        if let Ok(batch) = postcard::to_extend(event, batch) {
            self.batch = batch;
            self.batched += 1;
            self.step.0 += 1;
        }
        if self.batch.len() >= BATCH_BYTES {
            self.flush();
        }
    }

    fn settle_output(&mut self) {
        if let Some(pending) = self.output.take() {
            self.append(&pending.event);
        }
    }

    fn flush(&mut self) {
        if self.batched == 0 {
            return;
        }
        let mut header = vec![0, 0, 0, 0, EVENTS_TAG];
        let mut count = self.batched;
        // postcard writes lengths as varints: seven bits a byte, low bits first.
        while count >= 0x80 {
            header.push((count as u8) | 0x80);
            count >>= 7;
        }
        header.push(count as u8);
        let length = (header.len() - 4 + self.batch.len()) as u32;
        header[..4].copy_from_slice(&length.to_le_bytes());
        let written = self.frames.write_all(&header).and_then(|()| self.frames.write_all(&self.batch));
        if written.is_err() {
            gone();
        }
        self.batch.clear();
        self.batched = 0;
        self.flushed = Instant::now();
    }

    fn write(&mut self, frame: &Frame) {
        if codec::write(&mut self.frames, frame).is_err() {
            gone();
        }
    }
}

/// Ends the process at once: nobody listens any more.
#[expect(clippy::exit, reason = "the tool is gone: there is nobody to report to and no state worth keeping")]
pub(super) fn gone() -> ! {
    std::process::exit(125)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_a_batch_is_the_one_postcard_gives_it() {
        let bytes = codec::encode(&Frame::Events(Vec::new())).expect("encodes");
        assert_eq!(bytes[4..], [EVENTS_TAG, 0]);
    }
}
