//! Variants of a program: one literal changed, so that a question about it has to be thought through again.

use super::marks;
use crate::python::{self, Shade};

/// A program with one literal changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The program.
    pub source: String,
    /// The line of the literal.
    pub line: u32,
    /// The literal as it was.
    pub from: String,
    /// The literal as it is.
    pub to: String,
}

/// The longest literal that is changed, in bytes: longer ones are texts to read.
const LONGEST: usize = 24;

/// Every variant of a program, those of one literal together. Marks stay where they are, as literals keep to their lines.
pub fn variants(source: &str) -> Vec<Variant> {
    let mut found = Vec::new();
    for token in python::tokens(source) {
        let Some(literal) = source.get(token.start..token.end).filter(|text| text.len() <= LONGEST) else {
            continue;
        };
        let others = match token.shade {
            Shade::Number => numbers(literal),
            Shade::String if !is_docstring(source, token.start) => texts(literal),
            _ => Vec::new(),
        };
        let line = source[..token.start].matches('\n').count() as u32 + 1;
        for to in others {
            let mut changed = String::with_capacity(source.len() + to.len());
            changed.push_str(&source[..token.start]);
            changed.push_str(&to);
            changed.push_str(&source[token.end..]);
            // A change that moves marks or lines would ask about something else.
            if marks::find(&changed) == marks::find(source) {
                found.push(Variant { source: changed, line, from: literal.to_owned(), to });
            }
        }
    }
    found
}

/// Other numbers in place of one: close by, so that the program still makes sense.
fn numbers(literal: &str) -> Vec<String> {
    if let Ok(number) = literal.parse::<i64>() {
        let near =
            [number.checked_add(1), number.checked_add(2), number.checked_mul(2), number.checked_sub(1)];
        let mut others: Vec<i64> = near.into_iter().flatten().filter(|n| *n != number && *n >= 0).collect();
        others.dedup();
        return others.into_iter().map(|number| number.to_string()).collect();
    }
    match literal.parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e6 => {
            [number + 1.0, number * 2.0, number + 0.5].map(|number| format!("{number:?}")).to_vec()
        }
        _ => Vec::new(),
    }
}

/// Other words in place of one; texts with anything but letters are left alone, they may be a format or a name.
fn texts(literal: &str) -> Vec<String> {
    let quote = literal.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let word =
        quote.and_then(|quote| literal.strip_prefix(quote)?.strip_suffix(quote).map(|word| (quote, word)));
    match word {
        Some((quote, word)) if !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic()) => {
            let others = ["amber", "birch", "cedar"].into_iter().filter(|other| *other != word);
            others.map(|other| format!("{quote}{other}{quote}")).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a string begins its line: a docstring, or a text nobody uses.
fn is_docstring(source: &str, start: usize) -> bool {
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    source[line..start].trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_are_changed_and_nothing_else() {
        let source = "\"doc\"\nx = 10  # <1>\nsay(\"hi\", f\"{x}\", '{}')\ny = 0x1f + 1.5\n";
        let found = variants(source);
        let changes: Vec<(u32, &str, &str)> =
            found.iter().map(|v| (v.line, v.from.as_str(), v.to.as_str())).collect();
        assert!(changes.contains(&(2, "10", "11")), "{changes:?}");
        assert!(changes.contains(&(3, "\"hi\"", "\"amber\"")), "{changes:?}");
        assert!(changes.contains(&(4, "1.5", "2.5")), "{changes:?}");
        assert!(changes.iter().all(|(_, from, _)| ["10", "\"hi\"", "1.5"].contains(from)), "{changes:?}");
        assert_eq!(found[0].source, source.replacen("10", "11", 1));
    }

    #[test]
    fn a_text_that_is_no_python_has_none_or_some_and_no_panic() {
        for source in ["", "(((", "x = '", "\u{feff}1", "0x", "1e999 + 1_0"] {
            variants(source);
        }
    }
}
