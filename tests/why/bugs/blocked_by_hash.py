# finds: blocked 7-8
# clock: real
import asyncio
import hashlib


async def login(password):
    return hashlib.pbkdf2_hmac("sha256", password, b"salt", 400_000).hex()


async def heartbeat():
    for _ in range(5):
        await asyncio.sleep(0.02)


async def main():
    await asyncio.gather(heartbeat(), login(b"secret"))


asyncio.run(main())
