//! What the program printed up to a step, with what the last step printed marked.

use super::fit;
use super::role::{Line, Role};
use crate::trace::event::{Event, Kind, Stream};
use crate::trace::id::Step;

/// Everything a run printed, in order; grows with it, one event at a time.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    bytes: Vec<u8>,
    /// After each output: the step, the end in `bytes`, and which stream it was.
    marks: Vec<(u64, usize, Stream)>,
    /// Where lines begin.
    starts: Vec<usize>,
    length: u64,
}

impl Printed {
    /// Takes in the next event.
    pub fn push(&mut self, event: &Event) {
        self.length += 1;
        if let Kind::Output { stream, bytes } = &event.kind {
            let before = self.bytes.len();
            self.starts.extend(
                bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| before + at + 1),
            );
            self.bytes.extend_from_slice(bytes);
            self.marks.push((self.length, self.bytes.len(), *stream));
        }
    }

    fn end(&self, step: Step) -> usize {
        let after = self.marks.partition_point(|(at, ..)| *at <= step.0);
        after.checked_sub(1).map_or(0, |last| self.marks[last].1)
    }

    /// How many lines were printed up to a step; a last line without its end counts.
    pub fn len(&self, step: Step) -> usize {
        let end = self.end(step);
        self.starts.partition_point(|start| *start < end) + usize::from(end > 0)
    }

    /// Whether nothing was printed up to a step.
    pub fn is_empty(&self, step: Step) -> bool {
        self.end(step) == 0
    }

    /// What was printed after `from` and up to `to`.
    pub fn between(&self, from: Step, to: Step) -> &[u8] {
        let (start, end) = (self.end(from), self.end(to));
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Lines `first..first + count` of what was printed up to a step, counted from 0.
    pub fn lines(
        &self,
        last_stop: Step,
        step: Step,
        first: usize,
        count: usize,
        columns: usize,
    ) -> Vec<Line> {
        let (old, end) = (self.end(last_stop), self.end(step));
        let last = (first + count).min(self.len(step));
        (first..last).map(|number| self.line(number, old, end, columns)).collect()
    }

    fn line(&self, number: usize, old: usize, end: usize, columns: usize) -> Line {
        let start = number.checked_sub(1).map_or(0, |before| self.starts[before]);
        let stop = self.starts.get(number).map_or(end, |next| (next - 1).min(end));
        let mut line = Line::new();
        let mut at = start;
        let mut mark = self.marks.partition_point(|(_, to, _)| *to <= start);
        while at < stop {
            let (_, to, stream) = self.marks[mark];
            let (from, to) = (at, to.min(stop));
            let role = match stream {
                Stream::Stderr => Role::Error,
                Stream::Stdout if from >= old => Role::NewOutput,
                Stream::Stdout => Role::Output,
            };
            let text = String::from_utf8_lossy(&self.bytes[from..to]);
            match line.last_mut() {
                Some((last, so_far)) if *last == role => *so_far += &text,
                _ => line.push((role, text.into_owned())),
            }
            (at, mark) = (to, mark + 1);
        }
        let is_new = stop >= old && end > old && (stop > old || start >= old);
        let sign = if is_new { (Role::NewOutput, "▸ ") } else { (Role::Plain, "  ") };
        for (_, text) in &mut line {
            *text = fit::visible(text.trim_end_matches('\r'));
        }
        line.insert(0, (sign.0, sign.1.to_owned()));
        fit::cut_line(line, columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::id::ThreadId;

    fn output(text: &str) -> Event {
        let kind = Kind::Output { stream: Stream::Stdout, bytes: text.as_bytes().to_vec() };
        Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
    }

    fn text(line: &Line) -> String {
        line.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn only_what_the_last_step_printed_is_marked() {
        let mut printed = Printed::default();
        for piece in ["one\n", "two ", "three\n", "\x1b[2J"] {
            printed.push(&output(piece));
        }
        let at = |last, step| {
            let (last, step) = (Step(last), Step(step));
            printed.lines(last, step, 0, 9, 40).iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(at(0, 0), Vec::<String>::new());
        assert_eq!(at(0, 1), ["▸ one"]);
        assert_eq!(at(1, 2), ["  one", "▸ two "]);
        assert_eq!(at(2, 3), ["  one", "▸ two three"]);
        assert_eq!(at(3, 4), ["  one", "  two three", "▸ ␛[2J"]);
        assert_eq!(at(4, 4), ["  one", "  two three", "  ␛[2J"]);
        assert_eq!(printed.between(Step(1), Step(3)), b"two three\n");
    }
}
