//! What the prompt opens and comes back from, what of it stays on record, and what is typed or asked at an odd moment.

use std::sync::Arc;

use crate::prompt::{leave, prompt, prompt_at, wait_at_cursor, wait_for_line};
use crate::sandbox::Sandbox;

#[test]
fn a_lesson_is_opened_a_page_turned_and_the_session_still_has_its_names() {
    for (lang, opened, second, again) in [
        ("en", ":lesson 3\r", "2/49 · Where does it resume?", "on page 2 of 49"),
        ("zh", "lesson 3\r", "2/49 · 从哪里恢复？", "第 2 页，共 49 页"),
    ] {
        let mut terminal = prompt(lang, (80, 24));
        terminal.type_keys("x = 41\r");
        terminal.type_keys(opened);
        terminal.wait_for("1/49");
        terminal.type_keys("n");
        terminal.wait_for(second);
        terminal.type_keys("qq");
        wait_at_cursor(&terminal, ">>>");
        let screen = wait_for_line(&terminal, ">>> x = 41");
        assert!(!screen.contains("2/49"), "the lesson's screen is gone: {screen}");
        terminal.type_keys("x + 1\r");
        wait_for_line(&terminal, "42");
        // By its plain word too, and on where it was left.
        terminal.type_keys("lesson send-throw-close\r");
        terminal.wait_for(again);
        terminal.type_keys("qq");
        leave(terminal);
    }
}

#[test]
fn the_states_say_which_clock_is_in_force() {
    let script = "import asyncio\nt = asyncio.create_task(asyncio.sleep(9))\nstates\n:clock real\nstates\n";
    for (lang, before, after) in [("en", "s virtual\n", "s real\n"), ("zh", "s 虚拟时钟\n", "s 真实时钟\n")]
    {
        let output = Sandbox::new().program(["--lang", lang]).stdin(script).run().status(0);
        let (first, rest) = output.stdout.split_once(after).expect("the second states");
        assert_eq!(first.matches(before).count(), 1, "{output}");
        assert!(!rest.contains(before), "{output}");
    }
}

#[test]
fn a_transcript_holds_what_was_run_stepped_and_opened_in_between() {
    for (lang, created, lesson, questions) in [
        ("en", "<module> ─creates→ f#1", "[lesson 3, send, throw and close]", "[the questions of lesson 3, "),
        ("zh", "<module> ─创建→ f#1", "[第 3 课：send、throw 和 close]", "[第 3 课的题目："),
    ] {
        let home = Arc::new(tempfile::tempdir().expect("a folder"));
        let source =
            "def f():\n    yield 7\n\nprint('of the program', *f())\nprint('\\x1b[2J', end='')\n1/0\n";
        std::fs::write(home.path().join("demo.py"), source).expect("writes the program");
        let mut terminal = prompt_at(Arc::clone(&home), lang, (80, 24), &[]);
        terminal.type_keys(":run demo.py\r");
        terminal.wait_for("ZeroDivisionError");
        wait_at_cursor(&terminal, ">>>");
        terminal.type_keys(":step demo.py\r");
        terminal.wait("the screen", |screen| screen.alternate_screen());
        terminal.type_keys("t");
        terminal.wait_for("○ f#1 GEN_CREATED");
        terminal.type_keys("q");
        wait_at_cursor(&terminal, ">>>");
        for command in ["lesson 3\r", "quiz 3\r"] {
            terminal.type_keys(command);
            terminal.wait("the screen", |screen| screen.alternate_screen());
            terminal.type_keys("qq");
            wait_at_cursor(&terminal, ">>>");
        }
        terminal.type_keys(":run missing.py\r");
        terminal.wait(">>> below", |screen| screen.contents().contains("missing.py\n"));
        wait_at_cursor(&terminal, ">>>");
        terminal.type_keys("'the ' + 'end'\r:transcript t.txt\r");
        terminal.wait_for("t.txt");
        leave(terminal);
        let text = std::fs::read_to_string(home.path().join("t.txt")).expect("a transcript");
        let parts: Vec<&str> = text.split("\n>>> ").collect();
        let [_greeting, run, step, lesson_3, quiz_3, missing, end, _] = parts[..] else { panic!("{text}") };
        assert!(run.starts_with(":run demo.py\n"), "{text}");
        for told in [created, "\nof the program 7\n", "\n␛[2J\n", "\nZeroDivisionError: division by zero"] {
            assert!(run.contains(told), "{told}: {text}");
        }
        let stepped: Vec<&str> = step.lines().collect();
        assert_eq!((stepped.len(), stepped[0]), (3, ":step demo.py"), "{text}");
        assert!(stepped[1].contains("demo.py") && stepped[2].starts_with(created), "{text}");
        assert!(lesson_3.starts_with(&format!("lesson 3\n{lesson}")), "{text}");
        assert!(quiz_3.starts_with(&format!("quiz 3\n{questions}")), "{text}");
        assert!(missing.starts_with(":run missing.py\nlearn-coroutines: "), "{text}");
        assert_eq!(end, "'the ' + 'end'\n'the end'", "{text}");
        assert!(!text.contains('\x1b'), "{text}");
    }
}

#[test]
fn a_transcript_holds_what_was_typed_behind_the_prompt_it_was_typed_at() {
    let script =
        "def f():\n    yield 1\n\ng = f()\n:drive g\nnext\nq\nx = input('who? ')\nme\nx\n:transcript t.txt\n";
    let sandbox = Sandbox::new();
    let _ = sandbox.program([""; 0]).stdin(script).run().status(0);
    let text = sandbox.read("t.txt");
    for expected in [
        ">>> def f():\n...     yield 1\n",
        "\ndrive g> next\n",
        "\ndrive g> q\n>>> x = input('who? ')\nwho? me\n>>> x\n'me'\n",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}
