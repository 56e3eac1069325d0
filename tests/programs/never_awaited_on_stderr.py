"""PEP 492: the warning goes to stderr, and the program goes on."""


async def forgotten():
    print("never printed")


forgotten()
print("the program goes on")
