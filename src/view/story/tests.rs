//! Every event in both languages, as arrow and as sentence.

use super::*;
use crate::trace::event::{
    Actor, AwaitReason, Clock, Holding, How, Input, Kind, Legacy, Note, ObjectKind, Outcome, Place,
    Resolution, Schedule, Site, State, Stream, Target, Waiting,
};
use crate::trace::id::{
    FileId, FrameId, FutureId, HandleId, LoopId, ObjectId, PrimitiveId, TaskId, ThreadId,
};
use crate::view::role::Role;

const G: ObjectId = ObjectId(1);
const INNER: ObjectId = ObjectId(2);

fn event(line: u32, kind: Kind) -> Event {
    let site = (line > 0).then_some(Site { file: FileId(0), line });
    Event { time: 1.0, thread: ThreadId(0), site, place: Some(Place::Module), kind }
}

fn created(id: u32, name: &str, kind: ObjectKind) -> Kind {
    let id = ObjectId(id);
    Kind::Created {
        id,
        name: name.into(),
        kind,
        frame: FrameId(id.0 + 10),
        defined: None,
        by: Actor::Module,
        after: State::Created,
    }
}

fn resumed(how: How, input: Input) -> Kind {
    let (before, after) = (State::Suspended, State::Running);
    Kind::Resumed { id: G, by: Actor::Module, how, input, before, after }
}

fn started() -> Kind {
    Kind::ProgramStarted { version: 1, file: "a.py".into(), python: "X".into(), clock: Clock::Virtual }
}

/// A world in which averager#1 and the coroutine worker#2 exist, driven by Task-2 with a handle in the loop.
fn world() -> World {
    let mut world = World::new();
    let task = Some(TaskId(1));
    for kind in [
        started(),
        created(1, "averager", ObjectKind::Generator),
        created(2, "worker", ObjectKind::Coroutine),
        Kind::TaskCreated {
            task: TaskId(1),
            name: "Task-2".into(),
            coro: Target::Object(INNER),
            by: Actor::Module,
        },
        Kind::Scheduled {
            handle: HandleId(1),
            how: Schedule::Soon,
            callback: "step".into(),
            task,
            when: None,
            purpose: None,
        },
        Kind::FutureCreated { future: FutureId(1), label: "Future".into() },
    ] {
        world.apply(&event(0, kind)).expect("a possible event");
    }
    world
}

fn text(line: Option<Line>) -> String {
    line.map(|line| line.into_iter().map(|(_, text)| text).collect()).unwrap_or_default()
}

fn told(line: u32, kind: Kind) -> [String; 4] {
    let (event, world) = (event(line, kind), world());
    [
        text(arrow(&event, &world, Lang::En)),
        text(sentence(&event, &world, Lang::En)),
        text(arrow(&event, &world, Lang::Zh)),
        text(sentence(&event, &world, Lang::Zh)),
    ]
}

#[test]
fn a_send_is_an_arrow_down_with_states_and_line() {
    let told = told(5, resumed(How::Send, Input::Value("30".into())));
    assert_eq!(
        told,
        [
            "<module> ─send(30)→ averager#1   SUSPENDED → RUNNING   line 5",
            "<module> sends 30 to averager#1: SUSPENDED becomes RUNNING, line 5",
            "<module> ─send(30)→ averager#1   SUSPENDED → RUNNING   第 5 行",
            "<module> 向 averager#1 发送 30：SUSPENDED 变为 RUNNING，第 5 行",
        ]
    );
}

#[test]
fn a_yield_is_an_arrow_up_and_never_a_return() {
    let (before, after) = (State::Running, State::Suspended);
    let told = told(4, Kind::Yielded { id: G, to: Actor::Module, value: "20.0".into(), before, after });
    assert_eq!(
        told,
        [
            "averager#1 ─yields 20.0→ <module>   RUNNING → SUSPENDED   line 4",
            "averager#1 yields 20.0 to <module> and sleeps: RUNNING becomes SUSPENDED, line 4",
            "averager#1 ─产出 20.0→ <module>   RUNNING → SUSPENDED   第 4 行",
            "averager#1 向 <module> 产出 20.0，然后挂起：RUNNING 变为 SUSPENDED，第 4 行",
        ]
    );
}

