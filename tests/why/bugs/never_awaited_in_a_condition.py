# finds: never-awaited 10
import asyncio


async def is_allowed(user):
    return user == "root"


async def main():
    if is_allowed("guest"):
        print("come in")


asyncio.run(main())
