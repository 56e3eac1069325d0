//! Every program of `tests/loops`: what it prints, in which order its tasks step, and what CPython makes of both.
//!
//! `expected/NAME.json` is what `reference.py` recorded of it on CPython under a virtual clock. Comments at a program's head
//! say what is special: `# steps: …` and `# turns: …` (why the order of its tasks, or its loop's turns, may differ),
//! `# bytes: …` (why two traces of it may).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use learn_coroutines::suite::engine::process::{WORKER_COMMAND, WorkerProcess};
use learn_coroutines::suite::engine::{Engine, Message};
use learn_coroutines::suite::trace::event::{Clock, Event};
use learn_coroutines::suite::trace::laws::assert_timeline_properties;
use learn_coroutines::suite::wire::{Detail, Program as Start};
use serde_json::Value;

use super::sandbox::{DEADLINE, Output, Sandbox, binary};

/// How many programs run at once.
const PROCESSES: usize = 2;
/// How many programs there are at least.
const PROGRAMS: usize = 80;
/// In how many of them the tasks must step in CPython's order.
const AGREEING: usize = 75;
/// What stands for a callback of the library, whose names change from version to version.
const LIBRARY: &str = "·";

#[test]
fn every_program_prints_and_ends_as_in_cpython() {
    assert!(programs().len() >= PROGRAMS);
    each(&programs(), |program| {
        let expected = program.expected()?;
        let run = program.quiet();
        same("stdout", text(&expected, "stdout"), &run.stdout)?;
        same("the exit status", &expected["status"].to_string(), &run.status.to_string())
    });
}

#[test]
fn tracing_an_asyncio_program_changes_nothing_it_prints() {
    each(&programs(), |program| {
        let (quiet, live) = (program.quiet(), program.run(&["run"]));
        same("stdout under `run`", &quiet.stdout, &live.stdout)?;
        let printed: String = program
            .trace()?
            .iter()
            .filter(|event| text(event, "event") == "output" && text(event, "stream") == "stdout")
            .map(|event| text(event, "text"))
            .collect();
        same("stdout under `trace`", &quiet.stdout, &printed)
    });
}

#[test]
fn tasks_step_in_cpythons_order() {
    let compared = without_remark("steps");
    assert!(compared.len() >= AGREEING, "only {} are compared", compared.len());
    each(&compared, |program| {
        let loops = Loops::of(&program.trace()?, &HashSet::new());
        same("the steps", &program.recorded("steps")?, &told(loops.0.values().map(|it| &it.steps)))
    });
}

#[test]
fn loops_turn_as_in_cpython() {
    let compared = without_remark("turns");
    each(&compared, |program| {
        let recorded = program.recorded("turns")?;
        let own = recorded
            .lines()
            .flat_map(|turn| turn.split(", "))
            .filter_map(|label| label.strip_suffix("()"))
            .collect();
        let loops = Loops::of(&program.trace()?, &own);
        same("the turns", &recorded, &told(loops.0.values().map(|it| &it.turns)))
    });
}

#[test]
fn nothing_that_asyncio_does_is_left_untold() {
    each(&programs(), |program| {
        for event in program.trace()? {
            if text(&event, "event") == "note" && text(&event, "topic") == "untold" {
                return Err(text(&event, "text").to_owned());
            }
        }
        Ok(())
    });
}

#[test]
fn every_handle_task_and_future_is_made_before_it_is_named() {
    each(&programs(), |program| {
        let mut made = HashSet::new();
        let mut resolved = HashSet::new();
        for event in program.trace()? {
            let kind = text(&event, "event");
            match kind {
                "scheduled" => made.insert(text(&event, "handle").to_owned()),
                "task_created" => made.insert(text(&event, "task").to_owned()),
                "future_created" => made.insert(text(&event, "future").to_owned()),
                _ => false,
            };
            let one = ["handle", "task", "future"].map(|field| text(&event, field));
            let many = event["ready"].as_array().into_iter().flatten();
            let named = one.into_iter().chain(many.filter_map(Value::as_str));
            for name in named.filter(|name| !name.is_empty()) {
                if !made.contains(name) {
                    return Err(format!("{name} comes from nowhere: {event}"));
                }
            }
            let result = match kind {
                "task_done" => text(&event, "task"),
                "future_done" => text(&event, "future"),
                "handle_run" => text(&event, "handle"),
                _ => continue,
            };
            if !resolved.insert(result.to_owned()) {
                return Err(format!("{result} is done or run a second time: {event}"));
            }
        }
        Ok(())
    });
}

#[test]
fn a_dead_futures_name_goes_to_nobody_else() {
    each(&programs(), |program| {
        let mut thrown = program.trace()?.into_iter().filter(|event| event.get("exception").is_some());
        thrown
            .find(|event| text(event, "exception").starts_with("<Future"))
            .map_or(Ok(()), |event| Err(format!("a future is no exception: {event}")))
    });
}

