# finds: never-awaited 11
import asyncio


class Button:
    def __init__(self, on_click):
        self.on_click = on_click

    def click(self):
        # The handler is a coroutine function.
        self.on_click()


async def handler():
    print("clicked")


async def main():
    Button(handler).click()


asyncio.run(main())
