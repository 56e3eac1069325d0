def rows():
    try:
        yield 1
        yield 2
    finally:
        print("close")


source = rows()
print(next(source))
source.close()
