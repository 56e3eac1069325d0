# Many short jobs: the loop hears of each, and the executor is waited for, however fast they are.
# steps: a job may be done before it is awaited
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio


async def main():
    return sum([await asyncio.to_thread(int, n) for n in range(20)])


for _ in range(20):
    print(asyncio.run(main()))
