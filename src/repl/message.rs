//! What comes in to the prompt and what is to be done for it.

use super::setting::Settings;
use crate::trace::event::{Clock, Event, Stream};
use crate::trace::timeline::Timeline;
use crate::view::role::Line;
use crate::wire::{Completions, Ready, Request};

/// Something that happened.
#[derive(Debug)]
pub enum Input {
    /// The prompt begins.
    Begin(Newcomer),
    /// The editor has something.
    Typed(Typed),
    /// The learner asks how the text could go on at the cursor.
    Complete {
        /// The text.
        text: String,
        /// Where in it, in bytes.
        cursor: usize,
    },
    /// Ctrl-C where no line is edited.
    Interrupt,
    /// There is time to show more of what is held back.
    ShowMore,
    /// The session tells what happened in it.
    Events(Vec<Event>),
    /// The session reads its stdin.
    StdinWanted,
    /// The session waits again.
    Ready(Ready),
    /// The session's answer to [`Request::Complete`].
    Completions(Completions),
    /// The session's answer to [`Request::Evaluate`].
    Evaluated(Result<String, String>),
    /// The session's process is gone.
    Ended(Ended),
    /// Another mode was left.
    Back,
    /// The user's editor was left; what it saved, where that is something new.
    Edited(Option<String>),
    /// Step mode on an entry is about to begin.
    Stepping(String),
    /// Step mode on an entry was left.
    Stepped(Box<Stepped>),
    /// A file to be written is there already, and nothing was written.
    Exists {
        /// Its path.
        path: String,
        /// The file, as typed.
        file: String,
        /// What was to be written.
        contents: Contents,
    },
    /// A file was written, or not.
    Written {
        /// Its path.
        path: String,
        /// What the system said.
        result: Result<(), String>,
    },
    /// Something that was asked of the outside is not to be had, for this reason.
    Refused(String),
}

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, or an entry of several.
    Text(String),
    /// What was left at the end of a script: an entry that is not complete.
    Rest(String),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D, or the end of the input.
    End,
    /// Bytes that are no UTF-8.
    NotText,
}

/// Whether somebody who is there to talk with has never answered anything in a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newcomer {
    /// So it is.
    Yes,
    /// It is somebody who came back.
    No,
}

/// How a session's process ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// Its exit status.
    pub status: i32,
    /// Why, where it did not end by itself.
    pub cause: Option<Cause>,
    /// What it wrote to its stderr past Python.
    pub stderr: Vec<u8>,
}

/// Why a session's process ended other than by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// The learner ended it.
    Interrupted(String),
    /// It died.
    Died(String),
}

impl Cause {
    /// The cause as a sentence.
    pub(super) fn sentence(&self) -> &str {
        match self {
            Cause::Interrupted(sentence) | Cause::Died(sentence) => sentence,
        }
    }
}

/// What came of step mode on an entry.
#[derive(Debug)]
pub struct Stepped {
    /// All that happened in the session.
    pub timeline: Timeline,
    /// How much of that had happened before.
    pub from: u64,
    /// How the entry ended; where neither this nor [`Stepped::ended`] is there, it runs on.
    pub ready: Option<Ready>,
    /// How the session's process ended, where it did.
    pub ended: Option<Ended>,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Send this to the session.
    Send(Request),
    /// Interrupt the session as Ctrl-C does.
    Interrupt,
    /// End the session at once; what it told and was not shown yet is of no interest.
    Kill,
    /// Put a fresh session with this clock in the place of the one there was.
    Start(Clock),
    /// Read a line or an entry, once all that was said before is written.
    Read {
        /// What stands before it.
        lead: Lead,
        /// What it is for.
        purpose: Purpose,
    },
    /// What was typed is done: keep it, behind its prompt.
    Typed {
        /// The prompt.
        prompt: String,
        /// What was typed.
        text: String,
    },
    /// Forget the lines of an unfinished entry, where lines are not edited, and ask again.
    DropLines,
    /// Answer the newest question for candidates: there are none now.
    NoCandidates,
    /// Answer the oldest question for candidates.
    Candidates(Option<Completions>),
    /// Write a line of ours.
    Say(Stream, Line, Place),
    /// Write what the program wrote.
    Program(Stream, Vec<u8>, Place),
    /// End the line the cursor is in, where there is one.
    EndLine,
    /// Open another mode; when it is left, that is an input.
    Open(Mode),
    /// Write a file; how that went is an input.
    Write {
        /// The file, as typed.
        file: String,
        /// What to write.
        contents: Contents,
        /// What to do where it is there already.
        existing: Existing,
    },
    /// Take these settings over.
    Set(Settings),
    /// Put an entry that was not typed into the editor's history.
    Remember(String),
    /// Leave with this exit status.
    Leave(u8),
}

/// What stands before a line that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// These words.
    Words(String),
    /// What the program wrote at the beginning of the line the cursor is in.
    BegunLine,
}

/// What a line is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An entry: Python or a command.
    Entry,
    /// The answer to a program's question, or to ours.
    Answer,
}

/// Where something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where the cursor is.
    Here,
    /// Above the line that is being typed.
    Above,
}

/// Another mode.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    /// The list of lessons.
    Lessons,
    /// A lesson, by its number or name; without one the next unfinished one.
    Lesson(Option<String>),
    /// The questions of a lesson.
    Quiz(Option<String>),
    /// A program runs: options, its file, its arguments.
    Run(Vec<String>),
    /// Step mode on a program: options, its file, its arguments.
    Step(Vec<String>),
    /// Step mode on a smallest program with the cause of this message.
    StepMessage(String),
    /// Step mode on Python of this session.
    StepEntry(String),
    /// The user's editor on this text.
    Editor(String),
}

/// What to do with a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and ask.
    Keep,
    /// Replace it.
    Replace,
}

/// What is written into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// This.
    Text(String),
    /// All that was shown so far.
    Transcript,
}
