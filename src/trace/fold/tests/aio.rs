//! Loops, handles, tasks and futures.

use super::*;
use crate::trace::aio::{LoopState, TaskState};
use crate::trace::event::{Holding, Resolution, Schedule, Waiting};
use crate::trace::id::{HandleId, LoopId, PrimitiveId, TaskId};
use crate::trace::object::Holder;

fn scheduled(handle: u32, task: Option<TaskId>, when: Option<f64>) -> Kind {
    let how = if when.is_some() { Schedule::At } else { Schedule::Soon };
    Kind::Scheduled { handle: HandleId(handle), how, callback: "cb()".into(), task, when, purpose: None }
}

fn turn(number: u64, ready: &[u32]) -> Kind {
    Kind::Iteration { id: LoopId(1), number, ready: ready.iter().copied().map(HandleId).collect(), timers: 0 }
}

#[test]
fn handles_wait_in_order_and_timers_by_their_time() {
    let mut stage = Stage::new();
    stage.go(scheduled(1, None, None)).go(Kind::LoopStarted { id: LoopId(1) });
    stage.go(scheduled(2, None, Some(3.0))).go(scheduled(3, None, Some(1.0))).go(scheduled(4, None, None));
    let queues = |stage: &Stage| {
        let it = stage.world.event_loop(LoopId(1)).expect("runs");
        let timers: Vec<_> = it.timers().map(|(when, handle)| (when, handle.0)).collect();
        (it.ready().map(|handle| handle.0).collect::<Vec<_>>(), timers)
    };
    assert_eq!(queues(&stage), (vec![1, 4], vec![(1.0, 3), (3.0, 2)]));
    assert_eq!(stage.refuses(scheduled(4, None, None)), Fault::HandleTaken { handle: HandleId(4) });
    stage.go(Kind::TimerFired { handle: HandleId(3), when: 1.0 }).go(turn(1, &[1, 4, 3]));
    stage.go(Kind::HandleRun { handle: HandleId(1), callback: "cb()".into() });
    stage.go(Kind::HandleCancelled { handle: HandleId(2) });
    assert_eq!(queues(&stage), (vec![4, 3], vec![]));
    assert_eq!(
        stage.world.event_loop(LoopId(1)).and_then(|it| it.current()).map(|it| it.id()),
        Some(HandleId(1))
    );
    assert_eq!(stage.refuses(turn(1, &[])), Fault::WrongTurn { id: LoopId(1), number: 1, last: 1 });
}

#[test]
fn a_loop_runs_between_its_start_and_its_stop_and_never_after_its_close() {
    let mut stage = Stage::new();
    assert!(matches!(
        stage.refuses(turn(1, &[])),
        Fault::WrongLoopState { state: LoopCondition::NotThere, .. }
    ));
    stage.go(Kind::LoopStarted { id: LoopId(1) });
    for kind in [Kind::LoopStarted { id: LoopId(1) }, Kind::LoopClosed { id: LoopId(1) }] {
        assert!(matches!(stage.refuses(kind), Fault::WrongLoopState { state: LoopCondition::Running, .. }));
    }
    stage.go(Kind::LoopStopped { id: LoopId(1) });
    assert!(matches!(
        stage.refuses(turn(1, &[])),
        Fault::WrongLoopState { state: LoopCondition::NotRunning, .. }
    ));
    stage.go(Kind::LoopClosed { id: LoopId(1) });
    assert_eq!(stage.world.event_loop(LoopId(1)).map(|it| it.state()), Some(LoopState::Closed));
    let started = Kind::LoopStarted { id: LoopId(1) };
    assert!(matches!(stage.refuses(started), Fault::WrongLoopState { state: LoopCondition::Closed, .. }));
}

