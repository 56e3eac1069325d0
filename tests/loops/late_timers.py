# Timers in the past fire at the next turn, by their times; a callback can put in the next.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    seen = []
    loop.call_later(-1, seen.append, "minus one")
    loop.call_at(start - 5, seen.append, "minus five")
    loop.call_soon(seen.append, "soon")
    loop.call_later(0, seen.append, "zero")
    await asyncio.sleep(0)
    print(seen)
    await asyncio.sleep(0)
    print(seen)

    def again(n):
        print("again", n, loop.time() - start)
        if n:
            loop.call_later(0.25, again, n - 1)

    again(3)
    await asyncio.sleep(1)


asyncio.run(main())
