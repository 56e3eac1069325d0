# to_thread takes the context along.
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio
import contextvars
import threading

user = contextvars.ContextVar("user")
gate = threading.Event()


def greet(word, *, mark):
    gate.wait()
    return f"{word} {user.get()}{mark}"


def which_loop():
    gate.wait()
    return asyncio.get_running_loop()


async def main():
    loop = asyncio.get_running_loop()
    user.set("ada")
    loop.call_soon(gate.set)
    print(await asyncio.to_thread(greet, "hello", mark="!"))
    gate.clear()
    loop.call_soon(gate.set)
    try:
        await asyncio.to_thread(which_loop)
    except RuntimeError as error:
        print("in the thread:", error)


asyncio.run(main())
