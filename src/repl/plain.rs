//! What an entry is: a command, with or without its colon, or Python.

use super::command::{self, Called, CommandError};
use crate::python::entry::{Entry, Shape, entry, shape};
use crate::python::{self, Shade};
use crate::wire::Depth;

/// What an entry is.
#[derive(Debug, PartialEq)]
pub enum Reading {
    /// A command, well typed or not.
    Command(Result<Called, CommandError>),
    /// Python, ready to run.
    Python(String),
    /// A question about the object of this name, as IPython has it: `name?`, or `name??` for its source.
    Question(String, Depth),
    /// What was copied from a prompt: its entries, without marks and output.
    Pasted(Vec<String>),
    /// Nothing.
    Blank,
}

/// Names that Python's `site` defines only for people at a prompt; said alone they mean our commands.
///
/// CPython's own prompt does the same since 3.13 (`Lib/_pyrepl/simple_interact.py`).
const SITE: [&str; 3] = ["help", "quit", "exit"];

/// Reads an entry. `knows` tells whether the session, or Python itself, has a name.
pub fn read(text: &str, knows: impl Fn(&str) -> bool) -> Reading {
    if let Some(rest) = text.trim_start().strip_prefix(':') {
        return Reading::Command(command::parse(rest));
    }
    if text.trim().is_empty() {
        return Reading::Blank;
    }
    match plain_word(text) {
        Some(word) if !is_python(text, word, knows) => Reading::Command(command::parse(text)),
        _ => match question(text) {
            Some((name, depth)) => Reading::Question(name.to_owned(), depth),
            None => pasted(text).map_or_else(|| Reading::Python(text.to_owned()), Reading::Pasted),
        },
    }
}

/// The name that decides whether an entry is a command, where one does: its first word.
pub fn plain_word(text: &str) -> Option<&str> {
    let text = text.trim();
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    (!text.contains('\n') && command::row_called(word).is_some()).then_some(word)
}

/// Whether a text that begins with a command's word is Python all the same.
fn is_python(text: &str, word: &str, knows: impl Fn(&str) -> bool) -> bool {
    match shape(text.trim()) {
        Shape::Broken => false,
        Shape::Statements => true,
        Shape::Expression => knows(word),
    }
}

/// Whether Python defines a name only for people at a prompt: it means our command unless the session binds it itself.
pub fn is_the_prompts_own(name: &str) -> bool {
    SITE.contains(&name)
}

/// The command that a line which is no Python may have been meant to be.
pub fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_word = word.len() > 2 && word.chars().all(|letter| letter.is_ascii_lowercase());
    if !is_word || text.contains('\n') || python::tokens(word).iter().any(|it| it.shade != Shade::Name) {
        return None;
    }
    let nearest = command::nearest(word)?;
    Some(format!("{nearest} {rest}").trim_end().to_owned())
}

/// The dotted name that is asked about, and how much is asked.
fn question(text: &str) -> Option<(&str, Depth)> {
    let text = text.trim();
    let (name, depth) = match (text.strip_suffix("??"), text.strip_suffix('?')) {
        (Some(name), _) => (name, Depth::Source),
        (None, Some(name)) => (name, Depth::Signature),
        (None, None) => return None,
    };
    let is_name = |part: &str| {
        part.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
            && part.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    name.split('.').all(is_name).then_some((name, depth))
}

/// The entries of what was copied from a prompt, Python's own, a doctest's or this one; nothing where it was not.
///
/// Python's own prompt marks each further line with `...`; this one draws a thin line where a block is indented, and
/// ends an entry that is not whole with an empty line.
fn pasted(text: &str) -> Option<Vec<String>> {
    const FIRST: &str = ">>>";
    const FURTHER: &str = "...";
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let margin = &first[..first.len() - first.trim_start().len()];
    first.trim_start().strip_prefix(FIRST).filter(|rest| rest.is_empty() || rest.starts_with(' '))?;
    let mut entries: Vec<String> = Vec::new();
    let mut way = Continued::Unknown;
    for line in text.lines() {
        let line = line.strip_prefix(margin).unwrap_or_else(|| line.trim_start());
        if let Some(code) = behind(line, FIRST) {
            entries.push(format!("{code}\n"));
            way = Continued::Unknown;
            continue;
        }
        let Some(last) = entries.last_mut() else { continue };
        let code = behind(line, FURTHER).filter(|_| way != Continued::Bare);
        if code.is_some() {
            way = Continued::Marked;
        } else if way == Continued::Unknown
            && matches!(entry(last.trim_end_matches('\n')), Entry::Open { .. })
        {
            way = Continued::Bare;
        }
        let bare = || line.replace('│', " ");
        match (way, code) {
            (_, Some(code)) => *last += &format!("{code}\n"),
            (Continued::Bare, None) if matches!(entry(last.trim_end_matches('\n')), Entry::Open { .. }) => {
                *last += &format!("{}\n", bare());
                if line.trim().is_empty() {
                    way = Continued::Marked;
                }
            }
            // What the prompt answered.
            _ => {}
        }
    }
    entries.retain(|entry| !entry.trim().is_empty());
    Some(entries)
}

/// How the further lines of a pasted entry are told from what was answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Continued {
    /// It has none yet.
    Unknown,
    /// By a mark; or nothing of it follows any more.
    Marked,
    /// The entry is not whole without them.
    Bare,
}

