//! How what is typed looks: Python in its colours, the bracket that matches, guides where a block is indented.

use crate::python::{self, Shade};
use crate::view::role::{Line, Role};

/// The text in pieces, a line after the other, line breaks among them; nothing is added and nothing left out, so that
/// it takes the columns it takes in the editor. `cursor` marks the bracket pair to show, where it stands at one.
pub fn look(text: &str, cursor: Option<usize>) -> Vec<(Role, String)> {
    if text.trim_start().starts_with(':') {
        return command(text);
    }
    let pair = cursor.and_then(|cursor| brackets(text, cursor));
    let mut pieces = Vec::new();
    let mut offset = 0;
    for (index, (line, whole)) in
        python::shaded_lines(text).into_iter().zip(text.split_inclusive('\n')).enumerate()
    {
        let mut at = offset;
        for (number, (shade, piece)) in line.into_iter().enumerate() {
            // Once it is done, the blank line that ended a block has none.
            let guided = cursor.is_some() || !whole.trim().is_empty();
            if index > 0 && number == 0 && shade == Shade::Plain && guided {
                pieces.extend(guides(piece));
            } else {
                pieces.extend(marked(shade, piece, at, pair));
            }
            at += piece.len();
        }
        pieces.push((Role::Plain, whole[at - offset..].to_owned()));
        offset += whole.len();
    }
    pieces
}

fn command(text: &str) -> Line {
    let start = text.len() - text.trim_start().len();
    let end = text[start..].find(' ').map_or(text.len(), |length| start + length);
    vec![
        (Role::Plain, text[..start].to_owned()),
        (Role::Key, text[start..end].to_owned()),
        (Role::Plain, text[end..].to_owned()),
    ]
}

/// Blanks at the start of a line, with a thin line where each level begins.
fn guides(piece: &str) -> Line {
    let blanks = piece.len() - piece.trim_start_matches(' ').len();
    let mut shown = String::new();
    for column in 0..blanks {
        shown.push(if column % python::entry::INDENT == 0 { '│' } else { ' ' });
    }
    vec![(Role::Dim, shown), (Role::Plain, piece[blanks..].to_owned())]
}

/// A piece, with the brackets of the pair taken out of it.
fn marked(shade: Shade, piece: &str, at: usize, pair: Option<(usize, usize)>) -> Line {
    let is_marked = |offset: usize| pair.is_some_and(|(one, other)| offset == one || offset == other);
    match piece.len() {
        1 if is_marked(at) => vec![(Role::Changed, piece.to_owned())],
        _ => vec![(Role::Code(shade), piece.to_owned())],
    }
}

/// The bracket at the cursor or just before it, and its match, in bytes.
fn brackets(text: &str, cursor: usize) -> Option<(usize, usize)> {
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut pairs = Vec::new();
    for token in python::tokens(text).into_iter().filter(|token| token.shade == Shade::Operator) {
        let [bracket] = text.as_bytes()[token.start..token.end] else { continue };
        match bracket {
            b'(' | b'[' | b'{' => open.push((token.start, bracket)),
            b')' | b']' | b'}' => match open.pop() {
                Some((start, opened))
                    if matches!((opened, bracket), (b'(', b')') | (b'[', b']') | (b'{', b'}')) =>
                {
                    pairs.push((start, token.start));
                }
                _ => return None,
            },
            _ => {}
        }
    }
    let touches = |at: usize| pairs.iter().copied().find(|(one, other)| *one == at || *other == at);
    cursor.checked_sub(1).and_then(touches).or_else(|| touches(cursor))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::view::fit::width;

    fn shown(text: &str, cursor: Option<usize>) -> String {
        look(text, cursor).into_iter().map(|(_, piece)| piece).collect()
    }

    #[test]
    fn the_bracket_at_the_cursor_is_shown_with_its_match() {
        let text = "f(a, [1], ')')";
        assert_eq!(brackets(text, 14), Some((1, 13)));
        assert_eq!(brackets(text, 6), Some((5, 7)));
        assert_eq!(brackets(text, 3), None);
        let marked: Vec<_> =
            look(text, Some(14)).into_iter().filter(|(role, _)| *role == Role::Changed).collect();
        assert_eq!(marked.len(), 2);
        assert_eq!(brackets("(]", 1), None);
    }

    #[test]
    fn blocks_have_guides_from_their_second_line_on() {
        assert_eq!(
            shown("def f():\n    if x:\n        y\n    ", None),
            "def f():\n│   if x:\n│   │   y\n    "
        );
        assert_eq!(shown("def f():\n    ", Some(13)), "def f():\n│   ");
        assert_eq!(shown("    x", None), "    x");
    }

    #[test]
    fn a_commands_word_is_a_key() {
        assert_eq!(look(":tick 2", None)[1], (Role::Key, ":tick".to_owned()));
    }

    proptest! {
        #[test]
        fn any_text_keeps_its_columns(text in "(?s)[a-z'\"{}()\\[\\]:# \n生@0-9.]{0,60}", cursor in 0usize..60) {
            let seen = shown(&text, Some(cursor));
            prop_assert_eq!(seen.lines().map(width).collect::<Vec<_>>(), text.lines().map(width).collect::<Vec<_>>());
            prop_assert_eq!(seen.replace('│', " "), text);
        }
    }
}
