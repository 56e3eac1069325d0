//! `check`: what holds, what does not, and how it is told.

use std::fs;
use std::path::Path;

use learn_coroutines::suite::lesson::directive::DIRECTIVES;
use learn_coroutines::suite::lesson::expect::FORMS;

use crate::sandbox::{Output, Sandbox};

fn format() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/FORMAT.md");
    fs::read_to_string(path).expect("the format's description")
}

/// The text between two lines of a fence in FORMAT.md.
fn block(text: &str, start: &str, end: &str) -> String {
    let from = text.find(start).expect("the block begins") + start.len();
    let length = text[from..].find(end).expect("the block ends");
    text[from..from + length].to_owned()
}

/// A lesson made of the example in FORMAT.md.
fn example() -> (String, String) {
    let text = format();
    let script = block(&text, "````markdown\n", "````\n");
    let behind = &text[text.find("and its demo").expect("the demo is introduced")..];
    (script, block(behind, "```python\n", "```\n"))
}

fn check(script: &str, demo: &str, arguments: &[&str]) -> Output {
    let sandbox = Sandbox::new();
    sandbox.write("03-echo/lesson.en.md", script);
    sandbox.write("03-echo/lesson.zh.md", script);
    sandbox.write("03-echo/echo.py", demo);
    let all = ["check"].iter().chain(arguments).chain(&["03-echo"]);
    sandbox.program(all).run()
}

/// Checks the example with one text in place of another, and expects a failure where `at` stands then.
#[track_caller]
fn fails(old: &str, new: &str, at: &str, message: &str) {
    let (script, demo) = example();
    assert_eq!(script.matches(old).count(), 1, "{old:?}");
    let script = script.replace(old, new);
    let output = check(&script, &demo, &[]).status(1);
    let line = output.stdout.lines().find(|line| line.contains(message));
    let place = format!("03-echo/lesson.en.md:{}", place(&script, at));
    assert!(line.is_some_and(|line| line.starts_with(&place)), "expected {place}\n{output}");
}

/// The line and column of a text, as messages write them.
fn place(script: &str, text: &str) -> String {
    let before = &script[..script.find(text).unwrap_or_else(|| panic!("no {text:?}"))];
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{}:{column}:", before.matches('\n').count() + 1)
}

#[test]
fn the_lesson_in_the_description_of_the_format_is_a_good_one() {
    let (script, demo) = example();
    let output = check(&script, &demo, &["--cpython"]).status(0);
    assert!(output.stdout.contains("claims hold"), "{output}");
}

#[test]
fn a_demo_of_another_time_says_which_python_was_the_last_to_run_it() {
    let (script, demo) = example();
    let output = check(&script, &format!("# legacy: yes\n{demo}"), &[]).status(1);
    assert!(
        output.stdout.starts_with("03-echo/echo.py:1:1: this comment says no version of Python 3"),
        "{output}"
    );
    assert_eq!(output.stdout.matches("no version").count(), 1, "told once for both languages: {output}");
}

/// What FORMAT.md shows besides its whole lesson: each script with its demos, by name, which stand behind it.
fn blocks() -> Vec<(String, Vec<(String, String)>)> {
    let text = format();
    let mut rest = &text[text.find("and its demo").expect("the demo is introduced")..];
    let mut found = Vec::new();
    while let Some(at) = rest.find("````markdown\n") {
        let script = block(&rest[at..], "````markdown\n", "````\n");
        rest = &rest[at + "````markdown\n".len() + script.len()..];
        let mut names: Vec<String> = Vec::new();
        for name in script.split_whitespace().filter(|word| word.ends_with(".py")) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        let mut behind = rest;
        let mut demo = |name: String| {
            let program = block(behind, "```python\n", "```\n");
            behind = &behind[behind.find("```python\n").expect("a demo") + program.len() + 10..];
            (name, program)
        };
        let demos = names.into_iter().map(&mut demo).collect();
        found.push((script, demos));
    }
    found
}

#[test]
fn every_block_in_the_description_of_the_format_is_true() {
    let blocks = blocks();
    assert!(blocks.len() >= 4, "{}", blocks.len());
    for (script, demos) in blocks {
        let sandbox = Sandbox::new();
        let head = "---\nlesson: 3\ntitle: T\nabout: A.\nminutes: 5\n---\n\n## One\n\n";
        sandbox.write("03-block/lesson.en.md", format!("{head}{script}"));
        for (name, program) in demos {
            sandbox.write(&format!("03-block/{name}"), &program);
        }
        let first = head.matches('\n').count();
        for (number, _) in
            script.lines().enumerate().filter(|(_, line)| line.starts_with("```") && line.len() > 3)
        {
            let line = first + number + 1;
            let checked =
                sandbox.program(["check", &format!("03-block/lesson.en.md:{line}")]).run().status(0);
            assert!(
                checked.stdout.contains("claims hold") && !checked.stdout.contains(" 0 claims"),
                "{checked}"
            );
        }
    }
}

