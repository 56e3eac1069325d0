//! Where events go: a thread of its own writes them, so that a slow reader never keeps signals and limits waiting.

use tokio::sync::{mpsc, oneshot};

use super::problem::TerminalError;
use crate::trace::event::Event;

/// How many batches of events may wait to be written; beyond that the program waits for its reader.
const BACKLOG: usize = 8;

/// Writes events somewhere.
pub trait Sink: Send + 'static {
    /// Writes a batch, and everything held back, so that what happened is seen at once.
    fn write(&mut self, events: &[Event]) -> Result<(), TerminalError>;
}

/// A sink at work in its thread.
pub struct SinkThread {
    /// Takes batches; the thread ends when it is dropped.
    pub batches: mpsc::Sender<Vec<Event>>,
    /// Tells when all was written, or why it could not be.
    pub done: oneshot::Receiver<Result<(), TerminalError>>,
}

impl SinkThread {
    /// Puts a sink to work.
    pub fn start(mut sink: impl Sink) -> Result<SinkThread, TerminalError> {
        let (batches, mut inbox) = mpsc::channel::<Vec<Event>>(BACKLOG);
        let (report, done) = oneshot::channel();
        let work = move || {
            let mut result = Ok(());
            while let Some(batch) = inbox.blocking_recv() {
                result = sink.write(&batch);
                if result.is_err() {
                    break;
                }
            }
            // Nobody waits for the report of a run that was given up.
            report.send(result).ok();
        };
        let thread = std::thread::Builder::new().name("sink".to_owned());
        thread.spawn(work).map_err(|source| TerminalError::Machinery { source })?;
        Ok(SinkThread { batches, done })
    }
}
