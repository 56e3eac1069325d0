"""PEP 255: generator methods: instance, class and static, and __iter__."""


class Deck:
    suits = ("hearts", "spades")

    def __init__(self, ranks):
        self.ranks = ranks

    def __iter__(self):
        for suit in self.suits:
            yield from self.cards(suit)

    def cards(self, suit):
        for rank in self.ranks:
            yield f"{rank} of {suit}"

    @classmethod
    def all_suits(cls):
        yield from cls.suits

    @staticmethod
    def count(limit):
        yield from range(limit)


deck = Deck(["ace", "king"])
print(list(deck))
print(list(Deck.all_suits()), list(deck.count(2)))
print("king of spades" in deck)
