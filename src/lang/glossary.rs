//! One word for one thing: the glossary, and what strays from it.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Lang;

static FILE: LazyLock<Result<File, toml::de::Error>> =
    LazyLock::new(|| toml::from_str(include_str!("glossary.toml")));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    term: Vec<Term>,
}

/// A thing and its word in each language, with the words that are not said for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    en: String,
    zh: String,
    #[serde(default)]
    avoid: Variants,
    #[serde(default)]
    never: Variants,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Variants {
    en: Vec<String>,
    zh: Vec<String>,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A lesson or an explanation, which speaks of Python.
    Lesson,
    /// What the tool says of itself too.
    Tool,
}

/// A word that is not said for a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where in the text it begins, in bytes.
    pub at: usize,
    /// The word, without the blanks around it.
    pub word: &'static str,
    /// The one to say.
    pub wanted: &'static str,
}

/// The words of a text that the glossary has other ones for, in order. Code between backticks is no words.
pub fn strays(text: &str, lang: Lang, kind: Kind) -> Vec<Stray> {
    let Ok(File { term }) = &*FILE else {
        return Vec::new();
    };
    let mut strays = Vec::new();
    for term in term {
        let wanted = lang.pick(&term.en, &term.zh).as_str();
        let of = |variants: &'static Variants| lang.pick(&variants.en, &variants.zh).iter();
        let never = of(&term.never).filter(|_| kind == Kind::Lesson);
        for variant in of(&term.avoid).chain(never) {
            let found = text.match_indices(variant.as_str()).filter(|(at, _)| !is_code(text, *at));
            strays.extend(found.map(|(at, _)| Stray {
                at: at + variant.len() - variant.trim_start().len(),
                word: variant.trim(),
                wanted,
            }));
        }
    }
    strays.sort_by_key(|stray| stray.at);
    strays
}

/// Whether a place of a text lies between backticks on its line.
fn is_code(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..at].matches('`').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_glossary_can_be_read_and_has_each_word_once() {
        let file = FILE.as_ref().expect("TOML");
        let words: BTreeSet<&str> = file.term.iter().map(|term| term.en.as_str()).collect();
        assert_eq!(words.len(), file.term.len());
        assert!(words.len() > 50, "{words:?}");
        for term in &file.term {
            assert!(!term.zh.is_empty() && !term.en.is_empty(), "{term:?}");
            // What one word is avoided for is not the word for another thing.
            for other in &file.term {
                let all = term.avoid.en.iter().chain(&term.avoid.zh);
                for variant in all.chain(&term.never.en).chain(&term.never.zh) {
                    assert!(
                        !other.en.contains(variant) && !other.zh.contains(variant),
                        "{variant} in {other:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_variant_is_found_with_the_word_to_say_and_code_is_left_alone() {
        let found = strays("生成器睡了", Lang::Zh, Kind::Tool);
        assert_eq!(found, [Stray { at: 9, word: "睡", wanted: "休眠" }]);
        assert_eq!(strays("`睡` 和 `for want of`", Lang::Zh, Kind::Tool), []);
        let english = strays("it is asleep, for want of a value", Lang::En, Kind::Lesson);
        let words: Vec<_> = english.iter().map(|stray| (stray.word, stray.wanted)).collect();
        assert_eq!(words, [("asleep", "suspend"), ("for want of", "because … is missing")]);
    }

    #[test]
    fn the_tool_pauses_a_program_and_a_lesson_suspends_a_generator() {
        assert_eq!(strays("按空格暂停", Lang::Zh, Kind::Tool), []);
        assert_eq!(strays("生成器暂停了", Lang::Zh, Kind::Lesson).len(), 1);
    }
}
