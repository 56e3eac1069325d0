from inspect import getgeneratorstate


def mirror():
    print("inside:", getgeneratorstate(me))  # <1>
    try:
        next(me)  # <2>
    except ValueError as error:
        print("ValueError:", error)  # <3>
    yield "awake"  # <4>


me = mirror()  # <5>
print("before:", getgeneratorstate(me))
print(next(me))  # <6>
print("after:", getgeneratorstate(me))  # <7>
