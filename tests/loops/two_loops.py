# Two loops in two threads that speak with each other.
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio
import threading


async def answer(question):
    print("asked", question, "in", threading.current_thread().name)
    await asyncio.sleep(0)
    return question.upper()


def serve(loop):
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


async def main():
    other = asyncio.new_event_loop()
    thread = threading.Thread(target=serve, args=(other,), name="the other")
    thread.start()
    for question in ("why", "how"):
        print(await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(answer(question), other)))
    other.call_soon_threadsafe(other.stop)
    await asyncio.to_thread(thread.join)


asyncio.run(main())
