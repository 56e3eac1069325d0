//! Which of the user's Pythons is meant: a path, a version, or the environment one is in.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// The Python a user asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// That of the environment one is in: `VIRTUAL_ENV`, `.venv` beside FILE or above, `python3`.
    Environment,
    /// A version: `3.13`.
    Version(String),
    /// An executable.
    Path(PathBuf),
}

/// Why the Python that is asked for cannot be found.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FindError {
    /// No such version on this machine.
    Version {
        /// The version.
        version: String,
    },
    /// No such file.
    Path {
        /// The path.
        path: PathBuf,
    },
    /// There is none at all.
    Nothing,
}

impl Wanted {
    /// What a word of the user's means: nothing, a version, or a path.
    pub fn of(word: &str) -> Wanted {
        match word {
            "" => Wanted::Environment,
            word if is_version(word) => Wanted::Version(word.to_owned()),
            word => Wanted::Path(word.into()),
        }
    }
}

/// Whether this is a version of Python 3: `3`, `3.13`, `3.13.1`, `3.13t`.
pub fn is_version(text: &str) -> bool {
    let mut parts = text.trim_end_matches('t').split('.');
    parts.next() == Some("3")
        && parts.all(|part| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit()))
}

/// Finds the Python that is asked for, for a program.
pub fn find(wanted: &Wanted, file: &Path) -> Result<PathBuf, FindError> {
    match wanted {
        Wanted::Path(path) => named(path).ok_or_else(|| FindError::Path { path: path.clone() }),
        Wanted::Version(version) => {
            versioned(version).ok_or_else(|| FindError::Version { version: version.clone() })
        }
        Wanted::Environment => environment(file).ok_or(FindError::Nothing),
    }
}

/// An executable by its path, or by its name on the search path; the folder of an environment means its Python.
fn named(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.join("bin/python3")).filter(|python| python.is_file());
    }
    if path.is_file() {
        // A name without a slash would be looked for elsewhere.
        return Some(if path.components().count() == 1 {
            Path::new(".").join(path)
        } else {
            path.to_owned()
        });
    }
    (path.components().count() == 1).then(|| on_search_path(path.as_os_str())).flatten()
}

fn versioned(version: &str) -> Option<PathBuf> {
    let places = [pyenv_root().map(|root| root.join("versions"))];
    let installed = places.into_iter().flatten().find_map(|folder| best_under(&folder, version));
    installed.or_else(|| on_search_path(OsStr::new(&format!("python{version}"))))
}

/// pyenv's own folder, whose commands on the search path are none of a fixed version.
fn pyenv_root() -> Option<PathBuf> {
    let named = env::var_os("PYENV_ROOT").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv")))
}

/// The newest installed version that begins so.
fn best_under(folder: &Path, version: &str) -> Option<PathBuf> {
    let begins = format!("{version}.");
    let mut found: Vec<(Vec<u32>, PathBuf)> = Vec::new();
    for entry in folder.read_dir().ok()?.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| *name == version || name.starts_with(&begins)) else {
            continue;
        };
        let parts = name.split('.').map(|part| part.parse().unwrap_or(0)).collect();
        let python = entry.path().join("bin/python3");
        if python.is_file() {
            found.push((parts, python));
        }
    }
    found.into_iter().max().map(|(_, python)| python)
}

fn environment(file: &Path) -> Option<PathBuf> {
    let active = env::var_os("VIRTUAL_ENV").filter(|folder| !folder.is_empty());
    if let Some(python) = active.and_then(|folder| named(Path::new(&folder))) {
        return Some(python);
    }
    let file = std::path::absolute(file).ok()?;
    let beside = file.ancestors().skip(1).map(|folder| folder.join(".venv/bin/python3"));
    beside.into_iter().find(|python| python.is_file()).or_else(|| on_search_path(OsStr::new("python3")))
}

fn on_search_path(name: &OsStr) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|python| python.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_from_a_path() {
        for version in ["3", "3.9", "3.13.1", "3.13t"] {
            assert!(is_version(version), "{version}");
        }
        for other in ["", "python3", "3.x", "./3.9", "2.7", "3."] {
            assert!(!is_version(other), "{other}");
        }
    }

    #[test]
    fn of_several_installed_versions_the_newest_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["3.9.2", "3.9.18", "3.10.1", "3.9.9-dev"] {
            let bin = folder.path().join(name).join("bin");
            std::fs::create_dir_all(&bin).expect("a folder");
            std::fs::write(bin.join("python3"), "").expect("a file");
        }
        let best = |version| best_under(folder.path(), version);
        assert_eq!(best("3.9"), Some(folder.path().join("3.9.18/bin/python3")));
        assert_eq!(best("3"), Some(folder.path().join("3.10.1/bin/python3")));
        assert_eq!(best("3.11"), None);
    }

    #[test]
    fn an_environment_beside_the_program_or_above_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let bin = folder.path().join(".venv/bin");
        std::fs::create_dir_all(&bin).expect("a folder");
        std::fs::write(bin.join("python3"), "").expect("a file");
        assert_eq!(named(&folder.path().join(".venv")), Some(bin.join("python3")));
        let missing = folder.path().join("no/python");
        assert_eq!(
            find(&Wanted::Path(missing.clone()), Path::new("x.py")),
            Err(FindError::Path { path: missing })
        );
    }
}