#[test]
fn delegation_and_what_passes_through_it_have_their_own_words() {
    let delegated = told(7, Kind::Delegated { id: G, to: Target::Object(INNER) });
    assert_eq!(delegated[0], "averager#1 ─yield from→ worker#2   line 7");
    assert_eq!(delegated[3], "委派生成器 averager#1 把控制交给子生成器 worker#2（yield from），第 7 行");
    assert_eq!(
        told(0, Kind::Delegated { id: INNER, to: Target::Future(FutureId(1)) })[0],
        "worker#2 ─await→ Future#1"
    );
    assert!(told(0, resumed(How::YieldFrom, Input::Value("5".into())))[0].contains("─yield from: send(5)→"));
    assert!(told(0, resumed(How::YieldFrom, Input::Value("None".into())))[0].contains("─yield from→"));
    assert!(told(0, resumed(How::Await, Input::Exception("E()".into())))[0].contains("─await: throw(E())→"));
}

#[test]
fn a_turn_of_the_loop_names_the_coroutines_that_are_ready() {
    let told = told(0, Kind::Iteration { id: LoopId(1), number: 4, ready: vec![HandleId(1)], timers: 0 });
    assert_eq!(told[0], "loop turn 4 · clock 1.00 s · ready: worker#2");
    assert_eq!(told[2], "事件循环第 4 轮 · 时钟 1.00 s · 就绪：worker#2");
}

#[test]
fn a_task_that_waits_says_for_what() {
    let waits = |on| {
        let (task, deadline) = (TaskId(1), None);
        told(0, Kind::TaskWaiting { task, on, deadline, at: None })
    };
    assert_eq!(waits(Waiting::Sleep("3.0".into()))[0], "Task-2 ─waits→ sleep until 3.00 s");
    assert_eq!(waits(Waiting::Future(FutureId(1), "Queue.get".into()))[0], "Task-2 ─waits→ Queue.get");
    assert_eq!(
        waits(Waiting::Group("gather".into(), vec![Target::Task(TaskId(1)), Target::Future(FutureId(1))])),
        [
            "Task-2 ─waits→ gather of Task-2, Future#1",
            "Task-2 goes back to the event loop and waits for gather of Task-2, Future#1",
            "Task-2 ─等待→ Task-2、Future#1 的 gather",
            "任务 Task-2 把控制交还事件循环，等待 Task-2、Future#1 的 gather",
        ]
    );
}

#[test]
fn a_line_of_another_file_names_it() {
    let mut world = world();
    let loaded = Kind::ModuleLoaded { file: FileId(1), path: "helper.py".into() };
    world.apply(&event(0, loaded)).expect("a possible event");
    let mut there = event(3, resumed(How::Next, Input::Nothing));
    there.site = Some(Site { file: FileId(1), line: 3 });
    assert!(text(arrow(&there, &world, Lang::En)).ends_with("helper.py line 3"));
}

#[test]
fn names_values_and_states_have_their_roles() {
    let line = arrow(&event(5, resumed(How::Send, Input::Value("30".into()))), &world(), Lang::En);
    let line = line.expect("an arrow");
    for piece in [
        (Role::Strong, "averager#1"),
        (Role::Value, "30"),
        (Role::Suspended, "SUSPENDED"),
        (Role::Running, "RUNNING"),
        (Role::Dim, "line 5"),
    ] {
        assert!(line.contains(&(piece.0, piece.1.to_owned())), "{piece:?} in {line:?}");
    }
}

