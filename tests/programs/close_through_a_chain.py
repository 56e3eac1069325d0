"""PEP 380: close() on the outer generator closes the inner ones first."""


def level(n):
    try:
        if n:
            yield from level(n - 1)
        else:
            yield "bottom"
    finally:
        print("closing level", n)


g = level(3)
print(next(g))
g.close()
print("closed")
