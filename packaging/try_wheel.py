#!/usr/bin/env python3
"""Installs a wheel into a fresh environment and takes the first page of lesson 3 in a terminal of its own.

    packaging/try_wheel.py dist/learn_coroutines-0.1.0-py3-none-manylinux_2_34_x86_64.whl
"""

import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import venv

# How long anything may take, in seconds.
DEADLINE = 60
HEADING = r"send, throw and close\s+·\s+1/\d+"
# What the second page says. Only what is new is painted, so nothing longer can be waited for.
SECOND = r"with\s+three\s+questions"


class Terminal:
    """A program in a terminal of 80 by 24."""

    def __init__(self, command, environment):
        self.shown = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execve(command[0], command, environment)

    def wait_for(self, pattern):
        end = time.monotonic() + DEADLINE
        while not re.search(pattern, self.shown):
            if time.monotonic() > end:
                self.kill()
                sys.exit(f"never shown: {pattern}\n{self.shown[-2000:]}")
            if not self.read():
                sys.exit(f"it ended without: {pattern}\n{self.shown[-2000:]}")

    def read(self):
        ready, _, _ = select.select([self.terminal], [], [], 0.5)
        if not ready:
            return True
        try:
            part = os.read(self.terminal, 1 << 16)
        except OSError:
            return False
        if b"\x1b[6n" in part:
            self.press("\x1b[1;1R")
        # What moves the cursor stands between words, as a blank would.
        self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", part.decode(errors="replace"))
        return bool(part)

    def press(self, keys):
        os.write(self.terminal, keys.encode())

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def end(self):
        end = time.monotonic() + DEADLINE
        while self.read():
            if time.monotonic() > end:
                self.kill()
                sys.exit(f"it does not end\n{self.shown[-2000:]}")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main():
    wheel = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        venv.create(folder / "fresh", with_pip=True)
        python = folder / "fresh" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", wheel], check=True)
        program = str(folder / "fresh" / "bin" / "learn-coroutines")
        environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        version = subprocess.run([program, "--version"], env=environment, check=True, capture_output=True, text=True)
        assert wheel.name.split("-")[1] in version.stdout, version.stdout
        terminal = Terminal([program, "lesson", "3"], environment)
        terminal.wait_for(HEADING)
        terminal.press("n")
        terminal.wait_for(SECOND)
        # Leaving takes two keys.
        terminal.press("\x03")
        terminal.wait_for("q: leave")
        terminal.press("\x03")
        status = terminal.end()
        assert status in (0, 130), status
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "learn-coroutines"], check=True)
        assert not os.path.exists(program), "uninstalled, but the program is there"
    print(f"{version.stdout.strip()}: installed, lesson 3 walked, ended with {status}, uninstalled")


if __name__ == "__main__":
    main()
