# finds: sequential 12
import asyncio


async def fetch(name):
    await asyncio.sleep(0.2)
    return name


async def main():
    names = []
    names.append(await fetch("a"))
    names.append(await fetch("b"))
    names.append(await fetch("c"))
    print(names)


asyncio.run(main())
