"""PEP 492: a coroutine dropped before it started gives the warning "coroutine '…' was never awaited"."""
import warnings

warnings.simplefilter("always")


async def forgotten():
    print("never printed")


with warnings.catch_warnings(record=True) as caught:
    forgotten()
    print(len(caught), caught[0].category.__name__, caught[0].message)
