//! What authors do: begin a lesson, preview it, have it checked as they write, present it.

use rustix::process::Signal;

use crate::sandbox::Sandbox;

/// The console blocks of the format's description.
fn blocks() -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/FORMAT.md");
    let text = std::fs::read_to_string(path).expect("the format's description");
    text.split("```console\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_commands_in_the_description_of_the_format_work_in_their_order() {
    let all = blocks();
    let begin = all.iter().find(|block| block.contains("lesson new")).expect("how a lesson is begun");
    let sandbox = Sandbox::new();
    for line in begin.lines() {
        let command = line.strip_prefix("$ ").expect("a command");
        let output = sandbox.shell(command).run().status(0).stderr("");
        assert!(!output.stdout.is_empty(), "{output}");
    }
}

#[test]
fn a_new_lesson_is_complete_and_true_in_both_languages_and_pythons() {
    let sandbox = Sandbox::new();
    let made = sandbox.program(["lesson", "new", "mine/tasks-and-futures"]).run().status(0);
    assert!(made.stdout.contains("mine/08-tasks-and-futures: lesson.en.md, lesson.zh.md, echo.py"), "{made}");
    let checked = sandbox.program(["check", "--cpython", "mine"]).run().status(0);
    assert_eq!(checked.stdout.matches("claims hold").count(), 2, "{checked}");
    let listed = sandbox.program(["--lessons", "mine", "--lang", "zh", "lessons"]).run().status(0);
    assert!(
        listed.stdout.contains(" 8  tasks-and-futures") && listed.stdout.contains("任务与 Future"),
        "{listed}"
    );
}

#[test]
fn a_script_with_a_byte_order_mark_is_read_as_the_same_script() {
    let sandbox = Sandbox::new();
    let _ = sandbox.program(["lesson", "new", "mine/17-marked"]).run().status(0);
    let script = sandbox.read("mine/17-marked/lesson.en.md");
    sandbox.write("mine/17-marked/lesson.en.md", format!("\u{feff}{script}"));
    let checked = sandbox.program(["check", "mine"]).run().status(0);
    assert_eq!(checked.stdout.matches("claims hold").count(), 2, "{checked}");
}

/// Python imports what lies beside a program instead of its own modules.
#[test]
fn what_lies_in_the_folder_for_temporary_files_takes_no_part_in_a_check() {
    let sandbox = Sandbox::new();
    sandbox.write("tmp/dis.py", "raise SystemExit('not the module of the standard library')\n");
    sandbox.write("tmp/inspect.py", "raise SystemExit('nor this one')\n");
    let lesson = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/02-generator-states");
    let checked = sandbox
        .program(["check", "--cpython", &lesson.display().to_string()])
        .env("TMPDIR", &sandbox.path("tmp").display().to_string())
        .run()
        .status(0);
    assert_eq!(checked.stdout.matches("claims hold").count(), 2, "{checked}");
}

#[test]
fn a_new_lesson_never_replaces_anything() {
    let sandbox = Sandbox::new();
    let _ = sandbox.program(["lesson", "new", "mine/20-one"]).run().status(0);
    sandbox.write("mine/20-one/lesson.en.md", "work of days");
    let _ = sandbox.program(["lesson", "new", "mine/20-one"]).run().status(2).stderr_has("is there already");
    let _ = sandbox
        .program(["lesson", "new", "mine/20-two"])
        .run()
        .status(2)
        .stderr_has("mine/20-one is there already");
    assert_eq!(sandbox.read("mine/20-one/lesson.en.md"), "work of days");
    let _ = sandbox.program(["lesson", "new", "mine/two"]).run().status(0);
    assert!(sandbox.path("mine/21-two/echo.py").exists());
    for wrong in ["Mine", "mine/..", "1-x", "mine/x y", "/"] {
        let _ =
            sandbox.program(["lesson", "new", wrong]).run().status(2).stderr_has("is not a name of a lesson");
    }
    sandbox.write("file", "");
    let _ = sandbox.program(["lesson", "new", "file/mine"]).run().status(1).stderr_has("cannot write");
}

