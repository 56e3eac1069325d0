def listener():
    try:
        word = yield "ready"
        print("heard", word)
    except:  # <2>
        print("something went wrong")
    yield "going on"


talk = listener()
next(talk)
try:
    talk.close()
    print("closed")
except RuntimeError as error:
    print("RuntimeError:", error)
