//! Whether `check` notices: one small thing in a demo or a claim is changed, and the lesson must fail.
//!
//! The suite tries a few; `MUTANTS=200` in the environment tries so many, and says which ones survive.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::sandbox::Sandbox;
use crate::seeded::Seeded;

/// How many are tried where nothing else is asked for.
const SAMPLE: usize = 20;

/// Changes that change nothing a program does, each with the reason; anything else that survives is a hole.
///
/// File, what stands there, what it is turned into.
const EQUIVALENT: [(&str, &str, &str); 7] = [
    // Two imports.
    (
        "02-generator-states/two_threads.py",
        "from inspect import getgeneratorstate",
        "from threading import Event, Thread / from inspect import getgeneratorstate",
    ),
    // The first generator is closed by then as well.
    ("02-generator-states/lesson.en.md", "- countdown#2 is GEN_CLOSED", "- countdown#1 is GEN_CLOSED"),
    // Two statements that do not depend on each other.
    ("03-send-throw-close/result.py", "total += term", "count += 1 /         total += term"),
    (
        "07-event-loop/stopping.py",
        "print(\"running:\", loop.is_running())",
        "loop.close()  # <9> / print(\"running:\", loop.is_running())",
    ),
    (
        "07-event-loop/ticker.py",
        "print(f\"{self.loop.time() - self.start:.0f} s: tick\")  # <2>",
        "self.left -= 1 /         print(f\"{self.loop.time() - self.start:.0f} s: tick\")  # <2>",
    ),
    // A loop that is left open closes with the program.
    ("07-event-loop/late.py", "loop.close()", "pass"),
    // The callback never runs: that is what the demo shows.
    (
        "07-event-loop/stopping.py",
        "loop.call_soon(work, \"too late\")  # <10>",
        "loop.call_soon(work, \"too lateq\")  # <10>",
    ),
];

/// A lesson with one small thing changed.
struct Mutant {
    lesson: String,
    file: String,
    line: usize,
    before: String,
    after: String,
    text: String,
}

type Files = BTreeMap<String, String>;

fn lessons() -> Vec<(String, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let mut found = Vec::new();
    for entry in fs::read_dir(root).expect("the lessons") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        let files = fs::read_dir(&folder).expect("a lesson").map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a file"))
        });
        found.push((folder.file_name().expect("a name").to_string_lossy().into_owned(), files.collect()));
    }
    found.sort_by(|(one, _): &(String, Files), (other, _)| one.cmp(other));
    found
}

/// Every number in a text, raised by one; each in a text of its own.
fn numbers(text: &str) -> Vec<String> {
    let mut changed = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |found| start + found);
        let follows_a_name =
            text[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "_#".contains(c));
        if !follows_a_name && let Ok(number) = text[start..end].parse::<u64>() {
            changed.push(format!("{}{}{}", &text[..start], number + 1, &text[end..]));
        }
        at = end;
    }
    changed
}

/// Every string literal in a line, with a letter more.
fn strings(text: &str) -> Vec<String> {
    let mut changed = Vec::new();
    let mut open: Option<char> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some(quote) if c == quote => {
                changed.push(format!("{}q{}", &text[..at], &text[at..]));
                open = None;
            }
            None if c == '\'' || c == '"' => open = Some(c),
            _ => {}
        }
    }
    changed
}

/// The other words in place of each word of a list.
fn words(text: &str, pairs: &[(&str, &str)]) -> Vec<String> {
    let swapped = |from: &str, to: &str| text.contains(from).then(|| text.replacen(from, to, 1));
    pairs.iter().flat_map(|(one, other)| [swapped(one, other), swapped(other, one)]).flatten().collect()
}

