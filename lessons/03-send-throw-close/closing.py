def sleeper(name):
    print(name, "begins")
    try:
        yield "zzz"  # <1>
        print("never printed")
    except GeneratorExit:
        print(name, "is told to close")  # <2>
        raise  # <3>


first = sleeper("first")
first.close()  # <4>
print("first yields", list(first))  # <5>

second = sleeper("second")
next(second)  # <6>
second.close()  # <7>
second.close()  # <8>
print("all closed")
