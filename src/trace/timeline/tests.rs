//! The laws on made-up programs, programs that were tampered with, and a timeline's own promises.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::trace::event::{Event, Input, Kind, State};
use crate::trace::laws::assert_timeline_properties;
use crate::trace::simulate::{Flavour, program, program_with_stacks};
use crate::trace::world::TransitionKind;

fn flavours() -> impl Strategy<Value = Flavour> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(lines, threads, tasks)| Flavour {
        lines,
        threads,
        tasks,
    })
}

fn single_threaded() -> impl Strategy<Value = Flavour> {
    (any::<bool>(), any::<bool>()).prop_map(|(lines, tasks)| Flavour { lines, threads: false, tasks })
}

/// The number of the first event that is refused.
fn refused_at(events: &[Event]) -> Option<u64> {
    let mut world = World::new();
    for event in events {
        let before = world.clone();
        if let Err(error) = world.apply(event) {
            assert!(world == before, "a refused event leaves the world as it was: {error}");
            assert!(error.to_string().contains(&format!(" at event {} (", error.seq)), "{error}");
            return Some(error.seq);
        }
    }
    None
}

/// The object whose state an event changes.
fn changed(event: &Event) -> Option<ObjectId> {
    match &event.kind {
        Kind::Created { id, .. }
        | Kind::Resumed { id, .. }
        | Kind::Yielded { id, .. }
        | Kind::Returned { id, .. }
        | Kind::Raised { id, .. }
        | Kind::Closed { id, .. } => Some(*id),
        _ => None,
    }
}

fn places(events: &[Event], wanted: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..events.len()).filter(|at| wanted(*at)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_program_obeys_the_laws(seed in any::<u64>(), actions in 0usize..400, flavour in flavours()) {
        assert_timeline_properties(&program(seed, actions, flavour));
    }

    #[test]
    fn at_every_line_the_stack_is_the_one_the_program_had(
        seed in any::<u64>(), threads in any::<bool>(), tasks in any::<bool>(),
    ) {
        let (events, truth) = program_with_stacks(seed, 250, Flavour { lines: true, threads, tasks });
        let mut world = World::new();
        let mut truth = truth.into_iter().peekable();
        for event in &events {
            world.apply(event).expect("valid");
            if let Some((_, frames)) = truth.next_if(|(step, _)| *step == world.step()) {
                let seen: Vec<_> = world.stack(event.thread).map(|level| level.frame.id()).collect();
                prop_assert_eq!(seen, frames, "step {}", world.step());
            }
        }
        prop_assert!(truth.next().is_none());
    }

    #[test]
    fn a_transition_that_happens_twice_is_refused_the_second_time(
        seed in any::<u64>(), flavour in single_threaded(), at in any::<Index>(),
    ) {
        let mut events = program(seed, 200, flavour);
        let places = places(&events, |at| changed(&events[at]).is_some());
        prop_assume!(!places.is_empty());
        let at = places[at.index(places.len())];
        events.insert(at, events[at].clone());
        prop_assert_eq!(refused_at(&events), Some(at as u64 + 1));
    }

    #[test]
    fn two_transitions_of_one_object_in_the_wrong_order_are_refused_at_the_first(
        seed in any::<u64>(), flavour in single_threaded(), at in any::<Index>(),
    ) {
        let mut events = program(seed, 200, flavour);
        let places = places(&events, |at| {
            let pair = events.get(at..at + 2).map(|pair| (changed(&pair[0]), changed(&pair[1])));
            pair.is_some_and(|(first, second)| first.is_some() && first == second)
        });
        prop_assume!(!places.is_empty());
        let at = places[at.index(places.len())];
        events.swap(at, at + 1);
        prop_assert_eq!(refused_at(&events), Some(at as u64));
    }

    #[test]
    fn a_transition_left_out_is_noticed_at_the_objects_next_one_at_the_latest(
        seed in any::<u64>(), flavour in single_threaded(), at in any::<Index>(),
    ) {
        let mut events = program(seed, 200, flavour);
        let next = |at: usize| {
            let id = changed(&events[at])?;
            (at + 1..events.len()).find(|later| changed(&events[*later]) == Some(id))
        };
        let places = places(&events, |at| next(at).is_some());
        prop_assume!(!places.is_empty());
        let at = places[at.index(places.len())];
        let latest = next(at).expect("has one") as u64 - 1;
        events.remove(at);
        let refused = refused_at(&events);
        prop_assert!(refused.is_some_and(|seq| seq >= at as u64 && seq <= latest), "{:?} {} {}", refused, at, latest);
    }

    #[test]
    fn a_wrong_state_word_is_refused_where_it_stands(
        seed in any::<u64>(), flavour in single_threaded(), at in any::<Index>(), first in any::<bool>(),
    ) {
        let mut events = program(seed, 200, flavour);
        let places = places(&events, |at| changed(&events[at]).is_some());
        prop_assume!(!places.is_empty());
        let at = places[at.index(places.len())];
        let other = |state: &State| if *state == State::Running { State::Suspended } else { State::Running };
        match &mut events[at].kind {
            Kind::Created { after, .. } => *after = other(after),
            Kind::Resumed { before, after, .. }
            | Kind::Yielded { before, after, .. }
            | Kind::Returned { before, after, .. }
            | Kind::Raised { before, after, .. }
            | Kind::Closed { before, after, .. } => {
                let word = if first { before } else { after };
                *word = other(word);
            }
            _ => unreachable!("a transition"),
        }
        prop_assert_eq!(refused_at(&events), Some(at as u64));
    }

    #[test]
    fn a_line_further_out_than_an_object_that_runs_is_refused(seed in any::<u64>(), tasks in any::<bool>()) {
        let events = program(seed, 200, Flavour { lines: true, threads: false, tasks });
        let mut world = World::new();
        let mut outer = None;
        for event in &events {
            if let (Kind::Line { depth: 0, .. }, None) = (&event.kind, &outer) {
                outer = Some(event.clone());
            }
            let running = world.running().next().is_some();
            if let (true, Some(outer)) = (running, &outer) {
                let line = Event { time: event.time, ..outer.clone() };
                let error = world.clone().apply(&line).expect_err("the module waits for the object");
                prop_assert_eq!(error.seq, world.step().0);
            }
            world.apply(event).expect("valid");
        }
    }

    #[test]
    fn a_story_in_columns_says_what_happened_in_each(seed in any::<u64>(), columns in 1usize..60) {
        let events = program(seed, 150, Flavour { lines: true, threads: false, tasks: true });
        let timeline = Timeline::of(&events).expect("valid");
        let states: Vec<BTreeMap<ObjectId, State>> = (0..=timeline.len())
            .map(|step| timeline.world_at(Step(step)).objects().map(|it| (it.id(), it.state())).collect())
            .collect();
        for object in timeline.live().objects() {
            let window = Step(timeline.len() / 4)..Step(timeline.len());
            let width = window.end.0 - window.start.0;
            for (at, column) in timeline.story(object.id()).columns(window.clone(), columns).iter().enumerate() {
                let bound = |at: usize| window.start.0 + width * at as u64 / columns as u64;
                let steps = bound(at)..bound(at + 1).max(bound(at) + 1);
                let inside: Vec<_> = steps.filter_map(|step| states[step as usize].get(&object.id())).collect();
                prop_assert_eq!(column.map(|it| it.state), inside.last().map(|state| **state));
                let ran = inside.contains(&&State::Running);
                prop_assert_eq!(column.is_some_and(|it| it.ran), ran);
            }
        }
    }
}

