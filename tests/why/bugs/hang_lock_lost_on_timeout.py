# finds: lock-lost 7
import asyncio


class Account:
    async def withdraw(self, amount):
        await self.lock.acquire()
        await asyncio.sleep(amount)
        self.lock.release()

    def __init__(self):
        self.lock = asyncio.Lock()


async def main():
    account = Account()
    job = asyncio.create_task(account.withdraw(10))
    try:
        await asyncio.wait_for(job, 0.5)
    except TimeoutError:
        print("too slow")
    await account.withdraw(1)


asyncio.run(main())
