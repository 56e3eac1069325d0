//! What is done by hand in step mode: expressions evaluated in the paused program, a generator driven, and what is undone.

use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::stage::summary::summary;
use portable_pty::CommandBuilder;

use crate::pty::Terminal;
use crate::sandbox::{Output, Sandbox};
use crate::show::Show;

const AVERAGER: &str = "\
def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        total += value
        count += 1
        average = total / count


g = averager()
next(g)
x = g.send(10)
print(x)
print(g.send(30))
";

/// Line mode on a program.
fn lines(source: &str, commands: &str) -> Output {
    let sandbox = Sandbox::with("demo.py", source);
    sandbox.program(["step", "--plain", "--clock", "virtual", "demo.py"]).stdin(commands).run()
}

/// Step mode on a program, on a screen.
fn step_screen(source: &str, lang: &str, size: (u16, u16)) -> Terminal {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("demo.py"), source).expect("writes the program");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["--lang", lang, "step", "--clock", "virtual", "demo.py"]);
    let terminal = Terminal::start(command, folder, size);
    terminal.wait_for("»");
    terminal
}

#[test]
fn what_is_driven_is_traced_and_the_program_goes_on_with_what_it_did() {
    let output = lines(AVERAGER, "t\nt\nt\nt\nt\nd g\nsend 20\nq\nt\nt\nc\n").status(0);
    for expected in [
        "[20] line 14 of <module> is about to run",
        "○ GEN_CREATED                           z GEN_SUSPENDED  ← now",
        "3 of 16 transitions taken so far",
        "note: typed here: g.send(20)",
        "<module> sends 20 to averager#1: SUSPENDED becomes RUNNING, line 14",
        "averager#1 yields 15.0 to <module> and sleeps",
        "\n15.0\nz averager#1 GEN_SUSPENDED  line 5  ▸ next(g) never",
        // (10 + 20 + 30) / 3: the program's own send comes after ours.
        "  | 20.0\n",
    ] {
        assert!(output.stdout.contains(expected), "{expected:?} in\n{output}");
    }
}

#[test]
fn the_lines_and_variables_of_what_is_driven_are_shown_too() {
    let output = lines(AVERAGER, "t\nt\nt\nt\nt\ns\np g.send(20)\nw\ng 23\ng 24\n").status(0);
    assert!(output.stdout.contains("total=30  count=2  average=15.0  value=20"), "{output}");
    assert!(output.stdout.contains("[23] line 6 of averager#1 is about to run"), "{output}");
    assert!(output.stdout.contains("value = 20\n"), "{output}");
}

#[test]
fn a_deed_is_undone_by_running_again_to_where_it_was_done() {
    let commands = "t\nt\nt\nt\nt\nd g\nsend 20\nthrow KeyError(1)\nundo\nundo\nundo\nclose\nq\nc\n";
    let output = lines(AVERAGER, commands).status(0);
    let order = [
        "\n15.0\n",
        "KeyError(1) leaves averager#1",
        "\nKeyError: 1\nx averager#1 GEN_CLOSED",
        // Behind the send again, with its value still in the generator.
        "[28] averager#1 yields 15.0 to <module> and sleeps",
        "[20] line 14 of <module> is about to run",
        "There is nothing to undo.",
        "typed here: g.close()",
        "  | 10.0\n",
    ];
    let mut from = 0;
    for expected in order {
        let found = output.stdout[from..].find(expected);
        assert!(found.is_some(), "{expected:?} after byte {from} in\n{output}");
        from += found.unwrap_or_default() + expected.len();
    }
}

#[test]
fn an_undo_gives_the_program_the_same_input_again() {
    let program = "\
def echo():
    while True:
        print((yield))

g = echo()
next(g)
name = input()
g.send(name)
print('bye', name)
";
    let output = lines(program, "t\nt\nt\ns\ns\nAda\nd g\nsend 1\nundo\nq\np name\nc\n").status(0);
    assert!(output.stdout.contains("\n'Ada'\n"), "{output}");
    assert_eq!(output.stdout.matches("the program reads a line").count(), 1, "{output}");
    assert!(output.stdout.contains("  | Ada\n") && output.stdout.contains("  | bye Ada\n"), "{output}");
}

#[test]
fn what_is_typed_may_read_a_line_too() {
    let output =
        lines(AVERAGER, "t\nt\nt\nt\nt\ns\np input('who? ')\nAda\nd g\nsend int(input())\n20\nq\nc\n");
    let output = output.status(0);
    assert_eq!(output.stdout.matches("the program reads a line").count(), 2, "{output}");
    assert!(output.stdout.contains("\n'Ada'\n") && output.stdout.contains("\n15.0\n"), "{output}");
    assert!(output.stdout.contains("  | 20.0\n"), "{output}");
}

#[test]
fn a_thread_that_is_started_by_hand_runs_meanwhile_and_does_not_stand_still() {
    let program = "\
import threading

def numbers():
    n = 0
    while True:
        yield n
        n += 1

g = numbers()
def work():
    for _ in range(3):
        print(next(g))

print('end')
";
    let commands = "\
t\ns\ns\np [t := threading.Thread(target=work), t.start(), t.join()][1]\np next(g)\nd g\nnext\nq\nc\n";
    let output = lines(program, commands).status(0);
    for expected in ["  | 0\n", "  | 2\n", "\n3\n", "\n4\nz numbers#1", "  | end\n"] {
        assert!(output.stdout.contains(expected), "{expected:?} in\n{output}");
    }
}

