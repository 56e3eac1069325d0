//! Driving an object by hand: its state machine over the panes, and a line to type what to do to it.

use crossterm::event::KeyEvent;

use super::{App, Message, Mode};
use crate::lang::Lang;
use crate::stage::drive::{Drive, Next};
use crate::stage::effect::Effect;
use crate::stage::scene::Scene;
use crate::trace::value::Value;
use crate::tui::editor::{Edit, Editor};
use crate::view::drive;
use crate::view::drive::command;
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::strip::Who;
use crate::view::words::word;

/// What is being driven, and what is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Driving {
    drive: Drive,
    editor: Editor,
}

impl Driving {
    /// Its state machine, once it is known what is driven: as much of it as there is room for.
    pub(in crate::tui) fn machine(
        &self,
        scene: &Scene<'_>,
        lang: Lang,
        rows: usize,
        columns: usize,
    ) -> Vec<Line> {
        let Some(id) = self.drive.object() else {
            return Vec::new();
        };
        let (timeline, step) = (scene.timeline, scene.cursor());
        let back = lang.pick("; q: back to stepping", "；q：回到单步");
        let usage = vec![(Role::Dim, format!("{}{back}", command::usage(lang)))];
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
    pub(in crate::tui) fn prompt(&self, lang: Lang) -> (String, &Editor) {
        let label = match self.drive.wants_a_name() {
            true => word(lang, "drive which generator (Enter accepts): ", "驱动哪个生成器（Enter 确认）：")
                .to_owned(),
            false => format!("drive {}> ", fit::visible(self.drive.name())),
        };
        (label, &self.editor)
    }

    /// Takes pasted text in.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        self.editor.insert(text);
    }

    /// Whether the program is asked what the name stands for.
    pub(in crate::tui) fn is_asking(&self) -> bool {
        self.drive.is_asking()
    }
}

impl App {
    /// Begins to drive: goes on to where something can be resumed.
    pub(in crate::tui) fn begin_driving(&mut self) -> Vec<Effect> {
        let wanted = match self.chosen {
            Some(Who::Object(id)) => Some(id),
            _ => None,
        };
        let drive = Drive::begin("", wanted);
        self.mode = Mode::Driving(Driving { drive, editor: Editor::default() });
        vec![Effect::ToALine]
    }

    /// The program stands still after a step that driving asked for.
    pub(in crate::tui) fn driving_arrived(&mut self, scene: &Scene<'_>) -> Vec<Effect> {
        let Mode::Driving(driving) = &mut self.mode else { return Vec::new() };
        let next = driving.drive.arrived(scene, self.lang);
        if driving.drive.wants_a_name() {
            driving.editor = Editor::with(&driving.drive.suggestion(scene).unwrap_or_default());
        }
        self.drive_next(next)
    }

    /// The program has answered.
    pub(in crate::tui) fn driving_answered(
        &mut self,
        answer: &Result<Value, String>,
        scene: &Scene<'_>,
    ) -> Vec<Effect> {
        let Mode::Driving(driving) = &mut self.mode else { return Vec::new() };
        let next = driving.drive.answered(answer, scene, self.lang);
        self.drive_next(next)
    }

    fn drive_next(&mut self, next: Next) -> Vec<Effect> {
        let effect = match next {
            Next::Ask(effect) => effect,
            // The machine stands over the panes all the while.
            Next::Type | Next::Machine => return Vec::new(),
            Next::Leave => {
                self.mode = Mode::Browse;
                return Vec::new();
            }
            Next::Stop(reason) => {
                self.mode = Mode::Browse;
                self.message = Some(Message::Note(fit::visible(&reason)));
                return Vec::new();
            }
            Next::Unknown => {
                let Mode::Driving(driving) = &mut self.mode else { return Vec::new() };
                // What is typed next does not begin behind it.
                let text = std::mem::take(&mut driving.editor).text().trim().to_owned();
                let known = command::usage(self.lang);
                self.message = Some(Message::Note(format!("{} ? {known}", fit::visible(&text))));
                return Vec::new();
            }
        };
        if let Mode::Driving(driving) = &mut self.mode {
            driving.editor = Editor::default();
        }
        if let Effect::Evaluate(expression) = &effect {
            self.expression.clone_from(expression);
        }
        vec![effect]
    }

    /// A key while something is driven.
    pub(in crate::tui) fn drive_on(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let Mode::Driving(driving) = &mut self.mode else {
            return Vec::new();
        };
        match driving.editor.key(key) {
            Edit::Open => Vec::new(),
            Edit::Cancelled | Edit::End => {
                let is_under_way = driving.drive.is_under_way();
                self.mode = Mode::Browse;
                if is_under_way { vec![Effect::Interrupt] } else { Vec::new() }
            }
            Edit::Done => {
                let next = driving.drive.typed(driving.editor.text());
                self.drive_next(next)
            }
        }
    }
}
