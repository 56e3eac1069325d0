import re


class Sentence:
    def __init__(self, text):
        self.text = text  # <1>

    def __iter__(self):
        for match in re.finditer(r"\w+", self.text):
            print("found", match.group())
            yield match.group()  # <2>


words = iter(Sentence("to be or not"))  # <3>
print(next(words))  # <4>
print(next(words))  # <5>
