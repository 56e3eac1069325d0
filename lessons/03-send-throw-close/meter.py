def meter():
    reading = 0
    while True:
        try:
            step = yield reading  # <1>
            reading += step  # <2>
        except ValueError as error:
            print("back to 0:", error)  # <3>
            reading = 0


gauge = meter()
next(gauge)
print(gauge.send(5))  # <4>
print(gauge.throw(ValueError("reset")))  # <5>
print(gauge.send(2))  # <6>
try:
    gauge.throw(TypeError("not a number"))  # <7>
except TypeError as error:
    print("it came back to us:", error)  # <8>
try:
    gauge.send(1)  # <9>
except StopIteration:
    print("nobody is left to answer")  # <10>
