# finds: circle 9
import asyncio

tasks = {}


async def part(mine, other):
    await asyncio.sleep(0)
    return await tasks[other]


async def main():
    tasks["a"] = asyncio.create_task(part("a", "b"))
    tasks["b"] = asyncio.create_task(part("b", "a"))
    await tasks["a"]


asyncio.run(main())
