# finds: exhausted 9
def words(text):
    for word in text.split():
        yield word


found = words("a bc d")
print(len(list(found)))
print(sorted(found, key=len))
