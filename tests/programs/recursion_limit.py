"""PEP 380: a generator that recurses without end runs into the recursion limit, an ordinary exception."""
# transitions: the depth at which it happens differs between interpreters
import sys

sys.setrecursionlimit(150)


def endless(n):
    yield n
    yield from endless(n + 1)


g = endless(0)
count = 0
try:
    for n in g:
        count += 1
except RecursionError as error:
    print("RecursionError after more than 30:", count > 30)
