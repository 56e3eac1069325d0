"""Runs commands in turn, A B C A B C, and compares them round by round."""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time

FOLDER = pathlib.Path(__file__).resolve().parent
PROGRAMS = FOLDER / "programs"

# No single command may take longer.
LIMIT = 120


class Sample:
    """What one run of a command took: wall time and processor time in seconds, the largest process in MiB."""

    def __init__(self, wall, cpu, peak):
        self.wall = wall
        self.cpu = cpu
        self.peak = peak


def arguments(description, seconds):
    """The command line that the benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("binary", nargs="?", help="the program to measure (default: the one built last)")
    parser.add_argument("--rounds", type=int, default=7, help="at most so many rounds (default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=seconds, help="about how long it may all take (default: %(default)s)"
    )
    return parser


def binary(given):
    """The program to measure."""
    if given:
        return str(pathlib.Path(given).resolve())
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", FOLDER.parent / "target"))
    built = [target / profile / "learn-coroutines" for profile in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        sys.exit("no learn-coroutines in target/: build it, or name it as the argument")
    return str(max(built, key=lambda path: path.stat().st_mtime))


def environment():
    """An environment in which nothing but the command decides."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def run(command, stdout=subprocess.DEVNULL):
    """Runs a command once; its output goes nowhere, or to `stdout`."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=FOLDER,
    )
    alarm = threading.Timer(LIMIT, process.kill)
    alarm.start()
    # The usage of the process and of all it has waited for: the tool's Python process among them.
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    alarm.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"exit status {process.returncode}: {' '.join(map(str, command))}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def rounds(commands, most, seconds):
    """Runs all commands in turn, once to warm up and then until the time is used up; the samples of each by name."""
    deadline = time.monotonic() + seconds
    for command in commands.values():
        run(command)
    samples = {name: [] for name in commands}
    longest = 0
    for number in range(most):
        begun = time.monotonic()
        if number > 0 and begun + longest > deadline:
            break
        for name, command in commands.items():
            samples[name].append(run(command))
        longest = max(longest, time.monotonic() - begun)
    return samples


def middle(samples, what):
    """The median of one figure."""
    return statistics.median(getattr(sample, what) for sample in samples)


def ratio(ones, others, what, minus=(0, 0)):
    """The median of the ratios of pairs; `minus` is taken off each side first."""
    pairs = zip(ones, others)
    return statistics.median(
        (getattr(one, what) - minus[0]) / max(getattr(other, what) - minus[1], 1e-9) for one, other in pairs
    )


def heading(text):
    """A headline on a line of its own."""
    print(f"\n{text}")


def table(samples):
    """What each command took."""
    count = len(next(iter(samples.values())))
    print(f"  {'median of ' + str(count):<44} {'wall s':>8} {'cpu s':>8} {'MiB':>7}")
    for name, taken in samples.items():
        print(
            f"  {name:<44} {middle(taken, 'wall'):8.3f} {middle(taken, 'cpu'):8.3f} {middle(taken, 'peak'):7.0f}"
        )


def compared(samples, one, other, aim=""):
    """One command against another."""
    wall = ratio(samples[one], samples[other], "wall")
    cpu = ratio(samples[one], samples[other], "cpu")
    print(f"  {one + ' / ' + other:<68} x{wall:<7.2f} cpu x{cpu:<7.2f} {aim}")
