//! Every program of `tests/programs`: its transitions, its output, and what CPython makes of both.
//!
//! Beside `NAME.py` stands `NAME.expected` with its transitions, one a line, read against the PEPs by hand, and `NAME.stdin`
//! where the program reads. Comments below a program's docstring say what is special: `# needs: 3.11` (the oldest CPython that
//! runs it), `# transitions: …` (why there is no `.expected`), `# reference: …` (why CPython's own events differ).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex, OnceLock};
use std::thread;

use serde_json::Value;

/// How many processes run at once, over all tests of this file.
const PROCESSES: usize = 2;
/// How many programs must agree with the independent reference, of all that can be compared.
const AGREEING: usize = 30;
/// The oldest CPython that the reference runs on: it needs `sys.monitoring`.
const REFERENCE_NEEDS: Version = (3, 12);

type Version = (u32, u32);

#[test]
fn every_program_names_its_rule_and_its_transitions() {
    let programs = programs();
    assert!(programs.len() >= 70, "there are only {} programs", programs.len());
    each(programs, |program| {
        let first = program.source.lines().next().unwrap_or_default();
        let begins = ["\"\"\"PEP ", "\"\"\"asyncio: ", "\"\"\"A helper of "]
            .iter()
            .any(|word| first.starts_with(word));
        if !begins || !first.ends_with(".\"\"\"") {
            return Err(format!(
                "the first line is no docstring that names a rule: {first}"
            ));
        }
        match (program.expected.is_file(), program.remark("transitions")) {
            (true, Some(_)) => {
                Err("there is a file of transitions, and a remark why there is none".to_owned())
            }
            (false, None) => Err("there is no file of transitions, and no remark why".to_owned()),
            _ => Ok(()),
        }
    });
    for file in fs::read_dir(folder()).expect("the programs can be listed") {
        let path = file.expect("an entry").path();
        let orphan = path
            .extension()
            .is_some_and(|end| end == "expected" || end == "stdin");
        assert!(
            !orphan || path.with_extension("py").is_file(),
            "{} belongs to no program",
            path.display()
        );
    }
}

#[test]
fn every_program_makes_the_transitions_written_beside_it() {
    let written: Vec<_> = programs()
        .iter()
        .filter(|program| program.expected.is_file())
        .cloned()
        .collect();
    each(&written, |program| {
        let expected = fs::read_to_string(&program.expected).expect("the transitions can be read");
        let trace = program.run(Way::Trace);
        same_lines(
            "expected",
            expected.lines(),
            "traced",
            transitions(&trace.stdout)?.iter().map(String::as_str),
        )
    });
}

#[test]
fn every_program_prints_and_ends_as_in_cpython() {
    let Some(python) = python() else {
        return;
    };
    each(programs(), |program| {
        if program.needs() > python.version {
            say(&format!(
                "skipped: {} needs a newer CPython than {:?}",
                program.name, python.version
            ));
            return Ok(());
        }
        let (theirs, ours) = (program.run(Way::Python), program.run(Way::Quiet));
        same("stdout", &theirs.text(), &ours.text())?;
        same("exit status", &theirs.status, &ours.status)
    });
}

#[test]
fn tracing_changes_nothing() {
    each(programs(), |program| {
        let (quiet, live, trace) = (
            program.run(Way::Quiet),
            program.run(Way::Live),
            program.run(Way::Trace),
        );
        same("stdout under `run`", &quiet.text(), &live.text())?;
        same("exit status under `run`", &quiet.status, &live.status)?;
        same(
            "stdout under `trace`",
            &quiet.text(),
            &printed(&trace.stdout, "stdout")?,
        )?;
        same(
            "stderr under `trace`",
            &quiet.errors(),
            &printed(&trace.stdout, "stderr")?,
        )
    });
}

#[test]
fn two_traces_of_a_program_are_the_same_bytes() {
    each(programs(), |program| {
        let (first, second) = (program.run(Way::Trace), program.run(Way::TraceAgain));
        same("trace", &first.text(), &second.text())
    });
}

