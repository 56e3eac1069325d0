//! What can go wrong around a run; how the program itself ends is no error of ours.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::engine::cpython::find::FindError;
use crate::engine::process::StartError;
use crate::export::recording::RecordingError;
use crate::lang::{Lang, Say, english_display, say};
use crate::progress::problem::ProgressError;
use crate::terminal::problem::{TerminalError, unusable, unwaitable, unwritable};

/// Why a command could not be carried out.
#[derive(Debug, Error)]
pub enum RunError {
    /// FILE cannot be read.
    Unreadable {
        /// FILE.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// FILE is larger than any program.
    TooLarge {
        /// FILE.
        path: PathBuf,
        /// The limit.
        limit_mib: u64,
    },
    /// An argument of the program is no text.
    ArgumentNotText {
        /// The argument.
        argument: std::ffi::OsString,
    },
    /// FILE is a pipe, and nothing comes.
    SilentPipe {
        /// FILE.
        path: PathBuf,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The program's name is no text, which it must be for Python's `__file__` and in messages.
    NameNotText {
        /// FILE.
        path: PathBuf,
    },
    /// The trace would replace the program.
    Overwrite {
        /// FILE and `--out` at once.
        path: PathBuf,
    },
    /// The file of the trace cannot be made.
    Create {
        /// `--out`.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Output cannot be written.
    Output {
        /// Where to.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// No scratch folder for a confined program.
    Scratch {
        /// What the system said.
        source: io::Error,
    },
    /// Events, signals and timers cannot be waited for.
    Machinery {
        /// What the system said.
        source: io::Error,
    },
    /// The terminal cannot be used.
    Terminal {
        /// What the system said.
        source: io::Error,
    },
    /// The Python process cannot be started.
    Start {
        /// Why.
        #[from]
        source: StartError,
    },
    /// An option that only the embedded interpreter obeys.
    EmbeddedOnly {
        /// The option.
        option: &'static str,
    },
    /// The Python that was asked for is not there.
    NoPython(#[from] FindError),
    /// A lesson of the curriculum that is not written yet.
    LessonComing {
        /// Its number.
        number: u32,
        /// Its name.
        slug: &'static str,
    },
    /// No such lesson.
    NoLesson {
        /// What was asked for.
        name: String,
    },
    /// Progress cannot be read or kept.
    Progress {
        /// Why.
        #[from]
        source: ProgressError,
    },
    /// A name that no lesson's folder has.
    LessonName {
        /// The name.
        name: String,
    },
    /// A new lesson would lie where something lies already.
    LessonThere {
        /// The folder, or the one that has its number.
        path: PathBuf,
    },
    /// A heading that a script does not have.
    NoHeading {
        /// What was asked for.
        heading: String,
        /// The headings.
        there: Vec<String>,
    },
    /// A message that is in no catalogue.
    UnknownMessage {
        /// The message.
        message: String,
    },
    /// FILE is a recording that cannot be played.
    Recording {
        /// FILE.
        path: PathBuf,
        /// Why.
        source: RecordingError,
    },
    /// There is no Python to compare with.
    NoSystemPython,
}

impl From<TerminalError> for RunError {
    fn from(error: TerminalError) -> RunError {
        match error {
            TerminalError::Output { name, source } => RunError::Output { name, source },
            TerminalError::Machinery { source } => RunError::Machinery { source },
            TerminalError::Terminal { source } => RunError::Terminal { source },
        }
    }
}
impl Say for RunError {
    fn say(&self, lang: Lang) -> String {
        match self {
            RunError::Unreadable { path, source } => {
                let (path, source) = (path.display(), source.say(lang));
                say!(lang, "cannot read {path}: {source}", "无法读取 {path}：{source}")
            }
            RunError::TooLarge { path, limit_mib } => {
                let path = path.display();
                say!(lang, "{path} is larger than {limit_mib} MiB", "{path} 超过了 {limit_mib} MiB")
            }
            RunError::SilentPipe { path, seconds } => {
                let path = path.display();
                say!(
                    lang,
                    "{path} is a pipe, and nobody wrote a program to it within {seconds} s",
                    "{path} 是管道，而 {seconds} 秒内没有人向它写入程序"
                )
            }
            RunError::NameNotText { path } => say!(
                lang,
                "the name of the program {path:?} is not valid UTF-8",
                "程序的文件名 {path:?} 不是有效的 UTF-8"
            ),
            RunError::ArgumentNotText { argument } => say!(
                lang,
                "the program's argument {argument:?} is not valid UTF-8",
                "程序的参数 {argument:?} 不是有效的 UTF-8"
            ),
            RunError::Overwrite { path } => {
                let path = path.display();
                say!(lang, "the trace would overwrite the program {path}", "轨迹会覆盖程序文件 {path}")
            }
            RunError::Create { path, source } => {
                let (path, source) = (path.display(), source.say(lang));
                say!(lang, "cannot write {path}: {source}", "无法写入 {path}：{source}")
            }
            RunError::Output { name, source } => unwritable(name, source, lang),
            RunError::Scratch { source } => {
                let source = source.say(lang);
                say!(
                    lang,
                    "cannot make a scratch folder for the program: {source}",
                    "无法为程序建立临时文件夹：{source}"
                )
            }
            RunError::Machinery { source } => unwaitable(source, lang),
            RunError::Terminal { source } => unusable(source, lang),
            RunError::Start { source } => source.say(lang),
            RunError::NoPython(source) => source.say(lang),
            RunError::EmbeddedOnly { option } => say!(
                lang,
                "{option} works with the Python built into this tool only, not together with --python",
                "{option} 只适用于本工具内置的 Python，不能与 --python 同用"
            ),
            RunError::LessonComing { number, slug } => {
                say!(lang, "lesson {number}, {slug}, is still coming", "第 {number} 课（{slug}）还在编写中")
            }
            RunError::NoLesson { name } => {
                say!(lang, "there is no lesson {name:?}", "没有这一课：{name:?}")
            }
            RunError::Progress { source } => source.say(lang),
            RunError::LessonName { name } => say!(
                lang,
                "{name:?} is not a name of a lesson; write for example lessons/08-tasks-and-futures",
                "{name:?} 不能用作课程名；可以写成 lessons/08-tasks-and-futures 这样"
            ),
            RunError::LessonThere { path } => {
                let path = path.display();
                say!(lang, "{path} is there already", "{path} 已经存在")
            }
            RunError::NoHeading { heading, there } => {
                let there = there.join(" / ");
                say!(
                    lang,
                    "no heading of this script is {heading:?}; it has: {there}",
                    "脚本里没有标题 {heading:?}；现有的标题：{there}"
                )
            }
            RunError::UnknownMessage { message } => say!(
                lang,
                "nothing is known of {message:?}: it is no message of CPython about generators, coroutines, tasks or loops",
                "没有关于 {message:?} 的资料：它不是 CPython 关于生成器、协程、任务或事件循环的消息"
            ),
            RunError::Recording { path, source } => {
                let (path, source) = (path.display(), source.say(lang));
                say!(lang, "cannot play {path}: {source}", "无法播放 {path}：{source}")
            }
            RunError::NoSystemPython => say!(
                lang,
                "there is no Python 3 on this system to compare with",
                "本系统没有可供对照的 Python 3"
            ),
        }
    }
}

english_display!(RunError);
