class Sentence:
    def __init__(self, text):
        self.words = text.split()

    def __iter__(self):
        for word in self.words:
            yield word  # <1>


sentence = Sentence("to be")  # <2>
first = iter(sentence)  # <3>
second = iter(sentence)  # <4>
print(next(first), next(first))  # <5>
print(next(second))  # <6>
