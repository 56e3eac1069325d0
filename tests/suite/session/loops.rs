//! The session's event loop between entries, under both clocks, and what interrupts do to it.

use learn_coroutines::suite::trace::aio::TaskState;
use learn_coroutines::suite::trace::event::{Clock, Kind, State};
use learn_coroutines::suite::wire::{Drive, Entry};

use super::Prompt;
use learn_coroutines::suite::engine::Engine;

#[test]
fn a_task_made_at_the_prompt_goes_on_only_when_it_may() {
    let mut prompt = Prompt::open();
    prompt.says("import asyncio\n", "");
    let nap = "async def nap(n):\n    print('begins')\n    await asyncio.sleep(n)\n    print('ends')\n    return n\n";
    prompt.says(nap, "");
    prompt.says("t = asyncio.create_task(nap(1.5))\n", "");
    prompt.says("t.done()\n", "False\n");
    assert_eq!(prompt.drives(Drive::Turn), "begins\n");
    assert_eq!(prompt.drives(Drive::Turn), "");
    assert_eq!(prompt.drives(Drive::Advance { seconds: 1.4 }), "");
    prompt.says("t.done()\n", "False\n");
    assert_eq!(prompt.drives(Drive::Advance { seconds: 0.2 }), "ends\n");
    prompt.says("t.result()\n", "1.5\n");
    assert!((prompt.time - 1.6).abs() < 1e-9, "{}", prompt.time);
    // Nothing is left to do, and time passes all the same.
    assert_eq!(prompt.drives(Drive::Advance { seconds: 10.0 }), "");
    prompt.says(
        "import time; round(time.monotonic(), 3), round(asyncio.get_running_loop().time(), 3)\n",
        "(11.6, 11.6)\n",
    );
    let world = prompt.timeline.world();
    let task = world.tasks().next().expect("the task is known");
    assert!(matches!(task.state(), TaskState::Done(..)), "{:?}", task.state());
}

#[test]
fn the_world_holds_every_object_of_the_session() {
    let mut prompt = Prompt::open();
    prompt.says("def g():\n    yield 1\n", "");
    prompt.says("a = g(); b = g(); next(b)\n", "1\n");
    prompt.says("import asyncio\n", "");
    prompt.says("async def f():\n    await asyncio.sleep(3)\n", "");
    prompt.says("t = asyncio.create_task(f())\n", "");
    prompt.drives(Drive::Turn);
    let states: Vec<State> = prompt.timeline.world().objects().map(|object| object.state()).collect();
    assert_eq!(states, [State::Created, State::Suspended, State::Suspended]);
    let world = prompt.timeline.world();
    let timers: Vec<_> = world.loops().flat_map(|it| it.timers().collect::<Vec<_>>()).collect();
    assert_eq!(timers.len(), 1, "{timers:?}");
    prompt.says("del a\n", "");
    let world = prompt.timeline.world();
    assert_eq!(world.objects().next().map(|object| object.state()), Some(State::Closed));
}

#[test]
fn under_the_real_clock_the_loop_runs_by_itself() {
    let mut prompt = Prompt::open();
    prompt.says("import asyncio\n", "");
    prompt.says("async def nap():\n    await asyncio.sleep(0.05)\n    print('ends')\n", "");
    prompt.says("t = asyncio.create_task(nap())\n", "");
    assert_eq!(prompt.drives(Drive::Clock(Clock::Real)), "");
    let before = prompt.events.len();
    prompt.until(|prompt| prompt.printed(before).contains("ends\n"));
    prompt.says("t.done()\n", "True\n");
    // A thread wakes the loop while the prompt waits.
    prompt.says("import threading\n", "");
    prompt.says("loop = asyncio.get_running_loop()\n", "");
    prompt.says("timer = threading.Timer(0.05, loop.call_soon_threadsafe, (print, 'woken'))\n", "");
    let before = prompt.events.len();
    prompt.says("timer.start()\n", "");
    prompt.until(|prompt| prompt.printed(before).contains("woken\n"));
    assert_eq!(prompt.drives(Drive::Clock(Clock::Virtual)), "");
    prompt.says("u = asyncio.create_task(nap())\n", "");
    assert_eq!(prompt.drives(Drive::Advance { seconds: 1.0 }), "ends\n");
}

