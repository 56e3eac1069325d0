//! The inside of a directive: text, marks, entries, and what goes on from them.

use super::model::{Half, Nth, Prose, Span, Times, Visit};
use super::problem::Fault;
use crate::lang::Words;

/// One part of a directive's inside.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text before anything else.
    Text(Prose),
    /// `<2> text`: a mark and what is said about it.
    Mark {
        /// The mark and the time.
        visit: Visit,
        /// The text.
        text: Prose,
        /// Where the mark stands.
        at: Span,
    },
    /// `- …`: an entry.
    Entry(Entry),
}

/// One entry: its first line, and the indented lines below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// What stands behind `- `.
    pub text: String,
    /// Where that stands.
    pub at: Span,
    /// The lines below it, without their indentation; empty ones part paragraphs.
    pub more: Vec<(String, Span)>,
}

/// An entry of the form ``word <2> `code`: text``.
#[derive(Clone, Debug, PartialEq)]
pub struct Worded {
    /// The word.
    pub word: String,
    /// The mark, where there is one.
    pub visit: Option<Visit>,
    /// The code, where there is some.
    pub code: Option<String>,
    /// What stands behind the colon, with the lines below.
    pub text: Prose,
    /// Where the entry stands.
    pub at: Span,
}

impl Entry {
    /// The lines below, as one text.
    pub fn prose(&self) -> Prose {
        join(self.more.iter().map(|(text, at)| (text.as_str(), *at)))
    }

    /// Reads the entry as ``word <2> `code`: text``.
    pub fn worded(&self) -> Result<Worded, Fault> {
        let form = Words::new(
            "- word: text, - word <2>: text, or - word <2> `code`: text",
            "- 词: 文字，- 词 <2>: 文字，或 - 词 <2> `代码`: 文字",
        );
        let bad = || Fault::BadEntry { form };
        let end = self
            .text
            .find(|c: char| c == ':' || c == '：' || c.is_whitespace() || c == '<' || c == '`')
            .unwrap_or(self.text.len());
        let (word, mut rest) = (&self.text[..end], self.text[end..].trim_start());
        if word.is_empty() {
            return Err(bad());
        }
        let mut visit = None;
        if rest.starts_with('<') {
            let close = rest.find('>').ok_or_else(|| Fault::BadMark { text: rest.into() })?;
            visit = Some(
                visit_of(&rest[..=close]).ok_or_else(|| Fault::BadMark { text: rest[..=close].into() })?,
            );
            rest = rest[close + 1..].trim_start();
        }
        let mut code = None;
        if let Some(inside) = rest.strip_prefix('`') {
            let close = inside.find('`').ok_or_else(bad)?;
            code = Some(inside[..close].to_owned());
            rest = inside[close + 1..].trim_start();
        }
        let first = match rest.strip_prefix([':', '：']) {
            Some(text) => text.trim(),
            None if rest.is_empty() => "",
            None => return Err(bad()),
        };
        let mut text = join(
            std::iter::once((first, self.at)).chain(self.more.iter().map(|(text, at)| (text.as_str(), *at))),
        );
        text.at = self.at;
        Ok(Worded { word: word.into(), visit, code, text, at: self.at })
    }
}

/// A mark as it is written: `<2>`, `<2:3>`, `<2:*>`, `<2:wakes>`, `<2:3:wakes>`.
pub fn visit_of(text: &str) -> Option<Visit> {
    let inside = text.strip_prefix('<')?.strip_suffix('>')?;
    let mut parts = inside.split([':', '：']).peekable();
    let mark = parts.next()?.parse().ok()?;
    let nth = match parts.peek() {
        Some(&"*") => Some(Nth::Every),
        Some(part) => match part.parse() {
            Ok(0) => return None,
            Ok(n) => Some(Nth::Time(n)),
            Err(_) => None,
        },
        None => None,
    };
    if nth.is_some() {
        parts.next();
    }
    let half = match parts.next() {
        None => Half::UpToSleep,
        Some(word) => Half::WORDS.iter().find(|(known, _)| *known == word)?.1,
    };
    parts.next().is_none().then_some(Visit { mark, nth: nth.unwrap_or(Nth::Time(1)), half })
}

/// Whether a mark names its time: `<2:1>` does, and `<2>` does not.
pub fn times_of(mark: &str) -> Times {
    let second = mark.trim_matches(['<', '>']).split([':', '：']).nth(1);
    match second.is_some_and(|part| part.parse::<u32>().is_ok()) {
        true => Times::Named,
        false => Times::Each,
    }
}

