//! One program from start to end: its events to a sink, its questions to stdin, the user's signals to it.

use std::io::{self, BufRead, Read};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::program::Prepared;
use crate::engine::{Ending, Engine, Message};
use crate::error::Exit;
use crate::error::RunError;
use crate::lang::{Lang, Say};
use crate::terminal::problem::TerminalError;
use crate::terminal::runtime::runtime;
use crate::terminal::signals::{Signal, Signals};
use crate::terminal::sink::{Sink, SinkThread};
use crate::terminal::timer;
use crate::terminal::transcript::Transcript;
use crate::trace::event::Outcome;
use crate::wire::Request;

/// How long a run that was ended waits for a reader that does not read.
const PATIENCE: Duration = Duration::from_secs(1);

/// The longest piece of a line of stdin handed to the program at once.
const INPUT_LIMIT: u64 = 64 << 10;

/// How a program ended, as the command line has it.
pub struct Executed {
    /// The exit status.
    pub exit: Exit,
    /// Of a program that is no Python, what Python says to it.
    pub traceback: Option<String>,
}

/// Runs a program to its end and tells why, where it did not end by itself.
pub fn execute(
    prepared: &Prepared,
    limit: Option<Duration>,
    sink: impl Sink,
    lang: Lang,
    transcript: &Transcript,
) -> Result<Executed, RunError> {
    let Ended { ending, traceback, signal } = runtime()?.block_on(async {
        let sink = SinkThread::start(sink)?;
        let mut session = prepared.start(limit, lang)?;
        let ended = Execution::new(&mut session, sink)?.run().await?;
        if ended.ending.reason.is_none() {
            pass_on(&session.raw_stderr(), transcript);
        }
        Ok::<Ended, RunError>(ended)
    })?;
    if let Some(traceback) = &traceback {
        transcript.say(traceback);
    }
    if let Some(signal) = signal {
        return Ok(Executed { exit: Exit::Program(128 + signal.number()), traceback });
    }
    if let Some(reason) = &ending.reason {
        transcript.say(&reason.say(lang));
    }
    Ok(Executed { exit: Exit::Program((ending.status & 0xff) as u8), traceback })
}

/// Hands on what libraries and other programs wrote to the process's stderr past Python; never the words of a panic.
fn pass_on(raw: &[u8], transcript: &Transcript) {
    let text = String::from_utf8_lossy(raw);
    if !text.is_empty() && !text.contains("panicked at") {
        transcript.say(&text);
    }
}

/// How a run ended, with what is still to be said.
struct Ended {
    ending: Ending,
    /// What Python prints for a program it cannot parse.
    traceback: Option<String>,
    /// The signal, other than Ctrl-C's, that ended the run.
    signal: Option<Signal>,
}

struct Execution<'a, E> {
    engine: &'a mut E,
    sink: SinkThread,
    signals: Signals,
    /// The line being read from stdin. It outlives the question: a program that was interrupted may ask again.
    reading: Option<JoinHandle<Vec<u8>>>,
    question: Question,
    interrupts: u32,
    traceback: Option<String>,
    signal: Option<Signal>,
    /// When a run that was ended stops waiting for its reader.
    patience: Option<Instant>,
}

/// Whether the program waits for its stdin.
#[derive(PartialEq)]
enum Question {
    None,
    Open,
}

impl<'a, E: Engine> Execution<'a, E> {
    fn new(engine: &'a mut E, sink: SinkThread) -> Result<Execution<'a, E>, RunError> {
        Ok(Execution {
            engine,
            sink,
            signals: Signals::listen()?,
            reading: None,
            question: Question::None,
            interrupts: 0,
            traceback: None,
            signal: None,
            patience: None,
        })
    }

    async fn run(mut self) -> Result<Ended, RunError> {
        let mut waiting = None;
        let ending = loop {
            // The program is listened to only while there is room for what it says.
            let expiry = self.engine.expiry().filter(|_| self.patience.is_none());
            tokio::select! {
                biased;
                signal = self.signals.next() => self.take_signal(signal),
                () = timer::at(self.patience) => break given_up(self.engine).await,
                () = timer::at(expiry) => self.end(Outcome::Timeout),
                result = &mut self.sink.done => return Err(early_end(result)),
                room = self.sink.batches.clone().reserve_owned(), if waiting.is_some() => match (room, waiting.take()) {
                    (Ok(room), Some(batch)) => drop(room.send(batch)),
                    _ => return Err(early_end(self.sink.done.await)),
                },
                message = self.engine.next(), if waiting.is_none() => match message {
                    Message::Events(events) => waiting = Some(events),
                    Message::Ended(ending) => break ending,
                    other => self.react(other),
                },
                line = line(&mut self.reading) => self.answer(line),
            }
        };
        let Execution {
            sink: SinkThread { batches, done }, mut signals, patience, traceback, signal, ..
        } = self;
        drop(batches);
        let ended = Ended { ending, traceback, signal };
        tokio::select! {
            result = done => result.unwrap_or(Ok(()))?,
            () = timer::at(patience) => {}
            // The program is over; only its reader keeps us.
            _ = signals.next() => {}
        }
        Ok(ended)
    }

    fn react(&mut self, message: Message) {
        match message {
            Message::NeedInput => {
                self.question = Question::Open;
                self.reading.get_or_insert_with(|| tokio::task::spawn_blocking(read_line));
            }
            Message::Unparsable { traceback } => self.traceback = Some(traceback),
            // Nothing here steps or evaluates, and a program is no session.
            Message::Events(_)
            | Message::Ended(_)
            | Message::Paused
            | Message::Evaluated(_)
            | Message::Ready(_)
            | Message::Completions(_) => {}
        }
    }

    fn answer(&mut self, line: Vec<u8>) {
        self.reading = None;
        if self.question == Question::Open {
            self.question = Question::None;
            self.engine.send(Request::Input { bytes: line });
        }
    }

    fn take_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Interrupt => {
                self.interrupts += 1;
                if self.interrupts == 1 {
                    self.engine.interrupt();
                } else {
                    self.end(Outcome::Interrupted);
                }
            }
            Signal::Terminate | Signal::HangUp => {
                self.signal = Some(signal);
                self.end(Outcome::Interrupted);
            }
        }
    }

    fn end(&mut self, outcome: Outcome) {
        self.engine.end(outcome);
        self.patience.get_or_insert(Instant::now() + PATIENCE);
    }
}

/// The end of a run whose reader does not read: what the program still said is lost.
async fn given_up(engine: &mut impl Engine) -> Ending {
    loop {
        if let Message::Ended(ending) = engine.next().await {
            return ending;
        }
    }
}

/// Why a sink ended before the run.
fn early_end(result: Result<Result<(), TerminalError>, oneshot::error::RecvError>) -> RunError {
    match result {
        Ok(Err(error)) => error.into(),
        _ => RunError::Machinery { source: io::Error::other("the writer ended early") },
    }
}

async fn line(reading: &mut Option<JoinHandle<Vec<u8>>>) -> Vec<u8> {
    match reading {
        Some(reading) => reading.await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}

/// Reads a line of stdin; nothing means its end. A stdin that cannot be read has ended.
fn read_line() -> Vec<u8> {
    let mut line = Vec::new();
    match io::stdin().lock().take(INPUT_LIMIT).read_until(b'\n', &mut line) {
        Ok(_) => line,
        Err(_) => Vec::new(),
    }
}
