//! Where what a learner did is kept, and the moment at which it is.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::AppStrategy;

use crate::config;
use crate::lang::Lang;
use crate::progress::Moment;
use crate::progress::log::ProgressLog;
use crate::progress::problem::ProgressError;

/// Where progress is kept, where the user has a home.
pub fn path() -> Result<PathBuf, ProgressError> {
    let strategy = config::strategy().ok_or(ProgressError::NoHome)?;
    Ok(strategy.data_dir().join("progress.db"))
}

/// This moment by the system's clock.
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}

/// What the learner did, open to be read and added to.
pub fn open_log(lang: Lang) -> ProgressLog {
    match path() {
        Ok(path) => ProgressLog::open(Ok(&path), lang),
        Err(problem) => ProgressLog::open(Err(problem), lang),
    }
}
