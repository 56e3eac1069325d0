import asyncio


async def rows():
    try:
        yield "first"
        yield "second"
    finally:
        await asyncio.sleep(0.1)
        print("disconnect")


async def main(table):
    async for row in table:
        print("row", row)
        break
    pass  # <1>
    print("report sent")


table = rows()
asyncio.run(main(table))