#[test]
fn the_world_knows_the_clock_in_force_whatever_it_began_with() {
    for began in [Clock::Virtual, Clock::Real] {
        let mut prompt = Prompt::of(|program| program.clock = began);
        assert_eq!(prompt.timeline.live().clock(), Some(began));
        prompt.drives(Drive::Clock(Clock::Real));
        assert_eq!(prompt.timeline.live().clock(), Some(Clock::Real));
        prompt.drives(Drive::Clock(Clock::Virtual));
        assert_eq!(prompt.timeline.live().clock(), Some(Clock::Virtual));
        // A jump fits only a virtual clock: were the world mistaken, the trace would be refused.
        prompt.drives(Drive::Advance { seconds: 2.0000005 });
        prompt.drives(Drive::Clock(Clock::Real));
        prompt.says("1\n", "1\n");
        assert_eq!(prompt.timeline.live().clock(), Some(Clock::Real));
    }
}

#[test]
fn an_await_at_the_top_runs_the_loop_until_it_ends() {
    let mut prompt = Prompt::open();
    prompt.says("import asyncio\n", "");
    prompt
        .says("async def say(n, word):\n    await asyncio.sleep(n)\n    print(word)\n    return word\n", "");
    prompt.says(
        "early = asyncio.create_task(say(1, 'early')); late = asyncio.create_task(say(9, 'late'))\n",
        "",
    );
    prompt.says("x = await say(2, 'mine')\n", "early\nmine\n");
    prompt.says("x\n", "'mine'\n");
    // A loop of the entry's own runs as well, on the same clock; the session's own stands still meanwhile.
    prompt.says("asyncio.run(say(30, 'own loop'))\n", "own loop\n'own loop'\n");
    prompt.says(
        "own = asyncio.new_event_loop(); own.run_until_complete(say(1, 'other loop')); own.close()\n",
        "other loop\n'other loop'\n",
    );
    assert_eq!(prompt.drives(Drive::Turn), "");
    assert_eq!(prompt.drives(Drive::Turn), "late\n");
    // But not inside an await at the top.
    let (entry, _) = prompt.enter("async def inner(): asyncio.run(say(1, 'no'))\n");
    assert_eq!(entry, Entry::Done);
    let (entry, printed) = prompt.enter("await inner()\n");
    assert!(matches!(entry, Entry::Failed(_)), "{entry:?}");
    assert!(
        printed.contains("RuntimeError: asyncio.run() cannot be called from a running event loop\n"),
        "{printed}"
    );
}

#[test]
fn an_await_that_nothing_can_end_is_told_and_the_session_goes_on() {
    let mut prompt = Prompt::open();
    prompt.says("import asyncio\n", "");
    prompt.says("never = asyncio.Event()\n", "");
    let (entry, printed) = prompt.enter("await never.wait()\n");
    let Entry::Failed(failure) = entry else { panic!("{entry:?}") };
    assert_eq!(failure.class, "RuntimeError");
    assert!(printed.starts_with("RuntimeError: deadlock: "), "{printed}");
    prompt.says("await asyncio.sleep(1, 'alive')\n", "'alive'\n");
}

#[test]
fn an_interrupt_ends_the_entry_and_not_the_session() {
    let mut prompt = Prompt::open();
    for source in ["while True: pass\n", "import asyncio; await asyncio.sleep(1); exec('while True: pass')\n"]
    {
        prompt.begin("print('begun')\n");
        let _ = prompt.ready();
        prompt.begin(source);
        // The entry is announced before it runs.
        let before = prompt.events.len();
        prompt.until(|prompt| {
            prompt.events[before..].iter().any(|event| matches!(event.kind, Kind::ModuleLoaded { .. }))
        });
        prompt.session.interrupt();
        let ready = prompt.ready();
        let Entry::Failed(failure) = ready.entry else { panic!("{source} {ready:?} {:#?}", prompt.events) };
        assert!(failure.interrupted, "{failure:?}");
        assert_eq!(failure.class, "KeyboardInterrupt");
    }
    prompt.says("1 + 1\n", "2\n");
    // An interrupt that comes while nothing runs is nobody's.
    prompt.session.interrupt();
    prompt.says("'still there'\n", "'still there'\n");
}

#[test]
fn an_interrupt_ends_a_real_sleep_at_the_top() {
    let mut prompt = Prompt::open();
    prompt.says("import asyncio\n", "");
    prompt.drives(Drive::Clock(Clock::Real));
    prompt.begin("await asyncio.sleep(1000)\n");
    let before = prompt.events.len();
    prompt.until(|prompt| {
        prompt.events[before..].iter().any(|event| matches!(event.kind, Kind::TaskWaiting { .. }))
    });
    prompt.session.interrupt();
    let ready = prompt.ready();
    let Entry::Failed(failure) = ready.entry else { panic!("{ready:?}") };
    assert!(failure.interrupted, "{failure:?}");
    prompt.says("asyncio.all_tasks()\n", "set()\n");
}
