def countdown(n):
    while n > 0:
        yield n  # <1>
        n -= 1
    return "lift-off"  # <2>


numbers = countdown(2)
print(list(numbers))  # <3>
print(list(numbers))  # <4>

rocket = countdown(1)
print(next(rocket))  # <5>
try:
    next(rocket)  # <6>
except StopIteration as stop:
    print("first time:", stop.value)
try:
    next(rocket)  # <7>
except StopIteration as stop:
    print("second time:", stop.value)
print(next(rocket, "gone"))  # <8>
