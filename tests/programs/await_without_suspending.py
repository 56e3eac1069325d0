"""PEP 492: awaiting a coroutine that never suspends runs straight through: no switch at all."""


async def double(n):
    return n * 2


async def main():
    return await double(await double(3))


try:
    main().send(None)
except StopIteration as stop:
    print(stop.value)
