# to_thread takes the context along.
import asyncio
import contextvars

user = contextvars.ContextVar("user")


def greet(word, *, mark):
    return f"{word} {user.get()}{mark}"


async def main():
    user.set("ada")
    print(await asyncio.to_thread(greet, "hello", mark="!"))
    try:
        asyncio.get_running_loop()
        await asyncio.to_thread(asyncio.get_running_loop)
    except RuntimeError as error:
        print("in the thread:", error)


asyncio.run(main())
