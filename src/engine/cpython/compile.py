"""The program's source as it is compiled: calls wrapped in a look at what they give, since Python has no event for that."""

# What calls of the program's source are wrapped in when it is compiled.


def made(value):
    """Tells of an object that a call or a generator expression of the program made; gives it back."""
    if class_of(value) in OBJECT_TYPES and id(value) not in by_identity and is_listening():
        created(value)
    return value


def about_to(how):
    """What tells where a loop or a function is about to ask an object that has ended, or that runs: Python has no event
    for that."""

    def ask_for(value):
        if how == "yield_from" and class_of(value) in ITERABLES and is_listening():
            iterates(iter(value))
            return value
        known = by_identity.get(id(value))
        kind = "coroutine" if how == "await" else "generator"
        if known is None or known.state not in ("closed", "running") or known.kind != kind or found(value) is None:
            return value
        if known.state == "running":
            exception = f"ValueError('{kind} already executing')"
        elif how == "yield_from":
            # It gives None at once.
            return value
        else:
            exception = "StopIteration()" if kind == "generator" else (
                "RuntimeError('cannot reuse already awaited coroutine')")
        reconcile()
        caller = describe(here())
        if how in ("yield_from", "await") and caller.tracked is not None:
            if known is not caller.tracked:
                offset = next_delegation(caller.tracked.code, caller.offset)
                delegated(caller.tracked, offset, known)
            caller.tracked.delegating = None
        tell_refused(known, caller, how, NOTHING, exception)
        return value

    return ask_for


# Python's own iterables that programs delegate to; a class of the program's has code that tells of itself.
ITERABLES = frozenset((
    list, tuple, dict, set, frozenset, str, bytes, range, map, filter, zip, enumerate, type({}.keys()), type({}.values()),
    type({}.items()), type(iter([]))))


def next_delegation(code, offset):
    """The offset of the `yield from` or `await` for which the instruction at an offset prepares."""
    return min((at for at in code.delegations if at > offset), default=offset)


def iterates(iterator):
    """Tells that an object delegates to an iterator: Python tells nothing of a `yield from` that ends before it yields."""
    caller = describe(here())
    outer = caller.tracked
    if outer is None:
        return
    reconcile()
    outer.delegating = outer.code.delegation(next_delegation(outer.code, caller.offset)), None
    outer.target = TOLD
    tell(caller.site, outer.place, "delegated", number(outer.id) + target_of(iterator), outer.id)


def about_to_ask(value):
    """Notes that `anext()` is about to make an awaitable of an async generator."""
    known = found(value)
    if known is not None and known.kind == "async_generator":
        known.ordered = "anext", NOTHING
        thread().order = known, "anext", NOTHING
    return value


# What uses up its first argument at once.
CONSUMERS = frozenset(("next", "list", "tuple", "set", "frozenset", "dict", "sum", "sorted", "any", "all", "max", "min"))
WRAPPERS = {"<made>": made, "<for>": about_to("for"), "<next>": about_to("next"), "<yield from>": about_to("yield_from"),
            "<await>": about_to("await"), "<anext>": about_to_ask}


def instrumented(tree):
    """Wraps each call and each generator expression of the program: Python has no event for the making of an object."""
    import ast

    class Wrapper(ast.NodeTransformer):
        def wrapped(self, node, wrapper="<made>"):
            name = ast.copy_location(ast.Name(wrapper, ast.Load()), node)
            return ast.copy_location(ast.Call(name, [node], []), node)

        def visit_Call(self, node):
            self.generic_visit(node)
            consumes = isinstance(node.func, ast.Name) and node.func.id in CONSUMERS
            if consumes and node.args and isinstance(node.args[0], (ast.Name, ast.Attribute, ast.Subscript)):
                node.args[0] = self.wrapped(node.args[0], "<next>")
            elif isinstance(node.func, ast.Name) and node.func.id == "anext" and node.args:
                node.args[0] = self.wrapped(node.args[0], "<anext>")
            return self.wrapped(node)

        def visit_GeneratorExp(self, node):
            return self.wrapped(self.generic_visit(node))

        def visit_For(self, node):
            self.generic_visit(node)
            if isinstance(node.iter, (ast.Name, ast.Attribute, ast.Subscript)):
                node.iter = self.wrapped(node.iter, "<for>")
            return node

        def visit_ListComp(self, node):
            self.generic_visit(node)
            first = node.generators[0]
            if isinstance(first.iter, (ast.Name, ast.Attribute, ast.Subscript)) and not first.is_async:
                first.iter = self.wrapped(first.iter, "<for>")
            return node

        def visit_Await(self, node):
            self.generic_visit(node)
            if isinstance(node.value, (ast.Name, ast.Attribute, ast.Subscript)):
                node.value = self.wrapped(node.value, "<await>")
            return node

        def visit_AsyncFor(self, node):
            self.generic_visit(node)
            if isinstance(node.iter, (ast.Name, ast.Attribute, ast.Subscript)):
                node.iter = self.wrapped(node.iter, "<anext>")
            return node

        visit_SetComp = visit_DictComp = visit_ListComp

        def visit_YieldFrom(self, node):
            self.generic_visit(node)
            node.value = self.wrapped(node.value, "<yield from>")
            return node

        def visit_FunctionDef(self, node):
            # Annotations can become texts.
            node.decorator_list = [self.visit(each) for each in node.decorator_list]
            arguments = node.args
            arguments.defaults = [self.visit(each) for each in arguments.defaults]
            arguments.kw_defaults = [each and self.visit(each) for each in arguments.kw_defaults]
            node.body = [self.visit(each) for each in node.body]
            return node

        visit_AsyncFunctionDef = visit_FunctionDef

        def visit_AnnAssign(self, node):
            node.target = self.visit(node.target)
            if node.value is not None:
                node.value = self.visit(node.value)
            return node

        def visit_TypeAlias(self, node):
            return node

        def visit_match_case(self, node):
            # A class pattern is no call.
            if node.guard is not None:
                node.guard = self.visit(node.guard)
            node.body = [self.visit(each) for each in node.body]
            return node

    return Wrapper().visit(tree)


def compile_program(source, path, flags=0):
    """The code of a module of the program."""
    import ast

    tree = compile(source, path, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    return compile(instrumented(tree), path, "exec", flags, dont_inherit=True)
