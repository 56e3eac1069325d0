//! The state machine of a generator that was driven by hand.

use super::*;
use crate::trace::event::{Actor, Clock, Place, Site};
use crate::trace::id::{FileId, FrameId, ThreadId};
use crate::trace::value::Value;

const G: ObjectId = ObjectId(1);

fn event(kind: Kind) -> Event {
    let site = Some(Site { file: FileId(0), line: 3 });
    Event { time: 0.0, thread: ThreadId(0), site, place: Some(Place::Module), kind }
}

fn resumed(how: How, input: Input, before: State) -> Kind {
    Kind::Resumed { id: G, by: Actor::Module, how, input, before, after: State::Running }
}

fn yielded() -> Kind {
    let (before, after) = (State::Running, State::Suspended);
    Kind::Yielded { id: G, to: Actor::Module, value: Value::from("1"), before, after }
}

/// Refused once, started, sent to twice, and asleep.
fn timeline() -> Timeline {
    let refused = Kind::Refused {
        id: G,
        by: Actor::Module,
        how: How::Send,
        input: Input::Value(Value::from("1")),
        exception: Value::from("TypeError()"),
        before: State::Created,
        after: State::Created,
    };
    let send = || resumed(How::Send, Input::Value(Value::from("5")), State::Suspended);
    let created = Kind::Created {
        id: G,
        name: "averager".into(),
        kind: ObjectKind::Generator,
        frame: FrameId(9),
        defined: None,
        by: Actor::Module,
        after: State::Created,
    };
    let started =
        Kind::ProgramStarted { version: 1, file: "a.py".into(), python: "X".into(), clock: Clock::Virtual };
    let kinds = [
        started,
        created,
        refused,
        resumed(How::Send, Input::Value(Value::from("None")), State::Created),
        yielded(),
        send(),
        yielded(),
        send(),
        yielded(),
    ];
    Timeline::of(kinds.map(event)).expect("a possible run")
}

fn count(arcs: &[Arc], from: State, way: Way) -> u32 {
    arcs.iter().find(|arc| arc.from == from && arc.way == way).expect("it is in the machine").taken
}

#[test]
fn what_was_tried_is_counted_and_what_was_not_is_there() {
    let timeline = timeline();
    let arcs = arcs(&timeline, timeline.edge(), G);
    assert_eq!(count(&arcs, State::Created, Way::Send), 1, "refused");
    assert_eq!(count(&arcs, State::Created, Way::Next), 1, "send(None) is next");
    assert_eq!(count(&arcs, State::Suspended, Way::Send), 2);
    assert_eq!(count(&arcs, State::Running, Way::Yields), 3);
    assert_eq!(count(&arcs, State::Suspended, Way::Close), 0);
    assert_eq!(arcs.iter().filter(|arc| arc.taken == 0).count(), arcs.len() - 4);
}

#[test]
fn an_earlier_step_has_earlier_counts_and_no_object_has_none() {
    let timeline = timeline();
    assert_eq!(count(&arcs(&timeline, Step(5), G), State::Running, Way::Yields), 1);
    assert!(arcs(&timeline, Step(1), G).is_empty());
    assert!(lines(&timeline, timeline.edge(), ObjectId(7), Lang::En, 80).is_empty());
}

#[test]
fn the_state_at_hand_is_marked_with_what_can_be_done_in_it() {
    let timeline = timeline();
    let text: Vec<String> = lines(&timeline, timeline.edge(), G, Lang::En, 79)
        .into_iter()
        .map(|line| line.into_iter().map(|(_, text)| text).collect())
        .collect();
    assert!(text[0].contains("averager#1 GEN_SUSPENDED"), "{text:#?}");
    assert!(text.iter().any(|line| line.contains("[z GEN_SUSPENDED]")), "{text:#?}");
    assert!(text.contains(&"z GEN_SUSPENDED  ← now".to_owned()), "{text:#?}");
    assert!(text.contains(&"▸ 2 ×   g.send(value)  → GEN_RUNNING".to_owned()), "{text:#?}");
    assert!(text.contains(&"▸ never g.throw(E)     → GEN_RUNNING".to_owned()), "{text:#?}");
    assert!(text.contains(&"  1 ×   g.send(value)  ✗ TypeError".to_owned()), "{text:#?}");
    assert!(text.contains(&"4 of 16 transitions taken so far".to_owned()), "{text:#?}");
}

#[test]
fn where_there_is_room_the_states_stand_in_two_columns() {
    let timeline = timeline();
    let height = |columns| table(&timeline, timeline.edge(), G, Lang::En, columns).len();
    // The taller column and the sum; one below the other, all four states.
    assert_eq!((height(80), height(79)), (12, 21));
}

#[test]
fn it_fits_every_width_in_both_languages() {
    let timeline = timeline();
    for lang in Lang::ALL {
        for columns in [12, 20, 40, 80] {
            for line in lines(&timeline, timeline.edge(), G, lang, columns) {
                assert!(line_width(&line) <= columns, "{columns}: {line:?}");
            }
        }
    }
}
