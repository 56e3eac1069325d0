//! What the prompt opens and comes back from: lessons in a real terminal, and what of them stays on record.

use crate::prompt::{leave, prompt, wait_at_cursor, wait_for_line};
use crate::sandbox::Sandbox;

#[test]
fn a_lesson_is_opened_a_page_turned_and_the_session_still_has_its_names() {
    for (lang, opened, second, again) in [
        ("en", ":lesson 3\r", "2/29 · Where does it wake up?", "on page 2 of 29"),
        ("zh", "lesson 3\r", "2/29 · 它在哪里醒来？", "第 2 页，共 29 页"),
    ] {
        let mut terminal = prompt(lang, (80, 24));
        terminal.type_keys("x = 41\r");
        terminal.type_keys(opened);
        terminal.wait_for("1/29");
        terminal.type_keys("n");
        terminal.wait_for(second);
        terminal.type_keys("q");
        wait_at_cursor(&terminal, ">>>");
        let screen = wait_for_line(&terminal, ">>> x = 41");
        assert!(!screen.contains("2/29"), "the lesson's screen is gone: {screen}");
        terminal.type_keys("x + 1\r");
        wait_for_line(&terminal, "42");
        // By its plain word too, and on where it was left.
        terminal.type_keys("lesson send-throw-close\r");
        terminal.wait_for(again);
        terminal.type_keys("q");
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
