//! `why`: each program of the catalogue says exactly its message, on CPython 3.13 and here, and is explained.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::why::message::pieces_fit;
use learn_coroutines::suite::why::{Case, Family, families, find};
use serde_json::Value;

use crate::sandbox::Sandbox;

/// Does something with every message, two at a time; tells all that failed.
#[track_caller]
fn each(check: impl Fn(&Family, &Case) -> Result<(), String> + Sync) {
    let all: Vec<(&Family, &Case)> =
        families().iter().flat_map(|family| family.cases.iter().map(move |case| (family, case))).collect();
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((family, case)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(fault) = check(family, case) {
                        let told = format!("{}, {}: {}\n{fault}", family.id, case.class, case.message);
                        faults.lock().expect("no panic while telling").push(told);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no panic while telling");
    assert!(faults.is_empty(), "{} of {}\n\n{}", faults.len(), all.len(), faults.join("\n\n"));
}

/// Whether a line of stderr is exactly what is expected, `…` standing for addresses, times and places in the library;
/// and whether the program's innermost line in the traceback that comes with it is the expected one.
fn says(stderr: &str, expected: &str, line: Option<u32>) -> Result<(), String> {
    let found = stderr.lines().position(|line| is_said(line, expected));
    let said = found.ok_or_else(|| format!("expected: {expected}\nin:\n{stderr}"))?;
    let happened = innermost(stderr, said);
    if happened == line { Ok(()) } else { Err(format!("line {happened:?}, not {line:?}\n{stderr}")) }
}

fn is_said(line: &str, expected: &str) -> bool {
    let line = line.trim_start_matches([' ', '|', '+', '-']).trim_end();
    // Where the program lies is no part of what is said.
    let from_name = line.find("demo.py").map(|at| line[at..].to_owned());
    [Some(line.to_owned()), from_name, Some(without_folders(line))]
        .into_iter()
        .flatten()
        .any(|line| pieces_fit(expected, "…", &line))
}

/// The program's innermost line for what is said on a line of stderr: in a warning's own line, in the traceback before it,
/// or in the one behind it, as the log has it.
fn innermost(stderr: &str, said: usize) -> Option<u32> {
    let number = |text: &str, before: &str| {
        let rest = &text[text.find(before)? + before.len()..];
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    let lines: Vec<&str> = stderr.lines().collect();
    let warned = number(lines[said], "demo.py:").filter(|_| lines[said].contains("Warning: "));
    let listed = |line: &&str| number(line, "demo.py\", line ");
    warned
        .or_else(|| lines[..said].iter().rev().find_map(listed))
        .or_else(|| lines[said..].iter().find_map(listed))
}

/// A line with `demo.py` in place of its whole path.
fn without_folders(line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in line.split(' ') {
        match word.find("/demo.py") {
            Some(at) => {
                let start = word[..at].find('/').unwrap_or(at);
                words.push(format!("{}{}", &word[..start], &word[at + 1..]));
            }
            None => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}

/// CPython 3.13, where this machine has it; `CPYTHON_3_13` names one.
fn cpython() -> Option<PathBuf> {
    let named = std::env::var_os("CPYTHON_3_13").map(PathBuf::from);
    let root = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let versions =
        root.and_then(|root| std::fs::read_dir(root.join("versions")).ok()).into_iter().flatten().flatten();
    let kept = versions.map(|entry| entry.path().join("bin/python3.13"));
    named.into_iter().chain([PathBuf::from("python3.13")]).chain(kept).find(|python| {
        let script =
            "import sys; sys.exit(sys.implementation.name != 'cpython' or sys.version_info[:2] != (3, 13))";
        let mut command = Command::new(python);
        command.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

#[test]
fn each_program_says_exactly_that_on_cpython_3_13() {
    let Some(python) = cpython() else {
        eprintln!("skipped: there is no CPython 3.13 here");
        return;
    };
    each(|_, case| {
        let sandbox = Sandbox::with("demo.py", &case.program);
        let mut command = Command::new(&python);
        command.arg("demo.py").current_dir(sandbox.path("")).env_clear().env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
        says(&String::from_utf8_lossy(&output.stderr), &case.says, case.line)
    });
}

#[test]
fn each_program_says_it_here_too_and_is_explained_with_the_lines_that_led_to_it() {
    // What has no line of the program: it is said where Python or the loop cleans up.
    let without_lines = [
        "There is no current event loop in thread {}",
        "unclosed event loop {}",
        "asynchronous generator {} was scheduled after loop.shutdown_asyncgens() call",
        "Exception in callback {}",
    ];
    each(|family, case| {
        let output = Sandbox::with("demo.py", &case.program).program(["why", "demo.py"]).run();
        says(&output.stderr, case.embedded.as_ref().unwrap_or(&case.says), case.embedded_line.or(case.line))?;
        // What the embedded Python says otherwise may be another cause's message.
        let means = family.means.text(Lang::En);
        let start = means.split(' ').take(4).collect::<Vec<_>>().join(" ");
        if case.embedded.is_none() && !output.stderr.contains(&start) {
            return Err(format!("it is not explained\n{output}"));
        }
        let has_lines = output.stderr.contains("Your lines that led to it");
        if has_lines == without_lines.contains(&case.message.as_str()) {
            return Err(format!("lines: {has_lines}\n{output}"));
        }
        Ok(())
    });
}

/// The state of every object and of the event loop where a program raises a class on a line; at its end, where it does not.
fn states(
    trace: &str,
    class: &str,
    line: Option<u32>,
) -> (BTreeMap<String, String>, BTreeSet<String>, &'static str) {
    let (mut states, mut resumed, mut running, mut event_loop) =
        (BTreeMap::new(), BTreeSet::new(), 0, "none");
    for event in trace.lines() {
        let event: Value = serde_json::from_str(event).expect("JSON");
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        match event["event"].as_str().unwrap_or_default() {
            "exception"
                if text("exception").starts_with(class) && event["line"].as_u64() == line.map(u64::from) =>
            {
                break;
            }
            "resumed" => _ = resumed.insert(text("id")),
            "loop_started" => running += 1,
            "loop_stopped" => running -= 1,
            "loop_closed" => event_loop = "closed",
            _ => {}
        }
        if running > 0 {
            event_loop = "running";
        } else if event["event"] == "loop_stopped" {
            event_loop = "stopped";
        }
        if event["after"].is_string() {
            states.insert(text("id"), text("after"));
        }
    }
    (states, resumed, event_loop)
}

#[test]
fn what_an_explanation_says_of_its_program_is_what_its_recording_shows() {
    each(|_, case| {
        if case.state.is_none() && case.event_loop.is_none() {
            return Ok(());
        }
        let output = Sandbox::with("demo.py", &case.program).program(["trace", "demo.py"]).run();
        let line = case.embedded_line.or(case.line);
        let (states, resumed, event_loop) = states(&output.stdout, &case.class, line);
        let told = || format!("{:?}, {:?}: not {states:?}, {event_loop}", case.state, case.event_loop);
        let holds = case.state.as_ref().is_none_or(|claim| match claim.split_once(' ') {
            Some((id, "never resumed")) => states.contains_key(id) && !resumed.contains(id),
            Some((id, state)) => states.get(id).is_some_and(|there| there == state),
            None => false,
        });
        let fits = case.event_loop.as_ref().is_none_or(|claim| claim == event_loop);
        if holds && fits { Ok(()) } else { Err(told()) }
    });
}

#[test]
fn the_lines_are_those_of_the_object_it_is_about() {
    let program =
        "def echo():\n    said = yield\n\nfirst = echo()\nsecond = echo()\nnext(first)\nsecond.send(1)\n";
    let output = Sandbox::with("a.py", program).program(["why", "a.py"]).run().status(1);
    let lines = "    5  second = echo()\n       echo#2 is made here\n    7  second.send(1)\n       echo#2 is to be resumed here, and Python refuses\n";
    assert!(output.stderr.contains(lines), "{output}");
    assert!(!output.stderr.contains("echo#1"), "{output}");
    let chinese = Sandbox::with("a.py", program).program(["--lang", "zh", "why", "a.py"]).run().status(1);
    assert!(chinese.stderr.contains("echo#2 在这里创建"), "{chinese}");
}

#[test]
fn a_line_of_a_module_beside_the_program_is_named_with_its_file() {
    let sandbox = Sandbox::with("a.py", "import helper\n\nhelper.go()\n");
    sandbox.write("helper.py", "def echo():\n    yield\n\ndef go():\n    echo().send(1)\n");
    let output = sandbox.program(["why", "a.py"]).run().status(1);
    assert!(
        output.stderr.contains("  helper.py:5  echo().send(1)\n       echo#1 is made here\n"),
        "{output}"
    );
}

#[test]
fn a_lost_coroutine_and_a_failed_task_are_traced_to_where_they_were_made() {
    let program = "import asyncio\n\nasync def work(n):\n    return 1 // n\n\nasync def main():\n    work(1)\n    asyncio.create_task(work(0))\n    await asyncio.sleep(0)\n\nasyncio.run(main())\n";
    let output =
        Sandbox::with("a.py", program).program(["why", "--clock", "virtual", "a.py"]).run().status(0);
    assert!(output.stderr.contains("    7  work(1)\n       work#2 is made here\n"), "{output}");
    let task = "    8  asyncio.create_task(work(0))\n       the task Task-2 is made here\n    4  return 1 // n\n       it is raised here, in work#3\n";
    assert!(output.stderr.contains(task), "{output}");
}

#[test]
fn a_message_or_a_traceback_is_explained_without_a_program() {
    let sandbox = Sandbox::new();
    let output = sandbox.program(["why", "coroutine 'main' was never awaited"]).run().status(0).stderr("");
    assert!(output.stdout.starts_with("RuntimeWarning: coroutine 'main' was never awaited\n"), "{output}");
    assert!(output.stdout.contains("A smallest program with the same cause"), "{output}");
    let traceback = "Traceback (most recent call last):\n  File \"x.py\", line 1, in <module>\nRuntimeError: no running event loop\n";
    let pasted = sandbox.program(["--lang", "zh", "why", "-"]).stdin(traceback).run().status(0);
    assert!(pasted.stdout.starts_with("RuntimeError: no running event loop\n\n这是什么意思\n"), "{pasted}");
    let _ = sandbox.program(["why", "KeyError: 'x'"]).run().status(1).stderr_has("nothing is known of");
    let _ = sandbox.program(["why", "missing.py"]).run().status(2).stderr_has("cannot read missing.py");
    let _ = sandbox.program(["why"]).run().status(2);
    let escape = sandbox.program(["why", "generator already executing\u{1b}[2J"]).run();
    assert!(!escape.stdout.contains('\u{1b}') && !escape.stderr.contains('\u{1b}'), "{escape}");
}

#[test]
fn a_program_without_such_messages_keeps_its_streams_and_status() {
    let fine =
        Sandbox::with("a.py", "print('out')\n").program(["why", "a.py"]).run().status(0).stdout("out\n");
    let _ = fine.stderr_has("Nothing found.");
    let other = Sandbox::with("a.py", "1 / 0\n").program(["why", "a.py"]).run().status(1).stdout("");
    let _ = other.stderr_has("It ended with ZeroDivisionError('division by zero')");
    let left = Sandbox::with("a.py", "import sys; sys.exit(7)\n").program(["why", "a.py"]).run().status(7);
    assert!(!left.stderr.contains("Your lines"), "{left}");
}

#[test]
fn the_smallest_program_can_be_stepped_through() {
    let output = Sandbox::new()
        .program(["--plain", "why", "--step", "generator raised StopIteration"])
        .stdin("t\nt\nq\n")
        .run()
        .status(0);
    assert!(output.stdout.contains("<module> creates the generator firsts#1"), "{output}");
}

/// Raised or logged by asyncio's own source, and not about coroutines, tasks or the loop: sockets, transports, servers,
/// subprocesses, policies, and what only a broken program of asyncio itself would see.
const ELSEWHERE: [&str; 9] = [
    // A future's state stands first: the catalogue names the states.
    "{}: {}",
    "_step(): already done: {}, {}",
    "loop must be an instance of AbstractEventLoop or None, not '{}'",
    "policy must be an instance of AbstractEventLoopPolicy or None, not '{}'",
    "_log_traceback can only be set to False",
    "A future is required for source argument",
    "A future is required for destination argument",
    "The executor did not finishing joining its threads within {} seconds.",
    "Task {} has errored out but its parent task {} is already completed",
];

#[test]
fn every_message_in_the_source_of_asyncio_is_in_the_catalogue() {
    let Some(python) = cpython() else {
        eprintln!("skipped: there is no CPython 3.13 here");
        return;
    };
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/why/messages_of_asyncio.py");
    let output = Command::new(python).arg(script).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let listed: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    assert!(listed.len() > 60, "{text}");
    for message in ELSEWHERE {
        assert!(listed.iter().any(|(_, text)| *text == message), "{message} is not said any more");
    }
    let unknown: Vec<&(&str, &str)> = listed
        .iter()
        .filter(|(class, message)| {
            let said = message.replace("{}", "x");
            let is_known = find(class, &said).is_some();
            is_known == ELSEWHERE.contains(message)
        })
        .collect();
    assert!(unknown.is_empty(), "not in the catalogue, or needlessly listed as elsewhere: {unknown:#?}");
}

/// Pieces of bytes that only look like messages, and what is documentation.
const NO_MESSAGES: [&str; 4] = [
    "aclose() -> raise GeneratorExit inside generator.",
    "coroutine ignored GeneratorExitN",
    "generator ignored GeneratorExitNrv",
    // Of a task or a future: both are in the catalogue.
    "{} exception was never retrieved",
];

#[test]
fn every_message_in_the_compiled_code_of_cpython_is_in_the_catalogue() {
    let Some(python) = cpython() else {
        eprintln!("skipped: there is no CPython 3.13 here");
        return;
    };
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/why/messages_of_c.py");
    let output = Command::new(python).arg(script).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let listed: Vec<&str> = text.lines().collect();
    assert!(listed.len() > 50, "{text}");
    let classes: Vec<&str> =
        families().iter().flat_map(|family| &family.cases).map(|case| case.class.as_str()).collect();
    let unknown: Vec<&&str> = listed
        .iter()
        .filter(|message| {
            let said = message.replace("{}", "x");
            let fits = |class: &&str| {
                // A pattern that fits everything knows nothing.
                find(class, &said).is_some_and(|found| found.case.message.trim_matches(['{', '}']).len() > 6)
            };
            classes.iter().any(fits) == NO_MESSAGES.contains(*message)
        })
        .collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:#?}");
}
