//! What was shown at the prompt and in what it opened, kept as plain text.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// The most bytes that are kept; of more the beginning is forgotten.
const MOST: usize = 8 << 20;

/// A text that grows; its clones write into the same one. The default keeps nothing.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    kept: Option<Arc<Mutex<String>>>,
}

impl Transcript {
    /// A transcript that is kept.
    pub fn kept() -> Transcript {
        Transcript { kept: Some(Arc::default()) }
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// Keeps a text, which need not end with a line.
    pub fn add(&self, text: &str) {
        let Some(kept) = &self.kept else { return };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_str(text);
        if kept.len() > 2 * MOST {
            let cut = (kept.len() - MOST..=kept.len()).find(|at| kept.is_char_boundary(*at));
            let cut = cut.unwrap_or_default();
            let cut = kept[cut..].find('\n').map_or(cut, |at| cut + at + 1);
            kept.drain(..cut);
        }
    }

    /// Keeps lines of our own, which begin at the beginning of a line and end with one.
    pub fn lines(&self, lines: &str) {
        let Some(kept) = &self.kept else { return };
        let is_within = {
            let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            !kept.is_empty() && !kept.ends_with('\n')
        };
        if is_within {
            self.add("\n");
        }
        self.add(lines);
        if !lines.ends_with('\n') {
            self.add("\n");
        }
    }

    /// Says one thing on stderr and keeps it.
    pub fn say(&self, text: &str) {
        super::say(text);
        let lines: Vec<String> = text.lines().map(crate::view::fit::visible).collect();
        self.lines(&lines.join("\n"));
    }

    /// A writer of plain text that keeps what it hands on.
    pub fn beside<W: Write>(&self, out: W) -> Beside<W> {
        Beside { out, transcript: self.clone() }
    }

    /// All of it.
    pub fn text(&self) -> String {
        let kept = self.kept.as_ref();
        kept.map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap_or_default()
    }
}

/// Hands text on and keeps it.
pub struct Beside<W> {
    out: W,
    transcript: Transcript,
}

impl<W: Write> Write for Beside<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        if self.transcript.is_kept() {
            self.transcript.add(&String::from_utf8_lossy(bytes));
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_our_own_stand_apart_from_what_a_program_began() {
        let transcript = Transcript::kept();
        transcript.lines("one");
        transcript.clone().add("begun");
        transcript.lines("two\n");
        let mut out = Vec::new();
        write!(transcript.beside(&mut out), "第 {} 行", 3).expect("writes");
        assert_eq!(transcript.text(), "one\nbegun\ntwo\n第 3 行");
        assert_eq!(out, "第 3 行".as_bytes());
        let none = Transcript::default();
        none.lines("lost");
        assert_eq!(none.text(), "");
    }

    #[test]
    fn of_too_much_the_beginning_is_forgotten_up_to_a_whole_line() {
        let transcript = Transcript::kept();
        let line = "生成器\n".repeat(1000);
        while transcript.text().len() + line.len() <= 2 * MOST {
            transcript.add(&line);
        }
        transcript.add(&line);
        let text = transcript.text();
        assert!(text.len() <= MOST && text.len() + 10 > MOST, "{}", text.len());
        assert!(text.starts_with("生成器\n"));
    }
}
