//! What the line editor asks while a line is typed: colours, hints, candidates, whether the line is whole.

use std::borrow::Cow;
use std::cell::Cell;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::SearchDirection;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Result};

use super::complete::{self, Sources};
use super::keys::Typing;
use super::look::look;
use crate::python::entry::{Entry, entry};
use crate::repl::setting::Hints;
use crate::repl::{command, plain};
use crate::view::role::Role;

/// Paints pieces of a line for the terminal.
pub type Paint = Box<dyn Fn(&[(Role, String)]) -> String + Send>;

/// Answers the editor.
pub(super) struct Helper {
    pub(super) sources: Sources,
    pub(super) paint: Paint,
    pub(super) typing: Typing,
    pub(super) hints: Hints,
    /// Whether the line is painted for the last time, without marks that only help while typing.
    pub(super) last: Cell<Last>,
}

/// Whether the line is still being typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    No,
    Yes,
}

impl rustyline::Helper for Helper {}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(&self, line: &str, cursor: usize, _: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        if !self.typing.is_entry() {
            return Ok((cursor, Vec::new()));
        }
        let found = complete::complete(line, cursor, &self.sources);
        let typed = line.get(found.start..cursor).unwrap_or_default();
        // Of `g.gi_fr` only the last name is listed; a path only from its last folder on.
        let common = typed.rfind(['.', '/']).map_or(0, |at| at + 1);
        let pair = |replacement: String| Pair {
            display: replacement.get(common..).unwrap_or(&replacement).to_owned(),
            replacement,
        };
        Ok((found.start, found.candidates.into_iter().map(pair).collect()))
    }
}

/// The rest of an earlier entry, or what a command takes.
pub(super) struct Rest {
    display: String,
    completion: Option<String>,
}

impl Hint for Rest {
    fn display(&self) -> &str {
        &self.display
    }

    fn completion(&self) -> Option<&str> {
        self.completion.as_deref()
    }
}

impl Hinter for Helper {
    type Hint = Rest;

    fn hint(&self, line: &str, cursor: usize, context: &Context<'_>) -> Option<Rest> {
        let wanted = self.hints == Hints::On && self.typing.is_entry();
        if !wanted || line.trim().is_empty() || cursor < line.len() || line.contains('\n') {
            return None;
        }
        let newest = context.history_index().min(context.history().len().checked_sub(1)?);
        let earlier = context.history().starts_with(line, newest, SearchDirection::Reverse).ok().flatten();
        match earlier.map(|found| found.entry[cursor..].to_owned()).filter(|rest| !rest.is_empty()) {
            Some(rest) => {
                // Only the first line is shown, so that the line being typed stays where it is.
                let display = rest.lines().next().filter(|first| !first.is_empty())?.to_owned();
                Some(Rest { display, completion: Some(rest) })
            }
            None => arguments(line).map(|display| Rest { display, completion: None }),
        }
    }
}

/// What a command takes, where its word is all that was typed.
fn arguments(line: &str) -> Option<String> {
    let word = line.trim_start().strip_prefix(':')?;
    let row = command::row_called(word.trim_end())?;
    let gap = if word.ends_with(' ') { "" } else { " " };
    (!row.arguments.is_empty()).then(|| format!("{gap}{}", row.arguments))
}

impl Highlighter for Helper {
    fn highlight<'l>(&self, line: &'l str, cursor: usize) -> Cow<'l, str> {
        if !self.typing.is_entry() {
            return Cow::Borrowed(line);
        }
        let cursor = (self.last.get() == Last::No).then_some(cursor);
        Cow::Owned((self.paint)(&look(line, cursor)))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        match self.typing.is_entry() {
            true => Cow::Owned((self.paint)(&[(Role::Key, prompt.to_owned())])),
            false => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned((self.paint)(&[(Role::Dim, hint.to_owned())]))
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.last.set(if kind == CmdKind::ForcedRefresh { Last::Yes } else { Last::No });
        self.typing.is_entry()
    }
}

impl Validator for Helper {
    fn validate(&self, context: &mut ValidationContext) -> Result<ValidationResult> {
        let text = context.input();
        let is_open = self.typing.is_entry()
            && !text.trim_start().starts_with(':')
            && plain::plain_word(text).is_none()
            && matches!(entry(text), Entry::Open { .. });
        Ok(if is_open { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}
