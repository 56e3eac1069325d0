//! What is shown goes out to the streams, however slowly they are read, and signals are noticed all the while.

use super::ending::INTERRUPTED;
use super::{Company, Next, Prompt, show};
use crate::error::Exit;
use crate::run::problem::RunError;

impl Prompt {
    /// Writes what is to be written, however slowly it is read, and then reads on.
    pub(super) async fn write_out(&mut self) -> Result<Option<Next>, RunError> {
        let writes = self.show.take_writes();
        if let Some(mut streams) = self.streams.take_if(|_| !writes.is_empty()) {
            let mut writing = tokio::task::spawn_blocking(move || {
                let done = show::write(&mut streams, writes);
                (streams, done)
            });
            loop {
                tokio::select! {
                    biased;
                    _ = self.signals.terminate.recv() => return Ok(Some(Next::Leave(Exit::Program(128 + 15)))),
                    _ = self.signals.hangup.recv() => return Ok(Some(Next::Leave(Exit::Program(128 + 1)))),
                    _ = self.signals.interrupt.recv() => {
                        self.interrupt()?;
                        // Nobody reads what there is to say, not even that it ends.
                        if self.interrupts > 2 || (self.company == Company::Script && self.interrupts > 1) {
                            return Ok(Some(Next::Leave(Exit::Program(INTERRUPTED))));
                        }
                    }
                    written = &mut writing => {
                        let written = written.map_err(|error| RunError::Machinery { source: error.into() });
                        let (streams, done) = written?;
                        self.streams = Some(streams);
                        done?;
                        break;
                    }
                }
            }
        }
        if let Some((prompt, purpose)) = self.to_read.take() {
            self.editor.read(&prompt, purpose);
        }
        Ok(None)
    }
}
