# An exception that nobody catches ends the program.
import asyncio


async def inner():
    await asyncio.sleep(1)
    raise LookupError("not found")


async def main():
    try:
        await inner()
    finally:
        print("finally")


asyncio.run(main())
