def double(n):
    print("double", n)  # <1>
    return 2 * n


eager = [double(n) for n in (1, 2)]  # <2>
lazy = (double(n) for n in (1, 2))  # <3>
print("made")
print(sum(eager))  # <4>
print(sum(lazy))  # <5>
print(sum(lazy))  # <6>
