//! The user's own CPython: the programs of `tests/programs` and `tests/loops` have the events of the embedded interpreter.
//!
//! What may differ stands in `own_python/differences.txt`, with its cause. By default a sample runs on the newest CPython of the
//! machine; with LEARN_COROUTINES_ALL_PYTHONS=1 all programs run on each of [`VERSIONS`]. A version that is not there is skipped
//! with a word.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::corpus::process::{PROCESSES, Run, Version, run, say, version};

/// The versions that are compared event by event, the newest first; before 3.12 comprehensions are functions of their own and
/// lines are counted otherwise.
const VERSIONS: [&str; 2] = ["3.13", "3.12"];
/// Of the programs in order, each one of so many is in the sample.
const SAMPLE: usize = 12;
/// What differs, and why: versions, a program or `*`, a colon and the cause.
const DIFFERENCES: &str = include_str!("own_python/differences.txt");

/// A program, and what its comments say.
struct Program {
    path: PathBuf,
    source: String,
}

impl Program {
    fn name(&self) -> String {
        let folder = self.path.parent().and_then(Path::file_name).unwrap_or_default();
        let file = self.path.file_stem().unwrap_or_default();
        format!("{}/{}", folder.to_string_lossy(), file.to_string_lossy())
    }

    fn remark(&self, topic: &str) -> Option<&str> {
        let comments = self.source.lines().skip(1).take_while(|line| line.starts_with('#'));
        comments.filter_map(|line| line.strip_prefix("# ")?.strip_prefix(topic)?.strip_prefix(": ")).next()
    }

    /// Whether two runs of it are the same, and it runs on this version.
    fn is_comparable(&self, on: Version) -> bool {
        let needs = self.remark("needs").map_or((3, 9), version);
        self.remark("order").is_none() && self.remark("bytes").is_none() && needs <= on
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        let folder = self.path.parent().expect("a folder");
        let parent = folder.parent().expect("a folder above");
        let file =
            Path::new(folder.file_name().expect("a name")).join(self.path.file_name().expect("a name"));
        command.current_dir(parent).env("PYTHONHASHSEED", "0").args(arguments).arg(file);
        run(command, &self.path.with_extension("stdin"))
    }

    /// Its events, without what is the interpreter's own: its name, and what it prints on stderr.
    fn events(&self, python: Option<&str>) -> Vec<String> {
        let own = python.map(|version| format!("--python={version}"));
        let mut arguments = vec!["trace", "--clock", "virtual", "--timeout", "120"];
        arguments.extend(own.as_deref());
        let trace = self.run(&arguments).text();
        let event = |line: &str| {
            let mut event: Value = serde_json::from_str(line).ok()?;
            let fields = event.as_object_mut()?;
            fields.remove("seq");
            fields.remove("python");
            let is_stderr = fields.get("stream").is_some_and(|stream| stream == "stderr");
            (!is_stderr).then(|| event.to_string())
        };
        trace.lines().filter_map(event).collect()
    }
}

fn programs() -> Vec<Program> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut paths: Vec<PathBuf> = ["programs", "loops"]
        .iter()
        .flat_map(|folder| fs::read_dir(tests.join(folder)).expect("the programs can be listed"))
        .map(|file| file.expect("an entry").path())
        .filter(|path| {
            path.extension().is_some_and(|end| end == "py") && !path.ends_with("loops/reference.py")
        })
        .collect();
    paths.sort();
    let program = |path: PathBuf| {
        let source = fs::read_to_string(&path).expect("the program can be read");
        Program { path, source }
    };
    paths.into_iter().map(program).collect()
}

/// Whether a version is on this machine: the tool's own answer.
fn is_there(python: &str) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    let empty = tempfile::NamedTempFile::with_suffix(".py").expect("a file");
    command.args(["run", "--quiet", &format!("--python={python}")]).arg(empty.path());
    let found = run(command, Path::new("/dev/null")).status == "0";
    if !found {
        say(&format!("own python: skipped {python}, which is not on this machine"));
    }
    found
}

/// The versions to compare on, and whether all programs are.
fn compared() -> (Vec<&'static str>, bool) {
    let all = std::env::var_os("LEARN_COROUTINES_ALL_PYTHONS").is_some();
    let there = VERSIONS.into_iter().filter(|python| is_there(python));
    (if all { there.collect() } else { there.take(1).collect() }, all)
}

/// The cause of a known difference.
fn cause(name: &str, python: &str) -> Option<&'static str> {
    DIFFERENCES.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let (where_, cause) = line.split_once(": ")?;
        let (versions, program) = where_.split_once(' ')?;
        let is_meant = versions.split(',').any(|version| version == python) && program == name;
        is_meant.then_some(cause)
    })
}

