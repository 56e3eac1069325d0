//! What can be typed as a command: read by its row of the one [`table`], or wrong.

mod table;

pub use table::{TABLE, row_called};

use thiserror::Error;

use super::setting::{Change, SettingError};
use super::words::nearest_to;
use crate::lang::{Lang, Say, english_display, say};
use crate::trace::event::Clock;

/// What a command's argument is, as far as completion goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing that could be completed.
    Nothing,
    /// A lesson's number or name.
    Lesson,
    /// A file.
    File,
    /// A file or Python.
    FileOrPython,
    /// A generator, coroutine or async generator of the session.
    Driven,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A setting and its value.
    Setting,
    /// A command.
    Command,
}

/// When a command can be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Available {
    /// At once, whatever the session does.
    Always,
    /// Once the session waits for us.
    WhenIdle,
}

/// A command's row: all that is known of it.
#[derive(Debug)]
pub struct Row {
    /// Its word.
    pub word: &'static str,
    /// Its arguments, as help shows them.
    pub arguments: &'static str,
    /// What is completed behind it.
    pub takes: Takes,
    /// When it can be carried out.
    pub available: Available,
    /// Reads what stands behind its word, without blanks around it.
    read: fn(&str) -> Result<Command, Misread>,
    en: &'static str,
    zh: &'static str,
}

impl PartialEq for Row {
    /// A word has one row.
    fn eq(&self, other: &Row) -> bool {
        self.word == other.word
    }
}

impl Row {
    /// What it does, in one line.
    pub fn help(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }

    /// How it is typed.
    pub fn usage(&self) -> String {
        match self.arguments {
            "" => format!(":{}", self.word),
            arguments => format!(":{} {arguments}", self.word),
        }
    }
}

