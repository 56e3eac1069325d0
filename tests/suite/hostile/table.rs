//! The tables of attacks: templates, and what is put into them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// How a program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    Run,
    Sandbox,
    Trace,
    Step,
}

/// What is looked at besides the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Judge {
    #[default]
    #[serde(rename = "end")]
    End,
    /// None of our lines steers a terminal.
    #[serde(rename = "no control text")]
    NoControlText,
}

/// One program, and what it must end in.
pub struct Attack {
    pub name: String,
    pub program: String,
    pub way: Way,
    pub options: Vec<String>,
    pub ends: Vec<i32>,
    pub judge: Judge,
    pub says: String,
    pub never: String,
}

/// A file of attacks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    options: Vec<String>,
    ends: Vec<i32>,
    #[serde(default)]
    judge: Judge,
    #[serde(default)]
    only: Vec<Way>,
    #[serde(default)]
    says: String,
    #[serde(default)]
    never: String,
    attack: Vec<Template>,
}

/// A program with `@axis@` where a text of that axis stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    program: String,
    axes: BTreeMap<String, BTreeMap<String, String>>,
}

/// All attacks of all tables; each is run in one way, in turn.
pub fn every() -> Vec<Attack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("the tables").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let kind = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a table");
        let table: Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let ways = match table.only.as_slice() {
            [] => &[Way::Run, Way::Trace, Way::Sandbox, Way::Step],
            only => only,
        };
        for (name, program) in table.attack.iter().flat_map(expanded) {
            all.push(Attack {
                name: format!("{kind}: {name}"),
                program,
                way: ways[all.len() % ways.len()],
                options: table.options.clone(),
                ends: table.ends.clone(),
                judge: table.judge,
                says: table.says.clone(),
                never: table.never.clone(),
            });
        }
    }
    all
}

/// The programs of a template, with their names: each text of each axis with each of the others.
fn expanded(template: &Template) -> Vec<(String, String)> {
    let mut programs = vec![(String::new(), template.program.clone())];
    // From the last to the first in the alphabet: a place takes a loop, and not the other way round.
    for (axis, texts) in template.axes.iter().rev() {
        programs = programs
            .iter()
            .flat_map(|(name, program)| {
                texts.iter().map(move |(what, text)| (format!("{what} {name}"), filled(program, axis, text)))
            })
            .collect();
    }
    programs
}

/// A program with a text in place of `@axis@`, each of its lines as far in as the place.
fn filled(program: &str, axis: &str, text: &str) -> String {
    let place = format!("@{axis}@");
    let mut lines = String::new();
    for line in program.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let text = text.lines().collect::<Vec<_>>().join(&format!("\n{indent}"));
        lines.push_str(&line.replace(&place, &text));
        lines.push('\n');
    }
    lines
}
