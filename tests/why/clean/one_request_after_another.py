import asyncio


async def login(user):
    await asyncio.sleep(0.1)
    return user + "-token"


async def profile(token):
    await asyncio.sleep(0.1)
    return {"token": token}


async def main():
    token = await login("me")
    print(await profile(token))


asyncio.run(main())
