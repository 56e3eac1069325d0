def by_hand(*iterables):
    for iterable in iterables:
        for item in iterable:
            yield item  # <1>


def chain(*iterables):
    for iterable in iterables:
        yield from iterable  # <2>


print(list(by_hand("AB", range(2))))  # <3>
print(list(chain("AB", range(2))))  # <4>
