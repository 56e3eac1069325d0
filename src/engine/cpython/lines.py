"""Lines about to run and the variables they changed. The counterpart of `worker::listen::lines`."""

# By the id of a frame: its variables at its last line, as their text and, where that cannot change, the value itself.
memory = {}
# The flag of code whose variables are no dict (`CO_OPTIMIZED`).
OPTIMIZED = 1


def on_line(code, line):
    if is_listening():
        begins_or_goes_on(sys._getframe(1), codes[id(code)], line)


def begins_or_goes_on(frame, code, line):
    """A line is about to run; of an object on a single line its beginning says so already."""
    state = thread()
    if state.fresh:
        is_fresh, state.fresh = state.fresh == id(frame), 0
        if is_fresh and line == code.first_line:
            return
    reached(frame, code, line)


def on_jump(code, offset, to):
    """A loop on a single line begins anew, as `sys.settrace` tells of it."""
    known = codes[id(code)]
    if to > offset or known.line(to) != known.line(offset):
        return sys.monitoring.DISABLE
    if is_listening():
        reached(sys._getframe(1), known, known.line(to))
    return None


def reached(frame, code, line):
    """A line is about to run."""
    reconcile()
    number_of_frame, depth = activation(frame, code, False)
    changed = changes(number_of_frame, frame)
    site = code.file, line
    event = new_event(
        site, place_of(frame, code), "line", number(number_of_frame) + number(depth) + listed(changed), number_of_frame,
        depth)
    if code.matches_exceptions(line):
        state = thread()
        if state.clause is not None:
            # Another `except` clause of the same `try` looks at the exception.
            state.clause.event.site = site
        record(event)
    else:
        tell_event(event)


def activation(frame, code, enters):
    """The id of the activation a frame is, and how many of the program's lie below it on this thread."""
    key = id(frame)
    state = thread()
    activations = state.activations
    position = None
    for at in range(len(activations) - 1, -1, -1):
        if activations[at][0] == key:
            position = at
            break
    if position is not None:
        if enters:
            # An address on the stack that is entered again belongs to a new activation.
            del activations[position:]
            position = None
        else:
            del activations[position + 1:]
    known = owner(frame) if code.makes else None
    if position is None:
        identity = known.frame if known is not None else new("frames")
        activations.append((key, identity))
        position = len(activations) - 1
    # What is thrown goes straight to the innermost of a chain: those that delegate run, but have no line of their own.
    absent = 0
    if state.running:
        below_this = state.running
        if known is not None:
            for at, other in enumerate(state.running):
                if other.tracked is known:
                    below_this = state.running[:at]
                    break
        present = position
        for other in reversed(below_this):
            for at in range(present - 1, -1, -1):
                if activations[at][0] == other.tracked.frame_key:
                    present = at
                    break
            else:
                absent += 1
    return activations[position][1], position + absent


def ends_activation(frame, code):
    """A frame returns, sleeps, or is left by an exception."""
    if detail != "lines":
        return
    settle_returning(frame)
    activations = thread().activations
    key = id(frame)
    for at in range(len(activations) - 1, -1, -1):
        if activations[at][0] == key:
            if not code.makes:
                memory.pop(activations[at][1], None)
            del activations[at:]
            return


def changes(number_of_frame, frame):
    """What changed among a frame's variables since its last line, packed."""
    state = thread()
    state.quiet += 1
    try:
        variables = frame.f_locals
        is_module = variables is frame.f_globals
        before = memory.get(number_of_frame)
        if before is None:
            before = {}
        after, changed = {}, []
        for name, value in list(variables.items()):
            if class_of(name) is not str:
                continue
            old = before.get(name)
            if old is not None and old[0] is value and class_of(value) in UNCHANGING:
                after[name] = old
                continue
            if is_unshown(name, value, is_module):
                continue
            words = safe_repr(value, label)
            after[name] = (value if class_of(value) in UNCHANGING else memory, words)
            if old is None or old[1] != words:
                changed.append(text(name) + b"\1" + text(words))
        for name in before:
            if name not in after:
                changed.append(text(name) + b"\0")
        memory[number_of_frame] = after
        if VERSION == (3, 12) and frame.f_code.co_flags & OPTIMIZED:
            # The frame would keep these copies, and what they name alive.
            variables.clear()
        return changed
    finally:
        state.quiet -= 1


def is_unshown(name, value, is_module):
    """What is no news to a learner: a module's own names, its imports, functions and classes; the comprehension's `.0`."""
    if name.startswith("__") and name.endswith("__") or name.startswith("."):
        return True
    cls = class_of(value)
    if cls is MethodType and value.__func__.__code__.co_filename == OWN_CODE:
        cls = type(len)
    if is_module and (cls is FunctionType or isinstance(cls, type) and type in mro_of(cls) or cls is type(len)):
        return True
    return ModuleType in mro_of(cls)
