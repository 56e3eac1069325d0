//! Survival: whatever a program does to its process, the tool says so in one sentence and leaves nothing behind.

use rustix::process::{Pid, Signal};

use crate::sandbox::{Output, Sandbox, wait_until_gone};

/// Runs a program, quietly.
fn run(script: &str, options: &[&str]) -> Output {
    let sandbox = Sandbox::with("it.py", script);
    let mut arguments = vec!["run", "--quiet"];
    arguments.extend(options);
    arguments.push("it.py");
    sandbox.program(arguments).run()
}

/// The process id a program printed in its first line.
fn printed_pid(stdout: &str) -> Pid {
    let line = stdout.lines().next().expect("a line");
    Pid::from_raw(line.parse().expect("a number")).expect("a process id")
}

#[track_caller]
fn assert_one_sentence(output: &Output) {
    assert_eq!(output.stderr.lines().count(), 1, "{output}");
    assert!(output.stderr.ends_with(".\n") && !output.stderr.contains("panicked"), "{output}");
}

#[test]
fn an_endless_loop_ends_at_its_time_limit_with_what_it_printed() {
    let output = run("print('begun')\nwhile True: pass\n", &["--timeout", "1"]).status(124).stdout("begun\n");
    let _ = output.stderr("The program was ended: its time limit of 1 s was reached.\n");
}

#[test]
fn an_endless_loop_inside_native_code_ends_at_its_time_limit_too() {
    let output =
        run("print('begun')\nsum(iter(int, 1))\n", &["--timeout", "1"]).status(124).stdout("begun\n");
    assert_one_sentence(&output);
}

#[test]
fn a_program_that_sleeps_ends_at_its_time_limit() {
    let output = run("import time\ntime.sleep(1000)\n", &["--timeout", "0.5"]).status(124);
    assert_one_sentence(&output);
}

#[test]
fn a_program_within_its_time_limit_notices_nothing_of_it() {
    let _ = run("print('done')\n", &["--timeout", "50"]).status(0).stdout("done\n").stderr("");
}

#[test]
fn deep_recursion_is_an_exception_of_the_program() {
    let _ = run("def f():\n    f()\nf()\n", &[]).status(1).stderr_has("RecursionError: ");
}

#[test]
fn os_exit_is_the_programs_own_end() {
    let script = "import os, sys\nprint('before')\nsys.stdout.flush()\nos._exit(9)\n";
    let _ = run(script, &[]).status(9).stdout("before\n").stderr("");
}

#[test]
fn a_process_that_dies_is_status_125_and_one_sentence() {
    let script = "import os, signal\nprint('before', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n";
    let output = run(script, &[]).status(125).stdout("before\n");
    assert_one_sentence(&output);
    assert!(output.stderr.contains("signal 9"), "{output}");
}

#[test]
fn a_crash_of_the_interpreter_is_status_125_and_one_sentence() {
    // 200,000 native iterators, each inside the next, are asked one inside the other, on the native stack.
    let script = "\
import sys
sys.setrecursionlimit(10**9)
it = iter(())
for _ in range(200_000):
    it = map(int, it)
print('built', flush=True)
next(it, None)
del it
";
    let output = run(script, &["--timeout", "50"]).stdout("built\n");
    match output.status {
        125 => assert_one_sentence(&output),
        // An interpreter that survives this is as good.
        status => assert!(status == 0 || output.stderr.contains("RecursionError"), "{output}"),
    }
}

#[test]
fn a_memory_bomb_hits_its_limit() {
    for script in ["x = []\nwhile True: x.append(bytearray(10**6))\n", "x = []\nwhile True: x.append([x])\n"]
    {
        let output = run(script, &["--memory", "256"]);
        match output.status {
            125 => {
                assert_one_sentence(&output);
                assert!(output.stderr.contains("memory limit of 256 MiB"), "{output}");
            }
            status => assert!(status == 1 && output.stderr.contains("MemoryError"), "{output}"),
        }
    }
}

#[test]
fn one_request_for_too_much_memory_is_an_exception_of_the_program() {
    let script = "try:\n    bytearray(10**13)\nexcept MemoryError:\n    print('refused')\n";
    let _ = run(script, &["--memory", "256"]).status(0).stdout("refused\n").stderr("");
}

#[test]
fn a_closed_stdout_is_the_programs_own_trouble() {
    let _ = run("import sys\nprint('a')\nsys.stdout.close()\nsys.stderr.write('b\\n')\n", &[])
        .status(0)
        .stdout("a\n")
        .stderr("b\n");
    let output =
        run("import os\nprint('a', flush=True)\nos.close(1)\nos.close(2)\nos.close(0)\nprint('b')\n", &[]);
    let _ = output.status(0).stdout("a\nb\n");
}

#[test]
fn a_flood_arrives_whole() {
    let script = "for i in range(200_000):\n    print('line', i)\n";
    let output = run(script, &[]).status(0).stderr("");
    assert_eq!(output.stdout.lines().count(), 200_000);
    assert!(output.stdout.ends_with("line 199999\n"));
}

