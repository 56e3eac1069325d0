def letters():
    yield "a"  # <1>
    yield "b"  # <2>
    yield "c"  # <3>


one, two, three = letters()  # <4>
head, *rest = letters()  # <5>
print(head, rest)
try:
    one, two = letters()  # <6>
except Exception as error:
    print(type(error).__name__)
try:
    one, two, three, four = letters()  # <7>
except Exception as error:
    print(type(error).__name__)
