# Generators left suspended are closed when the loop shuts them down.
import asyncio


async def numbers(name):
    try:
        n = 0
        while True:
            yield n
            n += 1
    finally:
        await asyncio.sleep(1)
        print(name, "closed at", asyncio.get_running_loop().time())


kept = []


async def main():
    kept.append(numbers("kept"))
    async for n in kept[0]:
        if n == 2:
            break
    print("main ends")


asyncio.run(main())
print("run ends")
