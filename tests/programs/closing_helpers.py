"""PEP 342: contextlib.closing closes a generator at the end of the block, wherever it stands."""
from contextlib import ExitStack, closing


def lines():
    try:
        yield "one"
        yield "two"
    finally:
        print("lines closed")


with closing(lines()) as source:
    print(next(source))
with ExitStack() as stack:
    first = stack.enter_context(closing(lines()))
    second = lines()
    stack.callback(second.close)
    print(next(first), next(second))
