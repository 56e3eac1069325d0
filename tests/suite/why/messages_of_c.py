"""Lists what CPython's C code says about generators, coroutines and tasks, as its compiled form has it: a message a line."""
import pathlib
import re
import sysconfig

# How such messages begin; documentation and names begin otherwise.
BEGIN = re.compile(
    r"can't send non-None|cannot (reuse|'yield)|(async )?generator (already|ignored|raised)|coroutine ("
    r"already|ignored|raised|is being|method|')|anext\(\)|athrow\(\)|aclose\(\)|object %\S+ can't be used in 'await'"
    r"|'async (for|with)' |'yield( from)?' (inside|outside)|'await' |'return' with value|asynchronous comprehension"
    r"|__await__\(\)|aiter\(\) returned|'%\S+ object (is not an async|does not support the async)"
    r"|Task (got|cannot|was|does|%R got)|yield was used|await wasn't|no running|invalid state$|Result is|Exception is"
    r"|Future object is|StopIteration interacts|a coroutine was|Cannot enter|Leaving task|the \(type, exc, tb\)"
    r"|instance exception may|throw\(\) third|%s exception was never"
)
folder = pathlib.Path(sysconfig.get_config_var("LIBDIR"))
places = [*folder.glob("libpython3.13*"), *pathlib.Path(sysconfig.get_path("platstdlib")).glob("lib-dynload/_asyncio*")]
places.append(pathlib.Path(sysconfig.get_config_var("BINDIR")) / "python3.13")
said = set()
for place in places:
    for run in re.findall(rb"[ -~]{8,}", place.read_bytes()):
        text = run.decode()
        if BEGIN.match(text):
            said.add(re.sub(r"%(\.\d+)?[RSUs]", "{}", text))
for text in sorted(said):
    print(text)
