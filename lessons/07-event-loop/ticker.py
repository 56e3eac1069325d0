import asyncio


class Ticker:
    def __init__(self, loop, seconds, times):
        self.loop = loop
        self.seconds = seconds
        self.left = times
        self.start = loop.time()
        loop.call_soon(self.tick)  # <1>

    def tick(self):
        print(f"{self.loop.time() - self.start:.0f} s: tick")  # <2>
        self.left -= 1
        if self.left:
            self.loop.call_later(self.seconds, self.tick)  # <3>
        else:
            self.loop.stop()  # <4>


loop = asyncio.new_event_loop()
Ticker(loop, 1, 3)  # <5>
loop.run_forever()  # <6>
loop.close()
