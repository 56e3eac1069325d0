class Sentence:
    def __init__(self, text):
        self.words = text.split()
        self.index = 0

    def __iter__(self):
        return self  # <1>

    def __next__(self):
        if self.index == len(self.words):
            raise StopIteration
        self.index += 1
        return self.words[self.index - 1]


sentence = Sentence("to be")
pairs = [a + b for a in sentence for b in sentence]  # <2>
print(pairs)  # <3>
print(list(sentence))  # <4>
