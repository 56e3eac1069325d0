//! What a run said about its troubles: the lines of its stderr that are known messages.

use super::message::{Found, in_line};
use crate::trace::event::{Kind, Stream};
use crate::trace::id::Step;
use crate::trace::timeline::Timeline;

/// A known message that a run printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What is known of it.
    pub found: Found,
    /// The line, as it was printed.
    pub line: String,
    /// What was printed with it, up to the next message: the task a line of the log speaks of.
    pub rest: String,
    /// The step that printed it.
    pub step: Step,
}

/// The known messages of a run in the order in which they were printed; each line once.
pub fn troubles(timeline: &Timeline) -> Vec<Trouble> {
    let mut found: Vec<Trouble> = Vec::new();
    let mut text = String::new();
    for piece in timeline.output_upto(timeline.edge()).filter(|piece| piece.stream == Stream::Stderr) {
        text.push_str(&String::from_utf8_lossy(&piece.bytes));
        while let Some(end) = text.find('\n') {
            let line: String = text.drain(..=end).collect();
            add(&mut found, line.trim_end(), piece.step);
        }
    }
    add(&mut found, text.trim_end(), timeline.edge());
    // A program that is no Python, or whose traceback went elsewhere, still ended with an exception.
    if found.is_empty()
        && let Some(Kind::ProgramEnded { exception: Some(exception), .. }) =
            timeline.event_to(timeline.edge()).map(|event| event.kind)
    {
        add(&mut found, &spoken(exception.as_str()), timeline.edge());
    }
    found
}

fn add(found: &mut Vec<Trouble>, line: &str, step: Step) {
    match in_line(line) {
        Some(known) if !found.iter().any(|trouble| trouble.line == line) => {
            found.push(Trouble { found: known, line: line.to_owned(), rest: String::new(), step });
        }
        Some(_) => {}
        None => {
            if let Some(last) = found.last_mut() {
                last.rest.push_str(line);
                last.rest.push('\n');
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
    fn an_exception_is_spoken_as_python_prints_it() {
        assert_eq!(spoken("TypeError(\"can't\")"), "TypeError: can't");
        assert_eq!(spoken("ValueError('it\\'s')"), "ValueError: it's");
        assert_eq!(spoken("TimeoutError()"), "TimeoutError");
    }
}
