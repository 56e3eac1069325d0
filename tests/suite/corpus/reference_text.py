"""The texts of reference.py: values, transitions in a line, and the rewriting of `send`."""

import ast

ATOMS = (int, float, complex, str, bytes, bool, type(None), type(...), range)


def show(value, name_of_object):
    """The value as the trace would show it, or None where that cannot be told from outside."""
    text = picture(value, name_of_object)
    if text is not None and len(text) > 200:
        text = text[:199] + "…"
    return text


def picture(value, name_of_object):
    name = name_of_object(value)
    if name is not None:
        return name
    kind = type(value)
    if kind in ATOMS:
        return repr(value)
    if kind in (tuple, list, set, frozenset, dict):
        parts = list(value.items()) if kind is dict else list(value)
        inside = [picture(part, name_of_object) for part in parts]
        if None in inside:
            return None
        if kind is dict:
            pairs = [[picture(part, name_of_object) for part in pair] for pair in parts]
            return None if any(None in pair for pair in pairs) else "{" + ", ".join(map(": ".join, pairs)) + "}"
        if kind is tuple:
            return "(" + ", ".join(inside) + (",)" if len(inside) == 1 else ")")
        if kind is list:
            return "[" + ", ".join(inside) + "]"
        return repr(value)
    if isinstance(value, BaseException) and kind.__repr__ is BaseException.__repr__:
        inside = [picture(part, name_of_object) for part in value.args]
        return None if None in inside else f"{kind.__name__}({', '.join(inside)})"
    return None


def plain(kind):
    place = "" if kind.__module__ == "builtins" else kind.__module__ + "."
    return f"<{place}{kind.__qualname__} object>"


class Noting(ast.NodeTransformer):
    """Wraps the argument of every `….send(value)` so that the value is known when the object wakes."""

    def visit_Call(self, node):
        self.generic_visit(node)
        method = isinstance(node.func, ast.Attribute) and node.func.attr in ("send", "asend")
        plain = isinstance(node.func, ast.Name) and node.func.id == "send"
        if (method or plain) and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            value = node.args[0]
            name = ast.copy_location(ast.Name("__note__", ast.Load()), value)
            node.args[0] = ast.copy_location(ast.Call(name, [value], []), value)
        return node


def compact(event):
    parts = [event["event"], event["id"]]
    if event["event"] in ("created", "resumed", "refused"):
        parts += ["by", event.get("by", "?")]
    if event["event"] in ("yielded", "returned", "raised", "delegated"):
        parts += ["to", event.get("to") or "?"]
    if "how" in event or event["event"] in ("resumed", "refused"):
        parts.append(f"how={event.get('how', '?')}")
    if event["event"] in ("yielded", "returned") and "value" not in event:
        parts.append("value=?")
    for field in ("value", "exception"):
        if field in event:
            parts.append(f"{field}={event[field]}")
    if event["event"] in ("resumed", "closed"):
        parts.append(f"{event['before']}→{event['after']}")
    if event["event"] == "refused":
        parts.append(event["before"])
    return " ".join(parts)
