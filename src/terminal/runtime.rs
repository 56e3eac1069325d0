//! The one runtime of the program: whatever waits for keys, signals, timers or Python waits in it.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

use super::problem::TerminalError;

/// It lives as long as the process: a thread of it may still wait for a line of stdin that nobody needs any more, and
/// must not keep the program from ending.
static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// The runtime, started when it is first asked for.
pub fn runtime() -> Result<&'static Runtime, TerminalError> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let built = Builder::new_current_thread().enable_all().build();
    let built = built.map_err(|source| TerminalError::Machinery { source })?;
    Ok(RUNTIME.get_or_init(|| built))
}