/// What a claim may be turned into; none of them is the same claim.
fn claims(claim: &str) -> Vec<String> {
    let mut changed = numbers(claim);
    changed.extend(strings(claim));
    changed.extend(words(
        claim,
        &[
            ("_SUSPENDED", "_RUNNING"),
            ("_CREATED", "_CLOSED"),
            ("with next", "with for"),
            ("with close", "with gc"),
            (" yields ", " returns "),
            ("StopIteration", "GeneratorExit"),
            ("ValueError", "TypeError"),
            ("<module> resumes", "loop resumes"),
            ("#1", "#2"),
            ("None", "0"),
            ("queued nothing", "queued tick"),
            (" is made", " closes without running"),
        ],
    ));
    if let Some(text) = claim.strip_prefix("- prints ").filter(|text| *text != "nothing") {
        changed.push(format!("- prints {text}!"));
        changed.push("- prints nothing".to_owned());
    }
    changed.retain(|other| other != claim);
    changed.sort();
    changed.dedup();
    changed
}

/// What a line of a demo may be turned into.
fn lines(line: &str) -> Vec<String> {
    let (code, comment) = line.split_at(line.find("  #").unwrap_or(line.len()));
    let mut changed = numbers(code);
    changed.extend(strings(code));
    changed.extend(words(
        code,
        &[
            (" + ", " - "),
            (" < ", " >= "),
            ("True", "False"),
            ("next(", "list("),
            (".close()", ".throw(KeyError)"),
            ("yield from ", "yield "),
            ("return", "yield"),
            ("ValueError", "KeyError"),
            ("call_soon", "call_later"),
            ("break", "continue"),
        ],
    ));
    let indent = code.len() - code.trim_start().len();
    let is_statement =
        !code.trim_end().ends_with([':', ',', '(', '[', '{']) && !code.trim().starts_with([')', ']', '}']);
    if is_statement && !code.trim().is_empty() && !code.trim_start().starts_with(['#', '"', '@']) {
        changed.push(format!("{}pass", &code[..indent]));
    }
    changed.retain(|other| other.trim() != code.trim());
    changed.sort();
    changed.dedup();
    changed.into_iter().map(|code| format!("{}{comment}", code.trim_end())).collect()
}

/// Two lines that change places, where they may.
fn swapped(text: &str, at: usize, may: impl Fn(&str) -> bool) -> Option<(String, String)> {
    let all: Vec<&str> = text.lines().collect();
    let (one, other) = (all.get(at)?, all.get(at + 1)?);
    let indent = |line: &str| line.len() - line.trim_start().len();
    if one == other || indent(one) != indent(other) || !may(one) || !may(other) {
        return None;
    }
    let mut changed = all.clone();
    changed.swap(at, at + 1);
    Some((changed.join("\n") + "\n", format!("{other} / {one}")))
}

fn replaced(text: &str, at: usize, line: &str) -> String {
    let lines = text.lines().enumerate().map(|(index, old)| if index == at { line } else { old });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Every mutant of a lesson.
fn mutants(lesson: &str, files: &Files) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (file, text) in files {
        let is_demo = file.ends_with(".py");
        if !is_demo && file != "lesson.en.md" {
            continue;
        }
        let mut block = "";
        for (at, line) in text.lines().enumerate() {
            let mut add = |after: String, text: String| {
                let before = line.to_owned();
                all.push(Mutant {
                    lesson: lesson.into(),
                    file: file.clone(),
                    line: at + 1,
                    before,
                    after,
                    text,
                });
            };
            if let Some(fence) = line.strip_prefix("```") {
                block = fence.split(' ').next().unwrap_or_default();
                continue;
            }
            // Between output and the other events no order is claimed.
            let event = |line: &str| {
                let words = [" yields ", " resumes ", " returns ", " raises "];
                line.starts_with("- ") && words.iter().any(|word| line.contains(word))
            };
            let print = |line: &str| line.starts_with("- prints ");
            let changed = match block {
                _ if is_demo => {
                    let simple = |line: &str| {
                        let line = line.split("  #").next().unwrap_or_default().trim();
                        !line.is_empty()
                            && !line.ends_with(':')
                            && !line.starts_with(['#', '"', '@', ')', ']'])
                            && !line.ends_with([',', '(', '['])
                    };
                    if let Some((text, after)) = swapped(text, at, simple) {
                        add(after, text);
                    }
                    lines(line)
                }
                "demo" if line.starts_with("- ") && line != "- stop" => {
                    let either = swapped(text, at, event).or_else(|| swapped(text, at, print));
                    if let Some((text, after)) = either {
                        add(after, text);
                    }
                    claims(line)
                }
                "output" if !line.is_empty() => {
                    let mut changed = numbers(line);
                    changed.push(format!("{line}!"));
                    changed
                }
                _ => Vec::new(),
            };
            for after in changed {
                let text = replaced(text, at, &after);
                add(after, text);
            }
        }
    }
    all
}

