from inspect import getgeneratorstate


def look(place):
    print(f"{place}:", getgeneratorstate(me))  # <1>


def mirror():
    look("from inside")  # <2>
    try:
        next(me)  # <3>
    except ValueError as error:
        print("ValueError:", error)  # <4>
    yield "still alive"  # <5>


me = mirror()  # <6>
look("before")
print(next(me))  # <7>
look("after")  # <8>
