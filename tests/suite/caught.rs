//! Which handler an exception ends in, with lines traced and without: Python tells who gets it, not who keeps it.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Where each exception of a program was raised and where it was caught, as `raised LINE` and `caught LINE`.
fn fates(program: &str) -> Vec<String> {
    let sandbox = Sandbox::with("it.py", program);
    let trace = sandbox.program(["trace", "--clock", "virtual", "it.py"]).run().status(0).stdout;
    let events = trace.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
    let fates: Vec<String> = events
        .filter_map(|event| {
            let word = match event["event"].as_str()? {
                "exception" => "raised",
                "caught" => "caught",
                _ => return None,
            };
            Some(format!("{word} {}", event["line"]))
        })
        .collect();

    let run = sandbox.program(["run", "--clock", "virtual", "it.py"]).run().status(0).stderr;
    let told: Vec<String> = run
        .lines()
        .filter_map(|line| {
            let word =
                ["raised", "caught"].into_iter().find(|word| line.contains(&format!(") is {word} in ")))?;
            Some(format!("{word} {}", line.rsplit(' ').next()?))
        })
        .collect();
    assert_eq!(told, fates, "without lines and with them");
    fates
}

#[test]
fn a_finally_catches_nothing_unless_it_leaves() {
    let passing = "
def g():
    try:
        yield 1
    finally:
        print('bye')
it = g()
next(it)
try:
    it.throw(KeyError('k'))
except KeyError:
    pass
";
    assert_eq!(fates(passing), ["raised 4", "caught 11"]);
    let leaving = "
def g():
    try:
        yield 1
    finally:
        return
it = g()
next(it)
it.close()
";
    assert_eq!(fates(leaving), ["raised 4", "caught 6"]);
}

#[test]
fn a_with_catches_what_its_exit_swallows_and_nothing_else() {
    let class = "
class Eats:
    def __init__(self, what):
        self.what = what
    def __enter__(self):
        return self
    def __exit__(self, kind, *rest):
        print('exit')
        return issubclass(kind, self.what)
def f():
    with Eats(ZeroDivisionError):
        1/0
def g():
    with Eats(ZeroDivisionError):
        yield 1
        {}['x']
f()
f()
try:
    list(g())
except KeyError:
    print('here')
";
    let expected = ["raised 12", "caught 11", "raised 12", "caught 11", "raised 16", "caught 21"];
    assert_eq!(fates(class), expected);
}

#[test]
fn what_is_thrown_into_a_context_manager_is_caught_there_and_then_by_the_with() {
    let manager = "
import contextlib
@contextlib.contextmanager
def manager():
    try:
        yield
    except KeyError:
        print('handled')
with manager():
    {}['x']
print('after')
";
    assert_eq!(fates(manager), ["raised 10", "caught 7", "caught 9"]);
}

#[test]
fn an_async_with_that_sleeps_in_its_exit_catches_when_it_is_over() {
    let exit = "
import asyncio
class Eats:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *rest):
        await asyncio.sleep(1)
        return True
async def other():
    try:
        await asyncio.sleep(0.5)
        [][1]
    except IndexError:
        print('meanwhile')
async def main():
    task = asyncio.create_task(other())
    async with Eats():
        1/0
    await task
asyncio.run(main())
";
    assert_eq!(fates(exit), ["raised 18", "raised 12", "caught 13", "caught 17"]);
}
