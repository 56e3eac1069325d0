//! Silence on a thread, for what the tracer does by itself.

use std::cell::Cell;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// While it lives, nothing that happens on this thread is traced.
pub(crate) struct Quiet(());

impl Quiet {
    /// Begins the silence.
    pub(crate) fn new() -> Quiet {
        DEPTH.with(|depth| depth.set(depth.get() + 1));
        Quiet(())
    }

    /// Whether this thread is silent.
    pub(crate) fn is_on() -> bool {
        DEPTH.with(Cell::get) > 0
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_silent_until_the_last_silence_ends() {
        assert!(!Quiet::is_on());
        let outer = Quiet::new();
        let inner = Quiet::new();
        drop(inner);
        assert!(Quiet::is_on());
        drop(outer);
        assert!(!Quiet::is_on());
    }
}