#[test]
fn a_preview_shows_the_screens_of_one_script_from_a_heading_or_a_line_on() {
    let sandbox = Sandbox::new();
    let _ = sandbox.program(["lesson", "new", "20-mine"]).run().status(0);
    let whole = sandbox.program(["lesson", "preview", "20-mine/lesson.zh.md"]).run().status(0).stderr("");
    assert!(whole.stdout.contains("· 1/10 · 这里发生了什么？") && whole.stdout.contains("10/10"), "{whole}");
    for from in ["What stays", "stays", "## what stays", "103"] {
        let target = format!("20-mine/lesson.en.md:{from}");
        let part = sandbox.program(["lesson", "preview", &target]).run().status(0).stderr("");
        assert!(part.stdout.starts_with("\nmine · 9/10 · What stays\n"), "{part}");
        assert!(part.stdout.contains("The lesson in one sentence for each thing"), "{part}");
    }
    let none = sandbox.program(["lesson", "preview", "20-mine/lesson.en.md:nowhere"]).run().status(2);
    assert!(none.stderr.contains("it has: What happens here? / Do it / What stays"), "{none}");
    sandbox.write("20-mine/lesson.en.md", "no script");
    let wrong = sandbox.program(["lesson", "preview", "20-mine/lesson.en.md"]).run().status(2);
    assert!(wrong.stdout.starts_with("20-mine/lesson.en.md:1:1: "), "{wrong}");
    for missing in ["missing.md", "20-mine/echo.py", ""] {
        let _ = sandbox.program(["lesson", "preview", missing]).run().status(2);
    }
}

#[test]
fn what_changes_is_checked_again_until_ctrl_c() {
    let sandbox = Sandbox::new();
    for name in ["20-mine", "21-other"] {
        let _ = sandbox.program(["lesson", "new", name]).run().status(0);
    }
    let good = sandbox.read("20-mine/lesson.en.md");
    let running = sandbox.program(["check", "--watch", "."]).start();
    running.wait_for_stdout("watching 2 lessons; Ctrl-C ends\n");
    sandbox.write("20-mine/lesson.en.md", good.replace("- prints hello\n<5>", "- prints bye\n<5>"));
    let said = running.wait_for_stdout("`prints bye` is not so when line 9 has run");
    assert!(said.contains("── changed: ./20-mine/lesson.en.md ──\n"), "{said}");
    running.wait_for_stdout("failures\nwatching 2 lessons");
    sandbox.write("20-mine/lesson.en.md", &good);
    running.wait_for_stdout("Ctrl-C ends\n── changed: ./20-mine/lesson.en.md ──\n./20-mine/lesson.en.md: 2");
    // Started and broken: what is under way when Ctrl-C comes is given up, and the last word counts.
    let endless = sandbox.read("20-mine/echo.py").replace("talk.close()", "while True: pass");
    sandbox.write("20-mine/echo.py", endless);
    running.wait_for_stdout("changed: ./20-mine/echo.py");
    running.signal(Signal::INT);
    let output = running.finish().status(0).stderr("");
    assert_eq!(output.stdout.matches("./21-other/lesson.en.md: ").count(), 1, "{output}");
}

#[test]
fn two_scripts_of_one_lesson_are_both_watched() {
    let sandbox = Sandbox::new();
    let _ = sandbox.program(["lesson", "new", "20-mine"]).run().status(0);
    let (en, zh) = ("20-mine/lesson.en.md", "20-mine/lesson.zh.md");
    let running = sandbox.program(["check", "--watch", en, zh]).start();
    running.wait_for_stdout("Ctrl-C ends\n");
    sandbox.write(zh, sandbox.read(zh).replace("- prints hello\n<5>", "- prints bye\n<5>"));
    running.wait_for_stdout("1 failure\nwatching");
    running.signal(Signal::INT);
    let output = running.finish().status(1).stderr("");
    assert!(output.stdout.starts_with(&format!("{en}: ")), "{output}");
    assert!(output.stdout.contains(&format!("{zh}:24:3: `prints bye` is not so")), "{output}");
    assert_eq!(output.stdout.matches(&format!("changed: {zh} ──")).count(), 1, "{output}");
}

#[test]
fn a_presented_lesson_shows_its_answers_and_asks_nothing() {
    for (lang, answer, goal) in [("en", "The answer:", "✓ Goal reached"), ("zh", "答案：", "✓ 目标达成")]
    {
        let presented =
            Sandbox::new().program(["--lang", lang, "lesson", "--present", "3"]).run().status(0).stderr("");
        assert_eq!(presented.stdout.matches(answer).count(), 21, "{presented}");
        assert!(presented.stdout.contains("    >>> mine = averager()"), "{presented}");
        assert!(presented.stdout.contains(goal), "{presented}");
        assert!(!presented.stdout.contains("at the first attempt") && !presented.stdout.contains("一次答对"));
        let asks = presented.stdout.contains("Answer with") || presented.stdout.contains("请输入编号");
        assert!(!asks, "{presented}");
    }
}
