"""What the program reads and writes, and what its process may use up. The counterpart of `worker::emit::outlet` and `host::limits`."""

import io

STDOUT, STDERR = b"\0", b"\1"


class Output(io.BufferedIOBase):
    """A stream whose bytes become `output` events, in order with all others."""

    def __init__(self, descriptor, name):
        self._descriptor = descriptor
        self.name = name
        self.mode = "wb"

    def writable(self):
        return True

    def write(self, data):
        if self.closed:
            raise ValueError("write to closed file")
        data = bytes(data)
        wrote(self._descriptor, data)
        return len(data)

    def flush(self):
        teller.flush_all()

    def fileno(self):
        return self._descriptor

    def isatty(self):
        return False


class Input(io.RawIOBase):
    """The program's stdin: asked of the tool when the program reads."""

    def __init__(self):
        self.name = "<stdin>"
        self.mode = "rb"
        self._rest = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self._rest:
            self._rest = teller.input()
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def fileno(self):
        return 0

    def isatty(self):
        return False


def wrote(descriptor, data):
    """The program wrote something."""
    if not data:
        return
    if teller.alone:
        while data:
            data = data[write_raw(descriptor, data):]
        return
    drain_past_python()
    stream = STDOUT if descriptor == 1 else STDERR
    state = thread()
    state.quiet += 1
    try:
        reconcile()
        settle_clause()
        if state.blocks:
            caller = innermost()
            settle_blocks(new_event(caller.site, caller.place, "output", b""))

        def template():
            caller = innermost()
            return new_event(caller.site, caller.place, "output", b"")

        teller.wrote(stream, data, template)
    finally:
        state.quiet -= 1


past_python = None


def drain_past_python():
    """Takes in what arrived on descriptor 1 past Python's own streams: from other programs, say."""
    while past_python is not None:
        try:
            data = read_raw(past_python, 8192)
        except OSError:
            return
        if not data:
            return
        teller.wrote(STDOUT, data, lambda: Event("output", clock.seconds(), 0, None, None, b""))


def serve_side(requests):
    """Sends what waits every now and then, takes in what is written past Python, and ends with the tool."""
    import select

    own_threads.add(get_ident())
    poll = select.poll()
    poll.register(requests, 0)
    if past_python is not None:
        poll.register(past_python, select.POLLIN)
    while True:
        waits = bool(teller.batch)
        for descriptor, what in poll.poll(BATCH_AGE * 1000 if waits else 50):
            if descriptor == requests and what & (select.POLLHUP | select.POLLERR):
                import signal

                os.killpg(0, signal.SIGKILL)
            elif descriptor == past_python:
                drain_past_python()
                if what & select.POLLHUP and not what & select.POLLIN:
                    poll.unregister(past_python)
        if teller.batch and teller.lock.acquire(False):
            try:
                teller.flush()
            finally:
                teller.lock.release()


def install_streams():
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(Output(1, "<stdout>"), "utf-8", "strict", write_through=True)
    sys.stderr = sys.__stderr__ = io.TextIOWrapper(
        Output(2, "<stderr>"), "utf-8", "backslashreplace", write_through=True)
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(Input()), "utf-8", "surrogateescape")


def install_exit():
    def _exit(status):
        """Exit to the system with the given status, without normal exit processing."""
        drain_past_python()
        teller.end(ending("exit", None, status & 0xFF))
        exit_raw(status & 0xFF)

    os._exit = _exit


def forked():
    """A process that the program forks off speaks for itself, on the streams as the system has them."""
    teller.alone = True


def ending(outcome, exception, status):
    return Event("program_ended", clock.seconds(), 0, None, None, b"".join((
        OUTCOMES[outcome], option(None if exception is None else text(exception)), signed(status))))


def limits(program):
    try:
        os.setsid()
    except OSError:
        # It leads a group already, which is as good.
        pass
    import resource

    most = program["memory_mib"] << 20
    for kind, value in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def take_streams():
    """Takes descriptors 0 and 1 away from the tool's pipes; what is written to 1 past Python arrives at a pipe."""
    global past_python
    import fcntl

    requests = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 100)
    replies = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 100)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    reader, writer = os.pipe()
    os.dup2(writer, 1)
    past_python = fcntl.fcntl(reader, fcntl.F_DUPFD_CLOEXEC, 100)
    for descriptor in (nothing, reader, writer):
        os.close(descriptor)
    os.set_blocking(past_python, False)
    return requests, replies
