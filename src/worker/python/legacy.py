"""What tutorials of Python 3.4 to 3.8 use and today's Python no longer has; each use is noted once.

Sources: the "What's New" pages of Python 3.8 to 3.14 and the asyncio documentation of 3.4 to 3.8.
"""

import collections
import collections.abc
import functools
import inspect
import sys
import types

noted = set()


def note(use, name=None):
    if (use, name) not in noted:
        noted.add((use, name))
        native.legacy(use, name)


def old_abcs():
    def __getattr__(name):
        if name in collections.abc.__all__:
            note("abc", name)
            return getattr(collections.abc, name)
        raise AttributeError(f"module 'collections' has no attribute {name!r}")

    collections.__getattr__ = __getattr__


def fake_nest_asyncio():
    module = types.ModuleType("nest_asyncio", "Does nothing: a plain program needs no nested loops.")

    def apply(loop=None):
        note("nest_asyncio")

    module.apply = apply
    sys.modules["nest_asyncio"] = module


def old_asyncio():
    asyncio = sys.modules["asyncio"]

    def coroutine(function):
        """Marks a generator-based coroutine, as asyncio.coroutine did until Python 3.10."""
        note("coroutine")
        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            return types.coroutine(function)

        @functools.wraps(function)
        def call(*args, **kwargs):
            result = function(*args, **kwargs)
            if asyncio.isfuture(result) or inspect.isgenerator(result) or inspect.isawaitable(result):
                result = yield from result
            return result

        return types.coroutine(call)

    asyncio.coroutine = coroutine
    current_task = classmethod(
        lambda cls, loop=None: (
            note("current_task"),
            asyncio.current_task(loop),
        )[1]
    )
    all_tasks = classmethod(
        lambda cls, loop=None: (
            note("all_tasks"),
            asyncio.all_tasks(loop or asyncio.get_event_loop()),
        )[1]
    )
    native.put(asyncio.Task, "current_task", current_task)
    native.put(asyncio.Task, "all_tasks", all_tasks)
    old_event_loop(asyncio)
    old_wait(asyncio)
    for name in ("sleep", "gather", "wait", "wait_for", "shield", "as_completed", "open_connection", "start_server"):
        without_loop(asyncio, name)
    for name in ("Lock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Queue", "PriorityQueue", "LifoQueue"):
        class_without_loop(asyncio, name)


def old_event_loop(asyncio):
    original = asyncio.get_event_loop

    @functools.wraps(original)
    def get_event_loop():
        try:
            return original()
        except RuntimeError:
            note("event_loop")
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            return loop

    asyncio.get_event_loop = asyncio.events.get_event_loop = get_event_loop

    ensure = asyncio.ensure_future

    @functools.wraps(ensure)
    def ensure_future(coro_or_future, *, loop=None):
        if loop is None and not asyncio.isfuture(coro_or_future):
            loop = get_event_loop()
        return ensure(as_coroutine(coro_or_future), loop=loop)

    asyncio.ensure_future = asyncio.tasks.ensure_future = ensure_future

    def spawn(coro_or_future, *, loop=None):
        note("async")
        return ensure_future(coro_or_future, loop=loop)

    # What `asyncio.async(…)` is read as, since `async` is a keyword: a name of the same length.
    asyncio.spawn = spawn
    create = asyncio.BaseEventLoop.create_task

    @functools.wraps(create)
    def create_task(self, coro, **kwargs):
        return create(self, as_coroutine(coro), **kwargs)

    asyncio.BaseEventLoop.create_task = create_task


def as_coroutine(thing):
    """A generator-based coroutine inside a coroutine of its name, since today's tasks take nothing else."""
    if not inspect.isgenerator(thing):
        return thing

    async def drive():
        return await thing

    coroutine = drive()
    coroutine.__name__, coroutine.__qualname__ = thing.__name__, thing.__qualname__
    return coroutine


def old_wait(asyncio):
    original = asyncio.wait

    @functools.wraps(original)
    async def wait(fs, **kwargs):
        fs = list(fs)
        if any(inspect.iscoroutine(item) or inspect.isgenerator(item) for item in fs):
            note("bare_coroutines")
            fs = [asyncio.ensure_future(item) for item in fs]
        return await original(fs, **kwargs)

    asyncio.wait = wait


def without_loop(asyncio, name):
    original = getattr(asyncio, name)

    @functools.wraps(original)
    def call(*args, loop=None, **kwargs):
        if loop is not None:
            note("loop_argument", name)
            if name == "gather":
                args = [asyncio.ensure_future(item, loop=loop) for item in args]
        elif name == "gather" and asyncio._get_running_loop() is None:
            args = [asyncio.ensure_future(item) for item in args]
        return original(*args, **kwargs)

    setattr(asyncio, name, call)


def class_without_loop(asyncio, name):
    original = getattr(asyncio, name)
    make = original.__init__

    @functools.wraps(make)
    def __init__(self, *args, loop=None, **kwargs):
        if loop is not None:
            note("loop_argument", name)
        make(self, *args, **kwargs)

    original.__init__ = __init__


old_abcs()
fake_nest_asyncio()
native.when_imported("asyncio", old_asyncio)
