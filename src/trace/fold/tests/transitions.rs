//! Transitions of generator-like objects, and delegation.

use super::*;
use crate::trace::object::{AnswerKind, Holder};

#[test]
fn an_object_goes_from_created_over_running_and_suspended_to_closed() {
    let mut stage = Stage::new();
    stage.go(created(G));
    assert_eq!((stage.object(G).label(), stage.object(G).name()), ("averager#1", "averager"));
    assert_eq!(stage.world.state_word(G), Some("GEN_CREATED"));
    assert_eq!(stage.object(G).holder(), Holder::Creator(&Actor::Module));
    stage.go(resumed(G, Actor::Module, State::Created)).in_object(G, 5, yielded(G, Actor::Module));
    assert_eq!(stage.object(G).site().map(|site| site.line), Some(5));
    stage.go(sent(G, "30", State::Suspended));
    let wire = stage.world.wire().expect("has one");
    assert_eq!(wire.down.map(|down| down.input.clone()), Some(Input::Value(Value::from("30"))));
    assert_eq!(wire.up, None, "no answer yet");
    assert_eq!(stage.world.alive_count(), 1);
    stage.go(returned(G, Actor::Module));
    let wire = stage.world.wire().expect("has one");
    assert_eq!(wire.up.map(|up| up.kind), Some(AnswerKind::Returned));
    assert_eq!(stage.object(G).ending().map(|end| end.kind), Some(AnswerKind::Returned));
    assert_eq!((stage.world.alive_count(), stage.world.object_count()), (0, 1));
}

#[test]
fn only_what_is_known_and_asleep_can_be_resumed() {
    let mut stage = Stage::new();
    assert_eq!(stage.refuses(resumed(G, Actor::Module, State::Created)), Fault::UnknownObject { id: G });
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    let object: Box<str> = "averager#1".into();
    let running = Fault::WrongState { object: object.clone(), state: State::Running };
    assert_eq!(stage.refuses(resumed(G, Actor::Object(G), State::Running)), running);
    assert_eq!(running.to_string(), "averager#1 is RUNNING");
    stage.go(refused(G, State::Running, Actor::Object(G)));
    assert_eq!(stage.object(G).wire().refused.map(|it| it.how), Some(How::Next));
    stage.go(returned(G, Actor::Module));
    let closed = Fault::WrongState { object, state: State::Closed };
    assert_eq!(stage.refuses(resumed(G, Actor::Module, State::Closed)), closed);
    stage.go(refused(G, State::Closed, Actor::Module));
}

#[test]
fn an_object_that_does_not_run_neither_yields_nor_returns_nor_raises_nor_delegates() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(created(H));
    let delegated = Kind::Delegated { id: G, to: Target::Object(H) };
    for kind in [yielded(G, Actor::Module), returned(G, Actor::Module), raised(G, "E()"), delegated] {
        assert!(matches!(stage.refuses(kind), Fault::WrongState { state: State::Created, .. }));
    }
    stage.go(resumed(G, Actor::Module, State::Created));
    let itself = Kind::Delegated { id: G, to: Target::Object(G) };
    assert!(matches!(stage.refuses(itself), Fault::SelfDelegation { .. }));
    let closed = Kind::Closed { id: G, before: State::Running, after: State::Closed };
    assert!(matches!(stage.refuses(closed), Fault::WrongState { state: State::Running, .. }));
}

#[test]
fn state_words_must_be_those_of_the_world() {
    let mut stage = Stage::new();
    stage.go(created(G));
    let fault = stage.refuses(resumed(G, Actor::Module, State::Suspended));
    assert_eq!(fault.to_string(), "it goes from CREATED to RUNNING, but says from SUSPENDED to RUNNING");
    assert!(matches!(stage.refuses(refused(G, State::Suspended, Actor::Module)), Fault::WrongWords { .. }));
    let closed = Kind::Closed { id: G, before: State::Created, after: State::Created };
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
    assert!(matches!(stage.refuses(sent(G, "30", State::Created)), Fault::SentToUnstarted { .. }));
    let (by, before, after) = (Actor::Module, State::Created, State::Running);
    let throw = Kind::Resumed { id: G, by, how: How::Throw, input: Input::Nothing, before, after };
    assert_eq!(stage.refuses(throw), Fault::WrongInput { how: "throw" });
    stage.go(sent(G, "None", State::Created));
}