/// Whether `check` refuses it.
fn is_caught(mutant: &Mutant, files: &Files) -> bool {
    let sandbox = Sandbox::new();
    for (name, text) in files {
        let text = if *name == mutant.file { &mutant.text } else { text };
        sandbox.write(&format!("{}/{name}", mutant.lesson), text);
    }
    // One language: that the other one differs then is not what is asked.
    let mut target = format!("{}/lesson.en.md", mutant.lesson);
    if mutant.file.ends_with(".md") {
        target.push_str(&format!(":{}", mutant.line));
    }
    let output = sandbox.program(["check", &target]).run();
    assert!(output.status < 2 && output.stderr.is_empty(), "{output}");
    output.status == 1
}

/// Whether it is known to change nothing a program does.
fn is_equivalent(mutant: &Mutant) -> bool {
    let path = format!("{}/{}", mutant.lesson, mutant.file);
    EQUIVALENT.iter().any(|(file, before, after)| {
        path == *file && mutant.before.trim() == *before && mutant.after.trim() == *after
    })
}

#[test]
fn what_is_changed_in_a_demo_or_a_claim_is_noticed() {
    let wanted = std::env::var("MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(SAMPLE);
    let lessons = lessons();
    let mut seeded = Seeded::new(7);
    // By turns from each lesson, from demos and from scripts, so that none of them is left out.
    let mut piles: Vec<Vec<Mutant>> = Vec::new();
    for (name, files) in &lessons {
        let (demos, scripts) =
            mutants(name, files).into_iter().partition(|mutant| mutant.file.ends_with(".py"));
        piles.extend([demos, scripts]);
    }
    let there: usize = piles.iter().map(Vec::len).sum();
    let mut chosen = Vec::new();
    while chosen.len() < wanted && piles.iter().any(|pile| !pile.is_empty()) {
        for pile in piles.iter_mut().filter(|pile| !pile.is_empty()) {
            let at = seeded.below(pile.len());
            chosen.push(pile.swap_remove(at));
        }
    }
    chosen.truncate(wanted);
    let next = AtomicUsize::new(0);
    let survivors = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(mutant) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (_, files) =
                        lessons.iter().find(|(name, _)| *name == mutant.lesson).expect("its lesson");
                    let is_known = is_equivalent(mutant);
                    if is_caught(mutant, files) == is_known {
                        let told = format!(
                            "{}/{}:{}\n  - {}\n  + {}",
                            mutant.lesson, mutant.file, mutant.line, mutant.before, mutant.after
                        );
                        survivors.lock().expect("no panic while telling").push(told);
                    }
                }
            });
        }
    });
    let mut survivors = survivors.into_inner().expect("no panic while telling");
    survivors.sort();
    let known = |mutant: &&Mutant| is_equivalent(mutant);
    let equivalent = chosen.iter().filter(known).count();
    let asked = chosen.len() - equivalent;
    let caught = asked.saturating_sub(survivors.len());
    let told =
        format!(
        "{caught} of {asked} mutants caught; {equivalent} more change nothing a program does ({there} in all)
{}",
        survivors.join("
")
    );
    println!("{told}");
    assert!(caught * 100 >= asked * 95, "{told}");
}
