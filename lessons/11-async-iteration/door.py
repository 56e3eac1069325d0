import asyncio


class Door:
    async def __aenter__(self):
        await asyncio.sleep(0.1)  # <1>
        print("open")
        return "hall"  # <2>

    async def __aexit__(self, kind, error, where):
        await asyncio.sleep(0.1)
        print("shut after", kind.__name__)  # <3>


async def main():
    try:
        async with Door() as room:  # <4>
            print("in the", room)
            raise ValueError("lost")  # <5>
    except ValueError:
        print("caught")  # <6>


asyncio.run(main())
