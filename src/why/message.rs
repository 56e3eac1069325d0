//! The catalogue of messages, from `messages.toml`: found by class and message, or in a line or text that was pasted.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::lang::Lang;

/// Stands for any text in a message.
const ANY: &str = "{}";

/// The class of what the event loop logs: it has none.
pub const LOG: &str = "log";

static FILE: LazyLock<Result<File, toml::de::Error>> =
    LazyLock::new(|| toml::from_str(include_str!("messages.toml")));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    family: Vec<Family>,
}

/// One cause, with every message that tells of it.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Its name.
    pub id: String,
    /// What it means.
    pub means: Text,
    /// What to do.
    pub remedy: Text,
    /// The messages.
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

/// A text in every language.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Text {
    en: String,
    zh: String,
}

impl Text {
    /// The text in a language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}

/// One message.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The class of the exception or warning; `log` for what the event loop logs.
    pub class: String,
    /// The message behind it; `{}` stands for any text.
    pub message: String,
    /// Wordings of other versions and of the embedded Python.
    #[serde(default)]
    pub also: Vec<String>,
    /// Where in CPython's source it comes from.
    pub source: String,
    /// A smallest program with the same cause.
    pub program: String,
    /// The line CPython 3.13 prints for the program.
    pub says: String,
    /// The line the embedded Python prints, where it is another one.
    pub embedded: Option<String>,
    /// The innermost line of the program in the traceback that comes with the message on CPython; none where it has none.
    pub line: Option<u32>,
    /// The same with the embedded Python, where it is another line.
    pub embedded_line: Option<u32>,
    /// What the explanation says of an object, as it is where that line raises: `echo#1 GEN_CREATED`; or of the whole
    /// run: `work#2 never resumed`.
    pub state: Option<String>,
    /// What the explanation says of the event loop there: `running`, `stopped`, `closed`, or `none` where there was none.
    #[serde(rename = "loop")]
    pub event_loop: Option<String>,
}

/// A message that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The cause.
    pub family: &'static Family,
    /// The message.
    pub case: &'static Case,
}

/// Every cause there is.
pub fn families() -> &'static [Family] {
    match &*FILE {
        Ok(file) => &file.family,
        // A test reads the file.
        Err(_) => &[],
    }
}

/// What is known of an exception or warning, by its class, with or without its module, and its message.
///
/// Of several that fit, the one that leaves least open is meant.
pub fn find(class: &str, message: &str) -> Option<Found> {
    let class = class.rsplit('.').next().unwrap_or(class);
    let mut best: Option<(usize, Found)> = None;
    for family in families() {
        for case in family.cases.iter().filter(|case| case.class == class) {
            for pattern in std::iter::once(&case.message).chain(&case.also) {
                let literal = pattern.len() - ANY.len() * pattern.matches(ANY).count();
                if fits(pattern, message) && best.is_none_or(|(length, _)| literal > length) {
                    best = Some((literal, Found { family, case }));
                }
            }
        }
    }
    best.map(|(_, found)| found)
}

/// What is known of a line as Python prints it: `TypeError: …`, `file.py:3: RuntimeWarning: …`, or a line of the log.
pub fn in_line(line: &str) -> Option<Found> {
    // The tree of an exception group is drawn before it.
    let line = line.trim_start_matches([' ', '|', '+', '-']).trim_end();
    if line.is_empty() {
        return None;
    }
    let behind_place = line.match_indices(": ").map(|(at, colon)| &line[at + colon.len()..]);
    for rest in std::iter::once(line).chain(behind_place.take(2)) {
        let (class, message) = rest.split_once(": ").unwrap_or((rest, ""));
        if is_class(class)
            && let Some(found) = find(class, message)
        {
            return Some(found);
        }
    }
    find(LOG, line)
}

/// What is known of a text that was pasted, and the line that says it: the last line that is known, as that is how
/// a traceback ends; a message without its class is known too.
pub fn in_text(text: &str) -> Option<(Found, &str)> {
    let known = text.lines().rev().find_map(|line| Some((in_line(line)?, line.trim())));
    known.or_else(|| {
        let text = text.trim().trim_matches(['"', '`']);
        let classes = families().iter().flat_map(|family| &family.cases).map(|case| case.class.as_str());
        let closest = classes.filter_map(|class| {
            find(class, text).filter(|found| !found.case.message.trim_matches(['{', '}']).is_empty())
        });
        closest.max_by_key(|found| found.case.message.len()).map(|found| (found, text))
    })
}