#[test]
fn an_executor_is_waited_for_and_never_given_up() {
    let many = programs().into_iter().find(|program| program.name == "many_jobs").expect("it is there");
    assert_eq!(many.quiet().stderr, "");
}

/// `LOOPS_REPEATS` says how often.
#[test]
fn the_same_program_gives_the_same_trace_every_time() {
    let repeats = env::var("LOOPS_REPEATS").map_or(3, |count| count.parse().expect("a number"));
    let compared = without_remark("bytes");
    each(&compared, |program| {
        let first = program.run(&["trace"]).stdout;
        for _ in 1..repeats {
            same("a trace", &first, &program.run(&["trace"]).stdout)?;
        }
        Ok(())
    });
}

#[test]
fn every_trace_folds_and_obeys_the_laws() {
    each(&programs(), |program| {
        let events = program.events()?;
        let check = thread::spawn(move || assert_timeline_properties(&events));
        check.join().map_err(|cause| {
            let message = cause
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| cause.downcast_ref::<&str>().copied());
            message.unwrap_or("a law is broken").to_owned()
        })
    });
}

#[test]
fn what_is_recorded_is_what_cpython_does() {
    let Some(python) = python() else {
        return;
    };
    each(&programs(), |program| {
        let output = Command::new(&python)
            .arg(folder().join("reference.py"))
            .arg(&program.path)
            .output()
            .map_err(|error| error.to_string())?;
        let found: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?;
        let expected = program.expected()?;
        same("stdout", text(&expected, "stdout"), text(&found, "stdout"))?;
        same("the exit status", &expected["status"].to_string(), &found["status"].to_string())?;
        for topic in ["steps", "turns"] {
            if program.remark(topic).is_none() {
                same(topic, &lines_of(&expected, topic), &lines_of(&found, topic))?;
            }
        }
        Ok(())
    });
}

/// One program.
struct Program {
    name: String,
    path: PathBuf,
    source: String,
    quiet: OnceLock<Output>,
    trace: OnceLock<Output>,
}

impl Program {
    /// What a comment at its head says of `topic`.
    fn remark(&self, topic: &str) -> Option<&str> {
        let comments = self.source.lines().take_while(|line| line.starts_with('#'));
        comments
            .skip(1)
            .filter_map(|line| line.strip_prefix("# ")?.strip_prefix(topic)?.strip_prefix(": "))
            .next()
    }

