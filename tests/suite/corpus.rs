//! Every program of `tests/programs`: its transitions, its output, and what CPython makes of both.
//!
//! Beside `NAME.py` stands `NAME.expected` with its transitions, one a line, read against the PEPs by hand, and `NAME.stdin`
//! where the program reads. Comments below a program's docstring say what is special: `# needs: 3.11` (the oldest CPython that
//! runs it), `# transitions: …` (why there is no `.expected`), `# reference: …` (why CPython's own
//! events differ), `# order: …` (why two runs may differ), `# gap: …` (what the tracer is known not to tell; the test
//! fails as soon as it does).

mod compare;
pub mod process;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use std::thread;

use compare::{certain, fits, printed, same, same_lines, transitions};
use process::{PROCESSES, Run, Version, python, run, say};

/// How many programs must agree with the independent reference, of all that can be compared.
const AGREEING: usize = 30;
/// The oldest CPython that the reference runs on: it needs `sys.monitoring`.
const REFERENCE_NEEDS: Version = (3, 12);

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
            return Err(format!("the first line is no docstring that names a rule: {first}"));
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
        let orphan = path.extension().is_some_and(|end| end == "expected" || end == "stdin");
        assert!(!orphan || path.with_extension("py").is_file(), "{} belongs to no program", path.display());
    }
}

#[test]
fn every_program_makes_the_transitions_written_beside_it() {
    let written: Vec<_> = programs().iter().filter(|program| program.expected.is_file()).cloned().collect();
    each(&written, |program| {
        let expected = fs::read_to_string(&program.expected).expect("the transitions can be read");
        let trace = program.run(Way::Trace);
        let traced = transitions(&trace.stdout)?;
        let agreement = same_lines("expected", expected.lines(), "traced", traced.iter().map(String::as_str));
        match (program.remark("gap"), agreement) {
            (None, agreement) => agreement,
            (Some(_), Err(_)) => Ok(()),
            (Some(gap), Ok(())) => Err(format!("its gap is closed, take the comment out: {gap}")),
        }
    });
}

#[test]
fn every_program_prints_and_ends_as_in_cpython() {
    let Some(python) = python() else {
        return;
    };
    each(programs(), |program| {
        if program.needs() > python.version {
            say(&format!("skipped: {} needs a newer CPython than {:?}", program.name, python.version));
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
        let (quiet, live, trace) = (program.run(Way::Quiet), program.run(Way::Live), program.run(Way::Trace));
        same("stdout under `run`", &quiet.text(), &live.text())?;
        same("exit status under `run`", &quiet.status, &live.status)?;
        same("stdout under `trace`", &quiet.text(), &printed(&trace.stdout, "stdout")?)?;
        same("stderr under `trace`", &quiet.errors(), &printed(&trace.stdout, "stderr")?)
    });
}

#[test]
fn two_traces_of_a_program_are_the_same_bytes() {
    let ordered: Vec<_> =
        programs().iter().filter(|program| program.remark("order").is_none()).cloned().collect();
    each(&ordered, |program| {
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
    assert!(comparable.len() >= AGREEING, "only {} programs are compared", comparable.len());
    each(&comparable, |program| {
        let reference = program.run(Way::Reference);
        if reference.status != "0" {
            return Err(format!("the reference ended with {}: {}", reference.status, reference.errors()));
        }
        let (theirs, ours) = (reference.text(), transitions(&program.run(Way::Trace).stdout)?);
        let theirs: Vec<_> = theirs.lines().filter_map(certain).collect();
        let ours: Vec<_> = ours.iter().filter_map(|line| certain(line)).collect();
        let known =
            theirs.iter().zip(&ours).map(|(theirs, ours)| if fits(theirs, ours) { ours } else { theirs });
        let known: Vec<_> = known.chain(theirs.iter().skip(ours.len())).map(String::as_str).collect();
        same_lines("reference", known.into_iter(), "traced", ours.iter().map(String::as_str))
    });
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

impl Program {
    /// What a comment below the docstring says of `topic`.
    fn remark(&self, topic: &str) -> Option<&str> {
        let comments = self.source.lines().skip(1).take_while(|line| line.starts_with('#'));
        comments.filter_map(|line| line.strip_prefix("# ")?.strip_prefix(topic)?.strip_prefix(": ")).next()
    }

    fn needs(&self) -> Version {
        self.remark("needs").map_or((3, 8), process::version)
    }

    /// Runs the program this way; once for all tests that ask.
    fn run(&self, way: Way) -> Run {
        let slot = Arc::clone(self.runs.lock().expect("no test died holding it").entry(way).or_default());
        slot.get_or_init(|| run(self.command(way), &self.stdin)).clone()
    }

    fn command(&self, way: Way) -> Command {
        let file = format!("{}.py", self.name);
        let arguments: &[&str] = match way {
            Way::Trace | Way::TraceAgain => {
                &["trace", "--format", "jsonl", "--clock", "virtual", "--timeout", "30"]
            }
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
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/corpus/reference.py"))
                .arg("--compact");
        }
        command.args(arguments).arg(file).current_dir(folder()).env_clear();
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

/// Checks every program, a few at a time, and reports all that fail together.
fn each(programs: &[Arc<Program>], check: impl Fn(&Program) -> Result<(), String> + Sync) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = check(program) {
                        failures.lock().expect("no check died").push(format!("{}: {failure}", program.name));
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
