from decimal import Decimal
from fractions import Fraction


def progression(begin, step, end):
    value = type(begin + step)(begin)  # <1>
    index = 0
    while value < end:
        yield value  # <2>
        index += 1
        value = begin + step * index  # <3>


print(list(progression(0, 1, 3)))  # <4>
print(list(progression(1, 0.5, 3)))  # <5>
print(list(progression(0, Fraction(1, 3), 1)))  # <6>
print(list(progression(0, Decimal("0.1"), 0.3)))  # <7>
print(len(list(progression(0, 0.1, 1))))  # <8>
