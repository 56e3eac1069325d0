"""What could stand at the cursor: names, attributes, parameters, modules and what they hold, keys and paths; and what
is known of an object.

Runs in the namespace of `session.py`.
"""

# The command of the prompt that takes such an object; no Python begins so.
DRIVE = ":drive "
# Kinds of objects that can be driven by hand.
DRIVEN = ("generator", "coroutine", "async_generator")


def complete(text):
    """How long the word at the end of the text is, and what it could become: pairs of text and kind."""
    if text.startswith(DRIVE):
        prefix = text[len(DRIVE):].lstrip()
        return len(prefix), driven(prefix)
    line = text.rpartition("\n")[2]
    string = open_string(line)
    if string is not None:
        return strings(line[:string], line[string:])
    start = len(text)
    while start and (text[start - 1].isalnum() or text[start - 1] in "_."):
        start -= 1
    word = text[start:]
    source = re.match(r"\s*from\s+([\w.]+)\s+import\s+(?:.*[,\s(])?$", line[:len(line) - len(word)])
    if source and "." not in word:
        return len(word), members(source.group(1), word)
    if line.lstrip().startswith(("import ", "from ")) and " import " not in line:
        return len(word), modules(word)
    found = parameters(text[:start], word) if word.isidentifier() or not word else []
    if "." in word:
        owner, _, prefix = word.rpartition(".")
        return len(prefix), attributes(owner, prefix)
    return len(word), found + names(word)


def open_string(line):
    """Where the string begins that is open at the end of a line; None where none is."""
    start = quote = None
    position = 0
    while position < len(line):
        letter = line[position]
        if quote is not None and letter == "\\":
            position += 1
        elif quote is not None and letter == quote:
            quote = None
        elif quote is None and letter == "#":
            return None
        elif quote is None and letter in "'\"":
            quote, start = letter, position
        position += 1
    return start if quote is not None else None


def strings(before, string):
    """Keys of the mapping whose subscript is open, or paths."""
    quote, typed = string[0], string[1:]
    owner = re.search(r"([\w.]+)\[\s*$", before)
    if owner is not None:
        return len(typed), keys(owner.group(1), typed, quote)
    folder, slash, name = typed.rpartition("/")
    return len(name), paths(folder + slash, name)


def keys(owner, prefix, quote):
    thing = look_up(owner)
    if not isinstance(thing, dict):
        return []
    known = sorted(key for key in list(dict.keys(thing))[:MOST] if type(key) is str)
    return [(key + quote + "]", "name") for key in known
            if key.startswith(prefix) and quote not in key and "\\" not in key and key.isprintable()]


# The most keys and paths that are looked at.
MOST = 1000


def paths(folder, name):
    import os

    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            found = [(entry.name, entry.is_dir()) for entry, _ in zip(entries, range(MOST))]
    except (OSError, ValueError):
        return []
    return [(path + "/" * is_folder, "name") for path, is_folder in sorted(found)
            if path.startswith(name) and (name or not path.startswith("."))]


def imported(module):
    """A module; one that was not imported yet only where importing it runs none of the learner's code."""
    is_library = module.partition(".")[0] in sys.stdlib_module_names and module not in ("antigravity", "this")
    if module not in sys.modules and is_library:
        try:
            __import__(module)
        except Exception:
            return None
    return sys.modules.get(module)


def members(module, prefix):
    """What a module holds: names it has, and modules in it."""
    thing = imported(module)
    if thing is None:
        return []
    held = [(name, "callable" if is_method(thing, name) else "name") for name in attribute_names(thing)]
    known = {name for name, _ in held}
    within = [(name.rpartition(".")[2], "module") for name, _ in modules(module + ".")]
    found = held + [pair for pair in within if pair[0] not in known]
    return [pair for pair in sorted(found, key=lambda pair: private_last(pair[0]))
            if pair[0].startswith(prefix) and (prefix or not pair[0].startswith("_"))]


def driven(prefix):
    """The names of what can be driven by hand."""
    return [(name, "name") for name in sorted(map(str, main))
            if name.startswith(prefix) and type(main.get(name)).__name__ in DRIVEN
            and (prefix or not name.startswith("_"))]


def attributes(owner, prefix):
    thing = look_up(owner)
    if thing is missing:
        return []
    found = []
    for name in sorted(set(attribute_names(thing)), key=private_last):
        if name.startswith(prefix) and (prefix or not name.startswith("_")):
            found.append((name, "method" if is_method(thing, name) else "attribute"))
    return found


missing = object()


def parameters(text, prefix):
    """The parameters, `name=`, of the function whose call the text leaves open."""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        letter = text[position]
        depth += (letter in ")]}") - (letter in "([{")
        if depth < 0:
            break
    else:
        return []
    path = re.search(r"[\w.]+$", text[:position])
    if letter != "(" or path is None or text[:path.start()].rstrip().endswith(("def", "class")):
        return []
    thing = look_up(path.group())
    if isinstance(thing, type):
        thing = thing.__init__
    code = getattr(getattr(thing, "__func__", thing), "__code__", None)
    if code is None:
        return []
    known = code.co_varnames[code.co_posonlyargcount:code.co_argcount + code.co_kwonlyargcount]
    given = text[position:]
    return [(name + "=", "parameter") for name in known
            if name.startswith(prefix) and name not in ("self", "cls") and f"{name}=" not in given]


