def stubborn():
    try:
        yield "here"  # <1>
    except GeneratorExit:
        print("one more thing")
        yield "not so fast"  # <2>


mule = stubborn()
next(mule)
try:
    mule.close()  # <3>
    print("closed")
except RuntimeError as error:
    print("RuntimeError:", error)  # <4>