fn is_class(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or(word);
    last.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
}

/// Whether a text fits a pattern in which `{}` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    pieces_fit(pattern, ANY, text)
}

/// Whether a text is the pieces of a pattern in their order, with any text where `any` stands.
pub fn pieces_fit(pattern: &str, any: &str, text: &str) -> bool {
    let mut pieces = pattern.split(any);
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_can_be_read_and_each_cause_has_its_own_name() {
        if let Err(error) = &*FILE {
            panic!("{error}");
        }
        let names: BTreeSet<&str> = families().iter().map(|family| family.id.as_str()).collect();
        assert_eq!(names.len(), families().len());
        assert!(families().iter().map(|family| family.cases.len()).sum::<usize>() > 145);
    }

    #[test]
    fn everything_is_said_in_both_languages() {
        for family in families() {
            for text in [&family.means, &family.remedy] {
                let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
                assert!(!text.text(Lang::En).contains(is_chinese), "{}", family.id);
                assert!(text.text(Lang::En).ends_with('.'), "{}", family.id);
                assert!(text.text(Lang::Zh).contains(['。', '？']), "{}", family.id);
            }
        }
    }

    #[test]
    fn each_message_is_found_by_what_both_pythons_say() {
        for family in families() {
            for case in &family.cases {
                let found = in_line(&case.says).unwrap_or_else(|| panic!("{} is not found", case.says));
                assert_eq!((&found.family.id, &found.case.message), (&family.id, &case.message));
                if let Some(embedded) = &case.embedded {
                    assert_ne!(*embedded, case.says);
                    assert!(in_line(embedded).is_some(), "{embedded} is not found");
                }
            }
        }
    }

    #[test]
    fn the_last_line_of_a_traceback_is_what_it_says() {
        let text = "Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n    g.send(1)\nTypeError: can't send non-None value to a just-started generator\n";
        let (found, line) = in_text(text).expect("it is known");
        assert_eq!(found.family.id, "not-primed");
        assert!(line.starts_with("TypeError"));
    }

    #[test]
    fn a_message_is_known_without_its_class_and_with_its_module() {
        assert_eq!(in_text("generator already executing").expect("known").0.family.id, "already-executing");
        assert_eq!(
            find("asyncio.exceptions.InvalidStateError", "invalid state").expect("known").family.id,
            "done-already"
        );
        assert_eq!(
            in_text("Task was destroyed but it is pending!").expect("known").0.family.id,
            "destroyed-pending"
        );
        assert_eq!(in_text("TimeoutError").expect("known").0.family.id, "timeout");
        let warning = "/a b/x.py:7: RuntimeWarning: coroutine 'work' was never awaited";
        assert_eq!(in_text(warning).expect("known").0.family.id, "never-awaited");
    }

    #[test]
    fn what_only_looks_like_a_message_of_ours_is_not_explained_by_it() {
        for text in [
            "TypeError: 'NoneType' object is not subscriptable",
            "TypeError: 'int' object is not iterable",
            "TypeError: object of type 'int' has no len()",
        ] {
            assert_eq!(in_text(text).map(|(found, _)| &found.family.id), None, "{text}");
        }
    }

    #[test]
    fn each_explanation_is_of_one_cause_and_no_two_are_the_same() {
        let mut means: Vec<&str> = Vec::new();
        for family in families() {
            for lang in Lang::ALL {
                assert!(!means.contains(&family.means.text(lang)), "{}", family.id);
                means.push(family.means.text(lang));
            }
        }
    }

    #[test]
    fn what_is_no_message_of_ours_is_not_found() {
        for text in
            ["", "ZeroDivisionError: division by zero", "hello", "KeyError: 'x'", "{}", "ValueError: no"]
        {
            assert_eq!(in_text(text).map(|(found, _)| &found.case.message), None, "{text}");
        }
    }
}
