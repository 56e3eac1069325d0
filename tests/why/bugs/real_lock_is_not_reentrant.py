# finds: circle 7
# After https://github.com/python/asyncio/issues/439: the outer coroutine holds the lock that the inner one takes.
import asyncio


async def run_command(mutex, words):
    async with mutex:
        if words:
            await run_command(mutex, words[1:])
        print(words)


async def main():
    mutex = asyncio.Lock()
    await run_command(mutex, ["git", "fetch"])


asyncio.run(main())
