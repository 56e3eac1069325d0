//! What was entered in a session, and the program it makes.

use crate::python;
use crate::python::entry::{Needs, bound_names, is_import, needs};
use crate::wire::Drive;

/// One thing that was done in a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What.
    pub action: Action,
    /// What it read from its stdin.
    pub answers: Vec<Vec<u8>>,
    /// The exception that ended it, in one line.
    pub failed: Option<String>,
}

/// What can be done in a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Python was run.
    Entry(String),
    /// The loop or its clock was moved.
    Loop(Drive),
}

/// Indents lines by one level, but for those that lie within a string.
fn indented(source: &str, text: &mut String) {
    let strings: Vec<(usize, usize)> = python::tokens(source)
        .into_iter()
        .filter(|token| token.shade == python::Shade::String)
        .map(|token| (token.start, token.end))
        .collect();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let within = strings.iter().any(|(start, end)| *start < at && at < *end);
        if !within && !line.trim().is_empty() {
            text.push_str("    ");
        }
        text.push_str(line);
        at += line.len();
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
}

/// The session as a program: what it imported and defined, then what it did; from the first entry that needs a running
/// loop on within a coroutine that `asyncio.run` runs.
pub fn program(records: &[Record]) -> String {
    let needs_loop = |record: &Record| match &record.action {
        Action::Entry(source) => record.failed.is_none() && needs(source) == Needs::Loop,
        Action::Loop(drive) => !matches!(drive, Drive::Clock(_)),
    };
    let split = records.iter().position(needs_loop).unwrap_or(records.len());
    let (before, within) = records.split_at(split);
    let mut text = String::from("# A session at the prompt of learn-coroutines.\n\n");
    let is_import_entry = |record: &&Record| match &record.action {
        Action::Entry(source) => record.failed.is_none() && is_import(source),
        Action::Loop(_) => false,
    };
    for record in before {
        text.push_str(&piece(record));
    }
    if within.is_empty() {
        return text;
    }
    for record in within.iter().filter(is_import_entry) {
        text.push_str(&piece(record));
    }
    if !records
        .iter()
        .any(|record| matches!(&record.action, Action::Entry(source) if source.trim() == "import asyncio"))
    {
        text.push_str("import asyncio\n");
    }
    text.push_str("\n\nasync def main():\n");
    let mut names: Vec<String> = Vec::new();
    for record in within.iter().filter(|record| record.failed.is_none() && !is_import_entry(record)) {
        if let Action::Entry(source) = &record.action {
            names.extend(bound_names(source));
        }
    }
    names.sort();
    names.dedup();
    if !names.is_empty() {
        text.push_str(&format!("    global {}\n", names.join(", ")));
    }
    for record in within.iter().filter(|record| !is_import_entry(record)) {
        indented(&piece(record), &mut text);
    }
    text.push_str("    pass\n\n\nasyncio.run(main())\n");
    text
}

fn piece(record: &Record) -> String {
    match (&record.action, &record.failed) {
        (Action::Entry(source), None) => format!("{}\n", source.trim_end()),
        (Action::Entry(source), Some(failed)) => {
            let lines: String = source.trim_end().lines().map(|line| format!("# {line}\n")).collect();
            format!("# This ended with {}:\n{lines}", failed.lines().next().unwrap_or_default())
        }
        (Action::Loop(Drive::Turn), _) => "await asyncio.sleep(0)  # one turn\n".to_owned(),
        (Action::Loop(Drive::Advance { seconds }), _) => format!("await asyncio.sleep({seconds})\n"),
        (Action::Loop(Drive::Clock(clock)), _) => format!("# Here the clock became {}.\n", clock.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(source: &str) -> Record {
        Record { action: Action::Entry(source.to_owned()), answers: Vec::new(), failed: None }
    }

    fn drive(drive: Drive) -> Record {
        Record { action: Action::Loop(drive), answers: Vec::new(), failed: None }
    }

    #[test]
    fn a_session_without_a_loop_is_saved_as_it_was_typed() {
        let failed = Record { failed: Some("StopIteration".to_owned()), ..entry("next(g)\n") };
        let text = program(&[entry("def f():\n    yield 1\n\n"), entry("g = f()"), entry("next(g)"), failed]);
        assert_eq!(
            text,
            "# A session at the prompt of learn-coroutines.\n\ndef f():\n    yield 1\ng = f()\nnext(g)\n# This ended with StopIteration:\n# next(g)\n"
        );
    }

    #[test]
    fn what_needs_a_loop_runs_in_one_and_its_names_stay_global() {
        let text = program(&[
            entry("import asyncio"),
            entry("async def f():\n    return '''a\nb'''\n"),
            entry("x = await f()"),
            drive(Drive::Advance { seconds: 1.5 }),
            entry("import sys"),
            entry("y, *z = '''1\n2''', 3, 4\nprint(x)"),
        ]);
        let end = text.split_once("return '''a\nb'''\n").expect("the definition").1;
        assert_eq!(
            end,
            "import sys\n\n\nasync def main():\n    global x, y, z\n    x = await f()\n    await asyncio.sleep(1.5)\n    y, *z = '''1\n2''', 3, 4\n    print(x)\n    pass\n\n\nasyncio.run(main())\n"
        );
    }
}
