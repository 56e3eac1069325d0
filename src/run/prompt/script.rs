//! The prompt on a pipe: a script without prompts or colour, its entries one after the other.

use std::collections::VecDeque;

use super::reader::{Piece, Splitter};
use crate::wire::{Entry, Pace, Ready, Request};

/// The exit status of a script in which an entry ended with an exception nobody caught, as of a program.
const UNCAUGHT_STATUS: i32 = 1;
/// The exit status of a script that Ctrl-C ended, as of a program.
const INTERRUPTED_STATUS: i32 = 130;

/// A script on its way through a session.
#[derive(Debug)]
pub(in crate::run) struct Script {
    /// What stdin gave so far; `None` after its end.
    splitter: Option<Splitter>,
    /// What is complete and has not run yet.
    pieces: VecDeque<Piece>,
    /// What stdin left incomplete at its end.
    rest: Option<String>,
    phase: Phase,
    status: i32,
}

/// What the session is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// An entry runs.
    Busy,
    /// It waits for the next one.
    Waiting,
    /// It was told that nothing follows.
    Closing,
}

/// What a script needs to go on.
#[derive(Debug, PartialEq)]
pub(in crate::run) enum Need {
    /// That this is sent to the session.
    Send(Request),
    /// A line of stdin.
    Line,
    /// Nothing but time.
    Nothing,
}

impl Script {
    /// A script of which nothing is read.
    pub(in crate::run) fn new() -> Script {
        Script {
            splitter: Some(Splitter::default()),
            pieces: VecDeque::new(),
            rest: None,
            phase: Phase::Busy,
            status: 0,
        }
    }

    /// The session has done what it was asked for.
    pub(in crate::run) fn ready(&mut self, ready: &Ready) -> Need {
        match &ready.entry {
            Entry::Done | Entry::Incomplete => {}
            Entry::Failed(failure) if failure.interrupted && self.status == INTERRUPTED_STATUS => {}
            Entry::Failed(_) => self.status = UNCAUGHT_STATUS,
            Entry::Exit { .. } => {
                self.phase = Phase::Closing;
                return Need::Nothing;
            }
        }
        if self.phase == Phase::Busy {
            self.phase = Phase::Waiting;
        }
        self.go_on()
    }

    /// Stdin gave a line, or nothing at its end.
    pub(in crate::run) fn line(&mut self, line: &[u8]) -> Need {
        if line.is_empty() {
            self.rest = self.splitter.take().and_then(Splitter::finish);
        } else if let Some(splitter) = &mut self.splitter {
            self.pieces.extend(splitter.feed(&String::from_utf8_lossy(line)));
        }
        self.go_on()
    }

    /// The user wants it to end: what runs is interrupted by somebody else.
    pub(in crate::run) fn interrupted(&mut self) -> Need {
        self.status = INTERRUPTED_STATUS;
        self.pieces.clear();
        self.splitter = None;
        self.rest = None;
        self.go_on()
    }

    /// The exit status, where the session itself ended with this one.
    pub(in crate::run) fn status(&self, own: i32) -> i32 {
        if own == 0 { self.status } else { own }
    }

    fn go_on(&mut self) -> Need {
        if self.phase != Phase::Waiting {
            return Need::Nothing;
        }
        let entry = match (self.pieces.pop_front(), &self.splitter, self.rest.take()) {
            // No front end is there to obey: Python says what it makes of the line.
            (Some(Piece::Entry(source) | Piece::Command(source)), ..) => {
                Request::Enter { source, pace: Pace::Free }
            }
            (None, Some(_), _) => return Need::Line,
            (None, None, Some(source)) => Request::EnterAtEnd { source },
            (None, None, None) => {
                self.phase = Phase::Closing;
                return Need::Send(Request::Close);
            }
        };
        self.phase = Phase::Busy;
        Need::Send(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::Clock;
    use crate::wire::Failure;

    fn ready(entry: Entry) -> Ready {
        Ready { entry, clock: Clock::Virtual, time: 0.0 }
    }

    fn enter(source: &str) -> Need {
        Need::Send(Request::Enter { source: source.to_owned(), pace: Pace::Free })
    }

    fn failed(interrupted: bool) -> Entry {
        Entry::Failed(Box::new(Failure {
            class: "E".to_owned(),
            message: String::new(),
            traceback: String::new(),
            lines: Vec::new(),
            interrupted,
        }))
    }

    #[test]
    fn entries_follow_each_other_and_the_end_closes_the_session() {
        let mut script = Script::new();
        assert_eq!(script.ready(&ready(Entry::Done)), Need::Line);
        assert_eq!(script.line(b"x = 1\n"), enter("x = 1\n"));
        assert_eq!(script.ready(&ready(Entry::Done)), Need::Line);
        assert_eq!(script.line(b"if x:\n"), Need::Line);
        assert_eq!(script.line(b"    y\n"), Need::Line);
        assert_eq!(script.line(b"z\n"), enter("if x:\n    y\n"));
        assert_eq!(script.ready(&ready(failed(false))), enter("z\n"));
        assert_eq!(script.ready(&ready(Entry::Done)), Need::Line);
        assert_eq!(script.line(b"(1,"), Need::Line);
        assert_eq!(script.line(b""), Need::Send(Request::EnterAtEnd { source: "(1,".to_owned() }));
        assert_eq!(script.ready(&ready(Entry::Done)), Need::Send(Request::Close));
        assert_eq!((script.status(0), script.status(3)), (1, 3));
    }

    #[test]
    fn a_script_that_is_interrupted_ends() {
        let mut script = Script::new();
        let _ = script.ready(&ready(Entry::Done));
        let _ = script.line(b"x\n");
        assert_eq!(script.interrupted(), Need::Nothing);
        assert_eq!(script.ready(&ready(failed(true))), Need::Send(Request::Close));
        assert_eq!(script.status(0), 130);
    }

    #[test]
    fn a_script_that_waits_for_its_next_line_ends_when_interrupted() {
        let mut script = Script::new();
        assert_eq!(script.ready(&ready(Entry::Done)), Need::Line);
        assert_eq!(script.interrupted(), Need::Send(Request::Close));
    }

    #[test]
    fn nothing_is_asked_of_a_session_that_ends_itself() {
        let mut script = Script::new();
        let _ = script.ready(&ready(Entry::Done));
        let _ = script.line(b"exit(3)\n");
        assert_eq!(script.ready(&ready(Entry::Exit { status: 3 })), Need::Nothing);
        assert_eq!(script.status(3), 3);
    }
}
