//! Lines typed at the prompt of a try-it, as a program behind the demo's own lines.

use std::fmt::Write;

use crate::python::entry::{Needs, bound_names, needs};

/// What stands before the first line that awaits: one loop for all of them, as a prompt has.
const OPENING: &str = "import asyncio as _asyncio\n_typed_loop = _asyncio.Runner()\n";

/// What stands behind the last line.
const CLOSING: &str = "_typed_loop.close()\n";

/// The demo with what was typed behind it, entry by entry. An entry that awaits at its top, or makes tasks there, runs as
/// a coroutine on a loop that all such entries share; the names it binds are the program's.
pub fn behind<'a>(demo: &str, entries: impl IntoIterator<Item = &'a str>) -> String {
    let mut program = demo.to_owned();
    if !program.ends_with('\n') {
        program.push('\n');
    }
    let mut has_loop = false;
    for entry in entries {
        if needs(entry) == Needs::Nothing {
            program.push_str(entry);
            program.push('\n');
            continue;
        }
        if !has_loop {
            program.push_str(OPENING);
            has_loop = true;
        }
        program.push_str(&awaiting(entry));
    }
    if has_loop {
        program.push_str(CLOSING);
    }
    program
}

/// An entry as a coroutine, run at once.
fn awaiting(entry: &str) -> String {
    let mut names = bound_names(entry);
    names.sort();
    names.dedup();
    let mut text = String::from("async def _typed():\n");
    if !names.is_empty() {
        // Writing to a text cannot fail.
        writeln!(text, "    global {}", names.join(", ")).ok();
    }
    for line in entry.lines() {
        writeln!(text, "    {line}").ok();
    }
    text.push_str("_typed_loop.run(_typed())\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_awaits_runs_on_one_loop_and_binds_the_programs_names() {
        let program = behind("x = 1", ["y = 2", "t = asyncio.create_task(f())", "z = await t"]);
        assert_eq!(
            program,
            "x = 1\ny = 2\nimport asyncio as _asyncio\n_typed_loop = _asyncio.Runner()\n\
             async def _typed():\n    global t\n    t = asyncio.create_task(f())\n_typed_loop.run(_typed())\n\
             async def _typed():\n    global z\n    z = await t\n_typed_loop.run(_typed())\n_typed_loop.close()\n"
        );
    }

    #[test]
    fn what_does_not_await_stays_as_it_was_typed() {
        assert_eq!(behind("x = 1\n", ["g = f()", "next(g)"]), "x = 1\ng = f()\nnext(g)\n");
    }
}
