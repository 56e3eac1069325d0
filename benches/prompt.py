"""How soon the prompt takes keys, how long Enter takes to the next prompt, and what it takes at rest, against CPython.

python3 benches/prompt.py [BINARY] [--times 20]

Each shell runs in a pty of its own, one after the other in every round, so that all of them see the same machine. A
shell takes keys when a key typed after its prompt is echoed; that time is the first figure. Times are in milliseconds,
memory in MiB: the proportional set size of the shell and all its processes. The last columns are ratios to `python3 -q`.
"""
import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import tempfile
import termios
import time

DEADLINE = 30
WIDTH = 24
ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[a-zA-Z]|[()][A-Z0-9]|[=>]|\][^\x07]*\x07)")


class Shell:
    """A program in a pty."""

    def __init__(self, command, home):
        self.text = b""
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
            for name in ("PYENV_VERSION", "PYENV_ROOT"):
                if name in os.environ:
                    environment[name] = os.environ[name]
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read_until(self, wanted):
        """Reads until the plain text after the last call fulfils `wanted`; seconds since the start."""
        end = time.perf_counter() + DEADLINE
        while not wanted(ESCAPES.sub(b"", self.text)):
            left = end - time.perf_counter()
            if left <= 0:
                raise TimeoutError(self.text)
            if select.select([self.fd], [], [], left)[0]:
                chunk = os.read(self.fd, 65536)
                # prompt_toolkit asks where the cursor is before it draws.
                if b"\x1b[6n" in chunk:
                    os.write(self.fd, b"\x1b[1;1R")
                self.text += chunk
        return time.perf_counter()

    def type(self, keys):
        self.text = b""
        os.write(self.fd, keys)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def family(pid):
    """A process and all it started."""
    found = [pid]
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as children:
            for child in children.read().split():
                found += family(int(child))
    return found


def memory(pid):
    total = 0
    for member in family(pid):
        with open(f"/proc/{member}/smaps_rollup") as rollup:
            total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return total / 1024


def measured(command, mark, home):
    """Milliseconds to the first key, then from Enter to the prompt after `1+1`, median of ten; MiB at rest."""
    shell = Shell(command, home)
    try:
        shell.read_until(lambda text: mark in text)
        shell.type(b"1+1")
        first = shell.read_until(lambda text: b"1+1" in text.replace(b" ", b"")) - shell.started
        times = []
        for turn in range(10):
            begin = time.perf_counter()
            shell.type(b"\r")
            times.append(shell.read_until(lambda text: b"2" in text and mark in text.rpartition(b"2")[2]) - begin)
            shell.type(b"1+1")
            shell.read_until(lambda text: b"1+1" in text.replace(b" ", b""))
        time.sleep(0.3)
        return first * 1000, statistics.median(times[1:]) * 1000, memory(shell.pid)
    finally:
        shell.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default="target/debug/learn-coroutines")
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    if not os.access(arguments.binary, os.X_OK):
        parser.error(f"there is no {arguments.binary}: build it, or name another binary")
    # The interpreter itself, not a launcher that looks for it first.
    python = os.popen("python3 -c 'import sys; print(sys.executable)'").read().strip()
    shells = {"python3 -q": ([python, "-q"], b">>>")}
    if os.system("ipython --version > /dev/null 2>&1") == 0:
        shells["ipython"] = (["ipython", "--no-banner"], b"]:")
    shells["learn-coroutines"] = ([os.path.abspath(arguments.binary)], b">>>")
    figures = {name: [] for name in shells}
    with tempfile.TemporaryDirectory() as home:
        for turn in range(arguments.times + 1):
            for name, (command, mark) in shells.items():
                figure = measured(command, mark, home)
                # The first round warms the caches up.
                if turn:
                    figures[name].append(figure)
    print(f"{'':{WIDTH}}{'first key':>12}{'Enter':>12}{'memory':>12}   ratios")
    base = [statistics.median(column) for column in zip(*figures["python3 -q"])]
    for name, rows in figures.items():
        medians = [statistics.median(column) for column in zip(*rows)]
        ratios = "  ".join(f"{one / other:5.2f}" for one, other in zip(medians, base))
        print(f"{name:{WIDTH}}{medians[0]:9.1f} ms{medians[1]:9.1f} ms{medians[2]:8.1f} MiB   {ratios}")


if __name__ == "__main__":
    main()
