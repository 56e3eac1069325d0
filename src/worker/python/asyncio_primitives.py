"""What asyncio's locks, events, semaphores, conditions and queues hold, who holds them, and what the program calls them.

The third part of `asyncio_hooks.py`, in the same namespace. A name is a path from a variable to the object,
`accounts["a"].lock`; it is looked for when the object is used, found once, and no two objects share one.
"""

import itertools

primitives = Numbers()
# By the number of a primitive: its name, once it is found; the tasks that hold a semaphore; what was told last.
primitive_names = {}
semaphore_holders = {}
told = {}
# By the identity of a lock: the numbered conditions over it.
conditions = {}
# By the number of a future: its name.
future_names = {}
# The names that are taken, with how many objects have them.
taken = {}

# What a search for a name looks at, and how many searches there are.
DEEPEST, WIDEST, MOST_LOOKED_AT, MOST_SEARCHES = 3, 40, 1000, 400
searches = 0
MOST_ITEMS = 5


# Names.


def program_frames():
    """The frames of the program: those of the tasks, the first made first, then those of the caller, outermost first."""
    found, seen = [], set()

    def add(frame):
        if frame is not None and id(frame) not in seen and native.is_program(frame.f_code):
            seen.add(id(frame))
            found.append(frame)

    running = asyncio._get_running_loop()
    if running is not None:
        started = [task for task in asyncio.all_tasks(running) if tasks.known(task)]
        for task in sorted(started, key=tasks.known)[:WIDEST]:
            parts = code_of(task.get_coro())
            while parts is not None:
                code, frame, inner = parts
                add(frame)
                parts = code_of(inner)
    stack, frame = [], sys._getframe(1)
    while frame is not None:
        stack.append(frame)
        frame = frame.f_back
    for frame in reversed(stack):
        add(frame)
    return found


def parts_of(thing, path):
    """What a container or an object of the program holds, each with its path.

    It runs no code of the program: `isinstance` would ask an object for its `__class__`.
    """
    kind = type(thing)
    if issubclass(kind, dict):
        for key, value in itertools.islice(dict.items(thing), WIDEST):
            if type(key) is int:
                yield f"{path}[{key}]", value
            elif type(key) is str:
                yield f'{path}["{key}"]' if key.isprintable() and '"' not in key else f"{path}[{key!r}]", value
    elif kind in (list, tuple):
        for at, value in enumerate(itertools.islice(thing, WIDEST)):
            yield f"{path}[{at}]", value
    elif issubclass(kind, type):
        yield from attributes(type.__getattribute__(thing, "__dict__"), path)
    elif not issubclass(kind, (int, float, str, bytes, asyncio.Future)):
        try:
            own = object.__getattribute__(thing, "__dict__")
        except AttributeError:
            return
        if type(own) is dict:
            yield from attributes(own, path)


def attributes(own, path):
    for name, value in itertools.islice(own.items(), WIDEST):
        if type(name) is str and not name.startswith("__"):
            yield f"{path}.{name}", value


def is_library(thing):
    """Whether nothing of the program's is looked for inside of it."""
    kind = thing if issubclass(type(thing), type) else type(thing)
    module = type.__getattribute__(kind, "__dict__").get("__module__")
    return isinstance(module, str) and module.partition(".")[0] in LIBRARY


LIBRARY = ("asyncio", "sys", "importlib", "_frozen_importlib", "threading", "contextlib", "logging", "types", "functools")


def path_in(variables, thing):
    """The shortest path from a variable to an object; None where there is none."""
    level = [(name, value) for name, value in variables.items() if not name.startswith("__")]
    seen, looked = set(), 0
    for depth in range(DEEPEST + 1):
        inside = []
        for path, value in level:
            if value is thing:
                return path
            looked += 1
            if looked > MOST_LOOKED_AT:
                return None
            if depth < DEEPEST and id(value) not in seen and type(value) is not MODULE and not is_library(value):
                seen.add(id(value))
                inside.extend(parts_of(value, path))
        level = inside
    return None


MODULE = type(sys)


def find_name(thing):
    """What the program calls an object: a path from a global, else from a local of a frame that is alive; or None."""
    global searches
    searches += 1
    if searches > MOST_SEARCHES:
        return None
    frames = program_frames()
    scopes = {id(frame.f_globals): frame.f_globals for frame in frames}
    locals_of = [frame.f_locals for frame in frames if id(frame.f_locals) not in scopes]
    for variables in itertools.chain(scopes.values(), locals_of):
        path = path_in(dict(variables), thing)
        if path is not None:
            taken[path] = taken.get(path, 0) + 1
            return path if taken[path] == 1 else f"{path}#{taken[path]}"
    return None


def primitive_name(thing):
    """The name of one of asyncio's primitives, where it has one by now."""
    number = primitives.known(thing)
    if number is not None and number not in primitive_names:
        name = find_name(thing)
        if name is not None:
            primitive_names[number] = name
    return primitive_names.get(number)


