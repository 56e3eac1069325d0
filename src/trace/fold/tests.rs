//! One test for each rule of the state machine.

use super::*;
use crate::trace::aio::{LoopState, TaskState};
use crate::trace::event::{
    Actor, Change, How, Input, ObjectKind, Outcome, Place, Resolution, Schedule, Site, State, Target, Waiting,
};
use crate::trace::id::{FrameId, FutureId, HandleId, LoopId, ObjectId, TaskId};
use crate::trace::laws::assert_consistent;
use crate::trace::object::{AnswerKind, Holder};
use crate::trace::world::Status;

const G: ObjectId = ObjectId(1);
const H: ObjectId = ObjectId(2);
const MODULE: FrameId = FrameId(100);

/// A world with a way to make things happen in it.
struct Stage {
    world: World,
    thread: ThreadId,
    time: f64,
}

impl Stage {
    fn new() -> Stage {
        let mut stage = Stage {
            world: World::new(),
            thread: ThreadId(0),
            time: 0.0,
        };
        let (file, python) = ("averager.py".into(), "RustPython 3.14".into());
        stage.go(Kind::ProgramStarted {
            version: 1,
            file,
            python,
            clock: Clock::Virtual,
        });
        stage
    }

    fn attempt(&mut self, place: Place, line: u32, kind: Kind) -> Result<(), Fault> {
        let site = Some(Site {
            file: FileId(0),
            line,
        });
        let event = Event {
            time: self.time,
            thread: self.thread,
            site,
            place: Some(place),
            kind,
        };
        let before = self.world.clone();
        let done = self.world.apply(&event);
        assert_eq!(
            done.is_err(),
            before == self.world,
            "it changes the world or is refused"
        );
        assert_consistent(&self.world);
        done.map_err(|error| {
            assert_eq!(error.seq, before.step().0);
            error.fault
        })
    }

    fn go(&mut self, kind: Kind) -> &mut Stage {
        self.attempt(Place::Module, 1, kind).expect("can happen");
        self
    }

    fn refuses(&mut self, kind: Kind) -> Fault {
        self.attempt(Place::Module, 1, kind).expect_err("cannot happen")
    }

    fn line(
        &mut self,
        place: Place,
        line: u32,
        frame: FrameId,
        depth: u32,
        changed: &[(&str, Option<&str>)],
    ) {
        self.attempt(place, line, line_event(frame, depth, changed))
            .expect("can run");
    }

    fn in_object(&mut self, id: ObjectId, line: u32, kind: Kind) -> &mut Stage {
        self.attempt(Place::Object(id), line, kind).expect("can happen");
        self
    }

    fn frames(&self) -> Vec<(u32, FrameId)> {
        self.world
            .stack(self.thread)
            .map(|level| (level.depth, level.frame.id()))
            .collect()
    }

    fn object(&self, id: ObjectId) -> &crate::trace::object::Object {
        self.world.object(id).expect("is there")
    }
}

fn line_event(frame: FrameId, depth: u32, changed: &[(&str, Option<&str>)]) -> Kind {
    let change = |(name, value): &(&str, Option<&str>)| Change {
        name: (*name).into(),
        value: value.map(Value::from),
    };
    Kind::Line {
        frame,
        depth,
        changed: changed.iter().map(change).collect(),
    }
}

fn created_as(id: ObjectId, kind: ObjectKind) -> Kind {
    let (name, frame, by) = ("averager".into(), FrameId(id.0), Actor::Module);
    Kind::Created {
        id,
        name,
        kind,
        frame,
        defined: None,
        by,
        after: State::Created,
    }
}

fn created(id: ObjectId) -> Kind {
    created_as(id, ObjectKind::Generator)
}

fn resumed(id: ObjectId, by: Actor, before: State) -> Kind {
    Kind::Resumed {
        id,
        by,
        how: How::Next,
        input: Input::Nothing,
        before,
        after: State::Running,
    }
}

