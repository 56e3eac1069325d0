//! The program: the hidden Python process, Python itself, or parse, run, exit status.

use std::process::ExitCode;

use learn_coroutines::{WORKER_COMMAND, as_python, serve_process};

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == WORKER_COMMAND) {
        return serve_process();
    }
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if as_python::is_meant(&arguments) {
        return as_python::main(arguments);
    }
    learn_coroutines::main(std::env::args_os()).into()
}
