import pickle


def square(n):
    return n * n


def packed(thing):
    try:
        return len(pickle.dumps(thing)) > 0
    except Exception:
        return False


print("a list:", packed([1, 2, 3]))  # <1>
print("a function:", packed(square))  # <2>
print("a lambda:", packed(lambda n: n * n))  # <3>
print("a generator:", packed(n for n in [1]))  # <4>
