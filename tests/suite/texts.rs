//! The texts of the lessons and of `why`: questions that are not answered by their looks, and one word for one thing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::lang::glossary::{Kind as Words, strays};
use learn_coroutines::suite::lesson::catalog::{read_folder, script_name};
use learn_coroutines::suite::lesson::model::{Kind, Lesson, Step};
use learn_coroutines::suite::view::fit::width;

use crate::sandbox::Sandbox;

/// The folders of the lessons.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let entries = fs::read_dir(root).expect("the lessons").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn lessons(lang: Lang) -> Vec<Lesson> {
    let load = |path: PathBuf| read_folder(&path).expect("a lesson").load(lang).expect("a script");
    folders().into_iter().map(load).collect()
}

/// The id of each question with one right answer, and how long each answer looks; the right one first.
fn choices(lang: Lang) -> Vec<(String, usize, Vec<usize>)> {
    let mut found = Vec::new();
    for lesson in lessons(lang) {
        for step in lesson.screens.into_iter().flat_map(|screen| screen.steps) {
            let Step::Ask(question) = step else { continue };
            let Kind::Choice { several: false, options } = question.kind else { continue };
            let look = |text: &str| width(&text.replace(['`', '*'], ""));
            let right = options.iter().find(|option| option.right).expect("a right answer");
            let wrong = options.iter().filter(|option| !option.right).map(|option| look(&option.text));
            found.push((question.id, look(&right.text), wrong.collect()));
        }
    }
    found
}

#[test]
fn the_right_answer_is_not_known_by_its_length() {
    for lang in Lang::ALL {
        let all = choices(lang);
        assert!(all.len() > 15, "{lang:?}: {}", all.len());
        let longest: Vec<&str> = all
            .iter()
            .filter(|(_, right, wrong)| wrong.iter().all(|other| other <= right))
            .map(|(id, ..)| id.as_str())
            .collect();
        let shortest: Vec<&str> = all
            .iter()
            .filter(|(_, right, wrong)| wrong.iter().all(|other| other >= right))
            .map(|(id, ..)| id.as_str())
            .collect();
        assert!(longest.len() * 3 <= all.len(), "{lang:?}, of {} the longest: {longest:?}", all.len());
        assert!(shortest.len() * 3 <= all.len(), "{lang:?}, of {} the shortest: {shortest:?}", all.len());
    }
}

/// A script whose questions about a state call every state wrong, so that checking one says which is right.
fn with_all_states_wrong(script: &str) -> String {
    let blocks = script.split("```predict-state").enumerate().map(|(at, block)| {
        let own = &block[..block.find("\n```").unwrap_or(block.len())];
        let Some(first) = block.find("\n- wrong").filter(|_| at > 0) else { return block.to_owned() };
        let family =
            FAMILIES.into_iter().find(|family| own.contains(&format!("`{family}"))).unwrap_or(FAMILIES[0]);
        let entries = STATES.iter().map(|state| format!("\n- wrong `{family}{state}`"));
        let more = entries.filter(|entry| !own.contains(entry)).map(|entry| format!("{entry}: no"));
        format!("{}{}{}", &block[..first], more.collect::<String>(), &block[first..])
    });
    blocks.collect::<Vec<_>>().join("```predict-state")
}

const FAMILIES: [&str; 3] = ["GEN_", "CORO_", "AGEN_"];

const STATES: [&str; 4] = ["CREATED", "RUNNING", "SUSPENDED", "CLOSED"];

#[test]
fn each_state_is_the_right_answer_somewhere() {
    let mut right: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in folders() {
        let sandbox = Sandbox::new();
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let script = format!("{name}/{}", script_name(Lang::En));
        for entry in fs::read_dir(&folder).expect("a lesson") {
            let path = entry.expect("an entry").path();
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            if file.ends_with(".py") {
                sandbox.write(&format!("{name}/{file}"), fs::read_to_string(&path).expect("a demo"));
            }
        }
        let text = fs::read_to_string(folder.join(script_name(Lang::En))).expect("a script");
        let text = with_all_states_wrong(&text);
        sandbox.write(&script, &text);
        for (at, _) in text.match_indices("```predict-state") {
            let line = text[..at].matches('\n').count() + 1;
            let output = sandbox.program(["--lang", "en", "check", &format!("{script}:{line}")]).run();
            let said = |state: &&&str| output.stdout.contains(&format!("_{state}` is the right answer"));
            let state = STATES.iter().find(said).unwrap_or_else(|| panic!("no answer\n{output}"));
            *right.entry(state).or_default() += 1;
        }
    }
    assert!(right["RUNNING"] >= 4 && right.len() == STATES.len(), "{right:?}");
}

#[test]
fn one_thing_has_one_word() {
    let messages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/why/messages.toml");
    let messages = fs::read_to_string(&messages).expect("the messages");
    let mut faults = Vec::new();
    for lang in Lang::ALL {
        for lesson in lessons(lang) {
            faults.extend(strays(&lesson.source, lang, Words::Lesson).into_iter().map(|stray| {
                let (line, column) = lesson.position(stray.at);
                format!("{}:{line}:{column}: {stray:?}", lesson.file.display())
            }));
        }
        let of_lang = |line: &&str| line.split(" = ").next().is_some_and(|key| key.ends_with(lang.code()));
        for line in messages.lines().filter(of_lang) {
            faults.extend(
                strays(line, lang, Words::Lesson).into_iter().map(|stray| format!("{stray:?}: {line}")),
            );
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
