//! Attacks on the tool: programs that loop, swell, recurse, signal, close, escape and break out, from the tables in
//! `tests/hostile`, and what each must end in.
//!
//! A tenth of them runs with the suite; `HOSTILE=all cargo suite hostile` runs all, `HOSTILE=TEXT` those whose name
//! contains the text.

mod spoilt;
mod table;

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::sandbox::{Output, Sandbox};
use table::{Attack, Judge, Way};

/// Of so many attacks one runs with the suite.
const ONE_IN: usize = 13;
/// How many run at once.
const AT_ONCE: usize = 2;
/// How long an attack may take before it counts as one that hangs: much longer than any needs on a machine that has time.
const PATIENCE: Duration = Duration::from_secs(240);
/// What nobody may read or change.
const DIARY: &str = "dear diary";

#[test]
fn no_program_gets_it_down_or_out_or_stays_behind() {
    let all = table::every();
    assert!(all.len() >= 700, "only {} attacks", all.len());
    let chosen = chosen_of(all, |attack| attack.name.clone());
    let faults = each(&chosen, fault);
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), chosen.len(), faults.join("\n"));
}

/// The ones that run this time, by their names.
fn chosen_of<T>(all: Vec<T>, name: impl Fn(&T) -> String) -> Vec<T> {
    let wanted = env::var("HOSTILE").unwrap_or_default();
    let is_wanted = |index: usize, name: &str| match wanted.as_str() {
        "all" => true,
        "" => index.is_multiple_of(ONE_IN),
        text => name.contains(text),
    };
    let numbered = all.into_iter().enumerate();
    numbered.filter(|(index, thing)| is_wanted(*index, &name(thing))).map(|(_, thing)| thing).collect()
}

/// What goes wrong with any of these, some tried at once.
fn each<T: Sync>(things: &[T], fault: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(thing) = things.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(fault) = fault(thing) {
                        // Told at once, since all of them take their time.
                        eprintln!("{fault}");
                        faults.lock().expect("nobody panics with it").push(fault);
                    }
                }
            });
        }
    });
    faults.into_inner().expect("nobody panics with it")
}

/// What is wrong with how an attack ends.
fn fault(attack: &Attack) -> Option<String> {
    let sandbox = Sandbox::with("diary.txt", DIARY);
    let home = sandbox.path("").display().to_string();
    let program = attack.program.replace("@home@", home.trim_end_matches('/'));
    sandbox.write("program/attack.py", &program);
    let mut arguments: Vec<&str> = match attack.way {
        Way::Run => vec!["run"],
        Way::Sandbox => vec!["run", "--sandbox"],
        Way::Trace => vec!["trace"],
        Way::Step => vec!["step", "--plain"],
    };
    arguments.extend(attack.options.iter().map(String::as_str));
    arguments.push("program/attack.py");
    let invocation = sandbox.program(&arguments).stdin("c\nq\n");
    let ended = catch_unwind(AssertUnwindSafe(|| invocation.run_within(PATIENCE)));
    let wrong = match &ended {
        Ok(output) => wrong(attack, output, &sandbox),
        Err(_) => vec!["it does not end".to_owned()],
    };
    if wrong.is_empty() {
        return None;
    }
    let mut told = format!("--- {} ({:?}): {}\n", attack.name, attack.way, wrong.join("; "));
    if let Ok(output) = ended {
        let last = |text: &str| {
            text.chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect::<String>()
        };
        let _ = writeln!(told, "{:?}\n{:?}", last(&output.stdout), last(&output.stderr));
    }
    Some(told)
}

fn wrong(attack: &Attack, output: &Output, sandbox: &Sandbox) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let status = output.status;
    // Stepping ends when its commands do, however the program does.
    let is_expected = attack.ends.contains(&status) || attack.way == Way::Step && [0, 1].contains(&status);
    must(is_expected, &format!("status {status}"));
    let both = format!("{}{}", output.stdout, output.stderr);
    must(!both.contains("panicked at") && status != 101, "a fault of ours");
    must(!both.contains("RUST_BACKTRACE"), "a panic");
    must(attack.never.is_empty() || !both.contains(&attack.never), "what must never be said");
    must(attack.says.is_empty() || both.contains(&attack.says), "what must be said is not");
    must(
        fs::read_to_string(sandbox.path("diary.txt")).is_ok_and(|text| text == DIARY),
        "the diary is changed",
    );
    if attack.way == Way::Trace {
        let lines = output.stdout.lines();
        let is_json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        // A trace that was cut by the end of the tool itself may end within a line.
        let broken = lines.filter(|line| !is_json(line)).count();
        must(broken == 0 || status < 0, "a line of the trace is no JSON");
    }
    if attack.judge == Judge::NoControlText {
        let ours = if attack.way == Way::Run { &output.stderr } else { &both };
        let found = ours.chars().find(|character| is_control(*character));
        must(found.is_none(), &format!("control text {found:?}"));
    }
    let left = left_behind(sandbox);
    must(left.is_empty(), &format!("left behind: {left:?}"));
    wrong
}

/// Whether a character steers a terminal, or the order of what is read.
fn is_control(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        character => character.is_control(),
    }
}

/// The processes that still work in the sandbox's folder a moment after the tool ended.
fn left_behind(sandbox: &Sandbox) -> Vec<String> {
    let folder = sandbox.path("");
    let mut left = Vec::new();
    // A killed process is gone once the system has collected it.
    for _ in 0..200 {
        left = there_now(&folder);
        if left.is_empty() {
            break;
        }
        thread::park_timeout(Duration::from_millis(10));
    }
    left
}

fn there_now(folder: &std::path::Path) -> Vec<String> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let mut there = Vec::new();
    for process in processes.flatten().map(|entry| entry.path()) {
        let works_here = fs::read_link(process.join("cwd")).is_ok_and(|place| place.starts_with(folder));
        if works_here {
            let command = fs::read(process.join("cmdline")).unwrap_or_default();
            there.push(String::from_utf8_lossy(&command).replace('\0', " "));
        }
    }
    there
}