#[test]
fn made_up_programs_have_every_kind_of_transition_deep_chains_and_several_threads() {
    let mut kinds = std::collections::BTreeSet::new();
    let (mut longest, mut threads, mut thrown, mut done) = (0, 0, 0, 0);
    for seed in 1..60 {
        let events =
            program(seed, 300, Flavour { lines: seed % 2 == 0, threads: seed % 3 == 0, tasks: true });
        let mut world = World::new();
        for event in &events {
            world.apply(event).expect("valid");
            kinds.insert(event.kind.word());
            longest = longest.max(world.chains().iter().map(Vec::len).max().unwrap_or(0));
            threads = threads.max(world.threads().count());
            thrown += u32::from(matches!(&event.kind, Kind::Resumed { input: Input::Exception(_), .. }));
        }
        done += world.tasks().filter(|task| task.is_done()).count();
    }
    for kind in ["created", "resumed", "delegated", "yielded", "returned", "raised", "closed", "refused"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    for kind in ["task_created", "task_step", "task_waiting", "task_woken", "task_done", "clock", "caught"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    assert!(longest >= 4, "{longest}");
    assert!(threads >= 3, "{threads}");
    assert!(thrown > 50 && done > 20, "{thrown} {done}");
}

fn long_program() -> Vec<Event> {
    program(7, 12_000, Flavour { lines: true, threads: false, tasks: false })
}

#[test]
fn a_program_with_many_objects_obeys_the_laws_across_checkpoints() {
    let events = long_program();
    assert!(events.len() > 8_000, "{}", events.len());
    assert_timeline_properties(&events);
}

#[test]
fn a_refused_event_is_not_kept_and_the_next_right_one_is_taken() {
    let events = program(3, 50, Flavour { lines: true, threads: false, tasks: false });
    let mut timeline = Timeline::of(&events[..20]).expect("valid");
    let error = timeline.append(&events[0]).expect_err("started twice");
    assert_eq!((error.seq, timeline.len()), (20, 20));
    timeline.append(&events[20]).expect("goes on");
    assert_eq!(timeline.event(20).as_ref(), Some(&events[20]));
    assert_eq!(timeline.event(21), None);
}

#[test]
fn a_timeline_without_events_has_only_its_beginning() {
    let mut timeline = Timeline::new();
    assert!(timeline.is_empty() && timeline.at_edge());
    assert_eq!(timeline.forward(&Until::Stop, &Breakpoints::new()), Moved::AtEdge);
    assert_eq!(timeline.backward(&Until::End, &Breakpoints::new()), Moved::AtEdge);
    assert_eq!((timeline.step(), timeline.event(0), timeline.event_to(Step(0))), (Step(0), None, None));
    assert_eq!(timeline.world().status(), crate::trace::world::Status::NotStarted);
}

#[test]
fn the_last_and_the_next_transition_of_a_step_and_of_an_object_are_found() {
    let events = long_program();
    let timeline = Timeline::of(&events).expect("valid");
    let is_transition = |step: &u64| TransitionKind::of(&events[*step as usize - 1].kind).is_some();
    for step in [0, 1, 2, 63, 64, 65, 1000, 5000, timeline.len()] {
        let last = (1..=step).rev().find(is_transition).map(Step);
        let next = (step + 1..=timeline.len()).find(is_transition).map(Step);
        assert_eq!(
            (timeline.last_transition(Step(step)), timeline.next_transition(Step(step))),
            (last, next)
        );
    }
    let of_first: Vec<_> = (1..=timeline.len())
        .filter(|step| changed(&events[*step as usize - 1]) == Some(ObjectId(1)))
        .collect();
    let story = timeline.story(ObjectId(1));
    assert_eq!(story.next(Step(0)), of_first.first().copied().map(Step));
    assert_eq!(story.previous(Step(of_first[1])), Some(Step(of_first[0])));
    assert_eq!(story.previous(Step(of_first[0])), None);
}
