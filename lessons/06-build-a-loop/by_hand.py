import inspect
import types


@types.coroutine
def ask(question):
    answer = yield question  # <1>
    return answer


async def greet():
    name = await ask("your name?")  # <2>
    return f"hello, {name}"  # <3>


talk = greet()  # <4>
print(inspect.getcoroutinestate(talk))
print(talk.send(None))  # <5>
print(inspect.getcoroutinestate(talk))
try:
    talk.send("Ada")  # <6>
except StopIteration as stop:
    print(stop.value)  # <7>
print(inspect.getcoroutinestate(talk))
