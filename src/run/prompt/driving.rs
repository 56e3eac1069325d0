//! `:drive NAME`: one generator or coroutine in the learner's hands, its state machine in view, with undo.

use super::record::Deed;
use super::show::Where;
use super::{Next, Prompt, Reading, Task};
use crate::engine::Engine;
use crate::lang::Lang;
use crate::run::problem::RunError;
use crate::shell::Purpose;
use crate::trace::event::ObjectKind;
use crate::view::drive::wish::{self, Wish};
use crate::wire::Request;

/// What is being driven.
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

impl Prompt {
    /// Begins to drive what the session calls so.
    pub(super) fn begin_driving(&mut self, name: String) {
        let kind = ObjectKind::Generator;
        self.driving = Some(Driving { name, kind, done: 0, shown: Shown::Machine });
        self.look_at_driven();
    }

    /// Asks the session what it is that is driven; the answer comes to [`Prompt::show_driven`].
    pub(super) fn look_at_driven(&mut self) {
        if let (Some(driving), Some(session)) = (&self.driving, &mut self.session) {
            session.send(Request::Evaluate { expression: driving.name.clone() });
            self.task = Task::Looking;
        }
    }

    /// Shows what is driven, and asks what to do with it.
    pub(super) fn show_driven(&mut self, answer: Result<String, String>) -> Result<Option<Next>, RunError> {
        let found = match &answer {
            Ok(value) => wish::object_called(self.show.world(), value),
            Err(error) => {
                self.show.complain(error);
                self.driving = None;
                return self.go_on();
            }
        };
        let Some((id, kind)) = found else {
            self.show.complain(&wish::cannot_be_driven(&answer.unwrap_or_default(), self.lang));
            self.driving = None;
            return self.go_on();
        };
        let (lang, columns) = (self.lang, self.columns());
        let Some(driving) = &mut self.driving else { return self.go_on() };
        driving.kind = kind;
        let (name, shown) = (driving.name.clone(), driving.shown);
        driving.shown = Shown::Offers;
        let lines = match shown {
            Shown::Machine => self.show.machine(id, lang, columns),
            Shown::Offers => self.show.offers(id, lang, columns),
        };
        for line in lines {
            self.show.say(&line, Where::Here);
        }
        if shown == Shown::Machine {
            let more = lang
                .pick("Enter: the whole machine; q: back to the prompt", "回车：整个状态机；q：回到提示符");
            let text = format!("{}{}{more}", wish::usage(lang), lang.pick("; ", "；"));
            self.show.remark(&text, Where::Here);
        }
        self.show.end_line();
        self.read(&format!("drive {name}> "), Reading::Drive, Purpose::Answer);
        Ok(None)
    }

    /// What was typed while driving; nothing for Ctrl-C and Ctrl-D.
    pub(super) fn drive_typed(&mut self, text: Option<&str>) -> Result<Option<Next>, RunError> {
        let wish = text.map_or(Wish::Leave, Wish::of);
        let Some(driving) = &mut self.driving else { return self.go_on() };
        if let Some(source) = wish.python(&driving.name, driving.kind) {
            driving.done += 1;
            return self.run_entry(source).map(|()| None);
        }
        match wish {
            Wish::Leave => {
                self.driving = None;
                return self.go_on();
            }
            Wish::Undo if driving.done > 0 => {
                driving.done -= 1;
                return self.undo();
            }
            Wish::Undo => {
                let text = self.lang.pick("There is nothing to undo.", "没有可以撤销的操作。");
                self.show.remark(text, Where::Here);
            }
            _ => driving.shown = Shown::Machine,
        }
        self.look_at_driven();
        Ok(None)
    }

    /// Takes the last entry back: a fresh Python runs all that was before it again.
    fn undo(&mut self) -> Result<Option<Next>, RunError> {
        let mut good = std::mem::take(&mut self.records);
        if let Some(record) = good.pop()
            && let Deed::Entry(source) = &record.deed
        {
            let sentence = match self.lang {
                Lang::En => format!("undone: {source}"),
                Lang::Zh => format!("已撤销：{source}"),
            };
            self.show.remark(&sentence, Where::Here);
        }
        self.open_anew(self.first_clock)?;
        self.again = Some(good.into());
        Ok(None)
    }
}
