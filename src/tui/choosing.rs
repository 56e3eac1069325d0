//! Choosing among answers: one is marked, several are ticked, an order is made by moving its items.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::lesson::sheet::Form;
use crate::view::role::{Line, Role};

/// Where one is among the answers to choose from.
#[derive(Debug, Default)]
pub struct Choosing {
    /// The lines of each answer as the page lists them, one behind the other.
    offers: Vec<Range<usize>>,
    form: Option<Form>,
    /// The place the arrows are at.
    at: Option<usize>,
    /// Whether the page is to follow the arrows.
    moved: bool,
    /// The answers that are ticked, by their numbers from 0.
    ticked: BTreeSet<usize>,
    /// The answers in the order they were put in, by their numbers from 0.
    order: Vec<usize>,
    hold: Hold,
}

/// Whether the marked item goes where the arrows go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hold {
    #[default]
    Free,
    Lifted,
}

/// Up or down a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Choosing {
    /// Takes over what a page offers.
    pub fn offer(&mut self, offers: Vec<Range<usize>>, form: Option<Form>) {
        if self.order.len() != offers.len() {
            self.order = (0..offers.len()).collect();
            self.hold = Hold::Free;
        }
        self.at = self.at.filter(|at| *at < offers.len() && form.is_some());
        self.ticked.retain(|at| *at < offers.len() && form == Some(Form::Some));
        self.offers = offers;
        self.form = form;
    }

    /// Whether an item was picked up and not put down.
    pub fn is_lifted(&self) -> bool {
        self.hold == Hold::Lifted
    }

    /// Puts down what was picked up.
    pub fn put_down(&mut self) {
        self.hold = Hold::Free;
    }

    /// Whether items were moved.
    fn is_ordered(&self) -> bool {
        self.form == Some(Form::Order) && !self.order.is_sorted()
    }

    /// The lines of the answer at each place, in the order they are shown.
    fn shown(&self) -> Vec<Range<usize>> {
        let mut start = self.offers.first().map_or(0, |range| range.start);
        let place = |offer: &usize| {
            let length = self.offers.get(*offer).map_or(0, Range::len);
            start += length;
            start - length..start
        };
        self.order.iter().map(place).collect()
    }

    /// Puts the answers into their order, and marks those that are ticked and the one the arrows are at.
    pub fn mark(&self, lines: &mut Vec<Line>) {
        let (Some(first), Some(last)) = (self.offers.first(), self.offers.last()) else { return };
        if self.form.is_none() || last.end > lines.len() {
            return;
        }
        let mut listed = Vec::new();
        for (place, offer) in self.order.iter().enumerate() {
            let mut of_offer: Vec<Line> =
                self.offers[*offer].clone().filter_map(|at| lines.get(at).cloned()).collect();
            if let Some((role, number)) = of_offer.first_mut().and_then(|line| line.first_mut()) {
                let rest: String = number.chars().skip(1).collect();
                if self.at == Some(place) {
                    *number = format!("{}{rest}", if self.is_lifted() { "↕" } else { "▸" });
                    *role = Role::Current;
                }
                if self.ticked.contains(offer) {
                    *number = format!("{}✓", number.strip_suffix(' ').unwrap_or(number));
                }
            }
            listed.extend(of_offer);
        }
        lines.splice(first.start..last.end, listed);
    }

    /// The first line to show so that the marked answer is in view.
    pub fn keep_in_view(&mut self, offset: usize, rows: usize) -> usize {
        if !std::mem::take(&mut self.moved) {
            return offset;
        }
        match self.at.and_then(|at| self.shown().get(at).cloned()) {
            Some(range) if range.start < offset => range.start,
            Some(range) if range.end > offset + rows => range.end.saturating_sub(rows).min(range.start),
            _ => offset,
        }
    }

    /// The arrows go up or down, with the item that is picked up.
    pub fn go(&mut self, way: Way) {
        let Some(last) = self.offers.len().checked_sub(1) else { return };
        let to = match (self.at, way) {
            (None, Way::Up) => last,
            (None, Way::Down) => 0,
            (Some(at), Way::Up) => at.saturating_sub(1),
            (Some(at), Way::Down) => (at + 1).min(last),
        };
        if let Some(at) = self.at.filter(|_| self.is_lifted()) {
            self.order.swap(at, to);
        }
        self.at = Some(to);
        self.moved = true;
    }

    /// Picks the marked item up, or puts it down.
    pub fn lift(&mut self) {
        if self.at.is_none() {
            self.go(Way::Down);
        }
        self.hold = if self.is_lifted() { Hold::Free } else { Hold::Lifted };
    }

    /// Ticks the marked answer, or takes the tick back.
    pub fn toggle(&mut self) {
        if let Some(at) = self.at
            && !self.ticked.remove(&at)
        {
            self.ticked.insert(at);
        }
    }

    /// The answer with this number, from 1, where there is one, or may be while they are still computed.
    pub fn number(&self, number: usize) -> Option<String> {
        let may_be = self.offers.is_empty() || (1..=self.offers.len()).contains(&number);
        may_be.then(|| number.to_string())
    }

    /// What was chosen by marking, ticking and moving; nothing where nothing was.
    pub fn chosen(&self) -> Option<String> {
        let numbers: Vec<usize> = match self.form? {
            Form::One => self.at.into_iter().collect(),
            Form::Some if self.ticked.is_empty() => self.at.into_iter().collect(),
            Form::Some => self.ticked.iter().copied().collect(),
            Form::Order if self.is_ordered() => self.order.clone(),
            _ => Vec::new(),
        };
        let numbers: Vec<String> = numbers.into_iter().map(|number| (number + 1).to_string()).collect();
        (!numbers.is_empty()).then(|| numbers.join(" "))
    }

    /// A click on a line of the page: what it makes of the line being typed, and whether that is the answer.
    pub fn click(&mut self, line: usize, typed: &str) -> Option<Clicked> {
        let form = self.form?;
        let place = self.shown().iter().position(|range| range.contains(&line))?;
        self.at = Some(place);
        match form {
            Form::One => Some(Clicked::Answer((place + 1).to_string())),
            Form::Some => {
                self.toggle();
                None
            }
            Form::Match => Some(Clicked::Typed(format!("{typed} {}", place + 1).trim().to_owned())),
            // An order is made by moving or by numbers, never half of each.
            Form::Order if !self.is_ordered() => {
                let number = (place + 1).to_string();
                let mut numbers: Vec<&str> = typed.split_whitespace().collect();
                if numbers.contains(&number.as_str()) {
                    numbers.retain(|other| *other != number);
                } else {
                    numbers.push(&number);
                }
                Some(Clicked::Typed(numbers.join(" ")))
            }
            _ => None,
        }
    }
}

