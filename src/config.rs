//! The user's configuration: `config.toml` in the place the platform has for it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs};
use serde::Deserialize;
use thiserror::Error;

use crate::lang::{Lang, Say, english_display, say};
use crate::repl::setting::{Setting, SettingError, Settings};
use crate::terminal::theme::{Background, Glyphs, Theme};
use crate::trace::event::Clock;
use crate::tui::keys::{KeyError, Keys};

/// What can be configured; what is not named stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Config {
    /// Actions of step mode by name, each with its keys.
    keys: BTreeMap<String, Vec<String>>,
    /// How the screen looks.
    screen: Screen,
    /// How the prompt behaves.
    prompt: PromptTable,
}

/// How the prompt behaves.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PromptTable {
    /// The keys of the line editor.
    edit: Option<String>,
    /// How transitions are told.
    show: Option<String>,
    /// Whether the rest of an earlier entry is offered.
    hints: Option<String>,
    clock: Option<PromptClock>,
    /// A file of Python that is run before the first entry.
    start: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PromptClock {
    Virtual,
    Real,
}

/// What the prompt is to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prompt {
    /// What can be set at it.
    pub(super) settings: Settings,
    /// The session's clock.
    pub(super) clock: Clock,
    /// What is run before the first entry.
    pub(super) start: Option<String>,
}

/// How the screen looks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Screen {
    background: Option<Ground>,
    characters: Option<Characters>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ground {
    Dark,
    Light,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Characters {
    Unicode,
    Ascii,
}

/// Why the configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It says something it cannot say.
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: toml::de::Error,
    },
    /// A key of it is no key, or is taken.
    Keys {
        /// The file.
        path: PathBuf,
        /// Which.
        source: KeyError,
    },
    /// A setting of the prompt is none.
    Prompt {
        /// The file.
        path: PathBuf,
        /// Which.
        source: SettingError,
    },
}

impl Say for ConfigError {
    fn say(&self, lang: Lang) -> String {
        let within = |path: &Path, what: String| {
            let path = path.display();
            say!(lang, "{path}: {what}", "{path}：{what}")
        };
        match self {
            ConfigError::Unreadable { path, source } => {
                let (path, source) = (path.display(), source.say(lang));
                say!(lang, "cannot read {path}: {source}", "无法读取 {path}：{source}")
            }
            // What the TOML parser says is its own.
            ConfigError::Malformed { path, source } => within(path, source.to_string()),
            ConfigError::Keys { path, source } => within(path, source.say(lang)),
            ConfigError::Prompt { path, source } => within(path, source.say(lang)),
        }
    }
}

english_display!(ConfigError);

/// The places that the platform has for this program's files, where the user has a home.
pub(super) fn strategy() -> Option<impl AppStrategy> {
    let names = AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "learn-coroutines".to_owned(),
    };
    etcetera::choose_app_strategy(names).ok()
}

/// Where the configuration is kept, where the user has a home.
fn path() -> Option<PathBuf> {
    Some(strategy()?.config_dir().join("config.toml"))
}

/// Reads the user's configuration, where there is one.
fn load() -> Result<Option<(PathBuf, Config)>, ConfigError> {
    let Some(path) = path() else {
        return Ok(None);
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ConfigError::Unreadable { path, source }),
    };
    match toml::from_str(&text) {
        Ok(config) => Ok(Some((path, config))),
        Err(source) => Err(ConfigError::Malformed { path, source }),
    }
}

/// Applies the user's configuration, where there is one.
pub(super) fn apply(theme: &mut Theme, keys: &mut Keys) -> Result<(), ConfigError> {
    match load()? {
        Some((path, config)) => {
            config.apply(theme, keys).map_err(|source| ConfigError::Keys { path, source })
        }
        None => Ok(()),
    }
}

/// What the user's configuration says of the prompt. A start file that is named must be there.
pub(super) fn prompt() -> Result<Prompt, ConfigError> {
    let Some((path, config)) = load()? else {
        return Ok(Prompt::default());
    };
    let table = config.prompt;
    let start = match &table.start {
        Some(file) => {
            let place = path.parent().map_or_else(|| file.clone(), |folder| folder.join(file));
            let read = std::fs::read_to_string(&place);
            Some(read.map_err(|source| ConfigError::Unreadable { path: place, source })?)
        }
        None => None,
    };
    let settings = table.settings().map_err(|source| ConfigError::Prompt { path, source })?;
    Ok(Prompt { settings, clock: table.clock(), start })
}

impl Default for Prompt {
    fn default() -> Prompt {
        Prompt { settings: Settings::default(), clock: Clock::Virtual, start: None }
    }
}

impl PromptTable {
    fn settings(&self) -> Result<Settings, SettingError> {
        let mut settings = Settings::default();
        for (key, value) in [("edit", &self.edit), ("show", &self.show), ("hints", &self.hints)] {
            if let Some(value) = value {
                settings.apply(Setting::change(key, value)?);
            }
        }
        Ok(settings)
    }

    fn clock(&self) -> Clock {
        match self.clock {
            Some(PromptClock::Real) => Clock::Real,
            Some(PromptClock::Virtual) | None => Clock::Virtual,
        }
    }
}

impl Config {
    fn apply(&self, theme: &mut Theme, keys: &mut Keys) -> Result<(), KeyError> {
        if let Some(ground) = self.screen.background {
            theme.background = match ground {
                Ground::Dark => Background::Dark,
                Ground::Light => Background::Light,
            };
        }
        if let Some(characters) = self.screen.characters {
            theme.glyphs = match characters {
                Characters::Unicode => Glyphs::Unicode,
                Characters::Ascii => Glyphs::Ascii,
            };
        }
        keys.bind(&self.keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::setting::{EditKeys, Show};

    #[test]
    fn keys_and_looks_are_taken_over() {
        let text = "[keys]\nstep = ['j', 'space']\n[screen]\nbackground = 'light'\ncharacters = 'ascii'\n";
        let config: Config = toml::from_str(text).expect("reads");
        let (mut theme, mut keys) = (Theme::default(), Keys::default());
        config.apply(&mut theme, &mut keys).expect("applies");
        assert_eq!((theme.background, theme.glyphs), (Background::Light, Glyphs::Ascii));
        assert_eq!(keys.rows()[0].keys[0].label(), "j");
    }

    #[test]
    fn the_prompt_is_set_up_as_it_is_written() {
        let text =
            "[prompt]\nedit = 'vi'\nshow = 'words'\nhints = 'off'\nclock = 'real'\nstart = 'mine.py'\n";
        let config: Config = toml::from_str(text).expect("reads");
        let settings = config.prompt.settings().expect("settings");
        assert_eq!((settings.edit, settings.show), (EditKeys::Vi, Show::Words));
        assert_eq!(config.prompt.clock(), Clock::Real);
        let wrong: Config = toml::from_str("[prompt]\nedit = 'ed'\n").expect("reads");
        assert!(wrong.prompt.settings().is_err());
    }

    #[test]
    fn a_name_that_means_nothing_is_an_error_with_its_line() {
        let error = toml::from_str::<Config>("[screen]\ncolour = 'red'\n").expect_err("refused");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