#[test]
fn a_program_is_told_as_claims_which_hold() {
    let sandbox = Sandbox::with("echo.py", "def echo():\n    yield 1\n\n\nprint(next(echo()))\n");
    let told = sandbox.program(["check", "--claims", "echo.py"]).run().status(0).stdout;
    let (program, script) = told.split_once("\n\n```demo").expect("a program and a block");
    sandbox.write("03-it/echo.py", format!("{program}\n"));
    let head = "---\nlesson: 3\ntitle: T\nabout: A.\nminutes: 5\n---\n\n## One\n\n";
    sandbox.write("03-it/lesson.en.md", format!("{head}```demo{script}"));
    let checked = sandbox.program(["check", "03-it/lesson.en.md:10"]).run().status(0);
    assert!(checked.stdout.contains("claims hold") && !checked.stdout.contains(" 0 claims"), "{checked}");
    assert!(told.contains("- <module> resumes echo#1 with next"), "{told}");
}

#[test]
fn one_language_is_enough_and_readers_of_the_other_one_are_told() {
    let (script, demo) = example();
    let sandbox = Sandbox::new();
    sandbox.write("mine/03-echo/lesson.en.md", &script);
    sandbox.write("mine/03-echo/echo.py", &demo);
    assert!(sandbox.program(["check", "mine"]).run().status(0).stdout.contains("claims hold"));
    let read = sandbox.program(["--lessons", "mine", "--lang", "zh", "lesson", "echo"]).run();
    assert!(read.stderr.contains("这一课还没有中文版，下面是英文版。"), "{read}");
    assert!(read.stdout.contains("It answers"), "{read}");
}

#[test]
fn the_description_of_the_format_names_every_directive_and_every_claim() {
    let text = format();
    for directive in DIRECTIVES {
        assert!(text.contains(&format!("| `{}", directive.word)), "{}", directive.word);
        for word in directive.keys.iter().chain(directive.flags) {
            assert!(text.contains(word), "{word}");
        }
    }
    for (_, form) in FORMS {
        let start = form.split(':').next().expect("a form");
        assert!(text.contains(&format!("| `{start}")), "{form}");
    }
}

#[test]
fn a_false_claim_is_told_with_its_place_what_happened_and_how_to_check_it_again() {
    let (script, demo) = example();
    let output =
        check(&script.replace("- echo#1 yields 'hello'", "- echo#1 yields 'bye'"), &demo, &[]).status(1);
    assert!(
        output
            .stdout
            .contains("03-echo/lesson.en.md:23:3: `echo#1 yields 'bye'` is not so when line 9 has run"),
        "{output}"
    );
    assert!(output.stdout.contains("- echo#1 yields 'hello'"), "{output}");
    assert!(output.stdout.contains("again: learn-coroutines check 03-echo/lesson.zh.md:23"), "{output}");
}

#[test]
fn only_the_block_on_the_line_is_checked_again() {
    let (script, demo) = example();
    let sandbox = Sandbox::new();
    let false_twice = script
        .replace("prints hello\n<5>", "prints bye\n<5>")
        .replace("```output echo.py\nhello", "```output echo.py\nbye");
    sandbox.write("03-echo/lesson.en.md", &false_twice);
    sandbox.write("03-echo/echo.py", &demo);
    let output = sandbox.program(["check", "03-echo/lesson.en.md:24"]).run().status(1);
    assert!(output.stdout.ends_with("1 failure\n"), "{output}");
}

#[test]
fn what_is_written_wrong_is_told_with_its_place() {
    fails("```explain #own-words", "```explian #own-words", "explian #own", "`explian` is no directive");
    fails("minutes: 5", "minuts: 5", "minuts", "`minuts` is no key here");
    fails("lesson: 3", "lesson: 4", "lesson: 4", "`4` is no value for `lesson`");
    fails("- echo#1 is made", "- echo#1 is mad", "echo#1 is mad", "`mad` is no state");
    fails("<5>\n", "<6>\n", "<6>", "`echo.py` has no mark <6>");
    fails(
        "- wrong `GEN_CLOSED`: A",
        "- wrnog `GEN_CLOSED`: A",
        "wrnog",
        "`wrnog` is no entry of `predict-state`",
    );
    fails("## It answers\n", "<b>bold</b>\n\n## It answers\n", "<b>", "HTML has no place");
    fails("#own-words", "#asleep", "#asleep\nWhat", "the id `#asleep` is taken");
    fails(
        "- [x] Raise TypeError",
        "- [ ] Raise TypeError",
        "[ ] Raise",
        "a wrong answer has its own explanation",
    );
    fails("at=<4> of=echo#1", "at=<4>", "predict-state", "`predict-state` needs `of=`");
    fails("and watch where it sleeps.", "and [watch](../../secret).", "[watch]", "leads nowhere");
}

