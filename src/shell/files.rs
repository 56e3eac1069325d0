//! Files as they are typed: paths that begin so, and a path with `~` in it.

use std::path::{Path, PathBuf};

/// The most files that are offered.
const MOST_FILES: usize = 1000;

/// The paths that begin so, folders with a slash behind them.
pub fn files(beginning: &str) -> Vec<String> {
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
pub fn path(typed: &str) -> PathBuf {
    let typed = typed.trim_matches(['"', '\'']);
    match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(typed).to_owned(),
    }
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
}
