# finds: lock-lost 14
# After https://github.com/Fatal1ty/aioapns/issues/42: a timeout while the connection is made leaves the pool's lock held.
import asyncio


class Pool:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.connections = []

    async def acquire(self):
        if not self.connections:
            # Released only where the connection could be made.
            await self.lock.acquire()
            await self.connect()
            self.lock.release()
        return self.connections.pop()

    async def connect(self):
        await asyncio.sleep(5)
        self.connections.append("connection")


async def send(pool, text):
    return text, await pool.acquire()


async def main():
    pool = Pool()
    job = asyncio.create_task(send(pool, "one"))
    try:
        await asyncio.wait_for(job, 0.5)
    except TimeoutError:
        print("too slow, again")
    print(await send(pool, "two"))


asyncio.run(main())
