//! Moments that are waited for, beside keys, signals and Python; where there is none, for ever.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

/// Waits until a moment.
pub async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Waits for so long.
pub async fn after(duration: Option<Duration>) {
    match duration {
        Some(duration) => sleep(duration).await,
        None => std::future::pending().await,
    }
}