#[test]
fn what_is_not_so_about_questions_is_told() {
    fails(
        "- wrong `GEN_CLOSED`: A",
        "- wrong `GEN_SUSPENDED`: A",
        "wrong `GEN_SUSPENDED`",
        "`GEN_SUSPENDED` is the right answer",
    );
    fails("- accept `talk.send(None)`", "- accept `talk.send(1)`", "accept", "the solution fails");
    fails(
        "- wrong `talk.send(\"hi\")`",
        "- wrong `talk.send(None)`",
        "wrong `talk.send(None)",
        "passes: it is no mistake",
    );
    fails("- solution `next(mine)`\n", "", "```try", "the solution fails");
    fails("  = echo#1 is GEN_CREATED", "  = echo#1 is GEN_CLOSED", "echo#1 is GEN_CLOSED", "is not so");
    fails(
        "<4> The caller sends a value.\n<2> The generator is made.\n<3> The generator is started.",
        "<2> The generator is made.\n<3> The generator is started.\n<4> The caller sends a value.",
        "```order",
        "the pieces are listed in the order in which they happen",
    );
}

#[test]
fn languages_that_tell_different_lessons_are_told() {
    let (script, demo) = example();
    let sandbox = Sandbox::new();
    sandbox.write("03-echo/lesson.en.md", &script);
    sandbox.write("03-echo/lesson.zh.md", script.replace("- echo#1 is GEN_SUSPENDED\n", ""));
    sandbox.write("03-echo/echo.py", &demo);
    let output = sandbox.program(["check", "03-echo"]).run().status(1);
    assert!(output.stdout.contains("en has <1> echo#1 is GEN_SUSPENDED"), "{output}");
    assert!(output.stdout.contains("03-echo/lesson.zh.md:"), "{output}");
}

#[test]
fn a_report_can_be_read_by_programs() {
    let (script, demo) = example();
    let good: serde_json::Value =
        serde_json::from_str(&check(&script, &demo, &["--json"]).status(0).stdout).expect("JSON");
    assert_eq!(good["ok"], true);
    let bad = check(&script.replace("- prints hello", "- prints bye"), &demo, &["--json"]).status(1);
    let bad: serde_json::Value = serde_json::from_str(&bad.stdout).expect("JSON");
    assert_eq!(bad["failures"][0]["line"], 24);
    assert_eq!(bad["failures"][0]["column"], 3);
}

#[test]
fn what_is_no_script_at_all_ends_in_a_located_message() {
    let (script, demo) = example();
    let sandbox = Sandbox::new();
    sandbox.write("03-echo/echo.py", &demo);
    let told = |bytes: &[u8], message: &str| {
        sandbox.write("03-echo/lesson.en.md", bytes);
        let output = sandbox.program(["check", "03-echo/lesson.en.md"]).run().status(1);
        assert!(output.stdout.starts_with("03-echo/"), "{output}");
        assert!(output.stdout.contains(message), "{output}");
        assert!(!output.stderr.contains("fault of the tool"), "{output}");
    };
    told(b"", "front matter");
    told(&[0xff, 0xfe, 0], "not UTF-8");
    told(&vec![b'a'; 50 << 20], "a script may have");
    told(format!("{script}\u{1b}[2J").as_bytes(), "control character (U+001B)");
    // Cut anywhere, it is a located message too, unless what is left is a good script that only lacks its end.
    for end in (0..script.len()).step_by(37).filter(|end| script.is_char_boundary(*end)) {
        told(&script.as_bytes()[..end], "");
    }
    let _ = sandbox.program(["check", "missing"]).run().status(1).stderr("");
}

#[test]
fn what_is_not_there_is_to_be_checked_again_under_its_own_name() {
    for path in ["nothing", "/nothing/at/all"] {
        let output = Sandbox::new().program(["check", path]).run().status(1);
        assert!(output.stdout.contains(&format!("again: learn-coroutines check {path}\n")), "{output}");
    }
}