#[test]
fn the_independent_reference_sees_the_same_transitions() {
    let Some(python) = python().filter(|python| python.version >= REFERENCE_NEEDS) else {
        say("skipped: the reference needs CPython 3.12 or newer");
        return;
    };
    let comparable: Vec<_> = programs()
        .iter()
        .filter(|program| program.needs() <= python.version)
        .filter(|program| program.remark("transitions").is_none() && program.remark("reference").is_none())
        .cloned()
        .collect();
    assert!(
        comparable.len() >= AGREEING,
        "only {} programs are compared",
        comparable.len()
    );
    each(&comparable, |program| {
        let reference = program.run(Way::Reference);
        if reference.status != "0" {
            return Err(format!(
                "the reference ended with {}: {}",
                reference.status,
                reference.errors()
            ));
        }
        let (theirs, ours) = (reference.text(), transitions(&program.run(Way::Trace).stdout)?);
        let theirs: Vec<_> = theirs.lines().filter_map(certain).collect();
        let ours: Vec<_> = ours.iter().filter_map(|line| certain(line)).collect();
        let known = theirs
            .iter()
            .zip(&ours)
            .map(|(theirs, ours)| if fits(theirs, ours) { ours } else { theirs });
        let known: Vec<_> = known
            .chain(theirs.iter().skip(ours.len()))
            .map(String::as_str)
            .collect();
        same_lines(
            "reference",
            known.into_iter(),
            "traced",
            ours.iter().map(String::as_str),
        )
    });
}

/// What the reference can be certain of in a transition, on both sides; `None` for what it may not see at all.
///
/// A refusal leaves no event in CPython, nor does a delegation to an object that is none of the program's. Whether a
/// consumer's `next` is the head of a loop is the compiler's choice (`all` of a generator expression became one in 3.14).
fn certain(line: &str) -> Option<String> {
    if line.starts_with("refused ") {
        return None;
    }
    if line.starts_with("delegated ") {
        let to = line.rsplit(' ').next().unwrap_or_default();
        return to.contains('#').then(|| line.to_owned());
    }
    Some(line.replacen(" how=for ", " how=next ", 1))
}

/// Whether a line fits one of the reference's, which has `?` where it could not know.
fn fits(reference: &str, line: &str) -> bool {
    match reference.split_once("=?") {
        Some((before, after)) => line.starts_with(before) && line.ends_with(after),
        None => reference == line,
    }
}

/// One program of the corpus.
struct Program {
    name: String,
    source: String,
    expected: PathBuf,
    stdin: PathBuf,
    runs: Mutex<HashMap<Way, Arc<OnceLock<Run>>>>,
}

/// A way to run a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Trace,
    TraceAgain,
    Live,
    Quiet,
    Python,
    Reference,
}

/// How a process ended and what it said.
#[derive(Clone)]
struct Run {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    status: String,
}