#[test]
fn a_task_is_stepped_waits_is_woken_and_ends_once() {
    let (task, by) = (TaskId(1), Actor::Module);
    let mut stage = Stage::new();
    stage.go(created_as(G, ObjectKind::Coroutine));
    let create = |task, coro| Kind::TaskCreated { task, name: "Task-1".into(), coro, by: Actor::Module };
    assert_eq!(stage.refuses(Kind::TaskStep { task }), Fault::UnknownTask { task });
    assert!(matches!(stage.refuses(create(TaskId(2), Target::Object(G))), Fault::WrongTaskId { .. }));
    stage.go(create(task, Target::Object(G))).go(Kind::LoopStarted { id: LoopId(1) });
    assert_eq!(stage.object(G).holder(), Holder::Task(task));
    let on = Waiting::Future(FutureId(4), "Queue.get".into());
    let waiting = Kind::TaskWaiting { task, on, deadline: None, at: None };
    assert_eq!(
        stage.refuses(waiting.clone()),
        Fault::WrongTaskState { task, state: TaskCondition::NotStarted }
    );
    stage.go(Kind::TaskStep { task });
    assert_eq!(
        stage.refuses(Kind::TaskStep { task }),
        Fault::WrongTaskState { task, state: TaskCondition::Running }
    );
    assert_eq!(stage.world.event_loop(LoopId(1)).and_then(|it| it.task()), Some(task));
    stage.go(waiting);
    assert_eq!(stage.world.waiters(&Target::Future(FutureId(4))), [Target::Task(task)]);
    assert_eq!(stage.world.future(FutureId(4)).map(|it| it.label()), Some("Queue.get"));
    stage.go(Kind::CancelRequested { task, by: by.clone(), message: None });
    stage.go(Kind::TaskWoken { task, by: Target::Future(FutureId(4)) });
    assert_eq!(stage.world.task(task).map(|it| it.state()), Some(&TaskState::Ready));
    stage.go(Kind::TaskStep { task });
    let done = Kind::TaskDone { task, outcome: Resolution::Cancelled, value: Value::none() };
    stage.go(done.clone());
    assert_eq!(stage.refuses(done), Fault::WrongTaskState { task, state: TaskCondition::Done });
    assert_eq!(stage.world.task(task).and_then(|it| it.cancel()).map(|it| it.requests), Some(1));
}

#[test]
fn a_future_is_made_once_and_resolved_once() {
    let future = FutureId(1);
    let mut stage = Stage::new();
    let create = Kind::FutureCreated { future, label: "Future".into() };
    stage.go(create.clone());
    assert_eq!(stage.refuses(create), Fault::FutureTaken { future });
    stage.go(Kind::CallbackAdded { to: Target::Future(future), callback: "wake()".into() });
    assert_eq!(stage.world.future(future).map(|it| it.callbacks().count()), Some(1));
    let done =
        Kind::FutureDone { future, outcome: Resolution::Result, value: Value::from("42"), by: Actor::Module };
    stage.go(done.clone());
    assert_eq!(
        stage.world.future(future).and_then(|it| it.done()).map(|it| &it.value),
        Some(&Value::from("42"))
    );
    assert_eq!(stage.refuses(done), Fault::FutureDone { future });
}

#[test]
fn a_primitive_is_what_was_told_of_it_last_and_knows_who_waits_longest() {
    let lock = PrimitiveId(1);
    let mut stage = Stage::new();
    stage.go(Kind::LoopStarted { id: LoopId(1) });
    let told = |is_locked, by| Kind::Primitive {
        id: lock,
        class: "Lock".into(),
        name: None,
        holds: Holding::Lock { is_locked, by },
    };
    stage.go(told(true, Some(TaskId(9))));
    assert_eq!(stage.world.primitive(lock).map(|it| it.name()).as_deref(), Some("Lock#1"));
    for id in [1, 2] {
        let coro = Target::Other(Value::from("x"));
        let task = TaskId(id);
        stage.go(Kind::TaskCreated { task, name: "t".into(), coro, by: Actor::Module });
        stage.go(Kind::TaskStep { task });
        let on = Waiting::Lock(FutureId(id), "Lock.acquire".into(), TaskId(9));
        stage.go(Kind::TaskWaiting { task, on, deadline: None, at: Some(lock) });
    }
    let waiting: Vec<TaskId> = stage.world.waiting_at(lock).iter().map(|task| task.id()).collect();
    assert_eq!(waiting, [TaskId(1), TaskId(2)]);
    stage.go(told(false, None)).go(Kind::TaskWoken { task: TaskId(1), by: Target::Future(FutureId(1)) });
    let left: Vec<TaskId> = stage.world.waiting_at(lock).iter().map(|task| task.id()).collect();
    assert_eq!(left, [TaskId(2)]);
    assert_eq!(
        stage.world.primitive(lock).map(|it| it.holds()),
        Some(&Holding::Lock { is_locked: false, by: None })
    );
    let future = FutureId(1);
    stage.go(Kind::FutureNamed { future, name: "answer".into() });
    assert_eq!(stage.world.future(future).and_then(|it| it.name()), Some("answer"));
}
