//! What lies around the prompt: its history's place, files to complete, lessons.

use std::path::{Path, PathBuf};
use std::time::Duration;

use etcetera::{AppStrategy, AppStrategyArgs};

use crate::lesson::catalog::{CURRICULUM, Catalog};

/// How long Tab waits for the session.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// The most files that are offered.
const MOST_FILES: usize = 1000;

/// Where the history is kept, where the user has a home: `$XDG_STATE_HOME/learn-coroutines/history`, or where the
/// platform has state or data.
pub(super) fn history() -> Option<PathBuf> {
    let names = AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "learn-coroutines".to_owned(),
    };
    let places = etcetera::choose_app_strategy(names).ok()?;
    Some(places.state_dir().unwrap_or_else(|| places.data_dir()).join("history"))
}

/// The paths that begin so, folders with a slash behind them.
pub(super) fn files(beginning: &str) -> Vec<String> {
    let (folder, name) = beginning.rsplit_once('/').map_or(("", beginning), |(folder, name)| (folder, name));
    let shown = if beginning.contains('/') { format!("{folder}/") } else { String::new() };
    let place = match (shown.as_str(), shown.strip_prefix("~/"), std::env::home_dir()) {
        ("", ..) => PathBuf::from("."),
        (_, Some(rest), Some(home)) => home.join(rest),
        (shown, ..) => PathBuf::from(shown),
    };
    let Ok(entries) = std::fs::read_dir(place) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let fits = file.starts_with(name) && (!file.starts_with('.') || name.starts_with('.'));
            let is_folder = || std::fs::metadata(entry.path()).is_ok_and(|it| it.is_dir());
            fits.then(|| format!("{shown}{file}{}", if is_folder() { "/" } else { "" }))
        })
        .take(MOST_FILES)
        .collect();
    found.sort();
    found
}

/// A path as typed, with `~` for the user's home.
pub(super) fn path(typed: &str) -> PathBuf {
    let typed = typed.trim_matches(['"', '\'']);
    match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(typed).to_owned(),
    }
}

/// The names and numbers of the lessons there are.
pub(super) fn lessons(folder: Option<PathBuf>) -> Vec<String> {
    let planned = if folder.is_none() { &CURRICULUM[..] } else { &[] };
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let found = catalog.folders().unwrap_or_default();
    let written = |number| found.iter().any(|folder| folder.number == number);
    let rest =
        planned.iter().filter(|planned| written(planned.number)).map(|planned| planned.slug.to_owned());
    let mut names: Vec<String> = found.iter().map(|folder| folder.slug.clone()).chain(rest).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_offered_by_their_beginning_and_folders_with_a_slash() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("demo.py"), "").expect("writes");
        std::fs::write(path(".hidden"), "").expect("writes");
        std::fs::create_dir(path("data")).expect("makes");
        let base = folder.path().display();
        assert_eq!(files(&format!("{base}/d")), [format!("{base}/data/"), format!("{base}/demo.py")]);
        assert_eq!(files(&format!("{base}/.h")), [format!("{base}/.hidden")]);
        assert_eq!(files(&format!("{base}/nowhere/x")), Vec::<String>::new());
    }

    #[test]
    fn lessons_are_offered_by_name() {
        assert!(lessons(None).contains(&"event-loop".to_owned()), "{:?}", lessons(None));
    }
}
