//! Logical lines: the physical lines that one statement, or the head of one, stretches over.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

/// For each line of a source the line on which its logical line begins, both counted from 1: itself for nearly all.
///
/// A call over several lines is one logical line, as the language's reference calls it (2.1.2); the head of a `for`
/// is one, and each line of its body another.
pub fn logical_lines(source: &str) -> Vec<u32> {
    let count = source.lines().count() as u32;
    let mut first: Vec<u32> = (1..=count).collect();
    if u32::try_from(source.len()).is_err() {
        return first;
    }
    let breaks: Vec<usize> = source.match_indices('\n').map(|(at, _)| at).collect();
    let line_of = |byte: usize| breaks.partition_point(|at| *at < byte) as u32 + 1;
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    let mut begun: Option<u32> = None;
    for token in parsed.tokens().iter() {
        let line = line_of(token.range().start().to_usize());
        match token.kind() {
            TokenKind::NonLogicalNewline | TokenKind::Comment | TokenKind::Indent | TokenKind::Dedent => {}
            TokenKind::Newline => {
                if let Some(begun) = begun.take() {
                    let upto = (line as usize).min(first.len());
                    first[begun as usize - 1..upto].fill(begun);
                }
            }
            _ => {
                begun.get_or_insert(line);
            }
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_over_several_lines_is_one_line_and_a_block_is_not() {
        let source =
            "x = f(\n    1,  # one\n\n    2)\nfor i in (1,\n          2):\n    print(i)\n'''a\nb'''\ny = 1";
        assert_eq!(logical_lines(source), [1, 1, 1, 1, 5, 5, 7, 8, 8, 10]);
    }

    #[test]
    fn what_is_no_python_has_its_own_lines() {
        assert_eq!(logical_lines(")\n= 3\n"), [1, 2]);
        assert_eq!(logical_lines(""), [] as [u32; 0]);
    }
}
