//! What the keys and the mouse do: in the panes, in the help, and while something is typed.

use crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::app::guide::Part;
use super::app::panes;
use super::app::{App, Message, Mode, Purpose};
use super::editor::{Edit, Editor};
use super::keys::{Action, Chord};
use super::layout::Pane;
use crate::stage::effect::Effect;
use crate::stage::scene::{Edge, Scene};
use crate::trace::event::{Site, Target};
use crate::trace::id::{FileId, Step};
use crate::trace::stop::Until;
use crate::view::strip::Who;
use crate::view::words::word;

impl App {
    /// Goes forward, or first asks where it will lead.
    pub(super) fn go(&mut self, until: Until) -> Vec<Effect> {
        if self.predictor.is_on() {
            self.predictor.aim(until.clone());
            vec![Effect::Peek(until)]
        } else {
            vec![Effect::Forward(until)]
        }
    }

    /// A key in the panes.
    pub(super) fn browse(&mut self, chord: Chord, scene: &Scene<'_>) -> Vec<Effect> {
        let situation = self.situation(scene);
        let Some(row) = self.keys.action(chord) else {
            return Vec::new();
        };
        let (action, hint, available) = (row.action, row.hint, row.is_available(&situation));
        if self.playing && action == Action::Step {
            self.playing = false;
            return Vec::new();
        }
        if scene.edge == Edge::Running && action.moves() {
            return vec![Effect::Pause];
        }
        if action == Action::Step && scene.edge == Edge::NeedsInput && scene.timeline.at_edge() {
            return self.ask_for(Purpose::Input, "");
        }
        if !available {
            self.refuse(scene, action, hint);
            return Vec::new();
        }
        if !matches!(
            action,
            Action::Faster | Action::Slower | Action::Redraw | Action::Suspend | Action::Play
        ) {
            self.playing = false;
        }
        self.act(action, scene)
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Effect> {
        match action {
            Action::Step | Action::Over | Action::Out | Action::Transition | Action::TaskSwitch => {
                match action.effect(scene) {
                    Some(Effect::Forward(until)) => self.go(until),
                    effect => effect.into_iter().collect(),
                }
            }
            Action::Breakpoint => self.toggle(self.looked_at.or(scene.site()), scene),
            Action::Goto => self.ask_for(Purpose::Goto, ""),
            Action::Evaluate => self.ask_for(Purpose::Evaluate, ""),
            Action::Drive => self.begin_driving(),
            Action::Find => self.ask_for(Purpose::Find, ""),
            Action::FindNext => self.find_on(scene),
            _ => match action.effect(scene) {
                Some(effect) => vec![effect],
                None => {
                    self.arrange(action, scene);
                    Vec::new()
                }
            },
        }
    }

    /// What changes only the screen.
    fn arrange(&mut self, action: Action, scene: &Scene<'_>) {
        let page = i64::from(self.size.height / 2).max(4);
        match action {
            Action::Play => self.playing = !self.playing,
            Action::Faster => self.speed = (self.speed + 1).min(super::app::FASTEST),
            Action::Slower => self.speed = self.speed.saturating_sub(1),
            Action::Predict => {
                let said = self.predictor.toggle(self.lang);
                self.message = Some(Message::Note(said));
            }
            Action::Focus => self.move_focus(1, scene),
            Action::FocusBack => self.move_focus(Pane::ALL.len() - 1, scene),
            Action::Up => self.scroll(self.focus, -1, scene),
            Action::Down => self.scroll(self.focus, 1, scene),
            Action::PageUp => self.scroll(self.focus, -page, scene),
            Action::PageDown => self.scroll(self.focus, page, scene),
            Action::ZoomIn => self.strip.zoom = (self.strip.zoom / 2).max(1),
            Action::ZoomOut if self.strip.zoom < scene.timeline.len() => self.strip.zoom *= 2,
            Action::NextFile => {
                let count = u32::try_from(scene.sources.len()).unwrap_or(1).max(1);
                let next = (self.shown_file(scene).0 + 1) % count;
                self.file = Some(FileId(next));
                self.scrolled[Pane::Source as usize] = Some(1);
            }
            Action::Help => self.mode = Mode::Guide(Part::Tour, 0),
            Action::Legend => self.mode = Mode::Guide(Part::Signs, 0),
            _ => {}
        }
    }

    fn ask_for(&mut self, purpose: Purpose, text: &str) -> Vec<Effect> {
        self.mode = Mode::Typing(purpose, Editor::with(text));
        Vec::new()
    }

    fn move_focus(&mut self, by: usize, scene: &Scene<'_>) {
        for _ in 0..Pane::ALL.len() {
            self.focus = Pane::ALL[(self.focus as usize + by) % Pane::ALL.len()];
            if self.areas(scene).is_some_and(|areas| areas.pane(self.focus).is_some()) {
                return;
            }
        }
    }

    fn scroll(&mut self, pane: Pane, by: i64, scene: &Scene<'_>) {
        let offset = panes::offset(self, scene, pane) as i64;
        let lowest = i64::from(pane == Pane::Source);
        self.scrolled[pane as usize] = usize::try_from((offset + by).max(lowest)).ok();
    }

    /// A key in the guide.
    pub(super) fn browse_guide(&mut self, chord: Chord, scene: &Scene<'_>) -> Vec<Effect> {
        let Mode::Guide(part, offset) = self.mode else {
            return Vec::new();
        };
        let page = usize::from(self.size.height.saturating_sub(3)).max(1);
        let rows = usize::from(self.size.height.saturating_sub(1));
        let most = part.lines(self, usize::from(self.size.width)).len().saturating_sub(rows);
        self.mode = match self.keys.action(chord).map(|row| row.action) {
            Some(Action::Up) => Mode::Guide(part, offset.saturating_sub(1)),
            Some(Action::Down) => Mode::Guide(part, (offset + 1).min(most)),
            Some(Action::PageUp | Action::StepBack) if offset > 0 => {
                Mode::Guide(part, offset.saturating_sub(page))
            }
            Some(Action::PageUp | Action::StepBack) => Mode::Guide(part.before().unwrap_or(part), 0),
            Some(Action::PageDown | Action::Step) if offset < most => {
                Mode::Guide(part, (offset + page).min(most))
            }
            Some(Action::PageDown | Action::Step) => match part.next() {
                Some(next) => Mode::Guide(next, 0),
                None => Mode::Browse,
            },
            Some(Action::Legend) if part != Part::Signs => Mode::Guide(Part::Signs, 0),
            Some(Action::Redraw) => return vec![Effect::Redraw],
            Some(Action::Suspend) => return vec![Effect::Suspend],
            Some(Action::Interrupt) => return self.act(Action::Interrupt, scene),
            _ => Mode::Browse,
        };
        Vec::new()
    }

    /// A key while something is typed.
    pub(super) fn type_on(&mut self, key: &KeyEvent, scene: &Scene<'_>) -> Vec<Effect> {
        let Mode::Typing(purpose, editor) = &mut self.mode else {
            return Vec::new();
        };
        let purpose = *purpose;
        let edit = editor.key(key);
        let text = editor.text().to_owned();
        match edit {
            Edit::Open => Vec::new(),
            Edit::End if purpose == Purpose::Input => {
                self.mode = Mode::Browse;
                vec![Effect::Input(Vec::new())]
            }
            Edit::Cancelled if purpose == Purpose::Input => {
                // The program still waits: its line can be asked for again, or the program interrupted.
                let control_c = Chord::of(key).and_then(|chord| self.keys.action(chord));
                if control_c.is_some_and(|row| row.action == Action::Interrupt) {
                    self.mode = Mode::Browse;
                    return vec![Effect::Interrupt];
                }
                self.mode = Mode::Browse;
                let text = word(
                    self.lang,
                    "the program still waits for a line of input; Space asks again",
                    "程序仍在等待一行输入；按空格重新输入",
                );
                self.message = Some(Message::Note(text.to_owned()));
                Vec::new()
            }
            Edit::Cancelled | Edit::End => {
                self.mode = Mode::Browse;
                Vec::new()
            }
            Edit::Done => {
                self.mode = Mode::Browse;
                self.typed(purpose, text, scene)
            }
        }
    }

    fn typed(&mut self, purpose: Purpose, text: String, scene: &Scene<'_>) -> Vec<Effect> {
        let trimmed = text.trim();
        match purpose {
            Purpose::Input => vec![Effect::Input(format!("{text}\n").into_bytes())],
            _ if trimmed.is_empty() => Vec::new(),
            Purpose::Goto => match trimmed.parse() {
                Ok(number) => vec![Effect::Goto(Step(number))],
                Err(_) => {
                    let said = word(self.lang, "a step is a number from 0", "步数是从 0 开始的数字");
                    self.message = Some(Message::Error(said.to_owned()));
                    Vec::new()
                }
            },
            Purpose::Evaluate => {
                self.expression = trimmed.to_owned();
                vec![Effect::Evaluate(trimmed.to_owned())]
            }
            Purpose::Find => {
                self.search = trimmed.to_owned();
                self.find_on(scene);
                Vec::new()
            }
        }
    }

    fn find_on(&mut self, scene: &Scene<'_>) -> Vec<Effect> {
        let file = self.shown_file(scene);
        let from = self.looked_at.or(scene.site()).map_or(0, |site| site.line);
        let found = scene.source(file).and_then(|source| source.find(&self.search, from));
        match found {
            Some(line) => self.look_at(Some(Site { file, line })),
            None => {
                let said = word(self.lang, "not found", "没有找到");
                self.message = Some(Message::Note(format!("{}: {said}", self.search)));
            }
        }
        Vec::new()
    }

    fn look_at(&mut self, site: Option<Site>) {
        self.looked_at = site;
        self.file = site.map(|site| site.file).or(self.file);
        self.scrolled[Pane::Source as usize] = None;
    }

    fn toggle(&mut self, site: Option<Site>, scene: &Scene<'_>) -> Vec<Effect> {
        let Some(site) = site else {
            return Vec::new();
        };
        let mut breakpoints = scene.breakpoints.clone();
        if !breakpoints.remove(&site) {
            breakpoints.insert(site);
        }
        vec![Effect::SetBreakpoints(breakpoints)]
    }

    /// A click or a turn of the wheel.
    pub(super) fn mouse(&mut self, mouse: MouseEvent, scene: &Scene<'_>) -> Vec<Effect> {
        let Some(areas) = self.areas(scene) else {
            return Vec::new();
        };
        let at = Position::new(mouse.column, mouse.row);
        if let Mode::Guide(part, offset) = self.mode {
            match mouse.kind {
                MouseEventKind::ScrollUp => self.mode = Mode::Guide(part, offset.saturating_sub(3)),
                MouseEventKind::ScrollDown => self.mode = Mode::Guide(part, offset + 3),
                MouseEventKind::Down(_) => self.mode = Mode::Browse,
                _ => {}
            }
            return Vec::new();
        }
        let Some((pane, area)) = areas.panes.iter().copied().find(|(_, area)| area.contains(at)) else {
            return Vec::new();
        };
        match mouse.kind {
            MouseEventKind::ScrollUp => self.scroll(pane, -3, scene),
            MouseEventKind::ScrollDown => self.scroll(pane, 3, scene),
            MouseEventKind::Down(MouseButton::Left) if self.mode == Mode::Browse => {
                self.message = None;
                self.focus = pane;
                if at.y == area.y {
                    return Vec::new();
                }
                let row = usize::from(at.y - area.y - 1);
                return self.click(pane, row, usize::from(at.x - area.x), usize::from(area.width), scene);
            }
            _ => {}
        }
        Vec::new()
    }

    fn click(
        &mut self,
        pane: Pane,
        row: usize,
        column: usize,
        columns: usize,
        scene: &Scene<'_>,
    ) -> Vec<Effect> {
        match pane {
            Pane::Source => {
                let rows = usize::from(
                    self.areas(scene).and_then(|areas| areas.pane(pane)).unwrap_or_default().height,
                );
                let listing = panes::source(self, scene, rows.saturating_sub(1), columns);
                let Some(row) = listing.line_at(row) else { return Vec::new() };
                let line = self.source_first + u32::try_from(row).unwrap_or(0);
                let file = self.shown_file(scene);
                let exists = scene.source(file).is_some_and(|source| line <= source.len());
                self.toggle(exists.then_some(Site { file, line }), scene)
            }
            Pane::Stack | Pane::Loop => {
                let offset = panes::offset(self, scene, pane);
                self.choose(panes::who_at(self, scene, pane, offset + row), scene);
                Vec::new()
            }
            Pane::Strip => match scene.tracks.step_at(column, columns, self.strip) {
                Some(step) => vec![Effect::Goto(step.min(scene.timeline.edge()))],
                None => {
                    let rows = usize::from(
                        self.areas(scene).and_then(|areas| areas.pane(pane)).unwrap_or_default().height,
                    );
                    let (cursor, horizon) = (scene.cursor(), self.horizon(scene));
                    let who = scene.tracks.who(row, self.strip, cursor, horizon, rows.saturating_sub(1));
                    self.choose(who, scene);
                    Vec::new()
                }
            },
            Pane::Output => Vec::new(),
        }
    }

    /// Marks one and shows where it is in the source.
    fn choose(&mut self, who: Option<Who>, scene: &Scene<'_>) {
        self.chosen = who;
        let object = match who {
            Some(Who::Object(id)) => scene.world().object(id),
            Some(Who::Task(id)) => match scene.world().task(id).map(|task| task.coro()) {
                Some(Target::Object(id)) => scene.world().object(*id),
                _ => None,
            },
            None => None,
        };
        if let Some(site) = object.and_then(|object| object.site().or(object.defined())) {
            self.look_at(Some(site));
        }
    }
}
