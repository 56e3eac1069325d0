//! How roles look: in full colour, in sixteen, in none; on dark and on light; in Unicode and in ASCII.

use std::borrow::Cow;
use std::io::IsTerminal;

use ratatui::style::{Color, Modifier, Style};

use super::look::{Hue, Weight, look};
use crate::cli::When;
use crate::view::role::Role;

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: bold, dim and reversed text only.
    None,
    /// The sixteen of the terminal's own palette.
    #[default]
    Sixteen,
    /// All.
    True,
}

impl Depth {
    /// The colours of what is written to a stream, by `--color` and the environment: the only place that decides.
    pub fn chosen(when: When, stream: &impl IsTerminal) -> Depth {
        Depth::decided(when, stream.is_terminal(), |name| std::env::var(name).ok())
    }

    fn decided(when: When, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> Depth {
        let is = |name: &str, fits: fn(&str) -> bool| variable(name).is_some_and(|value| fits(&value));
        let is_coloured = match when {
            When::Always => true,
            When::Never => false,
            When::Auto if is("CLICOLOR_FORCE", |value| !value.is_empty() && value != "0") => true,
            When::Auto => {
                is_terminal
                    && !is("NO_COLOR", |value| !value.is_empty())
                    && !is("CLICOLOR", |value| value == "0")
                    && !is("TERM", |value| value == "dumb")
            }
        };
        match is_coloured {
            false => Depth::None,
            true if is("COLORTERM", |value| matches!(value, "truecolor" | "24bit")) => Depth::True,
            true => Depth::Sixteen,
        }
    }
}

/// What the terminal's background is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// Light letters on dark.
    #[default]
    Dark,
    /// Dark letters on light.
    Light,
}

/// Which characters the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Lines, arrows and blocks.
    #[default]
    Unicode,
    /// Letters and signs of ASCII where a drawing is meant; the program's own text stays as it is.
    Ascii,
}

/// The looks of the whole screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// How many colours.
    pub depth: Depth,
    /// On which background.
    pub background: Background,
    /// With which characters.
    pub glyphs: Glyphs,
}

