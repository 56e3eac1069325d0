import asyncio

stock = 0


async def deliver():
    global stock
    seen = stock
    await asyncio.sleep(0.1)
    stock = seen + 1


async def main():
    await asyncio.gather(deliver(), deliver())
    print("in stock:", stock)


asyncio.run(main())
