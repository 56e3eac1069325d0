//! `:drive NAME`: one generator or coroutine in the learner's hands, its state machine in view, with undo.

use super::sentence::Sentence;
use super::{Act, Lead, Purpose, Reading, Repl, Task};
use crate::trace::event::ObjectKind;
use crate::view::drive::command::{self, Command};
use crate::wire::Request;

/// What is being driven.
#[derive(Debug)]
pub(super) struct Driving {
    /// How the session calls it.
    name: String,
    kind: ObjectKind,
    /// How much was done to it, which can be undone.
    done: usize,
    /// How much of its state machine is shown next.
    shown: Shown,
}

/// How much of the state machine is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// All of it.
    Machine,
    /// The state, and what can be done now.
    Offers,
}

impl Repl {
    /// Begins to drive what the session calls so.
    pub(super) fn begin_driving(&mut self, name: String) {
        let kind = ObjectKind::Generator;
        self.driving = Some(Driving { name, kind, done: 0, shown: Shown::Machine });
        self.look_at_driven();
    }

    /// Asks the session what it is that is driven; the answer comes to [`Repl::show_driven`].
    pub(super) fn look_at_driven(&mut self) {
        if let Some(driving) = &self.driving
            && self.has_session
        {
            let expression = driving.name.clone();
            self.send(Request::Evaluate { expression });
            self.task = Task::Looking;
        }
    }

    /// Shows what is driven, and asks what to do with it.
    pub(super) fn show_driven(&mut self, answer: Result<String, String>) {
        let found = match &answer {
            Ok(value) => command::object_called(self.shown.world(), value)
                .ok_or_else(|| command::cannot_be_driven(value, self.lang)),
            Err(error) => Err(error.clone()),
        };
        let (id, kind) = match found {
            Ok(found) => found,
            Err(why) => {
                self.complain(&why);
                self.driving = None;
                return self.go_on();
            }
        };
        let (lang, columns) = (self.lang, self.now.columns);
        let Some(driving) = &mut self.driving else { return self.go_on() };
        driving.kind = kind;
        let prompt = format!("drive {}> ", driving.name);
        let shown = std::mem::replace(&mut driving.shown, Shown::Offers);
        let lines = match shown {
            Shown::Machine => self.shown.machine(id, lang, columns),
            Shown::Offers => self.shown.offers(id, lang, columns),
        };
        for line in lines {
            self.say(line);
        }
        if shown == Shown::Machine {
            self.remark(Sentence::DriveUsage { usage: command::usage(lang) });
        }
        self.act(Act::EndLine);
        self.read(Lead::Words(prompt.clone()), Reading::Drive(prompt), Purpose::Answer);
    }

    /// What was typed while driving; nothing for Ctrl-C and Ctrl-D.
    pub(super) fn drive_typed(&mut self, text: Option<&str>) {
        let command = text.map_or(Command::Leave, Command::of);
        let Some(driving) = &mut self.driving else { return self.go_on() };
        if let Some(source) = command.python(&driving.name, driving.kind) {
            driving.done += 1;
            return self.run_entry(source);
        }
        match command {
            Command::Leave => {
                self.driving = None;
                return self.go_on();
            }
            Command::Undo if driving.done > 0 => {
                driving.done -= 1;
                return self.undo();
            }
            Command::Undo => self.remark(Sentence::NothingToUndo),
            _ => driving.shown = Shown::Machine,
        }
        self.look_at_driven();
    }
}
