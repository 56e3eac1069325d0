def chain(*iterables):
    for iterable in iterables:
        yield iterable  # <1>


print(list(chain("AB", range(1, 3))))  # <2>
