class Sentence:
    def __init__(self, text):
        self.words = text.split()

    def __iter__(self):
        return SentenceIterator(self.words)  # <1>


class SentenceIterator:
    def __init__(self, words):
        self.words = words
        self.index = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.index == len(self.words):
            raise StopIteration  # <2>
        self.index += 1
        return self.words[self.index - 1]


sentence = Sentence("to be")
pairs = [a + b for a in sentence for b in sentence]  # <3>
print(pairs)  # <4>
