//! Every note in both languages.

use super::*;
use crate::trace::value::Value;

fn named(name: &str) -> Awaitable {
    Awaitable::Named(name.into())
}

fn both(thing: &impl Say) -> [String; 2] {
    Lang::ALL.map(|lang| thing.say(lang))
}

/// One of each kind of note; a new kind does not compile before it is here.
fn every_note() -> Vec<Note> {
    let task = || Box::<str>::from("Task-1");
    let known = |note: &Note| match note {
        Note::NeverAwaited { .. }
        | Note::Typed { .. }
        | Note::Legacy(_)
        | Note::WrittenForOlderPython
        | Note::Blocked { .. }
        | Note::Deadlock { .. }
        | Note::PrintedAll { .. }
        | Note::CancelSwallowed { .. }
        | Note::CancelRefused { .. }
        | Note::Uncancelled { .. }
        | Note::AsyncgensClosed { .. }
        | Note::AsyncgenFinalised { .. }
        | Note::Complaint { .. }
        | Note::Untold { .. }
        | Note::Denied { .. }
        | Note::Unconfined(_)
        | Note::Recorded { .. } => (),
    };
    let complaint = |about| Note::Complaint {
        about,
        message: "m".into(),
        of: Some(named("Task-2")),
        exception: Some(Value::from("E()")),
    };
    let mut all = vec![
        Note::NeverAwaited { coroutine: "main".into() },
        Note::Typed { source: "next(g)".into() },
        Note::WrittenForOlderPython,
        Note::Blocked { seconds: 1.5, waiting: vec![] },
        Note::Blocked { seconds: 1.5, waiting: vec![task(), "say".into()] },
        Note::Deadlock { waiting: vec![] },
        Note::Deadlock { waiting: vec![(task(), named("x"))] },
        Note::PrintedAll { mib: 16 },
        Note::CancelSwallowed { task: task() },
        Note::CancelRefused { task: task() },
        Note::Uncancelled { task: task(), left: 1 },
        Note::AsyncgensClosed { generators: vec!["a#1".into(), "b#2".into()] },
        Note::AsyncgenFinalised { generator: "a#1".into() },
        Note::Untold { act: Untold::Asyncio, error: Value::from("E()") },
        Note::Untold { act: Untold::Prompt { function: "f".into() }, error: Value::from("E()") },
    ];
    all.extend(
        [
            Complaint::TaskDestroyed,
            Complaint::NeverRetrieved,
            Complaint::Asyncgen,
            Complaint::Callback,
            Complaint::Shutdown,
            Complaint::Other,
        ]
        .map(complaint),
    );
    all.extend(
        [Wall::Files, Wall::Attributes, Wall::Programs, Wall::Network, Wall::System]
            .map(|wall| Note::Denied { act: "f()".into(), wall }),
    );
    let error = || Box::<str>::from("e");
    all.extend(
        [
            Gap::NoLandlockSystem,
            Gap::NoLandlockKernel,
            Gap::OldLandlock,
            Gap::LandlockFailed { error: error() },
            Gap::NoFilter { error: error() },
        ]
        .map(Note::Unconfined),
    );
    all.extend(
        [
            Legacy::Abc { name: "Callable".into() },
            Legacy::NestAsyncio,
            Legacy::Async,
            Legacy::Coroutine,
            Legacy::CurrentTask,
            Legacy::AllTasks,
            Legacy::EventLoop,
            Legacy::BareCoroutines,
            Legacy::LoopArgument { function: "sleep".into() },
        ]
        .map(Note::Legacy),
    );
    all.push(Note::Recorded { topic: "recorded".into(), text: "words".into() });
    all.iter().for_each(known);
    all
}

#[test]
fn every_note_is_a_sentence_of_its_own_in_each_language() {
    let notes = every_note();
    for lang in Lang::ALL {
        let mut said: Vec<String> = notes.iter().map(|note| note.say(lang)).collect();
        assert!(said.iter().all(|text| !text.contains(['{', '}'])), "{said:#?}");
        said.sort_unstable();
        said.dedup();
        // Complaints of every kind have Python's own message, which is the same in this test.
        let same = if lang == Lang::En { 5 } else { 0 };
        assert_eq!(said.len(), notes.len() - same, "{said:#?}");
    }
    for note in &notes {
        let [english, chinese] = both(note);
        assert_ne!(english, chinese);
    }
}

