//! Whoever reads Chinese is told everything in Chinese: no sentence is left out, or said without what belongs into it.
//!
//! That a sentence has a Chinese one is a matter of types: `Say` is matched without a wildcard, and `say!` takes both.
//! What types do not see is looked for here: the same text twice, English in place of the Chinese, a gap that is lost.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::lang::glossary::{Kind, strays};

use crate::sandbox::{Output, Sandbox};

/// A sentence in two languages, as a source has it.
#[derive(Debug, PartialEq)]
struct Pair {
    line: usize,
    english: String,
    chinese: String,
}

/// What stands before two texts that say the same in English and in Chinese.
const BEGINNINGS: [&str; 7] =
    ["say!(", "Words::new(", ".pick(", "word(", "self.fill(", "say(", "self.choose("];

/// Every source of the program, with its path.
fn sources() -> Vec<(String, String)> {
    let (mut folders, mut found) = (vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("it lies in the project");
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                found.push((name.display().to_string(), text));
            }
        }
    }
    assert!(found.len() > 100, "only {} sources", found.len());
    found.sort();
    found
}

/// The literal that a text begins with, and what is behind it.
fn literal(text: &str) -> Option<(String, &str)> {
    let inside = text.trim_start().strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.char_indices().find(|(_, letter)| {
        let ends = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    });
    let (literal, behind) = inside.split_at(end?.0);
    let lines: Vec<&str> = literal.split("\\\n").collect();
    let joined: String =
        lines.iter().enumerate().map(|(at, line)| if at == 0 { line } else { line.trim_start() }).collect();
    Some((joined.replace("\\n", "\n").replace("\\\"", "\""), &behind[1..]))
}

/// The sentences of a source that stand there in two languages.
fn pairs(source: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for beginning in BEGINNINGS {
        for (at, _) in source.match_indices(beginning) {
            let is_whole_word = beginning.starts_with(['.', 's', 'W'])
                || !source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = &source[at + beginning.len()..];
            // The language stands before the texts, or nothing.
            let rest = match rest.trim_start().split_once(',') {
                Some((language, behind))
                    if language.chars().all(|c| c.is_alphanumeric() || "._".contains(c)) =>
                {
                    behind
                }
                _ => rest,
            };
            let Some((english, rest)) = literal(rest).filter(|_| is_whole_word) else { continue };
            let Some((chinese, _)) = rest.trim_start().strip_prefix(',').and_then(literal) else { continue };
            let line = source[..at].lines().count();
            pairs.push(Pair { line, english, chinese });
        }
    }
    pairs
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// The gaps of a template.
fn gaps(template: &str) -> BTreeSet<&str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(gap, _)| gap)).collect()
}

/// Whether a text says something, beside its gaps.
fn has_words(text: &str) -> bool {
    let outside = text.split('{').enumerate().map(|(at, part)| {
        if at == 0 { part } else { part.split_once('}').map_or(part, |(_, behind)| behind) }
    });
    outside.flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic())).any(|word| word.len() > 1)
}

/// What is wrong with a sentence in two languages.
fn fault(pair: &Pair) -> Option<&'static str> {
    let Pair { english, chinese, .. } = pair;
    let is_code = english.contains('`') && english == chinese;
    if has_words(english) && !is_chinese(chinese) && !is_code {
        Some("is not said in Chinese")
    } else if is_chinese(english) {
        Some("is Chinese in both languages")
    } else if gaps(english) != gaps(chinese) {
        Some("has other gaps in Chinese")
    } else {
        None
    }
}

#[test]
fn every_sentence_is_said_in_chinese_with_all_that_belongs_into_it() {
    let (mut faults, mut count) = (Vec::new(), 0);
    for (path, source) in sources() {
        for pair in pairs(&source) {
            count += 1;
            if let Some(fault) = fault(&pair) {
                faults.push(format!("{path}:{}: {:?} {fault}: {:?}", pair.line, pair.english, pair.chinese));
            }
        }
    }
    assert!(count > 600, "only {count} sentences were found");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_tool_says_one_word_for_one_thing() {
    let mut faults = Vec::new();
    for (path, source) in sources() {
        // The tests name what is not said.
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for Pair { line, english, chinese } in pairs(source) {
            for (text, lang) in [(english, Lang::En), (chinese, Lang::Zh)] {
                for stray in strays(&text, lang, Kind::Tool) {
                    faults
                        .push(format!("{path}:{line}: {} is called {}: {text:?}", stray.word, stray.wanted));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_sentence_without_its_chinese_or_with_a_lost_gap_is_found() {
    let source = "say!(lang, \"{a} is over\", \"{a} 结束了\"); lang.pick(\"no file\", \"no file\");\n\
                  say!(\n lang,\n \"so \\\n  long {x}\",\n \"久\"\n)";
    let found = pairs(source);
    assert_eq!(found.len(), 3);
    let faults: Vec<_> = found.iter().map(|pair| (pair.english.as_str(), fault(pair))).collect();
    assert!(faults.contains(&("{a} is over", None)), "{faults:?}");
    assert!(faults.contains(&("no file", Some("is not said in Chinese"))), "{faults:?}");
    assert!(faults.contains(&("so long {x}", Some("has other gaps in Chinese"))), "{faults:?}");
}

#[test]
fn no_error_that_people_read_is_written_in_english_alone() {
    // What goes wrong inside the Python process before it speaks is read by this program alone.
    let ours = |path: &str| !path.starts_with("src/worker/");
    let english: BTreeSet<String> = sources()
        .into_iter()
        .filter(|(path, text)| ours(path) && text.contains("#[error("))
        .map(|(path, _)| path)
        .collect();
    assert!(english.is_empty(), "write `impl Say` and `english_display!` in {english:?}");
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
    let told = "learn-coroutines: 无法读取 none.py：没有这个文件或文件夹（os error 2）\n  \
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
        (&["run", "--memory", "5", "a.py"], "5 小于 64"),
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
