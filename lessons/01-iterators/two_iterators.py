letters = ["a", "b", "c"]
left = iter(letters)  # <1>
right = iter(letters)  # <2>
print(next(left), next(left))  # <3>
print(next(right))  # <4>
print(next(left))  # <5>
print(next(left, "no more"))  # <6>
print(iter(letters) is letters)  # <7>
print(iter(left) is left)  # <8>
