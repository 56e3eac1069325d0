"""PEP 255: large modules of the standard library load while the program is watched."""
import asyncio
import collections.abc
import dataclasses
import enum
import functools
import re
import typing


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


def names():
    yield from (colour.name for colour in Colour)


print(list(names()))
print(isinstance(names(), collections.abc.Generator), asyncio.iscoroutinefunction(names))
print(functools.reduce(lambda a, b: a + b, names()), re.findall("[A-Z]", "aBc"))
print(dataclasses.is_dataclass(Colour), typing.get_type_hints(names))
