//! Every event of the interface's table, byte for byte.

use super::*;
use crate::trace::event::{Clock, How, Note, Site};
use crate::trace::id::{FrameId, FutureId, LoopId, ThreadId};

fn event(kind: Kind) -> Event {
    Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
}

fn at(line: u32, place: Place, kind: Kind) -> Event {
    Event {
        time: 1.5,
        thread: ThreadId(0),
        site: Some(Site { file: FileId(0), line }),
        place: Some(place),
        kind,
    }
}

fn created(id: u32, name: &str, kind: ObjectKind) -> Kind {
    Kind::Created {
        id: ObjectId(id),
        name: name.into(),
        kind,
        frame: FrameId(id + 1),
        defined: None,
        by: Actor::Module,
        after: State::Created,
    }
}

/// The lines of a trace, without what every event has.
fn rows(events: &[Event]) -> Vec<String> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes);
    for event in events {
        writer.write(event).expect("memory takes everything");
    }
    let text = String::from_utf8(bytes).expect("JSON is UTF-8");
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(value["seq"].is_u64() && value["event"].is_string() && value["time"].is_f64(), "{line}");
    }
    text.lines().map(str::to_owned).collect()
}

/// The last line of a trace of these kinds, after its common fields.
fn fields(kinds: Vec<Kind>) -> String {
    let count = kinds.len();
    let events: Vec<Event> = kinds.into_iter().map(event).collect();
    let last = rows(&events).pop().expect("a line");
    let (seq, word) = (count - 1, events[count - 1].kind.word());
    let prefix = format!("{{\"seq\":{seq},\"event\":\"{word}\",\"time\":0.0,\"thread\":0");
    let rest = last.strip_prefix(&prefix).expect("the common fields come first");
    rest.trim_start_matches(',').strip_suffix('}').expect("an object").to_owned()
}

