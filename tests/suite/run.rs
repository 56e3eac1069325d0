//! `run`: a program as itself, its exit status its own, its transitions on stderr.

use std::io::{Read, Write};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::sandbox::{Sandbox, binary};

const AVERAGER: &str = "\
def averager():
    total = count = 0
    average = None
    while True:
        term = yield average
        total += term
        count += 1
        average = total / count

a = averager()
next(a)
print(a.send(10))
print(a.send(30))
a.close()
";

#[test]
fn a_program_keeps_its_stdout_and_its_transitions_go_to_stderr() {
    let sandbox = Sandbox::with("averager.py", AVERAGER);
    let output = sandbox.program(["run", "averager.py"]).run().status(0).stdout("10.0\n20.0\n");
    let _ = output.stderr(
        "\
<module> ─creates→ averager#1   CREATED   line 10
<module> ─next→ averager#1   CREATED → RUNNING   line 11
averager#1 ─yields None→ <module>   RUNNING → SUSPENDED   line 5
<module> ─send(10)→ averager#1   SUSPENDED → RUNNING   line 12
averager#1 ─yields 10.0→ <module>   RUNNING → SUSPENDED   line 5
<module> ─send(30)→ averager#1   SUSPENDED → RUNNING   line 13
averager#1 ─yields 20.0→ <module>   RUNNING → SUSPENDED   line 5
<module> ─close→ averager#1   SUSPENDED → RUNNING   line 14
GeneratorExit() is raised in averager#1   line 5
averager#1 ─raises GeneratorExit()→ <module>   RUNNING → CLOSED   line 5
",
    );
}

#[test]
fn plain_words_tell_the_same_in_sentences_and_in_chinese() {
    let sandbox = Sandbox::with("averager.py", AVERAGER);
    let plain = sandbox.program(["--plain", "run", "averager.py"]).run().status(0);
    let plain = plain.stderr_has("<module> sends 30 to averager#1: SUSPENDED becomes RUNNING, line 13\n");
    assert!(plain.stderr.is_ascii(), "{plain}");
    let chinese =
        sandbox.program(["run", "--plain", "averager.py"]).env("LANG", "zh_CN.UTF-8").run().status(0);
    let _ = chinese.stderr_has("<module> 向 averager#1 发送 30：SUSPENDED 变为 RUNNING，第 13 行\n");
}

#[test]
fn quiet_says_nothing_of_its_own() {
    let sandbox = Sandbox::with("averager.py", AVERAGER);
    let _ =
        sandbox.program(["run", "--quiet", "averager.py"]).run().status(0).stdout("10.0\n20.0\n").stderr("");
}

#[test]
fn colours_are_used_when_asked_for_and_only_then() {
    let sandbox = Sandbox::with("averager.py", AVERAGER);
    let coloured = |arguments: [&str; 4]| sandbox.program(arguments).run().status(0);
    assert!(coloured(["run", "--color", "always", "averager.py"]).stderr.contains("\x1b["));
    assert!(!coloured(["run", "--color", "never", "averager.py"]).stderr.contains('\x1b'));
    assert!(!coloured(["run", "--color", "auto", "averager.py"]).stderr.contains('\x1b'));
    let forced = sandbox.program(["run", "averager.py"]).env("CLICOLOR_FORCE", "1").run().status(0);
    assert!(forced.stderr.contains("\x1b["), "{forced}");
    let without = |text: &str| {
        let mut plain = String::new();
        for (index, piece) in text.split("\x1b[").enumerate() {
            plain.push_str(if index == 0 {
                piece
            } else {
                piece.split_once('m').expect("a colour ends in m").1
            });
        }
        plain
    };
    let plain = sandbox.program(["run", "averager.py"]).run().status(0);
    assert_eq!(without(&forced.stderr), plain.stderr, "no fact is told by colour alone");
}

#[test]
fn stdout_is_byte_for_byte_what_the_program_wrote() {
    let script = "import sys\nsys.stdout.buffer.write(bytes(range(256)))\nprint('生成器', end='')\n";
    let sandbox = Sandbox::with("bytes.py", script);
    let _ = sandbox
        .shell("learn-coroutines run bytes.py | od -An -v -tx1 | tr -d ' \\n'")
        .run()
        .status(0)
        .stdout(
            &((0..=255).map(|byte: u8| format!("{byte:02x}")).collect::<String>() + "e7949fe68890e599a8"),
        );
}

#[test]
fn exit_statuses_are_the_programs_own() {
    for (script, status) in [
        ("pass", 0),
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit(300)", 44),
        ("import sys; sys.exit('words')", 1),
        ("raise SystemExit", 0),
        ("1 / 0", 1),
        ("import os; os._exit(7)", 7),
    ] {
        let sandbox = Sandbox::with("it.py", script);
        let _ = sandbox.program(["run", "it.py"]).run().status(status);
    }
}

