# finds: blocked 7-9
# clock: real
import asyncio
import subprocess

async def tool():
    await asyncio.sleep(0.01)
    process = subprocess.Popen(["sh", "-c", "sleep 0.4; echo ready"], stdout=subprocess.PIPE)
    print(process.stdout.read())
    process.wait()


async def heartbeat():
    for _ in range(5):
        await asyncio.sleep(0.02)


async def main():
    await asyncio.gather(heartbeat(), tool())


asyncio.run(main())
