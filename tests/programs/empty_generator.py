"""PEP 255: a yield that is never reached still makes the function a generator function."""
import inspect


def nothing():
    return
    yield


print(inspect.isgeneratorfunction(nothing))
print(list(nothing()))
for value in nothing():
    print("never")
else:
    print("the loop body never ran")
