//! Lines of (role, text) for a terminal that scrolls: with colours, or plain.

use std::borrow::Cow;
use std::io::IsTerminal;

use colored::{Color, ColoredString, Colorize};

use crate::cli::When;
use crate::python::Shade;
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
        let variable = |name: &str| std::env::var(name).ok();
        let palette = Palette::decided(when, stream.is_terminal(), variable);
        // The crate looks at stdout, and decides for itself unless told; this is the only place that decides.
        colored::control::set_override(palette == Palette::Colours);
        palette
    }

    fn decided(when: When, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> Palette {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let colours = match when {
            When::Always => true,
            When::Never => false,
            When::Auto
                if variable("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") =>
            {
                true
            }
            When::Auto => {
                is_terminal
                    && !is_set("NO_COLOR")
                    && variable("CLICOLOR").is_none_or(|value| value != "0")
                    && variable("TERM").is_none_or(|value| value != "dumb")
            }
        };
        if colours { Palette::Colours } else { Palette::Plain }
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
                        painted.push_str(&coloured(role, &text).to_string());
                    }
                }
            }
        }
        if let Some((role, text)) = same {
            painted.push_str(&coloured(role, &text).to_string());
        }
    }

    /// Appends what is being typed, in the colours of a program. It keeps its line breaks and the columns it takes in an
    /// editor, to which other control characters have none.
    pub fn paint_code(self, pieces: &[(Role, String)], painted: &mut String) {
        for (role, text) in pieces {
            let harmless: String =
                text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect();
            let colour = match role {
                Role::Code(shade) => hue(*shade),
                _ => None,
            };
            match (self, colour, role) {
                (Palette::Plain, ..) | (_, None, Role::Code(_)) => painted.push_str(&harmless),
                (_, Some(colour), _) => painted.push_str(&harmless.color(colour).to_string()),
                (_, None, role) => painted.push_str(&coloured(*role, &harmless).to_string()),
            }
        }
    }
}

/// The colour of program text, as on the whole screen.
fn hue(shade: Shade) -> Option<Color> {
    match shade {
        Shade::Keyword => Some(Color::Blue),
        Shade::Suspension => Some(Color::Magenta),
        Shade::Definition | Shade::Decorator => Some(Color::Yellow),
        Shade::Constant | Shade::Number => Some(Color::Cyan),
        Shade::String => Some(Color::Green),
        Shade::Comment => Some(Color::BrightBlack),
        Shade::Name | Shade::Operator | Shade::Plain => None,
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

fn coloured(role: Role, text: &str) -> ColoredString {
    match role {
        Role::Plain | Role::Output | Role::Code(_) => text.normal(),
        Role::Dim | Role::Closed | Role::LineNumber => text.dimmed(),
        Role::Strong | Role::Heading | Role::Current | Role::Key | Role::NewOutput => text.bold(),
        Role::Running => text.color(Color::Green),
        Role::Suspended => text.color(Color::Yellow),
        Role::Waiting => text.color(Color::Magenta),
        Role::Created => text.color(Color::Cyan),
        Role::Down => text.color(Color::Blue),
        Role::Up => text.color(Color::Cyan),
        Role::Error | Role::Breakpoint => text.color(Color::Red),
        Role::Value | Role::Changed => text.bold(),
        Role::Note => text.italic(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(when: When, is_terminal: bool, variables: &[(&str, &str)]) -> Palette {
        Palette::decided(when, is_terminal, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_flag_wins_then_the_environment_then_the_terminal() {
        assert_eq!(decided(When::Always, false, &[("NO_COLOR", "1")]), Palette::Colours);
        assert_eq!(decided(When::Never, true, &[("CLICOLOR_FORCE", "1")]), Palette::Plain);
        assert_eq!(decided(When::Auto, false, &[("CLICOLOR_FORCE", "1")]), Palette::Colours);
        assert_eq!(decided(When::Auto, false, &[("CLICOLOR_FORCE", "0")]), Palette::Plain);
        assert_eq!(decided(When::Auto, true, &[("NO_COLOR", "1")]), Palette::Plain);
        assert_eq!(decided(When::Auto, true, &[("NO_COLOR", "")]), Palette::Colours);
        assert_eq!(decided(When::Auto, true, &[("TERM", "dumb")]), Palette::Plain);
        assert_eq!(decided(When::Auto, true, &[]), Palette::Colours);
        assert_eq!(decided(When::Auto, false, &[]), Palette::Plain);
    }

    #[test]
    fn values_cannot_smuggle_commands_to_the_terminal() {
        let line = vec![(Role::Value, "'\x1b[2J'".to_owned())];
        assert_eq!(Palette::Plain.paint(&line), "'␛[2J'");
    }
}