impl Run {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    fn errors(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

impl Program {
    /// What a comment below the docstring says of `topic`.
    fn remark(&self, topic: &str) -> Option<&str> {
        let comments = self
            .source
            .lines()
            .skip(1)
            .take_while(|line| line.starts_with('#'));
        comments
            .filter_map(|line| line.strip_prefix("# ")?.strip_prefix(topic)?.strip_prefix(": "))
            .next()
    }

    fn needs(&self) -> Version {
        self.remark("needs").map_or((3, 6), version)
    }

    /// Runs the program this way; once for all tests that ask.
    fn run(&self, way: Way) -> Run {
        let slot = Arc::clone(
            self.runs
                .lock()
                .expect("no test died holding it")
                .entry(way)
                .or_default(),
        );
        slot.get_or_init(|| run(self.command(way), &self.stdin)).clone()
    }

    fn command(&self, way: Way) -> Command {
        let file = format!("{}.py", self.name);
        let arguments: &[&str] = match way {
            Way::Trace | Way::TraceAgain => &[
                "trace",
                "--format",
                "jsonl",
                "--clock",
                "virtual",
                "--timeout",
                "30",
            ],
            Way::Live => &["run", "--clock", "virtual", "--timeout", "30"],
            Way::Quiet => &["run", "--quiet", "--clock", "virtual", "--timeout", "30"],
            Way::Python | Way::Reference => &[],
        };
        let mut command = match (way, python()) {
            (Way::Python | Way::Reference, Some(python)) => Command::new(&python.executable),
            _ => Command::new(env!("CARGO_BIN_EXE_learn-coroutines")),
        };
        if way == Way::Reference {
            command
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reference.py"))
                .arg("--compact");
        }
        command
            .args(arguments)
            .arg(file)
            .current_dir(folder())
            .env_clear();
        command
            .env("LC_ALL", "C.UTF-8")
            .env("PYTHONUTF8", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_COLOR", "1");
        command
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}

/// All programs, by name.
fn programs() -> &'static [Arc<Program>] {
    static PROGRAMS: LazyLock<Vec<Arc<Program>>> = LazyLock::new(|| {
        let files = fs::read_dir(folder()).expect("the programs can be listed");
        let mut paths: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "py"));
        paths.sort();
        let program = |path: &PathBuf| {
            Arc::new(Program {
                name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
                source: fs::read_to_string(path).expect("the program can be read"),
                expected: path.with_extension("expected"),
                stdin: path.with_extension("stdin"),
                runs: Mutex::default(),
            })
        };
        paths.iter().map(program).collect()
    });
    &PROGRAMS
}

/// Runs a process to its end; no more than [`PROCESSES`] of them at once.
fn run(mut command: Command, stdin: &Path) -> Run {
    static RUNNING: Mutex<usize> = Mutex::new(0);
    static ENDED: Condvar = Condvar::new();
    let places = RUNNING.lock().expect("no test died holding it");
    let mut places = ENDED
        .wait_while(places, |running| *running >= PROCESSES)
        .expect("no test died holding it");
    *places += 1;
    drop(places);
    let input = fs::File::open(stdin).map_or_else(|_| Stdio::null(), Stdio::from);
    let output = command.stdin(input).output();
    *RUNNING.lock().expect("no test died holding it") -= 1;
    ENDED.notify_one();
    let output = output.unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
    let status = output
        .status
        .code()
        .map_or_else(|| output.status.to_string(), |code| code.to_string());
    Run {
        stdout: output.stdout,
        stderr: output.stderr,
        status,
    }
}

/// Checks every program, a few at a time, and reports all that fail together.
fn each(programs: &[Arc<Program>], check: impl Fn(&Program) -> Result<(), String> + Sync) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = check(program) {
                        failures
                            .lock()
                            .expect("no check died")
                            .push(format!("{}: {failure}", program.name));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no check died");
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} programs:\n{}",
        failures.len(),
        programs.len(),
        failures.join("\n")
    );
}

fn same(what: &str, theirs: &str, ours: &str) -> Result<(), String> {
    if theirs == ours {
        return Ok(());
    }
    same_lines(what, theirs.lines(), "differs", ours.lines())?;
    Err(format!("{what} differs in its line breaks"))
}

/// Compares line by line and shows the first difference with what leads to it.
fn same_lines<'a>(
    name: &str,
    theirs: impl Iterator<Item = &'a str>,
    other: &str,
    ours: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    let (theirs, ours): (Vec<_>, Vec<_>) = (theirs.collect(), ours.collect());
    if theirs == ours {
        return Ok(());
    }
    let at = theirs
        .iter()
        .zip(&ours)
        .take_while(|(theirs, ours)| theirs == ours)
        .count();
    let mut report = format!(
        "line {} of {} ({name}) and {} ({other})",
        at + 1,
        theirs.len(),
        ours.len()
    );
    for line in &theirs[at.saturating_sub(2)..at] {
        let _ = write!(report, "\n      {line}");
    }
    for (sign, lines) in [('-', &theirs), ('+', &ours)] {
        for line in lines.iter().skip(at).take(3) {
            let _ = write!(report, "\n    {sign} {line}");
        }
    }
    Err(report)
}

