"""Where events go: packed as they happen, sent in batches; and where a stepped program pauses.

The counterpart of `worker::emit` and `worker::tracer`.
"""

import os
import time

BATCH_BYTES, BATCH_AGE, OUTPUT_PIECE = 64 << 10, 0.015, 64 << 10
monotonic, select_raw, sleep_raw = time.monotonic, None, time.sleep
read_raw, write_raw, exit_raw, getpid = os.read, os.write, os._exit, os.getpid


class Teller:
    """The stream to the tool and what waits to be sent on it."""

    def __init__(self, requests, replies):
        self.requests = requests
        self.replies = replies
        self.lock = _thread.RLock()
        self.batch = []
        self.size = 0
        self.flushed = monotonic()
        self.step = 0
        self.output = None
        self.stepping = None
        self.evaluating = False
        self.ended = False
        self.alone = False
        self.set_aside = []
        self.input_is_due = False

    def write(self, message):
        if self.alone:
            return
        data = memoryview(framed(message))
        while data:
            try:
                data = data[write_raw(self.replies, data):]
            except InterruptedError:
                pass
            except OSError:
                exit_raw(125)

    def read_exactly(self, count):
        data = b""
        while len(data) < count:
            part = read_raw(self.requests, count - len(data))
            if not part:
                exit_raw(125)
            data += part
        return data

    def next_request(self):
        length = int.from_bytes(self.read_exactly(4), "little")
        if length > MESSAGE_LIMIT:
            exit_raw(125)
        return Reading(self.read_exactly(length)).request()

    def send(self, message):
        with self.lock:
            self.settle_output()
            self.flush()
            self.write(message)

    def flush(self):
        """Sends everything that was recorded."""
        batch, self.batch, self.size = self.batch, [], 0
        if batch:
            self.write(b"\1" + number(len(batch)) + b"".join(batch))
        self.flushed = monotonic()

    def flush_all(self):
        if self.alone:
            return
        with self.lock:
            self.settle_output()
            self.flush()

    def record(self, event):
        """Records an event; whether the program must pause after it."""
        if self.alone:
            return False
        with self.lock:
            if self.ended and event.kind != "program_ended":
                return False
            if self.output is not None:
                self.settle_output()
            self.append(event)
            if self.stepping is None or self.ended or self.evaluating:
                return False
            return is_met(self.stepping[0], event, self.step, self.stepping[1])

    def append(self, event):
        data = event.packed()
        self.batch.append(data)
        self.size += len(data)
        self.step += 1
        if self.size >= BATCH_BYTES:
            self.flush()

    def settle_output(self):
        pending, self.output = self.output, None
        if pending is not None:
            event, stream, data = pending
            event.fields = stream + binary(bytes(data))
            self.append(event)

    def wrote(self, stream, data, template):
        """Records what the program wrote: whole lines at once, the rest when anything else happens."""
        if self.alone:
            return
        with self.lock:
            if self.output is not None and self.output[1] == stream:
                self.output[2].extend(data)
            else:
                self.settle_output()
                self.output = template(), stream, bytearray(data)
            whole = self.output[2]
            if whole.endswith(b"\n") or len(whole) >= OUTPUT_PIECE:
                self.settle_output()
                if monotonic() - self.flushed >= BATCH_AGE:
                    self.flush()

    def flush_regularly(self):
        while True:
            sleep_raw(BATCH_AGE)
            if self.batch and self.lock.acquire(False):
                try:
                    self.flush()
                finally:
                    self.lock.release()

    def input(self):
        """Asks the tool for the program's input: up to a line, nothing at the end of the file."""
        if self.alone:
            return b""
        self.flush_all()
        if not self.input_is_due:
            self.input_is_due = True
            with self.lock:
                self.write(NEED_INPUT)
        while not self.set_aside:
            request = self.next_request()
            if request[0] == "input":
                self.set_aside.append(request[1])
        self.input_is_due = False
        return self.set_aside.pop(0)

    def end(self, event):
        if self.alone:
            return
        with self.lock:
            if self.ended:
                return
            self.settle_output()
            self.ended = True
            self.record(event)
            self.flush()


teller = None
clock = None


def new_event(site, place, kind, fields, subject=None, depth=0):
    return Event(kind, clock.seconds(), thread().id, site, place, fields, subject, depth)


def tell(site, place, kind, fields=b"", subject=None, depth=0):
    """Tells what happened, and pauses where the step in progress ends here."""
    tell_event(new_event(site, place, kind, fields, subject, depth))


def tell_event(event):
    """Records an event and first what it shows of open handlers."""
    state = thread()
    if state.typed is not None and event.kind in TRANSITIONS:
        source, state.typed = state.typed, None
        note(NOTE["typed"] + text(source))
    if state.clause is not None or state.blocks:
        settle_clause()
        settle_blocks(event)
    record(event)


def record(event):
    """Records an event that leaves open whether a handler keeps its exception."""
    if teller.record(event) and thread().paused is None:
        pause("line" if event.kind == "line" else "transition")


def note(packed):
    """Tells the learner something."""
    caller = describe(here())
    tell(caller.site, caller.place, "note", packed)


def settle_clause():
    """Tells that an `except` clause keeps its exception: something else happens now."""
    state = thread()
    kept, state.clause = state.clause, None
    if kept is not None:
        state.in_flight = 0
        record(kept.event)


def settle_blocks(event):
    """Tells what each `with` and `finally` keeps of which this event shows it."""
    state = thread()
    if not state.blocks:
        return
    running = set()
    frame = here()
    while frame is not None:
        running.add((id(frame), id(frame.f_code)))
        frame = below(frame)
    still, kept = [], []
    for caught in state.blocks:
        if caught.event.place == event.place:
            verdict = caught.verdict(event)
        elif caught.sleeps() or caught.frame in running:
            verdict = "open"
        else:
            # The function has returned; an exception that left it would have been raised again.
            verdict = "kept"
        if verdict == "kept":
            kept.append(caught)
        elif verdict == "open":
            still.append(caught)
    state.blocks = still
    for caught in kept:
        caught.event.time = event.time
        state.in_flight = 0
        record(caught.event)


def settle_returning(frame):
    """Tells what a `with` or `finally` of this frame keeps: the frame returns."""
    state = thread()
    if not state.blocks:
        return
    name = (id(frame), id(frame.f_code))
    for caught in state.blocks:
        if caught.frame == name and not caught.sleeps():
            state.blocks.remove(caught)
            caught.event.time = clock.seconds()
            record(caught.event)
            return


def pause(at):
    """Stands still until the tool lets the program go on, and answers what it asks meanwhile."""
    state = thread()
    state.paused = at
    state.quiet += 1
    with teller.lock:
        teller.flush()
        teller.write(PAUSED)
    try:
        while True:
            with clock.stopped():
                request = teller.next_request()
            if request[0] == "run":
                teller.stepping = request[1:]
                return
            if request[0] == "evaluate":
                value, error = evaluate(request[1], at)
                teller.send(evaluated(value, error))
            elif request[0] == "input":
                teller.set_aside.append(request[1])
            else:
                return
    finally:
        state.quiet -= 1
        state.paused = None
