# legacy: 3.10
import asyncio


@asyncio.coroutine
def cook(name, delay):
    print("start " + name)
    yield from asyncio.sleep(delay)  # <1>
    print(name + " ready")
    return name


@asyncio.coroutine
def main():
    got = yield from asyncio.gather(  # <2>
        cook("tea", 0.2),
        cook("toast", 0.3),
    )
    print("all: " + " ".join(got))


loop = asyncio.get_event_loop()  # <3>
loop.run_until_complete(main())  # <4>
loop.close()
