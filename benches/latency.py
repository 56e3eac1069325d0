"""How long step mode takes from a key to a settled screen, in a pty, against pdb's `n` to its next prompt.

python3 benches/latency.py [BINARY] [--events 1000 1000000]

A screen is settled when its last byte has come; a pause of QUIET seconds tells that there are no more. Times are in
milliseconds, bytes are what the terminal got for one key.
"""
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import fcntl
import time

import measure

# A frame is sent at once; nothing for so long means that it is whole.
QUIET = 0.03
# A step to the end of a large program may take as long.
PATIENCE = 300
KEYS = 300
PROGRAM = """\
import sys


def counter(limit):
    number = 0
    while number < limit:
        yield number
        number += 1


total = 0
for value in counter({turns}):
    total += value
print("end", total)
"""
# Events for each turn of that program with lines and locals.
EACH = 5


class Terminal:
    """A command on a terminal of 120 by 40."""

    def __init__(self, command, folder):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, {**measure.environment(), "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, seconds):
        """What comes within so many seconds, or None."""
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                return os.read(self.fd, 1 << 16)
            except OSError:
                return None
        return None

    def until(self, wanted):
        """Reads until this text has come; all that came."""
        text = b""
        end = time.monotonic() + PATIENCE
        while wanted not in text:
            text += self.read(1) or b""
            if time.monotonic() > end:
                sys.exit(f"{wanted!r} did not come: {text[-300:]!r}")
        return text

    def press(self, key, prompt=None):
        """Presses a key: milliseconds to the last byte (to the prompt, where there is one), and bytes."""
        begun = last = time.perf_counter()
        os.write(self.fd, key)
        size, text = 0, b""
        while True:
            data = self.read(QUIET if size and prompt is None else PATIENCE)
            if data is None:
                break
            last = time.perf_counter()
            size += len(data)
            text = (text + data)[-4096:]
            if prompt is not None and text.endswith(prompt):
                break
        return (last - begun) * 1e3, size

    def settle(self):
        """Reads until nothing comes any more."""
        while self.read(0.3):
            pass

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def row(name, samples):
    times = sorted(taken for taken, _ in samples)
    sizes = sorted(size for _, size in samples)
    median, p99 = statistics.median(times), times[min(len(times) - 1, len(times) * 99 // 100)]
    print(f"  {name:<42} {len(times):>5} {median:8.2f} {p99:8.2f} {statistics.median(sizes):9.0f}")
    return median


def stepping(binary, folder, path, turns):
    """Step mode at the edge, behind it, and from end to end."""
    terminal = Terminal([binary, "--lang", "en", "step", path], folder)
    terminal.until(b"line 1")
    terminal.settle()
    medians = {}
    for _ in range(20):
        terminal.press(b"s")
    medians["edge"] = row("step at the live edge (s)", [terminal.press(b"s") for _ in range(KEYS)])
    medians["back"] = row("step back behind it (S)", [terminal.press(b"S") for _ in range(KEYS // 2)])
    row("step forth behind it (s)", [terminal.press(b"s") for _ in range(KEYS // 2)])
    os.write(terminal.fd, b"c")
    terminal.until(b"end")
    time.sleep(min(1 + turns * EACH / 2e5, 60))
    terminal.settle()
    jumps = [terminal.press(key) for _ in range(KEYS // 10) for key in (b"C", b"c")]
    row("jump to the start (C)", jumps[0::2])
    row("jump to the end (c)", jumps[1::2])
    row("step back from the end (S)", [terminal.press(b"S") for _ in range(KEYS // 2)])
    terminal.close()
    return medians


def debugging(folder, path):
    """pdb's n."""
    terminal = Terminal([sys.executable, "-m", "pdb", path], folder)
    terminal.until(b"(Pdb) ")
    for _ in range(20):
        terminal.press(b"n\n", b"(Pdb) ")
    median = row("pdb: n to its next prompt", [terminal.press(b"n\n", b"(Pdb) ") for _ in range(KEYS)])
    terminal.close()
    return median


def main():
    parser = measure.arguments(__doc__.splitlines()[0], 0)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000, 1_000_000], help="sizes of the trace")
    given = parser.parse_args()
    binary = measure.binary(given.binary)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "counting.py")
        for events in given.events:
            turns = max(events // EACH, KEYS)
            with open(path, "w", encoding="utf-8") as file:
                file.write(PROGRAM.format(turns=turns))
            print(f"\n{turns * EACH} events{'':<30} keys   median      p99     bytes   (ms; aim: p99 under 16)")
            medians = stepping(binary, folder, path, turns)
            peer = debugging(folder, path)
            for name, median in medians.items():
                print(f"  {name} / pdb: x{median / peer:.2f}")


if __name__ == "__main__":
    main()
