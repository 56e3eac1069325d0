def reader(name):
    print("open", name)
    try:
        while True:
            line = yield  # <1>
            print("read", line)
    finally:
        print("close", name)  # <2>


letter = reader("letter")
next(letter)
letter.send("Dear all,")  # <3>
letter.close()  # <4>

book = reader("book")
next(book)
try:
    book.throw(OSError("page 7 is missing"))  # <5>
except OSError as error:
    print("OSError:", error)  # <6>

scroll = reader("scroll")
next(scroll)
del scroll  # <7>
print("the end")
