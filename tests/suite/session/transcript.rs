//! Entries of `tests/prompt`, each compared with what the newest CPython's own prompt makes of it.
//!
//! Entries stand apart by empty lines. A remark line `#! reason` before an entry says that CPython's answer differs, and
//! why; lines `#= …` below it are ours. Such a remark fails as soon as the difference is gone. Frames of the library are
//! left out on both sides: ours is frozen into the program and has neither files nor lines. The remarks are true of
//! CPython 3.13; an older one shows no source lines at its prompt and cannot be the reference.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Prompt;
use crate::corpus::process::{Python, Version, python, say};

/// How many entries must be compared in all.
const ENTRIES: usize = 150;
/// The version that the remarks speak of.
const REMARKED: Version = (3, 13);
/// Stands after each entry's output on the reference's side.
const MARK: char = '\u{1e}';

/// Runs `python3 -m asyncio`. From 3.13 on its console takes whole blocks from its own line editor only: without one each
/// line would be a block.
const ASYNCIO: &str = r#"
import ast, codeop, runpy
try:
    from _pyrepl.console import InteractiveColoredConsole as console
except ImportError:
    pass
else:
    original = console.runsource
    command = codeop.CommandCompiler()
    command.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    def runsource(self, source, filename="<input>", symbol="single"):
        try:
            if command(source, filename, symbol) is None:
                return True
        except (OverflowError, SyntaxError, ValueError):
            pass
        return original(self, source, filename, symbol)
    console.runsource = runsource
runpy.run_module("asyncio", run_name="__main__", alter_sys=True)
"#;

/// An entry of the data.
struct Sample {
    line: usize,
    source: String,
    /// Why CPython's answer is another one, and ours.
    differs: Option<(String, String)>,
}

/// Which prompt of CPython's an entry is compared with.
#[derive(Clone, Copy, PartialEq)]
enum Reference {
    /// `python3 -i`.
    Plain,
    /// `python3 -m asyncio`.
    Asyncio,
}

#[test]
fn values_are_shown_as_by_pythons_own_prompt() {
    compare("values.txt", Reference::Plain);
}

#[test]
fn errors_are_told_as_by_pythons_own_prompt() {
    compare("errors.txt", Reference::Plain);
}

#[test]
fn generators_and_coroutines_answer_as_at_pythons_own_prompt() {
    compare("generators.txt", Reference::Plain);
}

#[test]
fn an_await_at_the_top_does_what_it_does_under_python_m_asyncio() {
    compare("awaits.txt", Reference::Asyncio);
}

#[test]
fn there_are_enough_entries() {
    let files = ["values.txt", "errors.txt", "generators.txt", "awaits.txt"];
    let count: usize = files.iter().map(|name| samples(name).len()).sum();
    assert!(count >= ENTRIES, "there are only {count} entries");
}

fn samples(name: &str) -> Vec<Sample> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prompt").join(name);
    let text = fs::read_to_string(path).expect("the entries can be read");
    let mut samples = Vec::new();
    let mut line = 1;
    for block in text.split("\n\n") {
        let mut source = String::new();
        let mut reason = None;
        let mut ours = String::new();
        for text in block.lines() {
            if let Some(text) = text.strip_prefix("#! ") {
                reason = Some(text.to_owned());
            } else if let Some(text) = text.strip_prefix("#=") {
                ours.push_str(text.strip_prefix(' ').unwrap_or(text));
                ours.push('\n');
            } else {
                source.push_str(text);
                source.push('\n');
            }
        }
        if !source.is_empty() {
            samples.push(Sample { line, source, differs: reason.map(|reason| (reason, ours)) });
        }
        line += block.lines().count() + 1;
    }
    samples
}

