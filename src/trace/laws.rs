//! What must hold for every trace, recorded or generated: tests feed their traces to these laws.

use std::collections::{BTreeMap, BTreeSet};

use super::aio::LoopState;
use super::event::{Event, Kind, Place, State};
use super::id::{ObjectId, Step};
use super::query::Life;
use super::stop::{Breakpoints, Until};
use super::timeline::{Moved, Timeline};
use super::world::{Entry, Status, World};

/// How many steps of a long trace are looked at closely.
const SAMPLES: u64 = 1500;

/// Checks that a trace folds at every prefix to a consistent world, and that a timeline of it gives the same worlds,
/// events, output and stories in whatever order it is asked.
///
/// # Panics
///
/// Where one of the laws is broken; the message says which and at which step.
pub fn assert_timeline_properties(events: &[Event]) {
    let worlds = fold_all(events);
    for (spacing, budget) in [(7, u64::MAX / 2), (3, 1 << 14), (512, 1 << 25)] {
        let mut timeline = Timeline::with_spacing(spacing, (budget, 8));
        for event in events {
            timeline.append(event).unwrap_or_else(|error| panic!("what folds can be appended: {error}"));
        }
        assert_eq!(timeline.step(), Step(0), "appending leaves the cursor where it is");
        assert!(timeline.events(0..u64::MAX).map(|(_, event)| event).eq(events.iter().cloned()));
        assert_seeks(&mut timeline, &worlds);
        assert_moves(&mut timeline, events);
        assert_output(&timeline, events);
        assert_stories(&timeline, &worlds);
    }
    assert_appending_in_the_past(events, &worlds);
}

/// Folds a trace and checks the world at each of its steps, or at many of them; gives those worlds.
fn fold_all(events: &[Event]) -> BTreeMap<Step, World> {
    let stride = (events.len() as u64 / SAMPLES).max(1);
    let mut world = World::new();
    let mut worlds = BTreeMap::from([(Step(0), world.clone())]);
    let mut clock = None;
    for (number, event) in events.iter().enumerate() {
        world.apply(event).unwrap_or_else(|error| panic!("a trace of what happened folds: {error}"));
        assert_eq!(world.step(), Step(number as u64 + 1));
        if let Kind::ProgramStarted { clock: told, .. } | Kind::ClockChanged { clock: told } = event.kind {
            clock = Some(told);
        }
        assert_eq!(world.clock(), clock, "step {}: the clock told last is in force", world.step());
        if world.step().0.is_multiple_of(stride) || number + 1 == events.len() {
            assert_consistent(&world);
            worlds.insert(world.step(), world.clone());
        }
    }
    worlds
}

