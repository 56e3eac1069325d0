//! Every failure as one sentence, and every exit status.

use std::io;
use std::process::ExitCode;

mod problem;

pub use problem::RunError;

use crate::config::ConfigError;
use crate::lang::{Lang, Say, english_display, say};

/// How this program exits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: something could not be done, or a check failed.
    Failed,
    /// 2: the command line is wrong, or a file cannot be read or parsed.
    Usage,
    /// 3: whoever read our output went away; nothing is said.
    BrokenPipe,
    /// 101: a fault of ours.
    Fault,
    /// What the program chose, or 124, 125, 130 where it was ended: by the time limit, by its death, by Ctrl-C.
    Program(u8),
}

impl Exit {
    /// The number.
    pub fn status(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::BrokenPipe => 3,
            Exit::Fault => 101,
            Exit::Program(status) => status,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.status())
    }
}

/// Something that could not be done.
#[derive(Debug)]
pub struct Failure {
    /// How the program exits for it.
    pub kind: Exit,
    /// What happened.
    pub source: Source,
    /// What the user may do about it.
    pub hints: Vec<Hint>,
}

/// What happened, by the room that tells it.
#[derive(Debug)]
pub enum Source {
    /// A command could not be carried out.
    Run(RunError),
    /// The configuration cannot be used.
    Config(ConfigError),
}

/// What the user may do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The file is too large for a program.
    ReallyAProgram,
    /// A lesson was not found.
    Lessons,
    /// The trace would go where the program is.
    OtherOut,
    /// A word before FILE was taken for FILE.
    OptionsBeforeFile,
    /// A folder was named.
    FileNotFolder,
}

impl Say for Failure {
    fn say(&self, lang: Lang) -> String {
        let what = match &self.source {
            Source::Run(error) => error.say(lang),
            Source::Config(error) => error.say(lang),
        };
        let mut said = format!("learn-coroutines: {what}");
        for hint in &self.hints {
            let hint = hint.say(lang);
            said += &say!(lang, "\n  hint: {hint}", "\n  提示：{hint}");
        }
        said
    }
}

impl Say for Hint {
    fn say(&self, lang: Lang) -> String {
        match self {
            Hint::ReallyAProgram => {
                say!(lang, "Is this really a Python program?", "这真的是 Python 程序吗？")
            }
            Hint::Lessons => say!(
                lang,
                "`learn-coroutines lessons` lists what there is.",
                "`learn-coroutines lessons` 列出现有的课程。"
            ),
            Hint::OtherOut => say!(lang, "Give --out another name.", "请给 --out 换一个文件名。"),
            Hint::OptionsBeforeFile => say!(
                lang,
                "Options stand before FILE; what follows FILE belongs to the program.",
                "选项要写在 FILE 之前；FILE 之后的都是程序自己的参数。"
            ),
            Hint::FileNotFolder => say!(
                lang,
                "Name the program's file, not its folder.",
                "请给出程序文件，而不是它所在的文件夹。"
            ),
        }
    }
}

english_display!(Failure);

/// A panic: a fault of ours, which ends the command.
#[derive(Debug)]
pub struct Fault {
    /// What the panic said, where it said something.
    pub message: Option<String>,
    /// The line of our source.
    pub place: Option<String>,
}

impl Fault {
    /// What a panic's hook is told.
    pub fn of_panic(panic: &std::panic::PanicHookInfo<'_>) -> Fault {
        Fault {
            message: panic.payload_as_str().map(str::to_owned),
            place: panic.location().map(|place| format!("{}:{}", place.file(), place.line())),
        }
    }
}

impl Say for Fault {
    fn say(&self, lang: Lang) -> String {
        let message = self.message.as_deref().unwrap_or(lang.pick("no message", "没有说明"));
        let place =
            self.place.as_ref().map(|place| say!(lang, " ({place})", "（{place}）")).unwrap_or_default();
        say!(
            lang,
            "learn-coroutines: this is a fault of the tool itself, please report it: {message}{place}",
            "learn-coroutines: 这是本工具自身的错误，请报告给我们：{message}{place}"
        )
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        let (kind, hints) = match &error {
            RunError::Unreadable { source, .. } => (Exit::Usage, hints_for_reading(source)),
            RunError::TooLarge { .. } => (Exit::Usage, vec![Hint::ReallyAProgram]),
            RunError::ArgumentNotText { .. } => (Exit::Usage, vec![]),
            RunError::SilentPipe { .. } | RunError::NameNotText { .. } | RunError::Recording { .. } => {
                (Exit::Usage, vec![])
            }
            RunError::NoPython(_) | RunError::EmbeddedOnly { .. } => (Exit::Usage, vec![]),
            RunError::LessonComing { .. } | RunError::NoLesson { .. } => (Exit::Usage, vec![Hint::Lessons]),
            RunError::LessonName { .. } | RunError::LessonThere { .. } | RunError::NoHeading { .. } => {
                (Exit::Usage, vec![])
            }
            RunError::Overwrite { .. } => (Exit::Usage, vec![Hint::OtherOut]),
            RunError::Output { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => {
                (Exit::BrokenPipe, vec![])
            }
            RunError::Output { .. }
            | RunError::Create { .. }
            | RunError::Scratch { .. }
            | RunError::NoSystemPython
            | RunError::Progress { .. }
            | RunError::UnknownMessage { .. }
            | RunError::Terminal { .. }
            | RunError::Machinery { .. }
            | RunError::Start { .. } => (Exit::Failed, vec![]),
        };
        Failure { kind, source: Source::Run(error), hints }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure { kind: Exit::Usage, source: Source::Config(error), hints: vec![] }
    }
}

fn hints_for_reading(error: &io::Error) -> Vec<Hint> {
    match error.kind() {
        io::ErrorKind::NotFound => vec![Hint::OptionsBeforeFile],
        io::ErrorKind::IsADirectory => vec![Hint::FileNotFolder],
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_went_away_is_no_failure_worth_words() {
        let source = io::Error::from(io::ErrorKind::BrokenPipe);
        let failure = Failure::from(RunError::Output { name: "stdout".to_owned(), source });
        assert_eq!(failure.kind, Exit::BrokenPipe);
    }

    #[test]
    fn a_full_disk_is_a_sentence_with_the_place() {
        let source = io::Error::from(io::ErrorKind::StorageFull);
        let failure = Failure::from(RunError::Output { name: "trace.jsonl".to_owned(), source });
        assert_eq!(failure.kind.status(), 1);
        assert_eq!(failure.to_string(), "learn-coroutines: cannot write to trace.jsonl: no storage space");
    }

    #[test]
    fn what_happened_and_what_may_be_done_are_said_in_one_language() {
        let source = io::Error::from_raw_os_error(2);
        let failure = Failure::from(RunError::Unreadable { path: "none.py".into(), source });
        assert_eq!(
            failure.say(Lang::Zh),
            "learn-coroutines: 无法读取 none.py：没有这个文件或文件夹（os error 2）\n  \
             提示：选项要写在 FILE 之前；FILE 之后的都是程序自己的参数。"
        );
    }

    #[test]
    fn a_fault_of_ours_has_its_place() {
        let fault = Fault { message: None, place: Some("src/a.rs:7".to_owned()) };
        assert_eq!(
            Lang::ALL.map(|lang| fault.say(lang)),
            [
                "learn-coroutines: this is a fault of the tool itself, please report it: no message (src/a.rs:7)",
                "learn-coroutines: 这是本工具自身的错误，请报告给我们：没有说明（src/a.rs:7）",
            ]
        );
    }
}