fn compare(name: &str, reference: Reference) {
    let Some(python) = python() else {
        return;
    };
    if python.version < REMARKED {
        say(&format!("skipped: {name} needs CPython {REMARKED:?}"));
        return;
    }
    let samples = samples(name);
    let theirs = ask(python, reference, &samples);
    let mut prompt = Prompt::open();
    if reference == Reference::Asyncio {
        let _ = prompt.enter("import asyncio\n");
    }
    let mut faults = Vec::new();
    let mut differing = 0;
    for (sample, theirs) in samples.iter().zip(&theirs) {
        let (_, printed) = prompt.enter(&sample.source);
        let (ours, theirs) = (plain(&printed, reference), plain(theirs, reference));
        let place = format!("tests/prompt/{name}:{}: {}", sample.line, sample.source);
        match &sample.differs {
            None if ours != theirs => faults.push(format!("{place}CPython:\n{theirs}ours:\n{ours}")),
            Some((_, expected)) if *expected != ours => {
                faults.push(format!("{place}expected of ours:\n{expected}ours:\n{ours}CPython:\n{theirs}"));
            }
            Some((reason, _)) if ours == theirs && python.version == REMARKED => {
                faults.push(format!("{place}there is no difference any more: {reason}\n"));
            }
            Some(_) => differing += 1,
            None => {}
        }
    }
    say(&format!("{name}: {} entries compared, {differing} of them differ for a reason", samples.len()));
    assert!(faults.is_empty(), "{} of {}:\n\n{}", faults.len(), samples.len(), faults.join("\n"));
}

/// What CPython's prompt prints for each entry.
fn ask(python: &Python, reference: Reference, samples: &[Sample]) -> Vec<String> {
    let mut script = String::from("import sys; sys.ps1 = sys.ps2 = ''\n");
    let mark = format!("__mark__ = print({MARK:?}, end='')\n").replace("\\u{1e}", "\\x1e");
    script.push_str(&mark);
    for sample in samples {
        script.push_str(&sample.source);
        if sample.source.lines().count() > 1 || crate::session::is_open(&sample.source) {
            script.push('\n');
        }
        script.push_str(&mark);
    }
    let mut command = Command::new(&python.executable);
    match reference {
        Reference::Plain => command.args(["-u", "-i", "-q", "-E"]),
        Reference::Asyncio => command.args(["-u", "-c", ASYNCIO]).env("PYTHON_BASIC_REPL", "1"),
    };
    // Both streams are one, so that they keep their order.
    let file = tempfile::tempfile().expect("a file");
    let clone = || Stdio::from(file.try_clone().expect("a second handle"));
    command
        .stdin(Stdio::piped())
        .stdout(clone())
        .stderr(clone())
        .env_remove("PYTHONSTARTUP")
        .current_dir("/");
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(script.as_bytes()).expect("it reads");
    let _ = child.wait().expect("it ends");
    let mut text = String::new();
    use std::io::{Read, Seek};
    let mut file = file;
    file.rewind().expect("rewinds");
    let _ = file.read_to_string(&mut text).expect("UTF-8");
    let answers: Vec<String> = text.split(MARK).skip(1).map(str::to_owned).collect();
    assert!(answers.len() > samples.len(), "CPython answered only {} entries:\n{text}", answers.len());
    answers
}

/// What is the same everywhere: no addresses, no frames of the library; and no source lines where the reference shows
/// none.
fn plain(text: &str, reference: Reference) -> String {
    let mut kept = String::new();
    let (mut is_library, mut is_frame) = (false, false);
    for line in text.split_inclusive('\n') {
        if let Some(frame) = line.trim_start_matches([' ', '|']).strip_prefix("File \"") {
            is_library = !frame.starts_with('<') || frame.starts_with("<frozen");
            is_frame = true;
        } else if is_frame && !line.trim_start_matches([' ', '|']).is_empty() && !is_source(line) {
            is_library = false;
            is_frame = false;
        }
        let is_hidden = is_frame && reference == Reference::Asyncio && is_source(line);
        if !is_library && !is_hidden {
            kept.push_str(line);
        }
    }
    without_addresses(&without_numbers(&kept))
}

/// Whether a line of a traceback is a line of source or what marks it.
fn is_source(line: &str) -> bool {
    ["    ", "  |     ", "    |     "].iter().any(|margin| line.starts_with(margin))
        && !line.contains("File \"")
}

/// `<stdin>-7` is `<stdin>`: 3.13 numbers its entries, and does not mean to show that.
fn without_numbers(text: &str) -> String {
    let mut pieces = text.split("<stdin>-");
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        clean.push_str("<stdin>");
        clean.push_str(piece.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    clean
}

fn without_addresses(text: &str) -> String {
    let mut pieces = text.split("0x");
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|letter: char| letter.is_ascii_hexdigit());
        let is_address = piece.len() - rest.len() >= 8;
        clean.push_str(if is_address { "0x…" } else { "0x" });
        clean.push_str(if is_address { rest } else { piece });
    }
    clean
}
