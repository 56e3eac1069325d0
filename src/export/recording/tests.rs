//! What is read back is what was written, and what cannot be read is told by its line.

use super::*;
use crate::export::jsonl::Writer;
use crate::trace::event::{AwaitReason, Awaitable, Complaint, Holding, Waiting};
use crate::trace::id::{FutureId, ObjectId, PrimitiveId, TaskId};
use crate::trace::simulate::{Flavour, program};
use crate::trace::timeline::Timeline;
use crate::trace::value::Value;

fn written(events: &[Event]) -> String {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes);
    for event in events {
        writer.write(event).expect("memory takes everything");
    }
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

fn read_back(text: &str) -> Vec<Event> {
    read(text.as_bytes()).expect("it can be read").events
}

/// What a kind is after it was written and read.
fn through(kind: Kind) -> Kind {
    let begun = program(1, 0, Flavour { lines: true, threads: false, tasks: false })[0].clone();
    let event = Event { kind, ..begun.clone() };
    read_back(&written(&[begun, event])).pop().expect("an event").kind
}

#[test]
fn runs_that_are_read_back_are_written_alike_and_fit_together() {
    for seed in 0..60 {
        for (lines, threads, tasks) in [(true, true, true), (true, false, true), (false, true, false)] {
            let text = written(&program(seed, 200, Flavour { lines, threads, tasks }));
            assert!(is_one(text.as_bytes()));
            let events = read_back(&text);
            assert_eq!(written(&events), text, "seed {seed}");
            let mut timeline = Timeline::new();
            for event in &events {
                timeline.append(event).expect("what is read back fits together");
            }
        }
    }
}

#[test]
fn a_time_is_to_the_last_digit_what_was_written() {
    let when = 0.1 + 0.2;
    assert_eq!(
        through(Kind::ClockJumped { from: when, to: 1e-9 }),
        Kind::ClockJumped { from: when, to: 1e-9 }
    );
}

fn held(holds: Holding) -> Kind {
    Kind::Primitive { id: PrimitiveId(1), class: "Lock".into(), name: None, holds }
}

#[test]
fn notes_and_reasons_have_their_parts_again_where_their_words_tell_them() {
    let kinds = [
        Kind::Note(Note::NeverAwaited { coroutine: "main".into() }),
        Kind::Note(Note::Typed { source: "g.send(1)".into() }),
        Kind::Note(Note::WrittenForOlderPython),
        Kind::Awaited { id: ObjectId(1), reason: AwaitReason::WentToLoop },
        Kind::Awaited { id: ObjectId(1), reason: AwaitReason::Returned { what: Some("g#1".into()) } },
        Kind::Awaited {
            id: ObjectId(1),
            reason: AwaitReason::DoneAlready { what: Awaitable::Named("task#1".into()) },
        },
        Kind::TaskWaiting { task: TaskId(1), on: Waiting::Turn, deadline: Some(2.5), at: None },
        Kind::TaskWaiting { task: TaskId(1), on: Waiting::Sleep("3.0".into()), deadline: None, at: None },
        Kind::TaskWaiting {
            task: TaskId(1),
            on: Waiting::Lock(FutureId(2), "Lock.acquire".into(), TaskId(3)),
            deadline: None,
            at: Some(PrimitiveId(1)),
        },
        Kind::FutureNamed { future: FutureId(1), name: "answers[0]".into() },
        Kind::Awaited {
            id: ObjectId(1),
            reason: AwaitReason::DoneAlready { what: Awaitable::Named("Task-2".into()) },
        },
        held(Holding::Lock { is_locked: true, by: Some(TaskId(2)) }),
        held(Holding::Lock { is_locked: false, by: None }),
        held(Holding::Event { is_set: true }),
        held(Holding::Semaphore { left: 0, by: vec![TaskId(1), TaskId(2)] }),
        held(Holding::Queue { items: vec![Value::from("1")], size: 9, most: Some(10) }),
        held(Holding::Queue { items: Vec::new(), size: 0, most: None }),
    ];
    for kind in kinds {
        assert_eq!(through(kind.clone()), kind);
    }
    let complaint = Note::Complaint {
        about: Complaint::NeverRetrieved,
        message: "m".into(),
        of: Some(Awaitable::Named("Task-2".into())),
        exception: None,
    };
    let Kind::Note(Note::Complaint { about: Complaint::NeverRetrieved, message, .. }) =
        through(Kind::Note(complaint))
    else {
        panic!("a complaint is one again");
    };
    assert_eq!(&*message, "m: Task-2");
    let words = Note::Recorded { topic: "limit".into(), text: "enough".into() };
    assert_eq!(through(Kind::Note(words.clone())), Kind::Note(words));
}

#[test]
fn what_is_no_event_is_told_by_its_line_and_its_words() {
    let text = written(&program(1, 5, Flavour { lines: true, threads: false, tasks: false }));
    let fault = |change: &dyn Fn(String) -> String| {
        read(change(text.clone()).as_bytes()).expect_err("it is refused").to_string()
    };
    assert_eq!(
        fault(&|text| text.replace("\"version\":1", "\"version\":999")),
        "it is a recording of a later version of this program (format 999)"
    );
    assert_eq!(
        fault(&|text| text.replacen("\"clock\":\"virtual\"", "\"clock\":\"sun\"", 1)),
        "line 1 of the recording has \"sun\" where no event has it"
    );
    assert!(
        fault(&|text| text.replacen('\n', "\nno event\n", 1)).starts_with("line 2 of the recording is no")
    );
}

#[test]
fn a_recording_without_its_end_is_read_up_to_there() {
    let text = written(&program(1, 5, Flavour { lines: true, threads: false, tasks: false }));
    let whole = read_back(&text).len();
    assert_eq!(read_back(&text[..text.len() - 10]).len(), whole - 1);
    assert_eq!(read_back(text.trim_end()).len(), whole);
}

#[test]
fn what_a_later_version_tells_besides_is_a_note() {
    let mut text = written(&program(1, 0, Flavour { lines: true, threads: false, tasks: false })[..1]);
    text += "{\"seq\":1,\"event\":\"eclipse\",\"time\":0.5,\"thread\":0}\n";
    let last = read_back(&text).pop().expect("an event");
    assert!(matches!(last.kind, Kind::Note(Note::Recorded { topic, .. }) if &*topic == "eclipse"));
}

#[test]
fn a_program_is_no_recording() {
    for source in ["print(1)\n", "{\"seq\": 0}\n", "", "{\n"] {
        assert!(!is_one(source.as_bytes()), "{source}");
    }
}
