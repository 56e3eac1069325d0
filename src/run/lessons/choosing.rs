//! Choosing among answers with the arrows, digits and the mouse.

use std::ops::Range;

use crossterm::event::KeyCode;

use crate::lesson::sheet::Form;
use crate::view::role::{Line, Role};

/// Where one is among the answers to choose from.
#[derive(Default)]
pub(super) struct Choosing {
    /// The lines of each answer on the page.
    offers: Vec<Range<usize>>,
    form: Option<Form>,
    /// The answer the arrows are on.
    at: Option<usize>,
    /// Whether the page is to follow the arrows.
    moved: bool,
}

/// What came of a key or a click.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Picked {
    /// It is no business of the answers.
    Nothing,
    /// Another answer is marked.
    Moved,
    /// The line being typed is this now.
    Typed(String),
    /// This is the answer.
    Answer(String),
}

impl Choosing {
    /// Takes over what the page at hand offers.
    pub(super) fn offer(&mut self, offers: Vec<Range<usize>>, form: Option<Form>) {
        self.at = self.at.filter(|at| *at < offers.len() && form.is_some());
        self.offers = offers;
        self.form = form;
    }

    /// Marks the answer the arrows are on.
    pub(super) fn mark(&self, lines: &mut [Line]) {
        let line = self.at.and_then(|at| self.offers.get(at)).and_then(|range| lines.get_mut(range.start));
        if let Some((role, number)) = line.and_then(|line| line.first_mut()) {
            *number = format!("▸{}", number.chars().skip(1).collect::<String>());
            *role = Role::Current;
        }
    }

    /// The first line to show so that the marked answer is in view.
    pub(super) fn keep_in_view(&mut self, offset: usize, rows: usize) -> usize {
        if !std::mem::take(&mut self.moved) {
            return offset;
        }
        match self.at.and_then(|at| self.offers.get(at)) {
            Some(range) if range.start < offset => range.start,
            Some(range) if range.end > offset + rows => range.end.saturating_sub(rows),
            _ => offset,
        }
    }

    pub(super) fn key(&mut self, key: KeyCode, typed: &str) -> Picked {
        let Some(form) = self.form.filter(|_| !self.offers.is_empty()) else {
            return Picked::Nothing;
        };
        let last = self.offers.len() - 1;
        match key {
            KeyCode::Down => self.go(self.at.map_or(0, |at| (at + 1).min(last))),
            KeyCode::Up => self.go(self.at.map_or(last, |at| at.saturating_sub(1))),
            KeyCode::Char(' ') => self.at.map_or(Picked::Nothing, |at| choose(form, at + 1, typed)),
            KeyCode::Enter if typed.is_empty() && form == Form::One => {
                self.at.map_or(Picked::Nothing, |at| choose(form, at + 1, typed))
            }
            KeyCode::Char(digit @ '1'..='9')
                if form == Form::One && typed.is_empty() && self.offers.len() < 10 =>
            {
                let number = digit.to_digit(10).map_or(0, |number| number as usize);
                if number <= self.offers.len() { Picked::Answer(digit.into()) } else { Picked::Moved }
            }
            _ => Picked::Nothing,
        }
    }

    fn go(&mut self, at: usize) -> Picked {
        self.at = Some(at);
        self.moved = true;
        Picked::Moved
    }

    /// A click on a line of the page.
    pub(super) fn click(&mut self, line: usize, typed: &str) -> Picked {
        let Some(form) = self.form else {
            return Picked::Nothing;
        };
        match self.offers.iter().position(|range| range.contains(&line)) {
            Some(at) => {
                self.at = Some(at);
                choose(form, at + 1, typed)
            }
            None => Picked::Nothing,
        }
    }
}

/// One answer is the answer; of several, each is put to the others or taken away from them.
fn choose(form: Form, number: usize, typed: &str) -> Picked {
    if form == Form::One {
        return Picked::Answer(number.to_string());
    }
    let number = number.to_string();
    let mut numbers: Vec<&str> = typed.split_whitespace().collect();
    if numbers.contains(&number.as_str()) {
        numbers.retain(|other| *other != number);
    } else {
        numbers.push(&number);
    }
    if form == Form::Some {
        numbers.sort_unstable();
    }
    Picked::Typed(numbers.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choosing(form: Form) -> Choosing {
        let mut choosing = Choosing::default();
        choosing.offer(vec![4..5, 5..8, 8..9], Some(form));
        choosing
    }

    #[test]
    fn one_answer_is_given_by_digit_arrow_or_click() {
        let mut one = choosing(Form::One);
        assert_eq!(one.key(KeyCode::Char('3'), ""), Picked::Answer("3".into()));
        assert_eq!(one.key(KeyCode::Char('4'), ""), Picked::Moved);
        assert_eq!(one.key(KeyCode::Enter, ""), Picked::Nothing);
        one.key(KeyCode::Down, "");
        one.key(KeyCode::Down, "");
        assert_eq!(one.key(KeyCode::Enter, ""), Picked::Answer("2".into()));
        assert_eq!(one.click(8, ""), Picked::Answer("3".into()));
        assert_eq!(one.click(9, ""), Picked::Nothing);
    }

    #[test]
    fn several_are_put_together_and_taken_back() {
        let mut some = choosing(Form::Some);
        assert_eq!(some.click(8, ""), Picked::Typed("3".into()));
        assert_eq!(some.click(4, "3"), Picked::Typed("1 3".into()));
        assert_eq!(some.click(4, "1 3"), Picked::Typed("3".into()));
        let mut order = choosing(Form::Order);
        order.key(KeyCode::Up, "");
        assert_eq!(order.key(KeyCode::Char(' '), ""), Picked::Typed("3".into()));
        assert_eq!(order.click(4, "3"), Picked::Typed("3 1".into()));
    }

    #[test]
    fn the_marked_answer_stays_in_view() {
        let mut one = choosing(Form::One);
        one.key(KeyCode::Up, "");
        assert_eq!(one.keep_in_view(0, 5), 4);
        assert_eq!(one.keep_in_view(0, 5), 0, "scrolling away from it is allowed");
    }
}