fn sent(id: ObjectId, value: &str, before: State) -> Kind {
    let input = Input::Value(Value::from(value));
    Kind::Resumed {
        id,
        by: Actor::Module,
        how: How::Send,
        input,
        before,
        after: State::Running,
    }
}

fn yielded(id: ObjectId, to: Actor) -> Kind {
    Kind::Yielded {
        id,
        to,
        value: Value::from("10.0"),
        before: State::Running,
        after: State::Suspended,
    }
}

fn returned(id: ObjectId, to: Actor) -> Kind {
    Kind::Returned {
        id,
        to,
        value: Value::none(),
        before: State::Running,
        after: State::Closed,
    }
}

fn raised(id: ObjectId, exception: &str) -> Kind {
    let exception = Value::from(exception);
    Kind::Raised {
        id,
        to: Actor::Module,
        exception,
        before: State::Running,
        after: State::Closed,
    }
}

fn refused(id: ObjectId, state: State, by: Actor) -> Kind {
    let exception = Value::from("ValueError('generator already executing')");
    let (how, input) = (How::Next, Input::Nothing);
    Kind::Refused {
        id,
        by,
        how,
        input,
        exception,
        before: state,
        after: state,
    }
}

#[test]
fn nothing_happens_before_the_start_nor_after_the_end_and_it_starts_once() {
    let mut stage = Stage {
        world: World::new(),
        thread: ThreadId(0),
        time: 0.0,
    };
    assert_eq!(stage.refuses(created(G)), Fault::BeforeTheStart);
    let mut stage = Stage::new();
    let again = Kind::ProgramStarted {
        version: 1,
        file: "f".into(),
        python: "p".into(),
        clock: Clock::Real,
    };
    assert_eq!(stage.refuses(again), Fault::StartedTwice);
    assert_eq!(stage.world.status(), Status::Running);
    stage.go(Kind::ProgramEnded {
        outcome: Outcome::Exit,
        exception: None,
        status: 3,
    });
    assert!(matches!(stage.world.status(), Status::Ended(end) if end.status == 3));
    assert_eq!(stage.refuses(created(G)), Fault::AfterTheEnd);
}

#[test]
fn the_virtual_clock_never_runs_backwards_and_only_it_jumps() {
    let mut stage = Stage::new();
    stage.time = 2.0;
    stage.go(Kind::ClockJumped { from: 0.0, to: 2.0 });
    stage.time = 1.0;
    assert_eq!(
        stage.refuses(created(G)),
        Fault::TimeBackwards { from: 2.0, to: 1.0 }
    );
    stage.time = f64::NAN;
    assert!(matches!(stage.refuses(created(G)), Fault::NoTime { .. }));
    stage.time = 2.0;
    assert_eq!(
        stage.refuses(Kind::ClockJumped { from: 3.0, to: 2.0 }),
        Fault::BadJump { from: 3.0, to: 2.0 }
    );
}

#[test]
fn an_object_goes_from_created_over_running_and_suspended_to_closed() {
    let mut stage = Stage::new();
    stage.go(created(G));
    assert_eq!(
        (stage.object(G).label(), stage.object(G).name()),
        ("averager#1", "averager")
    );
    assert_eq!(stage.world.state_word(G), Some("GEN_CREATED"));
    assert_eq!(stage.object(G).holder(), Holder::Creator(&Actor::Module));
    stage
        .go(resumed(G, Actor::Module, State::Created))
        .in_object(G, 5, yielded(G, Actor::Module));
    assert_eq!(stage.object(G).site().map(|site| site.line), Some(5));
    stage.go(sent(G, "30", State::Suspended));
    let wire = stage.world.wire().expect("has one");
    assert_eq!(
        wire.down.map(|down| down.input.clone()),
        Some(Input::Value(Value::from("30")))
    );
    assert_eq!(wire.up, None, "no answer yet");
    assert_eq!(stage.world.alive_count(), 1);
    stage.go(returned(G, Actor::Module));
    let wire = stage.world.wire().expect("has one");
    assert_eq!(wire.up.map(|up| up.kind), Some(AnswerKind::Returned));
    assert_eq!(
        stage.object(G).ending().map(|end| end.kind),
        Some(AnswerKind::Returned)
    );
    assert_eq!((stage.world.alive_count(), stage.world.object_count()), (0, 1));
}

