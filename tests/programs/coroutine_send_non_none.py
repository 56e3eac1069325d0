"""PEP 492: the first value sent to a coroutine must be None, too."""


async def main():
    return 1


c = main()
try:
    c.send("hello")
except TypeError as error:
    print(error)
c.close()
print(c.cr_frame)