/// Checks that the parts of a world agree with each other.
///
/// # Panics
///
/// Where they do not.
pub fn assert_consistent(world: &World) {
    let at = world.step();
    assert_eq!(world.step() == Step(0), world.status() == Status::NotStarted, "step {at}");
    let alive: Vec<_> =
        world.objects().filter(|object| object.is_alive()).map(|object| object.id()).collect();
    assert!(world.alive().map(|object| object.id()).eq(alive.iter().copied()), "step {at}: those alive");
    assert_eq!(world.alive_count(), alive.len(), "step {at}");

    let mut on_stacks = BTreeMap::new();
    for thread in world.threads() {
        for entry in &thread.stack {
            if let Entry::Object(id) = entry {
                assert_eq!(
                    on_stacks.insert(*id, thread.id()),
                    None,
                    "step {at}: object {id} is on two stacks"
                );
            }
        }
        assert!(
            !matches!(thread.stack.last(), Some(Entry::Unknown)),
            "step {at}: a frame without a line on top"
        );
    }
    for object in world.objects() {
        let id = object.id();
        let label = object.label();
        assert_eq!(object.frame().place(), &Place::Object(id));
        if !object.contested && !object.thread().is_some_and(|thread| world.switches(thread)) {
            assert_eq!(object.thread(), on_stacks.get(&id).copied(), "step {at}: {label} and the stacks");
            assert_eq!(object.state() == State::Running, object.thread().is_some(), "step {at}: {label}");
        }
        assert_eq!(object.is_alive(), object.ending().is_none(), "step {at}: {label} has an ending");
        assert_eq!(object.is_alive(), object.ended().is_none(), "step {at}: {label} has an end");
        assert!(
            object.is_alive() || object.delegation().is_none(),
            "step {at}: {label} is closed and delegates"
        );
        if let Some(outer) = object.delegator() {
            assert_eq!(
                world.object(outer).and_then(|outer| outer.delegate()),
                Some(id),
                "step {at}: {label}"
            );
        }
        if object.state() == State::Running && !object.contested {
            assert!(object.wire().up.is_none(), "step {at}: {label} runs and has answered");
        }
        let chain = world.chain(id);
        assert!(chain.contains(&id), "step {at}: the chain of {label}");
        assert_eq!(
            chain.iter().collect::<BTreeSet<_>>().len(),
            chain.len(),
            "step {at}: the chain of {label}"
        );
    }
    for task in world.tasks() {
        let unfinished = world.unfinished_tasks().any(|other| other.id() == task.id());
        assert_eq!(task.is_done(), !unfinished, "step {at}: task {}", task.id());
    }
    for it in world.loops() {
        let timers: Vec<_> = it.timers().collect();
        assert!(timers.is_sorted_by(|a, b| a.0 <= b.0), "step {at}: timers of loop {}", it.id());
        for (when, handle) in timers {
            let handle =
                world.handle(handle).unwrap_or_else(|| panic!("step {at}: timer {handle} is no handle"));
            assert_eq!((handle.when(), handle.loop_id()), (Some(when), Some(it.id())), "step {at}");
        }
        let running = world.threads().any(|thread| thread.loops.iter().any(|(id, _)| *id == it.id()));
        assert_eq!(running, it.state() == LoopState::Running, "step {at}: loop {}", it.id());
    }
}

/// The numbers below a bound in an order that jumps about, the same each time.
fn jumps(bound: u64) -> impl Iterator<Item = u64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..200).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % bound.max(1)
    })
}

fn assert_seeks(timeline: &mut Timeline, worlds: &BTreeMap<Step, World>) {
    let steps: Vec<_> = worlds.keys().copied().collect();
    let backwards = steps.iter().rev().copied();
    let about = jumps(steps.len() as u64).map(|at| steps[at as usize]);
    for step in steps.iter().copied().chain(backwards).chain(about) {
        timeline.seek(step);
        assert!(
            timeline.world() == &worlds[&step],
            "step {step}: the world sought differs from the one folded"
        );
        assert!(timeline.world_at(step) == worlds[&step], "step {step}: the world from a checkpoint differs");
        assert_eq!(timeline.at_edge(), step == timeline.edge());
    }
    let edge = timeline.edge();
    timeline.seek(Step(u64::MAX));
    assert_eq!(timeline.step(), edge, "a seek beyond the end goes to the end");
}