#[test]
fn only_what_is_known_and_asleep_can_be_resumed() {
    let mut stage = Stage::new();
    assert_eq!(
        stage.refuses(resumed(G, Actor::Module, State::Created)),
        Fault::UnknownObject { id: G }
    );
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    let object: Box<str> = "averager#1".into();
    let running = Fault::WrongState {
        object: object.clone(),
        state: State::Running,
    };
    assert_eq!(
        stage.refuses(resumed(G, Actor::Object(G), State::Running)),
        running
    );
    assert_eq!(running.to_string(), "averager#1 is RUNNING");
    stage.go(refused(G, State::Running, Actor::Object(G)));
    assert_eq!(stage.object(G).wire().refused.map(|it| it.how), Some(How::Next));
    stage.go(returned(G, Actor::Module));
    let closed = Fault::WrongState {
        object,
        state: State::Closed,
    };
    assert_eq!(stage.refuses(resumed(G, Actor::Module, State::Closed)), closed);
    stage.go(refused(G, State::Closed, Actor::Module));
}

#[test]
fn an_object_that_does_not_run_neither_yields_nor_returns_nor_raises_nor_delegates() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(created(H));
    let delegated = Kind::Delegated {
        id: G,
        to: Target::Object(H),
    };
    for kind in [
        yielded(G, Actor::Module),
        returned(G, Actor::Module),
        raised(G, "E()"),
        delegated,
    ] {
        assert!(matches!(
            stage.refuses(kind),
            Fault::WrongState {
                state: State::Created,
                ..
            }
        ));
    }
    stage.go(resumed(G, Actor::Module, State::Created));
    let itself = Kind::Delegated {
        id: G,
        to: Target::Object(G),
    };
    assert!(matches!(stage.refuses(itself), Fault::SelfDelegation { .. }));
    let closed = Kind::Closed {
        id: G,
        before: State::Running,
        after: State::Closed,
    };
    assert!(matches!(
        stage.refuses(closed),
        Fault::WrongState {
            state: State::Running,
            ..
        }
    ));
}

#[test]
fn state_words_must_be_those_of_the_world() {
    let mut stage = Stage::new();
    stage.go(created(G));
    let fault = stage.refuses(resumed(G, Actor::Module, State::Suspended));
    assert_eq!(
        fault.to_string(),
        "it goes from CREATED to RUNNING, but says from SUSPENDED to RUNNING"
    );
    assert!(matches!(
        stage.refuses(refused(G, State::Suspended, Actor::Module)),
        Fault::WrongWords { .. }
    ));
    let closed = Kind::Closed {
        id: G,
        before: State::Created,
        after: State::Created,
    };
    assert!(matches!(stage.refuses(closed), Fault::WrongWords { .. }));
}

#[test]
fn ids_count_on_by_one() {
    let mut stage = Stage::new();
    assert_eq!(stage.refuses(created(H)), Fault::WrongId { id: H, expected: G });
    stage.go(created(G));
    assert_eq!(stage.refuses(created(G)), Fault::WrongId { id: G, expected: H });
}

#[test]
fn a_value_is_not_sent_to_what_has_not_started_and_a_throw_carries_an_exception() {
    let mut stage = Stage::new();
    stage.go(created(G));
    assert!(matches!(
        stage.refuses(sent(G, "30", State::Created)),
        Fault::SentToUnstarted { .. }
    ));
    let (by, before, after) = (Actor::Module, State::Created, State::Running);
    let throw = Kind::Resumed {
        id: G,
        by,
        how: How::Throw,
        input: Input::Nothing,
        before,
        after,
    };
    assert_eq!(stage.refuses(throw), Fault::WrongInput { how: "throw" });
    stage.go(sent(G, "None", State::Created));
}

