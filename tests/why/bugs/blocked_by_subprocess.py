# finds: blocked 7-8
# clock: real
import asyncio
import subprocess


async def tool():
    subprocess.run(["sleep", "0.4"])


async def heartbeat():
    for _ in range(5):
        await asyncio.sleep(0.02)


async def main():
    await asyncio.gather(heartbeat(), tool())


asyncio.run(main())
