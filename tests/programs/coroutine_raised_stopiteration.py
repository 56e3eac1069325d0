"""PEP 479 and 492: a StopIteration in a coroutine becomes RuntimeError: "coroutine raised StopIteration"."""


async def wrong():
    raise StopIteration("leak")


try:
    wrong().send(None)
except RuntimeError as error:
    print(error, "|", repr(error.__cause__))
