"""PEP 255: modules and packages beside the program are part of it."""
import helper_module
from helper_package import counting
from helper_package.words import words

print(list(helper_module.twice("ab")))
print(list(counting.count_to(2)), list(words()))
