def lines():
    yield "a"
    yield "b"
    yield "c"


for line in lines():
    if line == "b":
        break
print(line)
