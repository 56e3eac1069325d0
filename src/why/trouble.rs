//! What a run said about its troubles: the lines of its stderr that are known messages.

use super::message::{Found, in_line};
use crate::trace::event::{Kind, Stream};
use crate::trace::id::Step;
use crate::trace::timeline::Timeline;
use crate::trace::value::Value;

/// A known message that a run printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What is known of it.
    pub found: Found,
    /// The line, as it was printed.
    pub line: String,
    /// What was printed before it, since the message before: the traceback.
    pub before: String,
    /// What was printed with it, up to the next message: the task a line of the log speaks of.
    pub rest: String,
    /// The step that printed it.
    pub step: Step,
}

impl Trouble {
    /// The trouble of one line as Python prints it, `TypeError: …`, said at this step; `None` where it is no known message.
    pub fn of_line(line: &str, step: Step) -> Option<Trouble> {
        let found = in_line(line)?;
        Some(Trouble {
            found,
            line: line.trim().to_owned(),
            before: String::new(),
            rest: String::new(),
            step,
        })
    }
}

/// Takes in what a run prints on stderr, and keeps the known messages; each line once.
#[derive(Debug, Default)]
pub struct Printed {
    found: Vec<Trouble>,
    before: String,
    text: String,
}

impl Printed {
    /// Takes the next piece in, printed at this step.
    pub fn push(&mut self, bytes: &[u8], step: Step) {
        self.text.push_str(&String::from_utf8_lossy(bytes));
        while let Some(end) = self.text.find('\n') {
            let line: String = self.text.drain(..=end).collect();
            add(&mut self.found, &mut self.before, line.trim_end(), step);
        }
    }

    /// The known messages in the order in which they were printed; of a program that printed none, that of the
    /// exception it ended with: a program that is no Python, or whose traceback went elsewhere, still ended with one.
    pub fn end(mut self, exception: Option<&Value>, edge: Step) -> Vec<Trouble> {
        let rest = std::mem::take(&mut self.text);
        add(&mut self.found, &mut self.before, rest.trim_end(), edge);
        if let Some(exception) = exception.filter(|_| self.found.is_empty()) {
            add(&mut self.found, &mut self.before, &spoken(exception.as_str()), edge);
        }
        self.found
    }
}

/// The known messages of a run in the order in which they were printed; each line once.
pub fn troubles(timeline: &Timeline) -> Vec<Trouble> {
    let mut printed = Printed::default();
    for piece in timeline.output_upto(timeline.edge()).filter(|piece| piece.stream == Stream::Stderr) {
        printed.push(&piece.bytes, piece.step);
    }
    let ended = timeline.event_to(timeline.edge()).map(|event| event.kind);
    let exception = match &ended {
        Some(Kind::ProgramEnded { exception, .. }) => exception.as_ref(),
        _ => None,
    };
    printed.end(exception, timeline.edge())
}

/// The known messages of what Python printed for a program that never ran.
pub fn of_traceback(text: &str, step: Step) -> Vec<Trouble> {
    let (mut found, mut before) = (Vec::new(), String::new());
    for line in text.lines() {
        add(&mut found, &mut before, line.trim_end(), step);
    }
    found
}

fn add(found: &mut Vec<Trouble>, before: &mut String, line: &str, step: Step) {
    match in_line(line) {
        Some(known) if !found.iter().any(|trouble| trouble.line == line) => {
            let before = std::mem::take(before);
            found.push(Trouble { found: known, line: line.to_owned(), before, rest: String::new(), step });
        }
        Some(_) => before.clear(),
        None => {
            for text in [Some(before), found.last_mut().map(|last| &mut last.rest)].into_iter().flatten() {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
}

/// `TypeError: no` of the `repr` of an exception, `TypeError('no')`.
fn spoken(repr: &str) -> String {
    let Some((class, rest)) = repr.split_once('(') else { return repr.to_owned() };
    let inside = rest.strip_suffix(')').unwrap_or(rest).trim_end_matches(',');
    let quote = inside.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let text = quote.map_or(inside, |quote| inside.trim_matches(quote)).replace("\\'", "'");
    if text.is_empty() { class.to_owned() } else { format!("{class}: {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_enough_and_an_ordinary_error_is_none() {
        let trouble =
            Trouble::of_line("ValueError: generator already executing\n", Step(3)).expect("it is known");
        assert_eq!((trouble.found.family.id.as_str(), trouble.step), ("already-executing", Step(3)));
        assert_eq!(Trouble::of_line("KeyError: 'x'", Step(3)), None);
    }

    #[test]
    fn an_exception_is_spoken_as_python_prints_it() {
        assert_eq!(spoken("TypeError(\"can't\")"), "TypeError: can't");
        assert_eq!(spoken("ValueError('it\\'s')"), "ValueError: it's");
        assert_eq!(spoken("TimeoutError()"), "TimeoutError");
    }
}
