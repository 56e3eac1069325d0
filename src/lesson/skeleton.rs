//! The skeleton of a new lesson: short, complete, and true, so that an author begins with a script that passes `check`.

use super::catalog::{CURRICULUM, folder_name, script_name};
use crate::lang::Lang;

/// The script of a new lesson; `{number}` and `{title}` stand for its own.
const SCRIPT: [(Lang, &str); 2] =
    [(Lang::En, include_str!("skeleton/lesson.en.md")), (Lang::Zh, include_str!("skeleton/lesson.zh.md"))];

/// The demo of a new lesson.
const DEMO: &str = include_str!("skeleton/echo.py");

/// Number and name of a new lesson that is called `name`: `08-tasks-and-futures`, or a name alone.
///
/// A name alone has its number from the curriculum; one that is not in it gets the number after all `taken` ones.
/// `None` where the name is not written as the names of lessons are, or no number is left.
pub fn place(name: &str, taken: impl IntoIterator<Item = u32>) -> Option<(u32, &str)> {
    if let Some(place) = folder_name(name) {
        return Some(place);
    }
    if let Some(planned) = CURRICULUM.iter().find(|planned| planned.slug == name) {
        return Some((planned.number, name));
    }
    let planned = CURRICULUM.iter().map(|planned| planned.number);
    let number = planned.chain(taken).max().unwrap_or(0) + 1;
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase());
    (fits && folder_name(&format!("{number:02}-{name}")).is_some()).then_some((number, name))
}

/// The files of a new lesson, by name.
pub fn files(number: u32, slug: &str) -> Vec<(String, String)> {
    let planned = CURRICULUM.iter().find(|planned| planned.number == number && planned.slug == slug);
    let mut files: Vec<(String, String)> = SCRIPT
        .iter()
        .map(|(lang, text)| {
            let title =
                planned.map_or_else(|| slug.replace('-', " "), |planned| planned.topic(*lang).to_owned());
            (script_name(*lang), text.replace("{number}", &number.to_string()).replace("{title}", &title))
        })
        .collect();
    files.push(("echo.py".to_owned(), DEMO.to_owned()));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_of_the_curriculum_has_its_number_and_others_come_behind_it() {
        assert_eq!(place("tasks-and-futures", []), Some((8, "tasks-and-futures")));
        assert_eq!(place("42-my-own", []), Some((42, "my-own")));
        assert_eq!(place("my-own", [3, 20]), Some((21, "my-own")));
        assert_eq!(place("my-own", []), Some((17, "my-own")));
        assert_eq!(place("my-own", [99]), None, "there are two digits");
        for wrong in ["", "My own", "..", "3", "-x", "a/b", "x\u{1b}"] {
            assert_eq!(place(wrong, []), None, "{wrong:?}");
        }
    }

    #[test]
    fn every_language_has_its_script() {
        let files = files(8, "tasks-and-futures");
        for lang in Lang::ALL {
            let (_, text) = files.iter().find(|(name, _)| *name == script_name(lang)).expect("its script");
            assert!(text.starts_with("---\nlesson: 8\ntitle: ") && !text.contains("{"), "{text}");
        }
    }
}
