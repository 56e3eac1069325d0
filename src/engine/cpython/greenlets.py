"""Greenlets: who switches to whom, by `greenlet.settrace`. Each has a stack of its own, and so has what the ledger says of it."""

PARKED = ("running", "activations", "clause", "blocks", "deferred", "in_flight", "passing", "yielded")
parked = {}
greenlet_names = {}
greenlet_counts = {}


def watch_greenlets():
    """Hears of this thread's switches from now on."""
    module = sys.modules.get("greenlet")
    if module is not None and hasattr(module, "settrace"):
        module.settrace(on_switch)


def on_switch(event, switch):
    """Control has gone from one greenlet to another; `throw` says that it carried an exception."""
    origin, target = switch
    state = thread()
    parked[id(origin)] = tuple(getattr(state, name) for name in PARKED)
    known = parked.pop(id(target), None)
    if known is None:
        known = [], [], None, [], None, 0, None, None
    for name, value in zip(PARKED, known):
        setattr(state, name, value)
    if origin.dead:
        parked.pop(id(origin), None)
    if state.quiet or teller.alone:
        return
    state.quiet += 1
    try:
        names = greenlet_name(origin), greenlet_name(target)
        caller = describe(here())
    finally:
        state.quiet -= 1
    # What a switch carries is on no stack that Python shows.
    tell(caller.site, caller.place, "switched", text(names[0]) + text(names[1]) + text("…"))


def greenlet_name(one):
    """`main`, `hub` for gevent's, else the function's name and a number among those of that name."""
    known = greenlet_names.get(id(one))
    if known is not None and known[0]() is one:
        return known[1]
    if one.parent is None:
        word = "main"
    elif class_of(one).__name__ == "Hub":
        word = "hub"
    else:
        function_ = getattr(one, "_run", None) or getattr(one, "run", None)
        word = getattr(function_, "__name__", None) or class_of(one).__name__
        greenlet_counts[word] = greenlet_counts.get(word, 0) + 1
        word = f"{word}#{greenlet_counts[word]}"
    greenlet_names[id(one)] = weakref.ref(one), word
    return word
