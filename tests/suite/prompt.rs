//! The prompt in a real terminal: editing, paste, completion, Ctrl-C everywhere, output while typing, death; and on a pipe.

use std::sync::Arc;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::pty::Terminal;
use crate::sandbox::Sandbox;

const GENERATOR: &str = "def f():\rx = yield 1\ryield x\r\r";

/// The prompt in a terminal of its own home.
pub fn prompt(lang: &str, size: (u16, u16)) -> Terminal {
    prompt_at(Arc::new(tempfile::tempdir().expect("a folder")), lang, size, &[])
}

pub fn prompt_at(
    home: Arc<tempfile::TempDir>,
    lang: &str,
    size: (u16, u16),
    variables: &[(&str, &str)],
) -> Terminal {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["--lang", lang]);
    for (name, value) in variables {
        command.env(name, value);
    }
    Terminal::start(command, home, size)
}

/// Waits for a line of the screen, without blanks at its end.
pub fn wait_for_line(terminal: &Terminal, line: &str) -> String {
    terminal.wait(line, |screen| screen.contents().lines().any(|shown| shown.trim_end() == line))
}

/// Waits until the line with the cursor reads so.
pub fn wait_at_cursor(terminal: &Terminal, line: &str) {
    terminal.wait(line, |screen| {
        let row = screen.cursor_position().0;
        let columns = screen.size().1.get();
        screen.contents_between(row, 0, row, columns).trim_end() == line
    });
}

/// Leaves with Ctrl-D on an empty line.
pub fn leave(mut terminal: Terminal) {
    wait_at_cursor(&terminal, ">>>");
    terminal.type_keys("\x04");
    assert_eq!(terminal.finish(), 0);
    terminal.assert_given_back();
}

#[test]
fn a_generator_is_typed_and_every_transition_is_shown() {
    for (lang, created, yields) in [
        ("en", "<module> ─creates→ f#1", "f#1 ─yields 5→ <module>"),
        ("zh", "<module> ─创建→ f#1", "f#1 ─产出 5→ <module>"),
    ] {
        let mut terminal = prompt(lang, (80, 24));
        // Typed before Python is there: nothing of it is lost.
        terminal.type_keys(GENERATOR);
        terminal.type_keys("g = f()\r");
        terminal.wait_for(created);
        terminal.type_keys("next(g)\rg.send(5)\r");
        let screen = terminal.wait_for(yields);
        assert!(screen.contains("│   x = yield 1"), "{screen}");
        wait_for_line(&terminal, "5");
        leave(terminal);
    }
}

#[test]
fn a_pasted_block_is_one_entry_with_its_own_indents() {
    let mut terminal = prompt("en", (80, 24));
    terminal.wait_for(">>>");
    terminal
        .type_keys("\x1b[200~def f():\n    for i in range(3):\n        yield i\n\nsum(f()) + 39\x1b[201~\r");
    wait_for_line(&terminal, "42");
    wait_at_cursor(&terminal, ">>>");
    let screen = terminal.wait_for("42");
    assert_eq!(screen.matches(">>>").count(), 2, "{screen}");
    // What was copied from another prompt loses its marks.
    terminal.type_keys("\x1b[200~>>> x = 6\n>>> x * 7 + 1\n43\n\x1b[201~\r");
    wait_for_line(&terminal, "43");
    leave(terminal);
}

#[test]
fn backspace_goes_back_a_whole_level_and_tab_in_front_indents() {
    let mut terminal = prompt("en", (80, 24));
    terminal.wait_for(">>>");
    terminal.type_keys("def f(n):\rif n:\rn = 5\r\x7freturn n\r\r");
    terminal.type_keys("f(0), f(1)\r");
    wait_for_line(&terminal, "(0, 5)");
    // Who indents by hand as well, as at other prompts, means the indent that is there.
    terminal.type_keys("def g():\r    if 1:\r        return 6 * 7\r\rg()\r");
    wait_for_line(&terminal, "42");
    terminal.type_keys("if 1:\r\x7f\tprint('in' + 'dented')\r\r");
    wait_for_line(&terminal, "indented");
    leave(terminal);
}

