"""Waits for descriptors take the clock's time: polls, selectors, sockets with a timeout."""
import asyncio
import select
import selectors
import socket
import threading
import time

here, there = socket.socketpair()
began = time.monotonic()


def took(what):
    global began
    now = time.monotonic()
    print(what, round(now - began, 1))
    began = now


def soon(seconds):
    threading.Timer(seconds, there.send, [b"hi"]).start()


print(select.select([here], [], [], 1))
took("select, an int")
select.select([], [], [], 0.2)
took("select as a sleep")
poll = select.poll()
poll.register(here, select.POLLIN)
print(poll.poll(300), poll.poll(0))
took("poll, milliseconds")
for length in [None, -1, 1000]:
    soon(0.2)
    print([event for _, event in poll.poll(length)], here.recv(9))
    took("poll that hears something")
epoll = select.epoll()
epoll.register(here.fileno(), select.EPOLLIN)
print(epoll.poll(0.2), epoll.poll(0))
took("epoll, seconds")
soon(0.2)
print(len(epoll.poll(maxevents=1)), here.recv(9))
took("epoll that hears something")
for kind in [selectors.DefaultSelector, selectors.PollSelector, selectors.SelectSelector]:
    with kind() as selector:
        selector.register(here, selectors.EVENT_READ)
        print(selector.select(1))
        took("a selector, an int")
        soon(0.2)
        print(len(selector.select()), here.recv(9))
        took("a selector that hears something")
here.settimeout(0.3)
for name, argument in [("recv", 3), ("recv_into", bytearray(3)), ("recvfrom", 3)]:
    try:
        getattr(here, name)(argument)
    except TimeoutError as error:
        print(name, repr(error))
    took("a socket with a timeout")
soon(0.2)
print(here.recv(9))
took("a socket that hears something")
with socket.create_server(("127.0.0.1", 0)) as server:
    server.settimeout(0.3)
    try:
        server.accept()
    except TimeoutError as error:
        print("accept", repr(error))
    took("a server with a timeout")
    with socket.create_connection(server.getsockname(), timeout=1):
        print(server.accept()[0].recv.__name__)


async def late():
    """Where floats are further apart than a sleep is long, it ends all the same."""
    await asyncio.sleep(1e-12)
    print("slept")


asyncio.run(late())