/// The transitions of a trace, in the form of the `.expected` files.
fn transitions(trace: &[u8]) -> Result<Vec<String>, String> {
    Ok(events(trace)?.iter().filter_map(compact).collect())
}

fn events(trace: &[u8]) -> Result<Vec<Value>, String> {
    let text = std::str::from_utf8(trace).map_err(|error| format!("the trace is no text: {error}"))?;
    let parse = |line| serde_json::from_str(line).map_err(|error| format!("no JSON ({error}): {line}"));
    text.lines().map(parse).collect()
}

/// What a program printed, as its trace tells it.
fn printed(trace: &[u8], stream: &str) -> Result<String, String> {
    let texts = events(trace)?
        .into_iter()
        .filter(|event| event["event"] == "output" && event["stream"] == stream);
    Ok(texts
        .filter_map(|event| event["text"].as_str().map(str::to_owned))
        .collect())
}

/// One transition in a line: `resumed averager#1 by <module> how=send value=30 SUSPENDED→RUNNING`.
fn compact(event: &Value) -> Option<String> {
    let field = |name: &str| event[name].as_str();
    let state = |name: &str| field(name).map(|word| word.split_once('_').map_or(word, |(_, state)| state));
    let kind = field("event")?;
    let mut line = format!("{kind} {}", field("id")?);
    let actor = match kind {
        "created" | "resumed" | "refused" => "by",
        "delegated" | "yielded" | "returned" | "raised" => "to",
        "closed" => "",
        _ => return None,
    };
    if let Some(name) = field(actor) {
        let _ = write!(line, " {actor} {name}");
    }
    if let Some(how) = field("how") {
        let _ = write!(line, " how={how}");
    }
    // `send(None)` on an outer object is `next` for the inner one (PEP 380).
    let nothing =
        matches!(field("how"), Some("yield_from" | "await" | "anext")) && field("value") == Some("None");
    for name in ["value", "thrown", "exception"] {
        if let Some(text) = field(name).filter(|_| name != "value" || !nothing) {
            let _ = write!(line, " {name}={text}");
        }
    }
    if let ("resumed" | "closed", Some(before), Some(after)) = (kind, state("before"), state("after")) {
        let _ = write!(line, " {before}→{after}");
    }
    if let ("refused", Some(before)) = (kind, state("before")) {
        let _ = write!(line, " {before}");
    }
    Some(line)
}

/// A CPython found on this machine.
struct Python {
    executable: String,
    version: Version,
}

/// The newest CPython there is: on the PATH under its usual names, or among pyenv's.
fn python() -> Option<&'static Python> {
    static NEWEST: LazyLock<Option<Python>> = LazyLock::new(|| {
        let names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
        let mut candidates: Vec<_> = names.iter().map(PathBuf::from).collect();
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv"));
        let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or(home);
        let versions = pyenv
            .and_then(|root| fs::read_dir(root.join("versions")).ok())
            .into_iter()
            .flatten();
        candidates.extend(
            versions
                .flatten()
                .map(|version| version.path().join("bin/python3")),
        );
        let newest = candidates
            .iter()
            .filter_map(|candidate| ask(candidate))
            .max_by_key(|python| python.version);
        match &newest {
            Some(python) => say(&format!(
                "compared with CPython {:?}: {}",
                python.version, python.executable
            )),
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
    let output = Command::new(candidate)
        .args(["-c", question])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    let (number, executable) = answer.trim_end().strip_prefix("cpython ")?.split_once(' ')?;
    Some(Python {
        executable: executable.to_owned(),
        version: version(number),
    })
}

fn version(text: &str) -> Version {
    let mut numbers = text.trim().split('.').map_while(|number| number.parse().ok());
    (numbers.next().unwrap_or(3), numbers.next().unwrap_or(0))
}

/// Says something whether the test passes or not: what was compared, and what was skipped.
fn say(text: &str) {
    // A closed stderr is no reason to fail.
    let _ = writeln!(std::io::stderr(), "corpus: {text}");
}
