"""PEP 342: before yield from: a trampoline keeps the stack of generators itself."""
import types


def add(x, y):
    yield x + y


def main():
    r = yield add(2, 2)
    print("r", r)
    try:
        yield fail()
    except ValueError as error:
        print("main caught", error)
    yield "main's result"


def fail():
    raise ValueError("no such luck")
    yield


def trampoline(generator):
    stack, value, error = [generator], None, None
    while stack:
        top = stack[-1]
        try:
            if error is not None:
                error, pending = None, error
                value = top.throw(pending)
            else:
                value = top.send(value)
        except StopIteration:
            stack.pop()
            continue
        except ValueError as caught:
            stack.pop()
            error = caught
            continue
        if isinstance(value, types.GeneratorType):
            stack.append(value)
            value = None
        else:
            stack.pop().close()
    return value


print(trampoline(main()))
