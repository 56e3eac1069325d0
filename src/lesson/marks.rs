//! Call-out marks: `# <1>` in the comments of a demo, and lines of a demo put in place of others.

use std::collections::BTreeMap;

use crate::python::{self, Shade};

/// Two lines of a demo that carry the same mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice {
    /// The mark.
    pub mark: u32,
    /// The line that carries it first.
    pub first: u32,
    /// The line that carries it again.
    pub second: u32,
}

/// The line of each mark of a program.
pub fn find(source: &str) -> Result<BTreeMap<u32, u32>, Twice> {
    let mut marks = BTreeMap::new();
    for (index, (line, comment)) in source.lines().zip(comments(source)).enumerate() {
        let number = index as u32 + 1;
        let Some(mark) = comment.and_then(|at| mark_in(&line[at..])) else {
            continue;
        };
        if let Some(first) = marks.insert(mark.number, number) {
            return Err(Twice { mark: mark.number, first, second: number });
        }
    }
    Ok(marks)
}

/// The program without its marks, line for line.
pub fn without(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for (line, comment) in source.lines().zip(comments(source)) {
        match comment.and_then(|at| mark_in(&line[at..]).map(|mark| (at, mark))) {
            Some((at, mark)) => {
                let (kept, rest) = (&line[..at + mark.start], &line[at + mark.end..]);
                let kept = if rest.trim().is_empty() { kept.trim_end().trim_end_matches('#') } else { kept };
                text.push_str(kept.trim_end());
                text.push_str(rest.trim_end());
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// The program with marks behind these lines.
pub fn with(source: &str, marks: &BTreeMap<u32, u32>) -> String {
    let mut text = String::with_capacity(source.len());
    for (line, number) in source.lines().zip(1..) {
        text.push_str(line.trim_end());
        for (mark, _) in marks.iter().filter(|(_, at)| **at == number) {
            text.push_str(&format!("  # <{mark}>"));
        }
        text.push('\n');
    }
    text
}

/// The code of a line: without its indentation and its comment.
pub fn code_of(source: &str, line: u32) -> Option<&str> {
    let index = line.checked_sub(1)? as usize;
    let text = source.lines().nth(index)?;
    let comment = comments(source).into_iter().nth(index)?;
    Some(text[..comment.unwrap_or(text.len())].trim())
}

/// The program with the code of one line replaced; its indentation and comment stay.
pub fn replace(source: &str, line: u32, code: &str) -> String {
    let mut text = String::with_capacity(source.len() + code.len());
    for (index, (old, comment)) in source.lines().zip(comments(source)).enumerate() {
        if index as u32 + 1 == line {
            let indent = old.len() - old.trim_start().len();
            text.push_str(&old[..indent]);
            text.push_str(code);
            if let Some(at) = comment {
                text.push_str("  ");
                text.push_str(&old[at..]);
            }
        } else {
            text.push_str(old);
        }
        text.push('\n');
    }
    text
}

struct Mark {
    number: u32,
    start: usize,
    end: usize,
}

fn mark_in(comment: &str) -> Option<Mark> {
    let mut from = 0;
    while let Some(at) = comment[from..].find('<').map(|at| at + from) {
        let digits = comment[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let end = at + 1 + digits;
        if digits > 0 && comment[end..].starts_with('>') {
            let number = comment[at + 1..end].parse().ok()?;
            return Some(Mark { number, start: at, end: end + 1 });
        }
        from = at + 1;
    }
    None
}

/// Where the comment of each line begins.
fn comments(source: &str) -> Vec<Option<usize>> {
    let comment_in = |pieces: Vec<(Shade, &str)>| {
        let mut at = 0;
        for (shade, text) in pieces {
            if shade == Shade::Comment {
                return Some(at);
            }
            at += text.len();
        }
        None
    };
    python::shaded_lines(source).into_iter().map(comment_in).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str =
        "def f():  # <1>\n    x = '# <7>'  # text <2>\n    \"\"\"# <8>\n    # <9>\n    \"\"\"\n    # <3>\n";

    #[test]
    fn marks_are_found_in_comments_and_not_in_strings() {
        assert_eq!(find(PROGRAM), Ok(BTreeMap::from([(1, 1), (2, 2), (3, 6)])));
    }

    #[test]
    fn marks_are_put_behind_lines_and_found_there_again() {
        let marks = BTreeMap::from([(1, 2), (2, 3)]);
        let source = with("a = 1\nb = 2\nc = 3", &marks);
        assert_eq!(source, "a = 1\nb = 2  # <1>\nc = 3  # <2>\n");
        assert_eq!(find(&source), Ok(marks));
    }

    #[test]
    fn a_mark_given_twice_is_refused() {
        assert_eq!(find("a  # <1>\nb  # <1>\n"), Err(Twice { mark: 1, first: 1, second: 2 }));
    }

    #[test]
    fn a_program_is_shown_without_its_marks() {
        assert_eq!(without("a = 1  # <1>\nb = 2  # why <2>\n"), "a = 1\nb = 2  # why\n");
    }

    #[test]
    fn a_line_is_replaced_and_keeps_its_indentation_and_mark() {
        let source = "def f():\n    return 1  # <1>\n";
        assert_eq!(replace(source, 2, "return 2"), "def f():\n    return 2  # <1>\n");
        assert_eq!(code_of(source, 2), Some("return 1"));
    }
}
