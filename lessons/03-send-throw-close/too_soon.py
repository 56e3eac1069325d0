def careful():
    try:
        yield "ready"
    except ValueError:
        yield "handled inside"


early = careful()  # <1>
try:
    print(early.throw(ValueError("too soon")))  # <2>
except ValueError as error:
    print("out again:", error)  # <3>
