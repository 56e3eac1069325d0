//! The program's start and end, its clock, files, threads and exceptions.

use super::*;

#[test]
fn nothing_happens_before_the_start_nor_after_the_end_and_it_starts_once() {
    let mut stage = Stage { world: World::new(), thread: ThreadId(0), time: 0.0 };
    assert_eq!(stage.refuses(created(G)), Fault::BeforeTheStart);
    let mut stage = Stage::new();
    let again = Kind::ProgramStarted { version: 1, file: "f".into(), python: "p".into(), clock: Clock::Real };
    assert_eq!(stage.refuses(again), Fault::StartedTwice);
    assert_eq!(stage.world.status(), Status::Running);
    stage.go(Kind::ProgramEnded { outcome: Outcome::Exit, exception: None, status: 3 });
    assert!(matches!(stage.world.status(), Status::Ended(end) if end.status == 3));
    assert_eq!(stage.refuses(created(G)), Fault::AfterTheEnd);
}

#[test]
fn a_process_that_died_before_the_program_began_has_ended() {
    let mut stage = Stage { world: World::new(), thread: ThreadId(0), time: 0.0 };
    stage.go(Kind::ProgramEnded { outcome: Outcome::Died, exception: None, status: 125 });
    assert!(matches!(stage.world.status(), Status::Ended(end) if end.status == 125));
}

#[test]
fn the_virtual_clock_never_runs_backwards_and_only_it_jumps() {
    let mut stage = Stage::new();
    stage.time = 2.0;
    stage.go(Kind::ClockJumped { from: 0.0, to: 2.0 });
    stage.time = 1.0;
    assert_eq!(stage.refuses(created(G)), Fault::TimeBackwards { from: 2.0, to: 1.0 });
    stage.time = f64::NAN;
    assert!(matches!(stage.refuses(created(G)), Fault::NoTime { .. }));
    stage.time = 2.0;
    assert_eq!(
        stage.refuses(Kind::ClockJumped { from: 3.0, to: 2.0 }),
        Fault::BadJump { from: 3.0, to: 2.0 }
    );
}

#[test]
fn a_clock_that_was_changed_is_the_one_in_force() {
    let mut stage = Stage::new();
    stage.go(Kind::ClockChanged { clock: Clock::Real });
    assert_eq!(stage.world.clock(), Some(Clock::Real));
    assert_eq!(
        stage.refuses(Kind::ClockJumped { from: 0.0, to: 2.0 }),
        Fault::BadJump { from: 0.0, to: 2.0 }
    );
    stage.go(Kind::ClockChanged { clock: Clock::Virtual });
    stage.time = 2.0;
    stage.go(Kind::ClockJumped { from: 0.0, to: 2.0 });
    stage.time = 1.0;
    assert_eq!(stage.refuses(created(G)), Fault::TimeBackwards { from: 2.0, to: 1.0 });
}

#[test]
fn a_later_world_is_the_same_but_for_its_time() {
    let mut stage = Stage::new();
    stage.time = 2.0;
    stage.go(created(G));
    let later = stage.world.later(5.0);
    assert_eq!((later.time(), later.step(), later.alive_count()), (5.0, stage.world.step(), 1));
    assert_eq!(later.later(3.0).time(), 5.0, "time never goes back");
}

#[test]
fn an_exception_is_in_flight_from_where_it_was_raised_until_somebody_has_it() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    stage.in_object(G, 5, Kind::Exception { exception: Value::from("StopIteration()") });
    stage.in_object(G, 5, raised(G, "RuntimeError('generator raised StopIteration')"));
    let flights: Vec<_> =
        stage.world.in_flight().map(|it| (it.exception.to_string(), it.place.clone())).collect();
    let text = "RuntimeError('generator raised StopIteration')".to_owned();
    assert_eq!(flights, [(text.clone(), Some(Place::Object(G)))]);
    let exception = Value::from(text);
    let mut caught = Stage { world: stage.world.clone(), thread: ThreadId(0), time: 0.0 };
    caught.go(Kind::Caught { exception: exception.clone() });
    assert_eq!(caught.world.in_flight().count(), 0);
    stage.go(Kind::Uncaught { exception: exception.clone() });
    assert_eq!(stage.world.in_flight().count(), 0);
    assert_eq!(stage.world.uncaught().map(|it| &it.exception), Some(&exception));
}

#[test]
fn two_threads_may_race_for_an_object_and_the_world_stays_whole() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    stage.thread = ThreadId(1);
    stage.go(Kind::ThreadStarted { thread_name: "Thread-1".into() });
    stage.go(resumed(G, Actor::Function("work".into()), State::Suspended));
    assert_eq!(stage.object(G).thread(), Some(ThreadId(1)));
    stage.thread = ThreadId(0);
    stage.go(yielded(G, Actor::Module));
    stage.thread = ThreadId(1);
    stage.go(returned(G, Actor::Function("work".into())));
    assert_eq!(stage.object(G).state(), State::Closed);
    stage.go(Kind::ThreadEnded { thread_name: "Thread-1".into() });
    let again = Kind::ThreadEnded { thread_name: "Thread-1".into() };
    assert_eq!(stage.refuses(again), Fault::ThreadNotRunning { thread: ThreadId(1) });
    let again = Kind::ThreadStarted { thread_name: "Thread-1".into() };
    assert_eq!(stage.refuses(again), Fault::ThreadStartedTwice { thread: ThreadId(1) });
}

#[test]
fn greenlets_leave_objects_running_in_any_order() {
    let mut stage = Stage::new();
    stage.go(Kind::Switched { from: "main".into(), to: "other".into(), value: Value::none() });
    stage.go(created(G)).go(created(H));
    stage.go(resumed(G, Actor::Module, State::Created)).go(resumed(H, Actor::Module, State::Created));
    stage.go(yielded(G, Actor::Module)).go(yielded(H, Actor::Module));
    assert_eq!(stage.world.thread(ThreadId(0)).and_then(|it| it.greenlet()), Some("other"));
}

#[test]
fn one_file_id_stands_for_one_file() {
    let mut stage = Stage::new();
    let loaded = |path: &str| Kind::ModuleLoaded { file: FileId(1), path: path.into() };
    stage.go(loaded("tools.py")).go(loaded("tools.py"));
    assert_eq!(
        (stage.world.path(FileId(0)), stage.world.path(FileId(1))),
        (Some("averager.py"), Some("tools.py"))
    );
    assert!(matches!(stage.refuses(loaded("other.py")), Fault::FileTaken { .. }));
}
