"""PEP 255: dataclasses and named tuples made and consumed by generators."""
from collections import namedtuple
from dataclasses import dataclass, field

Point = namedtuple("Point", "x y")


@dataclass(order=True)
class Item:
    price: int
    name: str = field(compare=False)

    def stars(self):
        for _ in range(self.price):
            yield "*"


def points():
    for x in range(2):
        yield tuple(Point(x, x * x))


def items():
    yield 2, "tea"
    yield 1, "bun"


for x, y in points():
    print(x, y, Point(x, y))
goods = sorted(Item(*fields) for fields in items())
for item in goods:
    print(item, "".join(item.stars()))
