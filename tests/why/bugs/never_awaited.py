# finds: never-awaited 10
import asyncio


async def save(text):
    print("saved", text)


async def main():
    save("hello")
    await asyncio.sleep(0)


asyncio.run(main())
