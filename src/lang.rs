//! The languages the tool speaks, which one the user wants, and how a value is said in each.
//!
//! What is said is a value with its parts. [`Say`] turns it into words where it is shown, in the language wanted, by a
//! match without a wildcard: a new variant without its words does not compile, nor does [`say!`] with one language.

mod fold;
pub mod glossary;
mod note;
mod system;

use std::ffi::OsStr;

pub use system::SystemError;

/// Something that can be said in every language of the tool.
pub trait Say {
    /// The words for it.
    fn say(&self, lang: Lang) -> String;
}

/// A text without gaps, written in every language where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    en: &'static str,
    zh: &'static str,
}

impl Words {
    /// The English and the Chinese text.
    pub const fn new(en: &'static str, zh: &'static str) -> Words {
        Words { en, zh }
    }

    /// Code or a name, the same in every language.
    pub const fn same(text: &'static str) -> Words {
        Words { en: text, zh: text }
    }
}

impl Say for Words {
    fn say(&self, lang: Lang) -> String {
        lang.pick(self.en, self.zh).to_owned()
    }
}

/// The English or the Chinese text, formatted as by [`format!`].
macro_rules! say {
    ($lang:expr, $en:literal, $zh:literal $(, $($argument:tt)+)?) => {
        match $lang {
            $crate::lang::Lang::En => format!($en $(, $($argument)+)?),
            $crate::lang::Lang::Zh => format!($zh $(, $($argument)+)?),
        }
    };
}

/// What is an error of ours displays as its English words.
macro_rules! english_display {
    ($($name:ty),+ $(,)?) => {$(
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&$crate::lang::Say::say(self, $crate::lang::Lang::En))
            }
        }
    )+};
}

pub(crate) use {english_display, say};

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

    /// Names one behind the other.
    pub fn list(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
        let mut list = String::new();
        for name in names {
            if !list.is_empty() {
                list.push_str(self.pick(", ", "、"));
            }
            list.push_str(name.as_ref());
        }
        list
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
