//! The program's text with marks: the line about to run, where something sleeps, breakpoints, notes.

use std::collections::{BTreeMap, BTreeSet};

use super::fit;
use super::role::{Line, Role};
use crate::python::{self, Shade};

/// A file of the program, ready to be shown.
#[derive(Clone, Debug, Default)]
pub struct Source {
    name: String,
    lines: Vec<Vec<(Shade, Box<str>)>>,
    names_asyncio: bool,
    has_transitions: bool,
}

impl Source {
    /// Reads a file's text; `name` is shown as its heading.
    pub fn new(name: &str, text: &str) -> Source {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = python::shaded_lines(text)
            .into_iter()
            .map(|line| line.into_iter().map(|(shade, text)| (shade, text.into())).collect())
            .collect();
        Source {
            name: fit::visible(name),
            lines,
            names_asyncio: text.contains("asyncio"),
            has_transitions: has_transitions(text),
        }
    }

    /// Its name, without control characters.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it speaks of asyncio, and so may come to have an event loop.
    pub fn names_asyncio(&self) -> bool {
        self.names_asyncio
    }

    /// Whether it may make generators or coroutines: it has a `yield`, an `async`, or a comprehension.
    pub fn has_transitions(&self) -> bool {
        self.has_transitions
    }

    /// How many lines it has.
    pub fn len(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Whether it has no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text of a line, counted from 1, without control characters.
    pub fn text(&self, number: u32) -> Option<String> {
        let line = self.lines.get(usize::try_from(number).ok()?.checked_sub(1)?)?;
        Some(fit::visible(&line.iter().map(|(_, text)| &**text).collect::<String>()))
    }

    /// The next line after `from` that contains this text, starting over at the end; letters match both cases.
    pub fn find(&self, text: &str, from: u32) -> Option<u32> {
        let wanted = text.to_lowercase();
        let contains =
            |number: &u32| self.text(*number).is_some_and(|line| line.to_lowercase().contains(&wanted));
        (from + 1..=self.len()).chain(1..=from.min(self.len())).find(contains)
    }
}

fn has_transitions(text: &str) -> bool {
    text.contains("yield")
        || text.match_indices("async").any(|(at, _)| !text[at..].starts_with("asyncio"))
        || text.lines().any(|line| line.trim_start().strip_prefix("for ").unwrap_or(line).contains(" for "))
}

/// What is marked in a file.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The line about to run, or on which the last transition happened.
    pub current: Option<u32>,
    /// Where objects sleep, by line.
    pub asleep: BTreeMap<u32, Vec<String>>,
    /// Lines to stop at.
    pub breakpoints: BTreeSet<u32>,
    /// Lines that have a note.
    pub noted: BTreeSet<u32>,
    /// A line someone looks at: a find, a clicked card.
    pub looked_at: Option<u32>,
}

/// The first line to show, so that `wanted` stays in view and the window moves as little as it must.
pub fn first_line(source: &Source, wanted: u32, rows: u32, before: u32) -> u32 {
    let last_first = source.len().saturating_sub(rows) + 1;
    let margin = (rows / 4).min(3);
    let lowest = (wanted + margin + 1).saturating_sub(rows).max(1);
    let highest = wanted.saturating_sub(margin).max(1);
    before.clamp(lowest.min(highest), highest).clamp(1, last_first)
}

/// Some rows of a file: number, marks, text, and at the right who sleeps there.
pub fn rows(source: &Source, marks: &Marks, first: u32, count: u32, columns: usize) -> Vec<Line> {
    let digits = source.len().max(1).to_string().len().max(2);
    (first..first.saturating_add(count).min(source.len() + 1))
        .map(|number| row(source, marks, number, digits, columns))
        .collect()
}

fn row(source: &Source, marks: &Marks, number: u32, digits: usize, columns: usize) -> Line {
    let is_current = marks.current == Some(number);
    let asleep = marks.asleep.get(&number);
    let mut line = Line::new();
    let stop = if marks.breakpoints.contains(&number) {
        (Role::Breakpoint, "●")
    } else if asleep.is_some() {
        (Role::Suspended, "z")
    } else if marks.noted.contains(&number) {
        (Role::Note, "\"")
    } else {
        (Role::Plain, " ")
    };
    line.push((stop.0, stop.1.to_owned()));
    let number_role = if is_current { Role::Current } else { Role::LineNumber };
    line.push((number_role, format!("{number:>digits$}")));
    let pointer = if is_current {
        (Role::Current, "▶ ")
    } else if marks.looked_at == Some(number) {
        (Role::Strong, "» ")
    } else {
        (Role::LineNumber, "│ ")
    };
    line.push((pointer.0, pointer.1.to_owned()));
    let margin = digits + 3;
    let label = asleep.map(|ids| format!(" z {}", ids.join(", "))).unwrap_or_default();
    let label = fit::cut(&label, columns.saturating_sub(margin) / 2);
    let room = columns.saturating_sub(margin + fit::width(&label));
    let mut text = Line::new();
    let mut so_far = String::new();
    let pieces = usize::try_from(number).ok().and_then(|n| source.lines.get(n.checked_sub(1)?));
    for (shade, piece) in pieces.into_iter().flatten() {
        let start = so_far.len();
        // Tabs depend on what stands before them, so the line is made visible as a whole.
        so_far = fit::visible(&format!("{so_far}{piece}"));
        let role = if is_current && *shade == Shade::Plain { Role::Plain } else { Role::Code(*shade) };
        text.push((role, so_far[start..].to_owned()));
    }
    line.extend(fit::cut_line(text, room));
    if !label.is_empty() {
        let used = fit::line_width(&line);
        let gap = columns.saturating_sub(used + fit::width(&label));
        line.push((Role::Plain, " ".repeat(gap)));
        line.push((Role::Suspended, label));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &Line) -> String {
        line.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn marks_stand_beside_their_lines() {
        let source = Source::new("a.py", "def g():\n\tx = yield 1\nn = 5\n");
        let marks = Marks {
            current: Some(3),
            asleep: [(2, vec!["g#1".to_owned(), "g#2".to_owned()])].into(),
            breakpoints: [1].into(),
            ..Marks::default()
        };
        let rows: Vec<String> = rows(&source, &marks, 1, 10, 40).iter().map(text).collect();
        assert_eq!(rows[0], "● 1│ def g():");
        assert_eq!(rows[1], "z 2│         x = yield 1      z g#1, g#2");
        assert_eq!(rows[2], "  3▶ n = 5");
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn the_wanted_line_is_always_in_the_window() {
        let source = Source::new("a.py", &"x\n".repeat(100));
        for rows in 1..30 {
            let mut first = 1;
            for wanted in (1..=100).chain((1..=100).rev()).chain([50, 3, 99]) {
                first = first_line(&source, wanted, rows, first);
                assert!(first <= wanted && wanted < first + rows, "{wanted} in {first}+{rows}");
            }
        }
    }

    #[test]
    fn a_search_goes_round() {
        let source = Source::new("a.py", "one\ntwo\nOne\n");
        assert_eq!(source.find("one", 1), Some(3));
        assert_eq!(source.find("one", 3), Some(1));
        assert_eq!(source.find("four", 1), None);
    }

    #[test]
    fn control_characters_of_a_file_are_shown_not_obeyed() {
        let source = Source::new("a\x1bb.py", "s = '\x1b[2J'\n");
        assert_eq!(source.name(), "a␛b.py");
        assert_eq!(source.text(1).as_deref(), Some("s = '␛[2J'"));
    }
}
