def numbers():
    yield "one"  # <1>
    yield "two"


print(next(numbers()))  # <2>
print(next(numbers()))  # <3>

kept = numbers()  # <4>
print(next(kept))
print(next(kept))  # <5>
