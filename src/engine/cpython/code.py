"""What is known beforehand of each code object of the program: its lines and the instructions that matter here.

The same as `worker::ledger::code` reads from the embedded interpreter's code; here from the bytecode of CPython 3.9 to 3.14.
"""

import bisect
import dis

ASYNC_GENERATOR, COROUTINE, GENERATOR, ITERABLE_COROUTINE = 0x200, 0x80, 0x20, 0x100
VERSION = sys.version_info[:2]

# The roles of an instruction.
FOR_ITER, YIELD_FROM, SEND_YIELD_FROM, SEND_AWAIT, YIELD, YIELD_DELEGATING, END_SEND = (
    "for_iter", "yield_from", "send_yield_from", "send_await", "yield", "yield_delegating", "end_send")
HANDLING = frozenset(("PUSH_EXC_INFO", "SETUP_FINALLY", "SETUP_WITH", "SETUP_ASYNC_WITH", "WITH_EXCEPT_START"))
EXCEPT, FINALLY, WITH = "except", "finally", "with"


def makes(code):
    """What calling it makes, where that is a generator-like object."""
    flags = code.co_flags
    if flags & ASYNC_GENERATOR:
        return "async_generator"
    if flags & COROUTINE:
        return "coroutine"
    if flags & GENERATOR:
        return "generator"
    return None


