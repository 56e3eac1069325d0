"""PEP 342: gi_frame, gi_running and gi_yieldfrom tell what a generator does."""
import inspect


def inner():
    yield outer_object.gi_running, inspect.getgeneratorstate(outer_object)


def outer():
    yield from inner()


outer_object = outer()
print(outer_object.gi_frame is not None, outer_object.gi_yieldfrom)
print(next(outer_object))
print(outer_object.gi_yieldfrom.__name__, outer_object.gi_running)
print(inspect.getgeneratorstate(outer_object))
print(inspect.getgeneratorstate(outer_object.gi_yieldfrom))
print(list(outer_object))
print(outer_object.gi_frame, inspect.getgeneratorstate(outer_object))
