//! Driving an object by hand, for every front end: what the program is asked, what is offered, what came of it.

use super::effect::Effect;
use super::scene::{Edge, Scene};
use crate::lang::Lang;
use crate::trace::event::ObjectKind;
use crate::trace::id::ObjectId;
use crate::trace::value::Value;
use crate::view::drive::command::{self, Command};
use crate::view::words::word;

/// An object that is driven, or is about to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    /// How the program calls it.
    name: String,
    /// The object that was chosen on the screen.
    wanted: Option<ObjectId>,
    stage: Stage,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The program goes on to its next line.
    Arriving,
    /// Its name is wanted from the user.
    Naming,
    /// The program is asked what the name stands for.
    Asking,
    /// The user says what to do.
    Offering(ObjectId, ObjectKind),
    /// It is being done.
    Doing(ObjectId, ObjectKind),
}

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// The run is asked for this.
    Ask(Effect),
    /// The user is to type something.
    Type,
    /// The whole state machine is wanted; then the user is to type something.
    Machine,
    /// What was typed means nothing; the user is to type something else.
    Unknown,
    /// It is over, without a word.
    Leave,
    /// It is over, for this reason.
    Stop(String),
}

impl Drive {
    /// Begins to drive what is called so, or what the user will name: first the program goes on to where something can
    /// be resumed, which is [`Effect::ToALine`].
    pub fn begin(name: &str, wanted: Option<ObjectId>) -> Drive {
        Drive { name: name.to_owned(), wanted, stage: Stage::Arriving }
    }

    /// How the program calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is driven, once that is known.
    pub fn object(&self) -> Option<ObjectId> {
        match self.stage {
            Stage::Offering(id, _) | Stage::Doing(id, _) => Some(id),
            Stage::Arriving | Stage::Naming | Stage::Asking => None,
        }
    }

    /// Whether the user is to say what is driven.
    pub fn wants_a_name(&self) -> bool {
        self.stage == Stage::Naming
    }

    /// Whether the user is to say what is done.
    pub fn wants_an_act(&self) -> bool {
        matches!(self.stage, Stage::Offering(..))
    }

    /// Whether the program does something for it.
    pub fn is_under_way(&self) -> bool {
        matches!(self.stage, Stage::Doing(..) | Stage::Asking)
    }

    /// The name that the program has for what is likely meant.
    pub fn suggestion(&self, scene: &Scene<'_>) -> Option<String> {
        command::name_at_hand(scene.world(), self.wanted)
    }

    /// The program stands still after a step that was asked for.
    pub fn arrived(&mut self, scene: &Scene<'_>, lang: Lang) -> Next {
        match self.stage {
            _ if scene.edge != Edge::Paused => Next::Stop(
                word(
                    lang,
                    "The program has ended: nothing can be resumed any more.",
                    "程序已经结束，什么都不能再恢复了。",
                )
                .to_owned(),
            ),
            Stage::Arriving if self.name.is_empty() => {
                self.stage = Stage::Naming;
                Next::Type
            }
            Stage::Arriving => self.ask(),
            Stage::Doing(id, kind) => {
                self.stage = Stage::Offering(id, kind);
                Next::Type
            }
            Stage::Naming | Stage::Asking | Stage::Offering(..) => Next::Type,
        }
    }

    /// The program has answered what it was asked for the sake of driving.
    pub fn answered(&mut self, answer: &Result<Value, String>, scene: &Scene<'_>, lang: Lang) -> Next {
        match (self.stage, answer) {
            (Stage::Asking, Err(_)) => Next::Leave,
            (Stage::Asking, Ok(picture)) => match command::object_called(scene.world(), picture.as_str()) {
                Some((_, ObjectKind::AsyncGenerator)) => Next::Stop(command::needs_the_loop(lang).to_owned()),
                Some((id, kind)) => {
                    self.stage = Stage::Offering(id, kind);
                    Next::Machine
                }
                None => Next::Stop(command::cannot_be_driven(picture.as_str(), lang)),
            },
            (Stage::Doing(id, kind), _) => {
                self.stage = Stage::Offering(id, kind);
                Next::Type
            }
            (Stage::Arriving | Stage::Naming | Stage::Offering(..), _) => Next::Type,
        }
    }

    /// Whether an answer of the program is what its name stands for, which is no news to the user.
    pub fn is_asking(&self) -> bool {
        self.stage == Stage::Asking
    }

    /// The user has typed a line.
    pub fn typed(&mut self, line: &str) -> Next {
        let line = line.trim();
        match self.stage {
            Stage::Naming if line.is_empty() => Next::Leave,
            Stage::Naming => {
                line.clone_into(&mut self.name);
                self.ask()
            }
            Stage::Offering(id, kind) => {
                let command = Command::of(line);
                if let Some(python) = command.python(&self.name, kind) {
                    self.stage = Stage::Doing(id, kind);
                    return Next::Ask(Effect::Evaluate(python));
                }
                match command {
                    Command::Leave => Next::Leave,
                    Command::Undo => {
                        self.stage = Stage::Doing(id, kind);
                        Next::Ask(Effect::Undo)
                    }
                    Command::Machine => Next::Machine,
                    _ => Next::Unknown,
                }
            }
            Stage::Arriving | Stage::Asking | Stage::Doing(..) => Next::Type,
        }
    }

    fn ask(&mut self) -> Next {
        self.stage = Stage::Asking;
        Next::Ask(Effect::Evaluate(self.name.clone()))
    }
}
