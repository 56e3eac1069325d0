"""PEP 255: sys.stdin is an iterator of lines, and generators filter it."""
import sys


def stripped(lines):
    for line in lines:
        yield line.strip()


for line in stripped(sys.stdin):
    print(line.upper())
print("end of input")
