"""PEP 530: async comprehensions run inside the coroutine that holds them."""


async def numbers(limit):
    for n in range(limit):
        yield n


async def double(n):
    return n * 2


async def main():
    print([n async for n in numbers(3) if n])
    print({n: n async for n in numbers(2)})
    print([await double(n) for n in range(3)])
    print({await double(n) async for n in numbers(2)})
    lazy = (n + 10 async for n in numbers(2))
    print(type(lazy).__name__)
    async for n in lazy:
        print(n)


try:
    main().send(None)
except StopIteration:
    print("end")
