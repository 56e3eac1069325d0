//! Lines into entries, as Python's own prompt takes them from a pipe.

use crate::python::{self, Completeness};

/// What a script for the prompt is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A complete entry, or one that can never be: Python says what is wrong with it.
    Entry(String),
    /// A line that begins with `:`, which no Python does.
    Command(String),
}

/// Puts lines together until they are an entry.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    lines: String,
}

impl Splitter {
    /// Takes the next line, with its line break; what is complete now.
    ///
    /// A statement at the margin ends a block above it. There Python's own prompt wants an empty line first.
    pub(super) fn feed(&mut self, line: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if self.lines.is_empty() {
            if is_nothing(line) {
                return pieces;
            }
            if line.starts_with(':') {
                pieces.push(Piece::Command(line.trim_end().to_owned()));
                return pieces;
            }
        } else if self.is_ended_by(line) {
            pieces.push(Piece::Entry(std::mem::take(&mut self.lines)));
        }
        self.lines.push_str(line);
        match python::completeness(&self.lines) {
            Completeness::Incomplete => {}
            Completeness::Complete | Completeness::Invalid => {
                pieces.push(Piece::Entry(std::mem::take(&mut self.lines)));
            }
        }
        pieces
    }

    /// Whether a statement at the margin ends the block above it.
    fn is_ended_by(&self, line: &str) -> bool {
        if line.starts_with(|letter: char| letter.is_whitespace() || letter == '#') {
            return false;
        }
        let with_blank = format!("{}\n", self.lines);
        python::completeness(&with_blank) == Completeness::Complete
            && python::top_level(&format!("{}{line}", self.lines)).len()
                > python::top_level(&self.lines).len()
    }

    /// What is left at the end of the script, complete or not.
    pub(super) fn finish(self) -> Option<String> {
        Some(self.lines).filter(|lines| !lines.is_empty())
    }
}

/// Whether a line says nothing.
fn is_nothing(line: &str) -> bool {
    let text = line.trim();
    text.is_empty() || text.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(script: &str) -> (Vec<Piece>, Option<String>) {
        let mut splitter = Splitter::default();
        let pieces = script.split_inclusive('\n').flat_map(|line| splitter.feed(line)).collect();
        (pieces, splitter.finish())
    }

    fn entries(script: &str) -> Vec<String> {
        let (pieces, rest) = split(script);
        assert_eq!(rest, None, "{script:?}");
        let text = |piece| match piece {
            Piece::Entry(text) | Piece::Command(text) => text,
        };
        pieces.into_iter().map(text).collect()
    }

    #[test]
    fn a_block_ends_with_an_empty_line_and_everything_else_with_its_own() {
        let script =
            "x = 1\n\n# remark\ndef f():\n    return 1\n\nf()\nif x:\n    1\nelse:\n    2\n\n(1,\n\n2)\n";
        let expected = [
            "x = 1\n",
            "def f():\n    return 1\n\n",
            "f()\n",
            "if x:\n    1\nelse:\n    2\n\n",
            "(1,\n\n2)\n",
        ];
        assert_eq!(entries(script), expected);
    }

    #[test]
    fn a_statement_at_the_margin_ends_a_block() {
        let script =
            "def f():\n    return 1\nf()\nfor x in y:\n    x\n# a remark\n    z\nelse:\n    f()\nx = 1\n";
        let expected = [
            "def f():\n    return 1\n",
            "f()\n",
            "for x in y:\n    x\n# a remark\n    z\nelse:\n    f()\n",
            "x = 1\n",
        ];
        assert_eq!(entries(script), expected);
    }

    #[test]
    fn what_is_no_python_is_an_entry_of_its_own() {
        assert_eq!(entries("x = = 1\ny\n  z\n"), ["x = = 1\n", "y\n", "  z\n"]);
    }

    #[test]
    fn commands_are_told_from_python_at_the_start_of_an_entry_only() {
        let (pieces, rest) = split(":tick\nx = {'a'\n:2}\n:quit\n");
        let entry = |text: &str| Piece::Entry(text.to_owned());
        let command = |text: &str| Piece::Command(text.to_owned());
        assert_eq!(pieces, [command(":tick"), entry("x = {'a'\n:2}\n"), command(":quit")]);
        assert_eq!(rest, None);
    }

    #[test]
    fn the_end_of_the_script_leaves_what_is_not_complete() {
        assert_eq!(split("def f():\n    pass\n").1.as_deref(), Some("def f():\n    pass\n"));
        assert_eq!(split("x = (1,").1.as_deref(), Some("x = (1,"));
    }
}
