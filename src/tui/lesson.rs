//! A page of a lesson on the whole screen: keys and clicks in, inputs for the walk out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Frame;

use super::choosing::{Choosing, Clicked, Way};
use super::editor::{Edit, Editor};
use super::reader::{self, Sheet};
use crate::lang::Lang;
use crate::progress::Moment;
use crate::terminal::screen::Woken;
use crate::terminal::theme::Theme;
use crate::tutor::ask::Input;
use crate::tutor::keys::{self, Action, Doubt, Situation};
use crate::tutor::page::Room;
use crate::tutor::say::said_lines;
use crate::tutor::walk::{Tutor, Waits};
use crate::view::role::Line;

/// How long after a one-key command an Enter belongs to it, in milliseconds.
const ENTER_BELONGS: Moment = 2_000;

/// Where one is on a page: what is scrolled, typed and marked.
#[derive(Debug, Default)]
pub struct LessonScreen {
    lang: Lang,
    /// The page this is about, by the number of times one was turned to.
    turns: Option<u64>,
    /// How much had been said when the page was laid out.
    said: usize,
    offset: usize,
    editor: Editor,
    choosing: Choosing,
    /// When a key was obeyed that is a command by itself.
    obeyed: Option<Moment>,
    body: Vec<Line>,
    rows: usize,
    hints: String,
}

impl LessonScreen {
    /// A screen for a learner who reads this language.
    pub fn new(lang: Lang) -> LessonScreen {
        LessonScreen { lang, ..LessonScreen::default() }
    }

    /// Fits the page to a screen of so many columns and rows.
    pub fn lay_out(&mut self, tutor: &Tutor, (width, height): (u16, u16)) {
        if self.turns.replace(tutor.turns()) != Some(tutor.turns()) {
            self.said = 0;
            self.offset = 0;
            self.editor = Editor::default();
            self.choosing = Choosing::default();
        }
        let columns = reader::text_columns(width);
        self.hints = keys::hints(&self.situation(tutor), self.lang);
        self.rows = reader::body_rows(height, &self.hints, width);
        let mut body = said_lines(tutor.above(), columns);
        if !body.is_empty() {
            body.push(Line::new());
        }
        let above = body.len();
        let page = tutor.page(columns, Room::Rows(self.rows.saturating_sub(above)));
        let offers = page.offers.into_iter().map(|range| range.start + above..range.end + above);
        self.choosing.offer(offers.collect(), page.form);
        body.extend(page.lines);
        self.choosing.mark(&mut body);
        if !tutor.said().is_empty() {
            body.push(Line::new());
            body.extend(said_lines(tutor.said(), columns));
        }
        if tutor.waits() == Waits::Typed {
            body.extend(tutor.progress());
        }
        if self.said != tutor.said().len() {
            self.said = tutor.said().len();
            self.offset = usize::MAX;
        }
        self.offset = self.offset.min(body.len().saturating_sub(self.rows));
        self.offset = self.choosing.keep_in_view(self.offset, self.rows);
        self.body = body;
    }

    /// Draws the page as it was laid out.
    pub fn draw(&self, tutor: &Tutor, theme: Theme, frame: &mut Frame<'_>) {
        let before = self.editor.before_cursor();
        let sheet = Sheet {
            heading: tutor.heading(),
            body: &self.body,
            offset: self.offset,
            typed: Some((before, &self.editor.text()[before.len()..])),
            keys: &self.hints,
            theme,
        };
        reader::draw(&sheet, frame);
    }

    /// What is possible now.
    fn situation(&self, tutor: &Tutor) -> Situation {
        Situation {
            typed: !self.editor.text().is_empty(),
            more_below: self.offset + self.rows < self.body.len(),
            ..tutor.situation()
        }
    }

    /// Takes in what was typed or clicked at a moment; what it means for the walk.
    pub fn update(&mut self, woken: &Woken, tutor: &Tutor, at: Moment) -> Option<Input> {
        match woken {
            Woken::Key(key) => self.key(key, tutor, at),
            Woken::Mouse(mouse) => self.mouse(*mouse),
            Woken::Pasted(text) => {
                self.editor.insert(text);
                None
            }
            Woken::Resized | Woken::Signal(_) => None,
        }
    }