fn assert_moves(timeline: &mut Timeline, events: &[Event]) {
    let lines: Vec<_> = events
        .iter()
        .filter_map(|event| match event.kind {
            Kind::Line { frame, depth, .. } => Some((event.site?, frame, depth, event.thread)),
            _ => None,
        })
        .collect();
    let mut kinds =
        vec![Until::Stop, Until::Line, Until::Transition, Until::Turn, Until::TaskSwitch, Until::End];
    kinds.push(Until::Step(Step(events.len() as u64 / 2)));
    let mut breakpoints = Breakpoints::new();
    if let Some((site, frame, depth, thread)) = lines.get(lines.len() / 3).copied() {
        kinds.push(Until::Over { frame, depth, thread });
        kinds.push(Until::Out { depth, thread });
        breakpoints.insert(site);
    }
    for (number, start) in jumps(events.len() as u64 + 1).take(60).enumerate() {
        let until = &kinds[number % kinds.len()];
        let breakpoints = if number % 2 == 0 { &breakpoints } else { &Breakpoints::new() };
        let met = |step: &u64| until.is_met(&events[*step as usize - 1], Step(*step), breakpoints);

        timeline.seek(Step(start));
        let moved = timeline.forward(until, breakpoints);
        let expected = match until {
            Until::Step(target) => Some(target.0.max(start)),
            _ => (start + 1..=events.len() as u64).find(met),
        };
        assert_eq!(timeline.step().0, expected.unwrap_or(events.len() as u64), "{until:?} on from {start}");
        assert_eq!(moved == Moved::Found, expected.is_some(), "{until:?} on from {start}");

        timeline.seek(Step(start));
        let moved = timeline.backward(until, breakpoints);
        let expected = match until {
            Until::Step(target) => Some(target.0.min(start)),
            _ => (1..start).rev().find(met),
        };
        assert_eq!(timeline.step().0, expected.unwrap_or(0), "{until:?} back from {start}");
        assert_eq!(moved == Moved::Found, expected.is_some(), "{until:?} back from {start}");
    }
    let wanted = |event: &Event| matches!(event.kind, Kind::Yielded { .. });
    for start in jumps(events.len() as u64 + 1).take(20) {
        let next = (start as usize..events.len()).find(|seq| wanted(&events[*seq]));
        assert_eq!(timeline.find_next(Step(start), wanted), next.map(|seq| Step(seq as u64 + 1)));
        let previous = (0..start.saturating_sub(1) as usize).rev().find(|seq| wanted(&events[*seq]));
        assert_eq!(timeline.find_previous(Step(start), wanted), previous.map(|seq| Step(seq as u64 + 1)));
    }
}

fn assert_output(timeline: &Timeline, events: &[Event]) {
    for step in jumps(events.len() as u64 + 1).take(20).chain([events.len() as u64]) {
        let pieces: Vec<_> =
            timeline.output_upto(Step(step)).map(|piece| (piece.stream, piece.bytes)).collect();
        let expected = events[..step as usize].iter().filter_map(|event| match &event.kind {
            Kind::Output { stream, bytes } => Some((*stream, bytes.clone())),
            _ => None,
        });
        assert!(expected.eq(pieces), "step {step}: the output so far");
    }
}

fn assert_stories(timeline: &Timeline, worlds: &BTreeMap<Step, World>) {
    let objects: Vec<ObjectId> = timeline.live().objects().map(|object| object.id()).take(300).collect();
    for step in jumps(worlds.len() as u64).take(40).filter_map(|at| worlds.keys().nth(at as usize)) {
        let world = &worlds[step];
        for id in &objects {
            let state = world.object(*id).map(|object| object.state());
            assert_eq!(timeline.story(*id).state_at(*step), state, "step {step}: the story of object {id}");
        }
        for task in timeline.live().tasks().take(300) {
            let life = world.task(task.id()).map(|task| Life::of_task(task.state()));
            assert_eq!(
                timeline.task_story(task.id()).state_at(*step),
                life,
                "step {step}: task {}",
                task.id()
            );
        }
    }
    for id in objects {
        let story = timeline.story(id);
        let spans: Vec<_> = story.spans(Step(0)..Step(u64::MAX)).collect();
        assert!(spans.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].state != pair[1].state));
        assert!(
            spans.iter().all(|span| span.from < span.to && story.state_at(span.from) == Some(span.state))
        );
    }
}

/// Events appended while the cursor is in the past change neither its world nor what comes of them.
fn assert_appending_in_the_past(events: &[Event], worlds: &BTreeMap<Step, World>) {
    let mut timeline = Timeline::with_spacing(16, (1 << 20, 0));
    for (number, event) in events.iter().enumerate() {
        timeline.append(event).unwrap_or_else(|error| panic!("what folds can be appended: {error}"));
        if number % 37 == 5 {
            timeline.seek(Step(number as u64 / 2));
        }
    }
    let stood = timeline.step();
    assert!(
        worlds.get(&stood).is_none_or(|world| world == timeline.world()),
        "step {stood}: the cursor's world"
    );
    timeline.seek_edge();
    assert!(Some(timeline.world()) == worlds.values().next_back(), "the world at the edge");
}
