"""A helper of modules_beside.py: a package beside the program."""
