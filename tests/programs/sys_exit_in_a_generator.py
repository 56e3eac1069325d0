"""PEP 342: SystemExit is an exception like others: finally blocks run on its way out."""
import sys


def server():
    try:
        yield "serving"
        sys.exit(3)
    finally:
        print("shutting down")


g = server()
print(next(g))
next(g)
print("never printed")