impl Theme {
    /// The theme for an environment, in so many colours: what `variable` says of COLORFGBG, TERM and the locale.
    pub fn from_environment(depth: Depth, variable: impl Fn(&str) -> Option<String>) -> Theme {
        let ground = variable("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
        let background = match ground {
            Some(7 | 9..=15) => Background::Light,
            _ => Background::Dark,
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .filter_map(&variable)
            .find(|value| !value.is_empty())
            .unwrap_or_default()
            .to_lowercase();
        let knows_unicode = locale.contains("utf-8") || locale.contains("utf8");
        let glyphs =
            if !knows_unicode || variable("TERM").is_some_and(|name| ["linux", "vt100"].contains(&&*name)) {
                Glyphs::Ascii
            } else {
                Glyphs::Unicode
            };
        Theme { depth, background, glyphs }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        let (hue, weight) = look(role);
        let mut style = Style::new().add_modifier(match weight {
            Weight::Normal => Modifier::empty(),
            Weight::Bold => Modifier::BOLD,
            Weight::Italic => Modifier::ITALIC,
            Weight::Reversed => Modifier::BOLD.union(Modifier::REVERSED),
        });
        if let Some(colour) = self.colour(hue) {
            style = style.fg(colour);
        } else if matches!(hue, Hue::Gray) {
            style = style.add_modifier(Modifier::DIM);
        }
        style
    }

    /// What the whole row of the current line gets on top.
    pub fn current_row(&self) -> Style {
        match (self.depth, self.background) {
            (Depth::True, Background::Dark) => Style::new().bg(Color::Rgb(50, 56, 40)),
            (Depth::True, Background::Light) => Style::new().bg(Color::Rgb(250, 240, 200)),
            _ => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// What a row gets on top that the user chose.
    pub fn chosen_row(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The text as this terminal can show it; the width stays the same.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.glyphs == Glyphs::Unicode || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().map(ascii).collect())
    }

    fn colour(&self, hue: Hue) -> Option<Color> {
        let rgb = |r, g, b| Some(Color::Rgb(r, g, b));
        match (self.depth, self.background, hue) {
            (Depth::None, ..) | (_, _, Hue::Plain) => None,
            (Depth::Sixteen, Background::Dark, hue) => Some(match hue {
                Hue::Green => Color::LightGreen,
                Hue::Blue => Color::LightBlue,
                Hue::Cyan => Color::LightCyan,
                Hue::Magenta => Color::LightMagenta,
                Hue::Red => Color::LightRed,
                Hue::Yellow => Color::LightYellow,
                Hue::Gray | Hue::Plain => Color::DarkGray,
            }),
            (Depth::Sixteen, Background::Light, hue) => Some(match hue {
                Hue::Green => Color::Green,
                Hue::Blue => Color::Blue,
                Hue::Cyan => Color::Cyan,
                Hue::Magenta => Color::Magenta,
                Hue::Red => Color::Red,
                // Yellow cannot be read on a light ground.
                Hue::Yellow => Color::Magenta,
                Hue::Gray | Hue::Plain => Color::DarkGray,
            }),
            (Depth::True, Background::Dark, hue) => match hue {
                Hue::Green => rgb(152, 217, 120),
                Hue::Blue => rgb(120, 180, 255),
                Hue::Cyan => rgb(110, 215, 215),
                Hue::Magenta => rgb(215, 160, 245),
                Hue::Red => rgb(255, 120, 120),
                Hue::Yellow => rgb(245, 215, 110),
                Hue::Gray | Hue::Plain => rgb(140, 140, 150),
            },
            (Depth::True, Background::Light, hue) => match hue {
                Hue::Green => rgb(20, 120, 30),
                Hue::Blue => rgb(20, 80, 190),
                Hue::Cyan => rgb(0, 115, 125),
                Hue::Magenta => rgb(140, 40, 160),
                Hue::Red => rgb(190, 20, 30),
                Hue::Yellow => rgb(150, 95, 0),
                Hue::Gray | Hue::Plain => rgb(110, 110, 118),
            },
        }
    }
}

/// The ASCII stand-in of a character we draw with.
fn ascii(letter: char) -> char {
    match letter {
        '─' => '-',
        '━' | '═' => '=',
        '│' => '|',
        '┬' | '┴' | '┼' | '├' | '└' | '●' => '*',
        '○' => 'o',
        '█' => '#',
        '▒' => '+',
        '·' | '…' => '.',
        '▶' | '▸' | '»' | '→' => '>',
        '←' => '<',
        '↓' | '▼' => 'v',
        '↑' => '^',
        '“' | '”' => '"',
        '×' => 'x',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::Shade;
    use crate::view::fit;

    #[test]
    fn ascii_text_is_as_wide_as_it_was() {
        let theme = Theme { glyphs: Glyphs::Ascii, ..Theme::default() };
        let drawn = "─━═│┬┴┼├└●○█▒·…▶▸»→←↓▼↑“”×";
        assert!(theme.text(drawn).is_ascii());
        assert_eq!(fit::width(drawn), theme.text(drawn).len());
        assert_eq!(theme.text("生成器"), "生成器");
    }

    #[test]
    fn without_colours_no_style_has_one() {
        let theme = Theme { depth: Depth::None, ..Theme::default() };
        for role in [Role::Running, Role::Error, Role::Code(Shade::String), Role::Current, Role::Dim] {
            assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None));
        }
        assert_eq!(theme.current_row().bg, None);
    }

    fn decided(when: When, is_terminal: bool, variables: &[(&str, &str)]) -> Depth {
        Depth::decided(when, is_terminal, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_flag_wins_then_the_environment_then_the_terminal() {
        assert_eq!(decided(When::Always, false, &[("NO_COLOR", "1")]), Depth::Sixteen);
        assert_eq!(decided(When::Never, true, &[("CLICOLOR_FORCE", "1")]), Depth::None);
        assert_eq!(decided(When::Auto, false, &[("CLICOLOR_FORCE", "1")]), Depth::Sixteen);
        assert_eq!(decided(When::Auto, false, &[("CLICOLOR_FORCE", "0")]), Depth::None);
        assert_eq!(decided(When::Auto, true, &[("NO_COLOR", "1")]), Depth::None);
        assert_eq!(decided(When::Auto, true, &[("NO_COLOR", "")]), Depth::Sixteen);
        assert_eq!(decided(When::Auto, true, &[("CLICOLOR", "0")]), Depth::None);
        assert_eq!(decided(When::Auto, true, &[("TERM", "dumb")]), Depth::None);
        assert_eq!(decided(When::Auto, true, &[("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(decided(When::Auto, false, &[("COLORTERM", "truecolor")]), Depth::None);
        assert_eq!(decided(When::Auto, true, &[]), Depth::Sixteen);
    }

    #[test]
    fn the_environment_decides_the_ground_and_the_signs() {
        let with = |pairs: &'static [(&str, &str)]| {
            Theme::from_environment(Depth::True, |name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(with(&[("COLORFGBG", "0;15")]).background, Background::Light);
        assert_eq!(with(&[("COLORFGBG", "15;0"), ("LANG", "en_GB.UTF-8")]).background, Background::Dark);
        assert_eq!(with(&[("LANG", "en_GB.UTF-8")]).glyphs, Glyphs::Unicode);
        assert_eq!(with(&[("LANG", "en_GB.UTF-8"), ("TERM", "linux")]).glyphs, Glyphs::Ascii);
        assert_eq!(with(&[("LANG", "C")]).glyphs, Glyphs::Ascii);
        assert_eq!(Theme::from_environment(Depth::None, |_| None).depth, Depth::None);
    }
}
