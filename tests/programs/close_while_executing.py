"""PEP 342: a running generator can't be closed, sent to or thrown into from within."""


def busy():
    for attempt in (me.close, lambda: me.send(1), lambda: me.throw(KeyError)):
        try:
            attempt()
        except ValueError as error:
            print(error)
    yield "still alive"


me = busy()
print(next(me))
me.close()
