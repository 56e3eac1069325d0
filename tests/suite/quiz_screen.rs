//! Quizzes and lessons in a real terminal: keys and mouse, programs that are run and stopped, and a lesson to its end.

use std::sync::Arc;

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::pty::Terminal;

/// Starts a quiz on lesson 3 with a fixed order of answers, in a home that may be kept.
fn quiz(lang: &str, home: &Arc<TempDir>, size: (u16, u16)) -> Terminal {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["--lang", lang, "quiz", "3", "--seed", "1"]);
    Terminal::start(command, Arc::clone(home), size)
}

/// Clicks on the row that shows a text.
fn click(terminal: &mut Terminal, text: &str) {
    let screen = terminal.wait_for(text);
    let row = screen.lines().position(|line| line.contains(text)).expect("it is on the screen") + 1;
    terminal.type_keys(&format!("\x1b[<0;8;{row}M\x1b[<0;8;{row}m"));
}

#[test]
fn a_quiz_is_answered_with_keys_and_mouse_in_both_languages() {
    for (lang, wrong, right, hint, yours, leave, left, resumed) in [
        (
            "en",
            "✗ Not quite.",
            "✓ Right.",
            "Hint 1 of 2",
            "Your answer:",
            "Leave?",
            "3 of 21 questions",
            "on page 4 of 21",
        ),
        (
            "zh",
            "✗ 不对。",
            "✓ 答对了。",
            "提示 1/2",
            "你的回答：",
            "要退出吗？",
            "答了 21 题中的 3 题",
            "第 4 页，共 21 页",
        ),
    ] {
        let home = Arc::new(tempfile::tempdir().expect("a folder"));
        let mut terminal = quiz(lang, &home, (100, 40));
        // A hint, a wrong answer by its digit, then the right one with the arrows.
        terminal.wait_for("1/21");
        terminal.type_keys("h");
        terminal.wait_for(hint);
        terminal.type_keys("1");
        terminal.wait_for(wrong);
        terminal.type_keys("\x1b[B\x1b[B\x1b[B");
        terminal.wait("the mark on the third answer", |screen| {
            screen.contents().lines().any(|line| line.contains("▸ 3"))
        });
        terminal.type_keys("\r");
        terminal.wait_for(right);
        terminal.wait_for(yours);
        // The next one with the mouse.
        terminal.type_keys("n");
        terminal.wait_for("2/21");
        click(&mut terminal, "how old is Ada?'");
        terminal.wait_for(right);
        // A typed one.
        terminal.type_keys("\r");
        terminal.wait_for("3/21");
        terminal.type_keys("15.0\r");
        terminal.wait_for("✓ 15.0");
        terminal.type_keys("\r");
        terminal.wait_for("4/21");
        // Leaving takes two keys.
        terminal.type_keys("q");
        terminal.wait_for(leave);
        terminal.type_keys("q");
        assert_eq!(terminal.finish(), 0);
        terminal.assert_given_back();
        terminal.wait_for(left);
        // And on where it was left.
        let mut again = quiz(lang, &home, (80, 24));
        again.wait_for(resumed);
        again.wait_for("4/21");
        again.type_keys("qq");
        assert_eq!(again.finish(), 0);
        again.assert_given_back();
    }
}

#[test]
fn an_endless_program_in_an_answer_is_stopped_and_the_lesson_goes_on() {
    let home = Arc::new(tempfile::tempdir().expect("a folder"));
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["lesson", "3"]);
    let mut terminal = Terminal::start(command, home, (100, 40));
    terminal.wait_for("· 1/");
    terminal.type_keys("g 33\r");
    terminal.wait_for("· 33/");
    terminal.type_keys("6 while True: pass\r");
    terminal.wait_for("The program is running");
    // The page reacts meanwhile.
    terminal.type_keys("h\r");
    terminal.wait_for("Hint 1 of");
    terminal.type_keys("\x03");
    terminal.wait_for("Stopped.");
    terminal.type_keys("6 return\r");
    terminal.wait_for("✓ Right.");
    terminal.type_keys("qq");
    assert_eq!(terminal.finish(), 0);
    terminal.assert_given_back();
}

#[test]
fn a_program_that_takes_its_time_is_told_and_can_be_stopped() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("slow.py"), "sum(iter(int, 1))\n").expect("writes the program");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["--lang", "en", "quiz", "slow.py"]);
    let mut terminal = Terminal::start(command, home, (80, 24));
    terminal.wait_for("slow.py is being run … (Ctrl-C stops it)");
    terminal.type_keys("\x03");
    assert_eq!(terminal.finish(), 130);
}

#[test]
fn a_lesson_is_read_to_its_end_with_its_first_demo() {
    for (lang, back, finished) in
        [("en", "Enter: next", "This lesson is finished."), ("zh", "回车：继续", "这一课学完了。")]
    {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        command.args(["--lang", lang, "lesson", "4"]);
        let mut terminal = Terminal::start(command, tempfile::tempdir().expect("a folder"), (80, 24));
        let first = terminal.wait_for("· 1/");
        let pages = first.split("· 1/").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
        let pages: usize = pages.parse().expect("a number");
        terminal.type_keys("\r");
        terminal.wait_for("━━");
        terminal.type_keys("q");
        terminal.wait_for(back);
        for page in 2..=pages {
            terminal.type_keys("\x1b[C");
            terminal.wait_for(&format!("· {page}/{pages} ·"));
        }
        terminal.type_keys("\x1b[C");
        assert_eq!(terminal.finish(), 0);
        terminal.assert_given_back();
        terminal.wait_for(finished);
    }
}
