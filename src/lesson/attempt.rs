//! A demo with an answer in it, and what it then still fails.

use std::collections::BTreeSet;

use super::check::{self, Failure};
use super::marks;
use super::model::{Demo, Patch, Placed};
use super::typed;
use super::window::{Run, line_of};

/// The first check that fails.
pub fn failing(run: &Run<'_>, demo: &Demo, checks: &[Placed]) -> Option<Failure> {
    let verdict = check::claims(run, demo, checks, &mut BTreeSet::new());
    verdict.failures.into_iter().next().map(|(_, failure)| failure)
}

/// The first goal that is not met by what comes behind the demo's own lines.
pub fn goals_unmet(run: &Run<'_>, demo: &Demo, length: u32, goals: &[Placed]) -> Option<Failure> {
    let since = run.events.iter().position(|event| line_of(event).is_some_and(|line| line > length));
    failing(&run.since(since.unwrap_or(run.events.len())), demo, goals)
}

/// A demo with a line's code replaced.
pub fn patched(demo: &Demo, mark: u32, code: &str) -> Demo {
    let line = demo.marks.get(&mark).copied().unwrap_or_default();
    Demo { source: marks::replace(&demo.source, line, code), ..demo.clone() }
}

/// A demo with an answer in its blank.
pub fn filled(demo: &Demo, blank: &Patch, answer: &str) -> Demo {
    let line = demo.marks.get(&blank.mark).copied().unwrap_or_default();
    let code = marks::code_of(&demo.source, line).unwrap_or_default();
    patched(demo, blank.mark, &code.replacen(blank.code.as_str(), answer, 1))
}

/// A demo with lines typed behind it.
pub fn at_prompt<'a>(demo: &Demo, entries: impl IntoIterator<Item = &'a str>) -> Demo {
    Demo { source: typed::behind(&demo.source, entries), ..demo.clone() }
}
