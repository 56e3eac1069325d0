"""PEP 255: a finished generator gives a for loop nothing; a running one is refused everywhere."""


def one():
    yield 1


g = one()
print(list(g))
for value in g:
    print("never")
print([*g], [x for x in g])


def selfish():
    try:
        for value in me:
            print("never")
    except ValueError as error:
        print(error)
    try:
        list(me)
    except ValueError as error:
        print(error)
    yield "alive"


me = selfish()
print(next(me))
me.close()
