//! What Tab offers: commands, their arguments, files, lessons, and the names of the live session.

use crate::repl::command::{self, TABLE, Takes};
use crate::repl::plain;
use crate::repl::setting::Setting;

/// Asks the session.
pub type Session = dyn Fn(&str, usize) -> Option<Found> + Send;

/// Asks the file system.
pub type Files = dyn Fn(&str) -> Vec<String> + Send;

/// Where candidates come from that only others know.
pub struct Sources {
    /// The session: for a text and a cursor, where what is completed begins, and what it could be.
    pub python: Box<Session>,
    /// Files: for the beginning of a path, the paths.
    pub files: Box<Files>,
    /// Lessons: their names.
    pub lessons: Box<dyn Fn() -> Vec<String> + Send>,
}

/// Candidates for the text from `start` to the cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Where what is completed begins, in bytes.
    pub start: usize,
    /// What it could be.
    pub candidates: Vec<String>,
}

/// Completes the word before the cursor.
pub fn complete(text: &str, cursor: usize, sources: &Sources) -> Found {
    let before = text.get(..cursor).unwrap_or(text);
    if let Some(rest) = before.trim_start().strip_prefix(':') {
        return command_line(rest, before.len() - rest.len(), sources);
    }
    let is_plain = plain::plain_word(text).is_some() && before.trim_start().contains(' ');
    if is_plain {
        let rest = before.trim_start();
        let found = command_line(rest, before.len() - rest.len(), sources);
        if !found.candidates.is_empty() {
            return found;
        }
    }
    let mut found = (sources.python)(text, cursor).unwrap_or_else(|| keywords(before));
    // A command's plain word can stand where an entry begins.
    let word = before.trim_start();
    if !before.contains('\n') && found.start == before.len() - word.len() && !word.is_empty() {
        for row in TABLE.iter().filter(|row| row.word.starts_with(word)) {
            if !found.candidates.iter().any(|known| known == row.word || *known == format!("{}(", row.word)) {
                found.candidates.push(row.word.to_owned());
            }
        }
    }
    found
}

/// Completes a command or its argument; `rest` stands behind the colon and begins at `offset`.
fn command_line(rest: &str, offset: usize, sources: &Sources) -> Found {
    let Some((word, argument)) = rest.split_once(' ') else {
        let candidates = TABLE.iter().filter(|row| row.word.starts_with(rest));
        return Found { start: offset, candidates: candidates.map(|row| row.word.to_owned()).collect() };
    };
    let Some(row) = command::row_called(word) else {
        return Found::default();
    };
    let typed = argument.trim_start();
    let start = offset + rest.len() - typed.len();
    let of = |words: &mut dyn Iterator<Item = &str>| {
        let fitting = words.filter(|word| word.starts_with(typed)).map(str::to_owned);
        Found { start, candidates: fitting.collect() }
    };
    match row.takes {
        Takes::Nothing => Found { start, candidates: Vec::new() },
        Takes::Words(words) => of(&mut words.iter().copied()),
        Takes::Command => of(&mut TABLE.iter().map(|row| row.word)),
        Takes::Lesson => of(&mut (sources.lessons)().iter().map(String::as_str)),
        Takes::Setting => match typed.split_once(' ') {
            None => of(&mut Setting::ALL.iter().map(|setting| setting.key())),
            Some((key, value)) => {
                let setting = Setting::ALL.into_iter().find(|setting| setting.key() == key);
                let values = setting.map_or(&[][..], Setting::values);
                let fitting = values.iter().filter(|known| known.starts_with(value));
                Found {
                    start: offset + rest.len() - value.len(),
                    candidates: fitting.map(|value| (*value).to_owned()).collect(),
                }
            }
        },
        Takes::File => file(typed, offset + rest.len(), sources),
        Takes::FileOrPython => {
            let files = file(typed, offset + rest.len(), sources);
            if !files.candidates.is_empty() {
                return files;
            }
            code(typed, start, sources)
        }
        Takes::Driven => {
            let line = format!(":{word} {typed}");
            let found = (sources.python)(&line, line.len()).unwrap_or_default();
            Found { start, ..found }
        }
    }
}