#[test]
fn who_sleeps_drives_nobody_and_who_waits_for_an_inner_one_does_not_answer() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(created(H));
    let idle = stage.refuses(resumed(H, Actor::Object(G), State::Created));
    assert!(matches!(
        idle,
        Fault::IdleDriver {
            state: State::Created,
            ..
        }
    ));
    stage
        .go(resumed(G, Actor::Module, State::Created))
        .go(resumed(H, Actor::Object(G), State::Created));
    let fault = stage.refuses(yielded(G, Actor::Module));
    assert_eq!(
        fault,
        Fault::StillRunning {
            inner: "averager#2".into()
        }
    );
}

#[test]
fn a_frame_keeps_its_variables_in_order_and_marks_those_that_changed_last() {
    let mut stage = Stage::new();
    let see = |stage: &Stage| -> Vec<(String, String, bool)> {
        let top = stage.world.top().expect("a frame");
        top.frame
            .locals()
            .map(|it| (it.name.into(), it.value.to_string(), it.changed))
            .collect()
    };
    let row = |name: &str, value: &str, changed| (name.to_owned(), value.to_owned(), changed);
    stage.line(
        Place::Module,
        1,
        MODULE,
        0,
        &[("total", Some("0")), ("e", Some("E()"))],
    );
    stage.line(Place::Module, 2, MODULE, 0, &[("count", Some("1")), ("e", None)]);
    assert_eq!(see(&stage), [row("total", "0", false), row("count", "1", true)]);
    assert_eq!(
        stage.world.top().map(|top| top.frame.gone().collect()),
        Some(vec!["e"])
    );
    stage.line(Place::Module, 3, MODULE, 0, &[("e", Some("F()"))]);
    assert_eq!(
        see(&stage),
        [
            row("total", "0", false),
            row("e", "F()", true),
            row("count", "1", false)
        ]
    );
}

#[test]
fn a_line_cuts_the_stack_to_its_depth_and_an_object_takes_its_frame_with_it() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.line(Place::Function("main".into()), 9, FrameId(7), 1, &[]);
    stage.go(Kind::Created {
        id: G,
        name: "averager".into(),
        kind: ObjectKind::Generator,
        frame: FrameId(1),
        defined: None,
        by: Actor::Function("main".into()),
        after: State::Created,
    });
    stage.go(resumed(G, Actor::Function("main".into()), State::Created));
    stage.line(Place::Object(G), 3, FrameId(1), 2, &[("x", Some("1"))]);
    assert_eq!(stage.frames(), [(0, MODULE), (1, FrameId(7)), (2, FrameId(1))]);
    stage.in_object(G, 4, yielded(G, Actor::Function("main".into())));
    assert_eq!(stage.frames(), [(0, MODULE), (1, FrameId(7))]);
    assert_eq!(
        stage.object(G).frame().local("x").map(|it| it.value.clone()),
        Some(Value::from("1"))
    );
    stage.line(Place::Module, 2, MODULE, 0, &[]);
    assert_eq!(stage.frames(), [(0, MODULE)], "main has returned");
}

#[test]
fn a_function_that_has_returned_does_not_lie_below_what_its_caller_resumes() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.go(created(G));
    stage.line(Place::Function("f".into()), 9, FrameId(7), 1, &[]);
    stage.go(resumed(G, Actor::Module, State::Created));
    assert_eq!(stage.frames(), [(0, MODULE), (1, FrameId(1))]);
    stage.in_object(G, 3, yielded(G, Actor::Module));
    stage.line(Place::Function("f".into()), 9, FrameId(8), 1, &[]);
    stage.go(resumed(G, Actor::Library("functools".into()), State::Suspended));
    stage.line(Place::Object(G), 3, FrameId(1), 1, &[]);
    assert_eq!(
        stage.frames(),
        [(0, MODULE), (1, FrameId(1))],
        "the line tells what the resumer did not"
    );
    stage.line(Place::Function("g".into()), 5, FrameId(9), 4, &[]);
    assert_eq!(
        stage.frames(),
        [(0, MODULE), (1, FrameId(1)), (4, FrameId(9))],
        "two frames ran no line"
    );
}

