//! A JSON trace read back: the events it was written from, as far as the words of the format tell them.
//!
//! What the format does not keep is made up or left out where nothing depends on it: which frame an object owns that never
//! ran a line, and of a note the parts that it was said from. Where a function is written is found in the program's text.

mod kinds;
mod names;
mod places;
mod rows;
mod words;

use std::io::{self, BufRead};

use serde::Deserialize;

use crate::lang::{Lang, Say, english_display, say};
use crate::trace::event::{Event, Kind, Note, Site, TRACE_VERSION};
use crate::trace::id::{FileId, ThreadId};

use names::Names;
use rows::Row;

/// A recorded run.
#[derive(Debug)]
pub struct Recording {
    /// FILE, as it was given when the run was recorded.
    pub file: Box<str>,
    /// What happened.
    pub events: Vec<Event>,
}

impl Recording {
    /// Adds what the program's text tells: where its functions are written.
    pub fn locate(&mut self, text: &str) {
        places::locate(&mut self.events, text);
    }
}

/// Why a file is no recording that can be played.
#[derive(Debug)]
pub enum RecordingError {
    /// It cannot be read.
    Unreadable(io::Error),
    /// A later version of the program made it.
    Newer {
        /// The version of its format.
        version: u32,
    },
    /// A line is no event.
    Line {
        /// Its number, from 1.
        number: usize,
        /// What is wrong with it.
        fault: LineFault,
    },
}

/// What is wrong with a line.
#[derive(Debug)]
pub enum LineFault {
    /// It is no JSON, or lacks something.
    Json(serde_json::Error),
    /// A name or word that the format does not have in this place.
    Word(Box<str>),
}

impl From<serde_json::Error> for LineFault {
    fn from(error: serde_json::Error) -> LineFault {
        LineFault::Json(error)
    }
}

impl Say for RecordingError {
    fn say(&self, lang: Lang) -> String {
        match self {
            RecordingError::Unreadable(error) => error.say(lang),
            RecordingError::Newer { version } => say!(
                lang,
                "it is a recording of a later version of this program (format {version})",
                "它是由本程序更新的版本录制的（格式 {version}）"
            ),
            RecordingError::Line { number, fault: LineFault::Json(error) } => say!(
                lang,
                "line {number} of the recording is no event: {error}",
                "记录的第 {number} 行不是事件：{error}"
            ),
            RecordingError::Line { number, fault: LineFault::Word(word) } => say!(
                lang,
                "line {number} of the recording has {word:?} where no event has it",
                "记录的第 {number} 行出现了不该有的 {word:?}"
            ),
        }
    }
}

english_display!(RecordingError);

impl std::error::Error for RecordingError {}

/// What every line has.
#[derive(Deserialize)]
struct Common {
    seq: u64,
    event: String,
    time: f64,
    thread: u32,
    file: Option<String>,
    line: Option<u32>,
    r#where: Option<String>,
}

/// Whether a file that begins so is a recording: its first line is the first event of a trace. Nearly always that is the
/// start of the program, but its parser may have warned before.
pub fn is_one(beginning: &[u8]) -> bool {
    let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Common>(line)
        .is_ok_and(|common| common.seq == 0 && rows::is_known(&common.event))
}

/// Reads a recording. What its last line lacks is taken for a run that was cut short.
pub fn read(source: impl BufRead) -> Result<Recording, RecordingError> {
    let mut lines = Vec::new();
    for line in source.split(b'\n') {
        lines.push(line.map_err(RecordingError::Unreadable)?);
    }
    lines.pop_if(|last| serde_json::from_slice::<serde::de::IgnoredAny>(last).is_err());
    let mut names = Names::default();
    let mut file = Box::default();
    for (at, line) in lines.iter().enumerate() {
        let read = names::Named::of(line).map(|named| names.learn(named));
        read.map_err(|fault| RecordingError::Line { number: at + 1, fault })?;
    }
    let mut events = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let event = event(line, &names).map_err(|fault| RecordingError::Line { number: at + 1, fault })?;
        if let Kind::ProgramStarted { version, file: named, .. } = &event.kind {
            if *version > TRACE_VERSION {
                return Err(RecordingError::Newer { version: *version });
            }
            file = named.clone();
        }
        events.push(event);
    }
    Ok(Recording { file, events })
}

/// The event of a line.
fn event(line: &[u8], names: &Names) -> Result<Event, LineFault> {
    let common: Common = serde_json::from_slice(line)?;
    let place = common.r#where.as_deref().map(|place| names.place(place));
    let site = common.line.map(|line| {
        let file = common.file.as_deref().map_or(FileId(0), |path| names.file(path));
        Site { file, line }
    });
    let kind = if rows::is_known(&common.event) {
        serde_json::from_slice::<Row>(line)?.kind(names)?
    } else {
        // A later version may tell more; what it adds changes nothing that is known.
        let text = String::from_utf8_lossy(line).into();
        Kind::Note(Note::Recorded { topic: common.event.into(), text })
    };
    Ok(Event { time: common.time, thread: ThreadId(common.thread), site, place, kind })
}

#[cfg(test)]
mod tests;
