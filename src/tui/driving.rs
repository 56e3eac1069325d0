//! Driving an object by hand: its state machine over the panes, and a line to type what to do to it.

use crossterm::event::KeyEvent;

use super::app::{App, Message, Mode};
use super::editor::{Edit, Editor};
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::scene::{Edge, Scene};
use crate::trace::event::ObjectKind;
use crate::trace::id::ObjectId;
use crate::trace::value::Value;
use crate::view::drive;
use crate::view::drive::wish::{self, Wish};
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::strip::Who;
use crate::view::words::word;

/// What is being driven.
#[derive(Clone, Debug, PartialEq)]
pub struct Driving {
    /// How the program calls it.
    name: String,
    /// The object that was chosen on the screen.
    wanted: Option<ObjectId>,
    stage: Stage,
    editor: Editor,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The program goes on to its next line.
    Arriving,
    /// Its name is being typed.
    Naming,
    /// The program is asked what the name stands for.
    Asking,
    /// The user types what to do.
    Offering(ObjectId, ObjectKind),
    /// It is being done.
    Doing(ObjectId, ObjectKind),
}

impl Driving {
    /// Its state machine, once it is known what is driven: as much of it as there is room for.
    pub(super) fn machine(&self, scene: &Scene<'_>, lang: Lang, rows: usize, columns: usize) -> Vec<Line> {
        let (Stage::Offering(id, _) | Stage::Doing(id, _)) = self.stage else {
            return Vec::new();
        };
        let (timeline, step) = (scene.timeline, scene.cursor());
        let back = lang.pick("; q: back to stepping", "；q：回到单步");
        let usage = vec![(Role::Dim, format!("{}{back}", wish::usage(lang)))];
        let usage = fit::wrap(&usage, columns, 0);
        let whole = drive::lines(timeline, step, id, lang, columns);
        let table = || drive::table(timeline, step, id, lang, columns);
        let fits = |lines: &Vec<Line>| lines.len() + usage.len() <= rows;
        let lines = Some(whole).filter(&fits).or_else(|| Some(table()).filter(&fits));
        let mut lines = lines.unwrap_or_else(|| drive::offers(timeline, step, id, lang, columns));
        lines.extend(usage);
        lines
    }

    /// What is being typed, behind which words.
    pub(super) fn prompt(&self, lang: Lang) -> (String, &Editor) {
        let label = match self.stage {
            Stage::Naming => word(lang, "drive which generator: ", "驱动哪个生成器：").to_owned(),
            _ => format!("drive {}> ", fit::visible(&self.name)),
        };
        (label, &self.editor)
    }

    /// Takes pasted text in.
    pub(super) fn paste(&mut self, text: &str) {
        self.editor.insert(text);
    }
}

impl App {
    /// Begins to drive: goes on to where something can be resumed.
    pub(super) fn begin_driving(&mut self) -> Vec<Effect> {
        let wanted = match self.chosen {
            Some(Who::Object(id)) => Some(id),
            _ => None,
        };
        let (name, editor) = (String::new(), Editor::default());
        self.mode = Mode::Driving(Driving { name, wanted, stage: Stage::Arriving, editor });
        vec![Effect::ToALine]
    }

    /// The program stands still after a step that driving asked for.
    pub(super) fn driving_arrived(&mut self, scene: &Scene<'_>) {
        let Mode::Driving(driving) = &mut self.mode else { return };
        match driving.stage {
            _ if scene.edge != Edge::Paused => self.stop_driving(word(
                self.lang,
                "The program has ended: nothing can be resumed any more.",
                "程序已经结束，什么都不能再恢复了。",
            )),
            Stage::Arriving => {
                let name = wish::name_at_hand(scene.world(), driving.wanted);
                driving.editor = Editor::with(&name.unwrap_or_default());
                driving.stage = Stage::Naming;
            }
            Stage::Doing(id, kind) => driving.stage = Stage::Offering(id, kind),
            Stage::Naming | Stage::Asking | Stage::Offering(..) => {}
        }
    }

    /// The program has answered; whether the answer was what driving had asked for.
    pub(super) fn driving_answered(&mut self, answer: &Result<Value, String>, scene: &Scene<'_>) -> bool {
        let Mode::Driving(driving) = &mut self.mode else { return false };
        match driving.stage {
            Stage::Asking => {
                let Ok(value) = answer else {
                    self.mode = Mode::Browse;
                    return false;
                };
                match wish::object_called(scene.world(), value.as_str()) {
                    Some((_, ObjectKind::AsyncGenerator)) => {
                        self.stop_driving(wish::needs_the_loop(self.lang))
                    }
                    Some((id, kind)) => driving.stage = Stage::Offering(id, kind),
                    None => {
                        let text = wish::cannot_be_driven(value.as_str(), self.lang);
                        self.stop_driving(&text);
                    }
                }
                true
            }
            Stage::Doing(id, kind) => {
                driving.stage = Stage::Offering(id, kind);
                false
            }
            Stage::Arriving | Stage::Naming | Stage::Offering(..) => false,
        }
    }

    fn stop_driving(&mut self, text: &str) {
        self.mode = Mode::Browse;
        self.message = Some(Message::Note(fit::visible(text)));
    }

    /// A key while something is driven.
    pub(super) fn drive_on(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let Mode::Driving(driving) = &mut self.mode else {
            return Vec::new();
        };
        match driving.editor.key(key) {
            Edit::Open => return Vec::new(),
            Edit::Cancelled | Edit::End => {
                let is_under_way = matches!(driving.stage, Stage::Doing(..) | Stage::Asking);
                self.mode = Mode::Browse;
                return if is_under_way { vec![Effect::Interrupt] } else { Vec::new() };
            }
            Edit::Done => {}
        }
        let text = driving.editor.text().trim().to_owned();
        match driving.stage {
            Stage::Naming if text.is_empty() => {
                self.mode = Mode::Browse;
                Vec::new()
            }
            Stage::Naming => {
                driving.name.clone_from(&text);
                driving.editor = Editor::default();
                driving.stage = Stage::Asking;
                self.expression.clone_from(&text);
                vec![Effect::Evaluate(text)]
            }
            Stage::Offering(id, kind) => {
                let wish = Wish::of(&text);
                if let Some(python) = wish.python(&driving.name, kind) {
                    driving.editor = Editor::default();
                    driving.stage = Stage::Doing(id, kind);
                    self.expression.clone_from(&python);
                    return vec![Effect::Evaluate(python)];
                }
                match wish {
                    Wish::Leave => self.mode = Mode::Browse,
                    Wish::Undo => {
                        driving.editor = Editor::default();
                        driving.stage = Stage::Doing(id, kind);
                        return vec![Effect::Undo];
                    }
                    // What is typed next does not begin behind it.
                    Wish::Unknown => {
                        driving.editor = Editor::default();
                        let known = wish::usage(self.lang);
                        self.message = Some(Message::Note(format!("{} ? {known}", fit::visible(&text))));
                    }
                    _ => {}
                }
                Vec::new()
            }
            Stage::Arriving | Stage::Asking | Stage::Doing(..) => Vec::new(),
        }
    }
}
