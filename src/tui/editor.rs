//! A line being typed: text, a cursor, and the keys that change them.
//!
//! Written here, as the editors there are for ratatui draw themselves and bring keys of their own; this one is a state, and
//! takes its keys from the one table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

/// A line of text with a cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Editor {
    text: String,
    /// A byte position between two characters of `text`.
    cursor: usize,
}

/// What a key made of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It is being typed on.
    Open,
    /// It is finished.
    Done,
    /// It was given up.
    Cancelled,
    /// The end of the input was typed on an empty line.
    End,
}

impl Editor {
    /// An editor with this text, the cursor behind it.
    pub fn with(text: &str) -> Editor {
        Editor { text: text.to_owned(), cursor: text.len() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Puts text in at the cursor; line breaks and control characters are left out.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Applies a key.
    pub fn key(&mut self, key: &KeyEvent) -> Edit {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return Edit::Done,
            KeyCode::Esc => return Edit::Cancelled,
            KeyCode::Char('c' | 'g') if control => return Edit::Cancelled,
            KeyCode::Char('d') if control && self.text.is_empty() => return Edit::End,
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.text.len(),
            KeyCode::Char('u') if control => {
                self.text.drain(..self.cursor);
                self.cursor = 0;
            }
            KeyCode::Char('k') if control => self.text.truncate(self.cursor),
            KeyCode::Char('w') if control => {
                let kept = self.before_cursor().trim_end();
                let start = kept.rfind(' ').map_or(0, |blank| blank + 1);
                self.text.drain(start..self.cursor);
                self.cursor = start;
            }
            KeyCode::Char(letter) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(letter.encode_utf8(&mut [0; 4]));
            }
            KeyCode::Backspace => {
                let start = self.left();
                self.text.drain(start..self.cursor);
                self.cursor = start;
            }
            KeyCode::Delete => {
                let end = self.right();
                self.text.drain(self.cursor..end);
            }
            KeyCode::Left => self.cursor = self.left(),
            KeyCode::Right => self.cursor = self.right(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            _ => {}
        }
        Edit::Open
    }

    fn left(&self) -> usize {
        self.before_cursor().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        let after = self.text[self.cursor..].graphemes(true).next().map_or(0, str::len);
        self.cursor + after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[KeyCode]) -> Editor {
        let mut editor = Editor::default();
        for code in keys {
            editor.key(&KeyEvent::new(*code, KeyModifiers::NONE));
        }
        editor
    }

    #[test]
    fn whole_characters_are_moved_over_and_deleted() {
        let mut editor = Editor::with("a生e\u{301}");
        for expected in ["a生", "a", ""] {
            editor.key(&KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE));
            assert_eq!(editor.text(), expected);
        }
        let editor = typed(&[KeyCode::Char('b'), KeyCode::Home, KeyCode::Char('a'), KeyCode::End]);
        assert_eq!(editor.text(), "ab");
        assert_eq!(editor.before_cursor(), "ab");
    }

    #[test]
    fn pasted_control_characters_are_left_out() {
        let mut editor = Editor::default();
        editor.insert("x\n\x1b[2Jy");
        assert_eq!(editor.text(), "x[2Jy");
    }

    #[test]
    fn a_word_and_a_line_go_at_once() {
        let mut editor = Editor::with("total + count");
        editor.key(&KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(editor.text(), "total + ");
        editor.key(&KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(editor.text(), "");
        assert_eq!(editor.key(&KeyEvent::new(KeyCode::Char('d'), KeyModifiers::CONTROL)), Edit::End);
    }
}
