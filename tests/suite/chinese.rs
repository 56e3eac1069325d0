//! Whoever reads Chinese is told everything in Chinese: no sentence of a failure or a fault is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use learn_coroutines::error;
use learn_coroutines::lang::Lang;
use learn_coroutines::lesson::catalog::CURRICULUM;
use learn_coroutines::run::check;

use crate::sandbox::{Output, Sandbox};

/// Which texts of a source are sentences for people.
#[derive(Clone, Copy, PartialEq)]
enum Texts {
    /// Those of `#[error("…")]`.
    OfErrors,
    /// Those, and every other text of several words.
    All,
}

/// Where failures that end a command are written.
const FAILURES: &[(&str, Texts)] = &[
    ("src/error.rs", Texts::All),
    ("src/run/mod.rs", Texts::All),
    ("src/run/problem.rs", Texts::All),
    ("src/run/config.rs", Texts::All),
    ("src/engine/process.rs", Texts::All),
    ("src/engine/mod.rs", Texts::All),
    ("src/engine/reason.rs", Texts::All),
    ("src/wire/codec.rs", Texts::All),
    ("src/tui/keys.rs", Texts::OfErrors),
    ("src/shell/setting.rs", Texts::OfErrors),
];

/// Where faults of lessons and the report of a check are written.
const FAULTS: &[(&str, Texts)] = &[
    ("src/lesson/problem.rs", Texts::All),
    ("src/lesson/check.rs", Texts::All),
    ("src/lesson/compare.rs", Texts::All),
    ("src/lesson/directive.rs", Texts::All),
    ("src/lesson/question.rs", Texts::All),
    ("src/lesson/parse.rs", Texts::All),
    ("src/lesson/body.rs", Texts::All),
    ("src/lesson/front.rs", Texts::All),
    ("src/lesson/catalog.rs", Texts::All),
    ("src/lesson/expect.rs", Texts::OfErrors),
    ("src/run/check/fault.rs", Texts::All),
    ("src/run/check/mod.rs", Texts::All),
    ("src/run/check/play.rs", Texts::All),
    ("src/run/check/verify.rs", Texts::All),
    ("src/run/check/report.rs", Texts::All),
];

/// Where it is written why a recorded event cannot be.
const EVENTS: &[(&str, Texts)] = &[("src/trace/fold/fault.rs", Texts::All)];

/// Errors that say themselves in both languages, or that only this tool's own processes read.
const ELSEWHERE: &[&str] =
    &["src/shell/command.rs", "src/worker/limits.rs", "src/worker/mod.rs", "src/worker/sandbox/mod.rs"];

/// Texts of several words that are no sentences: what other programs write, what is written in scripts, commands.
const NO_SENTENCES: &[&str] = &[
    "memory allocation of ",
    "stack overflow",
    "overflowed its stack",
    "' panicked at ",
    " panicked at ",
    "demo {} ({:?}, {:?})",
    "wrong {visit}`{}`",
    "{} #{} on {demo}",
    "{} of={of}",
    "blank <{}> `{}`",
    "accept `{}`",
    "solution <{}> `{}`",
    "solution `{line}`",
    "output {}",
    "try #{} on {}",
    "- blank <2> `next(coro)`",
    "- solution `coro = averager()`",
    "learn-coroutines check {target}",
    "learn-coroutines check '{}'",
    "{count} {}",
    "lesson: {}",
    "minutes: {}",
    "clock: {:?}, legacy: {}",
    "clock: real",
    "legacy: true",
    // miette's own label, which has the same in Chinese beside it.
    "  help: {}",
];

