//! The program: parse, run, exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    learn_coroutines::worker::serve_process()
}