#[test]
fn a_flood_without_a_line_break_is_no_trouble() {
    let output =
        run("import sys\nfor _ in range(100):\n    sys.stdout.write('x' * 1_000_000)\n", &[]).status(0);
    assert_eq!(output.stdout.len(), 100_000_000);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_in_silence() {
    let script = "import os\nprint(os.getpid(), flush=True)\nwhile True: print('more')\n";
    let sandbox = Sandbox::with("it.py", script);
    let command = "{ learn-coroutines run --quiet it.py; echo $? >status; } | head -n 1";
    let output = sandbox.shell(command).run().status(0).stderr("");
    wait_until_gone(printed_pid(&output.stdout));
    assert_eq!(sandbox.read("status"), "3\n");
}

#[test]
fn a_full_disk_is_a_sentence() {
    let sandbox = Sandbox::with("it.py", "print('x' * 100000)\n");
    let output = sandbox.shell("learn-coroutines run it.py >/dev/full").run().status(1);
    let _ =
        output.stderr("learn-coroutines: cannot write to stdout: No space left on device (os error 28)\n");
}

#[test]
fn the_time_limit_holds_while_nobody_reads() {
    let script = "import os\nopen('pid', 'w').write(str(os.getpid()))\nwhile True: print('x' * 1000)\n";
    let sandbox = Sandbox::with("it.py", script);
    // The reader holds the pipe open without reading until the tool has ended by itself.
    let command = "{ learn-coroutines run --quiet --timeout 1 it.py; echo $? >status; } | \
                   { while [ ! -s status ]; do :; done; }";
    let _ = sandbox.shell(command).run().status(0);
    assert_eq!(sandbox.read("status"), "124\n");
    wait_until_gone(printed_pid(&sandbox.read("pid")));
}

#[test]
fn ctrl_c_interrupts_the_program_as_it_would_in_python() {
    let script = "import time\ntry:\n    print('ready', flush=True)\n    while True: time.sleep(0.01)\n\
                  except KeyboardInterrupt:\n    print('tidied up')\n";
    let sandbox = Sandbox::with("it.py", script);
    let running = sandbox.program(["run", "--quiet", "it.py"]).start();
    running.wait_for_stdout("ready\n");
    running.signal(Signal::INT);
    let _ = running.finish().status(0).stdout("ready\ntidied up\n");
}

#[test]
fn an_interrupt_that_nobody_catches_is_status_130() {
    let sandbox = Sandbox::with("it.py", "print('ready', flush=True)\nwhile True: pass\n");
    let running = sandbox.program(["run", "--quiet", "it.py"]).start();
    running.wait_for_stdout("ready\n");
    running.signal(Signal::INT);
    let _ = running.finish().status(130).stderr_has("KeyboardInterrupt");
}

#[test]
fn a_second_ctrl_c_ends_a_program_that_would_not_stop() {
    // What it prints first is printed inside the try, so that no interrupt can come before.
    let script = "import os\nwhile True:\n    try:\n        print(os.getpid(), flush=True)\n        while True: pass\n\
                  \x20   except KeyboardInterrupt:\n        print('never', flush=True)\n";
    let sandbox = Sandbox::with("it.py", script);
    let running = sandbox.program(["run", "--quiet", "it.py"]).start();
    running.wait_for_stdout("\n");
    running.signal(Signal::INT);
    let stdout = running.wait_for_stdout("never\n");
    running.signal(Signal::INT);
    let output = running.finish().status(130);
    assert_one_sentence(&output);
    wait_until_gone(printed_pid(&stdout));
}

#[test]
fn ctrl_c_reaches_a_program_that_waits_for_its_stdin() {
    let script = "try:\n    input('? ')\nexcept KeyboardInterrupt:\n    print('interrupted')\n";
    let sandbox = Sandbox::with("it.py", script);
    let running = sandbox.program(["run", "--quiet", "it.py"]).start();
    running.wait_for_stdout("? ");
    running.signal(Signal::INT);
    running.wait_for_stdout("interrupted\n");
    let _ = running.finish().status(0);
}

#[test]
fn a_request_to_terminate_ends_the_program_too() {
    let sandbox = Sandbox::with("it.py", "import os\nprint(os.getpid(), flush=True)\nwhile True: pass\n");
    let running = sandbox.program(["run", "--quiet", "it.py"]).start();
    let stdout = running.wait_for_stdout("\n");
    running.signal(Signal::TERM);
    let _ = running.finish().status(143);
    wait_until_gone(printed_pid(&stdout));
}

#[test]
fn the_python_process_never_outlives_the_tool() {
    let sandbox = Sandbox::with("it.py", "import os\nprint(os.getpid(), flush=True)\nwhile True: pass\n");
    let running = sandbox.program(["run", "--quiet", "it.py"]).start();
    let stdout = running.wait_for_stdout("\n");
    running.signal(Signal::KILL);
    wait_until_gone(printed_pid(&stdout));
    let _ = running.finish().status(-9);
}

#[test]
fn what_a_program_started_ends_with_it() {
    let script = "import subprocess\nprint(subprocess.Popen(['sleep', '1000']).pid, flush=True)\n";
    let output = run(script, &[]).status(0);
    wait_until_gone(printed_pid(&output.stdout));
}

#[test]
fn the_process_does_not_start_where_nobody_speaks_to_it() {
    let sandbox = Sandbox::new();
    let output = sandbox.program(["__worker"]).run();
    assert_ne!(output.status, 0, "{output}");
    assert!(!output.stderr.contains("panicked"), "{output}");
}
