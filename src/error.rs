//! Every failure as one sentence, and every exit status.

pub mod phrase;

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::lang::Lang;
use crate::run::config::ConfigError;
use crate::run::problem::RunError;

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
    pub source: Box<dyn Error + Send + Sync>,
    /// What the user may do about it.
    pub hints: Vec<&'static str>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl Failure {
    /// What happened and what may be done about it, in the user's language.
    pub fn sentence(&self, lang: Lang) -> String {
        let mut sentence = format!("learn-coroutines: {}", phrase::said(&self.source.to_string(), lang));
        for hint in &self.hints {
            sentence.push_str(lang.pick("\n  hint: ", "\n  提示："));
            sentence.push_str(&phrase::said(hint, lang));
        }
        sentence
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        let (kind, hints) = match &error {
            RunError::Unreadable { source, .. } => (Exit::Usage, hints_for_reading(source)),
            RunError::TooLarge { .. } => (Exit::Usage, vec!["Is this really a Python program?"]),
            RunError::ArgumentNotText { .. } => (Exit::Usage, vec![]),
            RunError::LessonComing { .. } | RunError::NoLesson { .. } => {
                (Exit::Usage, vec!["`learn-coroutines lessons` lists what there is."])
            }
            RunError::LessonName { .. } | RunError::LessonThere { .. } | RunError::NoHeading { .. } => {
                (Exit::Usage, vec![])
            }
            RunError::Overwrite { .. } => (Exit::Usage, vec!["Give --out another name."]),
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
        Failure { kind, source: Box::new(error), hints }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure { kind: Exit::Usage, source: Box::new(error), hints: vec![] }
    }
}

fn hints_for_reading(error: &io::Error) -> Vec<&'static str> {
    match error.kind() {
        io::ErrorKind::NotFound => {
            vec!["Options stand before FILE; what follows FILE belongs to the program."]
        }
        io::ErrorKind::IsADirectory => vec!["Name the program's file, not its folder."],
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
}
