//! The prompt of a try-it: each typed line is run behind the demo's own lines, as if typed at Python's prompt.

use std::rc::Rc;

use super::runs::{Needed, Play, Runs, Unplayed};
use crate::lesson::attempt::goals_unmet;
use crate::lesson::model::{Demo, Placed};
use crate::lesson::typed::behind;
use crate::lesson::window::{Played, Run};

/// Lines typed behind a demo.
#[derive(Clone, Debug)]
pub(super) struct TryPrompt {
    demo: Demo,
    /// What was typed so far, each line so that an exception ends only it.
    entries: Vec<String>,
    /// The lines as they were typed.
    typed: Vec<String>,
    /// How much of its output was shown already, where the demo was run.
    shown: usize,
    events: Option<Rc<Played>>,
}

impl TryPrompt {
    /// A prompt where the demo's names are defined.
    pub(super) fn new(demo: Demo) -> TryPrompt {
        TryPrompt { demo, entries: Vec::new(), typed: Vec::new(), shown: 0, events: None }
    }

    /// Runs one more line; gives what it printed: the value of an expression, output, the exception. Nothing changes
    /// before all that it needs has been run.
    pub(super) fn enter(
        &mut self,
        line: &str,
        runs: &Runs,
        play: impl Fn(&str) -> Play,
    ) -> Result<Result<String, Unplayed>, Needed> {
        let shown = match &self.events {
            Some(_) => self.shown,
            None => match runs.of(play(&behind(&self.demo.source, [])))? {
                Ok(events) => stdout(events).len(),
                Err(unplayed) => return Ok(Err(unplayed.clone())),
            },
        };
        let mut entry = on_its_own(&format!("__import__('sys').displayhook(({line}\n))"));
        let mut played = runs.of(play(&self.with(&entry)))?;
        if matches!(played, Err(Unplayed::NotPython { .. })) {
            entry = on_its_own(line);
            played = runs.of(play(&self.with(&entry)))?;
        }
        let events = match played {
            Ok(events) => Rc::clone(events),
            Err(unplayed) => return Ok(Err(unplayed.clone())),
        };
        let all = stdout(&events);
        let new = all.get(shown..).unwrap_or_default().to_owned();
        self.shown = all.len();
        self.entries.push(entry);
        self.typed.push(line.to_owned());
        self.events = Some(events);
        Ok(Ok(new))
    }

    /// What was typed so far.
    pub(super) fn typed(&self) -> String {
        self.typed.join("\n")
    }

    /// Whether what was typed reaches the goals.
    pub(super) fn met(&self, goals: &[Placed]) -> bool {
        let length = self.demo.source.lines().count() as u32;
        self.events
            .as_ref()
            .is_some_and(|events| goals_unmet(&Run::new(events), &self.demo, length, goals).is_none())
    }

    /// The program with one more entry.
    fn with(&self, entry: &str) -> String {
        behind(&self.demo.source, self.entries.iter().map(String::as_str).chain([entry]))
    }
}

/// A line of which an exception is printed as the last line of a traceback, and ends nothing else.
fn on_its_own(line: &str) -> String {
    let indented: Vec<String> = line.lines().map(|line| format!("    {line}")).collect();
    format!(
        "try:\n{}\nexcept Exception as _error:\n    print(type(_error).__name__ + (': ' + str(_error) if str(_error) else ''))",
        indented.join("\n")
    )
}

fn stdout(played: &Played) -> String {
    Run::new(played).stdout(0..played.len())
}
