def echo():
    said = None
    while True:
        said = yield said  # <1>


talk = echo()  # <2>
next(talk)  # <3>
print(talk.send("hello"))  # <4>
talk.close()  # <5>
