//! The rules of the house that a reader of the source can check: sizes, first lines, who names whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file with its path from the project's folder.
struct Source {
    path: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
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

fn all() -> Vec<Source> {
    let mut all = sources("src");
    all.extend(sources("tests"));
    all
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long = all().into_iter().filter(|source| source.text.lines().count() > 500);
    none(long.map(|source| format!("{}: {} lines", source.path, source.text.lines().count())).collect());
}

#[test]
fn every_file_begins_with_a_sentence_that_says_what_it_is() {
    let faults = all().into_iter().filter(|source| {
        let head = source.text.lines().map_while(|line| line.strip_prefix("//!"));
        let sentence: Vec<&str> = head.take_while(|line| !line.trim().is_empty()).collect();
        !sentence.last().is_some_and(|line| line.ends_with(['.', ':']))
    });
    none(faults.map(|source| source.path).collect());
}

/// The rooms and whom they may use, from the table in `src/lib.rs`; `None` where they may use all.
fn table() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs can be read");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.map(|row| {
        let mut columns = row.split('|').map(str::trim);
        let room = columns.next().expect("a room").trim_end_matches('`').to_owned();
        let uses = columns.nth(1).expect("whom it uses");
        let uses = (!uses.contains("all"))
            .then(|| uses.split(", ").filter(|used| !used.is_empty()).map(str::to_owned).collect());
        (room, uses)
    })
    .collect()
}

/// The room a source belongs to; `None` for the roots of library and program.
fn room(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let room = rest.split_once('/').map_or_else(|| rest.strip_suffix(".rs"), |(room, _)| Some(room))?;
    (!matches!(room, "lib" | "main")).then_some(room)
}

/// The rooms that a text names with their path.
fn named(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split_once("};").map_or(list, |(list, _)| list);
                let mut depth = 0;
                let mut start = 0;
                for (index, letter) in list.char_indices() {
                    depth += i32::from(letter == '{') - i32::from(letter == '}');
                    if letter == ',' && depth == 0 {
                        names.insert(word(&list[start..index]));
                        start = index + 1;
                    }
                }
                names.insert(word(&list[start..]));
            }
            None => {
                names.insert(word(rest));
            }
        }
    }
    names.remove("");
    names
}

fn word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn the_names_of_rooms_are_found_in_every_way_to_import_them() {
    let text = "use crate::trace::id::Step;\nuse crate::{wire::{Frame, Program}, lang};\nlet x = crate::view::fit::cut;";
    assert_eq!(named(text), BTreeSet::from(["lang", "trace", "view", "wire"]));
}

#[test]
fn rooms_use_only_the_rooms_the_table_gives_them() {
    let table = table();
    let mut faults = Vec::new();
    for source in sources("src") {
        let Some(room) = room(&source.path) else { continue };
        let Some(uses) = table.get(room) else {
            faults.push(format!("{}: the room `{room}` is not in the table of src/lib.rs", source.path));
            continue;
        };
        let Some(uses) = uses else { continue };
        for used in named(&source.text).into_iter().filter(|used| *used != room && !uses.contains(*used)) {
            faults.push(format!("{}: `{room}` may not use `{used}`", source.path));
        }
    }
    none(faults);
}

#[test]
fn every_room_of_the_library_is_in_the_table() {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs can be read");
    let rooms = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let rooms: BTreeSet<&str> = rooms.collect();
    let table = table();
    let rows: BTreeSet<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(rooms, rows);
}

#[test]
fn foreign_crates_are_named_only_where_they_belong() {
    // The crate, the rooms that may name it.
    let homes: [(&str, &[&str]); 11] = [
        ("rustpython_vm", &["worker"]),
        ("rustpython_stdlib", &["worker"]),
        ("rustpython_pylib", &["worker"]),
        ("ruff_python_parser", &["python", "worker"]),
        ("ratatui", &["tui", "terminal"]),
        ("crossterm", &["tui", "terminal", "run"]),
        ("colored", &["terminal", "shell"]),
        ("rustyline", &["shell"]),
        ("rusqlite", &["progress"]),
        ("fsrs", &["progress"]),
        ("tokio", &["engine", "run", "stage", "terminal"]),
    ];
    let mut faults = Vec::new();
    for source in sources("src") {
        let Some(room) = room(&source.path) else { continue };
        for (name, rooms) in homes {
            let is_named = source.text.contains(&format!("{name}::"));
            if is_named && !rooms.contains(&room) {
                faults.push(format!("{}: names {name}", source.path));
            }
        }
    }
    none(faults);
}