    /// A click on an answer chooses it; the wheel scrolls.
    fn mouse(&mut self, mouse: MouseEvent) -> Option<Input> {
        match mouse.kind {
            MouseEventKind::ScrollUp => self.scroll(-3),
            MouseEventKind::ScrollDown => self.scroll(3),
            MouseEventKind::Down(MouseButton::Left) => {
                self.obeyed = None;
                let row =
                    usize::from(mouse.row).checked_sub(reader::FIRST_ROW).filter(|row| *row < self.rows)?;
                match self.choosing.click(row + self.offset, self.editor.text())? {
                    Clicked::Answer(line) => {
                        self.editor = Editor::default();
                        return Some(Input::Typed(line));
                    }
                    Clicked::Typed(text) => self.editor = Editor::with(&text),
                }
            }
            _ => {}
        }
        None
    }

    fn scroll(&mut self, by: isize) {
        self.offset = self.offset.saturating_add_signed(by);
    }

    fn key(&mut self, key: &KeyEvent, tutor: &Tutor, at: Moment) -> Option<Input> {
        let name = name(key)?;
        let obeyed = self.obeyed.take();
        let is_typed = !self.editor.text().is_empty();
        let now = self.situation(tutor);
        if name == "enter"
            && !is_typed
            && obeyed.is_some_and(|then| (0..ENTER_BELONGS).contains(&(at - then)))
        {
            return None;
        }
        // One level up begins with what was picked up or typed.
        if matches!(name.as_str(), "esc" | "ctrl-c") && now.doubt.is_none() {
            if self.choosing.is_lifted() {
                self.choosing.put_down();
                return None;
            }
            if is_typed {
                self.editor = Editor::default();
                return None;
            }
        }
        let Some(action) = keys::of_key(&name, &now) else {
            return self.edit(key, &now);
        };
        let page = isize::try_from(self.rows.saturating_sub(1).max(1)).unwrap_or(1);
        match action {
            Action::MarkUp => self.choosing.go(Way::Up),
            Action::MarkDown => self.choosing.go(Way::Down),
            Action::Toggle => self.choosing.toggle(),
            Action::Lift => self.choosing.lift(),
            Action::Up => self.scroll(-1),
            Action::Down => self.scroll(1),
            Action::PageUp => self.scroll(-page),
            Action::PageDown => self.scroll(page),
            Action::Number => {
                let answer = self.choosing.number(name.parse().unwrap_or_default())?;
                self.obeyed = Some(at);
                return Some(Input::Typed(answer));
            }
            Action::Give => {
                self.choosing.put_down();
                let typed = std::mem::take(&mut self.editor).text().to_owned();
                let chosen = self.choosing.chosen().filter(|_| typed.is_empty());
                return Some(Input::Typed(chosen.unwrap_or(typed)));
            }
            action => {
                self.obeyed = keys::is_sign(&name).then_some(at).filter(|_| name != "space");
                return Some(Input::Act(action));
            }
        }
        None
    }

    /// A key that is no command is part of what is typed; where something has to be confirmed, it is a no.
    fn edit(&mut self, key: &KeyEvent, now: &Situation) -> Option<Input> {
        if matches!(now.doubt, Some(Doubt::Leave | Doubt::Restart)) {
            return Some(Input::Act(Action::Stay));
        }
        match self.editor.key(key) {
            Edit::Done => Some(Input::Typed(std::mem::take(&mut self.editor).text().to_owned())),
            Edit::Cancelled => {
                self.editor = Editor::default();
                None
            }
            Edit::End | Edit::Open => None,
        }
    }
}

/// The name of a key, as the tables of keys write it.
pub fn name(key: &KeyEvent) -> Option<String> {
    let plain = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(letter) => letter.to_string(),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Up => "up".to_owned(),
        KeyCode::Down => "down".to_owned(),
        KeyCode::Left => "left".to_owned(),
        KeyCode::Right => "right".to_owned(),
        KeyCode::PageUp => "pageup".to_owned(),
        KeyCode::PageDown => "pagedown".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete | KeyCode::Home | KeyCode::End => "edit".to_owned(),
        _ => return None,
    };
    Some(if key.modifiers.contains(KeyModifiers::CONTROL) { format!("ctrl-{plain}") } else { plain })
}

#[cfg(test)]
mod tests;
