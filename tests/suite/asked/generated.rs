//! Small programs that nobody wrote: generators that delegate, values and exceptions sent in, tasks that sleep.

use crate::seeded::Seeded;

/// A program; the same seed gives the same one.
pub fn program(seed: u64) -> String {
    let mut dice = Seeded::new(seed);
    if dice.below(3) == 0 { asynchronous(&mut dice) } else { synchronous(&mut dice) }
}

fn synchronous(dice: &mut Seeded) -> String {
    let count = 1 + dice.below(4);
    let mut text = String::new();
    // A generator delegates only to those written before it, so that nothing runs for ever.
    for own in 0..count {
        text.push_str(&format!("def g{own}(n):\n"));
        for at in 0..1 + dice.below(4) {
            text.push_str(&generator_statement(dice, own, at));
        }
        text.push_str(
            &dice.pick(&["    return n * 2\n", "    return\n", "    yield 'last'\n"].map(String::from)),
        );
        text.push('\n');
    }
    for at in 0..1 + dice.below(3) {
        let of = dice.below(count);
        let start = dice.below(5);
        match dice.below(6) {
            0 => text.push_str(&format!("for v in g{of}({start}):\n    print('for', v)\n")),
            1 => text.push_str(&guarded(&format!("print(list(g{of}({start})))"))),
            2 => text
                .push_str(&guarded(&format!("print(list(zip(g{of}({start}), g{}(1))))", dice.below(count)))),
            _ => {
                text.push_str(&format!("h{at} = g{of}({start})\n"));
                for _ in 0..1 + dice.below(6) {
                    let value = dice.below(9);
                    let act = match dice.below(8) {
                        0..=2 => format!("print(next(h{at}))"),
                        3 | 4 => format!("print('sent', h{at}.send({value}))"),
                        5 => format!("print(h{at}.throw(ValueError({value})))"),
                        6 => format!("x = next(h{at}, 'nothing left')"),
                        _ => format!("h{at}.close()"),
                    };
                    text.push_str(&guarded(&act));
                }
            }
        }
    }
    text
}

fn generator_statement(dice: &mut Seeded, own: usize, at: usize) -> String {
    let number = dice.below(9);
    let inner = if own > 0 { Some(dice.below(own)) } else { None };
    match (dice.below(9), inner) {
        (0, _) => format!("    yield n + {number}\n"),
        (1, _) => format!("    x{at} = yield {number}\n    print('g{own} got', x{at})\n"),
        (2, _) => format!("    for i in range({}):\n        yield i\n", 1 + number % 3),
        (3, _) => "    yield from ['a', 'b']\n".to_owned(),
        (4, _) => format!(
            "    try:\n        yield {number}\n    except ValueError as error:\n        yield str(error)\n    finally:\n        print('g{own} cleans up')\n"
        ),
        (5, _) => format!("    n = (yield n) or {number}\n"),
        (_, Some(inner)) => dice.pick(&[
            format!("    r{at} = yield from g{inner}(n)\n    print('r', r{at})\n"),
            format!("    for v in g{inner}({number}):\n        yield v\n"),
            format!("    yield from g{inner}(n + 1)\n"),
        ]),
        (_, None) => "    yield\n".to_owned(),
    }
}

fn guarded(act: &str) -> String {
    format!(
        "try:\n    {act}\nexcept (StopIteration, ValueError, TypeError, RuntimeError) as error:\n    print(type(error).__name__)\n"
    )
}

fn asynchronous(dice: &mut Seeded) -> String {
    let count = 1 + dice.below(3);
    let mut text = String::from(
        "import asyncio\n\nasync def ticks(n):\n    for i in range(n):\n        yield i\n        await asyncio.sleep(0.1)\n\n",
    );
    for own in 0..count {
        text.push_str(&format!("async def c{own}(n):\n"));
        for at in 0..1 + dice.below(4) {
            let number = dice.below(4);
            let inner = if own > 0 { Some(dice.below(own)) } else { None };
            text.push_str(&match (dice.below(7), inner) {
                (0, _) => format!("    await asyncio.sleep(0.{number})\n"),
                (1, _) => "    await asyncio.sleep(0)\n".to_owned(),
                (2, _) => format!("    async for t in ticks({number}):\n        print('c{own}', t)\n"),
                (3, _) => format!("    print('c{own}', n)\n"),
                (4 | 5, Some(inner)) => {
                    format!("    r{at} = await c{inner}(n + {number})\n    print('r', r{at})\n")
                }
                (_, Some(inner)) => {
                    format!("    t{at} = asyncio.create_task(c{inner}({number}))\n    await t{at}\n")
                }
                (_, None) => format!("    n += {number}\n"),
            });
        }
        text.push_str("    return n\n\n");
    }
    text.push_str("async def main():\n");
    let tasks: Vec<String> =
        (0..2 + dice.below(2)).map(|at| format!("c{}({at})", dice.below(count))).collect();
    text.push_str(&match dice.below(3) {
        0 => format!("    print(await asyncio.gather({}))\n", tasks.join(", ")),
        1 => format!(
            "    async with asyncio.TaskGroup() as group:\n        for coro in ({},):\n            group.create_task(coro)\n",
            tasks.join(", ")
        ),
        _ => format!(
            "    one = asyncio.create_task({})\n    await asyncio.sleep(0)\n    print(one.cancel())\n    try:\n        await one\n    except asyncio.CancelledError:\n        print('cancelled')\n",
            tasks[0]
        ),
    });
    text.push_str("\nasyncio.run(main())\n");
    text
}
