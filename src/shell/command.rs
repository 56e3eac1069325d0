//! The one table of commands: parser, help and completion read it.

use thiserror::Error;

use super::setting::{Change, Setting, SettingError};
use super::words::{nearest_to, words};
use crate::lang::{Lang, Say, english_display, say};
use crate::trace::event::Clock;

/// Which command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Opens a lesson.
    Lesson,
    /// Lists the lessons.
    Lessons,
    /// Asks the questions of a lesson.
    Quiz,
    /// Opens step mode.
    Step,
    /// Runs a program.
    Run,
    /// Shows what the session holds.
    States,
    /// Shows or chooses the clock.
    Clock,
    /// Runs turns of the loop.
    Tick,
    /// Lets time pass.
    Advance,
    /// Explains what went wrong.
    Why,
    /// Drives a generator by hand.
    Drive,
    /// Starts afresh.
    Reset,
    /// Writes the session as a program.
    Save,
    /// Writes what was shown.
    Transcript,
    /// Shows or changes a setting.
    Set,
    /// Opens the editor.
    Edit,
    /// Explains the commands.
    Help,
    /// Leaves.
    Quit,
}

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
    /// Python.
    Python,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A setting and its value.
    Setting,
    /// A command.
    Command,
}

/// A command's row.
#[derive(Debug)]
pub struct Row {
    /// Which.
    pub name: Name,
    /// Its word.
    pub word: &'static str,
    /// Its arguments, as help shows them.
    pub arguments: &'static str,
    /// What is completed behind it.
    pub takes: Takes,
    en: &'static str,
    zh: &'static str,
}

impl Row {
    /// What it does, in one line.
    pub fn help(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }
}

const fn row(
    name: Name,
    word: &'static str,
    arguments: &'static str,
    takes: Takes,
    en: &'static str,
    zh: &'static str,
) -> Row {
    Row { name, word, arguments, takes, en, zh }
}

/// The words behind `:clock`.
const CLOCKS: &[&str] = &["virtual", "real"];

/// Every command, in the order help lists them.
pub static TABLE: &[Row] = &[
    row(Name::Lessons, "lessons", "", Takes::Nothing, "lists the lessons", "列出全部课程"),
    row(
        Name::Lesson,
        "lesson",
        "[N|SLUG]",
        Takes::Lesson,
        "opens a lesson and comes back",
        "打开一课，看完回到这里",
    ),
    row(Name::Quiz, "quiz", "[N|SLUG]", Takes::Lesson, "asks the questions of a lesson", "做一课的自测题"),
    row(
        Name::Step,
        "step",
        "FILE|PYTHON",
        Takes::FileOrPython,
        "steps through a program, or through Python typed here",
        "单步执行一个程序，或这里输入的 Python",
    ),
    row(
        Name::Run,
        "run",
        "FILE [ARGS…]",
        Takes::File,
        "runs a program and shows its transitions",
        "运行一个程序，显示它的切换",
    ),
    row(
        Name::States,
        "states",
        "",
        Takes::Nothing,
        "every generator, coroutine and task of this session, ready queue and timers",
        "本会话的所有生成器、协程、任务，以及就绪队列和定时器",
    ),
    row(
        Name::Clock,
        "clock",
        "[virtual|real]",
        Takes::Words(CLOCKS),
        "the session's clock; with real the loop runs by itself while you type",
        "会话的时钟；用 real 时，事件循环会在你输入的同时自己运行",
    ),
    row(
        Name::Tick,
        "tick",
        "[N]",
        Takes::Nothing,
        "runs one turn of the loop, or N",
        "让事件循环转一轮，或 N 轮",
    ),
    row(
        Name::Advance,
        "advance",
        "SECONDS",
        Takes::Nothing,
        "lets that much time pass: the loop runs all that falls due",
        "让时间过去这么多秒：到期的都会运行",
    ),
    row(
        Name::Why,
        "why",
        "[MESSAGE|step]",
        Takes::Words(&["step"]),
        "explains the last error or warning about coroutines, or a message; step walks through a smallest program with the same cause",
        "解释最近一次与协程有关的错误或警告，或一条消息；step 单步走一遍原因相同的最小程序",
    ),
    row(
        Name::Drive,
        "drive",
        "NAME",
        Takes::Python,
        "one generator or coroutine in your hands: its state machine, next, send, throw, close, undo",
        "亲手驱动一个生成器或协程：它的状态机，next、send、throw、close，还能撤销",
    ),
    row(
        Name::Reset,
        "reset",
        "",
        Takes::Nothing,
        "starts a fresh Python; all names are gone",
        "换一个全新的 Python；所有名字都会消失",
    ),
    row(
        Name::Save,
        "save",
        "FILE",
        Takes::File,
        "writes the session as a program that runs",
        "把本会话写成可以运行的程序",
    ),
    row(
        Name::Transcript,
        "transcript",
        "FILE",
        Takes::File,
        "writes what was shown here",
        "把这里显示过的内容写入文件",
    ),
    row(Name::Set, "set", "[KEY VALUE]", Takes::Setting, "shows or changes settings", "查看或更改设置"),
    row(
        Name::Edit,
        "edit",
        "",
        Takes::Nothing,
        "opens $EDITOR on the last entry and runs what you save",
        "用 $EDITOR 打开上一条语句，保存后运行",
    ),
    row(Name::Help, "help", "[COMMAND]", Takes::Command, "lists the commands", "列出命令"),
    row(Name::Quit, "quit", "", Takes::Nothing, "leaves; Ctrl-D does too", "离开；Ctrl-D 也可以"),
];