/// The value is on its way out of the generator: Python itself still says "generator already executing" there.
#[test]
fn in_the_middle_of_a_transition_nothing_is_resumed_and_nothing_breaks() {
    let output = lines(AVERAGER, "t\nt\nt\np g.send(1)\np [value for value in g]\np total\nt\nc\n").status(0);
    assert_eq!(output.stdout.matches("RuntimeError: a transition is under way").count(), 2, "{output}");
    assert!(output.stdout.contains("\n0\n"), "{output}");
    assert!(output.stdout.contains("  | 20.0\n"), "{output}");
}

#[test]
fn in_a_loop_the_paused_task_is_still_the_one_that_runs() {
    let program = "\
import asyncio
import contextvars

name = contextvars.ContextVar('name')

def numbers():
    while True:
        yield 1

async def main():
    name.set('set in main')
    g = numbers()
    try:
        raise KeyError('k')
    except KeyError:
        await asyncio.sleep(1)
        print(next(g))

asyncio.run(main())
";
    let here = "p asyncio.current_task().get_name()\np asyncio.get_running_loop().time()\np name.get()\n";
    let commands = format!("g 40\nd g\nnext\nq\n{here}p __import__('sys').exc_info()[1]\nc\n");
    let output = lines(program, &commands).status(0);
    for expected in ["\n'Task-1'\n1.0\n'set in main'\nKeyError('k')\n", "\n1\nz numbers#2", "  | 1\n"] {
        assert!(output.stdout.contains(expected), "{expected:?} in\n{output}");
    }
}

#[test]
fn what_cannot_be_driven_is_told_apart() {
    let program = "\
async def ticks():
    yield 1

x = 5
t = ticks()
print('end')
";
    let output = lines(program, "g 6\nd x\nd t\nd y\nd\nc\nd x\n").status(0);
    for expected in [
        "This is no generator or coroutine of this program: 5",
        "An async generator is driven by an event loop",
        "NameError: name 'y' is not defined",
        "d: unknown command",
        "the program has ended",
    ] {
        assert!(output.stdout.contains(expected), "{expected:?} in\n{output}");
    }
}

#[test]
fn on_the_whole_screen_the_state_machine_stands_over_the_panes_in_every_size() {
    for (lang, size, machine, usage) in [
        (Lang::En, (80, 24), "▸ never next(g)", "q: back to stepping"),
        (Lang::Zh, (40, 15), "▸ next(g) 从未", "回到单步"),
        (Lang::En, (200, 50), "14▶ print(x)", "q: back to stepping"),
    ] {
        let mut show = Show::open(AVERAGER, lang, size);
        let seen = |show: &mut Show, text: &str| {
            let screen = show.screen();
            assert!(screen.contains(text), "no {text:?} in\n{screen}");
        };
        show.press("t t t t t");
        assert!(
            show.sentence().contains(lang.pick("yields 10.0 to <module>", "产出 10.0")),
            "{}",
            show.screen()
        );
        show.press("d");
        seen(
            &mut show,
            lang.pick("drive which generator (Enter accepts): g", "驱动哪个生成器（Enter 确认）：g"),
        );
        show.press("Enter");
        for text in ["drive g>", usage, machine] {
            seen(&mut show, text);
        }
        show.press("s e n d Enter");
        seen(&mut show, "send ?");
        show.press("s e n d Space 2 0 Enter");
        seen(&mut show, "g.send(20) = 15.0");
        show.press("q Enter");
        seen(&mut show, lang.pick("Space step", "Space 下一步"));
    }
}

#[test]
fn a_deed_that_never_ends_is_interrupted_and_can_be_undone() {
    let program = "\
def stuck():
    yield 1
    while True:
        pass

g = stuck()
next(g)
print('here')
";
    let mut terminal = step_screen(program, "en", (80, 24));
    terminal.type_keys("tttd");
    terminal.wait_for("drive which generator (Enter accepts): g");
    terminal.type_keys("\r");
    terminal.wait_for("drive g>");
    terminal.type_keys("next\r");
    terminal.wait_for("runs …");
    terminal.type_keys("\x03");
    terminal.wait_for("next(g): KeyboardInterrupt");
    terminal.type_keys("d");
    terminal.wait_for("drive which generator (Enter accepts): g");
    terminal.type_keys("\r");
    terminal.wait_for("drive g>");
    terminal.type_keys("undo\r");
    terminal.wait_for("z stuck#1 GEN_SUSPENDED  line 2");
    terminal.wait_for("line 8 of <module> is about to run");
    terminal.type_keys("q\r");
    terminal.wait_for("Space step");
    terminal.type_keys("q");
    assert_eq!(terminal.finish(), 0);
    terminal.assert_given_back();
}

#[test]
fn what_is_printed_on_leaving_tells_the_learners_acts_from_the_programs() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    show.press("t t t d Enter s e n d Space 5 Enter q Enter");
    let lines = summary(&show.player.scene(), show.app.furthest(), Lang::En);
    let lines: Vec<String> =
        lines.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect()).collect();
    let place = |text: &str| lines.iter().position(|line| line.contains(text));
    assert!(place("averager#1 ─yields 5.0→ <module>").is_some(), "{lines:?}");
    let typed = place("note: typed here: g.send(5)   line 13");
    assert!(typed.is_some() && typed < place("<module> ─send(5)→ averager#1"), "{lines:?}");
}
