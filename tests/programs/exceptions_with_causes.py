"""PEP 380: causes and contexts survive the journey through generators."""


def parse(texts):
    for text in texts:
        try:
            yield int(text)
        except ValueError as error:
            raise LookupError(f"bad text {text!r}") from error


def safe(texts):
    try:
        yield from parse(texts)
    except LookupError as error:
        yield str(error)
        yield repr(error.__cause__)


print(list(safe(["1", "two", "3"])))
