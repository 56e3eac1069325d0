"""Under the hood: asyncio's own modules are followed as if they were the program's.

Run once in a namespace of its own, before the program. The modules are frozen into the interpreter, so their code is met
where it is thawed.
"""

import _imp


def watch_asyncio():
    original = _imp.get_frozen_object

    def get_frozen_object(name, *args):
        code = original(name, *args)
        if name == "asyncio" or name.startswith("asyncio."):
            native.watch(code, name)
        return code

    _imp.get_frozen_object = get_frozen_object


watch_asyncio()
