//! The sources as a graph: which file uses which, read from their paths, and the circles among them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file with its path from the project's folder.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// What is compiled into the program: without comments, and without what stands in it for unit tests.
    pub fn code(&self) -> String {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return String::new();
        }
        let text = self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.flat_map(|line| [line, "\n"]).collect()
    }
}

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder, or one file, in the order of their paths.
pub fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    if folder.ends_with(".rs") {
        let text = fs::read_to_string(root().join(folder)).expect("a source is UTF-8");
        return vec![Source { path: folder.to_owned(), text }];
    }
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path: PathBuf = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                let path = path.strip_prefix(root()).expect("it lies in the project");
                found.push(Source { path: path.display().to_string(), text });
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Which files of a folder each of them uses, tests aside. A module's file and those of its children are one unit: that
/// it declares them, and hands out what they have, is no use of them.
pub fn uses(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources(folder);
    let files: BTreeMap<Vec<&str>, &str> =
        sources.iter().map(|source| (module(&source.path), source.path.as_str())).collect();
    let used = |source: &Source| {
        let code = source.code();
        let me = module(&source.path);
        let paths = paths(&code, &me);
        paths
            .into_iter()
            .filter_map(|path| {
                (1..=path.len()).rev().find_map(|length| {
                    let prefix: Vec<&str> = path[..length].iter().map(String::as_str).collect();
                    files.get(&prefix).map(|file| (*file).to_owned())
                })
            })
            .filter(|used| *used != source.path && !module(used).starts_with(&me))
            .collect()
    };
    sources.iter().map(|source| (source.path.clone(), used(source))).collect()
}

/// The module that a file is, as a path from the crate's root.
pub fn module(path: &str) -> Vec<&str> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<&str> = path.split('/').collect();
    module.pop_if(|last| *last == "mod");
    module
}

/// The paths that the code of a module names, from the crate's root: with `crate`, `super` and `self`, and by the names
/// of its children.
fn paths(code: &str, me: &[&str]) -> BTreeSet<Vec<String>> {
    let mut roots: Vec<(String, Vec<String>)> = vec![("crate::".to_owned(), Vec::new())];
    let own = |module: &[&str]| module.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    roots.push(("super::".to_owned(), own(&me[..me.len().saturating_sub(1)])));
    roots.push(("self::".to_owned(), own(me)));
    for line in code.lines() {
        let declared = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        if let Some(child) = declared.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
            roots.push((format!("{child}::"), [own(me), vec![child.to_owned()]].concat()));
        }
    }
    let mut found = BTreeSet::new();
    for (name, root) in roots {
        for (at, _) in code.match_indices(&name) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':') {
                let (mut rest, mut root) = (&code[at + name.len()..], root.clone());
                while let Some(further) = rest.strip_prefix("super::") {
                    rest = further;
                    root.pop();
                }
                branches(rest, &root, &mut found);
            }
        }
    }
    found
}

/// Adds the paths that a path goes on to, one for each branch of its braces; gives how long it is.
fn branches(text: &str, before: &[String], found: &mut BTreeSet<Vec<String>>) -> usize {
    if let Some(list) = text.strip_prefix('{') {
        let mut at = 0;
        while at < list.len() && !list[at..].starts_with('}') {
            let skipped = list[at..].len() - list[at..].trim_start_matches([',', ' ', '\n']).len();
            at += skipped;
            if skipped == 0 {
                at += branches(&list[at..], before, found).max(1);
            }
        }
        return at + 2;
    }
    let name = word(text);
    let path = if name.is_empty() || name == "self" {
        before.to_vec()
    } else {
        [before, &[name.to_owned()]].concat()
    };
    match text[name.len()..].strip_prefix("::") {
        Some(rest) if !name.is_empty() => name.len() + 2 + branches(rest, &path, found),
        _ => {
            found.insert(path);
            name.len()
        }
    }
}

/// The files that can be reached from each other, in groups.
pub fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<&str>> {
    let reach = |start: &str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![start.to_owned()];
        while let Some(file) = open.pop() {
            open.extend(
                uses.get(&file).into_iter().flatten().filter(|next| reached.insert((*next).clone())).cloned(),
            );
        }
        reached
    };
    let reached: BTreeMap<&str, BTreeSet<String>> =
        uses.keys().map(|file| (file.as_str(), reach(file))).collect();
    let mut circles: Vec<Vec<&str>> = Vec::new();
    for (file, reaches) in &reached {
        let is_known = circles.iter().flatten().any(|known| known == file);
        if !is_known && reaches.contains(*file) {
            circles.push(
                reached
                    .iter()
                    .filter(|(other, back)| reaches.contains(**other) && back.contains(*file))
                    .map(|(other, _)| *other)
                    .collect(),
            );
        }
    }
    circles
}

fn word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn paths_are_followed_through_braces_parents_and_children() {
    let code = "mod side;\nuse crate::worker::{tracer::Tracer, host::{limits, natives::{self, Natives}}};\nlet x = super::code::f(side::g());";
    let found: Vec<String> =
        paths(code, &["worker", "host", "session"]).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "worker::host::code::f",
            "worker::host::limits",
            "worker::host::natives",
            "worker::host::natives::Natives",
            "worker::host::session::side::g",
            "worker::tracer::Tracer",
        ]
    );
}

#[test]
fn files_that_use_each_other_are_a_circle() {
    let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let uses = BTreeMap::from([
        ("a".to_owned(), files(&["b"])),
        ("b".to_owned(), files(&["c"])),
        ("c".to_owned(), files(&["b", "d"])),
        ("d".to_owned(), files(&[])),
    ]);
    assert_eq!(circles(&uses), [["b", "c"]]);
}
