//! The prompt on a pipe: values on stdout, transitions on stderr, and a program's exit status.

use rustix::process::Signal;

use crate::sandbox::{Output, Sandbox};

fn script(text: &str) -> Output {
    Sandbox::new().program([] as [&str; 0]).stdin(text).run()
}

#[test]
fn a_script_shows_values_on_stdout_and_transitions_on_stderr() {
    let output = script("def g():\n    x = yield 1\n    yield x\n\na = g()\nnext(a)\na.send('in')\ndel a\n");
    let output = output.status(0).stdout("1\n'in'\n");
    let expected = "<module> ─creates→ g#1   CREATED   <stdin>-2 line 1
<module> ─next→ g#1   CREATED → RUNNING   <stdin>-3 line 1
g#1 ─yields 1→ <module>   RUNNING → SUSPENDED   <stdin>-1 line 2
<module> ─send('in')→ g#1   SUSPENDED → RUNNING   <stdin>-4 line 1
g#1 ─yields 'in'→ <module>   RUNNING → SUSPENDED   <stdin>-1 line 3
garbage collection ─close→ g#1   SUSPENDED → RUNNING   <stdin>-5 line 1
GeneratorExit() is raised in g#1   <stdin>-1 line 3
g#1 ─raises GeneratorExit()→ garbage collection   RUNNING → CLOSED   <stdin>-1 line 3
";
    let _ = output.stderr(expected);
}

#[test]
fn an_error_is_told_and_the_script_goes_on() {
    let output = script("1/0\nx = = 1\n'after'\n").status(1).stdout("'after'\n");
    let _ = output
        .stderr_has(
            "Traceback (most recent call last):\n  File \"<stdin>-1\", line 1, in <module>\n    1/0\n    ~^~\n",
        )
        .stderr_has("SyntaxError: invalid syntax\n");
}

#[test]
fn a_statement_at_the_margin_ends_a_block_and_the_end_of_the_script_the_last_one() {
    let _ = script("def f():\n    return 2\nf()\nfor i in range(2):\n    i").status(0).stdout("2\n0\n1\n");
    let output = script("'a'\n(1,").status(1).stdout("'a'\n");
    let _ = output.stderr_has("SyntaxError: '(' was never closed\n");
}

#[test]
fn the_script_ends_with_the_status_it_asks_for() {
    let _ = script("exit(3)\n'not read'\n").status(3).stdout("");
    let _ = script("raise SystemExit('bye')\n").status(1).stdout("").stderr_has("bye\n");
    let _ = script("1/0\nexit(0)\n").status(1);
    let _ = script("import os\nos._exit(7)\n").status(7);
    let _ = script("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n").status(125);
    let _ = script("").status(0).stdout("").stderr("");
}

#[test]
fn an_await_at_the_top_of_a_script_runs_under_the_virtual_clock() {
    let text = "import asyncio\nasync def f(n):\n    await asyncio.sleep(n)\n    return n\n\nx = await f(3600)\nx\nawait asyncio.gather(f(2), f(1))\n";
    let _ = script(text).status(0).stdout("3600\n[2, 1]\n").stderr_has("clock 0.00 s → 3600.00 s\n");
}

#[test]
fn input_reads_the_next_line_of_the_script() {
    let _ = script("name = input()\nlearner\nname\n").status(0).stdout("'learner'\n");
}

#[test]
fn an_entry_runs_as_soon_as_its_line_is_there() {
    let sandbox = Sandbox::new();
    let mut running = sandbox.program([] as [&str; 0]).start();
    running.write("1 + 1\n");
    running.wait_for_stdout("2\n");
    running.write("_ + 1\n");
    running.wait_for_stdout("3\n");
    let _ = running.finish().status(0).stdout("2\n3\n");
}

#[test]
fn ctrl_c_ends_the_script_with_status_130() {
    let sandbox = Sandbox::new();
    let mut running = sandbox.program([] as [&str; 0]).start();
    running.write("print('begun', flush=True)\nwhile True: pass\n\n'not read'\n");
    running.wait_for_stdout("begun\n");
    // The loop may not have begun yet: the interrupt ends what runs, or the wait for the next line.
    running.signal(Signal::INT);
    let _ = running.finish().status(130).stdout("begun\n");
}

#[test]
fn plain_words_and_the_language_are_the_users_choice() {
    let sandbox = Sandbox::new();
    let text = "def g():\n    yield 1\n\nlist(g())\n";
    let english = sandbox.program(["--plain"]).stdin(text).run().status(0).stdout("[1]\n");
    let _ = english.stderr_has("g#1 yields 1 to <module> and sleeps: RUNNING becomes SUSPENDED");
    let chinese = sandbox.program(["--plain", "--lang", "zh"]).stdin(text).run().status(0).stdout("[1]\n");
    let _ = chinese.stderr_has("产出 1");
}
