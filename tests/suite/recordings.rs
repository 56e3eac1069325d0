//! A recording where FILE is a program: what `trace` wrote, played again without Python.

use crate::sandbox::Sandbox;

const SCRIPT: &str = "\
import asyncio
import sys

async def work(seconds):
    await asyncio.sleep(seconds)
    print('slept', seconds)

async def main():
    await asyncio.gather(work(2), work(1))
    print('done', file=sys.stderr)
    sys.exit(3)

asyncio.run(main())
";

/// A folder with a recording of the script, whose text lies beside it.
fn recorded() -> Sandbox {
    let sandbox = Sandbox::with("it.py", SCRIPT);
    let trace = ["trace", "--clock", "virtual", "--out", "it.jsonl", "it.py"];
    let _ = sandbox.program(trace).run().status(3).stdout("slept 1\nslept 2\n");
    sandbox
}

#[test]
fn it_prints_what_the_program_printed_and_ends_as_it_did() {
    let sandbox = recorded();
    for lang in ["en", "zh"] {
        let program = sandbox.program(["--lang", lang, "run", "--clock", "virtual", "it.py"]).run().status(3);
        let recording = sandbox.program(["--lang", lang, "run", "it.jsonl"]).run().status(3);
        assert_eq!(recording.stdout, program.stdout);
        assert_eq!(recording.stderr, program.stderr);
    }
}

#[test]
fn it_is_written_as_it_was() {
    let sandbox = recorded();
    let again = sandbox.program(["trace", "it.jsonl"]).run().status(3).stderr("");
    assert_eq!(again.stdout, sandbox.read("it.jsonl"));
}

#[test]
fn it_is_stepped_through_and_says_that_nothing_can_be_evaluated() {
    let sandbox = recorded();
    let step = |file: &str, clock: &[&str]| {
        let arguments = ["--plain", "step"].iter().chain(clock).chain([&file]);
        sandbox.program(arguments).stdin("s\n\n\n\n\nw\n\n\n\n\nc\nb\ng 12\nq\n").run().status(0).stdout
    };
    let recording = step("it.jsonl", &[]);
    let told = "this is a recording: it is stepped through, and nothing can be evaluated in it\n";
    assert_eq!(recording.replacen(told, "", 1), step("it.py", &["--clock", "virtual"]));
    assert!(recording.contains(told), "{recording}");
    let evaluated = sandbox.program(["--plain", "step", "it.jsonl"]).stdin("t\np 1 + 1\nq\n").run().status(0);
    let refusal = "this is a recording: there is no running program in which this could be evaluated";
    assert!(evaluated.stdout.contains(refusal), "{}", evaluated.stdout);
}

#[test]
fn its_messages_are_explained() {
    let sandbox = Sandbox::with("never.py", "async def f():\n    pass\n\nf()\n");
    let _ = sandbox.program(["trace", "--out", "never.jsonl", "never.py"]).run().status(0);
    let program = sandbox.program(["why", "never.py"]).run().status(0);
    let recording = sandbox.program(["why", "never.jsonl"]).run().status(0);
    assert!(program.stderr.contains("never awaited"), "{}", program.stderr);
    assert_eq!(recording.stderr, program.stderr);
}

#[test]
fn one_that_is_cut_short_or_no_recording_says_so() {
    let sandbox = recorded();
    let text = sandbox.read("it.jsonl");
    let half: Vec<&str> = text.lines().take(20).collect();
    sandbox.write("half.jsonl", half.join("\n"));
    let output = sandbox.program(["run", "--quiet", "half.jsonl"]).run().status(125);
    assert_eq!(output.stderr, "The recording ends before its program does.\n");
    sandbox.write("later.jsonl", text.replacen("\"version\":1", "\"version\":9", 1));
    let output = sandbox.program(["step", "--plain", "later.jsonl"]).run().status(2);
    assert!(output.stderr.contains("a recording of a later version"), "{}", output.stderr);
}
