# The loop's own socket calls, and a reader callback.
# steps: what comes through a socket comes when it comes
# turns: what comes through a socket comes when it comes
# bytes: what comes through a socket comes when it comes
import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    left, right = socket.socketpair()
    for end in (left, right):
        end.setblocking(False)
    await loop.sock_sendall(left, b"ping")
    print(await loop.sock_recv(right, 100))
    waiting = asyncio.create_task(loop.sock_recv(left, 100))
    await asyncio.sleep(0)
    await loop.sock_sendall(right, b"pong")
    print(await waiting)
    got = loop.create_future()
    loop.add_reader(left, lambda: got.done() or got.set_result(left.recv(100)))
    right.send(b"by callback")
    print(await got)
    print(loop.remove_reader(left), loop.remove_reader(left))
    left.close()
    right.close()


asyncio.run(main())