fn read(path: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    let text = text.unwrap_or_else(|error| panic!("{path}: {error}"));
    // What tests say is no sentence for people.
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

/// The literals of a source, each with what stands before it on its line and the line before.
fn literals(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let code: Vec<&str> =
        source.lines().map(|line| if line.trim().starts_with("//") { "" } else { line }).collect();
    let code = code.join("\n");
    let mut rest = code.as_str();
    let mut at = 0;
    while let Some(start) = rest.find(['"', '\'']) {
        let quote = rest[start..].chars().next().unwrap_or('"');
        let inside = &rest[start + 1..];
        if quote == '\'' {
            // A character such as '"', or a lifetime, which has no second quote.
            let length =
                inside.char_indices().skip(1).find(|(at, c)| *c == '\'' && !inside[..*at].ends_with('\\'));
            let skip = length
                .map(|(at, _)| at)
                .filter(|at| *at <= 4 || inside.starts_with("\\u"))
                .map_or(0, |at| at + 1);
            at += start + 1 + skip;
            rest = &inside[skip..];
            continue;
        }
        let mut escaped = false;
        let end = inside.char_indices().find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let end = end.map_or(inside.len(), |(at, _)| at);
        let before = code[..at + start].chars().rev().take(60).collect::<String>();
        let before = before.chars().rev().collect::<String>();
        let text = inside[..end].replace("\\n", "\n").replace("\\\"", "\"");
        found.push((before.trim_end().to_owned(), text));
        at += start + 2 + end;
        rest = code.get(at..).unwrap_or_default();
    }
    found
}

/// The text with its gaps filled, each with a word of its own.
fn filled(template: &str) -> (String, Vec<String>) {
    let (mut text, mut words, mut rest) = (String::new(), Vec::new(), template);
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        let word = format!("G{}G", words.len());
        text.push_str(&rest[..start]);
        text.push_str(&word);
        words.push(word);
        rest = &rest[start + length + 1..];
    }
    text.push_str(rest);
    (text, words)
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// Whether a text has words of its own, beside its gaps and marks.
fn has_words(text: &str, several: bool) -> bool {
    let (text, gaps) = filled(text);
    let words = text.split(|c: char| c.is_whitespace() || ":;,`()".contains(c));
    let words = words.map(|word| word.trim_end_matches('.'));
    let is_word =
        |word: &&str| (word.len() > 1 || *word == "a") && word.chars().all(|c| c.is_ascii_alphabetic());
    let count = words.filter(is_word).filter(|word| !gaps.iter().any(|gap| gap == word)).count();
    count > 1 || count == 1 && (!several || !gaps.is_empty() && text.contains(' '))
}

/// The sentences of the sources, of which there are at least so many, that nobody says in Chinese, or not with all that belongs into them.
fn forgotten(sources: &[(&str, Texts)], least: usize, said: fn(&str) -> String) -> Vec<String> {
    let (mut faults, mut checked) = (Vec::new(), BTreeSet::new());
    for (path, texts) in sources {
        for (before, text) in literals(&read(path)) {
            let of_error = before.ends_with("#[error(");
            let is_script = text.starts_with("```")
                || text.starts_with("- check ")
                || text.starts_with("- goal:")
                || CURRICULUM.iter().any(|planned| text == planned.en);
            let wanted = if of_error {
                has_words(&text, false)
            } else {
                *texts == Texts::All && has_words(&text, true) && !NO_SENTENCES.contains(&text.as_str())
            };
            if !wanted || is_script || is_chinese(&text) {
                continue;
            }
            checked.insert(text.clone());
            let (english, gaps) = filled(&text);
            let chinese = said(&english);
            if !is_chinese(&chinese) {
                faults.push(format!("{path}: {text:?} is not said in Chinese"));
            } else if let Some(lost) = gaps.iter().find(|gap| !chinese.contains(gap.as_str())) {
                faults.push(format!("{path}: {text:?} loses {lost}: {chinese:?}"));
            }
        }
    }
    assert!(checked.len() >= least, "only {}: {checked:#?}", checked.len());
    faults
}

fn failure(text: &str) -> String {
    error::phrase::said(text, Lang::Zh).into_owned()
}

fn fault(text: &str) -> String {
    check::phrase::said(text, Lang::Zh).into_owned()
}

#[test]
fn every_failure_is_said_in_chinese_with_all_that_belongs_into_it() {
    let faults = forgotten(FAILURES, 44, failure);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_fault_of_a_lesson_is_said_in_chinese_with_all_that_belongs_into_it() {
    let faults = forgotten(FAULTS, 190, fault);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_reason_against_an_event_is_said_in_chinese() {
    let said = |text: &str| error::phrase::of_event(text, Lang::Zh).into_owned();
    let faults = forgotten(EVENTS, 26, said);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_forgotten_sentence_and_a_lost_gap_are_found() {
    let faults = forgotten(FAILURES, 44, |text| text.to_owned());
    assert!(faults.iter().any(|fault| fault.contains("Give --out another name.")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.contains("cannot read {}: {source}")), "{faults:?}");
    let faults = forgotten(FAULTS, 190, |_| "中文".to_owned());
    assert!(faults.iter().any(|fault| fault.contains("loses G0G")), "{faults:?}");
}

#[test]
fn every_source_with_errors_is_looked_at() {
    let (mut folders, mut found) = (vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("it lies in the project");
                let name = name.display().to_string();
                if read(&name).contains("#[error(") {
                    found.insert(name);
                }
            }
        }
    }
    let known =
        FAILURES.iter().chain(FAULTS).chain(EVENTS).map(|(path, _)| *path).chain(ELSEWHERE.iter().copied());
    let known: BTreeSet<&str> = known.collect();
    let new: Vec<&String> = found.iter().filter(|path| !known.contains(path.as_str())).collect();
    assert!(new.is_empty(), "nobody looks for the Chinese of the errors in {new:?}");
}

#[test]
fn every_kind_of_claim_is_counted_in_chinese() {
    let kinds = read("src/lesson/expect.rs");
    let kinds =
        kinds.split("pub fn kind").nth(1).and_then(|rest| rest.split("\n    }").next()).expect("the kinds");
    let mut words: Vec<String> = literals(kinds).into_iter().map(|(_, word)| word).collect();
    for path in ["src/lesson/check.rs", "src/run/check/verify.rs"] {
        let held = literals(&read(path)).into_iter().filter(|(before, _)| before.ends_with(".hold("));
        words.extend(held.map(|(_, word)| word));
    }
    assert!(words.len() > 12, "{words:?}");
    for word in words {
        assert!(is_chinese(&fault(&word)), "{word}");
    }
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Output {
    sandbox.program([&["--lang", "zh"], arguments].concat()).run()
}

/// Fails where three English words stand side by side outside of back-ticks, brackets and what the system says.
#[track_caller]
fn no_english(text: &str) {
    for line in text.lines() {
        let line: String = line.split('`').step_by(2).collect();
        let line: String = line.split(['[', ']']).step_by(2).collect();
        let line = line.split("：No such file").next().unwrap_or_default().to_owned();
        let words: Vec<&str> = line.split(' ').collect();
        let is_english =
            |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase() || ",.;".contains(c));
        let together = words.windows(3).find(|words| words.iter().all(is_english));
        assert!(together.is_none(), "{together:?} in {line:?}\n{text}");
    }
}

#[test]
fn a_failure_is_told_in_chinese_by_flag_and_by_environment() {
    let sandbox = Sandbox::new();
    let told = "learn-coroutines: 无法读取 none.py：No such file or directory (os error 2)\n  \
                提示：选项要写在 FILE 之前；FILE 之后的都是程序自己的参数。\n";
    let _ = run(&sandbox, &["run", "none.py"]).status(2).stderr(told);
    let _ = sandbox.program(["run", "none.py"]).env("LANG", "zh_CN.UTF-8").run().status(2).stderr(told);
    // What follows FILE is the program's.
    let english = sandbox.program(["run", "none.py", "--lang", "zh"]).run().status(2);
    let _ = english.stderr_has("cannot read none.py");
    let _ = run(&sandbox, &["lesson", "44"]).status(2).stderr(
        "learn-coroutines: 没有这一课：\"44\"\n  提示：`learn-coroutines lessons` 列出现有的课程。\n",
    );
    sandbox.write(".config/learn-coroutines/config.toml", "[keys]\njump = ['j']\n");
    sandbox.write("it.py", "pass\n");
    let _ = run(&sandbox, &["step", "it.py"]).status(2).stderr_has("没有名为“jump”的操作可以绑定按键");
}

#[test]
fn the_prompt_tells_failures_in_chinese_too() {
    let sandbox = Sandbox::new();
    let output = run(&sandbox, &["--plain"]);
    let _ = output.status(0);
    let output = sandbox.program(["--lang", "zh", "--plain"]).stdin(":lesson 44\n").run();
    assert!(format!("{output}").contains("没有这一课"), "{output}");
}

#[test]
fn a_wrong_command_line_is_told_in_chinese() {
    let sandbox = Sandbox::new();
    for (arguments, told) in [
        (&["run", "--bogus", "a.py"][..], "不认识的参数 '--bogus'"),
        (&["run"], "缺少必需的参数"),
        (&["lesso"], "不认识的命令 'lesso'"),
        (&["run", "--memory", "5", "a.py"], "5 不在 64..=4294967295 的范围内"),
        (&["run", "--timeout", "soon", "a.py"], "这不是数字"),
        (&["--color", "blue", "lessons"], "[可选值：auto, always, never]"),
        (&["progress", "--reset", "--import", "x"], "不能与 '--import <FILE>' 同时使用"),
    ] {
        let output = run(&sandbox, arguments).status(2).stdout("").stderr_has("错误：").stderr_has(told);
        no_english(&output.stderr);
    }
}

#[test]
fn help_is_there_in_chinese_for_every_command() {
    let sandbox = Sandbox::new();
    let all = run(&sandbox, &["--help"]).status(0).stderr("").stdout;
    let rows = all.lines().skip_while(|line| *line != "命令：").skip(1).take_while(|line| !line.is_empty());
    let rows = rows.filter(|row| !row.starts_with("   ")).filter_map(|row| row.split_whitespace().next());
    let mut commands: Vec<Vec<&str>> = rows.filter(|name| *name != "help").map(|name| vec![name]).collect();
    assert!(commands.len() > 8, "{all}");
    commands.extend([vec!["lesson", "new"], vec!["lesson", "preview"], vec![]]);
    for command in commands {
        for flag in ["-h", "--help"] {
            let output = run(&sandbox, &[&command[..], &[flag]].concat()).status(0).stderr("");
            assert!(output.stdout.contains("用法： learn-coroutines"), "{output}");
            assert!(is_chinese(output.stdout.lines().next().unwrap_or_default()), "{output}");
            no_english(&output.stdout);
            for (number, line) in output.stdout.lines().enumerate() {
                let columns: usize =
                    line.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum();
                assert!(columns <= 100, "line {number} takes {columns} columns\n{output}");
                assert!(!line.contains(['\u{2060}', '\u{a0}']), "{line:?}");
                assert!(!line.trim_start().starts_with(['，', '。', '；', '、', '）']), "{line:?}");
            }
        }
    }
}

#[test]
fn a_shell_completes_with_chinese_descriptions_and_the_same_words() {
    let sandbox = Sandbox::new();
    let script = run(&sandbox, &["completions", "fish"]).status(0).stderr("").stdout;
    assert!(script.contains("-d '运行程序，在 stderr 上实时打印每次切换'"), "{script}");
    assert!(!script.contains(['\u{2060}', '\u{a0}']), "{script}");
    let bash = run(&sandbox, &["completions", "bash"]).status(0).stdout;
    assert_eq!(bash, sandbox.program(["completions", "bash"]).run().status(0).stdout);
}

const SCRIPT: &str = "\
---
lesson: 3
title: 回声
about: 回声。
minutes: soon
---

## 第一屏

```dema echo.py
```
";

#[test]
fn a_check_reports_in_chinese_and_its_json_stays_english() {
    let sandbox = Sandbox::new();
    sandbox.write("03-echo/lesson.zh.md", SCRIPT);
    sandbox.write("03-echo/echo.py", "print(1)\n");
    let output = run(&sandbox, &["check", "03-echo/lesson.zh.md"]).status(1);
    let text = &output.stdout;
    for told in [
        "03-echo/lesson.zh.md:5:10: `soon` 不能作为 `minutes` 的值\n",
        "\n  提示：例如写 `minutes: 25`\n",
        "\n  重新检查：learn-coroutines check 03-echo/lesson.zh.md:5\n",
        "没有 `dema` 这个指令",
        "是想写 `demo` 吗？",
        "2 处错误\n",
    ] {
        assert!(text.contains(told), "no {told:?}\n{output}");
    }
    no_english(text);
    assert!(!text.contains("help:") && !text.contains("again:"), "{output}");
    let coloured = run(&sandbox, &["--color", "always", "check", "03-echo/lesson.zh.md"]).status(1);
    assert!(coloured.stdout.contains("提示：") && !coloured.stdout.contains("help:"), "{coloured}");
    let json = run(&sandbox, &["check", "--json", "03-echo/lesson.zh.md"]).status(1);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["failures"][0]["message"], "`soon` is no value for `minutes`");
    assert_eq!(json["failures"][0]["help"], "write for example `minutes: 25`");
}

#[test]
fn what_holds_is_counted_in_chinese() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("lessons");
    fs::create_dir_all(&folder).expect("a folder");
    let _ = run(&sandbox, &["lesson", "new", "lessons/03-echo"]).status(0);
    let output = run(&sandbox, &["check", "lessons/03-echo"]).status(0);
    assert!(output.stdout.contains("条断言成立（"), "{output}");
    no_english(&output.stdout);
}
