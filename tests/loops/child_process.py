# A subprocess whose output is read, and its exit status.
# steps: what a process does comes when it comes
# turns: what a process does comes when it comes
# bytes: what a process does comes when it comes
import asyncio


async def main():
    child = await asyncio.create_subprocess_exec(
        "sh", "-c", "read word; echo got $word; exit 3",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate(b"hello\n")
    print(out, err, child.returncode)
    child = await asyncio.create_subprocess_shell("true")
    print(await child.wait())


asyncio.run(main())
