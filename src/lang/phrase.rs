//! Sentences that exist in English, said in another language: templates with gaps, looked up in tables beside their users.
//!
//! English is what errors, JSON and the Python process speak, written once where it belongs. Where a person reads it in
//! another language, the sentence is recognized by its template and said anew with what filled the gaps.

use std::borrow::Cow;

use super::Lang;

/// A sentence with its gaps, in English and in Chinese.
///
/// A gap is `{}` in English. In Chinese `{}` is the next gap and `{0}` a certain one, both filled as they are; with `~`
/// behind (`{~}`, `{0~}`) what fills the gap is a sentence of the tables too.
pub type Phrase = (&'static str, &'static str);

/// The sentence in the user's language. One that is in no table, Python's or the system's own, stays as it is.
///
/// The tables are asked in order, and in each of them the more special sentence has to stand first.
pub fn phrase<'a>(text: &'a str, lang: Lang, tables: &[&[Phrase]]) -> Cow<'a, str> {
    if lang == Lang::En {
        return Cow::Borrowed(text);
    }
    let all = tables.iter().flat_map(|table| table.iter());
    let known = all.copied().find_map(|(english, chinese)| Some((gaps(english, text)?, chinese)));
    let Some((gaps, chinese)) = known else {
        return Cow::Borrowed(text);
    };
    let mut said = String::new();
    for piece in pieces(chinese) {
        match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Gap { index, filled } => {
                let filling = gaps.get(index).copied().unwrap_or_default();
                match filled {
                    Filled::AsItIs => said.push_str(filling),
                    Filled::Said => said.push_str(&phrase(filling, lang, tables)),
                }
            }
        }
    }
    Cow::Owned(said)
}

/// What is wrong with a table: gaps that one language has and the other has not, and sentences that an earlier, more
/// general one hides.
pub fn faults(table: &'static [Phrase]) -> Vec<String> {
    let mut faults = Vec::new();
    for (english, chinese) in table {
        let count = english.matches("{}").count();
        let mut used: Vec<usize> = pieces(chinese)
            .filter_map(|piece| match piece {
                Piece::Gap { index, .. } => Some(index),
                Piece::Text(_) => None,
            })
            .collect();
        used.sort_unstable();
        if used != (0..count).collect::<Vec<_>>() {
            faults.push(format!("other gaps: {english:?} and {chinese:?}"));
        }
        let filled = english.replace("{}", "x");
        let first = table.iter().find(|(other, _)| gaps(other, &filled).is_some());
        if first.is_none_or(|(first, _)| first != english) {
            faults.push(format!("hidden by {:?}: {english:?}", first.map_or("nothing", |(first, _)| first)));
        }
    }
    faults
}

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Gap { index: usize, filled: Filled },
}

/// How a gap is filled.
enum Filled {
    AsItIs,
    Said,
}

/// The pieces of a Chinese template, in order.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let (mut rest, mut next) = (template, 0);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((start, length, piece)) = gap(rest, next) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        if start > 0 {
            let (text, behind) = rest.split_at(start);
            rest = behind;
            return Some(Piece::Text(text));
        }
        rest = &rest[length..];
        next += 1;
        Some(piece)
    })
}

/// Where the first gap begins, how long it is, and which it is.
fn gap(template: &str, next: usize) -> Option<(usize, usize, Piece<'_>)> {
    template.match_indices('{').find_map(|(start, _)| {
        let inside = &template[start + 1..start + template[start..].find('}')?];
        let number = inside.strip_suffix('~').unwrap_or(inside);
        let index = if number.is_empty() { next } else { number.parse().ok()? };
        let filled = if inside.ends_with('~') { Filled::Said } else { Filled::AsItIs };
        Some((start, inside.len() + 2, Piece::Gap { index, filled }))
    })
}

/// What fills the gaps of an English template, where the text is made from it.
fn gaps<'a>(template: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = template.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut gaps = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match parts.peek() {
            Some(_) => rest.find(part)?,
            None => rest.strip_suffix(part)?.len(),
        };
        gaps.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Phrase] = &[
        ("nobody", "没有人"),
        ("line {} of {} is empty", "{1} 的第 {0} 行是空的"),
        ("{} says {}", "{} 说：{~}"),
    ];

    fn said(text: &str) -> Cow<'_, str> {
        phrase(text, Lang::Zh, &[&[], TABLE])
    }

    #[test]
    fn gaps_are_filled_in_the_order_of_the_other_language() {
        assert_eq!(said("line 3 of a.py is empty"), "a.py 的第 3 行是空的");
        assert_eq!(phrase("line 3 of a.py is empty", Lang::En, &[TABLE]), "line 3 of a.py is empty");
    }

    #[test]
    fn only_a_gap_that_is_marked_so_holds_a_sentence_of_ours() {
        assert_eq!(said("nobody says nobody"), "nobody 说：没有人");
    }

    #[test]
    fn what_is_not_ours_stays_as_it_is() {
        assert_eq!(said("Event loop is closed"), "Event loop is closed");
        assert_eq!(said(""), "");
    }

    #[test]
    fn a_table_with_other_gaps_or_a_hidden_sentence_is_found_out() {
        assert_eq!(faults(TABLE), Vec::<String>::new());
        assert_eq!(faults(&[("a {} b {}", "甲 {} 乙")]).len(), 1);
        assert_eq!(faults(&[("a {}", "甲 {1}")]).len(), 1);
        assert_eq!(faults(&[("a {}", "甲 {}"), ("a b", "甲乙")]).len(), 1);
    }
}
