//! The rules of the house that a reader of the source can check: sizes, first lines, who names whom.

mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use graph::{Source, circles, module, root, sources, uses};

/// The rooms that are data and functions of it alone.
const PURE: [&str; 6] = ["trace", "view", "tutor", "repl", "python.rs", "python"];

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn all() -> Vec<Source> {
    let mut all = sources("src");
    all.extend(sources("tests"));
    all
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

/// The rooms and whom each may use, from the table in `src/lib.rs`. Every room is named: no row means "anything".
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs can be read");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.map(|row| {
        let mut columns = row.split('|').map(str::trim);
        let room = columns.next().expect("a room").trim_end_matches('`').to_owned();
        let uses = columns.nth(1).expect("whom it uses");
        (room, uses.split(", ").filter(|used| !used.is_empty()).map(str::to_owned).collect())
    })
    .collect()
}

/// The room a source belongs to; `None` for the roots of library and program.
fn room(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let room = rest.split_once('/').map_or_else(|| rest.strip_suffix(".rs"), |(room, _)| Some(room))?;
    (!matches!(room, "lib" | "main")).then_some(room)
}

#[test]
fn rooms_use_exactly_the_rooms_the_table_gives_them() {
    let table = table();
    let mut used: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (file, others) in uses("src") {
        let Some(own) = room(&file) else { continue };
        let used = used.entry(own.to_owned()).or_default();
        for other in others.iter().filter_map(|other| room(other)).filter(|other| *other != own) {
            used.entry(other.to_owned()).or_insert_with(|| file.clone());
        }
    }
    let rooms: BTreeSet<&String> = table.keys().collect();
    assert_eq!(
        used.keys().collect::<BTreeSet<_>>(),
        rooms,
        "the rooms of the table are those that there are"
    );
    let mut faults = Vec::new();
    for (room, used) in &used {
        let allowed = &table[room];
        let more = used.iter().filter(|(other, _)| !allowed.contains(*other));
        faults.extend(more.map(|(other, file)| format!("{file}: `{room}` may not use `{other}`")));
        let idle = allowed.iter().filter(|other| !used.contains_key(*other));
        faults.extend(
            idle.map(|other| format!("src/lib.rs: `{room}` does not use `{other}`, or there is none")),
        );
    }
    none(faults);
}

#[test]
fn no_two_rooms_use_each_other() {
    let table = table();
    let faults = circles(&table).into_iter().map(|circle| circle.join(", "));
    none(faults.collect());
}

/// What a room that is pure may not name: files, processes, threads, clocks, the environment, terminals.
const IMPURE: [&str; 11] = [
    "std::fs",
    "std::process",
    "std::net",
    "std::thread",
    "std::env",
    "std::io",
    "Instant::now",
    "SystemTime",
    "tokio::",
    "crossterm::",
    "ratatui::",
];

#[test]
fn pure_rooms_have_no_effects() {
    let mut faults = Vec::new();
    for source in PURE.into_iter().flat_map(|room| sources(&format!("src/{room}"))) {
        let code = source.code();
        for name in IMPURE.into_iter().filter(|name| code.contains(name)) {
            faults.push(format!("{}: names {name}", source.path));
        }
    }
    none(faults);
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
        ("tokio", &["engine", "front", "play", "run", "stage", "terminal"]),
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
        ["Cargo.toml", "Cargo.lock", "src", "lessons", "tests", "benches", "packaging", "README.md"];
    let expected = BTreeSet::from(expected);
    let mut faults = Vec::new();
    for entry in fs::read_dir(root()).expect("the folder can be read") {
        let name = entry.expect("the entry can be read").file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && name != "target" && !expected.contains(name.as_str()) {
            faults.push(format!("{name} lies at the top"));
        }
    }
    none(faults);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let uses = uses("src");
    assert!(uses.values().any(|used| !used.is_empty()), "no uses were found");
    none(circles(&uses).into_iter().map(|circle| circle.join(", ")).collect());
}

/// The layers of a room from the innermost outwards, from the table at its head, if it has one.
fn layers(head: &str) -> Vec<&str> {
    let rows = head.lines().skip_while(|line| !line.starts_with("//! | layer"));
    rows.map_while(|line| line.strip_prefix("//! |"))
        .filter_map(|row| row.trim().strip_prefix('`')?.split_once('`'))
        .map(|(layer, _)| layer)
        .collect()
}

#[test]
fn layers_use_only_those_further_in() {
    let mut faults = Vec::new();
    let mut layered = Vec::new();
    for source in sources("src").iter().filter(|source| source.path.ends_with("/mod.rs")) {
        let layers = layers(&source.text);
        if layers.is_empty() {
            continue;
        }
        let folder = source.path.trim_end_matches("/mod.rs");
        layered.push(folder.to_owned());
        let depth = module(&source.path).len();
        let layer = |path: &str| {
            let name = *module(path).get(depth)?;
            layers.iter().position(|layer| *layer == name)
        };
        for (file, used) in uses(folder).into_iter().filter(|(file, _)| *file != source.path) {
            let Some(own) = layer(&file) else {
                faults.push(format!("{file} is in no layer of {}", source.path));
                continue;
            };
            let outwards = used.iter().filter(|used| layer(used).is_none_or(|other| other > own));
            faults.extend(outwards.map(|used| format!("{file} uses {used}")));
        }
    }
    assert!(layered.contains(&"src/worker".to_owned()), "the Python process has its layers");
    none(faults);
}
