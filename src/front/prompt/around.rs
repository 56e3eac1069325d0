//! The files around the prompt: its history, what it writes, programs, and the lessons there are.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::AppStrategy;

use crate::config;
use crate::lesson::catalog::{CURRICULUM, Catalog};
use crate::repl::{Existing, Files};
use crate::shell::files;

/// Where the history is kept, where the user has a home: `$XDG_STATE_HOME/learn-coroutines/history`, or where the
/// platform has state or data.
pub(super) fn history() -> Option<PathBuf> {
    let places = config::strategy()?;
    Some(places.state_dir().unwrap_or_else(|| places.data_dir()).join("history"))
}

/// The names of the lessons there are.
pub(super) fn lesson_names(folder: Option<PathBuf>) -> Vec<String> {
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

/// Writes a file, or leaves the one that is there already.
pub(super) fn write_file(place: &Path, text: &str, existing: Existing) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    match existing {
        Existing::Keep => options.write(true).create_new(true),
        Existing::Replace => options.write(true).create(true).truncate(true),
    };
    options.open(place)?.write_all(text.as_bytes())
}

/// The files of this machine.
pub(super) struct FileSystem;

impl Files for FileSystem {
    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(path).ok()
    }

    fn is_file(&self, typed: &str) -> bool {
        files::path(typed).is_file()
    }
}

#[cfg(test)]
mod tests {
    use super::lesson_names;

    #[test]
    fn lessons_are_offered_by_name() {
        let names = lesson_names(None);
        assert!(names.contains(&"event-loop".to_owned()), "{names:?}");
    }
}