#[test]
fn tab_completes_attributes_commands_lessons_and_files() {
    let home = Arc::new(tempfile::tempdir().expect("a folder"));
    std::fs::write(home.path().join("unusual.py"), "print('it ran')\n").expect("writes");
    let mut terminal = prompt_at(home, "en", (80, 24), &[]);
    terminal.type_keys(GENERATOR);
    terminal.type_keys("g = f()\r");
    terminal.wait_for("creates→ f#1");
    terminal.type_keys("g.gi_sus\t\r");
    wait_for_line(&terminal, "False");
    terminal.type_keys("g.gi_\t");
    let screen = terminal.wait_for("gi_yieldfrom");
    assert!(screen.contains("gi_frame"), "{screen}");
    terminal.type_keys("\x15:lesson event\t");
    wait_at_cursor(&terminal, ">>> :lesson event-loop");
    terminal.type_keys("\x15:ru\t unu\t\r");
    wait_for_line(&terminal, "it ran");
    leave(terminal);
}

#[test]
fn ctrl_c_clears_a_line_and_an_unfinished_block_and_interrupts_what_runs() {
    let mut terminal = prompt("en", (80, 24));
    terminal.wait_for(">>>");
    terminal.type_keys("1 +\x03");
    wait_for_line(&terminal, "KeyboardInterrupt");
    terminal.type_keys("def f():\rx = 1\r");
    terminal.wait_for("│   x = 1");
    terminal.type_keys("\x03");
    wait_at_cursor(&terminal, ">>>");
    terminal.type_keys("print('run' + 'ning'); exec('while True: pass')\r");
    wait_for_line(&terminal, "running");
    terminal.type_keys("\x03");
    terminal.wait_for("Traceback");
    terminal.type_keys("6 * 7\r");
    wait_for_line(&terminal, "42");
    leave(terminal);
}

#[test]
fn a_program_that_will_not_end_is_ended_and_what_was_before_it_is_done_again() {
    let mut terminal = prompt("en", (80, 24));
    terminal.type_keys("x = 41\r");
    terminal.type_keys("\x1b[200~def stubborn():\n    while True:\n        try:\n            while True: pass\n        except BaseException: print('not me')\n\x1b[201~\r");
    terminal.type_keys("print('be' + 'gun'); stubborn()\r");
    wait_for_line(&terminal, "begun");
    terminal.type_keys("\x03");
    wait_for_line(&terminal, "not me");
    terminal.type_keys("\x03");
    terminal.wait_for("before it again? [y/n]");
    terminal.type_keys("y\r");
    terminal.wait_for("were run again");
    terminal.type_keys("x + 1\r");
    wait_for_line(&terminal, "42");
    leave(terminal);
}

#[test]
fn what_a_task_prints_while_a_line_is_typed_leaves_the_line_whole() {
    let home = Arc::new(tempfile::tempdir().expect("a folder"));
    let mut terminal = prompt_at(Arc::clone(&home), "en", (80, 24), &[]);
    terminal.wait_for(">>>");
    terminal.type_keys(":set show nothing\rimport asyncio, os\r");
    terminal.type_keys(
        "async def w():\rwhile not os.path.exists('go'): await asyncio.sleep(0)\r\rprint('tick')\r\r",
    );
    terminal.type_keys("t = asyncio.create_task(w())\r");
    terminal.type_keys(":clock real\rx = [1, 2");
    wait_at_cursor(&terminal, ">>> x = [1, 2");
    std::fs::write(home.path().join("go"), "").expect("writes");
    let screen = wait_for_line(&terminal, "tick");
    wait_at_cursor(&terminal, ">>> x = [1, 2");
    assert_eq!(screen.matches("x = [1, 2").count(), 1, "{screen}");
    terminal.type_keys(", 3]; sum(x)\r");
    wait_for_line(&terminal, "6");
    leave(terminal);
}

