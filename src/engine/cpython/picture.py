"""Python values as bounded text, without running any code of the program.

The rules are those of `worker::ledger::safe_repr`: no address, no `__repr__` of the program's own, at most 200 characters.
"""

import re

VALUE_LIMIT, DEPTH_LIMIT, INT_BITS = 200, 6, 2000
LEAF_MODULES = frozenset((
    "_pydecimal", "decimal", "fractions", "datetime", "_pydatetime", "pathlib", "pathlib._local", "uuid", "ipaddress"))
GeneratorType = type((lambda: (yield))())
FunctionType, ModuleType = type(framed), type(sys)


async def _coroutine():
    pass


async def _asyncgen():
    yield

_made = _coroutine()
CoroutineType, AsyncGeneratorType = type(_made), type(_asyncgen())
_made.close()
OBJECT_TYPES = {GeneratorType: "generator", CoroutineType: "coroutine", AsyncGeneratorType: "async_generator"}
PLAIN_NATIVE = frozenset((
    bytes, bytearray, complex, range, type(...), type(NotImplemented), type(framed.__code__), type(len),
    type(str.join), GeneratorType, CoroutineType, AsyncGeneratorType))
MethodType = type(type("Any", (), {"method": lambda self: None})().method)
UNCHANGING = frozenset((int, str, float, type(None), bool, bytes))
address = re.compile(" at 0x[0-9a-fA-F]+")
class_of = type
attributes_of = type.__dict__["__dict__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
instance_dict = object.__getattribute__


def mro_of(cls):
    """The bases of a class; before 3.10 a built-in one that nobody asked for an attribute has no list of them yet."""
    bases = _mro_of(cls)
    if bases is None:
        type.__getattribute__(cls, "__name__")
        bases = _mro_of(cls)
    return bases


def is_stand_in(function_):
    """Whether a function of ours stands for a native method."""
    return class_of(function_) is FunctionType and function_.__code__.co_filename == "<learn-coroutines>"


def class_attribute(cls, name):
    """An attribute of a class, looked up without running anything."""
    for base in mro_of(cls):
        found = attributes_of(base).get(name)
        if found is not None:
            return found
    return None


def class_module(cls):
    module = attributes_of(cls).get("__module__")
    if module is None and not cls.__flags__ & 512:
        # A class of C's has its module in its name.
        module = type.__dict__["__module__"].__get__(cls)
    return module if class_of(module) is str else None


def dotted_name(cls):
    name = type.__dict__["__qualname__"].__get__(cls)
    module = class_module(cls)
    return f"{module}.{name}" if module and module != "builtins" else name


def values_of(thing):
    try:
        values = instance_dict(thing, "__dict__")
    except Exception:
        return None
    return values if class_of(values) is dict else None


class Sketch:
    """A text that grows up to its limit."""

    def __init__(self, label):
        self.parts = []
        self.left = VALUE_LIMIT
        self.cut = False
        self.label = label

    def put(self, part):
        if self.cut:
            return
        if len(part) > self.left:
            self.cut = True
            part = part[:self.left]
        self.left -= len(part)
        self.parts.append(part)

    def value(self, thing, depth):
        if self.cut:
            return
        cls = class_of(thing)
        if cls is int:
            self.integer(thing)
        elif cls is str:
            self.string(thing)
        elif thing is None or cls is bool or cls is float:
            self.put(repr(thing))
        elif depth > DEPTH_LIMIT:
            self.put("…")
        elif cls is list:
            self.sequence("[", thing, "]", depth)
        elif cls is tuple:
            self.sequence("(", thing, ",)" if len(thing) == 1 else ")", depth)
        elif cls is dict:
            self.mapping(thing, depth)
        elif cls is set or cls is frozenset:
            frozen = cls is frozenset
            if not thing:
                self.put("frozenset()" if frozen else "set()")
            else:
                self.sequence("frozenset({" if frozen else "{", thing, "})" if frozen else "}", depth)
        else:
            label = self.label(thing)
            if label is not None:
                self.put(label)
            elif issubclass(cls, BaseException) if BaseException in mro_of(cls) else False:
                self.put(cls.__name__ if type(cls) is type else type.__dict__["__name__"].__get__(cls))
                self.sequence("(", BaseException.__dict__["args"].__get__(thing), ")", depth)
            else:
                self.other(thing, cls, depth)

    def integer(self, thing):
        bits = thing.bit_length()
        self.put(repr(thing) if bits <= INT_BITS else f"<int of {bits} bits>")

    def string(self, thing):
        if len(thing) <= VALUE_LIMIT:
            self.put(repr(thing))
            return
        self.put(repr(thing[:VALUE_LIMIT])[:-1])
        self.cut = True

    def sequence(self, before, items, after, depth):
        self.put(before)
        first = True
        try:
            for count, item in enumerate(items):
                if self.cut or count > VALUE_LIMIT // 2:
                    return
                if not first:
                    self.put(", ")
                first = False
                self.value(item, depth + 1)
        except RuntimeError:
            # Another thread changed it meanwhile.
            pass
        self.put(after)

    def mapping(self, thing, depth):
        self.put("{")
        first = True
        for key, value in list(thing.items())[:VALUE_LIMIT]:
            if self.cut:
                return
            if not first:
                self.put(", ")
            first = False
            self.value(key, depth + 1)
            self.put(": ")
            self.value(value, depth + 1)
        self.put("}")

    def other(self, thing, cls, depth):
        if cls is FunctionType or cls in PLAIN_NATIVE:
            self.put(address.sub("", repr(thing)))
        elif cls is MethodType and is_stand_in(thing.__func__):
            # Plain CPython has a native method here.
            self.put(f"<built-in method {thing.__name__} of {class_of(thing.__self__).__name__} object>")
        elif cls is type:
            self.put(f"<class '{dotted_name(thing)}'>")
        elif ModuleType in mro_of(cls):
            self.put("<module ")
            self.value((values_of(thing) or {}).get("__name__", "?"), depth + 1)
            self.put(">")
        elif class_attribute(cls, "_member_map_") is not None and "_name_" in (values_of(thing) or ()):
            self.put(f"<{cls.__name__}.{values_of(thing)['_name_']}>")
        elif cls.__name__.endswith("Future") and class_module(cls) in ("_asyncio", "asyncio.futures", "asyncio.tasks"):
            self.put(f"<{cls.__name__} {thing._state.lower()}>")
        elif tuple in mro_of(cls):
            self.named_tuple(thing, cls, depth)
        elif list in mro_of(cls):
            self.sequence("[", list.__iter__(thing), "]", depth)
        elif class_attribute(cls, "__dataclass_fields__") is not None and values_of(thing) is not None:
            self.fields(cls, values_of(thing), depth)
        elif class_module(cls) in LEAF_MODULES:
            self.put(address.sub("", repr(thing)))
        else:
            self.put(f"<{dotted_name(cls)} object>")

    def named_tuple(self, thing, cls, depth):
        names = class_attribute(cls, "_fields")
        items = tuple.__iter__(thing)
        if class_of(names) is not tuple:
            self.sequence("(", items, ",)" if tuple.__len__(thing) == 1 else ")", depth)
            return
        self.fields(cls, dict(zip(names, items)), depth)

    def fields(self, cls, values, depth):
        self.put(f"{cls.__name__}(")
        for count, (name, value) in enumerate(list(values.items())):
            if self.cut:
                return
            if count:
                self.put(", ")
            self.put(f"{name}=")
            self.value(value, depth + 1)
        self.put(")")


def safe_repr(thing, label=lambda thing: None):
    """The text of a value."""
    cls = class_of(thing)
    # Most values are such.
    if cls is int and -10**15 < thing < 10**15 or thing is None or cls is bool:
        return repr(thing)
    sketch = Sketch(label)
    sketch.value(thing, 0)
    if sketch.cut:
        sketch.parts.append("…")
    return "".join(sketch.parts)
