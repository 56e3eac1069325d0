//! The corpus's programs, pasted into one session after the other, as entries: the world takes in all that happens.

use std::fs;
use std::path::{Path, PathBuf};

use learn_coroutines::suite::wire::Entry;

use super::Prompt;

const SHOWN: &str = "that is what it shows";

/// Programs whose entries end with an exception, and why.
const FAILING: &[(&str, &str)] = &[
    ("loops/deadlock", SHOWN),
    ("loops/deadlock_locks", SHOWN),
    ("loops/reference", "it is a tool that looks for its own file"),
    ("loops/uncancel", SHOWN),
    ("loops/uncaught", SHOWN),
    ("programs/modules_beside", "the modules lie beside the file"),
    ("programs/never_awaited", "the prompt shows the coroutine, and `_` holds it"),
    ("programs/uncaught_exception", SHOWN),
    ("programs/uncaught_through_yield_from", SHOWN),
];

/// The programs of a folder that read no stdin.
fn programs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).expect("the programs can be listed");
    let mut programs: Vec<PathBuf> = files.map(|file| file.expect("an entry").path()).collect();
    let is_program = |path: &Path| path.extension().is_some_and(|end| end == "py");
    programs.retain(|path| is_program(path) && !path.with_extension("stdin").is_file());
    programs.sort();
    assert!(programs.len() > 20, "{programs:?}");
    programs
}

#[test]
fn the_programs_of_the_corpus_run_as_entries_of_one_session() {
    let mut faults = Vec::new();
    let mut prompt = Prompt::open();
    for path in programs("tests/programs").into_iter().chain(programs("tests/loops")) {
        let source = fs::read_to_string(&path).expect("UTF-8");
        let folder = path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy();
        let name = format!("{folder}/{}", path.file_stem().expect("a name").to_string_lossy());
        // Each event is folded as it comes: one that does not fit ends the test.
        let (entry, printed) = prompt.enter(&source);
        let fails = FAILING.iter().any(|(known, _)| *known == name);
        match entry {
            Entry::Exit { .. } => prompt = Prompt::open(),
            Entry::Failed(_) if fails => {}
            Entry::Done if !fails => {}
            entry => faults.push(format!("{name}: {entry:?}\n{printed}")),
        }
    }
    assert!(faults.is_empty(), "{}: {}", faults.len(), faults.join("\n"));
}
