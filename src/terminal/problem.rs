//! What can go wrong with the terminal, and with whatever else is written to.

use std::io;

use thiserror::Error;

use crate::lang::{Lang, Say, english_display, say};

/// Why something could not be written, or waited for.
#[derive(Debug, Error)]
pub enum TerminalError {
    /// Output cannot be written.
    Output {
        /// Where to.
        name: String,
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
}

impl TerminalError {
    /// What the system said.
    pub fn into_source(self) -> io::Error {
        match self {
            TerminalError::Output { source, .. }
            | TerminalError::Machinery { source }
            | TerminalError::Terminal { source } => source,
        }
    }
}

impl Say for TerminalError {
    fn say(&self, lang: Lang) -> String {
        match self {
            TerminalError::Output { name, source } => unwritable(name, source, lang),
            TerminalError::Machinery { source } => unwaitable(source, lang),
            TerminalError::Terminal { source } => unusable(source, lang),
        }
    }
}

/// Output cannot be written.
pub fn unwritable(name: &str, source: &io::Error, lang: Lang) -> String {
    let source = source.say(lang);
    say!(lang, "cannot write to {name}: {source}", "无法写入 {name}：{source}")
}

/// Events, signals and timers cannot be waited for.
pub fn unwaitable(source: &io::Error, lang: Lang) -> String {
    let source = source.say(lang);
    say!(lang, "cannot wait for signals and events: {source}", "无法等待信号和事件：{source}")
}

/// The terminal cannot be used.
pub fn unusable(source: &io::Error, lang: Lang) -> String {
    let source = source.say(lang);
    say!(lang, "cannot use the terminal: {source}", "无法使用终端：{source}")
}

english_display!(TerminalError);
