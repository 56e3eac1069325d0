# An echo server and its client over loopback.
# steps: what comes through a socket comes when it comes
# turns: what comes through a socket comes when it comes
# bytes: what comes through a socket comes when it comes
import asyncio


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    print("the client has gone")
    writer.close()
    await writer.wait_closed()
    gone.set()


async def main():
    global gone
    gone = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    for word in (b"hello\n", b"world\n"):
        writer.write(word)
        print((await reader.readline()).decode().strip())
    writer.close()
    await writer.wait_closed()
    await gone.wait()
    server.close()
    await server.wait_closed()


asyncio.run(main())
