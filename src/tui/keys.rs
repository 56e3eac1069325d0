//! The keys of the screen: the table's rows with the keys that the configuration gives them.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use thiserror::Error;

use crate::lang::{Lang, Say, english_display, say};
pub use crate::stage::table::{Action, Situation};
use crate::stage::table::{Row as Plan, TABLE};

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// The name by which the configuration binds it.
    pub name: &'static str,
    /// The keys, by their names; the first one is shown in the hint bar.
    pub keys: Vec<Chord>,
    /// The hint bar's word, in English and Chinese.
    pub hint: (&'static str, &'static str),
    /// The help screen's sentence, in English and Chinese.
    pub help: (&'static str, &'static str),
    /// How much the hint bar wants it; 0 is not shown there, 1 first.
    pub rank: u8,
    plan: &'static Plan,
}

impl Row {
    /// Whether the key does something now.
    pub fn is_available(&self, now: &Situation) -> bool {
        self.plan.is_available(now)
    }
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    control: bool,
}

/// Why a binding of the configuration was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// No action has this name.
    UnknownAction {
        /// The name.
        name: String,
    },
    /// No key has this name.
    UnknownKey {
        /// The name.
        key: String,
    },
    /// A key is bound to two actions.
    Taken {
        /// The key.
        key: String,
        /// The action that has it.
        first: &'static str,
        /// The action that wants it.
        second: &'static str,
    },
}

impl Say for KeyError {
    fn say(&self, lang: Lang) -> String {
        match self {
            KeyError::UnknownAction { name } => say!(
                lang,
                "there is no action “{name}” to bind keys to",
                "没有名为“{name}”的操作可以绑定按键"
            ),
            KeyError::UnknownKey { key } => say!(
                lang,
                "“{key}” is no key; keys are one character, or space, enter, tab, left, pageup, f1, ctrl-l …",
                "“{key}”不是按键；按键可以是一个字符，或者 space、enter、tab、left、pageup、f1、ctrl-l 等"
            ),
            KeyError::Taken { key, first, second } => say!(
                lang,
                "the key “{key}” is bound to both “{first}” and “{second}”",
                "按键“{key}”同时绑定了“{first}”和“{second}”"
            ),
        }
    }
}

english_display!(KeyError);

const NAMES: [(&str, KeyCode); 16] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("esc", KeyCode::Esc),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
];

impl Chord {
    /// Reads the name of a key: `s`, `S`, `space`, `left`, `f1`, `ctrl-l`.
    pub fn parse(name: &str) -> Result<Chord, KeyError> {
        let unknown = || KeyError::UnknownKey { key: name.to_owned() };
        let (control, plain) = match name.strip_prefix("ctrl-") {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, name),
        };
        let mut letters = plain.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_control() => KeyCode::Char(letter),
            _ => match NAMES.iter().find(|(known, _)| *known == plain) {
                Some((_, code)) => *code,
                None => {
                    let number = plain.strip_prefix('f').and_then(|digits| digits.parse().ok());
                    KeyCode::F(number.filter(|n| (1..=12).contains(n)).ok_or_else(unknown)?)
                }
            },
        };
        Ok(Chord { code, control })
    }

    /// The key of an event; `None` where it is a release.
    pub fn of(event: &KeyEvent) -> Option<Chord> {
        (event.kind != KeyEventKind::Release)
            .then(|| Chord { code: event.code, control: event.modifiers.contains(KeyModifiers::CONTROL) })
    }

    /// The key as the hint bar shows it.
    pub fn label(self) -> String {
        let plain = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(letter) if self.control => letter.to_uppercase().to_string(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            KeyCode::Left => "Left".to_owned(),
            KeyCode::Right => "Right".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            other => format!("{other:?}"),
        };
        if self.control { format!("Ctrl-{plain}") } else { plain }
    }
}

/// The table, as configured.
#[derive(Clone, Debug)]
pub struct Keys {
    rows: Vec<Row>,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys { rows: table() }
    }
}

impl Keys {
    /// All rows, in the order of the help screen.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What a key does, whether or not it is available now.
    pub fn action(&self, chord: Chord) -> Option<&Row> {
        self.rows.iter().find(|row| row.keys.contains(&chord))
    }