    fn expected(&self) -> Result<Value, String> {
        let path = folder().join(format!("expected/{}.json", self.name));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    /// The steps or turns of all threads that CPython made, one a line.
    fn recorded(&self, topic: &str) -> Result<String, String> {
        self.expected().map(|expected| lines_of(&expected, topic))
    }

    fn quiet(&self) -> &Output {
        self.quiet.get_or_init(|| self.run(&["run", "--quiet"]))
    }

    fn run(&self, way: &[&str]) -> Output {
        let limit = DEADLINE.as_secs().to_string();
        let path = self.path.to_str().expect("a path of ours is text");
        let arguments = way.iter().copied().chain(["--clock", "virtual", "--timeout", &limit, path]);
        Sandbox::new().program(arguments).env("LC_ALL", "C.UTF-8").run()
    }

    fn trace(&self) -> Result<Vec<Value>, String> {
        let run = self.trace.get_or_init(|| self.run(&["trace"]));
        let events = run.stdout.lines().map(serde_json::from_str);
        events
            .collect::<Result<_, _>>()
            .map_err(|error| format!("the trace is no JSON: {error}\n{}", run.stderr))
    }

    /// The events as they cross the pipe.
    fn events(&self) -> Result<Vec<Event>, String> {
        let start = Start {
            file: self.path.clone(),
            args: vec![],
            source: self.source.clone().into_bytes(),
            clock: Clock::Virtual,
            detail: Detail::Lines,
            stepping: false,
            memory_mib: 1024,
            legacy: false,
            under_the_hood: false,
            sandbox: None,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        runtime.block_on(async {
            let mut command = tokio::process::Command::new(binary());
            command.arg(WORKER_COMMAND).env_clear();
            let limit = Some(Duration::from_secs(60));
            let mut session =
                WorkerProcess::spawn(command, start, limit).map_err(|error| error.to_string())?;
            let mut all = Vec::new();
            loop {
                match session.next().await {
                    Message::Events(events) => all.extend(events),
                    Message::Ended(_) => return Ok(all),
                    other => return Err(format!("unexpected: {other:?}")),
                }
            }
        })
    }
}

/// What a trace tells of the loops, by thread.
#[derive(Default)]
struct Loops(BTreeMap<u64, Told>);

#[derive(Default)]
struct Told {
    steps: Vec<String>,
    turns: Vec<String>,
}

impl Loops {
    /// Reads a trace; `own` are the names of the program's callbacks.
    fn of(events: &[Value], own: &HashSet<&str>) -> Loops {
        let mut loops = Loops::default();
        let mut tasks = HashMap::new();
        let mut handles = HashMap::new();
        for event in events {
            let thread = event["thread"].as_u64().unwrap_or_default();
            match text(event, "event") {
                "task_created" => {
                    tasks.insert(text(event, "task"), text(event, "name"));
                }
                "scheduled" => {
                    let task = tasks.get(text(event, "task")).map(|name| (*name).to_owned());
                    let callback = text(event, "callback");
                    let callback = match own.contains(callback) {
                        true => format!("{callback}()"),
                        false => LIBRARY.to_owned(),
                    };
                    handles.insert(text(event, "handle"), task.unwrap_or(callback));
                }
                "task_step" => {
                    let name = tasks.get(text(event, "task")).copied().unwrap_or("?");
                    loops.0.entry(thread).or_default().steps.push(name.to_owned());
                }
                "iteration" => {
                    let ready = event["ready"].as_array().into_iter().flatten();
                    let labels: Vec<_> = ready
                        .filter_map(Value::as_str)
                        .map(|handle| handles.get(handle).map_or("?", String::as_str))
                        .collect();
                    loops.0.entry(thread).or_default().turns.push(labels.join(", "));
                }
                _ => {}
            }
        }
        loops
    }
}

/// What several loops did, in an order that does not depend on which thread was first.
fn told<'a>(loops: impl Iterator<Item = &'a Vec<String>>) -> String {
    let mut loops: Vec<_> = loops.map(|lines| lines.join("\n")).collect();
    loops.sort();
    loops.join("\n---\n")
}

fn lines_of(found: &Value, topic: &str) -> String {
    let threads = found["threads"].as_array().into_iter().flatten();
    let threads: Vec<Vec<String>> = threads
        .map(|thread| {
            let lines = thread[topic].as_array().into_iter().flatten();
            lines.filter_map(Value::as_str).map(str::to_owned).collect()
        })
        .collect();
    told(threads.iter())
}

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event[field].as_str().unwrap_or_default()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/loops")
}

/// All programs, by name.
fn programs() -> Vec<Arc<Program>> {
    static PROGRAMS: LazyLock<Vec<Arc<Program>>> = LazyLock::new(|| {
        let files = fs::read_dir(folder()).expect("the programs can be listed");
        let mut paths: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
        paths.retain(|path| {
            path.extension().is_some_and(|end| end == "py") && !path.ends_with("reference.py")
        });
        paths.sort();
        let program = |path: PathBuf| {
            Arc::new(Program {
                name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
                source: fs::read_to_string(&path).expect("the program can be read"),
                path,
                quiet: OnceLock::new(),
                trace: OnceLock::new(),
            })
        };
        paths.into_iter().map(program).collect()
    });
    PROGRAMS.clone()
}

/// The programs whose order in this `topic` is CPython's, or always the same.
fn without_remark(topic: &str) -> Vec<Arc<Program>> {
    let mut programs = programs();
    programs.retain(|program| program.remark(topic).is_none());
    programs
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
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                        failures.push(format!("{}: {failure}", program.name));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} programs:\n{}",
        failures.len(),
        programs.len(),
        failures.join("\n")
    );
}

/// Shows the first line that differs.
fn same(what: &str, theirs: &str, ours: &str) -> Result<(), String> {
    if theirs == ours {
        return Ok(());
    }
    let (mut left, mut right) = (theirs.lines(), ours.lines());
    for number in 1.. {
        let (left, right) = (left.next(), right.next());
        if left != right {
            let end =
                |line: Option<&str>| line.map_or_else(|| "the end".to_owned(), |line| format!("{line:?}"));
            return Err(format!("{what}, line {number}: {} became {}", end(left), end(right)));
        }
        if left.is_none() {
            break;
        }
    }
    Err(format!("{what} differs in its line breaks"))
}

/// A CPython new enough for the reference; `LOOPS_PYTHON` names one.
fn python() -> Option<String> {
    let named = env::var("LOOPS_PYTHON").ok();
    let usual = ["python3.13", "python3.14", "python3"].map(str::to_owned);
    let script = "import sys; sys.exit(sys.implementation.name != 'cpython' or sys.version_info < (3, 13))";
    named.into_iter().chain(usual).find(|name| {
        let mut python = Command::new(name);
        python.args(["-c", script]).stdout(Stdio::null()).stderr(Stdio::null());
        python.status().is_ok_and(|status| status.success())
    })
}
