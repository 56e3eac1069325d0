# Each task has its own copy of the context; callbacks take one along.
import asyncio
import contextvars

request = contextvars.ContextVar("request", default="none")


async def handle(name):
    request.set(name)
    await asyncio.sleep(1)
    print("handle", name, "sees", request.get())


async def main():
    request.set("main")
    await asyncio.gather(handle("a"), handle("b"))
    print("main sees", request.get())
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: print("callback sees", request.get()))
    context = contextvars.copy_context()
    context.run(request.set, "special")
    loop.call_later(1, lambda: print("with context:", request.get()), context=context)
    request.set("changed")
    task = asyncio.create_task(asyncio.sleep(1), context=context)
    await task
    await handle("inline")
    print("awaited directly, it changed mine:", request.get())


asyncio.run(main())
