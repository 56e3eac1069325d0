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