#[test]
fn every_event_is_told_in_both_languages_without_a_gap_left_open() {
    let task = TaskId(1);
    let handle = HandleId(1);
    let future = FutureId(1);
    let id = LoopId(1);
    let value = || "5".into();
    let (before, after) = (State::Running, State::Closed);
    let mut kinds = vec![
        started(),
        Kind::ModuleLoaded { file: FileId(1), path: "m.py".into() },
        Kind::Line { frame: FrameId(1), depth: 0, changed: vec![] },
        Kind::Output { stream: Stream::Stdout, bytes: b"x\n".to_vec() },
        Kind::Delegated { id: G, to: Target::Other("[1]".into()) },
        Kind::Returned { id: G, to: Actor::Loop(id), value: value(), before, after },
        Kind::Raised { id: G, to: Actor::Library("asyncio".into()), exception: value(), before, after },
        Kind::Closed { id: G, before, after },
        Kind::Awaited { id: INNER, reason: AwaitReason::WentToLoop },
        Kind::Awaited { id: INNER, reason: AwaitReason::Returned { what: Some("worker#3".into()) } },
        Kind::TaskRenamed { task, name: "boss".into() },
        Kind::Refused {
            id: G,
            by: Actor::Function("f".into()),
            how: How::Send,
            input: Input::Value(value()),
            exception: "TypeError('x')".into(),
            before,
            after: before,
        },
        Kind::Exception { exception: value() },
        Kind::Caught { exception: value() },
        Kind::Uncaught { exception: value() },
        Kind::LoopStarted { id },
        Kind::LoopStopped { id },
        Kind::LoopClosed { id },
        Kind::Iteration { id, number: 1, ready: vec![], timers: 2 },
        Kind::HandleRun { handle, callback: "f".into() },
        Kind::HandleCancelled { handle },
        Kind::TimerFired { handle, when: 2.0 },
        Kind::ClockJumped { from: 1.0, to: 2.0 },
        Kind::ClockChanged { clock: Clock::Virtual },
        Kind::ClockChanged { clock: Clock::Real },
        Kind::TaskStep { task },
        Kind::TaskWoken { task, by: Target::Future(future) },
        Kind::CancelRequested { task, by: Actor::Task(task), message: None },
        Kind::FutureCreated { future, label: "Future".into() },
        Kind::CallbackAdded { to: Target::Task(task), callback: "f".into() },
        Kind::ThreadStarted { thread_name: "T".into() },
        Kind::ThreadEnded { thread_name: "T".into() },
        Kind::Submitted { executor: "pool".into(), callable: "f".into(), future },
        Kind::Switched { from: "a".into(), to: "b".into(), value: value() },
        Kind::Note(Note::Legacy(Legacy::Coroutine)),
    ];
    kinds.extend(
        [ObjectKind::Generator, ObjectKind::Coroutine, ObjectKind::AsyncGenerator]
            .map(|kind| created(1, "g", kind)),
    );
    for how in [
        How::Next,
        How::For,
        How::Send,
        How::Throw,
        How::Close,
        How::YieldFrom,
        How::Await,
        How::Task,
        How::Anext,
        How::Asend,
        How::Athrow,
        How::Aclose,
        How::Gc,
    ] {
        kinds.push(resumed(how, Input::Nothing));
        kinds.push(resumed(how, Input::Value(value())));
        kinds.push(resumed(how, Input::Exception(value())));
    }
    for outcome in [Resolution::Result, Resolution::Exception, Resolution::Cancelled] {
        kinds.push(Kind::TaskDone { task, outcome, value: value() });
        kinds.push(Kind::FutureDone { future, outcome, value: value(), by: Actor::Gc });
    }
    for outcome in [
        Outcome::Ok,
        Outcome::Exception,
        Outcome::Exit,
        Outcome::Interrupted,
        Outcome::Timeout,
        Outcome::Died,
    ] {
        kinds.push(Kind::ProgramEnded { outcome, exception: None, status: 1 });
        kinds.push(Kind::ProgramEnded { outcome, exception: Some(value()), status: 1 });
    }
    for when in [None, Some(2.0)] {
        kinds.push(Kind::Scheduled {
            handle,
            how: Schedule::Later,
            callback: "f".into(),
            task: None,
            when,
            purpose: None,
        });
    }
    for on in
        [Waiting::Task(task), Waiting::Turn, Waiting::Other("x".into()), Waiting::Future(future, "".into())]
    {
        kinds.push(Kind::TaskWaiting { task, on, deadline: None, at: None });
    }
    let holds = Holding::Event { is_set: true };
    kinds.push(Kind::Primitive { id: PrimitiveId(1), class: "Event".into(), name: None, holds });
    kinds.push(Kind::FutureNamed { future, name: "answer".into() });
    for kind in kinds {
        let silent = matches!(kind, Kind::Line { .. } | Kind::Output { .. });
        let [arrow_en, sentence_en, arrow_zh, sentence_zh] = told(3, kind.clone());
        for text in [&arrow_en, &sentence_en, &arrow_zh, &sentence_zh] {
            assert!(!text.contains(['{', '}']), "{text} for {kind:?}");
            assert!(!text.contains("  →") && !text.contains("─→"), "{text} for {kind:?}");
        }
        assert_eq!(arrow_en.is_empty(), silent, "{kind:?}");
        assert_eq!(arrow_zh.is_empty(), silent, "{kind:?}");
        assert!(sentence_en.is_ascii() && !sentence_en.is_empty(), "{sentence_en} for {kind:?}");
        assert!(!sentence_zh.is_ascii(), "{sentence_zh} for {kind:?}");
    }
}