    /// The row of an action.
    pub fn row(&self, action: Action) -> Option<&Row> {
        self.rows.iter().find(|row| row.action == action)
    }

    /// The rows for the hint bar, the most wanted first.
    pub fn hints(&self, now: &Situation) -> Vec<&Row> {
        let mut rows: Vec<&Row> =
            self.rows.iter().filter(|row| row.rank > 0 && row.is_available(now)).collect();
        rows.sort_by_key(|row| row.rank);
        rows
    }

    /// Gives actions, by their names, other keys, as the configuration asks.
    pub fn bind(&mut self, bindings: &BTreeMap<String, Vec<String>>) -> Result<(), KeyError> {
        let mut wanted = Vec::new();
        for (name, keys) in bindings {
            let at = self
                .rows
                .iter()
                .position(|row| row.name == *name)
                .ok_or_else(|| KeyError::UnknownAction { name: name.clone() })?;
            // All of them give up their keys before any takes new ones, so that two can swap theirs.
            self.rows[at].keys.clear();
            wanted.push((at, keys));
        }
        for (at, keys) in wanted {
            for key in keys {
                let chord = Chord::parse(key)?;
                if let Some(row) = self.action(chord).filter(|row| row.name != self.rows[at].name) {
                    let (first, second) = (row.name, self.rows[at].name);
                    return Err(KeyError::Taken { key: key.clone(), first, second });
                }
                self.rows[at].keys.push(chord);
            }
        }
        Ok(())
    }
}

fn table() -> Vec<Row> {
    let row = |plan: &'static Plan| Row {
        action: plan.action,
        name: plan.name,
        keys: plan.keys.iter().filter_map(|key| Chord::parse(key).ok()).collect(),
        hint: plan.hint,
        help: plan.help,
        rank: plan.rank,
        plan,
    };
    // Line mode alone has the rows without a key.
    TABLE.iter().filter(|plan| !plan.keys.is_empty()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_key_and_stands_in_one_row() {
        let mut seen = HashSet::new();
        for row in TABLE {
            for key in row.keys {
                assert!(seen.insert(Chord::parse(key).expect(key)), "{key} stands twice");
            }
        }
    }

    #[test]
    fn every_key_is_found_by_its_event() {
        let keys = Keys::default();
        for row in keys.rows() {
            for chord in &row.keys {
                let modifiers = if chord.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                let pressed = Chord::of(&KeyEvent::new(chord.code, modifiers)).expect("a press");
                assert_eq!(keys.action(pressed).map(|found| found.action), Some(row.action));
            }
        }
    }

    #[test]
    fn a_release_is_no_key() {
        let release = KeyEvent::new_with_kind(KeyCode::Char('s'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(Chord::of(&release), None);
    }

    #[test]
    fn bindings_can_be_changed_and_swapped_but_not_doubled() {
        let bound = |bindings: &[(&str, &[&str])]| {
            let own = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
            let bindings = bindings.iter().map(|(name, keys)| ((*name).to_owned(), own(keys))).collect();
            let mut keys = Keys::default();
            keys.bind(&bindings).map(|()| keys)
        };
        let action =
            |keys: &Keys, name| keys.action(Chord::parse(name).expect("a key")).map(|row| row.action);
        let keys = bound(&[("step", &["n", "ctrl-n"]), ("over", &["space"])]).expect("binds");
        assert_eq!(action(&keys, "n"), Some(Action::Step));
        assert_eq!(action(&keys, "space"), Some(Action::Over));
        assert_eq!(action(&keys, "s"), None);
        let taken = bound(&[("over", &["q"])]).expect_err("q is taken");
        assert_eq!(taken.to_string(), "the key “q” is bound to both “quit” and “over”");
        assert!(matches!(bound(&[("over", &["bogus"])]), Err(KeyError::UnknownKey { .. })));
        assert!(matches!(bound(&[("fly", &[])]), Err(KeyError::UnknownAction { .. })));
    }

    #[test]
    fn nothing_that_is_impossible_is_hinted() {
        let keys = Keys::default();
        let none = keys.hints(&Situation::default());
        assert!(none.iter().all(|row| !matches!(row.action, Action::Step | Action::StepBack | Action::Turn)));
        let can = Situation { can_go_on: true, ..Situation::default() };
        assert_eq!(keys.hints(&can)[0].action, Action::Step);
    }
}
