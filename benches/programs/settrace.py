"""The peer: runs a program in CPython under `sys.settrace`, with a callback that does nothing or keeps the locals.

settrace.py minimal|locals FILE ARGS...
"""
import collections
import sys

how, path = sys.argv[1:3]
sys.argv = sys.argv[2:]

# The last lines only, so that the peer needs no gigabyte where ours needs none.
kept = collections.deque(maxlen=100_000)


def minimal(frame, event, argument):
    return minimal if frame.f_code.co_filename == path else None


def keep_locals(frame, event, argument):
    if frame.f_code.co_filename != path:
        return None
    if event == "line":
        pictures = {name: repr(value) for name, value in frame.f_locals.items() if not name.startswith("__")}
        kept.append((frame.f_lineno, pictures))
    return keep_locals


with open(path, encoding="utf-8") as file:
    code = compile(file.read(), path, "exec")
names = {"__name__": "__main__", "__file__": path}
sys.settrace({"minimal": minimal, "locals": keep_locals}[how])
exec(code, names)
sys.settrace(None)
