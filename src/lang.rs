//! The languages the tool speaks, and which one the user wants.

pub mod phrase;

use std::ffi::OsStr;

/// A language the tool and its lessons speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Every language, in the order they are listed.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The code on the command line and in file names.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// The language of a code.
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// What is said in this language.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The language of the environment: the first of LC_ALL, LC_MESSAGES and LANG that is set decides, else English.
    pub fn from_environment<V: AsRef<OsStr>>(variable: impl Fn(&str) -> Option<V>) -> Lang {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.as_ref().is_empty())
            .and_then(|value| Lang::from_locale(&value.as_ref().to_string_lossy()))
            .unwrap_or_default()
    }

    /// The language of a locale's name such as `zh_CN.UTF-8`.
    fn from_locale(locale: &str) -> Option<Lang> {
        Lang::from_code(locale.split(['_', '.', '@', '-']).next()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &'static str)]) -> Lang {
        Lang::from_environment(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| *value))
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        assert_eq!(from(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(from(&[("LC_ALL", "zh_TW"), ("LANG", "en_GB.UTF-8")]), Lang::Zh);
        assert_eq!(from(&[("LC_MESSAGES", "C"), ("LANG", "zh_CN.UTF-8")]), Lang::En);
        assert_eq!(from(&[("LC_ALL", ""), ("LANG", "zh_CN")]), Lang::Zh);
    }

    #[test]
    fn an_unknown_or_missing_locale_means_english() {
        assert_eq!(from(&[]), Lang::En);
        assert_eq!(from(&[("LANG", "C.UTF-8")]), Lang::En);
        assert_eq!(from(&[("LANG", "de_AT@euro")]), Lang::En);
    }
}
