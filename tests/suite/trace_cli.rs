//! `trace`: every event as a JSON line, the same bytes each time, wherever it is written.

use serde_json::Value;

use crate::sandbox::Sandbox;

const SCRIPT: &str = "\
def g():
    x = yield 1
    print('got', x)

it = g()
next(it)
try:
    it.send('hi')
except StopIteration:
    pass
";

fn trace(sandbox: &Sandbox, file: &str) -> String {
    let output = sandbox.program(["trace", "--clock", "virtual", file]).run().status(0).stderr("");
    output.stdout
}

fn events(trace: &str) -> Vec<Value> {
    trace.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[test]
fn a_trace_has_every_event_in_the_interfaces_words() {
    let sandbox = Sandbox::with("it.py", SCRIPT);
    let trace = trace(&sandbox, "it.py");
    let mut lines = trace.lines();
    let first: Value = serde_json::from_str(lines.next().expect("a first line")).expect("JSON");
    assert_eq!((&first["event"], &first["version"]), (&"program_started".into(), &1.into()));
    assert_eq!((&first["file"], &first["clock"]), (&"it.py".into(), &"virtual".into()));
    let rest: Vec<&str> = lines.collect();
    let expected = r#"
{"seq":1,"event":"line","time":0.0,"thread":0,"line":1,"where":"<module>","frame":1,"depth":0}
{"seq":2,"event":"line","time":0.0,"thread":0,"line":5,"where":"<module>","frame":1,"depth":0}
{"seq":3,"event":"created","time":0.0,"thread":0,"line":5,"where":"<module>","id":"g#1","kind":"generator","by":"<module>","after":"GEN_CREATED"}
{"seq":4,"event":"line","time":0.0,"thread":0,"line":6,"where":"<module>","frame":1,"depth":0,"changed":{"it":"<generator g#1>"}}
{"seq":5,"event":"resumed","time":0.0,"thread":0,"line":6,"where":"<module>","id":"g#1","by":"<module>","how":"next","before":"GEN_CREATED","after":"GEN_RUNNING"}
{"seq":6,"event":"line","time":0.0,"thread":0,"line":2,"where":"g#1","frame":2,"depth":1}
{"seq":7,"event":"yielded","time":0.0,"thread":0,"line":2,"where":"g#1","id":"g#1","to":"<module>","value":"1","before":"GEN_RUNNING","after":"GEN_SUSPENDED"}
{"seq":8,"event":"line","time":0.0,"thread":0,"line":7,"where":"<module>","frame":1,"depth":0}
{"seq":9,"event":"line","time":0.0,"thread":0,"line":8,"where":"<module>","frame":1,"depth":0}
{"seq":10,"event":"resumed","time":0.0,"thread":0,"line":8,"where":"<module>","id":"g#1","by":"<module>","how":"send","value":"'hi'","before":"GEN_SUSPENDED","after":"GEN_RUNNING"}
{"seq":11,"event":"line","time":0.0,"thread":0,"line":3,"where":"g#1","frame":2,"depth":1,"changed":{"x":"'hi'"}}
{"seq":12,"event":"output","time":0.0,"thread":0,"line":3,"where":"g#1","stream":"stdout","text":"got hi\n"}
{"seq":13,"event":"returned","time":0.0,"thread":0,"line":3,"where":"g#1","id":"g#1","to":"<module>","value":"None","before":"GEN_RUNNING","after":"GEN_CLOSED"}
{"seq":14,"event":"exception","time":0.0,"thread":0,"line":8,"where":"<module>","exception":"StopIteration()"}
{"seq":15,"event":"line","time":0.0,"thread":0,"line":9,"where":"<module>","frame":1,"depth":0}
{"seq":16,"event":"caught","time":0.0,"thread":0,"line":9,"where":"<module>","exception":"StopIteration()"}
{"seq":17,"event":"line","time":0.0,"thread":0,"line":10,"where":"<module>","frame":1,"depth":0}
{"seq":18,"event":"program_ended","time":0.0,"thread":0,"outcome":"ok","status":0}"#;
    let expected: Vec<&str> = expected.trim().lines().collect();
    assert_eq!(rest, expected, "\n{trace}");
}

#[test]
fn the_same_program_gives_the_same_bytes_under_the_virtual_clock() {
    let script = "\
import asyncio

class Thing:
    pass

async def work(n):
    await asyncio.sleep(n)
    return Thing()

async def main():
    print(await asyncio.gather(work(2), work(1)) is None, {'a', 'b'} and Thing)

asyncio.run(main())
";
    let sandbox = Sandbox::with("it.py", script);
    let first = trace(&sandbox, "it.py");
    assert!(!first.contains("0x"), "an address in\n{first}");
    for _ in 0..3 {
        assert_eq!(trace(&sandbox, "it.py"), first);
    }
}

#[test]
fn sequence_numbers_count_and_the_last_event_is_the_end() {
    let sandbox = Sandbox::with("it.py", "raise SystemExit(4)\n");
    let output = sandbox.program(["trace", "it.py"]).run().status(4);
    let events = events(&output.stdout);
    for (seq, event) in events.iter().enumerate() {
        assert_eq!(event["seq"], seq);
    }
    let last = events.last().expect("an event");
    assert_eq!(
        (&last["event"], &last["outcome"], &last["status"]),
        (&"program_ended".into(), &"exit".into(), &4.into())
    );
}

#[test]
fn a_program_that_was_ended_has_a_last_event_too() {
    let sandbox = Sandbox::with("loop.py", "while True: pass\n");
    let output = sandbox
        .shell("learn-coroutines trace --timeout 1 loop.py >trace; echo $? >status; tail -n 1 trace")
        .run();
    assert_eq!(sandbox.read("status"), "124\n");
    let last = events(&output.stdout).pop().expect("an event");
    assert_eq!((&last["outcome"], &last["status"]), (&"timeout".into(), &124.into()));
    sandbox.write("die.py", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n");
    let output = sandbox.program(["trace", "die.py"]).run().status(125);
    let last = events(&output.stdout).pop().expect("an event");
    assert_eq!((&last["outcome"], &last["status"]), (&"died".into(), &125.into()));
}

#[test]
fn with_a_file_for_the_trace_the_program_keeps_its_streams() {
    let sandbox = Sandbox::with("it.py", SCRIPT.to_owned() + "import sys\nprint('oops', file=sys.stderr)\n");
    let arguments = ["trace", "--format", "jsonl", "--out", "trace.jsonl", "--clock", "virtual", "it.py"];
    let _ = sandbox.program(arguments).run().status(0).stdout("got hi\n").stderr("oops\n");
    assert_eq!(sandbox.read("trace.jsonl"), trace(&sandbox, "it.py"));
}

#[test]
fn the_trace_never_overwrites_its_program() {
    let sandbox = Sandbox::with("it.py", SCRIPT);
    let output = sandbox.program(["trace", "--out", "./it.py", "it.py"]).run().status(2).stdout("");
    let _ = output.stderr_has("would overwrite the program");
    assert_eq!(sandbox.read("it.py"), SCRIPT);
}

#[test]
fn a_trace_that_cannot_be_written_says_where() {
    let sandbox = Sandbox::with("it.py", "for _ in range(100_000): pass\n");
    let full = sandbox.program(["trace", "--out", "/dev/full", "it.py"]).run().status(1);
    let _ =
        full.stderr("learn-coroutines: cannot write to /dev/full: No space left on device (os error 28)\n");
    let nowhere = sandbox.program(["trace", "--out", "no/such/folder", "it.py"]).run().status(1);
    let _ = nowhere.stderr_has("learn-coroutines: cannot write no/such/folder: ");
}

#[test]
fn a_reader_that_has_enough_ends_the_trace_in_silence() {
    let sandbox = Sandbox::with("it.py", "while True: pass\n");
    let command = "{ learn-coroutines trace it.py; echo $? >status; } | head -n 100 | wc -l";
    let output = sandbox.shell(command).run().status(0).stderr("");
    assert_eq!(output.stdout.trim(), "100");
    assert_eq!(sandbox.read("status"), "3\n");
}

#[test]
fn a_program_that_cannot_be_parsed_has_no_trace() {
    let sandbox = Sandbox::with("bad.py", "1 +\n");
    let _ = sandbox.program(["trace", "bad.py"]).run().status(2).stdout("").stderr_has("SyntaxError: ");
}
