import asyncio


async def rows():
    print("connect")
    try:
        for n in range(3):
            yield n  # <1>
    finally:
        await asyncio.sleep(0.1)
        print("disconnect")  # <2>


async def main():
    table = rows()
    async for n in table:  # <3>
        print("row", n)
        break  # <4>
    print("after the loop")  # <5>
    await table.aclose()  # <6>
    print("closed")


asyncio.run(main())
