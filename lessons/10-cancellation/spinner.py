import asyncio


async def spin(text):
    try:
        while True:
            for sign in "|/-":
                print(sign, text)
                await asyncio.sleep(0.2)  # <1>
    finally:
        print("line wiped")  # <2>


async def slow():
    await asyncio.sleep(0.5)  # <3>
    return 42


async def main():
    spinner = asyncio.create_task(spin("thinking"))  # <4>
    answer = await slow()  # <5>
    spinner.cancel()  # <6>
    print("answer:", answer)  # <7>
    await asyncio.wait([spinner])  # <8>
    print("main ends")


asyncio.run(main())
