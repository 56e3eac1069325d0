def outer():
    yield from ["red", "green", "blue"]  # <1>


talk = outer()
print(next(talk))  # <2>
print(talk.send(None))  # <3>
try:
    talk.send("purple")  # <4>
except AttributeError as error:
    print("AttributeError:", error)  # <5>