#[test]
fn the_sentence_of_a_wall_stands_inside_the_one_of_the_denial() {
    let denied = Note::Denied { act: "connect('example.org')".into(), wall: Wall::Network };
    assert_eq!(
        both(&denied),
        [
            "The sandbox denied connect('example.org'): a confined program speaks only to its own machine, at localhost.",
            "沙箱拒绝了 connect('example.org')：受限的程序只能与本机（localhost）通信。",
        ]
    );
}

#[test]
fn a_deadlock_names_who_waits_for_what_in_the_language_of_the_rest() {
    let group = Awaitable::Group { call: "gather".into(), of: vec![named("Task-2"), named("Task-3")] };
    let held = Awaitable::Held { what: "Lock.acquire".into(), by: "Task-1".into() };
    let deadlock = Note::Deadlock { waiting: vec![("Task-1".into(), group), ("Task-2".into(), held)] };
    let [english, chinese] = both(&deadlock);
    let start = "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop";
    let rest = "; Task-1 waits for gather of Task-2, Task-3; Task-2 waits for Lock.acquire, held by Task-1";
    assert_eq!(english, format!("{start}{rest}"));
    assert_eq!(
        chinese,
        "死锁：没有就绪的回调，没有定时器，外面也没有什么能唤醒事件循环；\
         Task-1 在等待 Task-2、Task-3 的 gather；Task-2 在等待 Lock.acquire（现由 Task-1 持有）"
    );
}

#[test]
fn pythons_own_message_stays_and_its_meaning_stands_behind_it_in_chinese() {
    let complaint = Note::Complaint {
        about: Complaint::TaskDestroyed,
        message: "Task was destroyed but it is pending".into(),
        of: Some(named("Task-2")),
        exception: None,
    };
    assert_eq!(
        both(&complaint),
        [
            "Task was destroyed but it is pending: Task-2",
            "Task was destroyed but it is pending（任务还没完成就被销毁了）：Task-2",
        ]
    );
}

#[test]
fn an_old_name_is_told_with_the_version_that_removed_it_and_with_what_to_write_today() {
    let legacy = Legacy::LoopArgument { function: "sleep".into() };
    assert_eq!(
        both(&legacy),
        [
            "the loop= argument of asyncio.sleep() (removed in Python 3.10); today: nothing: it uses the running loop",
            "asyncio.sleep() 的 loop= 参数（Python 3.10 已移除）；现在写作：什么都不用写：它使用正在运行的事件循环",
        ]
    );
}

#[test]
fn what_is_awaited_is_put_together_from_its_parts() {
    let value = Awaitable::NextValue { of: "agen#1".into() };
    let call = Awaitable::Call { function: "asyncio.wait_for".into(), arguments: vec![value, named("5")] };
    let over = AwaitReason::DoneAlready { what: call };
    assert_eq!(
        both(&over),
        [
            "asyncio.wait_for(agen#1's next value, 5) was done already",
            "asyncio.wait_for(agen#1 的下一个值, 5) 早已完成",
        ]
    );
    assert_eq!(both(&Awaitable::Sleep), ["sleep", "休眠"]);
    let group = Canceller::TaskGroup { of: "Task-1".into(), failed: Some("Task-3".into()) };
    assert_eq!(
        both(&group),
        ["TaskGroup of Task-1 (Task-3 failed)", "Task-1 的 TaskGroup（任务组；Task-3 失败了）"]
    );
    assert_eq!(both(&Awaitable::End { of: "agen#1".into() }), ["agen#1's end", "agen#1 的结束"]);
    for (reason, is_suspension) in [
        (AwaitReason::WentToLoop, true),
        (AwaitReason::Slept, true),
        (AwaitReason::Returned { what: None }, false),
        (AwaitReason::Returned { what: Some("w#1".into()) }, false),
    ] {
        let [english, chinese] = both(&reason);
        assert_ne!(english, chinese);
        assert_eq!(reason.is_suspension(), is_suspension);
    }
}
