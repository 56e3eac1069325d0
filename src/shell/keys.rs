//! What keys do in the editor beyond the editor's own: Enter, Tab, the arrows and Backspace know Python.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use rustyline::{
    Cmd, ConditionalEventHandler, Event, EventContext, EventHandler, KeyCode, KeyEvent, Modifiers, Movement,
    RepeatCount,
};

use crate::python::entry::{Entry, INDENT, entry};
use crate::repl::Purpose;
use crate::repl::plain;

/// What is being typed; shared with the editor.
#[derive(Clone, Debug, Default)]
pub(super) struct Typing(Arc<AtomicU8>);

impl Typing {
    pub(super) fn begin(&self, purpose: Purpose) {
        self.0.store(purpose as u8, Ordering::Relaxed);
    }

    pub(super) fn is_entry(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Purpose::Entry as u8
    }
}

/// Keys and what they do.
pub(super) fn bindings(typing: &Typing) -> Vec<(Event, EventHandler)> {
    let browsing = Browsing::default();
    let indented = Indented::default();
    let key = |code| Event::from(KeyEvent(code, Modifiers::NONE));
    let own = |act: Act| {
        EventHandler::Conditional(Box::new(Handler {
            act,
            typing: typing.clone(),
            browsing: browsing.clone(),
            indented: indented.clone(),
        }))
    };
    vec![
        (key(KeyCode::Enter), own(Act::Enter)),
        (Event::from(KeyEvent::ctrl('J')), own(Act::Enter)),
        (Event::from(KeyEvent(KeyCode::Enter, Modifiers::ALT)), own(Act::NewLine)),
        (key(KeyCode::Tab), own(Act::Tab)),
        (key(KeyCode::Char(' ')), own(Act::Blank)),
        (key(KeyCode::Backspace), own(Act::Backspace)),
        (key(KeyCode::Up), own(Act::Up)),
        (key(KeyCode::Down), own(Act::Down)),
        (Event::Any, own(Act::Other)),
    ]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Enter,
    NewLine,
    Tab,
    Blank,
    Backspace,
    Up,
    Down,
    Other,
}

/// How the arrows go through the history since the last other key.
#[derive(Clone, Debug, Default)]
struct Browsing(Arc<AtomicU8>);

const NOT: u8 = 0;
const ALL: u8 = 1;
const BEGINNINGS: u8 = 2;

/// How many columns of the line were put in by Enter and not typed over yet: who indents a line by hand as well means
/// those.
#[derive(Clone, Debug, Default)]
struct Indented(Arc<AtomicUsize>);

struct Handler {
    act: Act,
    typing: Typing,
    browsing: Browsing,
    indented: Indented,
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        let (text, cursor) = (context.line(), context.pos());
        let browsing = self.browsing.0.swap(NOT, Ordering::Relaxed);
        let indented = self.indented.0.swap(0, Ordering::Relaxed);
        if !self.typing.is_entry() {
            return None;
        }
        match self.act {
            Act::Enter => Some(self.indenting(enter(text, cursor))),
            Act::NewLine => Some(self.indenting(new_line(&text[..cursor]))),
            Act::Tab | Act::Blank if indented > 0 => {
                let typed = if self.act == Act::Tab { INDENT } else { 1 };
                self.indented.0.store(indented.saturating_sub(typed), Ordering::Relaxed);
                Some(Cmd::Noop)
            }
            Act::Blank => None,
            Act::Tab => before_on_line(text, cursor).trim().is_empty().then(|| {
                let column = before_on_line(text, cursor).len();
                Cmd::Insert(1, " ".repeat(INDENT - column % INDENT))
            }),
            Act::Backspace => {
                let before = before_on_line(text, cursor);
                let blank = !before.is_empty() && before.bytes().all(|byte| byte == b' ');
                blank.then_some(Cmd::Dedent(Movement::WholeLine))
            }
            Act::Up => Some(self.up(text, cursor, browsing)),
            Act::Down => Some(self.down(text, cursor, browsing)),
            Act::Other => None,
        }
    }
}

