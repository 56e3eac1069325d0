"""Lists what asyncio's own source raises, warns of and logs about tasks, futures and the loop: class, tab, message."""
import ast
import asyncio
import pathlib

# The modules about tasks, futures and the loop itself; the others are about sockets, pipes and subprocesses.
MODULES = ["events", "futures", "locks", "mixins", "queues", "runners", "taskgroups", "tasks", "timeouts"]
# What of the loop's own module is about the loop.
LOOP = {
    "_check_closed", "_check_default_executor", "_check_running", "run_until_complete", "close", "call_later", "call_at",
    "_check_callback", "_check_thread", "set_task_factory", "set_default_executor", "set_exception_handler",
    "_asyncgen_firstiter_hook", "__del__", "shutdown_asyncgens", "shutdown_default_executor",
}


def message(node):
    """The text of a literal; {} where a value is put in. None where there is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("{!r}", "{}")
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        text = message(node.left)
        return text and text.replace("%r", "{}").replace("%s", "{}")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return message(node.func.value)
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values):
            if isinstance(key, ast.Constant) and key.value == "message":
                return message(value)
    return None


def listed(function):
    """What one function says."""
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            name = ast.unparse(node.exc.func).rsplit(".")[-1]
            yield name, message(node.exc.args[0])
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".")[-1]
            if name == "call_exception_handler":
                yield "log", message(node.args[0])
            elif name in ("warn", "_warn") and len(node.args) > 1:
                yield ast.unparse(node.args[1]), message(node.args[0])


folder = pathlib.Path(asyncio.__file__).parent
for module in [*MODULES, "base_events"]:
    tree = ast.parse((folder / f"{module}.py").read_text())
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if module == "base_events" and node.name not in LOOP:
            continue
        for name, text in listed(node):
            if text:
                print(name, text, sep="\t")