#[test]
fn a_line_runs_only_where_the_stack_allows_it() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.go(created(G));
    let line = stage.attempt(Place::Object(G), 3, line_event(FrameId(1), 1, &[]));
    assert!(matches!(
        line,
        Err(Fault::WrongState {
            state: State::Created,
            ..
        })
    ));
    stage.go(resumed(G, Actor::Module, State::Created));
    let line = stage.attempt(Place::Object(G), 3, line_event(FrameId(5), 1, &[]));
    assert!(matches!(line, Err(Fault::WrongFrame { .. })));
    let line = stage.attempt(Place::Module, 2, line_event(MODULE, 0, &[]));
    assert_eq!(
        line,
        Err(Fault::StillRunning {
            inner: "averager#1".into()
        })
    );
    let line = stage.attempt(Place::Function("f".into()), 2, line_event(FrameId(50), 0, &[]));
    assert!(matches!(
        line,
        Err(Fault::WrongDepth {
            depth: 0,
            objects: 1,
            ..
        })
    ));
}

#[test]
fn a_delegation_links_both_ends_until_the_inner_one_ends() {
    let mut stage = Stage::new();
    stage
        .go(created(G))
        .go(created(H))
        .go(resumed(G, Actor::Module, State::Created));
    stage.in_object(
        G,
        7,
        Kind::Delegated {
            id: G,
            to: Target::Object(H),
        },
    );
    stage.in_object(G, 7, resumed(H, Actor::Object(G), State::Created));
    assert_eq!(
        (stage.world.chain(G), stage.world.chain(H)),
        (vec![G, H], vec![G, H])
    );
    assert_eq!(stage.object(H).holder(), Holder::Delegator(G));
    stage
        .in_object(H, 2, yielded(H, Actor::Object(G)))
        .in_object(G, 7, yielded(G, Actor::Module));
    assert_eq!(stage.world.chains(), [vec![G, H]]);
    assert_eq!(stage.world.waiters(&Target::Object(H)), [Target::Object(G)]);
    stage
        .go(resumed(G, Actor::Module, State::Suspended))
        .go(resumed(H, Actor::Object(G), State::Suspended));
    stage.in_object(H, 3, returned(H, Actor::Object(G)));
    assert_eq!(
        (stage.object(G).delegates_to(), stage.object(H).delegator()),
        (None, None)
    );
}

#[test]
fn a_delegation_to_a_plain_iterator_ends_at_the_objects_next_line() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    let list = Target::Other(Value::from("<list_iterator object>"));
    stage
        .in_object(
            G,
            7,
            Kind::Delegated {
                id: G,
                to: list.clone(),
            },
        )
        .in_object(G, 7, yielded(G, Actor::Module));
    stage.go(resumed(G, Actor::Module, State::Suspended));
    stage.line(Place::Object(G), 7, FrameId(1), 0, &[]);
    assert_eq!(stage.world.chain_end(G), Some(&list), "still on the same line");
    stage.line(Place::Object(G), 8, FrameId(1), 0, &[]);
    assert_eq!(stage.world.chain_end(G), None);
}

