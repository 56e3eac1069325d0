"""PEP 255: an exception in the loop body is the consumer's own: the generator only sleeps, then is closed."""


def source():
    try:
        yield 1
        yield 2
    except ValueError:
        print("never: the exception is not raised in here")
    finally:
        print("source closed")


try:
    for value in source():
        raise ValueError(f"cannot use {value}")
except ValueError as error:
    print("caught", error)
print("end")
