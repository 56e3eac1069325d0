"""Runs an asyncio program on this CPython as the tool runs it on its own: what it printed, and what its loops did.

    python3 reference.py PROGRAM                 one JSON object on stdout
    python3 reference.py --record [PROGRAM...]   into expected/NAME.json; without a name, all

It needs CPython 3.13: names of tasks and some errors are others before. The clock is virtual (it jumps to the next timer instead of waiting), asyncio is
its pure-Python form, and the loop's own methods are wrapped from outside. The object has

    stdout, status   of the program
    threads          for each thread that ran a loop, in order of appearance:
        steps        the names of the tasks in the order the loop made a step in them
        turns        for each turn the ready handles in order: a task's name, NAME() for a callback of the
                     program, and a dot for one of the library, whose own names change from version to version
"""

import bisect
import json
import os
import subprocess
import sys
import tempfile
import threading
import weakref

HERE = os.path.dirname(os.path.abspath(__file__))
START = "import sys; sys.path.insert(0, {here!r}); import reference; exec(reference.inside({program!r}, {record}))"
SECONDS = 60
DEADLOCK = "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop"
LIBRARY = "\N{MIDDLE DOT}"


class InOrder:
    """`heapq` for a loop's timers: on any real machine a timer is a little later than the one made before it, so that timers
    for the same moment fire in the order they were made."""

    @staticmethod
    def heappush(timers, timer):
        bisect.insort_right(timers, timer, key=lambda other: other._when)

    @staticmethod
    def heappop(timers):
        return timers.pop(0)

    @staticmethod
    def heapify(timers):
        timers.sort(key=lambda timer: timer._when)


class Clock:
    """The virtual clock: time.* and the selector agree on it."""

    def __init__(self):
        self.now = 0.0
        self.jobs = []

    def install(self):
        import selectors
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
            # One end of the loop's own pair of sockets is always registered; more is the program's.
            def select(self, timeout=None):
                ready = super().select(0)
                if ready or timeout is not None and timeout <= 0:
                    return ready
                others = len(self.get_map()) > 1 or clock.jobs_run()
                if timeout is None:
                    if not others and threading.active_count() == 1:
                        raise RuntimeError(DEADLOCK)
                    return super().select(None)
                if others:
                    ready = super().select(timeout)
                    if ready:
                        return ready
                clock.now = max(clock.now, clock.now + timeout)
                return ready

        selectors.DefaultSelector = Selector

    def jobs_run(self):
        """Whether an executor's thread is outstanding, or the one that asyncio.run lets wait for the executor's end."""
        ends = any(thread.name.endswith("(_do_shutdown)") for thread in threading.enumerate())
        return ends or any(not job.done() for job in self.jobs)


class Recorder:
    """Tells each turn and each step of a task, one JSON line each."""

    def __init__(self, descriptor, program):
        self.descriptor = descriptor
        self.program = program
        self.fresh = {}
        self.names = weakref.WeakKeyDictionary()
        self.started = []

    def tell(self, what, value):
        # An eager task gets its name only after its first step.
        started, self.started = self.started, []
        for task in started:
            self.write("step", self.name(task))
        self.write(what, value)

    def write(self, what, value):
        line = json.dumps([threading.get_ident(), what, value]) + "\n"
        os.write(self.descriptor, line.encode())

    def name(self, task):
        """The name a task was first met with: it may be renamed later."""
        return self.names.setdefault(task, task.get_name())

    def task(self, handle):
        """The task whose step a handle is."""
        from asyncio import Task

        callback = handle._callback
        owner = getattr(callback, "__self__", None)
        steps = isinstance(owner, Task) and callback.__name__ in ("__step", "__wakeup")
        return owner if steps else None

    def label(self, handle):
        task = self.task(handle)
        if task is not None:
            return self.name(task)
        callback = handle._callback
        while hasattr(callback, "func"):
            callback = callback.func
        code = getattr(callback, "__code__", None)
        if code is None and type(callback).__call__ is not type(lambda: 0).__call__:
            code = getattr(type(callback).__call__, "__code__", None)
        if code is None or code.co_filename != self.program:
            return LIBRARY
        return getattr(callback, "__qualname__", type(callback).__qualname__) + "()"

    def install(self, clock):
        from asyncio import base_events, events, tasks

        recorder = self
        run_once = base_events.BaseEventLoop._run_once
        run = events.Handle._run
        set_name = tasks.Task.set_name
        run_in_executor = base_events.BaseEventLoop.run_in_executor
        eager_start = getattr(tasks.Task, "_Task__eager_start", None)

        def _run_once(loop):
            recorder.fresh[id(loop)] = loop
            run_once(loop)

        def _run(handle):
            loop = handle._loop
            if recorder.fresh.pop(id(loop), None) is not None:
                ready = [handle] + [other for other in loop._ready if not other._cancelled]
                recorder.tell("turn", ", ".join(recorder.label(handle) for handle in ready))
            task = recorder.task(handle)
            if task is not None and not task.done():
                recorder.tell("step", recorder.name(task))
            run(handle)

        def name_task(task, value):
            # Python 3.13.0 names the tasks of a task factory "None".
            if value is not None:
                set_name(task, value)

        def executor(loop, pool, function, *args):
            future = run_in_executor(loop, pool, function, *args)
            clock.jobs = [job for job in clock.jobs if not job.done()] + [future]
            return future

        def start(task):
            recorder.started.append(task)
            eager_start(task)

        base_events.heapq = InOrder
        # A loop looks once a day otherwise, however far its next timer is.
        base_events.MAXIMUM_SELECT_TIMEOUT = float("inf")
        base_events.BaseEventLoop._run_once = _run_once
        tasks.Task.set_name = name_task
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
        "status": child.returncode,
        "threads": list(threads.values()),
        "stderr": child.stderr.decode().replace(program, os.path.basename(program)),
    }


def text(found):
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def remarks(program):
    """What the comments at the head of a program say, by topic."""
    with open(program, encoding="utf-8") as file:
        lines = [line.strip("# \n") for line in file if line.startswith("# ")]
    return dict(line.split(": ", 1) for line in lines[1:] if ": " in line)


def record(names):
    folder = os.path.join(HERE, "expected")
    os.makedirs(folder, exist_ok=True)
    if not names:
        names = sorted(name[:-3] for name in os.listdir(HERE) if name.endswith(".py") and name != "reference.py")
    for name in names:
        program = os.path.join(HERE, name + ".py")
        said = remarks(program)
        found = reference(program)
        del found["stderr"]
        # What is said to differ is not recorded.
        for topic in ("steps", "turns"):
            for thread in found["threads"]:
                if topic in said:
                    del thread[topic]
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            file.write(text(found))


if __name__ == "__main__":
    if sys.version_info < (3, 13):
        sys.exit("CPython 3.13 is needed")
    if sys.argv[1] == "--record":
        record(sys.argv[2:])
    else:
        sys.stdout.write(text(reference(sys.argv[1])))