#[test]
fn common_fields_come_first_and_name_the_frame_the_program_is_in() {
    let rows = rows(&[
        event(created(1, "averager", ObjectKind::Generator)),
        at(4, Place::Object(ObjectId(1)), Kind::Line { frame: FrameId(2), depth: 1, changed: vec![] }),
        at(9, Place::Module, Kind::Line { frame: FrameId(1), depth: 0, changed: vec![] }),
        at(2, Place::Function("f".into()), Kind::Line { frame: FrameId(3), depth: 1, changed: vec![] }),
    ]);
    let line =
        |seq, rest: &str| format!("{{\"seq\":{seq},\"event\":\"line\",\"time\":1.5,\"thread\":0,{rest}}}");
    assert_eq!(rows[1], line(1, r#""line":4,"where":"averager#1","frame":2,"depth":1"#));
    assert_eq!(rows[2], line(2, r#""line":9,"where":"<module>","frame":1,"depth":0"#));
    assert_eq!(rows[3], line(3, r#""line":2,"where":"f","frame":3,"depth":1"#));
}

#[test]
fn a_line_in_a_module_beside_file_names_it() {
    let site = Some(Site { file: FileId(1), line: 7 });
    let kind = Kind::Line { frame: FrameId(1), depth: 0, changed: vec![] };
    let rows = rows(&[
        event(Kind::ModuleLoaded { file: FileId(1), path: "helper.py".into() }),
        Event { site, ..event(kind) },
    ]);
    assert!(rows[0].ends_with(r#""path":"helper.py"}"#), "{}", rows[0]);
    assert!(rows[1].contains(r#""file":"helper.py","line":7"#), "{}", rows[1]);
}

#[test]
fn the_start_and_the_end_of_a_program() {
    let started =
        Kind::ProgramStarted { version: 1, file: "a.py".into(), python: "X 3".into(), clock: Clock::Virtual };
    assert_eq!(fields(vec![started]), r#""version":1,"file":"a.py","python":"X 3","clock":"virtual""#);
    let ended = |outcome, exception| Kind::ProgramEnded { outcome, exception, status: 1 };
    assert_eq!(fields(vec![ended(Outcome::Exit, None)]), r#""outcome":"exit","status":1"#);
    assert_eq!(
        fields(vec![ended(Outcome::Exception, Some("ValueError('x')".into()))]),
        r#""outcome":"exception","exception":"ValueError('x')","status":1"#
    );
}

#[test]
fn output_keeps_its_text_whatever_is_in_it() {
    let bytes = "a\"\n\x1b生".as_bytes().to_vec();
    let row = fields(vec![Kind::Output { stream: Stream::Stderr, bytes }]);
    assert_eq!(row, r#""stream":"stderr","text":"a\"\n\u001b生""#);
}

#[test]
fn variables_that_changed_are_an_object_and_deleted_ones_null() {
    let changed =
        vec![Change { name: "x".into(), value: Some("1".into()) }, Change { name: "y".into(), value: None }];
    let row = fields(vec![Kind::Line { frame: FrameId(1), depth: 0, changed }]);
    assert_eq!(row, r#""frame":1,"depth":0,"changed":{"x":"1","y":null}"#);
}

#[test]
fn transitions_carry_pythons_own_state_words_of_their_kind() {
    let id = ObjectId(1);
    let (before, after) = (State::Suspended, State::Running);
    let send = |input| Kind::Resumed { id, by: Actor::Module, how: How::Send, input, before, after };
    assert_eq!(
        fields(vec![created(1, "averager", ObjectKind::Generator)]),
        r#""id":"averager#1","kind":"generator","by":"<module>","after":"GEN_CREATED""#
    );
    assert_eq!(
        fields(vec![created(1, "averager", ObjectKind::Generator), send(Input::Value("30".into()))]),
        r#""id":"averager#1","by":"<module>","how":"send","value":"30","before":"GEN_SUSPENDED","after":"GEN_RUNNING""#
    );
    assert_eq!(
        fields(vec![created(1, "c", ObjectKind::Coroutine), send(Input::Exception("E()".into()))]),
        r#""id":"c#1","by":"<module>","how":"send","exception":"E()","before":"CORO_SUSPENDED","after":"CORO_RUNNING""#
    );
    let yielded = Kind::Yielded {
        id,
        to: Actor::Function("f".into()),
        value: "20.0".into(),
        before: State::Running,
        after: State::Suspended,
    };
    assert_eq!(
        fields(vec![created(1, "ticker", ObjectKind::AsyncGenerator), yielded]),
        r#""id":"ticker#1","to":"f","value":"20.0","before":"AGEN_RUNNING","after":"AGEN_SUSPENDED""#
    );
    let closed = Kind::Closed { id, before: State::Created, after: State::Closed };
    assert_eq!(
        fields(vec![created(1, "g", ObjectKind::Generator), closed]),
        r#""id":"g#1","before":"GEN_CREATED","after":"GEN_CLOSED""#
    );
}

#[test]
fn a_refusal_tells_what_was_tried_and_what_python_raised() {
    let refused = Kind::Refused {
        id: ObjectId(1),
        by: Actor::Object(ObjectId(1)),
        how: How::Throw,
        input: Input::Exception("KeyError(1)".into()),
        exception: "ValueError('generator already executing')".into(),
        before: State::Running,
        after: State::Running,
    };
    assert_eq!(
        fields(vec![created(1, "g", ObjectKind::Generator), refused]),
        r#""id":"g#1","by":"g#1","how":"throw","thrown":"KeyError(1)","exception":"ValueError('generator already executing')","before":"GEN_RUNNING","after":"GEN_RUNNING""#
    );
}

#[test]
fn delegation_names_whatever_it_goes_to() {
    let to =
        |to| fields(vec![created(1, "g", ObjectKind::Generator), Kind::Delegated { id: ObjectId(1), to }]);
    assert_eq!(to(Target::Object(ObjectId(1))), r#""id":"g#1","to":"g#1""#);
    assert_eq!(to(Target::Task(TaskId(2))), r#""id":"g#1","to":"task#2""#);
    assert_eq!(to(Target::Future(FutureId(3))), r#""id":"g#1","to":"future#3""#);
    assert_eq!(to(Target::Other("[1, 2]".into())), r#""id":"g#1","to":"[1, 2]""#);
}

#[test]
fn a_task_carries_its_name_its_coroutine_and_what_it_waits_for() {
    let task = TaskId(1);
    let made = || {
        let coro = Target::Object(ObjectId(1));
        let task_created =
            Kind::TaskCreated { task, name: "Task-9".into(), coro, by: Actor::Loop(LoopId(1)) };
        vec![created(1, "worker", ObjectKind::Coroutine), task_created]
    };
    let then = |kind| {
        let mut kinds = made();
        kinds.push(kind);
        fields(kinds)
    };
    assert_eq!(fields(made()), r#""task":"task#1","name":"Task-9","coro":"worker#1","by":"loop#1""#);
    assert_eq!(then(Kind::TaskStep { task }), r#""task":"task#1","coro":"worker#1""#);
    let waits = |on| {
        let deadline = None;
        then(Kind::TaskWaiting { task, on, deadline, at: None })
    };
    assert_eq!(waits(Waiting::Sleep("3.0".into())), r#""task":"task#1","on":"sleep","until":3.0"#);
    assert_eq!(waits(Waiting::Turn), r#""task":"task#1","on":"turn""#);
    assert_eq!(waits(Waiting::Task(TaskId(2))), r#""task":"task#1","on":"task#2""#);
    assert_eq!(
        waits(Waiting::Future(FutureId(4), "Queue.get".into())),
        r#""task":"task#1","on":"future#4","what":"Queue.get""#
    );
    assert_eq!(
        waits(Waiting::Lock(FutureId(4), "Lock.acquire".into(), TaskId(2))),
        r#""task":"task#1","on":"future#4","what":"Lock.acquire","held_by":"task#2""#
    );
    assert_eq!(
        waits(Waiting::Group("gather".into(), vec![Target::Task(TaskId(2)), Target::Future(FutureId(1))])),
        r#""task":"task#1","on":"gather","members":["task#2","future#1"]"#
    );
    assert_eq!(
        then(Kind::TaskDone { task, outcome: Resolution::Cancelled, value: "CancelledError()".into() }),
        r#""task":"task#1","outcome":"cancelled","value":"CancelledError()""#
    );
}

#[test]
fn the_loops_turns_handles_and_timers_go_by_label() {
    let id = LoopId(1);
    let handle = HandleId(5);
    assert_eq!(
        fields(vec![Kind::Iteration { id, number: 4, ready: vec![handle, HandleId(6)], timers: 2 }]),
        r#""loop":"loop#1","number":4,"ready":["handle#5","handle#6"],"timers":2"#
    );
    let scheduled = Kind::Scheduled {
        handle,
        how: Schedule::Later,
        callback: "f".into(),
        task: None,
        when: Some(2.5),
        purpose: None,
    };
    assert_eq!(fields(vec![scheduled]), r#""handle":"handle#5","how":"later","callback":"f","when":2.5"#);
    assert_eq!(fields(vec![Kind::ClockJumped { from: 1.0, to: 3.0 }]), r#""from":1.0,"to":3.0"#);
    assert_eq!(fields(vec![Kind::ClockChanged { clock: Clock::Real }]), r#""clock":"real""#);
    assert_eq!(fields(vec![Kind::TimerFired { handle, when: 2.5 }]), r#""handle":"handle#5","when":2.5"#);
}

#[test]
fn a_closed_pipe_is_an_error_of_the_writer() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let note = event(Kind::Note(Note::PrintedAll { mib: 1 }));
    let error = Writer::new(Broken).write(&note).expect_err("the pipe is broken");
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}

#[test]
fn what_a_terminal_would_obey_is_escaped_and_still_the_same_text() {
    let text = "a\u{1b}]0;title\u{7}b\u{9b}31m\u{202e}\u{7f}中";
    let output = Kind::Output { stream: Stream::Stdout, bytes: text.as_bytes().into() };
    let row = format!("{{{}}}", fields(vec![output]));
    assert!(!row.contains(crate::view::fit::is_obeyed), "{row:?}");
    let read: serde_json::Value = serde_json::from_str(&row).expect("JSON");
    assert_eq!(read["text"], text);
}