#[test]
fn what_sys_exit_says_goes_to_stderr() {
    let sandbox = Sandbox::with("it.py", "import sys\nsys.exit('that is all')\n");
    let _ = sandbox.program(["run", "--quiet", "it.py"]).run().status(1).stdout("").stderr("that is all\n");
}

#[test]
fn an_uncaught_exception_is_pythons_own_traceback_with_the_source_line() {
    let sandbox = Sandbox::with("it.py", "def f():\n    return 1 / 0\n\nf()\n");
    let output = sandbox.program(["run", "--quiet", "it.py"]).run().status(1);
    let output = output
        .stderr_has("Traceback (most recent call last):\n  File \"it.py\", line 4, in <module>\n    f()\n");
    let _ = output
        .stderr_has("  File \"it.py\", line 2, in f\n    return 1 / 0\n")
        .stderr_has("ZeroDivisionError: ");
}

#[test]
fn a_program_sees_itself_as_python_would_show_it() {
    let script = "import sys\nprint(__name__, __file__, sys.argv, sys.path[0].endswith('sub'))\n";
    let sandbox = Sandbox::with("sub/it.py", script);
    let output = sandbox.program(["run", "--clock", "virtual", "sub/it.py", "--clock", "-x", "a b"]).run();
    let _ = output.status(0).stdout("__main__ sub/it.py ['sub/it.py', '--clock', '-x', 'a b'] True\n");
}

#[test]
fn the_value_a_yield_from_passes_on_is_told_beside_the_iterator_it_comes_from() {
    let program = "def flatten():\n    yield from [7]\n\nnext(flatten())\n";
    let output = Sandbox::with("flatten.py", program).program(["run", "flatten.py"]).run().status(0);
    let _ = output
        .stderr_has("flatten#1 ─yield from→ <list_iterator object>   line 2\n")
        .stderr_has("flatten#1 ─yields 7→ <module>   RUNNING → SUSPENDED   line 2\n");
}

#[test]
fn modules_beside_the_program_are_found_and_traced() {
    let sandbox = Sandbox::with("main.py", "from helper import numbers\nprint(list(numbers()))\n");
    sandbox.write("helper.py", "\ndef numbers():\n    yield 1\n");
    let output = sandbox.program(["run", "main.py"]).run().status(0).stdout("[1]\n");
    let _ = output.stderr_has("numbers#1 ─yields 1→ <module>   RUNNING → SUSPENDED   helper.py line 3\n");
}

#[test]
fn stdin_reaches_the_program_line_by_line_and_as_a_whole() {
    let script =
        "import sys\nname = input('name? ')\nprint('hello', name)\nprint(sys.stdin.read().split())\n";
    let sandbox = Sandbox::with("it.py", script);
    let output = sandbox.program(["run", "--quiet", "it.py"]).stdin("Ada\n1\n2\nlast").run();
    let _ = output.status(0).stdout("name? hello Ada\n['1', '2', 'last']\n");
}

#[test]
fn a_prompt_is_seen_before_its_answer_is_typed() {
    let sandbox = Sandbox::with("it.py", "print(int(input('number? ')) + 1)\n");
    let mut running = sandbox.program(["run", "it.py"]).start();
    running.wait_for_stdout("number? ");
    running.write("41\n");
    running.wait_for_stdout("42\n");
    let _ = running.finish().status(0);
}

#[test]
fn stdin_that_ended_is_an_eof_error_of_the_program() {
    let sandbox = Sandbox::with("it.py", "input()\n");
    let _ = sandbox
        .program(["run", "--quiet", "it.py"])
        .run()
        .status(1)
        .stderr_has("EOFError: EOF when reading a line\n");
}

#[test]
fn a_line_on_stdin_may_be_long() {
    let sandbox = Sandbox::with("it.py", "print(len(input()))\n");
    let line = "x".repeat(300_000) + "\n";
    let _ = sandbox.program(["run", "it.py"]).stdin(&line).run().status(0).stdout("300000\n");
}

#[test]
fn output_and_transitions_in_one_place_keep_their_order() {
    let sandbox =
        Sandbox::with("it.py", "def g():\n    print('in')\n    yield\nprint('before', end=' ')\nnext(g())\n");
    let _ = sandbox.shell("learn-coroutines run it.py 2>&1").run().status(0).stdout(
        "\
before 
<module> ─creates→ g#1   CREATED   line 5
<module> ─next→ g#1   CREATED → RUNNING   line 5
in
g#1 ─yields None→ <module>   RUNNING → SUSPENDED   line 3
garbage collection ─close→ g#1   SUSPENDED → RUNNING   line 5
GeneratorExit() is raised in g#1   line 3
g#1 ─raises GeneratorExit()→ garbage collection   RUNNING → CLOSED   line 3
",
    );
}

