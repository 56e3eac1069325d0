//! How far a check is, in one line of a terminal that is cleared again.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::lang::{Lang, say};
use crate::view::fit::visible;

/// A line of stderr; nothing where that is no terminal.
pub(super) struct Shown {
    terminal: Option<io::Stderr>,
    lang: Lang,
}

impl Shown {
    /// On stderr, where that is a terminal.
    pub(super) fn on_stderr(lang: Lang) -> Shown {
        let stderr = io::stderr();
        Shown { terminal: stderr.is_terminal().then_some(stderr), lang }
    }

    /// So many programs of a lesson are done.
    pub(super) fn tell(&mut self, folder: &Path, done: usize, count: usize) {
        let line = line(&folder.display().to_string(), done, count, self.lang);
        self.write(&format!("\r\x1b[K{line}"));
    }

    /// Clears the line.
    pub(super) fn clear(&mut self) {
        self.write("\r\x1b[K");
    }

    fn write(&mut self, text: &str) {
        if let Some(terminal) = &mut self.terminal {
            // A terminal that is gone does not need to know how far anything is.
            terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush()).ok();
        }
    }
}

fn line(folder: &str, done: usize, count: usize, lang: Lang) -> String {
    let folder = visible(folder);
    say!(lang, "{folder}: {done} of {count} programs run", "{folder}：运行了 {done}/{count} 个程序")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_check_is_is_said_in_both_languages_without_what_a_terminal_obeys() {
        assert_eq!(line("a\u{1b}[2J", 3, 9, Lang::En), "a␛[2J: 3 of 9 programs run");
        assert_eq!(line("07-event-loop", 3, 9, Lang::Zh), "07-event-loop：运行了 3/9 个程序");
    }
}
