def consumer():
    answer = "hungry"
    while True:
        item = yield answer  # <1>
        print("  consumer eats", item)  # <2>
        answer = f"{item} was good"  # <3>


def produce(guest):
    print("producer hears:", next(guest))  # <4>
    for item in ["apple", "bread"]:  # <5>
        print("producer offers", item)  # <6>
        print("producer hears:", guest.send(item))  # <7>
    guest.close()  # <8>


produce(consumer())  # <9>
