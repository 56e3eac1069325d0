//! The eye on asyncio: what its loop, tasks, futures and callbacks do is told as what it is to a learner.

mod primitives;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The live lines of a program on the virtual clock, without its own output.
fn lines(body: &str) -> Vec<String> {
    let output = run(body, &[]);
    output.lines().map(str::to_owned).collect()
}

fn run(body: &str, options: &[&str]) -> String {
    let sandbox = Sandbox::with("it.py", format!("import asyncio\n{body}"));
    let options = ["run", "--clock", "virtual"].iter().chain(options).chain(&["it.py"]);
    let output = sandbox.program(options).run();
    assert!(!output.stderr.contains("could not be told"), "{}", output.stderr);
    output.stderr
}

fn events(body: &str) -> Vec<Value> {
    let sandbox = Sandbox::with("it.py", format!("import asyncio\n{body}"));
    let output = sandbox.program(["trace", "--clock", "virtual", "it.py"]).run();
    let events = output.stdout.lines();
    let events: Vec<Value> = events.map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert!(events.iter().all(|event| event["topic"] != "untold"), "{events:?}");
    events
}

fn fields(events: &[Value], kind: &str, names: &[&str]) -> Vec<String> {
    let text = |event: &Value| {
        let values = names.iter().map(|name| match &event[*name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        values.collect::<Vec<_>>().join(" | ")
    };
    events.iter().filter(|event| event["event"] == kind).map(text).collect()
}

#[track_caller]
fn has(lines: &[String], line: &str) {
    assert!(lines.iter().any(|told| told == line), "{line}\n\n{}", lines.join("\n"));
}

#[track_caller]
fn lacks(lines: &[String], part: &str) {
    assert!(!lines.iter().any(|told| told.contains(part)), "{part}\n\n{}", lines.join("\n"));
}

const JOB: &str = "
async def job(n):
    await asyncio.sleep(n)
    return n
";

#[test]
fn a_sleep_is_one_line_with_its_argument_and_says_when_it_is_over() {
    let told = lines(&format!("{JOB}\nasyncio.run(job(1))\n"));
    has(&told, "job#1 ─await→ asyncio.sleep(1)   RUNNING → SUSPENDED   line 4");
    has(&told, "Task-1 ─waits→ sleep until 1.00 s");
    has(&told, "loop turn 2 · clock 1.00 s · ready: end of Task-1's sleep");
    has(&told, "its sleep is over ─wakes→ Task-1");
    has(&told, "asyncio.run cleans up: async generators, then the threads of the default executor");
    has(&told, "the event loop is closed   line 7");
    for internal in ["_set_result", "_run_until", "<_asyncio", "Future#", "Task-2", "Task-3"] {
        lacks(&told, internal);
    }
}

#[test]
fn as_completed_waits_for_those_that_are_left() {
    let told = lines(&format!(
        "{JOB}
async def main():
    tasks = [asyncio.create_task(job(n)) for n in (3, 1)]
    for first in asyncio.as_completed(tasks):
        await first
asyncio.run(main())
"
    ));
    has(&told, "Task-1 ─waits→ as_completed of Task-2, Task-3");
    has(&told, "Task-1 ─waits→ as_completed of Task-2");
    has(&told, "loop turn 5 · clock 1.00 s · ready: as_completed takes in Task-3");
}

#[test]
fn gather_and_shield_are_named_with_what_they_hold() {
    let told = lines(&format!(
        "{JOB}
async def main():
    await asyncio.gather(job(1), job(2))
    await asyncio.shield(asyncio.create_task(job(1)))
asyncio.run(main())
"
    ));
    has(&told, "main#1 ─await→ gather of Task-2, Task-3   RUNNING → SUSPENDED   line 8");
    has(&told, "Task-1 ─waits→ gather of Task-2, Task-3");
    has(&told, "gather ─wakes→ Task-1");
    has(&told, "main#1 ─await→ shield of Task-4   RUNNING → SUSPENDED   line 9");
    has(&told, "Task-1 ─waits→ shield of Task-4");
}

#[test]
fn a_timeout_shows_its_deadline_and_is_who_cancels() {
    let told = lines(&format!(
        "{JOB}
async def main():
    try:
        await asyncio.wait_for(job(10), 2)
    except TimeoutError:
        print('late')
asyncio.run(main())
"
    ));
    has(&told, "Task-1 ─waits→ sleep until 10.00 s (timeout at 2.00 s)");
    has(&told, "loop turn 2 · clock 2.00 s · ready: timeout of Task-1");
    has(&told, "the timeout of Task-1 ─cancel→ Task-1 (waits: sleep until 10.00 s)");
    has(&told, "the cancel ─wakes→ Task-1");
}

#[test]
fn a_task_group_that_fails_says_whom_it_cancels_and_because_of_whom() {
    let told = lines(&format!(
        "{JOB}
async def bad():
    raise ValueError('bad')
async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job(9))
            group.create_task(bad())
    except* ValueError:
        pass
asyncio.run(main())
"
    ));
    has(&told, "TaskGroup of Task-1 (Task-3 failed) ─cancel→ Task-2 (waits: sleep until 9.00 s)");
    has(&told, "Task-1 ─waits→ TaskGroup of Task-2, Task-3");
}

#[test]
fn asyncio_run_and_gather_cancel_in_their_own_name_and_a_task_passes_its_cancel_on() {
    let told = lines(&format!(
        "{JOB}
async def outer(inner):
    await inner
async def main():
    both = asyncio.gather(job(7), job(8))
    await asyncio.sleep(0)
    both.cancel()
    inner = asyncio.create_task(job(9))
    task = asyncio.create_task(outer(inner))
    await asyncio.sleep(1)
    task.cancel('enough')
    await asyncio.sleep(0)
    asyncio.create_task(job(5))
    await asyncio.sleep(0)
asyncio.run(main())
"
    ));
    has(&told, "gather ─cancel→ Task-2 (waits: sleep until 7.00 s)   line 12");
    has(&told, "main#1 ─cancel('enough')→ Task-5 (waits: Task-4)   line 16");
    has(&told, "Task-5 ─passes the cancel on→ Task-4 (waits: sleep until 9.00 s)   line 16");
    has(&told, "asyncio.run ─cancel→ Task-6 (waits: sleep until 6.00 s)   line 20");
}

#[test]
fn wait_for_without_time_waits_for_the_cancellation_itself() {
    let told = lines(&format!(
        "{JOB}
async def main():
    try:
        await asyncio.wait_for(asyncio.create_task(job(1)), 0)
    except TimeoutError:
        pass
asyncio.run(main())
"
    ));
    has(&told, "Task-1 ─waits→ cancellation of Task-2");
    has(&told, "asyncio.wait_for ─cancel→ Task-2 (not started yet)   line 9");
    lacks(&told, "_cancel_and_wait");
    lacks(&told, "_release_waiter");
}

#[test]
fn callbacks_of_the_program_are_told_when_they_are_put_in_run_and_cancelled() {
    let told = lines(
        "
def tick(): pass
def told(future): pass
async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(tick)
    handle = loop.call_later(3, tick)
    handle.cancel()
    loop.call_at(1, tick)
    future = loop.create_future()
    future.add_done_callback(told)
    future.set_result('hello')
    await asyncio.sleep(2)
asyncio.run(main())
",
    );
    for line in [
        "main#1 ─call_soon→ tick   line 7",
        "main#1 ─call_later→ tick at 3.00 s   line 8",
        "main#1 ─cancel→ tick   line 9",
        "main#1 ─call_at→ tick at 1.00 s   line 10",
        "main#1 ─creates→ Future#1   line 11",
        "main#1 ─add_done_callback(told)→ Future#1   line 12",
        "Future#1 done: 'hello' (by main#1)   line 13",
        "loop turn 2 · clock 0.00 s · ready: tick, told (Future#1 is done)",
        "the event loop ─calls→ told",
        "loop turn 3 · clock 1.00 s · ready: tick",
    ] {
        has(&told, line);
    }
    assert_eq!(told.iter().filter(|line| *line == "the event loop ─calls→ tick").count(), 2);
    for line in ["the event loop starts", "the event loop stops", "the event loop is closed"] {
        assert_eq!(told.iter().filter(|told| told.starts_with(line)).count(), 1, "{line}");
    }
}

#[test]
fn every_await_says_whether_it_went_to_the_loop() {
    let events = events(
        "
async def leaf():
    return 1
async def main():
    queue = asyncio.Queue()
    await queue.put(1)
    await leaf()
    await asyncio.sleep(0)
    task = asyncio.create_task(leaf())
    await asyncio.sleep(1)
    await task
    for each in [asyncio.create_task(leaf()), asyncio.create_task(leaf())]:
        await each
    for _ in range(2):
        try:
            await asyncio.wait_for(asyncio.sleep(9), 1)
        except TimeoutError:
            await leaf()
asyncio.run(main())
",
    );
    let awaited = fields(&events, "awaited", &["line", "suspended", "reason"]);
    assert_eq!(
        awaited,
        [
            "7 | false | what it awaited returned without suspending",
            "8 | false | leaf#2 returned without suspending",
            "9 | true | went to the loop",
            "11 | true | went to the loop",
            "12 | false | Task-2 was done already",
            "14 | true | went to the loop",
            "14 | false | Task-4 was done already",
            "19 | false | leaf#6 returned without suspending",
            "19 | false | leaf#7 returned without suspending",
        ]
    );
    let delegated = fields(&events, "delegated", &["line", "to"]);
    let twice = delegated.iter().filter(|to| to.contains("wait_for(asyncio.sleep(9), 1)"));
    assert_eq!(twice.count(), 2, "{delegated:?}");
}

#[test]
fn an_eager_task_is_made_stepped_and_done_in_its_own_name() {
    let events = events(&format!(
        "{JOB}
async def quick():
    return 1
async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    one, two = asyncio.create_task(quick()), asyncio.create_task(job(1))
    await two
asyncio.run(main())
"
    ));
    let of = |kind: &str, names: &[&str]| fields(&events, kind, names);
    assert_eq!(
        of("task_created", &["name", "coro", "by"])[1..3],
        ["Task-2 | quick#2 | main#1", "Task-3 | job#3 | main#1"]
    );
    assert_eq!(of("resumed", &["id", "by"])[..3], ["main#1 | task#1", "quick#2 | task#2", "job#3 | task#3"]);
    assert!(of("task_done", &["task", "value"]).contains(&"task#2 | 1".to_owned()));
    assert!(of("task_waiting", &["task", "on"]).contains(&"task#3 | sleep".to_owned()));
}

#[test]
fn an_identity_that_is_used_again_gets_a_new_number() {
    let events = events(
        "
async def nothing():
    pass
async def main():
    for _ in range(3):
        asyncio.get_running_loop().create_future().set_result(1)
        await asyncio.gather(nothing(), nothing())
asyncio.run(main())
",
    );
    let done = fields(&events, "future_done", &["future"]);
    assert_eq!(done, ["future#1", "future#2", "future#3"]);
    let names = fields(&events, "task_created", &["task"]);
    assert_eq!(names.len(), 1 + 6 + 2, "{names:?}");
}

#[test]
fn what_is_left_behind_is_a_note_with_a_stable_topic() {
    let events = events(
        "
import gc
async def fails():
    raise KeyError('lost')
async def ticker():
    while True:
        yield 1
async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(1)
    gc.collect()
    numbers = ticker()
    await anext(numbers)
    main.kept = numbers
    asyncio.sleep(1)
    task = asyncio.create_task(asyncio.sleep(1))
    await asyncio.sleep(2)
    task.cancel()
asyncio.run(main())

async def forever(future):
    await future
loop = asyncio.new_event_loop()
task = loop.create_task(forever(loop.create_future()))
loop.run_until_complete(asyncio.sleep(0))
del task
gc.collect()
loop.close()
",
    );
    let notes = fields(&events, "note", &["topic", "text"]);
    for note in [
        "never-retrieved | Task exception was never retrieved: Task-2: KeyError('lost')",
        "asyncgen-closed | the loop shuts down and closes what is not exhausted: ticker#3",
        "cancel-refused | cancel() does nothing: Task-3 is done already",
    ] {
        assert!(notes.iter().any(|told| told == note), "{note}\n{notes:#?}");
    }
    assert!(notes.iter().any(|note| note.starts_with("task-destroyed | ")), "{notes:#?}");
}

#[test]
fn a_swallowed_cancellation_is_a_note() {
    let events = events(
        "
async def stubborn():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        pass
    return 'still here'
async def main():
    task = asyncio.create_task(stubborn(), name='mule')
    await asyncio.sleep(1)
    task.cancel()
    await task
asyncio.run(main())
",
    );
    assert_eq!(
        fields(&events, "note", &["topic", "text"]),
        ["cancel-swallowed | mule was asked to end and came to its own end: it swallowed the CancelledError"]
    );
}

#[test]
fn a_task_may_get_another_name() {
    let told = lines(
        "
async def main():
    asyncio.current_task().set_name('the boss')
    await asyncio.sleep(1)
asyncio.run(main())
",
    );
    has(&told, "a task gets the name the boss   line 4");
    has(&told, "the boss ─waits→ sleep until 1.00 s");
}

#[test]
fn a_loop_that_cannot_start_is_not_told_to_have_started() {
    let events = events(
        "
async def main():
    try:
        asyncio.get_running_loop().run_until_complete(asyncio.sleep(0))
    except RuntimeError:
        print('no')
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
try:
    loop.run_forever()
except RuntimeError:
    print('closed')
asyncio.run(asyncio.sleep(0))
",
    );
    assert_eq!(fields(&events, "loop_started", &["loop"])[..2], ["loop#1", "loop#2"]);
    assert_eq!(events.last().expect("an end")["outcome"], "ok");
}

#[test]
fn under_the_hood_asyncios_own_code_is_traced_too() {
    let body = format!("{JOB}\nasyncio.run(job(1))\nprint('done')\n");
    let told = run(&body, &["--under-the-hood"]);
    assert!(told.contains("sleep#"), "{told}");
    let sandbox = Sandbox::with("it.py", format!("import asyncio\n{body}"));
    let output =
        sandbox.program(["trace", "--under-the-hood", "--clock", "virtual", "it.py"]).run().status(0);
    let lines = output.stdout.lines();
    let events: Vec<Value> = lines.map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let places = fields(&events, "line", &["file", "where"]);
    assert!(places.iter().any(|place| place == "asyncio.base_events | _run_once"), "{places:?}");
    assert!(fields(&events, "output", &["text"]).contains(&"done\n".to_owned()));
    let without = run(&body, &[]);
    assert!(!without.contains("sleep#"), "{without}");
}
