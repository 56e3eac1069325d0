# call_soon, call_later, call_at in the order of their times; equal times in the order they were put in.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    def say(word):
        print(f"{loop.time() - start:.2f} {word}")

    loop.call_later(0.2, say, "later 0.2")
    loop.call_at(start + 0.1, say, "at 0.1 first")
    loop.call_later(0.1, say, "later 0.1 second")
    loop.call_at(start + 0.1, say, "at 0.1 third")
    loop.call_soon(say, "soon")
    loop.call_soon(say, "soon too")
    say("main sleeps")
    await asyncio.sleep(0.3)
    say("main is back")


asyncio.run(main())
