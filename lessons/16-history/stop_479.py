def first_two(numbers):
    source = iter(numbers)
    yield next(source)  # <1>
    yield next(source)  # <2>


try:
    for number in first_two([7]):
        print(number)
except RuntimeError as error:
    print("RuntimeError: " + str(error))  # <3>
print("the end")
