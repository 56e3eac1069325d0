//! The program: the hidden Python process, or parse, run, exit status.

use std::process::ExitCode;

use learn_coroutines::engine::process::WORKER_COMMAND;
use learn_coroutines::{run, worker};

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == WORKER_COMMAND) {
        return worker::serve_process();
    }
    run::main(std::env::args_os()).into()
}