class WatchedCode:
    """A code object of the program."""

    __slots__ = ("code", "name", "file", "first_line", "makes", "roles", "delegations", "starts", "lines",
                 "matching_lines", "instructions", "table", "place", "is_module", "ends", "has_handlers")

    def __init__(self, code, file):
        self.code = code
        self.name = code.co_name
        self.file = file
        self.first_line = code.co_firstlineno or 1
        self.makes = makes(code)
        self.is_module = self.name == "<module>"
        self.place = MODULE if self.is_module else function(self.name)
        self.instructions = None
        self.table = None
        self.roles = None

    def read(self):
        """Reads the instructions; put off until something is asked."""
        roles, delegations, matching, ends, has_handlers = {}, {}, set(), {}, False
        code = self.code
        starts, lines = [], []
        if VERSION >= (3, 10):
            for start, _, line in code.co_lines():
                starts.append(start)
                lines.append(line or 0)
        else:
            for start, line in dis.findlinestarts(code):
                starts.append(start)
                lines.append(line)
        self.starts, self.lines = starts, lines
        delegating, count = SEND_YIELD_FROM, 0
        instructions = list(raw_instructions(code))
        self.instructions = {offset: index for index, (offset, _, _) in enumerate(instructions)}
        self.table = instructions
        for index, (offset, name, argument) in enumerate(instructions):
            role = None
            if name == "FOR_ITER":
                role = FOR_ITER
            elif name == "GET_YIELD_FROM_ITER":
                delegating, role = SEND_YIELD_FROM, YIELD_FROM
            elif name in ("GET_AWAITABLE", "GET_ANEXT"):
                delegating = SEND_AWAIT
            elif name in ("SEND", "YIELD_FROM"):
                # YIELD_FROM is, before 3.11, all three in one.
                role = delegating
                if name == "YIELD_FROM":
                    ends[offset + 2] = count + 1
                elif VERSION < (3, 12):
                    ends[offset + 2 + 2 * argument] = count + 1
            elif name == "YIELD_VALUE":
                role = YIELD
                if VERSION >= (3, 13):
                    role = YIELD_DELEGATING if argument & 1 else YIELD
                elif VERSION >= (3, 11):
                    before = instructions[index - 1][1]
                    role = YIELD_DELEGATING if before == "SEND" else YIELD
            elif name == "END_SEND":
                role = END_SEND
            elif name in ("CHECK_EXC_MATCH", "CHECK_EG_MATCH", "JUMP_IF_NOT_EXC_MATCH"):
                matching.add(self.line(offset))
            if name in HANDLING:
                has_handlers = True
            if role in (SEND_YIELD_FROM, SEND_AWAIT):
                count += 1
            if role is not None:
                roles[offset] = role
                if role == YIELD_FROM:
                    delegations[offset] = count + 1
                elif role not in (FOR_ITER, YIELD):
                    delegations[offset] = count
                if role == END_SEND:
                    ends[offset] = count
        # While what it calls runs, a frame of 3.12 stands at the caches behind the instruction.
        for offset in list(roles):
            for behind_it in cache_units(code, offset):
                roles[behind_it] = roles[offset]
                if offset in delegations:
                    delegations[behind_it] = delegations[offset]
        self.roles, self.delegations, self.matching_lines = roles, delegations, matching
        self.ends, self.has_handlers = ends, has_handlers

    def role(self, offset):
        if self.roles is None:
            self.read()
        return self.roles.get(offset)

    def delegation(self, offset):
        if self.roles is None:
            self.read()
        return self.delegations.get(offset, 0)

    def line(self, offset):
        at = bisect.bisect_right(self.starts, offset) - 1
        return (self.lines[at] if at >= 0 else 0) or self.first_line

    def site(self, offset):
        if self.roles is None:
            self.read()
        return self.file, self.line(offset)

    def defined(self):
        return self.file, self.first_line

    def matches_exceptions(self, line):
        if self.roles is None:
            self.read()
        return line in self.matching_lines

    def handler_at(self, offset):
        """The line and the kind of the handler that begins at this offset; None for those the compiler made for itself."""
        if self.roles is None:
            self.read()
        index = self.instructions.get(offset)
        if index is None:
            return None
        names = [name for _, name, _ in self.table[index:index + 3]]
        line = next((self.line_or_none(start) for start, _, _ in self.table[index:] if self.line_or_none(start)), None)
        if line is None:
            return None
        if VERSION < (3, 11):
            return self.handler_of_blocks(names, line)
        if names[0] != "PUSH_EXC_INFO":
            return None
        if names[1] == "WITH_EXCEPT_START":
            return (self.file, line), WITH
        if names[1] == "POP_TOP":
            return (self.file, line), EXCEPT
        return (self.file, line), EXCEPT if line in self.matching_lines else FINALLY

    def handler_of_blocks(self, names, line):
        """The same before 3.11, where handlers have no instruction of their own to begin with."""
        if names[0] == "WITH_EXCEPT_START":
            return (self.file, line), WITH
        if names[0] == "DUP_TOP" and line in self.matching_lines or names == ["POP_TOP"] * 3:
            return (self.file, line), EXCEPT
        # The end of an `except … as name`, of an `async for`, and what only passes it on.
        is_own = names[0] in ("END_ASYNC_FOR", "RERAISE", "POP_BLOCK") or (
            names[0] == "LOAD_CONST" and names[1].startswith("STORE") and names[2].startswith("DELETE"))
        return None if is_own else ((self.file, line), FINALLY)

    def name_at(self, offset):
        index = self.instructions.get(offset)
        return None if index is None else self.table[index][1]

    def line_or_none(self, offset):
        at = bisect.bisect_right(self.starts, offset) - 1
        return self.lines[at] if at >= 0 else None


def cache_units(code, offset):
    """The offsets of the cache entries behind an instruction."""
    bytecode, at = code.co_code, offset + 2
    while VERSION >= (3, 11) and at < len(bytecode) and bytecode[at] == 0:
        yield at
        at += 2


def raw_instructions(code):
    """Offset, name and argument of each instruction, as compiled."""
    names = dis.opname
    extended = 0
    bytecode = code.co_code
    caches = getattr(dis, "_inline_cache_entries", None)
    at = 0
    while at < len(bytecode):
        operation, argument = bytecode[at], bytecode[at + 1] | extended
        name = names[operation]
        extended = argument << 8 if name == "EXTENDED_ARG" else 0
        if name != "CACHE":
            yield at, name, argument
        at += 2


def inner_codes(code):
    """A code object and all that are inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from inner_codes(constant)
