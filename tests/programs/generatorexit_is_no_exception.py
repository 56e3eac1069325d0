"""PEP 342: GeneratorExit is a BaseException, so `except Exception` does not stop close()."""


def broad():
    try:
        yield 1
    except Exception:
        print("never caught here")
    finally:
        print("finally")


g = broad()
print(next(g))
g.close()
print(issubclass(GeneratorExit, Exception), issubclass(GeneratorExit, BaseException))
