def doubler():
    print("doubler: begins")
    number = yield "a number, please"  # <1>
    print("doubler: got", number)  # <2>
    number = yield number * 2  # <3>
    print("doubler: got", number)


talk = doubler()  # <4>
print(next(talk))  # <5>
print(talk.send(21))  # <6>
