//! What can go wrong with the terminal, and with whatever else is written to.

use std::io;

use thiserror::Error;

/// Why something could not be written, or waited for.
#[derive(Debug, Error)]
pub enum TerminalError {
    /// Output cannot be written.
    #[error("cannot write to {name}: {source}")]
    Output {
        /// Where to.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// Events, signals and timers cannot be waited for.
    #[error("cannot wait for signals and events: {source}")]
    Machinery {
        /// What the system said.
        source: io::Error,
    },
    /// The terminal cannot be used.
    #[error("cannot use the terminal: {source}")]
    Terminal {
        /// What the system said.
        source: io::Error,
    },
}
