# finds: two-threads 16
import asyncio
import threading


async def job():
    await asyncio.sleep(0)


async def main():
    await asyncio.sleep(0)


def work(coro):
    try:
        coro.send(None)
    except StopIteration:
        pass


coro = job()
coro.send(None)
thread = threading.Thread(target=work, args=(coro,))
thread.start()
thread.join()