#[test]
fn an_async_generator_that_yields_has_answered_whoever_awaits_it() {
    let mut stage = Stage::new();
    stage
        .go(created_as(G, ObjectKind::Coroutine))
        .go(created_as(H, ObjectKind::AsyncGenerator));
    stage.go(resumed(G, Actor::Module, State::Created));
    stage.in_object(
        G,
        7,
        Kind::Delegated {
            id: G,
            to: Target::Object(H),
        },
    );
    stage.in_object(G, 7, resumed(H, Actor::Object(G), State::Created));
    stage.in_object(
        H,
        2,
        Kind::Delegated {
            id: H,
            to: Target::Future(FutureId(1)),
        },
    );
    stage.in_object(H, 2, yielded(H, Actor::Object(G)));
    assert_eq!(
        stage.object(G).delegate(),
        Some(H),
        "it only passes its future on"
    );
    assert_eq!(stage.object(H).awaited_future(), Some(FutureId(1)));
    stage.in_object(G, 7, resumed(H, Actor::Object(G), State::Suspended));
    stage.in_object(H, 3, yielded(H, Actor::Object(G)));
    assert_eq!(
        (stage.object(G).delegate(), stage.world.state_word(H)),
        (None, Some("AGEN_SUSPENDED"))
    );
}

#[test]
fn an_exception_is_in_flight_from_where_it_was_raised_until_somebody_has_it() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    stage.in_object(
        G,
        5,
        Kind::Exception {
            exception: Value::from("StopIteration()"),
        },
    );
    stage.in_object(G, 5, raised(G, "RuntimeError('generator raised StopIteration')"));
    let flights: Vec<_> = stage
        .world
        .in_flight()
        .map(|it| (it.exception.to_string(), it.place.clone()))
        .collect();
    let text = "RuntimeError('generator raised StopIteration')".to_owned();
    assert_eq!(flights, [(text.clone(), Some(Place::Object(G)))]);
    let exception = Value::from(text);
    let mut caught = Stage {
        world: stage.world.clone(),
        thread: ThreadId(0),
        time: 0.0,
    };
    caught.go(Kind::Caught {
        exception: exception.clone(),
    });
    assert_eq!(caught.world.in_flight().count(), 0);
    stage.go(Kind::Uncaught {
        exception: exception.clone(),
    });
    assert_eq!(stage.world.in_flight().count(), 0);
    assert_eq!(stage.world.uncaught().map(|it| &it.exception), Some(&exception));
}

#[test]
fn two_threads_may_race_for_an_object_and_the_world_stays_whole() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    stage.thread = ThreadId(1);
    stage.go(Kind::ThreadStarted {
        thread_name: "Thread-1".into(),
    });
    stage.go(resumed(G, Actor::Function("work".into()), State::Suspended));
    assert_eq!(stage.object(G).thread(), Some(ThreadId(1)));
    stage.thread = ThreadId(0);
    stage.go(yielded(G, Actor::Module));
    stage.thread = ThreadId(1);
    stage.go(returned(G, Actor::Function("work".into())));
    assert_eq!(stage.object(G).state(), State::Closed);
    stage.go(Kind::ThreadEnded {
        thread_name: "Thread-1".into(),
    });
    let again = Kind::ThreadEnded {
        thread_name: "Thread-1".into(),
    };
    assert_eq!(
        stage.refuses(again),
        Fault::ThreadNotRunning { thread: ThreadId(1) }
    );
    let again = Kind::ThreadStarted {
        thread_name: "Thread-1".into(),
    };
    assert_eq!(
        stage.refuses(again),
        Fault::ThreadStartedTwice { thread: ThreadId(1) }
    );
}

#[test]
fn greenlets_leave_objects_running_in_any_order() {
    let mut stage = Stage::new();
    stage.go(Kind::Switched {
        from: "main".into(),
        to: "other".into(),
        value: Value::none(),
    });
    stage.go(created(G)).go(created(H));
    stage
        .go(resumed(G, Actor::Module, State::Created))
        .go(resumed(H, Actor::Module, State::Created));
    stage.go(yielded(G, Actor::Module)).go(yielded(H, Actor::Module));
    assert_eq!(
        stage.world.thread(ThreadId(0)).and_then(|it| it.greenlet()),
        Some("other")
    );
}