#[test]
fn a_file_that_cannot_be_read_or_parsed_is_status_2() {
    let sandbox = Sandbox::with("bad.py", "def f(:\n");
    let missing = sandbox.program(["run", "missing.py"]).run().status(2).stdout("");
    let _ = missing.stderr_has("learn-coroutines: cannot read missing.py: ").stderr_has("hint: ");
    let folder = sandbox.program(["run", "."]).run().status(2);
    let _ = folder.stderr_has("learn-coroutines: cannot read .: ");
    let bad = sandbox.program(["run", "bad.py"]).run().status(2).stdout("");
    let _ = bad.stderr_has("  File \"bad.py\", line 1\n").stderr_has("SyntaxError: ");
}

#[test]
fn a_wrong_command_line_is_status_2() {
    let sandbox = Sandbox::with("it.py", "");
    for wrong in
        [&["run"][..], &["run", "--bogus", "it.py"], &["run", "--timeout", "0", "it.py"], &["nonsense"]]
    {
        let output = sandbox.program(wrong).run().status(2).stdout("");
        assert!(output.stderr.contains("--help") || output.stderr.contains("Usage: "), "{output}");
    }
}

#[test]
fn a_file_with_a_byte_order_mark_or_another_encoding_runs() {
    let sandbox = Sandbox::with("mark.py", b"\xef\xbb\xbfprint('marked')\n");
    let _ = sandbox.program(["run", "mark.py"]).run().status(0).stdout("marked\n");
    sandbox.write("latin.py", b"# -*- coding: latin-1 -*-\nprint('\xe9')\n");
    let _ = sandbox.program(["run", "latin.py"]).run().status(0).stdout("é\n");
}

#[test]
fn the_virtual_clock_jumps_over_sleeps() {
    let script = "import asyncio, time\nstart = time.monotonic()\nasyncio.run(asyncio.sleep(3600))\n\
                  print(f'{time.monotonic() - start:.2f}')\n";
    let sandbox = Sandbox::with("it.py", script);
    let output = sandbox.program(["run", "--clock", "virtual", "--timeout", "30", "it.py"]).run();
    let _ = output.status(0).stdout("3600.00\n");
}

#[test]
fn a_terminal_is_shown_control_characters_and_keeps_its_settings() {
    let sandbox = Sandbox::with("it.py", "print('\\x1b[2Jx\\x07')\nprint('生成器')\n");
    let output =
        terminal(&sandbox, "learn-coroutines run --quiet it.py; stty -a | grep -o ' echo ' | head -n 1", "");
    assert_eq!(output, "␛[2Jx␇\r\n生成器\r\n echo \r\n");
}

#[test]
fn ctrl_c_typed_on_a_terminal_reaches_the_program_once() {
    let script = "import time\ntry:\n    print('ready', flush=True)\n    while True: time.sleep(0.01)\n\
                  except KeyboardInterrupt:\n    print('tidied up')\n";
    let sandbox = Sandbox::with("it.py", script);
    let output = terminal(&sandbox, "trap : INT; learn-coroutines run --quiet it.py; echo status $?", "\x03");
    assert_eq!(output, "ready\r\n^Ctidied up\r\nstatus 0\r\n");
}

/// Runs a shell command on a terminal of its own, types `keys` as soon as it has printed a line, and gives what it printed.
fn terminal(sandbox: &Sandbox, script: &str, keys: &str) -> String {
    let pair = native_pty_system()
        .openpty(PtySize { rows: 24, cols: 80, ..PtySize::default() })
        .expect("a terminal");
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", script]);
    command.env_clear();
    let folder = binary().parent().expect("the program lies in a folder");
    command.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    command.env("TERM", "xterm");
    command.cwd(sandbox.path("."));
    let mut child = pair.slave.spawn_command(command).expect("a shell starts");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
    let mut writer = pair.master.take_writer().expect("the terminal can be written");
    let mut printed = Vec::new();
    let mut keys = Some(keys);
    let mut chunk = [0; 1024];
    // At the end the terminal is closed, which some systems call an error.
    while let Ok(count @ 1..) = reader.read(&mut chunk) {
        printed.extend_from_slice(&chunk[..count]);
        if printed.contains(&b'\n')
            && let Some(keys) = keys.take()
        {
            writer.write_all(keys.as_bytes()).expect("the terminal takes keys");
        }
    }
    child.wait().expect("the shell ends");
    String::from_utf8_lossy(&printed).into_owned()
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = Sandbox::new().program(["completions", shell]).run().status(0).stderr("");
        assert!(output.stdout.contains("learn-coroutines") && output.stdout.contains("trace"), "{output}");
    }
}