/// What came of a click.
#[derive(Debug, PartialEq, Eq)]
pub enum Clicked {
    /// The line being typed is this now.
    Typed(String),
    /// This is the answer.
    Answer(String),
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
        assert_eq!(one.number(3).as_deref(), Some("3"));
        assert_eq!(one.number(4), None);
        assert_eq!(one.chosen(), None);
        one.go(Way::Down);
        one.go(Way::Down);
        assert_eq!(one.chosen().as_deref(), Some("2"));
        assert_eq!(one.click(8, ""), Some(Clicked::Answer("3".into())));
        assert_eq!(one.click(9, ""), None);
    }

    #[test]
    fn several_are_ticked_and_unticked() {
        let mut some = choosing(Form::Some);
        some.click(8, "");
        some.click(4, "");
        assert_eq!(some.chosen().as_deref(), Some("1 3"));
        some.click(4, "");
        assert_eq!(some.chosen().as_deref(), Some("3"));
    }

    #[test]
    fn an_order_is_made_by_moving_items_and_stays_whole() {
        let mut order = choosing(Form::Order);
        assert_eq!(order.chosen(), None, "what was not touched is no answer");
        order.go(Way::Up);
        order.lift();
        order.go(Way::Up);
        order.go(Way::Up);
        order.lift();
        assert_eq!(order.chosen().as_deref(), Some("3 1 2"));
        order.go(Way::Down);
        assert_eq!(order.chosen().as_deref(), Some("3 1 2"), "what was put down stays");
        assert_eq!(order.click(4, ""), None, "a moved order is not typed on");
    }

    #[test]
    fn a_moved_item_takes_all_of_its_lines_along() {
        let line = |text: &str| vec![(Role::Key, format!(" {text}"))];
        let mut lines: Vec<Line> = ["a", "b", "c", "d", "1", "2", "2b", "2c", "3", "z"].map(line).into();
        let mut order = choosing(Form::Order);
        order.go(Way::Down);
        order.lift();
        order.go(Way::Down);
        order.mark(&mut lines);
        let texts: Vec<&str> = lines.iter().map(|line| line[0].1.trim_start()).collect();
        assert_eq!(texts, ["a", "b", "c", "d", "2", "2b", "2c", "↕1", "3", "z"]);
    }

    #[test]
    fn numbers_of_an_order_are_typed_by_clicks() {
        let mut order = choosing(Form::Order);
        assert_eq!(order.click(8, ""), Some(Clicked::Typed("3".into())));
        assert_eq!(order.click(4, "3"), Some(Clicked::Typed("3 1".into())));
        assert_eq!(order.click(8, "3 1"), Some(Clicked::Typed("1".into())));
    }

    #[test]
    fn the_marked_answer_stays_in_view() {
        let mut one = choosing(Form::One);
        one.go(Way::Up);
        assert_eq!(one.keep_in_view(0, 5), 4);
        assert_eq!(one.keep_in_view(0, 5), 0, "scrolling away from it is allowed");
    }
}