#[test]
fn one_file_id_stands_for_one_file() {
    let mut stage = Stage::new();
    let loaded = |path: &str| Kind::ModuleLoaded {
        file: FileId(1),
        path: path.into(),
    };
    stage.go(loaded("tools.py")).go(loaded("tools.py"));
    assert_eq!(
        (stage.world.path(FileId(0)), stage.world.path(FileId(1))),
        (Some("averager.py"), Some("tools.py"))
    );
    assert!(matches!(
        stage.refuses(loaded("other.py")),
        Fault::FileTaken { .. }
    ));
}

fn scheduled(handle: u32, task: Option<TaskId>, when: Option<f64>) -> Kind {
    let how = if when.is_some() {
        Schedule::At
    } else {
        Schedule::Soon
    };
    Kind::Scheduled {
        handle: HandleId(handle),
        how,
        callback: "cb()".into(),
        task,
        when,
    }
}

fn turn(number: u64, ready: &[u32]) -> Kind {
    Kind::Iteration {
        id: LoopId(1),
        number,
        ready: ready.iter().copied().map(HandleId).collect(),
        timers: 0,
    }
}

#[test]
fn handles_wait_in_order_and_timers_by_their_time() {
    let mut stage = Stage::new();
    stage
        .go(scheduled(1, None, None))
        .go(Kind::LoopStarted { id: LoopId(1) });
    stage
        .go(scheduled(2, None, Some(3.0)))
        .go(scheduled(3, None, Some(1.0)))
        .go(scheduled(4, None, None));
    let queues = |stage: &Stage| {
        let it = stage.world.event_loop(LoopId(1)).expect("runs");
        let timers: Vec<_> = it.timers().map(|(when, handle)| (when, handle.0)).collect();
        (it.ready().map(|handle| handle.0).collect::<Vec<_>>(), timers)
    };
    assert_eq!(queues(&stage), (vec![1, 4], vec![(1.0, 3), (3.0, 2)]));
    assert_eq!(
        stage.refuses(scheduled(4, None, None)),
        Fault::HandleTaken { handle: HandleId(4) }
    );
    stage
        .go(Kind::TimerFired {
            handle: HandleId(3),
            when: 1.0,
        })
        .go(turn(1, &[1, 4, 3]));
    stage.go(Kind::HandleRun {
        handle: HandleId(1),
        callback: "cb()".into(),
    });
    stage.go(Kind::HandleCancelled { handle: HandleId(2) });
    assert_eq!(queues(&stage), (vec![4, 3], vec![]));
    assert_eq!(
        stage
            .world
            .event_loop(LoopId(1))
            .and_then(|it| it.current())
            .map(|it| it.id()),
        Some(HandleId(1))
    );
    assert_eq!(
        stage.refuses(turn(1, &[])),
        Fault::WrongTurn {
            id: LoopId(1),
            number: 1,
            last: 1
        }
    );
}

#[test]
fn a_loop_runs_between_its_start_and_its_stop_and_never_after_its_close() {
    let mut stage = Stage::new();
    assert!(matches!(
        stage.refuses(turn(1, &[])),
        Fault::WrongLoopState {
            state: "not there",
            ..
        }
    ));
    stage.go(Kind::LoopStarted { id: LoopId(1) });
    for kind in [
        Kind::LoopStarted { id: LoopId(1) },
        Kind::LoopClosed { id: LoopId(1) },
    ] {
        assert!(matches!(
            stage.refuses(kind),
            Fault::WrongLoopState { state: "running", .. }
        ));
    }
    stage.go(Kind::LoopStopped { id: LoopId(1) });
    assert!(matches!(
        stage.refuses(turn(1, &[])),
        Fault::WrongLoopState {
            state: "not running",
            ..
        }
    ));
    stage.go(Kind::LoopClosed { id: LoopId(1) });
    assert_eq!(
        stage.world.event_loop(LoopId(1)).map(|it| it.state()),
        Some(LoopState::Closed)
    );
    let started = Kind::LoopStarted { id: LoopId(1) };
    assert!(matches!(
        stage.refuses(started),
        Fault::WrongLoopState { state: "closed", .. }
    ));
}

