squares = (n * n for n in range(5))
print(4 in squares)  # <1>
print(list(squares))  # <2>
print(list(squares))  # <3>
