//! What the interpreter does otherwise than CPython, and is mended: the answers of CPython 3.13 are the expected ones.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use rustix::process::Signal;

use super::sandbox::{Sandbox, binary};

/// What a program prints, on stdout.
fn printed(program: &str, options: &[&str]) -> String {
    let sandbox = Sandbox::with("demo.py", program);
    let arguments = [&["run", "--quiet"], options, &["demo.py"]].concat();
    sandbox.program(arguments).run().stdout
}

#[test]
fn what_is_thrown_before_anything_ran_comes_back_as_it_is() {
    let program = "def g():\n    yield\nasync def c(): pass\nasync def a(): yield\n\
        for thing, error in ((g(), StopIteration(1)), (c(), StopIteration(2)), (a().athrow(StopAsyncIteration(3)), None)):\n    \
            try:\n        thing.throw(error) if error else thing.send(None)\n    \
            except BaseException as caught:\n        print(repr(caught))\n";
    assert_eq!(printed(program, &[]), "StopIteration(1)\nStopIteration(2)\nStopAsyncIteration(3)\n");
}

#[test]
fn methods_given_too_much_or_too_little_say_so_as_in_cpython() {
    let program = "def g(): yield\nasync def c(): pass\nasync def a(): yield\n\
        coroutine = c()\n\
        for call in (lambda: g().send(), lambda: g().send(1, 2), lambda: g().close(1), lambda: g().close(x=1),\n    \
            lambda: coroutine.send(), lambda: coroutine.close(1, 2), lambda: a().asend(), lambda: a().aclose(1)):\n    \
            try: call()\n    except TypeError as error: print(error)\ncoroutine.close()\n";
    let sandbox = Sandbox::with("demo.py", program);
    assert_eq!(
        sandbox.program(["run", "demo.py"]).run().stdout,
        "generator.send() takes exactly one argument (0 given)\n\
         generator.send() takes exactly one argument (2 given)\n\
         generator.close() takes no arguments (1 given)\n\
         generator.close() takes no keyword arguments\n\
         coroutine.send() takes exactly one argument (0 given)\n\
         coroutine.close() takes no arguments (2 given)\n\
         async_generator.asend() takes exactly one argument (0 given)\n\
         async_generator.aclose() takes no arguments (1 given)\n"
    );
}

#[test]
fn targets_that_yield_or_await_are_refused_in_cpythons_words() {
    for (line, words) in [
        ("    (yield x) = 1", "cannot assign to yield expression here. Maybe you meant '==' instead of '='?"),
        ("    yield x = 1", "assignment to yield expression not possible"),
        ("    (yield) += 1", "'yield expression' is an illegal expression for augmented assignment"),
    ] {
        let sandbox = Sandbox::with("demo.py", format!("def f():\n{line}\n"));
        let output = sandbox.program(["run", "--quiet", "demo.py"]).run();
        assert!(output.stderr.contains(&format!("SyntaxError: {words}\n")), "{}", output.stderr);
    }
}

#[test]
fn an_exception_thrown_with_its_class_is_told_once() {
    let program = "def g():\n    yield\na = g()\nnext(a)\ntry: a.throw(ValueError, ValueError(123))\nexcept ValueError: pass\n\
        b = g()\nnext(b)\ntry: b.throw(ValueError, (1, 2))\nexcept ValueError: pass\n";
    let sandbox = Sandbox::with("demo.py", program);
    let told = sandbox.program(["trace", "demo.py"]).run().stdout;
    assert!(told.contains("\"how\":\"throw\",\"exception\":\"ValueError(123)\""), "{told}");
    assert!(told.contains("\"how\":\"throw\",\"exception\":\"ValueError(1, 2)\""), "{told}");
}

#[test]
fn what_ends_an_async_generator_at_shutdown_is_told() {
    let program = "import asyncio\nasync def agen():\n    try: yield\n    except BaseException as error: print(repr(error)); raise\n\
        async def main():\n    async for _ in agen(): break\nasyncio.run(main())\n";
    let sandbox = Sandbox::with("demo.py", program);
    let told = sandbox.program(["trace", "--clock", "virtual", "demo.py"]).run().stdout;
    assert!(told.contains("\"how\":\"throw\",\"exception\":\"CancelledError()\""), "{told}");
}

