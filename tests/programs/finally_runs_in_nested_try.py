"""PEP 342: GeneratorExit passes through every enclosing finally, innermost first."""


def nested():
    try:
        try:
            try:
                yield "deep"
            finally:
                print("inner")
        except ValueError:
            print("never")
        finally:
            print("middle")
    finally:
        print("outer")


g = nested()
print(next(g))
g.close()