/// The code behind a prompt's mark.
fn behind<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(mark)?;
    if rest.trim().is_empty() { Some("") } else { rest.strip_prefix(' ') }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::command::Command;

    fn command(text: &str) -> Option<Command> {
        match reading(text, &["help"]) {
            Reading::Command(Ok(called)) => Some(called.command),
            _ => None,
        }
    }

    fn reading(text: &str, names: &[&str]) -> Reading {
        read(text, |name| names.contains(&name))
    }

    fn is_command(text: &str, names: &[&str]) -> bool {
        matches!(reading(text, names), Reading::Command(_))
    }

    #[test]
    fn a_colon_is_always_a_command() {
        assert_eq!(command(":help"), Some(Command::Help(None)));
        assert_eq!(command("  :tick 2"), Some(Command::Tick(2)));
        assert!(is_command(":nonsense", &[]));
        assert!(is_command(":", &[]));
    }

    #[test]
    fn plain_words_work_where_they_are_no_python_of_the_session() {
        for text in [
            "lesson 3",
            "lessons",
            "help",
            "quit",
            "states",
            "tick",
            "advance 1.5",
            "clock",
            "clock real",
            "step f()",
            "run a.py b",
            "set edit vi",
            "save a.py",
            "exit",
        ] {
            assert!(is_command(text, &["set"]), "{text}");
        }
    }

    #[test]
    fn what_the_session_has_stays_python() {
        assert!(!is_command("states", &["states"]));
        assert!(!is_command("tick", &["tick"]));
        assert!(!is_command("set", &["set"]));
        assert!(!is_command("clock is None", &["clock"]));
        // No Python whatever the session has.
        assert!(is_command("lesson 3", &["lesson"]));
    }

    #[test]
    fn statements_and_calls_are_python_even_with_a_commands_name() {
        for text in [
            "lesson = 3",
            "set: int = 3",
            "help()",
            "quit()",
            "tick(1)",
            "clock.now",
            "step=1",
            "del tick",
            "edit += 1",
            "steps",
            "run; x",
        ] {
            assert!(!is_command(text, &[]), "{text}");
        }
        assert!(!is_command("tick\nx = 1", &[]));
    }

    #[test]
    fn python_with_errors_stays_python() {
        for text in ["x =", "print 1", "leson 3", "def f(:"] {
            assert_eq!(reading(text, &[]), Reading::Python(text.to_owned()));
        }
    }

    fn entries(text: &str) -> Vec<String> {
        match reading(text, &[]) {
            Reading::Pasted(entries) => entries,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_session_copied_from_another_prompt_is_its_entries() {
        let text = ">>> def f():\n...     yield 1\n... \n>>> next(f())\n1\n>>> x = [\n... 1]\n";
        assert_eq!(entries(text), ["def f():\n    yield 1\n\n", "next(f())\n", "x = [\n1]\n"]);
        assert_eq!(reading("x = 1\n", &[]), Reading::Python("x = 1\n".to_owned()));
        assert_eq!(reading(">>>x\n", &[]), Reading::Python(">>>x\n".to_owned()));
    }

    #[test]
    fn a_doctest_keeps_its_indents_and_loses_its_margin() {
        let text = "    >>> for i in g():\n    ...     print(i)\n    0\n    >>> 1+1\n    2\n";
        assert_eq!(entries(text), ["for i in g():\n    print(i)\n", "1+1\n"]);
    }

    #[test]
    fn what_this_prompt_shows_can_be_pasted_back() {
        let text = ">>> def f():\n│   if x:\n│   │   yield 1\n│   else:\n│   │   yield 2\n\n>>> f()\nmain ─creates→ f#1\n<generator f#1>\n>>> x = [\n│   1,\n]\n>>> x\n[1]\n";
        let def = "def f():\n    if x:\n        yield 1\n    else:\n        yield 2\n\n";
        assert_eq!(entries(text), [def, "f()\n", "x = [\n    1,\n]\n", "x\n"]);
    }

    #[test]
    fn a_question_mark_behind_a_name_asks_about_it() {
        assert_eq!(reading("f?", &[]), Reading::Question("f".to_owned(), Depth::Signature));
        assert_eq!(
            reading(" asyncio.gather?? ", &[]),
            Reading::Question("asyncio.gather".to_owned(), Depth::Source)
        );
        for text in ["f(?", "1?", "a b?", "f.?", "f???", "x = 1 # why?"] {
            assert_eq!(reading(text, &[]), Reading::Python(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_command_may_be_meant_by_what_is_no_python() {
        assert_eq!(meant("lessn 3"), Some("lesson 3".to_owned()));
        assert_eq!(meant("advnace 1.5"), Some("advance 1.5".to_owned()));
        for text in ["for x", "x = = 1", "if tick", "print 1", "try x", "def step"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(reading("  \n ", &[]), Reading::Blank);
    }
}