/// Completes Python that begins at `start`.
fn code(typed: &str, start: usize, sources: &Sources) -> Found {
    let found = (sources.python)(typed, typed.len()).unwrap_or_else(|| keywords(typed));
    Found { start: start + found.start, ..found }
}

/// Completes the last word of a file's arguments.
fn file(typed: &str, end: usize, sources: &Sources) -> Found {
    let word = typed.rsplit(' ').next().unwrap_or_default();
    Found { start: end - word.len(), candidates: (sources.files)(word) }
}

/// Python's keywords, for a session that cannot answer yet.
fn keywords(before: &str) -> Found {
    const KEYWORDS: [&str; 35] = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
        "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    let word_start = before
        .char_indices()
        .rev()
        .take_while(|(_, letter)| letter.is_alphanumeric() || *letter == '_')
        .last()
        .map_or(before.len(), |(at, _)| at);
    let word = &before[word_start..];
    let is_attribute = before[..word_start].ends_with('.');
    if word.is_empty() || is_attribute {
        return Found { start: word_start, candidates: Vec::new() };
    }
    let fitting = KEYWORDS.iter().filter(|keyword| keyword.starts_with(word));
    Found { start: word_start, candidates: fitting.map(|keyword| (*keyword).to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        Sources {
            python: Box::new(|text, cursor| {
                let start =
                    text[..cursor].rfind(|letter: char| !letter.is_alphanumeric()).map_or(0, |at| at + 1);
                let names = ["averager", "steps", "print("];
                let fitting = names.iter().filter(|name| name.starts_with(&text[start..cursor]));
                Some(Found { start, candidates: fitting.map(|name| (*name).to_owned()).collect() })
            }),
            files: Box::new(|prefix| {
                ["demo.py", "data/"]
                    .iter()
                    .filter(|name| name.starts_with(prefix))
                    .map(|name| (*name).to_owned())
                    .collect()
            }),
            lessons: Box::new(|| vec!["generator-states".to_owned(), "event-loop".to_owned()]),
        }
    }

    fn completed(text: &str) -> (usize, Vec<String>) {
        let found = complete(text, text.len(), &sources());
        (found.start, found.candidates)
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn commands_and_their_arguments() {
        assert_eq!(completed(":les"), (1, owned(&["lessons", "lesson"])));
        assert_eq!(completed(":lesson gen"), (8, owned(&["generator-states"])));
        assert_eq!(completed(":clock r"), (7, owned(&["real"])));
        assert_eq!(completed(":run de"), (5, owned(&["demo.py"])));
        assert_eq!(completed(":run demo.py da"), (13, owned(&["data/"])));
        assert_eq!(completed(":set ed"), (5, owned(&["edit"])));
        assert_eq!(completed(":set edit v"), (10, owned(&["vi"])));
        assert_eq!(completed(":help ti"), (6, owned(&["tick"])));
        assert_eq!(completed(":nonsense x"), (0, owned(&[])));
    }

    #[test]
    fn plain_words_are_offered_beside_names_where_an_entry_begins() {
        assert_eq!(completed("st"), (0, owned(&["steps", "step", "states"])));
        assert_eq!(completed("x = st"), (4, owned(&["steps"])));
        assert_eq!(completed("lesson ev"), (7, owned(&["event-loop"])));
    }

    #[test]
    fn step_takes_files_and_python() {
        assert_eq!(completed(":step de"), (6, owned(&["demo.py"])));
        assert_eq!(completed(":step aver"), (6, owned(&["averager"])));
        assert_eq!(completed(":step next(aver"), (11, owned(&["averager"])));
    }

    #[test]
    fn without_a_session_there_are_keywords() {
        let silent = Sources { python: Box::new(|_, _| None), ..sources() };
        assert_eq!(complete("x = aw", 6, &silent), Found { start: 4, candidates: owned(&["await"]) });
        assert_eq!(complete("x.aw", 4, &silent).candidates, owned(&[]));
        assert_eq!(complete("变量aw", "变量aw".len(), &silent).candidates, owned(&[]));
    }
}
