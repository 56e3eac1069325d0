//! What can be set at the prompt.

use thiserror::Error;

use crate::lang::{Lang, Say, english_display, say};

/// A thing that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The keys of the editor.
    Edit,
    /// How transitions are told.
    Show,
    /// Whether the rest of an earlier entry is offered while typing.
    Hints,
}

/// A setting with its new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The keys of the editor.
    Edit(EditKeys),
    /// How transitions are told.
    Show(Show),
    /// Whether hints are shown.
    Hints(Hints),
}

/// The keys of the editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EditKeys {
    /// As in Emacs and most shells.
    #[default]
    Emacs,
    /// As in vi.
    Vi,
}

/// How transitions are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// As arrows.
    #[default]
    Arrows,
    /// In plain words.
    Words,
    /// Not at all.
    Nothing,
}

/// Whether the rest of an earlier entry is offered while typing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hints {
    /// It is.
    #[default]
    On,
    /// It is not.
    Off,
}

/// Every setting as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The keys of the editor.
    pub edit: EditKeys,
    /// How transitions are told.
    pub show: Show,
    /// Whether hints are shown.
    pub hints: Hints,
}

/// Why a setting cannot be changed so.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SettingError {
    /// No such setting.
    Unknown {
        /// What was typed.
        key: String,
    },
    /// It has no such value.
    Value {
        /// The setting.
        setting: Setting,
        /// What was typed.
        value: String,
    },
}

impl Say for SettingError {
    fn say(&self, lang: Lang) -> String {
        match self {
            SettingError::Unknown { key } => {
                let all = lang.list(Setting::ALL.map(Setting::key));
                say!(
                    lang,
                    "There is no setting {key:?}. There are: {all}.",
                    "没有设置项 {key:?}。可用的有：{all}。"
                )
            }
            SettingError::Value { setting, .. } => {
                let usage = format!(":set {} {}", setting.key(), setting.values().join("|"));
                say!(lang, "Usage: {usage}", "用法：{usage}")
            }
        }
    }
}

english_display!(SettingError);

impl Setting {
    /// Every setting, in the order they are listed.
    pub const ALL: [Setting; 3] = [Setting::Edit, Setting::Show, Setting::Hints];

    /// Its name.
    pub fn key(self) -> &'static str {
        match self {
            Setting::Edit => "edit",
            Setting::Show => "show",
            Setting::Hints => "hints",
        }
    }

    /// The values it can have.
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Setting::Edit => &["emacs", "vi"],
            Setting::Show => &["arrows", "words", "nothing"],
            Setting::Hints => &["on", "off"],
        }
    }

    /// What it is for, in one line.
    pub fn help(self, lang: Lang) -> &'static str {
        match self {
            Setting::Edit => lang.pick("the keys of the line editor", "行编辑器的按键方式"),
            Setting::Show => lang.pick("how transitions are told", "怎样讲述切换"),
            Setting::Hints => {
                lang.pick("offer the rest of an earlier entry while typing", "输入时提示以前输入过的内容")
            }
        }
    }

    /// Reads a change of a setting.
    pub fn change(key: &str, value: &str) -> Result<Change, SettingError> {
        let setting = Setting::ALL.into_iter().find(|setting| setting.key() == key);
        let setting = setting.ok_or_else(|| SettingError::Unknown { key: key.to_owned() })?;
        Ok(match (setting, value) {
            (Setting::Edit, "emacs") => Change::Edit(EditKeys::Emacs),
            (Setting::Edit, "vi") => Change::Edit(EditKeys::Vi),
            (Setting::Show, "arrows") => Change::Show(Show::Arrows),
            (Setting::Show, "words") => Change::Show(Show::Words),
            (Setting::Show, "nothing") => Change::Show(Show::Nothing),
            (Setting::Hints, "on") => Change::Hints(Hints::On),
            (Setting::Hints, "off") => Change::Hints(Hints::Off),
            _ => return Err(SettingError::Value { setting, value: value.to_owned() }),
        })
    }
}

impl Settings {
    /// Takes a change over.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Edit(edit) => self.edit = edit,
            Change::Show(show) => self.show = show,
            Change::Hints(hints) => self.hints = hints,
        }
    }

    /// The value a setting has, as it is typed.
    pub fn value(self, setting: Setting) -> &'static str {
        let index = match setting {
            Setting::Edit => self.edit as usize,
            Setting::Show => self.show as usize,
            Setting::Hints => self.hints as usize,
        };
        setting.values()[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_is_listed_can_be_set_and_is_then_shown() {
        for setting in Setting::ALL {
            for value in setting.values() {
                let mut settings = Settings::default();
                settings.apply(Setting::change(setting.key(), value).expect(value));
                assert_eq!(settings.value(setting), *value);
            }
        }
    }

    #[test]
    fn a_wrong_key_or_value_names_the_right_ones() {
        let told = |key, value| Setting::change(key, value).expect_err("wrong").say(Lang::En);
        assert_eq!(told("edit", "nano"), "Usage: :set edit emacs|vi");
        assert_eq!(told("colour", "red"), "There is no setting \"colour\". There are: edit, show, hints.");
    }
}