def look_up(path):
    """What a dotted name stands for, without running a property of it; `missing` where nothing."""
    first, *rest = path.split(".")
    thing = main.get(first, missing)
    if thing is missing:
        thing = getattr(builtins, first, missing)
    for name in rest:
        if thing is missing or isinstance(getattr(type(thing), name, None), property):
            return missing
        try:
            thing = getattr(thing, name)
        except Exception:
            return missing
    return thing


def attribute_names(thing):
    try:
        return [name for name in dir(thing) if isinstance(name, str)]
    except Exception:
        return []


def is_method(thing, name):
    kind = getattr(type(thing), name, None)
    if isinstance(kind, property):
        return False
    try:
        return callable(getattr(thing, name))
    except Exception:
        return False


def private_last(name):
    return (name.startswith("__"), name.startswith("_"), name)


def names(prefix):
    found = [(word, "keyword") for word in sorted(keyword.kwlist + ["match", "case", "type"]) if word.startswith(prefix)]
    known = {name for name in [*main, *dir(builtins)] if isinstance(name, str)}
    for name in sorted(known, key=private_last):
        if name.startswith(prefix) and (prefix or not name.startswith("_")):
            thing = main.get(name, getattr(builtins, name, None))
            found.append((name, "callable" if callable(thing) else "name"))
    return found


def modules(prefix):
    import pkgutil

    package, dot, start = prefix.rpartition(".")
    if dot:
        folders = getattr(imported(package), "__path__", None)
        found = {name for _, name, _ in pkgutil.iter_modules(folders)} if folders else set()
        # The library's own are frozen into the program and lie in no folder.
        import _imp

        known = (name.rpartition(".") for name in [*_imp._frozen_module_names(), *sys.modules])
        found |= {name for owner, _, name in known if owner == package}
    else:
        found = set(sys.stdlib_module_names) | {name for _, name, _ in pkgutil.iter_modules()}
    whole = package + dot
    return [(whole + name, "module") for name in sorted(found, key=private_last)
            if name.startswith(start) and (start or not name.startswith("_"))]


# What is known of an object, told as Python would write it.


def describe(name, with_source):
    import inspect

    thing = look_up(name)
    if thing is missing:
        sys.stderr.write(f"NameError: name {name!r} is not defined\n")
        return
    code = next((getattr(thing, kind) for kind in ("gi_code", "cr_code", "ag_code") if hasattr(thing, kind)), None)
    try:
        source = inspect.getsource(thing if code is None else code).rstrip() if with_source else ""
    except (OSError, TypeError):
        source = ""
    remark = place(inspect, thing, code)
    if source:
        sys.stdout.write(f"# {remark}\n{source}\n")
        return
    documentation = inspect.getdoc(thing) if callable(thing) or inspect.ismodule(thing) else None
    told = f"{head(inspect, name, thing)}  # {remark}\n"
    if documentation:
        told += "".join(f"    {line}".rstrip() + "\n" for line in f'"""{documentation}"""'.split("\n"))
    sys.stdout.write(told)


def head(inspect, name, thing):
    """The first line of a definition, or a value behind its name."""
    if inspect.ismodule(thing):
        return f"import {thing.__name__}"
    if not callable(thing):
        return f"{name} = {shortened(repr(thing))}"
    try:
        signature = str(inspect.signature(thing))
    except (TypeError, ValueError):
        signature = "(...)"
    if isinstance(thing, type):
        return f"class {thing.__name__}{signature}"
    word = "async def" if inspect.iscoroutinefunction(thing) or inspect.isasyncgenfunction(thing) else "def"
    return f"{word} {getattr(thing, '__name__', name)}{signature}"


def shortened(text):
    return text if len(text) <= 500 else text[:500] + "..."


def place(inspect, thing, code):
    """What an object is, its state where it has one, and where its code stands."""
    states = {"generator": "getgeneratorstate", "coroutine": "getcoroutinestate", "async_generator": "getasyncgenstate"}
    kind = type(thing).__name__
    told = [kind]
    for test, word in ((inspect.isasyncgenfunction, "async generator function"), (inspect.isgeneratorfunction, "generator function"),
                       (inspect.iscoroutinefunction, "coroutine function")):
        if test(thing):
            told = [word]
            break
    if kind in states:
        told.append(getattr(inspect, states[kind])(thing))
    code = code or getattr(getattr(thing, "__func__", thing), "__code__", None)
    if code is not None:
        told.append(f"{code.co_filename}:{code.co_firstlineno}")
    return ", ".join(told)
