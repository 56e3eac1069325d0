"""An independent witness: the transitions of a program's generators as CPython itself sees them.

    python3 reference.py [--compact] PROGRAM [ARGUMENTS...]

It needs CPython 3.12 or newer and shares nothing with the traced interpreter of this project. Each transition is one JSON
line on stdout (with --compact: one line in the form of the .expected files). The program's own output is thrown away.

Where each fact comes from:

* running, suspending, ending: sys.monitoring's PY_START, PY_RESUME, PY_THROW, PY_YIELD, PY_RETURN and PY_UNWIND;
* creation has no event: before every instruction of the program the collector's youngest generation is searched for new
  generator objects. It keeps them in order of allocation, so their order is certain;
* `by` is the nearest frame of the program below (f_back); `how` is the caller's current opcode, and the function called;
* the value of a `send` is noted by a rewritten call, `g.send(note(value))`: no event carries it;
* an object's death is seen by a weak reference's callback.

What CPython leaves out and this reference puts back ("rebuilt": true in the output):

* throw() and close() on a delegating object go straight to the innermost one. The outer ones are running meanwhile, but
  have no event of their own: they are found by gi_yieldfrom, cr_await and ag_await;
* since 3.13 close() on an object that sleeps outside every `try` only marks it as finished: no GeneratorExit is thrown.

What it cannot know is left out of the JSON object: a reader compares only the fields that are there.
"""

import ast
import builtins
import gc
import json
import os
import sys
import types

import reference_events as seen
import reference_text as text


def main():
    arguments = sys.argv[1:]
    short = arguments[:1] == ["--compact"]
    program = os.path.abspath(arguments[short])
    seen.folder = os.path.dirname(program) + os.sep
    with open(program, "rb") as file:
        tree = ast.parse(file.read(), program)
    code = compile(ast.fix_missing_locations(text.Noting().visit(tree)), program, "exec", dont_inherit=True)
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = open(os.devnull, "w", encoding="utf-8")
    os.dup2(nowhere.fileno(), 1)
    os.dup2(nowhere.fileno(), 2)
    module = types.ModuleType("__main__")
    module.__file__ = program
    sys.modules["__main__"] = module
    sys.argv = [program, *arguments[short + 1 :]]
    sys.path[0] = seen.folder[:-1]
    builtins.__note__ = seen.note
    gc.disable()
    gc.collect()
    gc.freeze()
    seen.watch(4)
    try:
        exec(code, module.__dict__)
    except BaseException:
        pass
    for name in list(module.__dict__):  # what Python's end does to the main module
        if name != "__builtins__":
            module.__dict__[name] = None
    seen.settle_waiting()
    seen.settle(sys._getframe())
    sys.monitoring.set_events(4, 0)
    for event in seen.events:
        report.write(text.compact(event) if short else json.dumps(event, ensure_ascii=False))
        report.write("\n")
    report.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
