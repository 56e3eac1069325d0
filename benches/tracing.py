"""What tracing costs: against the same program untraced in the same interpreter, and against CPython.

python3 benches/tracing.py [BINARY] [--only SECTION]...
"""
import sys
import tempfile

import measure
from measure import PROGRAMS, compared, heading, middle, table

PYTHON = sys.executable

UNTRACED = "untraced"
TRANSITIONS = "transitions"
PIPED = "lines and locals, jsonl to nowhere"
FILED = "lines and locals, jsonl to a file"
CPYTHON = "CPython"
CALLBACK = "CPython, settrace that does nothing"
LOCALS = "CPython, settrace that keeps the locals"

# How many times the loops of the section "loops" turn.
TURNS = "300000"


def ours(binary, how, program, *arguments, clock=()):
    """The command for one way of running a program."""
    options = {
        UNTRACED: ["run", "--quiet"],
        TRANSITIONS: ["run"],
        PIPED: ["trace", "--format", "jsonl"],
    }[how]
    return [binary, *options, *clock, str(PROGRAMS / program), *arguments]


def start(binary, most, seconds):
    """An empty file against `python3 -c pass`."""
    commands = {
        "run empty.py": [binary, "run", str(PROGRAMS / "empty.py")],
        "python3 -c pass": [PYTHON, "-c", "pass"],
    }
    samples = measure.rounds(commands, most * 4, seconds)
    table(samples)
    compared(samples, "run empty.py", "python3 -c pass", "aim: under 5")


def loop(binary, program, most, seconds):
    """A loop of so many turns, in every way there is to run it."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        settrace = [PYTHON, str(PROGRAMS / "settrace.py")]
        path = str(PROGRAMS / program)
        commands = {how: ours(binary, how, program, TURNS) for how in (UNTRACED, TRANSITIONS, PIPED)}
        commands[FILED] = [binary, "trace", "--format", "jsonl", "--out", out.name, path, TURNS]
        commands[CPYTHON] = [PYTHON, path, TURNS]
        commands[CALLBACK] = [*settrace, "minimal", path, TURNS]
        commands[LOCALS] = [*settrace, "locals", path, TURNS]
        samples = measure.rounds(commands, most, seconds)
        with open(out.name, "rb") as rows:
            events = sum(1 for _ in rows)
    table(samples)
    compared(samples, TRANSITIONS, UNTRACED, "aim: at most 3")
    compared(samples, PIPED, UNTRACED)
    compared(samples, FILED, UNTRACED)
    compared(samples, PIPED, CALLBACK)
    compared(samples, LOCALS, PIPED, "aim: at least 3")
    compared(samples, UNTRACED, CPYTHON)
    each = (middle(samples[PIPED], "wall") - middle(samples[UNTRACED], "wall")) / events
    print(f"  {events} events with lines and locals: {each * 1e6:.2f} µs each")


def flat(binary, most, seconds):
    """A program that keeps and prints values: what an event costs must not grow with what is kept."""
    counts = (500, 1000, 2000, 4000, 32000)
    commands = {0: ours(binary, PIPED, "keeps.py", "0")}
    commands.update({count: ours(binary, PIPED, "keeps.py", str(count)) for count in counts})
    samples = measure.rounds(commands, most * 2, seconds)
    # What is left after the start; the processor's time, because the differences are small.
    startup = middle(samples[0], "cpu")
    costs = {}
    print(f"  {'values':>8} {'events':>8} {'µs each':>8} {'MiB':>6}")
    for count in counts:
        with tempfile.TemporaryFile() as out:
            measure.run(commands[count], stdout=out)
            out.seek(0)
            events = sum(1 for _ in out)
        costs[count] = (middle(samples[count], "cpu") - startup) / events * 1e6
        print(f"  {count:>8} {events:>8} {costs[count]:8.2f} {middle(samples[count], 'peak'):6.0f}")
    print(f"  an event of 4000 values / one of 1000: x{costs[4000] / costs[1000]:.2f}   aim: flat")
    print(f"  an event of 32000 values / one of 4000: x{costs[32000] / costs[4000]:.2f}   aim: flat")


def tasks(binary, most, seconds):
    """Tasks that each sleep ten times: against untraced, against asyncio's debug mode, and as their number grows."""
    virtual = ("--clock", "virtual")
    path = str(PROGRAMS / "sleepers.py")
    debug = "CPython, asyncio's debug mode"
    commands = {
        how: ours(binary, how, "sleepers.py", "10000", clock=virtual) for how in (UNTRACED, TRANSITIONS, PIPED)
    }
    commands[CPYTHON] = [PYTHON, path, "10000"]
    commands[debug] = [PYTHON, "-X", "dev", path, "10000"]
    samples = measure.rounds(commands, most, seconds * 0.75)
    print("  10,000 tasks")
    table(samples)
    compared(samples, TRANSITIONS, UNTRACED)
    compared(samples, PIPED, UNTRACED)
    compared(samples, PIPED, debug)
    compared(samples, debug, CPYTHON)
    compared(samples, UNTRACED, CPYTHON)

    for how in (TRANSITIONS, PIPED):
        counts = (100, 1000, 10000)
        commands = {0: ours(binary, how, "sleepers.py", "0", clock=virtual)}
        commands.update({count: ours(binary, how, "sleepers.py", str(count), clock=virtual) for count in counts[:2]})
        samples_of = measure.rounds(commands, most * 2, seconds * 0.1)
        samples_of[10000] = samples[how]
        startup = middle(samples_of[0], "cpu")
        costs = {count: (middle(samples_of[count], "cpu") - startup) / count * 1e6 for count in counts}
        row = ", ".join(f"{count}: {cost:.0f} µs" for count, cost in costs.items())
        print(f"  {how}, a task of so many: {row}   x{costs[10000] / costs[1000]:.2f} from 1000 to 10000, aim: linear")


SECTIONS = {
    "start": (start, 0.06),
    "yields": (lambda *rest: loop(rest[0], "yields.py", *rest[1:]), 0.22),
    "sends": (lambda *rest: loop(rest[0], "sends.py", *rest[1:]), 0.22),
    "delegation": (lambda *rest: loop(rest[0], "delegation.py", *rest[1:]), 0.22),
    "flat": (flat, 0.08),
    "tasks": (tasks, 0.2),
}


def main():
    parser = measure.arguments(__doc__.splitlines()[0], 150)
    parser.add_argument("--only", action="append", choices=SECTIONS, help="only this section; may be given again")
    given = parser.parse_args()
    binary = measure.binary(given.binary)
    chosen = {name: SECTIONS[name] for name in given.only or SECTIONS}
    share = sum(weight for _, weight in chosen.values())
    print(f"{sys.implementation.name} {sys.version.split()[0]}; x is the median of the ratios of pairs")
    for name, (section, weight) in chosen.items():
        heading(f"{name}: {section.__doc__}" if section.__doc__ else f"{name}: {TURNS} turns")
        section(binary, given.rounds, given.seconds * weight / share)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
