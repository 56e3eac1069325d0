def three_asks():
    name = yield "your name?"  # <1>
    age = yield f"how old is {name}?"  # <2>
    print("noted:", name, age)  # <3>
    yield "thank you"  # <4>


talk = three_asks()
print(next(talk))  # <5>
print(talk.send("Ada"))  # <6>
print(talk.send(36))  # <7>