#[test]
fn a_resize_while_a_block_is_typed_keeps_it() {
    let mut terminal = prompt("en", (80, 24));
    terminal
        .type_keys("def f():\rreturn 'one long line of text that has to be wrapped in a narrow window'\r");
    terminal.wait_for("narrow window");
    terminal.resize(40, 15);
    terminal.type_keys("\rlen(f())\r");
    wait_for_line(&terminal, "63");
    leave(terminal);
}

#[test]
fn the_history_outlives_the_session_and_two_at_once_lose_nothing() {
    let home = Arc::new(tempfile::tempdir().expect("a folder"));
    let mut one = prompt_at(Arc::clone(&home), "en", (80, 24), &[]);
    let mut other = prompt_at(Arc::clone(&home), "en", (80, 24), &[]);
    one.type_keys("'first' + ' of one'\r");
    wait_for_line(&one, "'first of one'");
    other.type_keys("'first' + ' of other'\r");
    wait_for_line(&other, "'first of other'");
    one.type_keys("'second' + ' of one'\r");
    wait_for_line(&one, "'second of one'");
    leave(one);
    leave(other);
    let file = home.path().join(".local/state/learn-coroutines/history");
    let history = std::fs::read_to_string(file).expect("a history");
    for entry in ["'first' + ' of one'", "'first' + ' of other'", "'second' + ' of one'"] {
        assert_eq!(history.lines().filter(|line| *line == entry).count(), 1, "{history}");
    }
    let mut third = prompt_at(home, "en", (80, 24), &[]);
    third.wait_for(">>>");
    // By its beginning, then among all, then searched for.
    third.type_keys("'first' + ' of ot\x1b[A\r");
    wait_for_line(&third, "'first of other'");
    third.type_keys("\x12second\r");
    wait_for_line(&third, "'second of one'");
    third.type_keys("\x1b[A\x1b[A");
    wait_at_cursor(&third, ">>> 'first' + ' of other'");
    third.type_keys("\x15");
    leave(third);
}

#[test]
fn vi_keys_can_be_chosen() {
    let mut terminal = prompt("en", (80, 24));
    terminal.type_keys(":set edit vi\r");
    terminal.wait(">>> again", |screen| screen.contents().matches(">>>").count() == 2);
    terminal.type_keys("40 + 3");
    wait_at_cursor(&terminal, ">>> 40 + 3");
    // Escape alone goes to the last character.
    terminal.type_keys("\x1b");
    terminal.wait("the cursor on the 3", |screen| screen.cursor_position().1 == 9);
    terminal.type_keys("r2\r");
    wait_for_line(&terminal, "42");
    terminal.type_keys(":quit\r");
    assert_eq!(terminal.finish(), 0);
}

#[test]
fn the_editor_is_opened_and_what_it_saved_is_run() {
    let home = Arc::new(tempfile::tempdir().expect("a folder"));
    let script = home.path().join("editor");
    std::fs::write(&script, "echo 'print(6 * 7)' > \"$1\"\n").expect("writes");
    let editor = format!("sh {}", script.display());
    let mut terminal = prompt_at(home, "en", (80, 24), &[("EDITOR", &editor), ("VISUAL", "")]);
    terminal.wait_for(">>>");
    terminal.type_keys(":edit\r");
    wait_for_line(&terminal, ">>> print(6 * 7)");
    wait_for_line(&terminal, "42");
    leave(terminal);
}

