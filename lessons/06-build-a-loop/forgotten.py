async def save(text):
    print("saving", text)  # <1>


async def main():
    save("draft")  # <2>
    await save("letter")  # <3>
    print("main ends")


try:
    main().send(None)  # <4>
except StopIteration:
    print("all done")