/// The row of a command.
pub fn row_of(name: Name) -> &'static Row {
    TABLE.iter().find(|row| row.name == name).unwrap_or(&TABLE[0])
}

/// The row of a word; CPython's own prompt calls leaving `exit` too.
pub fn row_called(word: &str) -> Option<&'static Row> {
    let word = if word == "exit" { "quit" } else { word };
    TABLE.iter().find(|row| row.word == word)
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
    Help(Option<Name>),
    /// Leave.
    Quit,
}

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Error)]
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
        name: Name,
    },
    /// An argument is no number of the kind wanted.
    Number {
        /// The command.
        name: Name,
        /// What was typed.
        text: String,
    },
    /// A setting cannot be changed so.
    Setting(#[from] SettingError),
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
            CommandError::Arguments { name } => {
                let usage = usage(row_of(*name));
                say!(lang, "Usage: {usage}", "用法：{usage}")
            }
            CommandError::Number { name, text } => {
                let usage = usage(row_of(*name));
                say!(lang, "{text:?} does not fit here. Usage: {usage}", "这里不能用 {text:?}。用法：{usage}")
            }
            CommandError::Setting(error) => error.say(lang),
        }
    }
}

english_display!(CommandError);

/// How a command is typed.
pub fn usage(row: &Row) -> String {
    match row.arguments {
        "" => format!(":{}", row.word),
        arguments => format!(":{} {arguments}", row.word),
    }
}

/// Reads a command; the text begins with its word, without the colon.
pub fn parse(text: &str) -> Result<Command, CommandError> {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let Some(row) = row_called(word) else {
        return Err(CommandError::Unknown { word: word.to_owned(), nearest: nearest(word) });
    };
    read(row.name, rest.trim())
}

fn read(name: Name, rest: &str) -> Result<Command, CommandError> {
    let wrong = CommandError::Arguments { name };
    let some = (!rest.is_empty()).then(|| rest.to_owned());
    let number = CommandError::Number { name, text: rest.to_owned() };
    Ok(match (name, some) {
        (Name::Lesson, some) => Command::Lesson(some),
        (Name::Quiz, some) => Command::Quiz(some),
        (Name::Lessons, None) => Command::Lessons,
        (Name::Step, Some(what)) => Command::Step(what),
        (Name::Run, Some(text)) => Command::Run(words(&text)),
        (Name::States, None) => Command::States,
        (Name::Clock, None) => Command::Clock(None),
        (Name::Clock, Some(word)) => {
            match [Clock::Virtual, Clock::Real].into_iter().find(|it| it.word() == word) {
                Some(clock) => Command::Clock(Some(clock)),
                None => return Err(wrong),
            }
        }
        (Name::Tick, None) => Command::Tick(1),
        (Name::Tick, Some(count)) => match count.parse() {
            Ok(count @ 1..) => Command::Tick(count),
            _ => return Err(number),
        },
        (Name::Advance, Some(seconds)) => match seconds.trim_end_matches('s').trim_end().parse::<f64>() {
            Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Command::Advance(seconds),
            _ => return Err(number),
        },
        (Name::Why, message) => Command::Why(message),
        (Name::Drive, Some(name)) => Command::Drive(name),
        (Name::Reset, None) => Command::Reset,
        (Name::Save, Some(file)) => Command::Save(file),
        (Name::Transcript, Some(file)) => Command::Transcript(file),
        (Name::Set, None) => Command::Set(None),
        (Name::Set, Some(text)) => {
            let (key, value) = text.split_once([' ', '=']).unwrap_or((&text, ""));
            Command::Set(Some(Setting::change(key.trim(), value.trim_matches([' ', '=']))?))
        }
        (Name::Edit, None) => Command::Edit,
        (Name::Help, None) => Command::Help(None),
        (Name::Help, Some(word)) => {
            let word = word.trim_start_matches(':');
            match row_called(word) {
                Some(row) => Command::Help(Some(row.name)),
                None => {
                    return Err(CommandError::Unknown { word: word.to_owned(), nearest: nearest(word) });
                }
            }
        }
        (Name::Quit, None) => Command::Quit,
        _ => return Err(wrong),
    })
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
            assert!(std::ptr::eq(row_of(row.name), row), "{:?} has two rows", row.name);
            assert!(!row.en.is_empty() && row.en != row.zh && !row.zh.is_empty(), "{}", row.word);
        }
    }

    #[test]
    fn every_row_can_be_typed() {
        for row in TABLE {
            let argument = match (row.name, row.arguments) {
                (_, "") => "",
                (Name::Clock, _) => "real",
                (Name::Tick | Name::Advance, _) => "2",
                (Name::Set, _) => "edit vi",
                (Name::Help, _) => "quit",
                _ => "x.py",
            };
            parse(&format!("{} {argument}", row.word)).expect(row.word);
        }
    }

    #[test]
    fn arguments_are_read() {
        assert_eq!(parse("lesson 3"), Ok(Command::Lesson(Some("3".to_owned()))));
        assert_eq!(parse("advance 1.5"), Ok(Command::Advance(1.5)));
        assert_eq!(parse("advance 2s"), Ok(Command::Advance(2.0)));
        assert_eq!(parse("tick"), Ok(Command::Tick(1)));
        assert_eq!(parse("clock real"), Ok(Command::Clock(Some(Clock::Real))));
        assert_eq!(parse("run a.py -x  y"), Ok(Command::Run(vec!["a.py".into(), "-x".into(), "y".into()])));
        assert_eq!(parse("help :tick"), Ok(Command::Help(Some(Name::Tick))));
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