def name_future(future):
    """The name of a future that the program made, told when it is found."""
    number = futures.known(future)
    if number is not None and number not in future_names and id(future) not in labels:
        name = find_name(future)
        if name is not None:
            future_names[number] = name
            native.future_named(number, name)
    return future_names.get(number)


# States.


def primitive_before(thing, *args, **kwargs):
    primitives.forget(thing)
    conditions.pop(id(thing), None)


def primitive_after(result, thing, *args, **kwargs):
    # Those that asyncio makes for itself, inside of a queue or a condition, are no news.
    if native.called_by_program():
        primitives.new(thing)
        if isinstance(thing, asyncio.Condition):
            conditions.setdefault(id(thing._lock), []).append(thing)


def holder_of(thing):
    """The number of the task that holds a lock, or the lock of a condition."""
    lock = thing._lock if isinstance(thing, asyncio.Condition) else thing
    return holders.get(id(lock))


def state_of(thing):
    """What a primitive holds: a kind, whether it is locked or set, a count, the most, tasks, and values."""
    if isinstance(thing, (asyncio.Lock, asyncio.Condition)):
        holder = holder_of(thing)
        return ("lock", thing.locked(), 0, None, [] if holder is None else [holder], [])
    if isinstance(thing, asyncio.Event):
        return ("event", thing.is_set(), 0, None, [], [])
    if isinstance(thing, asyncio.Semaphore):
        tasks_inside = semaphore_holders.get(primitives.known(thing), [])
        return ("semaphore", False, max(thing._value, 0), None, list(tasks_inside), [])
    held = getattr(thing, "_queue", ())
    items = [native.safe_repr(item) for item in itertools.islice(held, MOST_ITEMS)]
    return ("queue", False, len(held), thing._maxsize if thing._maxsize > 0 else None, [], items)


def tell_primitive(thing):
    """Tells what a primitive holds, where that is news."""
    number = primitives.known(thing)
    if number is None:
        return None
    now = (type(thing).__name__, primitive_name(thing), *state_of(thing))
    if told.get(number) != now:
        told[number] = now
        native.primitive(number, *now)
    return number


def tell_queue(result, queue, *args, **kwargs):
    tell_primitive(queue)


def current_number():
    task = asyncio.current_task() if asyncio._get_running_loop() is not None else None
    return None if task is None else task_number(task)


class Told:
    """An attribute of a primitive; each change of it is told."""

    def __init__(self, name):
        self.name = name

    def __get__(self, thing, owner=None):
        if thing is None:
            return self
        try:
            return thing.__dict__[self.name]
        except KeyError:
            raise AttributeError(self.name) from None

    def __set__(self, thing, value):
        before = thing.__dict__.get(self.name)
        thing.__dict__[self.name] = value
        # The first one is `__init__`'s, before the object has its number.
        if before is not None:
            self.changed(thing, before, value)
            tell_primitive(thing)

    def changed(self, thing, before, value):
        pass


class Locked(Told):
    """`Lock._locked`: the task that sets it holds the lock."""

    def changed(self, lock, before, locked):
        number = current_number() if locked else None
        if number is None:
            holders.pop(id(lock), None)
        else:
            holders[id(lock)] = number
        for condition in conditions.get(id(lock), ()):
            tell_primitive(condition)


class Left(Told):
    """`Semaphore._value`: who takes one is inside of it."""

    def changed(self, semaphore, before, value):
        number = primitives.known(semaphore)
        if number is None:
            return
        inside = semaphore_holders.setdefault(number, [])
        if value < before:
            taker = current_number()
            frame = sys._getframe(2)
            if frame.f_code.co_name == "_wake_up_next" and asyncio._get_running_loop() is not None:
                # `release` takes it for the one that waits longest.
                future = variable(frame, "fut")
                waiting_for_it = (task for task in asyncio.all_tasks() if task._fut_waiter is future)
                taker = next(map(task_number, waiting_for_it), None)
            if taker is not None:
                inside.append(taker)
        else:
            leaver = current_number()
            if leaver in inside:
                inside.remove(leaver)
            elif inside:
                inside.pop(0)


def primitive_of(task):
    """The primitive of the program that a task waits at."""
    for name, frame in library_coroutines(task):
        me = variable(frame, "self")
        if me is not None and primitives.known(me):
            return me
    return None


def called(thing, label):
    """A method of a primitive as the program writes it: `jobs.get` for `Queue.get`."""
    name = primitive_name(thing)
    return label if name is None else f"{name}.{label.rpartition('.')[2]}"


def install_primitives():
    kinds = (asyncio.Lock, asyncio.Event, asyncio.Semaphore, asyncio.BoundedSemaphore, asyncio.Condition, asyncio.Queue)
    for kind in kinds:
        native.around(kind, "__init__", primitive_before, primitive_after)
    for name in ("put_nowait", "get_nowait"):
        native.around(asyncio.Queue, name, None, tell_queue)
    asyncio.Lock._locked = Locked("_locked")
    asyncio.Event._value = Told("_value")
    asyncio.Semaphore._value = Left("_value")
