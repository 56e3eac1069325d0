import asyncio

attempts = 0


async def fetch():
    global attempts
    attempts += 1
    await asyncio.sleep(0.01)
    if attempts < 3:
        raise ConnectionError("try again")
    return "data"


async def main():
    delay = 0.01
    while True:
        try:
            print(await fetch())
            return
        except ConnectionError:
            await asyncio.sleep(delay)
            delay *= 2


asyncio.run(main())
