//! The virtual clock: what programs print under it is what CPython prints under a real clock.
//!
//! `tests/clock/NAME.txt` is what CPython 3.13 printed of NAME.py. Besides, programs are generated in which tasks, threads,
//! executors, loops in threads and sockets wait for moments 50 ms and more apart, so that their order is known; the newest
//! CPython of this machine judges the generator. `CLOCK_PROGRAMS=100` makes a hundred of them instead of ten.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::corpus::process::python;
use super::sandbox::{Sandbox, binary};
use super::seeded::Seeded;

/// How many programs are generated, where nothing else is said.
const PROGRAMS: usize = 10;
/// The moments that a generated program waits for, a unit apart.
const MOMENTS: usize = 14;
/// How many programs run at once; most of the time they wait.
const AT_ONCE: usize = 4;
/// How long a unit is for CPython, in seconds: longer where other work of the machine disturbed it.
const UNITS: [&str; 3] = ["0.05", "0.15", "0.4"];

#[test]
fn under_the_virtual_clock_programs_print_what_cpython_prints_under_a_real_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clock");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    names.sort();
    assert!(names.len() >= 10, "only {} programs", names.len());
    each_of(&names, |path| {
        let expected = fs::read_to_string(path.with_extension("txt")).map_err(|error| error.to_string())?;
        for _ in 0..2 {
            same(&expected, &virtually(path)?)?;
        }
        Ok(())
    });
}

#[test]
fn threads_tasks_executors_loops_and_sockets_wait_in_one_order() {
    let count = env::var("CLOCK_PROGRAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(PROGRAMS);
    let sandbox = Sandbox::new();
    let numbers: Vec<usize> = (0..count).collect();
    each_of(&numbers, |number| {
        let program = generated(*number as u64);
        let name = format!("program{number}.py");
        sandbox.write(&name, &program.text);
        let path = sandbox.path(&name);
        same(&program.expected, &virtually(&path)?).map_err(|error| format!("{error}\n{}", program.text))?;
        let Some(python) = python() else { return Ok(()) };
        let mut last = Ok(());
        for unit in UNITS {
            let mut command = Command::new(&python.executable);
            command.arg(&path).env("UNIT", unit);
            last = same(&program.expected, &printed(command)?);
            if last.is_ok() {
                break;
            }
        }
        last.map_err(|error| format!("CPython: {error}\n{}", program.text))
    });
}

/// Does something for each, some at once; panics with all that went wrong.
fn each_of<T: Sync>(things: &[T], test: impl Fn(&T) -> Result<(), String> + Sync) {
    let mut faults = Vec::new();
    for some in things.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|thing| scope.spawn(|| test(thing))).collect();
            let ended = running.into_iter().map(|running| running.join().expect("no test panics"));
            faults.extend(ended.filter_map(Result::err));
        });
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn virtually(path: &Path) -> Result<String, String> {
    let mut command = Command::new(binary());
    command.args(["run", "--quiet", "--clock", "virtual", "--timeout", "40"]).arg(path);
    printed(command)
}

fn printed(mut command: Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))),
    }
}

fn same(expected: &str, printed: &str) -> Result<(), String> {
    if expected == printed {
        return Ok(());
    }
    Err(format!("expected\n{expected}\nbut it printed\n{printed}"))
}

/// A program, and what it prints.
struct Generated {
    text: String,
    expected: String,
}

/// How an actor waits: a line of Python that defines `NAME(seconds)`, and what it runs in.
const ACTORS: [(&str, &str); 9] = [
    ("task", "await asyncio.sleep({})"),
    ("task", "await gives_up(asyncio.Event().wait(), {})"),
    ("task", "await asyncio.to_thread(time.sleep, {})"),
    ("task", "await asyncio.wrap_future(pool.submit(threading.Event().wait, {}))"),
    ("thread", "time.sleep({})"),
    ("thread", "threading.Event().wait({})"),
    ("thread", "takes_nothing(queue.Queue(), {})"),
    ("loop", "await asyncio.sleep({})"),
    ("socket", "time.sleep({})"),
];

/// Every moment belongs to one actor, so that the order is the order of the moments.
fn generated(seed: u64) -> Generated {
    let mut numbers = Seeded::new(seed);
    let count = 2 + numbers.below(5);
    let mut moments: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut expected = String::new();
    for moment in 1..=MOMENTS {
        let actor = numbers.below(count);
        moments[actor].push(moment);
        expected.push_str(&format!("actor {actor} at {moment}\n"));
    }
    let mut text = String::from(PRELUDE);
    let mut starts = String::new();
    for (actor, moments) in moments.iter().enumerate() {
        let (kind, wait) = numbers.pick(&ACTORS);
        let is_async = kind == "task" || kind == "loop";
        text.push_str(&format!("\n\n{}def actor_{actor}():\n", if is_async { "async " } else { "" }));
        let mut before = 0;
        for moment in moments {
            let length = format!("{} * UNIT", moment - before);
            text.push_str(&format!("    {}\n", wait.replace("{}", &length)));
            let say = if kind == "socket" { "send" } else { "print" };
            text.push_str(&format!("    {say}(\"actor {actor} at {moment}\")\n"));
            before = *moment;
        }
        text.push_str("    pass\n");
        starts.push_str(&match kind {
            "task" => format!("    tasks.append(asyncio.create_task(actor_{actor}()))\n"),
            "loop" => format!("    start(lambda: asyncio.run(actor_{actor}()))\n"),
            _ => format!("    start(actor_{actor})\n"),
        });
    }
    text.push_str("\n\nasync def main():\n    tasks = []\n");
    // What listens to the world goes by the world's time.
    let listens = text.contains("    send(");
    if listens {
        text.push_str("    hear(asyncio.get_running_loop())\n");
    }
    text.push_str(&starts);
    text.push_str(&format!("    await asyncio.sleep({} * UNIT)\n", MOMENTS + 1));
    text.push_str("    await asyncio.gather(*tasks)\n");
    if listens {
        text.push_str("    asyncio.get_running_loop().remove_reader(here)\n");
    }
    text.push_str("\n\nasyncio.run(main())\n");
    Generated { text, expected }
}

const PRELUDE: &str = r#"import asyncio
import os
import queue
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

UNIT = float(os.environ.get("UNIT", "0.05"))
here, there = socket.socketpair()
here.setblocking(False)
pool = ThreadPoolExecutor(8)


def start(function):
    threading.Thread(target=function).start()


def send(text):
    there.send(text.encode().ljust(40))


def hear(loop):
    loop.add_reader(here, lambda: print(here.recv(40).decode().strip()))


def takes_nothing(jobs, seconds):
    try:
        jobs.get(timeout=seconds)
    except queue.Empty:
        pass


async def gives_up(awaitable, seconds):
    try:
        await asyncio.wait_for(awaitable, seconds)
    except asyncio.TimeoutError:
        pass
"#;
