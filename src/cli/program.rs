//! A program and how to run it, as the command line says it.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::{ClockArg, MEMORY_MIB, number, seconds};

/// A program and how to run it.
#[derive(Clone, Debug, Args)]
pub struct ProgramArgs {
    /// The clock the program lives by.
    #[arg(long, value_name = "CLOCK", default_value = "real")]
    pub clock: ClockArg,

    /// End the program after so many seconds of running; its exit status is 124 then.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,

    /// How much memory the Python process may have.
    #[arg(long, value_name = "MIB", default_value_t = MEMORY_MIB, value_parser = number(64, u32::MAX))]
    pub memory: u32,

    /// Confine the program: no writing outside a scratch folder, no reading outside its own folder and what Python
    /// needs, no network but loopback, no other programs.
    #[arg(long)]
    pub sandbox: bool,

    /// Restore what tutorials of Python 3.4 to 3.8 use and later versions removed.
    #[arg(long)]
    pub legacy: bool,

    /// Trace asyncio's own source too: its loop, handles, locks and queues, as if they were the program's.
    #[arg(long)]
    pub under_the_hood: bool,

    /// Run it in your own Python, with your packages: a path, a version such as 3.13, or nothing, which means the
    /// environment you are in (VIRTUAL_ENV, `.venv` beside FILE or above, python3). It is not confined.
    #[arg(long, value_name = "PATH|VERSION", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub python: Option<String>,

    /// The program, and after it what belongs to it: `sys.argv`; or a recording, which `trace` made.
    #[arg(required = true, num_args = 1.., trailing_var_arg = true, value_names = ["FILE", "ARGS"])]
    pub command_line: Vec<OsString>,
}

impl ProgramArgs {
    /// Those of a command line without any option.
    pub fn of(command_line: Vec<OsString>) -> ProgramArgs {
        ProgramArgs {
            clock: ClockArg::Real,
            timeout: None,
            memory: MEMORY_MIB,
            sandbox: false,
            legacy: false,
            under_the_hood: false,
            python: None,
            command_line,
        }
    }
}

/// Puts `--python` together with the word behind it, where that is no FILE: a version, or the path of a Python.
pub(super) fn joined(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::new();
    for argument in arguments {
        match joined.last_mut() {
            Some(last) if last == "--python" && argument.to_str().is_some_and(names_a_python) => {
                last.push("=");
                last.push(argument);
            }
            _ => joined.push(argument),
        }
    }
    joined
}

/// Whether a word names a Python rather than a program: `3.13`, `python3`, `/usr/bin/python3`, `.venv`.
fn names_a_python(word: &str) -> bool {
    let name = word.trim_end_matches('/').rsplit('/').next().unwrap_or(word);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let is_version = word.starts_with('3') && digits(word.trim_end_matches('t'));
    let is_name = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy"));
    let is_environment = matches!(name, "venv" | ".venv" | "env");
    is_version
        || is_environment
        || is_name.is_some_and(|rest| rest.is_empty() || digits(rest.trim_end_matches('t')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_behind_python_belongs_to_it_unless_it_is_the_program() {
        let words = |line: &str| joined(line.split(' ').map(OsString::from)).join(&OsString::from(" "));
        assert_eq!(words("run --python 3.13 a.py"), "run --python=3.13 a.py");
        assert_eq!(words("run --python /usr/bin/python3.11 a.py"), "run --python=/usr/bin/python3.11 a.py");
        assert_eq!(words("run --python .venv/ a.py"), "run --python=.venv/ a.py");
        assert_eq!(words("run --python a.py 3.13"), "run --python a.py 3.13");
        assert_eq!(words("run --python 3.py"), "run --python 3.py");
    }
}