#[test]
fn a_long_chain_of_exceptions_is_cut_with_a_count() {
    let program = "error = None\nfor number in range(500):\n    try:\n        try: raise error or KeyError\n        \
        finally: raise ValueError(number)\n    except ValueError as caught: error = caught\nraise error\n";
    let sandbox = Sandbox::with("demo.py", program);
    let output = sandbox.program(["run", "--quiet", "demo.py"]).run();
    assert!(output.stderr.contains("more are left out here]"), "{}", output.stderr);
    assert!(output.stderr.lines().count() < 300, "{} lines", output.stderr.lines().count());
}

#[test]
fn the_executable_of_sys_is_python() {
    let program = "import subprocess, sys\ndef run(*words, **more):\n    \
        return subprocess.run([sys.executable, *words], capture_output=True, text=True, **more).stdout\n\
        print(run('-c', 'import sys; print(sys.argv)', 'a'), run('-m', 'json.tool', input='[]'), run('-', input='print(2)'))\n\
        print(run('-BEIsSu', '-Wignore', '-X', 'dev', '-c', 'print(3)'), run('child.py', 'b'))\n";
    let sandbox = Sandbox::with("demo.py", program);
    sandbox.write("child.py", "import sys\nprint(__name__, sys.argv)\n");
    let output = sandbox.program(["run", "--quiet", "demo.py"]).run();
    assert_eq!(
        output.stdout, "['-c', 'a']\n []\n 2\n\n3\n __main__ ['child.py', 'b']\n\n",
        "{}",
        output.stderr
    );
}

#[test]
fn processes_of_an_executor_run_their_jobs() {
    let program = "from concurrent.futures import ProcessPoolExecutor\nif __name__ == '__main__':\n    \
        with ProcessPoolExecutor(2) as executor: print(list(executor.map(abs, [-1, -2])))\n";
    assert_eq!(printed(program, &[]), "[1, 2]\n");
}

#[test]
fn asyncio_async_of_old_tutorials_is_read_under_legacy() {
    let program = "import asyncio\n@asyncio.coroutine\ndef work():\n    yield from asyncio.sleep(0)\n    return 1\n\
        @asyncio.coroutine\ndef main():\n    print((yield from asyncio.async(work())))\n\
        asyncio.get_event_loop().run_until_complete(main())\n";
    assert_eq!(printed(program, &["--legacy", "--clock", "virtual"]), "1\n");
}

#[test]
fn ctrl_c_ends_native_code_and_waits_for_whoever_hears_it() {
    let stuck = Sandbox::with("demo.py", "print('start', flush=True)\nsum(range(10**11))\n");
    let running = stuck.program(["run", "--quiet", "demo.py"]).start();
    running.wait_for_stdout("start");
    running.signal(Signal::INT);
    assert_eq!(running.finish().status, 130);
    let hears = "import threading\nprint('start', flush=True)\ntry: threading.Event().wait()\n\
        except KeyboardInterrupt:\n    total = 0\n    for number in range(10**7): total += number\n    print('heard')\n";
    let hears = Sandbox::with("demo.py", hears);
    let running = hears.program(["run", "--quiet", "demo.py"]).start();
    running.wait_for_stdout("start");
    running.signal(Signal::INT);
    let output = running.finish();
    assert_eq!((output.stdout.as_str(), output.status), ("start\nheard\n", 0), "{}", output.stderr);
}

#[test]
fn a_file_name_that_is_no_text_gets_one_sentence() {
    let sandbox = Sandbox::new();
    let name = OsStr::from_bytes(b"n\xff.py");
    std::fs::write(sandbox.path("x").with_file_name(name), "print(1)\n").expect("writes the file");
    let output = Command::new(binary())
        .env_clear()
        .arg("run")
        .arg(name)
        .current_dir(sandbox.path("x").parent().expect("a folder"))
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said, "learn-coroutines: the name of the program \"n\\xFF.py\" is not valid UTF-8\n");
}