#[test]
fn step_mode_opens_on_the_live_session_and_comes_back() {
    let mut terminal = prompt("en", (80, 24));
    terminal.type_keys(GENERATOR);
    terminal.type_keys("g = f()\rnext(g)\r");
    wait_for_line(&terminal, "1");
    terminal.type_keys(":step g.send(7)\r");
    terminal.wait_for("line 1 of <module> is about to run");
    terminal.type_keys("tt");
    terminal.wait_for("f#1 yields 7 to <module>");
    terminal.type_keys("q");
    wait_for_line(&terminal, "7");
    terminal.type_keys("g.gi_frame.f_locals\r");
    wait_for_line(&terminal, "{'x': 7}");
    leave(terminal);
}

#[test]
fn a_question_of_the_program_is_answered_behind_its_own_prompt() {
    let mut terminal = prompt("en", (80, 24));
    terminal.type_keys("name = input('who? ')\r");
    wait_at_cursor(&terminal, "who?");
    terminal.type_keys("Guido\r");
    terminal.wait_for("who? Guido");
    terminal.type_keys("name * 2\r");
    wait_for_line(&terminal, "'GuidoGuido'");
    terminal.type_keys("input('more? ')\r");
    wait_at_cursor(&terminal, "more?");
    terminal.type_keys("\x03");
    terminal.wait_for("Traceback");
    // The question may still stand in the editor: what is typed there is the next entry all the same.
    terminal.type_keys("6 * 7\r");
    wait_for_line(&terminal, "42");
    leave(terminal);
}

#[test]
fn a_start_file_is_run_before_the_first_entry() {
    let home = Arc::new(tempfile::tempdir().expect("a folder"));
    let folder = home.path().join(".config/learn-coroutines");
    std::fs::create_dir_all(&folder).expect("makes the folder");
    std::fs::write(folder.join("config.toml"), "[prompt]\nstart = 'mine.py'\nshow = 'words'\n")
        .expect("writes");
    std::fs::write(folder.join("mine.py"), "def mine():\n    yield 'mine'\n").expect("writes");
    let mut terminal = prompt_at(home, "en", (80, 24), &[]);
    terminal.type_keys("next(mine())\r");
    terminal.wait_for("yields 'mine' to <module>");
    leave(terminal);
}

#[test]
fn exit_and_signals_give_the_terminal_back() {
    let mut terminal = prompt("en", (80, 24));
    terminal.type_keys("raise SystemExit(7)\r");
    assert_eq!(terminal.finish(), 7);
    terminal.assert_given_back();
    let mut terminal = prompt("en", (80, 24));
    terminal.type_keys("1 + 1\r");
    wait_for_line(&terminal, "2");
    wait_at_cursor(&terminal, ">>>");
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.finish(), 128 + 15);
    terminal.assert_given_back();
}

const TASKS: &str = "import asyncio\nasync def w(s):\n    await asyncio.sleep(s)\n    print('slept', s)\n    return s\n\nt = asyncio.create_task(w(2))\n";

#[test]
fn commands_work_on_a_pipe_with_and_without_their_colon() {
    let sandbox = Sandbox::new();
    let script = format!("{TASKS}tick\n:advance 1.5\nclock\nadvance 0.5\nstates\nhelp tick\n");
    let output = sandbox.program(["--color", "never"]).stdin(&script).run().status(0);
    assert!(
        output.stdout.starts_with(
            "virtual clock  1.50 s  nothing is ready; the next timer is due in 0.50 s\nslept 2\n"
        ),
        "{output}"
    );
    assert!(output.stdout.contains("x Task-1  done, result 2\n"), "{output}");
    assert!(output.stdout.ends_with(":tick [N]  runs one turn of the loop, or N\n"), "{output}");
}

#[test]
fn a_name_of_the_session_is_python_and_no_command() {
    let script = "tick = 5\ntick\nset\nstates\ndef help(): return 'mine'\n\nhelp()\nhelp\n";
    let output = Sandbox::new().program(["--lang", "en"]).stdin(script).run().status(0);
    let expected = "5\n<class 'set'>\nThis session holds no generator, coroutine or task yet.\n'mine'\n<function help at";
    assert!(output.stdout.starts_with(expected), "{output}");
}

