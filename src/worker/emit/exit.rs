//! The two ways in which this process ends at once.

/// Ends the process as `os._exit` does; everything was sent before.
#[expect(clippy::exit, reason = "this is what os._exit means")]
pub(crate) fn exit_now(status: i32) -> ! {
    std::process::exit(status)
}

/// Ends the process because nobody listens any more.
#[expect(clippy::exit, reason = "the tool is gone: there is nobody to report to and no state worth keeping")]
pub(crate) fn tool_is_gone() -> ! {
    std::process::exit(125)
}
