def words():
    yield "to"  # <1>
    yield "be"  # <2>


for word in words():  # <3>
    print("for:", word)

iterator = iter(words())  # <4>
while True:
    try:
        word = next(iterator)  # <5>
    except StopIteration:
        break  # <6>
    print("hand:", word)
print("done")
