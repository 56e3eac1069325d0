//! Lines, frames and their variables.

use super::*;

#[test]
fn a_frame_keeps_its_variables_in_order_and_marks_those_that_changed_last() {
    let mut stage = Stage::new();
    let see = |stage: &Stage| -> Vec<(String, String, bool)> {
        let top = stage.world.top().expect("a frame");
        top.frame.locals().map(|it| (it.name.into(), it.value.to_string(), it.changed)).collect()
    };
    let row = |name: &str, value: &str, changed| (name.to_owned(), value.to_owned(), changed);
    stage.line(Place::Module, 1, MODULE, 0, &[("total", Some("0")), ("e", Some("E()"))]);
    stage.line(Place::Module, 2, MODULE, 0, &[("count", Some("1")), ("e", None)]);
    assert_eq!(see(&stage), [row("total", "0", false), row("count", "1", true)]);
    assert_eq!(stage.world.top().map(|top| top.frame.gone().collect()), Some(vec!["e"]));
    stage.line(Place::Module, 3, MODULE, 0, &[("e", Some("F()"))]);
    assert_eq!(see(&stage), [row("total", "0", false), row("e", "F()", true), row("count", "1", false)]);
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
    assert_eq!(stage.object(G).frame().local("x").map(|it| it.value.clone()), Some(Value::from("1")));
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
    assert_eq!(stage.frames(), [(0, MODULE), (1, FrameId(1))], "the line tells what the resumer did not");
    stage.line(Place::Function("g".into()), 5, FrameId(9), 4, &[]);
    assert_eq!(stage.frames(), [(0, MODULE), (1, FrameId(1)), (4, FrameId(9))], "two frames ran no line");
}

#[test]
fn a_line_runs_only_where_the_stack_allows_it() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.go(created(G));
    let line = stage.attempt(Place::Object(G), 3, line_event(FrameId(1), 1, &[]));
    assert!(matches!(line, Err(Fault::WrongState { state: State::Created, .. })));
    stage.go(resumed(G, Actor::Module, State::Created));
    let line = stage.attempt(Place::Object(G), 3, line_event(FrameId(5), 1, &[]));
    assert!(matches!(line, Err(Fault::WrongFrame { .. })));
    let line = stage.attempt(Place::Module, 2, line_event(MODULE, 0, &[]));
    assert_eq!(line, Err(Fault::StillRunning { inner: "averager#1".into() }));
    let line = stage.attempt(Place::Function("f".into()), 2, line_event(FrameId(50), 0, &[]));
    assert!(matches!(line, Err(Fault::WrongDepth { depth: 0, objects: 1, .. })));
}

#[test]
fn frames_that_ran_no_line_below_an_object_show_only_in_its_depth() {
    let mut stage = Stage::new();
    stage.line(Place::Module, 1, MODULE, 0, &[]);
    stage.go(created(G)).go(resumed(G, Actor::Library("functools".into()), State::Created));
    stage.line(Place::Object(G), 3, FrameId(1), 3, &[]);
    assert_eq!(stage.frames(), [(0, MODULE), (3, FrameId(1))]);
    stage.in_object(G, 4, yielded(G, Actor::Library("functools".into())));
    stage.line(Place::Module, 2, MODULE, 0, &[]);
    assert_eq!(stage.frames(), [(0, MODULE)]);
}