/// Why what stands behind a command's word cannot be read.
enum Misread {
    /// An argument is missing, is none of those there are, or there is one too many.
    Arguments,
    /// It is no number of the kind wanted.
    Number,
    /// It names no command.
    Unknown(String),
    /// A setting cannot be changed so.
    Setting(SettingError),
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open this lesson; without a name the next unfinished one.
    Lesson(Option<String>),
    /// List the lessons.
    Lessons,
    /// Ask the questions of this lesson; without a name of the next one.
    Quiz(Option<String>),
    /// Step through a file or through Python.
    Step(String),
    /// Run a file with its arguments.
    Run(Vec<String>),
    /// Show all states.
    States,
    /// Show the clock, or choose one.
    Clock(Option<Clock>),
    /// Run so many turns.
    Tick(u32),
    /// Let so many seconds pass.
    Advance(f64),
    /// Explain the last trouble, or this message.
    Why(Option<String>),
    /// Drive what has this name.
    Drive(String),
    /// Show transitions that were left out.
    More,
    /// A fresh session.
    Reset,
    /// Write the session to a file.
    Save(String),
    /// Write the transcript to a file.
    Transcript(String),
    /// Show the settings, or change one.
    Set(Option<Change>),
    /// Open the editor.
    Edit,
    /// Explain all commands, or one.
    Help(Option<&'static Row>),
    /// Leave.
    Quit,
}

/// A command as it was typed.
#[derive(Debug, PartialEq)]
pub struct Called {
    /// Its row.
    pub row: &'static Row,
    /// It, with its arguments.
    pub command: Command,
}

/// Why a line is no command.
#[derive(Debug, PartialEq, Error)]
pub enum CommandError {
    /// No such command.
    Unknown {
        /// What was typed.
        word: String,
        /// The command it comes nearest to.
        nearest: Option<&'static str>,
    },
    /// An argument is missing or there is one too many.
    Arguments {
        /// The command.
        row: &'static Row,
    },
    /// An argument is no number of the kind wanted.
    Number {
        /// The command.
        row: &'static Row,
        /// What was typed.
        text: String,
    },
    /// A setting cannot be changed so.
    Setting(#[from] SettingError),
}

impl CommandError {
    fn unknown(word: &str) -> CommandError {
        CommandError::Unknown { word: word.to_owned(), nearest: nearest(word) }
    }
}

impl Say for CommandError {
    fn say(&self, lang: Lang) -> String {
        match self {
            CommandError::Unknown { word, nearest: Some(nearest) } => say!(
                lang,
                "There is no command :{word}. Did you mean :{nearest}?",
                "没有命令 :{word}。是不是想输入 :{nearest}？"
            ),
            CommandError::Unknown { word, nearest: None } => say!(
                lang,
                "There is no command :{word}. :help lists them.",
                "没有命令 :{word}。用 :help 查看所有命令。"
            ),
            CommandError::Arguments { row } => {
                let usage = row.usage();
                say!(lang, "Usage: {usage}", "用法：{usage}")
            }
            CommandError::Number { row, text } => {
                let usage = row.usage();
                say!(lang, "{text:?} does not fit here. Usage: {usage}", "这里不能用 {text:?}。用法：{usage}")
            }
            CommandError::Setting(error) => error.say(lang),
        }
    }
}

english_display!(CommandError);

/// Reads a command; the text begins with its word, without the colon.
pub fn parse(text: &str) -> Result<Called, CommandError> {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let row = row_called(word).ok_or_else(|| CommandError::unknown(word))?;
    let rest = rest.trim();
    match (row.read)(rest) {
        Ok(command) => Ok(Called { row, command }),
        Err(Misread::Arguments) => Err(CommandError::Arguments { row }),
        Err(Misread::Number) => Err(CommandError::Number { row, text: rest.to_owned() }),
        Err(Misread::Unknown(word)) => Err(CommandError::unknown(&word)),
        Err(Misread::Setting(error)) => Err(CommandError::Setting(error)),
    }
}

/// The command whose word comes nearest to a mistyped one.
pub fn nearest(word: &str) -> Option<&'static str> {
    nearest_to(word, TABLE.iter().map(|row| row.word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_own_word_and_help_in_both_languages() {
        let mut words: Vec<&str> = TABLE.iter().map(|row| row.word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), TABLE.len());
        for row in TABLE {
            assert!(!row.en.is_empty() && row.en != row.zh && !row.zh.is_empty(), "{}", row.word);
        }
    }

    #[test]
    fn every_row_can_be_typed() {
        for row in TABLE {
            let argument = match (row.word, row.arguments) {
                (_, "") => "",
                ("clock", _) => "real",
                ("tick" | "advance", _) => "2",
                ("set", _) => "edit vi",
                ("help", _) => "quit",
                _ => "x.py",
            };
            let called = parse(&format!("{} {argument}", row.word)).expect(row.word);
            assert_eq!(called.row, row);
            if row.arguments.is_empty() {
                parse(&format!("{} more", row.word)).expect_err("it takes no argument");
            }
        }
    }

    #[test]
    fn arguments_are_read() {
        let parse = |text| parse(text).map(|called| called.command);
        assert_eq!(parse("lesson 3"), Ok(Command::Lesson(Some("3".to_owned()))));
        assert_eq!(parse("advance 1.5"), Ok(Command::Advance(1.5)));
        assert_eq!(parse("advance 2s"), Ok(Command::Advance(2.0)));
        assert_eq!(parse("tick"), Ok(Command::Tick(1)));
        assert_eq!(parse("clock real"), Ok(Command::Clock(Some(Clock::Real))));
        assert_eq!(parse("run a.py -x  y"), Ok(Command::Run(vec!["a.py".into(), "-x".into(), "y".into()])));
        assert_eq!(parse("help :tick"), Ok(Command::Help(row_called("tick"))));
        assert_eq!(parse("exit"), Ok(Command::Quit));
    }

    #[test]
    fn what_is_wrong_with_arguments_is_told_with_the_usage() {
        let told = |text: &str, lang| parse(text).expect_err(text).say(lang);
        assert_eq!(told("tick 0", Lang::En), "\"0\" does not fit here. Usage: :tick [N]");
        assert_eq!(told("advance", Lang::Zh), "用法：:advance SECONDS");
        assert_eq!(told("advance inf", Lang::En), "\"inf\" does not fit here. Usage: :advance SECONDS");
        assert_eq!(told("clock slow", Lang::En), "Usage: :clock [virtual|real]");
        assert_eq!(told("states now", Lang::En), "Usage: :states");
    }

    #[test]
    fn a_typo_gets_the_nearest_command() {
        for (typed, meant) in [
            ("lesons", "lessons"),
            ("leson", "lesson"),
            ("stpe", "step"),
            ("qiut", "quit"),
            ("hlep", "help"),
            ("trans", "transcript"),
            ("STATES", "states"),
            ("stat", "states"),
        ] {
            assert_eq!(nearest(typed), Some(meant), "{typed}");
        }
        assert_eq!(nearest("xyzzy"), None);
        assert_eq!(nearest(""), None);
        let sentence = parse("lesons").expect_err("a typo").say(Lang::En);
        assert_eq!(sentence, "There is no command :lesons. Did you mean :lessons?");
    }
}