#[test]
fn what_is_pure_names_no_clock_file_process_or_terminal() {
    let outside =
        ["std::fs", "std::io", "std::process", "std::thread", "std::env", "Instant", "SystemTime", "tokio"];
    let mut faults = Vec::new();
    for folder in ["src/trace", "src/view", "src/tutor"] {
        for source in sources(folder) {
            let named = outside.iter().filter(|name| source.text.contains(**name));
            faults.extend(named.map(|name| format!("{}: names {name}", source.path)));
        }
    }
    none(faults);
}

#[test]
fn every_test_file_is_declared() {
    let main =
        fs::read_to_string(root().join("tests/suite/main.rs")).expect("tests/suite/main.rs can be read");
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("tests/suite")).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name != "main" && !main.lines().any(|line| line == format!("mod {name};")) {
            faults.push(format!("tests/suite/main.rs does not declare {name}"));
        }
    }
    none(faults);
}

#[test]
fn nothing_half_done_is_left_behind() {
    // Written in two pieces, so that this file does not find itself.
    let words = [
        ("dbg", "!("),
        ("todo", "!("),
        ("unimplemented", "!("),
        ("#[ign", "ore"),
        ("FIX", "ME"),
        ("XX", "X "),
    ];
    let mut faults = Vec::new();
    for source in all() {
        for (number, line) in source.text.lines().enumerate() {
            for (one, two) in words {
                if line.contains(&format!("{one}{two}")) {
                    faults.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
                }
            }
        }
    }
    none(faults);
}

#[test]
fn the_visible_top_level_is_what_the_readme_says() {
    let expected =
        BTreeSet::from(["Cargo.toml", "Cargo.lock", "src", "lessons", "tests", "benches", "README.md"]);
    let mut faults = Vec::new();
    for entry in fs::read_dir(root()).expect("the folder can be read") {
        let name = entry.expect("the entry can be read").file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && name != "target" && !expected.contains(name.as_str()) {
            faults.push(format!("{name} lies at the top"));
        }
    }
    none(faults);
}

/// The layers of the Python process from the innermost outwards: each uses itself and those before it.
const WORKER_LAYERS: [&str; 7] = ["agenda", "clock", "ledger", "emit", "tracer", "listen", "host"];

/// Which files of a room each of its files uses, tests aside.
fn uses(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources(folder);
    let files: BTreeMap<Vec<&str>, &str> =
        sources.iter().map(|source| (module(&source.path), source.path.as_str())).collect();
    let used = |source: &Source| {
        let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).fold(
            String::new(),
            |mut code, line| {
                code.push_str(line);
                code.push('\n');
                code
            },
        );
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
            .filter(|used| *used != source.path)
            .collect()
    };
    sources.iter().map(|source| (source.path.clone(), used(source))).collect()
}

/// The module that a file is, as a path from the crate's root.
fn module(path: &str) -> Vec<&str> {
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
                branches(&code[at + name.len()..], &root, &mut found);
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
fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<&str>> {
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

#[test]
fn no_files_of_the_python_process_use_each_other_in_a_circle() {
    let uses = uses("src/worker");
    assert!(uses.values().any(|used| !used.is_empty()), "no uses were found");
    none(circles(&uses).into_iter().map(|circle| circle.join(", ")).collect());
}

#[test]
fn the_layers_of_the_python_process_use_only_those_further_in() {
    let layer = |path: &str| {
        let name = *module(path).get(1)?;
        WORKER_LAYERS.iter().position(|layer| *layer == name)
    };
    let mut faults = Vec::new();
    for (file, used) in uses("src/worker") {
        let Some(own) = layer(&file) else { continue };
        for used in used {
            match layer(&used) {
                Some(other) if other <= own => {}
                _ => faults.push(format!("{file} uses {used}")),
            }
        }
    }
    none(faults);
}