/// Reads the inside of a directive, `source` between the bytes of `at`.
pub fn read(source: &str, at: Span) -> Result<Vec<Part>, (Span, Fault)> {
    let mut parts: Vec<Part> = Vec::new();
    let mut start = at.start;
    for line in source[at.start..at.end].split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let text = line.trim_end();
        let inner = text.trim_start();
        let indented = Span::new(span.end - inner.len(), span.end);
        if text.is_empty() {
            match parts.last_mut() {
                Some(part) => go_on(part, "", span),
                None => continue,
            }
        } else if text.starts_with("  ") {
            match parts.last_mut() {
                Some(Part::Text(_)) | None => return Err((span, Fault::LooseLine)),
                Some(part) => go_on(part, inner, indented),
            }
        } else if let Some(entry) = text.strip_prefix("- ") {
            let at = Span::new(span.start + 2, span.end);
            parts.push(Part::Entry(Entry { text: entry.trim().into(), at, more: Vec::new() }));
        } else if text.starts_with('<') {
            let close = text.find('>').map_or(text.len(), |at| at + 1);
            let (mark, rest) = text.split_at(close);
            let at = Span::new(span.start, span.start + close);
            let visit = visit_of(mark).ok_or((at, Fault::BadMark { text: mark.into() }))?;
            let rest_at = Span::new(span.end - rest.trim_start().len(), span.end);
            parts.push(Part::Mark { visit, text: Prose { text: rest.trim().into(), at: rest_at }, at });
        } else {
            match parts.last_mut() {
                None => parts.push(Part::Text(Prose { text: text.into(), at: span })),
                Some(part @ Part::Text(_)) => go_on(part, text, span),
                Some(_) => return Err((span, Fault::LooseLine)),
            }
        }
    }
    for part in &mut parts {
        tidy(part);
    }
    Ok(parts)
}

fn go_on(part: &mut Part, line: &str, at: Span) {
    match part {
        Part::Text(prose) | Part::Mark { text: prose, .. } => {
            if !prose.text.is_empty() {
                prose.text.push('\n');
            }
            prose.text.push_str(line);
            prose.at.end = at.end;
        }
        Part::Entry(entry) => entry.more.push((line.into(), at)),
    }
}

fn tidy(part: &mut Part) {
    match part {
        Part::Text(prose) | Part::Mark { text: prose, .. } => {
            let end = prose.text.trim_end().len();
            prose.text.truncate(end);
        }
        Part::Entry(entry) => {
            while entry.more.last().is_some_and(|(line, _)| line.is_empty()) {
                entry.more.pop();
            }
        }
    }
}

/// Lines as one text, with the span from the first to the last.
pub fn join<'a>(lines: impl Iterator<Item = (&'a str, Span)>) -> Prose {
    let mut prose = Prose::default();
    for (text, at) in lines {
        if prose.text.is_empty() {
            if text.is_empty() {
                continue;
            }
            prose.at = at;
        } else {
            prose.text.push('\n');
        }
        prose.text.push_str(text);
        prose.at.end = at.end;
    }
    let end = prose.text.trim_end().len();
    prose.text.truncate(end);
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<Part> {
        read(text, Span::new(0, text.len())).expect("is well written")
    }

    #[test]
    fn text_marks_and_entries_are_told_apart() {
        let parts =
            parts("What now?\nSay.\n\n<2> A note\n  goes on.\n- averager#1 is made\n- hint: look\n  again\n");
        assert_eq!(parts.len(), 4);
        assert!(matches!(&parts[0], Part::Text(prose) if prose.text == "What now?\nSay."));
        assert!(
            matches!(&parts[1], Part::Mark { visit: Visit { mark: 2, .. }, text, .. } if text.text == "A note\ngoes on.")
        );
        let Part::Entry(entry) = &parts[3] else { panic!("an entry") };
        let worded = entry.worded().expect("is worded");
        assert_eq!((worded.word.as_str(), worded.text.text.as_str()), ("hint", "look\nagain"));
    }

    #[test]
    fn an_entry_may_carry_a_mark_and_code() {
        let parts = parts("- wrong <2:3> `x = 1`: because\n");
        let Part::Entry(entry) = &parts[0] else { panic!("an entry") };
        let worded = entry.worded().expect("is worded");
        assert_eq!(worded.visit, Some(Visit { nth: Nth::Time(3), ..Visit::first(2) }));
        assert_eq!(worded.code.as_deref(), Some("x = 1"));
        assert_eq!(worded.text.text, "because");
    }

    #[test]
    fn a_mark_is_told_back_as_it_is_written() {
        for text in
            ["<2>", "<2:3>", "<2:*>", "<2:sleeps>", "<12:3:wakes>", "<2:*:after>", "<2:before>", "<2:whole>"]
        {
            assert_eq!(visit_of(text).map(|visit| visit.to_string()).as_deref(), Some(text));
        }
        assert_eq!(visit_of("<2:1:wakes>"), visit_of("<2:wakes>"));
        assert_eq!(visit_of("<2：wakes>"), visit_of("<2:wakes>"), "a colon of Chinese text is one too");
        for text in ["2", "<>", "<a>", "<2:0>", "<2:>", "<2:woke>", "<2:wakes:3>", "<2:3:4>", "<2:3:wakes:x>"]
        {
            assert_eq!(visit_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_belongs_to_nothing_is_refused() {
        let text = "- hint: a\nloose\n";
        assert_eq!(read(text, Span::new(0, text.len())), Err((Span::new(10, 15), Fault::LooseLine)));
    }
}
