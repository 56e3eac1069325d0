"""Runs an asyncio program on this CPython as the tool runs it on its own: what it printed, and what its loops did.

    python3.13 reference.py PROGRAM

The clock is virtual (it jumps to the next timer instead of waiting), asyncio is its pure-Python form, and the loop's
own methods are wrapped from outside. One JSON object goes to stdout:

    stdout, stderr, status   of the program; status is null where nobody was left to wake the loop
    threads                  for each thread that ran a loop, in order of appearance, `steps` and `turns`:
                             the names of the tasks in the order the loop made a step in them, and for each turn
                             the ready handles in order: [kind, name] with kind `task`, `program` or `library`
"""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
START = "import sys; sys.path.insert(0, {here!r}); import reference; exec(reference.inside({program!r}, {record}))"
SECONDS = 60
DEADLOCK = 86


class Clock:
    """The virtual clock: time.* and the selector agree on it."""

    def __init__(self):
        self.now = 0.0
        self.jobs = []

    def install(self):
        import selectors
        import threading
        import time

        clock = self

        def sleep(seconds):
            seconds = float(seconds)
            if seconds < 0:
                raise ValueError("sleep length must be non-negative")
            clock.now += seconds

        epoch = time.time()
        time.sleep = sleep
        time.monotonic = time.perf_counter = lambda: clock.now
        time.monotonic_ns = time.perf_counter_ns = lambda: round(clock.now * 1e9)
        time.time = lambda: epoch + clock.now

        class Selector(selectors.DefaultSelector):
            def select(self, timeout=None):
                ready = super().select(0)
                if ready or timeout is not None and timeout <= 0:
                    return ready
                # One end of the loop's own pair of sockets is always there.
                others = len(self.get_map()) > 1 or any(not job.done() for job in clock.jobs)
                if timeout is None:
                    if not others and threading.active_count() == 1:
                        sys.stdout.flush()
                        os._exit(DEADLOCK)
                    return super().select(None)
                if others:
                    ready = super().select(timeout)
                    if ready:
                        return ready
                clock.now = max(clock.now, clock.now + timeout)
                return ready

        selectors.DefaultSelector = Selector


class Recorder:
    """Tells each turn and each step of a task, one JSON line each."""

    def __init__(self, descriptor, program):
        self.descriptor = descriptor
        self.program = program
        self.fresh = {}

    def tell(self, what, value):
        import threading

        line = json.dumps([threading.get_ident(), what, value]) + "\n"
        os.write(self.descriptor, line.encode())

    def label(self, handle):
        import asyncio

        callback = handle._callback
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Task) and callback.__name__ in ("__step", "__wakeup"):
            return ["task", owner.get_name()]
        while hasattr(callback, "func"):
            callback = callback.func
        code = getattr(callback, "__code__", None)
        if code is None and type(callback).__call__ is not type(lambda: 0).__call__:
            code = getattr(type(callback).__call__, "__code__", None)
        kind = "program" if code is not None and code.co_filename == self.program else "library"
        return [kind, getattr(callback, "__qualname__", type(callback).__qualname__)]

    def install(self, clock):
        import asyncio
        from asyncio import base_events, events, tasks

        recorder = self
        run_once = base_events.BaseEventLoop._run_once
        run = events.Handle._run
        run_in_executor = base_events.BaseEventLoop.run_in_executor
        eager_start = getattr(tasks.Task, "_Task__eager_start", None)

        def _run_once(loop):
            recorder.fresh[id(loop)] = loop
            run_once(loop)

        def _run(handle):
            loop = handle._loop
            if recorder.fresh.pop(id(loop), None) is not None:
                ready = [handle] + [other for other in loop._ready if not other._cancelled]
                recorder.tell("turn", [recorder.label(handle) for handle in ready])
            kind, name = recorder.label(handle)
            if kind == "task" and not handle._callback.__self__.done():
                recorder.tell("step", name)
            run(handle)

        def executor(loop, pool, function, *args):
            future = run_in_executor(loop, pool, function, *args)
            clock.jobs = [job for job in clock.jobs if not job.done()] + [future]
            return future

        def start(task):
            recorder.tell("step", task.get_name())
            eager_start(task)

        base_events.BaseEventLoop._run_once = _run_once
        base_events.BaseEventLoop.run_in_executor = executor
        events.Handle._run = _run
        if eager_start is not None:
            tasks.Task._Task__eager_start = start


def inside(program, record):
    """Prepares this process and gives the program's code, to be run in the caller's frame."""
    os.set_inheritable(record, False)
    sys.modules["_asyncio"] = None
    clock = Clock()
    clock.install()
    Recorder(record, program).install(clock)
    sys.argv = [program]
    sys.path[0] = os.path.dirname(program)
    with open(program, "rb") as file:
        code = compile(file.read(), program, "exec")
    main = sys.modules["__main__"].__dict__
    main["__file__"] = program
    del main["reference"]
    return code


def reference(program):
    """Runs a program in a process of its own and gives what became of it."""
    program = os.path.abspath(program)
    with tempfile.TemporaryFile() as record:
        number = record.fileno()
        start = START.format(here=HERE, program=program, record=number)
        environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8")
        child = subprocess.run(
            [sys.executable, "-c", start],
            env=environment,
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
        )
        record.seek(0)
        told = [json.loads(line) for line in record]
    threads = {}
    for thread, what, value in told:
        threads.setdefault(thread, {"steps": [], "turns": []})[what + "s"].append(value)
    return {
        "stdout": child.stdout.decode(),
        "stderr": child.stderr.decode().replace(program, os.path.basename(program)),
        "status": None if child.returncode == DEADLOCK else child.returncode,
        "threads": list(threads.values()),
    }


if __name__ == "__main__":
    json.dump(reference(sys.argv[1]), sys.stdout, indent=1)
    print()
