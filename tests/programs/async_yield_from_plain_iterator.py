"""PEP 492: a coroutine may loop over a plain generator; that is no await and no suspension."""


def words():
    yield "plain"
    yield "generator"


async def main():
    for word in words():
        print(word)
    return [w.upper() for w in words()]


try:
    main().send(None)
except StopIteration as stop:
    print(stop.value)
