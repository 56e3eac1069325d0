class Sentence:
    def __init__(self, text):
        self.words = text.split()

    def __getitem__(self, index):
        print("index", index)
        return self.words[index]  # <1>


for word in Sentence("to be"):  # <2>
    print(word)
print(hasattr(Sentence, "__iter__"))  # <3>
