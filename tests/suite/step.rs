//! Step mode line by line: commands in, lines out.

use crate::sandbox::Sandbox;

/// Runs `step` on a program with these commands; gives its stdout, with `[EOF]` at the end, and its status.
fn step(source: &str, lang: &str, commands: &str) -> (String, i32) {
    let sandbox = Sandbox::with("demo.py", source);
    let arguments = ["--lang", lang, "step", "--clock", "virtual", "demo.py"];
    let output = sandbox.program(arguments).stdin(commands).run();
    (format!("{}{}[EOF]", output.stdout, output.stderr), output.status)
}

const PROGRAM: &str = "\
def g():
    got = yield 1
    print('got', got)

it = g()
next(it)
it.send(5)
";

#[test]
fn each_stop_prints_the_event_the_line_and_the_changed_states() {
    let (text, status) = step(PROGRAM, "en", "t\nt\n\nt\n");
    assert_eq!(status, 0);
    assert_eq!(
        text,
        "\
? lists the commands
[2] line 1 of <module> is about to run
     1  def g():
[4] <module> creates the generator g#1: it is CREATED, line 5
     5  it = g()
        g#1: not there → GEN_CREATED
[6] <module> asks g#1 for its next value: CREATED becomes RUNNING, line 6
     1  def g():
        g#1: GEN_CREATED → GEN_RUNNING
[7] line 2 of g#1 is about to run
     2      got = yield 1
[8] g#1 yields 1 to <module> and sleeps: RUNNING becomes SUSPENDED, line 2
     6  next(it)
        g#1: GEN_RUNNING → GEN_SUSPENDED
[EOF]"
    );
}

#[test]
fn back_goes_back_and_the_states_with_it() {
    let (text, _) = step(PROGRAM, "en", "t\nt\nb\nb\nb\n");
    let tail = "\
[4] <module> creates the generator g#1: it is CREATED, line 5
     5  it = g()
[3] line 5 of <module> is about to run
     5  it = g()
        g#1: GEN_CREATED → not there
[EOF]";
    assert!(text.ends_with(tail), "{text}");
}

#[test]
fn continue_prints_what_the_program_printed_and_goto_returns() {
    let (text, status) = step(PROGRAM, "zh", "c\ns\ng 4\nw\nq\n");
    assert_eq!(status, 0);
    assert!(text.contains("  | got 5\n"), "{text}");
    assert!(text.contains("程序已经结束\n"), "{text}");
    assert!(text.contains("[4] <module> 创建生成器 g#1"), "{text}");
    assert!(text.contains("○ g#1 GEN_CREATED"), "{text}");
}

#[test]
fn expressions_are_evaluated_where_the_program_stands() {
    let (text, _) = step(PROGRAM, "en", "t\nt\np it\np 1/0\np it is None\nb\np 1\nnonsense\ng x\n");
    assert!(text.contains("\n<generator g#1>\n"), "{text}");
    assert!(text.contains("\nZeroDivisionError: division by zero\n"), "{text}");
    assert!(text.contains("\nFalse\n"), "{text}");
    assert!(text.contains("\nonly where the program is paused: g 6 goes there\n"), "{text}");
    assert!(text.contains("\nnonsense: unknown command; ? lists the commands\n"), "{text}");
    assert!(text.contains("\ng x: unknown command"), "{text}");
}

#[test]
fn a_program_that_reads_takes_the_next_line() {
    let source = "name = input('who? ')\nprint('hello', name)\nx = 1\n";
    let (text, _) = step(source, "en", "s\nworld\ns\n");
    assert!(text.contains("  | who? \nthe program reads a line; the next line is its input\n"), "{text}");
    assert!(text.contains("  | hello world\n"), "{text}");
    let (text, status) = step(source, "en", "s\n");
    assert!(text.contains("the program reads a line"), "{text}");
    assert_eq!(status, 0);
}

#[test]
fn help_lists_each_command() {
    let (text, _) = step("x = 1\n", "en", "?\n");
    for command in ["s ", "t ", "o ", "u ", "i ", "k ", "c ", "b ", "g N", "w ", "p EXPR", "q ", "? "] {
        assert!(text.lines().any(|line| line.starts_with(command)), "{command}: {text}");
    }
}

#[test]
fn a_file_that_is_no_python_is_a_usage_error() {
    let (text, status) = step("def (:\n", "en", "s\n");
    assert!(text.contains("SyntaxError"), "{text}");
    assert_eq!(status, 2);
}

#[test]
fn control_characters_of_the_program_are_shown_not_obeyed() {
    let (text, _) = step("print('\\x1b[2J')\ns = '\\x07'\n", "en", "c\n");
    assert!(!text.contains('\x1b') && !text.contains('\x07'), "{text:?}");
    assert!(text.contains("␛[2J"), "{text}");
}

#[test]
fn under_the_hood_asyncios_own_lines_are_shown() {
    let program = "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n\nasyncio.run(main())\n";
    let sandbox = Sandbox::with("demo.py", program);
    let arguments = ["step", "--under-the-hood", "--clock", "virtual", "--plain", "demo.py"];
    let output = sandbox.program(arguments).stdin("t\nt\nt\nt\nt\nt\nt\n").run().status(0);
    assert!(output.stdout.contains("async def sleep(delay, result=None):\n"), "{output}");
    assert!(output.stdout.contains("          return await future\n"), "{output}");
}
