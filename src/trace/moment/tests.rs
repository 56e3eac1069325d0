//! Visits and their moments, from events made by hand.

use super::*;
use crate::trace::event::{Actor, Clock, How, Input, ObjectKind, State, TRACE_VERSION, Target};
use crate::trace::value::Value;

const LINE: Site = Site { file: FileId(0), line: 5 };

/// A generator or coroutine `f#1` whose frame is 2, driven by the module's line 9.
#[derive(Default)]
struct Run {
    events: Vec<Event>,
    is_started: bool,
}

impl Run {
    fn of(kind: ObjectKind) -> Run {
        let mut run = Run::default();
        let started = Kind::ProgramStarted {
            version: TRACE_VERSION,
            file: "a.py".into(),
            python: "none".into(),
            clock: Clock::Virtual,
        };
        run.push(None, None, started);
        run.line(9, Place::Module, 1, 0);
        let created = Kind::Created {
            id: ObjectId(1),
            name: "f".into(),
            kind,
            frame: FrameId(2),
            defined: None,
            by: Actor::Module,
            after: State::Created,
        };
        run.push(Some(9), Some(Place::Module), created);
        run
    }

    fn push(&mut self, line: Option<u32>, place: Option<Place>, kind: Kind) {
        let site = line.map(|line| Site { file: FileId(0), line });
        self.events.push(Event { time: 0.0, thread: ThreadId(0), site, place, kind });
    }

    fn line(&mut self, line: u32, place: Place, frame: u32, depth: u32) {
        let kind = Kind::Line { frame: FrameId(frame), depth, changed: Vec::new() };
        self.push(Some(line), Some(place), kind);
    }

    fn inside(&mut self, line: u32) {
        self.line(line, Place::Object(ObjectId(1)), 2, 1);
    }

    fn resume(&mut self) {
        let before = if self.is_started { State::Suspended } else { State::Created };
        self.is_started = true;
        let kind = Kind::Resumed {
            id: ObjectId(1),
            by: Actor::Module,
            how: How::Next,
            input: Input::Nothing,
            before,
            after: State::Running,
        };
        self.push(Some(9), Some(Place::Module), kind);
    }

    fn delegate(&mut self, line: u32) {
        let kind = Kind::Delegated { id: ObjectId(1), to: Target::Other(Value::from("range(2)")) };
        self.push(Some(line), Some(Place::Object(ObjectId(1))), kind);
    }

    fn sleep(&mut self, line: u32) {
        let kind = Kind::Yielded {
            id: ObjectId(1),
            to: Actor::Module,
            value: Value::none(),
            before: State::Running,
            after: State::Suspended,
        };
        self.push(Some(line), Some(Place::Object(ObjectId(1))), kind);
    }

    fn moments(&self, statements: Vec<u32>) -> Moments {
        let mut moments = Moments::with_steps(statements);
        let mut world = World::new();
        for event in &self.events {
            world.apply(event).expect("it can happen");
            moments.push(event, &world);
        }
        moments
    }
}

fn at(moments: &Moments, event: usize) -> Vec<(u32, u32, Moment)> {
    let step = Step(event as u64 + 1);
    moments.at(step).map(|(visit, moment)| (visit.site.line, visit.nth, moment)).collect()
}

#[test]
fn a_yield_has_two_halves_and_is_one_visit() {
    let mut run = Run::of(ObjectKind::Generator);
    run.resume(); // 3
    run.inside(5); // 4
    run.sleep(5); // 5
    run.line(9, Place::Module, 1, 0); // 6
    run.resume(); // 7
    run.inside(6); // 8
    let moments = run.moments(Vec::new());
    let visits: Vec<&Visit> = moments.visits(LINE).collect();
    let [visit] = visits[..] else { panic!("{visits:?}") };
    assert_eq!(visit.up_to_sleep(9), 4..6);
    assert_eq!(visit.awake_again(9), Some(7..8));
    assert_eq!(visit.whole(9), 4..8);
    assert_eq!(at(&moments, 4), [(5, 1, Moment::Before)]);
    assert_eq!(at(&moments, 5), [(5, 1, Moment::Sleeps)]);
    assert_eq!(at(&moments, 6), [(9, 1, Moment::After), (9, 2, Moment::Before)]);
    assert_eq!(at(&moments, 7), [(5, 1, Moment::Wakes)]);
    assert_eq!(at(&moments, 8), [(5, 1, Moment::After), (6, 1, Moment::Before)]);
}

#[test]
fn a_line_that_is_announced_again_when_an_await_goes_on_is_no_second_visit() {
    let mut run = Run::of(ObjectKind::Coroutine);
    run.resume();
    run.inside(5);
    run.delegate(5);
    run.sleep(5);
    run.resume();
    run.inside(5);
    run.inside(5);
    let moments = run.moments(Vec::new());
    let begun: Vec<usize> = moments.visits(LINE).map(|visit| visit.begins).collect();
    assert_eq!(begun, [4, 9], "the third announcement is the line again");
    assert_eq!(at(&moments, 8), [(5, 1, Moment::Wakes)]);
}

#[test]
fn a_plain_yield_in_a_loop_on_one_line_is_a_visit_each_time() {
    let mut run = Run::of(ObjectKind::Generator);
    run.resume();
    for _ in 0..3 {
        run.inside(5);
        run.sleep(5);
        run.resume();
    }
    assert_eq!(run.moments(Vec::new()).visits(LINE).count(), 3);
}

#[test]
fn a_statement_over_several_lines_is_one_visit_whichever_of_them_is_announced() {
    let mut run = Run::of(ObjectKind::Generator);
    run.resume();
    for line in [5, 6, 7, 5] {
        run.inside(line);
    }
    run.inside(8);
    run.inside(5);
    let moments = run.moments(vec![1, 2, 3, 4, 5, 5, 5, 8, 9]);
    let begun: Vec<usize> = moments.visits(Site { line: 6, ..LINE }).map(|visit| visit.begins).collect();
    assert_eq!(begun, [4, 9], "the second time through is a visit of its own");
    let first = moments.visits(LINE).next().expect("it ran");
    assert_eq!(first.whole(10), 4..8);
}