#[test]
fn who_sleeps_drives_nobody_and_who_waits_for_an_inner_one_does_not_answer() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(created(H));
    let idle = stage.refuses(resumed(H, Actor::Object(G), State::Created));
    assert!(matches!(idle, Fault::IdleDriver { state: State::Created, .. }));
    stage.go(resumed(G, Actor::Module, State::Created)).go(resumed(H, Actor::Object(G), State::Created));
    let fault = stage.refuses(yielded(G, Actor::Module));
    assert_eq!(fault, Fault::StillRunning { inner: "averager#2".into() });
}

#[test]
fn a_delegation_links_both_ends_until_the_inner_one_ends() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(created(H)).go(resumed(G, Actor::Module, State::Created));
    stage.in_object(G, 7, Kind::Delegated { id: G, to: Target::Object(H) });
    stage.in_object(G, 7, resumed(H, Actor::Object(G), State::Created));
    assert_eq!((stage.world.chain(G), stage.world.chain(H)), (vec![G, H], vec![G, H]));
    assert_eq!(stage.object(H).holder(), Holder::Delegator(G));
    stage.in_object(H, 2, yielded(H, Actor::Object(G))).in_object(G, 7, yielded(G, Actor::Module));
    assert_eq!(stage.world.chains(), [vec![G, H]]);
    assert_eq!(stage.world.waiters(&Target::Object(H)), [Target::Object(G)]);
    stage.go(resumed(G, Actor::Module, State::Suspended)).go(resumed(H, Actor::Object(G), State::Suspended));
    stage.in_object(H, 3, returned(H, Actor::Object(G)));
    assert_eq!((stage.object(G).delegates_to(), stage.object(H).delegator()), (None, None));
}

#[test]
fn a_delegation_to_a_plain_iterator_ends_at_the_objects_next_line() {
    let mut stage = Stage::new();
    stage.go(created(G)).go(resumed(G, Actor::Module, State::Created));
    let list = Target::Other(Value::from("<list_iterator object>"));
    stage.in_object(G, 7, Kind::Delegated { id: G, to: list.clone() }).in_object(
        G,
        7,
        yielded(G, Actor::Module),
    );
    stage.go(resumed(G, Actor::Module, State::Suspended));
    stage.line(Place::Object(G), 7, FrameId(1), 0, &[]);
    assert_eq!(stage.world.chain_end(G), Some(&list), "still on the same line");
    stage.line(Place::Object(G), 8, FrameId(1), 0, &[]);
    assert_eq!(stage.world.chain_end(G), None);
}

#[test]
fn an_async_generator_that_yields_has_answered_whoever_awaits_it() {
    let mut stage = Stage::new();
    stage.go(created_as(G, ObjectKind::Coroutine)).go(created_as(H, ObjectKind::AsyncGenerator));
    stage.go(resumed(G, Actor::Module, State::Created));
    stage.in_object(G, 7, Kind::Delegated { id: G, to: Target::Object(H) });
    stage.in_object(G, 7, resumed(H, Actor::Object(G), State::Created));
    stage.in_object(H, 2, Kind::Delegated { id: H, to: Target::Future(FutureId(1)) });
    stage.in_object(H, 2, yielded(H, Actor::Object(G)));
    assert_eq!(stage.object(G).delegate(), Some(H), "it only passes its future on");
    assert_eq!(stage.object(H).awaited_future(), Some(FutureId(1)));
    stage.in_object(G, 7, resumed(H, Actor::Object(G), State::Suspended));
    stage.in_object(H, 3, yielded(H, Actor::Object(G)));
    assert_eq!((stage.object(G).delegate(), stage.world.state_word(H)), (None, Some("AGEN_SUSPENDED")));
}
