import asyncio


async def slow():
    print("slow begins")
    try:
        await asyncio.sleep(10)  # <1>
        print("slow is done")
    finally:
        print("slow cleans up")  # <2>


async def main():
    task = asyncio.create_task(slow())  # <3>
    await asyncio.sleep(1)
    print("main is done")  # <4>


asyncio.run(main())  # <5>
print("the end")