impl Handler {
    /// Remembers how far a new line is indented.
    fn indenting(&self, command: Cmd) -> Cmd {
        if let Cmd::Insert(_, text) = &command
            && let Some(indent) = text.strip_prefix('\n')
        {
            self.indented.0.store(indent.len(), Ordering::Relaxed);
        }
        command
    }

    /// Within an entry of several lines a line up; at its top, back in the history: among the entries that begin with
    /// what was typed, or all.
    fn up(&self, text: &str, cursor: usize, browsing: u8) -> Cmd {
        if text[..cursor].contains('\n') {
            return Cmd::LineUpOrPreviousHistory(1);
        }
        let how = match browsing {
            NOT if cursor > 0 && cursor == text.len() => BEGINNINGS,
            NOT => ALL,
            how => how,
        };
        self.browsing.0.store(how, Ordering::Relaxed);
        if how == BEGINNINGS { Cmd::HistorySearchBackward } else { Cmd::PreviousHistory }
    }

    fn down(&self, text: &str, cursor: usize, browsing: u8) -> Cmd {
        if text[cursor..].contains('\n') && browsing != BEGINNINGS {
            return Cmd::LineDownOrNextHistory(1);
        }
        self.browsing.0.store(browsing, Ordering::Relaxed);
        if browsing == BEGINNINGS { Cmd::HistorySearchForward } else { Cmd::NextHistory }
    }
}

/// Runs an entry that is whole; goes on in a new line otherwise.
fn enter(text: &str, cursor: usize) -> Cmd {
    let is_command = text.trim_start().starts_with(':') || plain::plain_word(text) == Some(text.trim());
    if is_command {
        return Cmd::AcceptLine;
    }
    let rest = &text[cursor..];
    if rest.trim_end().contains('\n') {
        return new_line(&text[..cursor]);
    }
    match entry(text) {
        Entry::Open { indent } if rest.trim().is_empty() => {
            Cmd::Insert(1, format!("\n{}", " ".repeat(indent)))
        }
        Entry::Open { .. } => new_line(&text[..cursor]),
        Entry::Whole | Entry::Broken | Entry::Blank => Cmd::AcceptLine,
    }
}

/// A line break, with the indent that fits what stands before it.
fn new_line(before: &str) -> Cmd {
    let indent = match entry(before) {
        Entry::Open { indent } => indent,
        _ => before_on_line(before, before.len()).chars().take_while(|letter| *letter == ' ').count(),
    };
    Cmd::Insert(1, format!("\n{}", " ".repeat(indent)))
}

/// What stands before the cursor on its line.
fn before_on_line(text: &str, cursor: usize) -> &str {
    text[..cursor].rsplit('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(text: &str) -> Cmd {
        enter(text, text.len())
    }

    fn inserted(text: &str) -> Cmd {
        Cmd::Insert(1, text.to_owned())
    }

    #[test]
    fn enter_runs_what_is_whole_and_indents_what_is_not() {
        assert_eq!(entered("x = 1"), Cmd::AcceptLine);
        assert_eq!(entered("def f():"), inserted("\n    "));
        assert_eq!(entered("def f():\n    yield 1"), inserted("\n    "));
        assert_eq!(entered("def f():\n    yield 1\n    "), Cmd::AcceptLine);
        assert_eq!(entered("x = ("), inserted("\n    "));
        assert_eq!(entered(":step def f("), Cmd::AcceptLine);
        assert_eq!(entered("lesson 3"), Cmd::AcceptLine);
        assert_eq!(entered("help"), Cmd::AcceptLine);
    }

    #[test]
    fn enter_within_an_entry_of_several_lines_breaks_the_line() {
        let text = "def f():\n    yield 1\n    yield 2\n";
        assert_eq!(enter(text, "def f():\n    yield 1".len()), inserted("\n    "));
        assert_eq!(enter("f(1, 2)", 4), Cmd::AcceptLine);
    }
}
