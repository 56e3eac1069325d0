import asyncio


async def main():
    here = asyncio.get_running_loop()  # <1>
    print(here is asyncio.get_event_loop())  # <2>


asyncio.run(main())
try:
    asyncio.get_event_loop()  # <3>
except RuntimeError as error:
    print("RuntimeError: " + str(error))  # <4>
