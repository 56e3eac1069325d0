//! Processes, a few at once, and the newest CPython of this machine.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Condvar, LazyLock, Mutex};

/// How many processes run at once, over all tests of the corpus.
pub const PROCESSES: usize = 2;

/// A version of Python: major, minor.
pub type Version = (u32, u32);

/// How a process ended and what it said.
#[derive(Clone)]
pub struct Run {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub status: String,
}

impl Run {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub fn errors(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

/// Runs a process to its end; no more than [`PROCESSES`] of them at once.
pub fn run(mut command: Command, stdin: &Path) -> Run {
    static RUNNING: Mutex<usize> = Mutex::new(0);
    static ENDED: Condvar = Condvar::new();
    let places = RUNNING.lock().expect("no test died holding it");
    let mut places =
        ENDED.wait_while(places, |running| *running >= PROCESSES).expect("no test died holding it");
    *places += 1;
    drop(places);
    let input = fs::File::open(stdin).map_or_else(|_| Stdio::null(), Stdio::from);
    let output = command.stdin(input).output();
    *RUNNING.lock().expect("no test died holding it") -= 1;
    ENDED.notify_one();
    let output = output.unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
    let status = output.status.code().map_or_else(|| output.status.to_string(), |code| code.to_string());
    Run { stdout: output.stdout, stderr: output.stderr, status }
}

/// A CPython found on this machine.
pub struct Python {
    pub executable: String,
    pub version: Version,
}

/// The newest CPython there is: on the PATH under its usual names, or among pyenv's.
pub fn python() -> Option<&'static Python> {
    static NEWEST: LazyLock<Option<Python>> = LazyLock::new(|| {
        let names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
        let mut candidates: Vec<_> = names.iter().map(PathBuf::from).collect();
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv"));
        let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or(home);
        let versions = pyenv.and_then(|root| fs::read_dir(root.join("versions")).ok()).into_iter().flatten();
        candidates.extend(versions.flatten().map(|version| version.path().join("bin/python3")));
        let newest =
            candidates.iter().filter_map(|candidate| ask(candidate)).max_by_key(|python| python.version);
        match &newest {
            Some(python) => {
                say(&format!("compared with CPython {:?}: {}", python.version, python.executable))
            }
            None => say("skipped: there is no CPython to compare with"),
        }
        newest
    });
    NEWEST.as_ref()
}

/// What a Python says of itself; `None` where it is none, or not CPython.
fn ask(candidate: &Path) -> Option<Python> {
    let question =
        "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2], sys.executable)";
    let output = Command::new(candidate).args(["-c", question]).stdin(Stdio::null()).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    let (number, executable) = answer.trim_end().strip_prefix("cpython ")?.split_once(' ')?;
    Some(Python { executable: executable.to_owned(), version: version(number) })
}

pub fn version(text: &str) -> Version {
    let mut numbers = text.trim().split('.').map_while(|number| number.parse().ok());
    (numbers.next().unwrap_or(3), numbers.next().unwrap_or(0))
}

/// Says something whether the test passes or not: what was compared, and what was skipped.
pub fn say(text: &str) {
    // A closed stderr is no reason to fail.
    let _ = writeln!(std::io::stderr(), "corpus: {text}");
}