#[test]
fn a_saved_session_runs_as_a_program_and_a_reset_forgets_it() {
    let sandbox = Sandbox::new();
    let script =
        format!("{TASKS}advance 2\nx = await w(1)\nprint(x, t.result())\n:save saved.py\n:reset\nx\n");
    let output = sandbox.program([""; 0]).stdin(&script).run().status(1);
    assert!(output.stderr.contains("NameError: name 'x' is not defined"), "{output}");
    let output = sandbox.program(["run", "--quiet", "--clock", "virtual", "saved.py"]).run().status(0);
    let _ = output.stdout("slept 2\nslept 1\n1 2\n");
}

#[test]
fn a_transcript_holds_what_was_shown() {
    let sandbox = Sandbox::new();
    let _ =
        sandbox.program([""; 0]).stdin("g = (i for i in [7])\nnext(g)\n:transcript t.txt\n").run().status(0);
    let text = sandbox.read("t.txt");
    assert!(text.starts_with(">>> g = (i for i in [7])\n<module> ─creates→ <genexpr>#1"), "{text}");
    assert!(text.contains("\n>>> next(g)\n") && text.contains("\n7\n"), "{text}");
}

#[test]
fn step_mode_on_a_pipe_reads_its_commands_and_gives_the_rest_back() {
    let script = "def f():\n    yield 1\n\ng = f()\n:step next(g)\nt\nq\nprint('after')\n";
    let output = Sandbox::new().program(["--plain"]).stdin(script).run().status(0);
    assert!(output.stdout.contains("\n        f#1: GEN_CREATED → GEN_RUNNING\n"), "{output}");
    assert!(output.stdout.ends_with("after\n"), "{output}");
}

#[test]
fn why_explains_what_last_went_wrong_with_the_entries_that_led_to_it() {
    let script = "def f():\n    yield 1\n\ng = f()\ng.send(5)\nwhy\n:why StopIteration\n";
    let output = Sandbox::new().program([""; 0]).stdin(script).run().status(1);
    for expected in [
        "TypeError: can't send non-None value to a just-started generator\n",
        "    1  g = f()\n       f#1 is made here\n",
        "    1  g.send(5)\n",
        "Start it first, with `next(g)`",
        "\nStopIteration\n",
    ] {
        assert!(output.stdout.contains(expected), "{expected}: {output}");
    }
    let output = Sandbox::new().program(["--lang", "zh"]).stdin("1/0\nwhy\n").run().status(1);
    let _ = output.stdout("本会话中，生成器、协程、任务和事件循环都没有出过问题。\n");
}

#[test]
fn a_generator_is_driven_by_hand_and_what_was_done_is_undone() {
    let script = "def f():\n    x = yield 1\n    yield x\n\ng = f()\n:drive g\nsend 5\nnext\nsend 7\nundo\nsend 8\nq\nnext(g, 'over')\n:drive 5\n";
    let output = Sandbox::new().program(["--lang", "en", "--color", "never"]).stdin(script).run().status(1);
    let text = &output.stdout;
    assert!(text.starts_with("○ f#1 GEN_CREATED\n"), "{output}");
    for expected in [
        "▸ never g.send(value)  ✗ TypeError",
        "○ f#1 GEN_CREATED  ▸ next(g) never  ▸ g.send(value) 1 ×",
        "\n7\n",
        "undone: g.send(7)\n",
        "\n8\nz f#1 GEN_SUSPENDED  line 3",
    ] {
        assert!(text.contains(expected), "{expected}: {output}");
    }
    assert!(text.ends_with("'over'\n"), "{output}");
    assert!(output.stderr.contains("TypeError: can't send non-None value"), "{output}");
    assert!(output.stderr.ends_with("This is no generator or coroutine of this program: 5\n"), "{output}");
}
