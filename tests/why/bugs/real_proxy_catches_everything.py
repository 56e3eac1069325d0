# finds: cancel-swallowed 12
# After https://github.com/fuergaosi233/claude-code-proxy/pull/74: a bare except around a stream swallows the cancellation.
import asyncio


async def stream(chunks):
    for chunk in range(5):
        try:
            # The client that was here is gone by then.
            await asyncio.sleep(0.1)
            chunks.append(chunk)
        except:
            chunks.append(None)
    return len(chunks)


async def main():
    chunks = []
    task = asyncio.create_task(stream(chunks))
    await asyncio.sleep(0.15)
    task.cancel()
    print(await task, chunks)


asyncio.run(main())
