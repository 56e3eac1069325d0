//! The README: its programs and commands do what it says, and it names every event.

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

/// A fenced block: what stands behind the fence, and its lines.
struct Block {
    info: String,
    text: String,
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file can be read")
}

fn blocks() -> Vec<Block> {
    let readme = read("README.md");
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n"));
            blocks.push(Block { info: info.to_owned(), text: text.collect() });
        }
    }
    blocks
}

#[test]
fn its_programs_and_commands_give_what_it_shows() {
    let sandbox = Sandbox::new();
    let mut commands = 0;
    for block in blocks() {
        if let Some(name) = block.info.strip_prefix("python ") {
            sandbox.write(name, &block.text);
        }
        if block.info == "console" {
            for session in block.text.split("$ ").skip(1) {
                let (command, expected) = session.split_once('\n').expect("a command ends with its line");
                // As on a terminal: both streams in one place.
                let output = sandbox.shell(&format!("{{ {command}\n}} 2>&1")).run().status(0);
                assert_eq!(output.stdout, expected, "$ {command}");
                commands += 1;
            }
        }
    }
    assert!(commands > 3, "the README shows {commands} commands");
}

#[test]
fn its_cargo_commands_exist() {
    let aliases = read(".cargo/config.toml");
    let known = commands(&Sandbox::new());
    for block in blocks().into_iter().filter(|block| block.info == "sh") {
        for line in block.text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["cargo", "learn", command, ..] => {
                    assert!(
                        known.iter().any(|name| name == command),
                        "no command `{command}` among {known:?}"
                    );
                }
                ["cargo", "install", ..] => {
                    assert!(line.ends_with("--path . --locked --ignore-rust-version"))
                }
                ["cargo", alias, ..] => {
                    assert!(aliases.contains(&format!("\n{alias} = ")), "no alias `{alias}`")
                }
                _ => panic!("an unknown command in the README: {line}"),
            }
        }
    }
    assert!(aliases.contains("\nlearn = ") && aliases.contains("\nsuite = "));
}

#[test]
fn its_test_command_is_what_ci_runs() {
    assert!(
        blocks()
            .iter()
            .any(|block| block.info == "sh" && block.text.lines().any(|line| line == "cargo suite"))
    );
    assert!(read(".ci/run").lines().any(|line| line == "cargo suite"));
}

/// The commands that `--help` lists, without `help` itself.
fn commands(sandbox: &Sandbox) -> Vec<String> {
    let help = sandbox.program(["--help"]).run().status(0).stderr("").stdout;
    let rows =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A row begins after two blanks; further in, its description goes on.
    let names = rows.filter(|row| !row.starts_with("   ")).filter_map(|row| row.split_whitespace().next());
    let names: Vec<String> = names.filter(|name| *name != "help").map(str::to_owned).collect();
    assert!(names.len() > 2, "{help}");
    names
}

#[test]
fn it_names_every_command_and_every_event() {
    let readme = read("README.md");
    for command in commands(&Sandbox::new()) {
        assert!(
            readme.contains(&format!("\n| `{command}")),
            "the README does not name the command {command}"
        );
    }
    let source = read("src/trace/event/words.rs");
    let words: Vec<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Kind::")?.split_once("=> \"")?.1.strip_suffix("\","))
        .collect();
    assert!(words.len() > 30, "{words:?}");
    let table = readme.split("| event | fields |").nth(1).expect("the table of events");
    for word in words {
        assert!(table.contains(&format!("`{word}`")), "the README does not name the event {word}");
    }
}

#[test]
fn it_names_every_column_of_the_progress_file() {
    let sandbox = Sandbox::new();
    let _ = sandbox.program(["--plain", "lesson", "2"]).stdin("q\n").run().status(0);
    let file = sandbox.path(".local/share/learn-coroutines/progress.db");
    let file = rusqlite::Connection::open(file).expect("the progress file");
    let readme = read("README.md");
    for table in ["place", "answer"] {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{table}` |"))).expect("a row");
        let mut columns =
            file.prepare("SELECT name FROM pragma_table_info(?1)").expect("asks for the columns");
        let columns = columns.query_map([table], |row| row.get::<_, String>(0)).expect("columns");
        for column in columns.map(|column| column.expect("a name")) {
            assert!(row.contains(&format!("`{column}`")), "the README does not name {table}.{column}");
        }
    }
}

#[test]
fn help_is_there_for_every_command() {
    let sandbox = Sandbox::new();
    for command in commands(&sandbox) {
        let output = sandbox.program([command.as_str(), "--help"]).run().status(0).stderr("");
        assert!(output.stdout.contains("Usage: learn-coroutines "), "{output}");
    }
    let version = sandbox.program(["--version"]).run().status(0);
    let _ = version.stdout(concat!("learn-coroutines ", env!("CARGO_PKG_VERSION"), "\n"));
}
