//! What asyncio's locks, events, semaphores, conditions, queues and futures hold, under the names the program gives them.

use super::{events, fields, has, lines, run};

/// What each primitive held one after the other: its name, and the fields that its kind has.
fn history(body: &str, class: &str, names: &[&str]) -> Vec<String> {
    let mut of_class = events(body);
    of_class.retain(|event| event["class"] == class);
    fields(&of_class, "primitive", names)
}

#[test]
fn who_waits_for_a_lock_is_told_who_holds_it_now() {
    let body = "\
async def worker(lock, seconds):
    async with lock:
        await asyncio.sleep(seconds)

async def main():
    lock = asyncio.Lock()
    await asyncio.gather(worker(lock, 1), worker(lock, 2), worker(lock, 3))

asyncio.run(main())
";
    let told = lines(body);
    let held: Vec<&String> = told.iter().filter(|line| line.contains("held by")).collect();
    assert_eq!(held, ["Task-3 ─waits→ lock, held by Task-2", "Task-4 ─waits→ lock, held by Task-2"]);
    let events = events(body);
    let holders = fields(&events, "task_waiting", &["what", "held_by"]);
    assert_eq!(holders.iter().filter(|wait| *wait == "Lock.acquire | task#2").count(), 2, "{holders:?}");
}

#[test]
fn a_deadlock_of_two_locks_names_who_holds_which() {
    let body = "\
async def takes(first, second):
    async with first:
        await asyncio.sleep(1)
        async with second:
            pass

async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(takes(a, b), takes(b, a))

asyncio.run(main())
";
    let english = run(body, &[]);
    assert!(
        english.contains("Task-2 waits for b, held by Task-3; Task-3 waits for a, held by Task-2"),
        "{english}"
    );
    let chinese = run(body, &["--lang", "zh"]);
    assert!(
        chinese.contains("Task-2 在等待 b（现由 Task-3 持有）；Task-3 在等待 a（现由 Task-2 持有）"),
        "{chinese}"
    );
}

const BANK: &str = r#"
from contextlib import asynccontextmanager

class Account:
    def __init__(self):
        self.lock = asyncio.Lock()

accounts = {"a": Account(), "b": Account()}

@asynccontextmanager
async def locked(account):
    async with account.lock:
        yield account

async def transfer(source, target):
    async with locked(accounts[source]):
        await asyncio.sleep(0.1)
        async with locked(accounts[target]):
            pass

async def main():
    await asyncio.gather(transfer("a", "b"), transfer("b", "a"))

asyncio.run(main())
"#;

#[test]
fn a_lock_is_named_by_the_path_to_it_and_seen_through_an_asynccontextmanager() {
    let told = lines(BANK);
    has(&told, r#"Task-2 ─waits→ accounts["b"].lock, held by Task-3"#);
    has(&told, r#"Task-3 ─waits→ accounts["a"].lock, held by Task-2"#);
    let deadlock = told.iter().find(|line| line.starts_with("note: deadlock")).expect("a deadlock is told");
    assert!(deadlock.contains(r#"Task-2 waits for accounts["b"].lock, held by Task-3"#), "{deadlock}");
    let held = history(BANK, "Lock", &["name", "locked", "held_by"]);
    let expected = [r#"accounts["a"].lock | true | task#2"#, r#"accounts["b"].lock | true | task#3"#];
    assert_eq!(held[..2], expected);
}

#[test]
fn two_objects_of_one_name_are_told_apart_and_what_asyncio_makes_for_itself_is_no_news() {
    let body = "
async def uses():
    lock = asyncio.Lock()
    async with lock:
        pass

async def main():
    await uses()
    await uses()
    queue = asyncio.Queue()
    queue.put_nowait(1)

asyncio.run(main())
";
    assert_eq!(history(body, "Lock", &["name"]), ["lock", "lock", "lock#2", "lock#2"]);
    assert_eq!(history(body, "Event", &["name"]), [""; 0]);
}

#[test]
fn a_queue_shows_what_is_in_it_and_how_much_it_takes() {
    let body = "
async def main():
    jobs = asyncio.Queue(maxsize=2)
    jobs.put_nowait('a')
    await jobs.put(2)
    taker = asyncio.create_task(jobs.join())
    await asyncio.sleep(0)
    await jobs.get()
    jobs.get_nowait()
    jobs.task_done()
    jobs.task_done()
    await taker

asyncio.run(main())
";
    let held = history(body, "Queue", &["name", "items", "size", "maxsize"]);
    assert_eq!(
        held,
        [
            r#"jobs | ["'a'"] | 1 | 2"#,
            r#"jobs | ["'a'","2"] | 2 | 2"#,
            r#"jobs | ["2"] | 1 | 2"#,
            "jobs | [] | 0 | 2",
        ]
    );
    has(&lines(body), "Task-2 ─waits→ jobs.join");
}

#[test]
fn a_semaphore_says_who_is_inside_also_where_release_lets_the_next_one_in() {
    let body = "
limit = asyncio.Semaphore(1)

async def job():
    async with limit:
        await asyncio.sleep(1)

async def main():
    await asyncio.gather(job(), job())

asyncio.run(main())
";
    let held = history(body, "Semaphore", &["name", "left", "inside"]);
    assert_eq!(
        held,
        [r#"limit | 0 | ["task#2"]"#, "limit | 1 | []", r#"limit | 0 | ["task#3"]"#, "limit | 1 | []",]
    );
}

#[test]
fn an_event_a_condition_and_a_future_have_the_names_of_their_variables() {
    let body = "
async def waits(gate, cond, answer):
    await gate.wait()
    async with cond:
        await cond.wait()
    return await answer

async def main():
    gate, cond = asyncio.Event(), asyncio.Condition()
    answers = [asyncio.Future()]
    task = asyncio.create_task(waits(gate, cond, answers[0]))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.sleep(0)
    async with cond:
        cond.notify()
    await asyncio.sleep(0)
    answers[0].set_result(42)
    print(await task)

asyncio.run(main())
";
    let told = lines(body);
    for line in ["Task-2 ─waits→ gate.wait", "Task-2 ─waits→ cond.wait", "Task-2 ─waits→ answers[0]"]
    {
        has(&told, line);
    }
    assert_eq!(history(body, "Event", &["name", "set"]), ["gate | false", "gate | true"]);
    let cond = history(body, "Condition", &["name", "locked", "held_by"]);
    assert_eq!(cond[..2], ["cond | true | task#2", "cond | false | null"]);
    let zh = run(body, &["--lang", "zh"]);
    assert!(zh.contains("Task-2 ─等待→ gate.wait"), "{zh}");
}

#[test]
fn looking_for_a_name_runs_no_code_of_the_program() {
    let body = "
class Loud:
    __slots__ = ()
    def __getattribute__(self, name):
        print('asked for', name)
        return object.__getattribute__(self, name)
    def __eq__(self, other):
        print('compared')
        return False
    __hash__ = None

class Keys(dict):
    def items(self):
        print('items')
        return dict.items(self)
    def __iter__(self):
        print('iterated')
        return dict.__iter__(self)

loud = [Loud(), Keys(a=1)]

async def main():
    locks = {'x': asyncio.Lock()}
    async with locks['x']:
        print('held')

asyncio.run(main())
";
    let printed = fields(&events(body), "output", &["text"]).concat();
    assert_eq!(printed, "held\n");
    assert_eq!(history(body, "Lock", &["name"]), [r#"locks["x"]"#; 2]);
}