#[test]
fn a_task_is_stepped_waits_is_woken_and_ends_once() {
    let (task, by) = (TaskId(1), Actor::Module);
    let mut stage = Stage::new();
    stage.go(created_as(G, ObjectKind::Coroutine));
    let create = |task, coro| Kind::TaskCreated {
        task,
        name: "Task-1".into(),
        coro,
        by: Actor::Module,
    };
    assert_eq!(
        stage.refuses(Kind::TaskStep { task }),
        Fault::UnknownTask { task }
    );
    assert!(matches!(
        stage.refuses(create(TaskId(2), Target::Object(G))),
        Fault::WrongTaskId { .. }
    ));
    stage
        .go(create(task, Target::Object(G)))
        .go(Kind::LoopStarted { id: LoopId(1) });
    assert_eq!(stage.object(G).holder(), Holder::Task(task));
    let on = Waiting::Future(FutureId(4), "Queue.get".into());
    let waiting = Kind::TaskWaiting { task, on };
    assert_eq!(
        stage.refuses(waiting.clone()),
        Fault::WrongTaskState {
            task,
            state: "not started"
        }
    );
    stage.go(Kind::TaskStep { task });
    assert_eq!(
        stage.refuses(Kind::TaskStep { task }),
        Fault::WrongTaskState {
            task,
            state: "running"
        }
    );
    assert_eq!(
        stage.world.event_loop(LoopId(1)).and_then(|it| it.task()),
        Some(task)
    );
    stage.go(waiting);
    assert_eq!(
        stage.world.waiters(&Target::Future(FutureId(4))),
        [Target::Task(task)]
    );
    assert_eq!(
        stage.world.future(FutureId(4)).map(|it| it.label()),
        Some("Queue.get")
    );
    stage.go(Kind::CancelRequested {
        task,
        by: by.clone(),
        message: None,
    });
    stage.go(Kind::TaskWoken {
        task,
        by: Target::Future(FutureId(4)),
    });
    assert_eq!(
        stage.world.task(task).map(|it| it.state()),
        Some(&TaskState::Ready)
    );
    stage.go(Kind::TaskStep { task });
    let done = Kind::TaskDone {
        task,
        outcome: Resolution::Cancelled,
        value: Value::none(),
    };
    stage.go(done.clone());
    assert_eq!(stage.refuses(done), Fault::WrongTaskState { task, state: "done" });
    assert_eq!(
        stage
            .world
            .task(task)
            .and_then(|it| it.cancel())
            .map(|it| it.requests),
        Some(1)
    );
}

#[test]
fn a_future_is_made_once_and_resolved_once() {
    let future = FutureId(1);
    let mut stage = Stage::new();
    let create = Kind::FutureCreated {
        future,
        label: "Future".into(),
    };
    stage.go(create.clone());
    assert_eq!(stage.refuses(create), Fault::FutureTaken { future });
    stage.go(Kind::CallbackAdded {
        to: Target::Future(future),
        callback: "wake()".into(),
    });
    assert_eq!(
        stage.world.future(future).map(|it| it.callbacks().count()),
        Some(1)
    );
    let done = Kind::FutureDone {
        future,
        outcome: Resolution::Result,
        value: Value::from("42"),
        by: Actor::Module,
    };
    stage.go(done.clone());
    assert_eq!(
        stage
            .world
            .future(future)
            .and_then(|it| it.done())
            .map(|it| &it.value),
        Some(&Value::from("42"))
    );
    assert_eq!(stage.refuses(done), Fault::FutureDone { future });
}
