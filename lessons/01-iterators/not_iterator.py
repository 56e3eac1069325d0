words = ["to", "be"]
print(next(words))  # <1>
