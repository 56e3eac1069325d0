//! The user's configuration: `config.toml` in the place the platform has for it.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use etcetera::{AppStrategy, AppStrategyArgs};
use serde::Deserialize;
use thiserror::Error;

use crate::tui::keys::{KeyError, Keys};
use crate::tui::theme::{Background, Glyphs, Theme};

/// What can be configured; what is not named stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Config {
    /// Actions of step mode by name, each with its keys.
    keys: BTreeMap<String, Vec<String>>,
    /// How the screen looks.
    screen: Screen,
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
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It says something it cannot say.
    #[error("{}: {source}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: toml::de::Error,
    },
    /// A key of it is no key, or is taken.
    #[error("{}: {source}", .path.display())]
    Keys {
        /// The file.
        path: PathBuf,
        /// Which.
        source: KeyError,
    },
}

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

/// Applies the user's configuration, where there is one.
pub(super) fn apply(theme: &mut Theme, keys: &mut Keys) -> Result<(), ConfigError> {
    let Some(path) = path() else {
        return Ok(());
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(ConfigError::Unreadable { path, source }),
    };
    let config: Config = match toml::from_str(&text) {
        Ok(config) => config,
        Err(source) => return Err(ConfigError::Malformed { path, source }),
    };
    config.apply(theme, keys).map_err(|source| ConfigError::Keys { path, source })
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
    fn a_name_that_means_nothing_is_an_error_with_its_line() {
        let error = toml::from_str::<Config>("[screen]\ncolour = 'red'\n").expect_err("refused");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
