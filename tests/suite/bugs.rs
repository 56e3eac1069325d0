//! `why`: small programs with one classic bug each, which it names on its line, and programs without, of which it says nothing.
//!
//! What it is to find stands at the top of each program: `# finds: kind line`, or `kind from-to` for a stretch of lines;
//! `# clock: real` has it run on the real clock.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::sandbox::{Output, Sandbox};

/// The programs of a folder with their texts.
fn programs(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/why").join(folder);
    let listed = std::fs::read_dir(&folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("text"))).collect()
}

/// What a program's first lines say under a word.
fn told<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    comments.filter_map(|line| line.strip_prefix("# ")?.strip_prefix(word)?.strip_prefix(": ")).collect()
}

/// Runs `why` on each program, several at a time, and tells of all that fail.
#[track_caller]
fn each(
    programs: &[(PathBuf, String)],
    lang: &str,
    check: impl Fn(&str, &Output) -> Result<(), String> + Sync,
) {
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some((path, text)) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let clock = told(text, "clock").first().copied().unwrap_or("virtual");
                    let sandbox = Sandbox::with("bug.py", text);
                    let run = sandbox
                        .program(["--lang", lang, "why", "--clock", clock, "--timeout", "60", "bug.py"])
                        .run();
                    if let Err(fault) = check(text, &run) {
                        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                        faults
                            .lock()
                            .expect("no panic while telling")
                            .push(format!("{name}: {fault}\n{run}"));
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no panic while telling");
    assert!(faults.is_empty(), "{} of {}\n\n{}", faults.len(), programs.len(), faults.join("\n\n"));
}

/// The findings of an output, each as `kind line`.
fn found(output: &Output) -> Vec<String> {
    let places = output.stderr.lines().filter_map(|line| {
        let (place, kind) = line.rsplit_once(" · ")?;
        let lines = place.trim().strip_prefix("lines ").or_else(|| place.trim().strip_prefix("line "))?;
        let lines = lines.split(',').next().unwrap_or(lines);
        Some(format!("{kind} {}", lines.replace('–', "-")))
    });
    places.collect()
}

#[test]
fn every_classic_bug_is_named_on_its_line() {
    let programs = programs("bugs");
    assert!(programs.len() >= 60, "there are {}", programs.len());
    each(&programs, "en", |text, output| {
        let found = found(output);
        let missing: Vec<&str> =
            told(text, "finds").into_iter().filter(|bug| !found.iter().any(|it| it == bug)).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(format!("missing: {missing:?}, found: {found:?}")),
        }
    });
}

#[test]
fn nothing_is_found_in_a_program_without_a_bug() {
    let programs = programs("clean");
    assert!(programs.len() >= 40, "there are {}", programs.len());
    each(&programs, "en", |_, output| match output.stderr.contains("Nothing found. Looked at:") {
        true => Ok(()),
        false => Err(format!("{:?}", found(output))),
    });
}

#[test]
fn step_mode_opens_where_the_bug_shows() {
    let program = "import asyncio\n\nasync def work(lock):\n    async with lock:\n        async with lock:\n            print(1)\n\nasyncio.run(work(asyncio.Lock()))\n";
    let run = Sandbox::with("bug.py", program)
        .program(["--plain", "why", "--step", "--clock", "virtual", "bug.py"])
        .stdin("w\nq\n")
        .run();
    assert!(run.stderr.contains("which it holds itself"), "{run}");
    let at = run.stderr.split(", step ").nth(1).and_then(|rest| rest.split(' ').next());
    let at = at.expect("the finding has a step");
    let stop = format!("[{at}] Task-1 goes back to the event loop and waits for lock, held by Task-1\n");
    assert!(run.stdout.contains(&stop), "{run}");
}

#[test]
fn a_recording_is_read_like_the_run_itself() {
    let program = "def two():\n    yield 1\n\ng = two()\nprint(list(g))\nprint(sum(g))\n";
    let sandbox = Sandbox::with("bug.py", program);
    let traced =
        sandbox.program(["trace", "--clock", "virtual", "--out", "bug.jsonl", "bug.py"]).run().status(0);
    let read = sandbox.program(["why", "bug.jsonl"]).run();
    assert_eq!(found(&read), ["exhausted 6"], "{traced}{read}");
}

#[test]
fn run_ends_with_how_many_findings_there_are_unless_it_is_to_be_quiet() {
    let program = "def two():\n    yield 1\n\ng = two()\nprint(list(g))\nprint(sum(g))\n";
    let sandbox = Sandbox::with("bug.py", program);
    let told = sandbox.program(["run", "bug.py"]).run().status(0);
    assert!(
        told.stderr.contains("why: 1 finding (exhausted, line 6): learn-coroutines why bug.py\n"),
        "{told}"
    );
    let _ = sandbox.program(["run", "--quiet", "bug.py"]).run().status(0).stderr("");
    let fine = Sandbox::with("fine.py", "print(1)\n").program(["run", "fine.py"]).run().status(0);
    assert!(!fine.stderr.contains("why"), "{fine}");
}

#[test]
fn a_bug_is_told_in_chinese() {
    let one_of_each: Vec<(PathBuf, String)> = programs("bugs")
        .into_iter()
        .filter(|(path, _)| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            ["hang_two_locks", "cut_off_at_the_end", "generator_used_twice", "cancel_arrives_twice"]
                .contains(&name.as_str())
        })
        .collect();
    assert_eq!(one_of_each.len(), 4);
    each(&one_of_each, "zh", |_, output| {
        let is_told = output.stderr.contains("怎么办") && output.stderr.contains("你的哪些行导致了它");
        if is_told { Ok(()) } else { Err("it is not told in Chinese".to_owned()) }
    });
}
