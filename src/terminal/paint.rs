//! Lines of (role, text) for a terminal that scrolls: with colours, or plain.

use std::borrow::Cow;
use std::io::IsTerminal;

use colored::{Color, ColoredString, Colorize};

use super::look::{Hue, Weight, look};
use super::theme::Depth;
use crate::cli::When;
use crate::view::fit;
use crate::view::role::{Line, Role};

/// Whether lines are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// By role.
    Colours,
    /// Not at all.
    #[default]
    Plain,
}

impl Palette {
    /// The palette for a stream, by `--color` and the environment.
    pub fn chosen(when: When, stream: &impl IsTerminal) -> Palette {
        Palette::of(Depth::chosen(when, stream))
    }

    /// The palette for so many colours.
    pub fn of(depth: Depth) -> Palette {
        let palette = if depth == Depth::None { Palette::Plain } else { Palette::Colours };
        // The crate looks at stdout, and decides for itself unless told.
        colored::control::set_override(palette == Palette::Colours);
        palette
    }

    /// The line as text; control characters in it are made visible.
    pub fn paint(self, line: &Line) -> String {
        let mut painted = String::with_capacity(128);
        self.paint_pieces(line.iter().map(|(role, text)| (*role, text)), &mut painted);
        painted
    }

    /// Appends pieces of a line as text; control characters in them are made visible.
    pub fn paint_pieces<T: AsRef<str>>(
        self,
        pieces: impl IntoIterator<Item = (Role, T)>,
        painted: &mut String,
    ) {
        if self == Palette::Plain {
            for (_, text) in pieces {
                painted.push_str(&visible(text.as_ref()));
            }
            return;
        }
        // Neighbours of one role share one pair of escape sequences.
        let mut same: Option<(Role, String)> = None;
        for (role, text) in pieces {
            let text = visible(text.as_ref());
            match &mut same {
                _ if text.is_empty() => {}
                Some((last, so_far)) if *last == role => so_far.push_str(&text),
                same => {
                    if let Some((role, text)) = same.replace((role, text.into_owned())) {
                        painted.push_str(&styled(role, &text).to_string());
                    }
                }
            }
        }
        if let Some((role, text)) = same {
            painted.push_str(&styled(role, &text).to_string());
        }
    }

    /// Appends what is being typed, in the colours of a program. It keeps its line breaks and the columns it takes in an
    /// editor, to which other control characters have none.
    pub fn paint_code(self, pieces: &[(Role, String)], painted: &mut String) {
        for (role, text) in pieces {
            let harmless: String =
                text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect();
            match self {
                Palette::Plain => painted.push_str(&harmless),
                Palette::Colours => painted.push_str(&styled(*role, &harmless).to_string()),
            }
        }
    }
}

/// The text with control characters made visible; most texts have none and stay as they are.
fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain || !text.chars().any(fit::is_obeyed) {
        Cow::Borrowed(text)
    } else {
        fit::visible(text).into()
    }
}

/// The text with the hue and the weight of its role.
fn styled(role: Role, text: &str) -> ColoredString {
    let (hue, weight) = look(role);
    let text = match hue {
        Hue::Plain => text.normal(),
        Hue::Gray => text.dimmed(),
        Hue::Green => text.color(Color::Green),
        Hue::Blue => text.color(Color::Blue),
        Hue::Cyan => text.color(Color::Cyan),
        Hue::Magenta => text.color(Color::Magenta),
        Hue::Red => text.color(Color::Red),
        Hue::Yellow => text.color(Color::Yellow),
    };
    match weight {
        Weight::Normal => text,
        Weight::Bold => text.bold(),
        Weight::Italic => text.italic(),
        Weight::Reversed => text.bold().reversed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_line_has_the_hue_that_the_role_has_on_the_screen() {
        colored::control::set_override(true);
        let up = Palette::Colours.paint(&vec![(Role::Up, "↑".to_owned())]);
        assert_eq!(up, "\x1b[1;33m↑\x1b[0m");
        let down = Palette::Colours.paint(&vec![(Role::Down, "↓".to_owned())]);
        assert_eq!(down, "\x1b[1;34m↓\x1b[0m");
    }

    #[test]
    fn values_cannot_smuggle_commands_to_the_terminal() {
        let line = vec![(Role::Value, "'\x1b[2J'".to_owned())];
        assert_eq!(Palette::Plain.paint(&line), "'␛[2J'");
    }
}