/// The first place where two lists part, for people.
fn parting(embedded: &[String], own: &[String]) -> Option<String> {
    let at = (0..embedded.len().max(own.len())).find(|at| embedded.get(*at) != own.get(*at))?;
    let shown = |events: &[String]| events.get(at).cloned().unwrap_or_else(|| "(the end)".to_owned());
    Some(format!("event {at}:\n    embedded {}\n    own      {}", shown(embedded), shown(own)))
}

/// Checks programs, a few at a time, and reports all that fail together.
fn each(programs: &[&Program], check: impl Fn(&Program) -> Result<(), String> + Sync) {
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
                            .push(format!("{}: {failure}", program.name()));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no check died");
    assert!(failures.is_empty(), "{} programs:\n{}", failures.len(), failures.join("\n"));
}

fn chosen(programs: &[Program], python: &str, all: bool) -> Vec<Program> {
    let on = version(python);
    let in_order = programs.iter().enumerate().filter(|(at, _)| all || at % SAMPLE == 0);
    in_order
        .filter(|(_, program)| program.is_comparable(on))
        .map(|(_, program)| Program { path: program.path.clone(), source: program.source.clone() })
        .collect()
}

#[test]
fn the_events_are_those_of_the_embedded_interpreter_but_for_what_is_listed() {
    let (versions, all) = compared();
    let programs = programs();
    for python in versions {
        let chosen = chosen(&programs, python, all);
        let chosen: Vec<&Program> = chosen.iter().collect();
        each(&chosen, |program| {
            let (embedded, own) = (program.events(None), program.events(Some(python)));
            match (parting(&embedded, &own), cause(&program.name(), python)) {
                (None, _) | (Some(_), Some(_)) => Ok(()),
                (Some(parting), None) => Err(format!("differs on {python} at {parting}")),
            }
        });
    }
}

#[test]
fn a_traced_program_prints_what_plain_python_prints_and_ends_as_it_does() {
    let (versions, all) = compared();
    let programs = programs();
    for python in versions {
        let chosen = chosen(&programs, python, all);
        let chosen: Vec<&Program> =
            chosen.iter().filter(|it| it.remark("reads the recorder").is_none()).collect();
        each(&chosen, |program| {
            let own = format!("--python={python}");
            let quiet = program.run(&["run", "--clock", "virtual", "--quiet", &own]);
            let traced = program.run(&["run", "--clock", "virtual", &own]);
            let addresses = |text: String| {
                text.split("0x")
                    .enumerate()
                    .map(|(at, part)| {
                        if at == 0 {
                            part
                        } else {
                            part.trim_start_matches(|it: char| it.is_ascii_hexdigit())
                        }
                    })
                    .collect::<Vec<_>>()
                    .join("0x")
            };
            if addresses(quiet.text()) != addresses(traced.text()) {
                return Err(format!("prints another thing traced on {python}:\n{}", traced.text()));
            }
            match quiet.status == traced.status {
                true => Ok(()),
                false => Err(format!("ends with {} instead of {} on {python}", traced.status, quiet.status)),
            }
        });
    }
}

/// Before 3.10 a built-in class that nobody asked for an attribute has no list of its bases yet.
#[test]
fn the_variables_of_a_line_may_be_of_a_class_that_python_3_9_has_not_readied() {
    let programs = programs();
    let name = "programs/async_generator_is_already_running";
    let program = programs.iter().find(|program| program.name() == name).expect("the program is there");
    if is_there("3.9") {
        let traced = program.run(&["trace", "--python=3.9"]);
        assert_eq!(traced.status, "0", "{}", traced.text());
    }
}

#[test]
fn every_listed_difference_names_a_program_and_a_version_that_are_compared() {
    let names: Vec<String> = programs().iter().map(Program::name).collect();
    for line in DIFFERENCES.lines().filter(|line| !line.starts_with('#')) {
        let (where_, cause) = line.split_once(": ").unwrap_or_else(|| panic!("no cause: {line}"));
        let (versions, program) = where_.split_once(' ').unwrap_or_else(|| panic!("no program: {line}"));
        assert!(names.iter().any(|name| name == program), "no such program: {line}");
        assert!(versions.split(',').all(|it| VERSIONS.contains(&it)), "no such version: {line}");
        assert!(!cause.is_empty(), "no cause: {line}");
    }
}

#[test]
fn a_python_that_is_not_there_is_a_sentence_in_both_languages() {
    let said = |lang: &str, python: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        command.args(["--lang", lang, "run", &format!("--python={python}"), "Cargo.toml"]);
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        let run = run(command, Path::new("/dev/null"));
        (run.status.clone(), run.errors())
    };
    let (status, words) = said("en", "3.99");
    assert_eq!(status, "2");
    assert!(words.contains("no Python 3.99 was found on this machine"), "{words}");
    assert!(said("zh", "3.99").1.contains("本机找不到 Python 3.99"));
    assert!(said("en", "/nowhere/python3").1.contains("there is no Python at /nowhere/python3"));
}
