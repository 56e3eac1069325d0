"""Expressions evaluated in the frame that is about to go on. The counterpart of `worker::host::evaluate`."""


def evaluate(expression, at):
    """An expression's value with the variables of the innermost frame of the program, or the last line of its traceback."""
    state = thread()
    frame = program_frame()
    quiet, state.quiet = state.quiet, 0
    teller.evaluating = True
    try:
        if at == "line":
            state.typed = expression.strip()
            return elsewhere(state, frame, expression)
        return outcome_of(expression, frame)
    finally:
        state.typed = None
        state.quiet = quiet
        teller.evaluating = False


def elsewhere(state, frame, expression):
    """Evaluates on a thread of its own, which passes for this one: Python tells nothing of what happens inside a function
    that hears of a line, and it is to be told like the program's own acts."""
    import contextvars

    done, answers = _thread.allocate_lock(), []
    asyncio = sys.modules.get("asyncio")
    loop = asyncio._get_running_loop() if asyncio is not None else None
    context = contextvars.copy_context()

    def work():
        me = get_ident()
        threads[me] = state
        state.borrowed = frame
        try:
            if loop is not None:
                asyncio._set_running_loop(loop)
            if VERSION < (3, 12):
                sys.settrace(on_call)
            answers.append(context.run(outcome_of, expression, frame))
        finally:
            sys.settrace(None)
            state.borrowed = None
            threads.pop(me, None)
            done.release()

    done.acquire()
    waiting = get_ident()
    own_threads.add(waiting)
    try:
        helper = _thread.start_new_thread(work, ())
        while not answers and not done.acquire(timeout=0.2):
            pass
    except KeyboardInterrupt:
        import ctypes

        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(helper), ctypes.py_object(KeyboardInterrupt))
        done.acquire()
    finally:
        own_threads.discard(waiting)
    return answers[0] if answers else (None, "KeyboardInterrupt")


def outcome_of(expression, frame):
    import ast

    try:
        tree = compile(expression.strip(), "<expression>", "eval", ast.PyCF_ONLY_AST, dont_inherit=True)
        code = compile(instrumented(tree), "<expression>", "eval", dont_inherit=True)
        if frame is None:
            return shown(eval(code, sys.modules["__main__"].__dict__)), None
        return shown(eval(code, frame.f_globals, frame.f_locals)), None
    except BaseException as error:
        words = str(error)
        return None, f"{type(error).__name__}: {words}" if words else type(error).__name__


EVALUATION = outcome_of.__code__
