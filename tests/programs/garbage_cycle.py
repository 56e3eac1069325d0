"""PEP 342: a generator in a reference cycle is closed when the collector finds it."""
import gc


class Holder:
    pass


def resource(holder):
    try:
        yield "data"
    finally:
        print("released by the collector")


holder = Holder()
holder.g = resource(holder)
print(next(holder.g))
del holder
print("still there")
gc.collect()
print("collected")
