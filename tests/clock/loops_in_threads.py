# Twenty loops in twenty threads share one clock.
import asyncio
import threading

ends = []


async def main(number):
    for step in range(3):
        await asyncio.sleep(0.1 * (1 + number % 3))
    ends.append(number % 3)


threads = [threading.Thread(target=lambda number=number: asyncio.run(main(number))) for number in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(ends)
