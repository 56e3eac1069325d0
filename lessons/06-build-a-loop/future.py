class Future:
    def __init__(self):
        self.done = False
        self.result = None

    def set_result(self, result):
        self.done, self.result = True, result

    def __await__(self):
        if not self.done:
            yield self  # <1>
        return self.result  # <2>


async def eat(dish):
    print("waiting for", "the soup")
    soup = await dish  # <3>
    print("eating", soup)


dish = Future()
guest = eat(dish)
print(guest.send(None) is dish)  # <4>
dish.set_result("tomato soup")  # <5>
try:
    guest.send(None)  # <6>
except StopIteration:
    print("full")
