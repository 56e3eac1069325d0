import re


class Sentence:
    def __init__(self, text):
        self.text = text

    def __iter__(self):
        found = re.finditer(r"\w+", self.text)
        return (match.group() for match in found)  # <1>


sentence = Sentence("to be or not")
print(list(sentence))  # <2>
print(list(sentence))  # <3>
