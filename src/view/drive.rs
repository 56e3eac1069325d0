//! One generator's state machine: which transitions it has taken so far, which never, and what can be done to it now.

pub mod command;

#[cfg(test)]
mod tests;

use super::fit::{self, cut_line, line_width, pad, visible};
use super::role::{Line, Role};
use super::words::state_sign;
use crate::lang::Lang;
use crate::trace::event::{Event, How, Input, Kind, ObjectKind, State};
use crate::trace::id::{ObjectId, Step};
use crate::trace::timeline::Timeline;

/// The columns of one state's transitions.
const COLUMN: usize = 40;

/// What takes an object from one state to another, or tries to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Resumed without a value: `next`, `for`, `await`, the loop.
    Next,
    /// Resumed with a value.
    Send,
    /// Resumed with an exception.
    Throw,
    /// Resumed with GeneratorExit, or closed without running.
    Close,
    /// Closed because nobody holds it any more.
    Gone,
    /// Its own code yields, or hands control to the loop.
    Yields,
    /// Its own code returns.
    Returns,
    /// An exception leaves its own code.
    Raises,
}

impl Way {
    /// Whether one does it to the object; the rest its own code does, or the interpreter.
    fn is_a_deed(self) -> bool {
        matches!(self, Way::Next | Way::Send | Way::Throw | Way::Close)
    }
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// This state.
    State(State),
    /// Python refuses, with this exception.
    Refused(&'static str),
}

/// One transition that an object of this kind may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The state before.
    pub from: State,
    /// What takes it on.
    pub way: Way,
    /// What comes of it.
    pub to: To,
    /// How often it was taken.
    pub taken: u32,
    /// The step at which it was taken last.
    pub last: Option<Step>,
}

/// The state machine of generators, coroutines and async generators (PEP 342, PEP 492, PEP 525). Closing a closed one is
/// left out: it does nothing, not even an event.
#[rustfmt::skip]
const MACHINE: [(State, Way, To); 17] = [
    (State::Created, Way::Next, To::State(State::Running)),
    (State::Created, Way::Send, To::Refused("TypeError")),
    (State::Created, Way::Throw, To::State(State::Running)),
    (State::Created, Way::Close, To::State(State::Closed)),
    (State::Running, Way::Yields, To::State(State::Suspended)),
    (State::Running, Way::Returns, To::State(State::Closed)),
    (State::Running, Way::Raises, To::State(State::Closed)),
    (State::Running, Way::Next, To::Refused("ValueError")),
    (State::Running, Way::Send, To::Refused("ValueError")),
    (State::Suspended, Way::Next, To::State(State::Running)),
    (State::Suspended, Way::Send, To::State(State::Running)),
    (State::Suspended, Way::Throw, To::State(State::Running)),
    (State::Suspended, Way::Close, To::State(State::Running)),
    (State::Suspended, Way::Gone, To::State(State::Running)),
    (State::Closed, Way::Next, To::Refused("StopIteration")),
    (State::Closed, Way::Send, To::Refused("StopIteration")),
    (State::Closed, Way::Throw, To::Refused("")),
];

/// Every transition of an object, with how often it was taken up to a step; nothing where there is no such object then.
pub fn arcs(timeline: &Timeline, step: Step, id: ObjectId) -> Vec<Arc> {
    let Some(kind) = timeline.world_at(step).object(id).map(|object| object.kind()) else {
        return Vec::new();
    };
    let mut arcs: Vec<Arc> = MACHINE
        .iter()
        .map(|(from, way, to)| Arc {
            from: *from,
            way: *way,
            to: refusal(*from, *to, kind),
            taken: 0,
            last: None,
        })
        .collect();
    for (seq, event) in timeline.events(0..step.0) {
        if let Some((from, way)) = taken(&event, id)
            && let Some(arc) = arcs.iter_mut().find(|arc| arc.from == from && arc.way == way)
        {
            arc.taken += 1;
            arc.last = Some(Step(seq + 1));
        }
    }
    // What a program cannot do on purpose is shown only where it happened.
    arcs.retain(|arc| arc.way != Way::Gone || arc.taken > 0);
    arcs
}

/// What Python raises where it refuses, for each kind of object.
fn refusal(from: State, to: To, kind: ObjectKind) -> To {
    match (to, from, kind) {
        (To::Refused(_), State::Closed, ObjectKind::Coroutine) => To::Refused("RuntimeError"),
        (To::Refused("StopIteration"), _, ObjectKind::AsyncGenerator) => To::Refused("StopAsyncIteration"),
        (To::Refused("ValueError"), State::Running, ObjectKind::AsyncGenerator) => {
            To::Refused("RuntimeError")
        }
        _ => to,
    }
}

/// The transition of an object that an event is.
fn taken(event: &Event, id: ObjectId) -> Option<(State, Way)> {
    let way = |how: How, input: &Input| match (how, input) {
        (How::Gc, _) => Way::Gone,
        (How::Close | How::Aclose, _) => Way::Close,
        (How::Throw | How::Athrow, _) | (_, Input::Exception(_)) => Way::Throw,
        (_, Input::Value(value)) if !value.is_none() => Way::Send,
        _ => Way::Next,
    };
    match &event.kind {
        Kind::Resumed { id: of, how, input, before, .. } if *of == id => Some((*before, way(*how, input))),
        Kind::Refused { id: of, how, input, before, .. } if *of == id => Some((*before, way(*how, input))),
        Kind::Yielded { id: of, .. } if *of == id => Some((State::Running, Way::Yields)),
        Kind::Returned { id: of, .. } if *of == id => Some((State::Running, Way::Returns)),
        Kind::Raised { id: of, .. } if *of == id => Some((State::Running, Way::Raises)),
        Kind::Closed { id: of, before, .. } if *of == id => Some((*before, Way::Close)),
        _ => None,
    }
}

/// How one writes it in Python; what the object's own code does, in words.
pub fn spelled(way: Way, kind: ObjectKind, lang: Lang) -> &'static str {
    match (way, kind) {
        (Way::Next, ObjectKind::Generator) => "next(g)",
        (Way::Next, ObjectKind::Coroutine) => "await c",
        (Way::Next, ObjectKind::AsyncGenerator) => "anext(g)",
        (Way::Send, ObjectKind::Generator) => "g.send(value)",
        (Way::Send, ObjectKind::Coroutine) => "c.send(value)",
        (Way::Send, ObjectKind::AsyncGenerator) => "g.asend(value)",
        (Way::Throw, ObjectKind::Generator) => "g.throw(E)",
        (Way::Throw, ObjectKind::Coroutine) => "c.throw(E)",
        (Way::Throw, ObjectKind::AsyncGenerator) => "g.athrow(E)",
        (Way::Close, ObjectKind::Generator) => "g.close()",
        (Way::Close, ObjectKind::Coroutine) => "c.close()",
        (Way::Close, ObjectKind::AsyncGenerator) => "g.aclose()",
        (Way::Gone, _) => lang.pick("nobody holds it", "没有人再持有它"),
        (Way::Yields, ObjectKind::Coroutine) => lang.pick("goes to sleep", "挂起"),
        (Way::Yields, _) => lang.pick("yields", "产出"),
        (Way::Returns, _) => lang.pick("returns", "返回"),
        (Way::Raises, _) => lang.pick("raises", "传出"),
    }
}

/// The state machine of an object at a step, fitted to columns: a picture where there is room, then every transition,
/// state by state, with how often it was taken; those of the state it is in come with a mark. Nothing for an object that
/// does not exist then.
pub fn lines(timeline: &Timeline, step: Step, id: ObjectId, lang: Lang, columns: usize) -> Vec<Line> {
    let world = timeline.world_at(step);
    let Some(object) = world.object(id) else {
        return Vec::new();
    };
    let mut lines = vec![super::cards::heading(object, lang)];
    let picture = picture(object.state(), object.kind());
    if picture.iter().all(|line| line_width(line) <= columns) {
        lines.extend(picture);
        lines.push(Line::new());
    }
    lines.extend(table(timeline, step, id, lang, columns));
    lines.into_iter().map(|line| cut_line(line, columns)).collect()
}

/// Every transition of an object, state by state, in two columns where they fit, and how many were taken.
pub fn table(timeline: &Timeline, step: Step, id: ObjectId, lang: Lang, columns: usize) -> Vec<Line> {
    let world = timeline.world_at(step);
    let Some(object) = world.object(id) else {
        return Vec::new();
    };
    let (kind, now) = (object.kind(), object.state());
    let arcs = arcs(timeline, step, id);
    let section = |state: State| {
        let (role, sign) = state_sign(state);
        let mut heading = vec![(role, format!("{sign} {}", state.word(kind)))];
        if state == now {
            heading.push((Role::Strong, format!("  ← {}", lang.pick("now", "现在"))));
        }
        let rows = arcs.iter().filter(|arc| arc.from == state).map(|arc| row(arc, kind, now, lang));
        std::iter::once(heading).chain(rows).collect::<Vec<Line>>()
    };
    let left = [section(State::Created), section(State::Running)].concat();
    let right = [section(State::Suspended), section(State::Closed)].concat();
    let mut lines = if columns < 2 * COLUMN { [left, right].concat() } else { beside(left, right) };
    let tried = arcs.iter().filter(|arc| arc.taken > 0).count();
    let all = arcs.len();
    let sum = match lang {
        Lang::En => format!("{tried} of {all} transitions taken so far"),
        Lang::Zh => format!("{all} 种切换里已经走过 {tried} 种"),
    };
    lines.push(vec![(Role::Dim, sum)]);
    lines.into_iter().map(|line| cut_line(line, columns)).collect()
}

/// Two columns, the right one from [`COLUMN`] on.
fn beside(left: Vec<Line>, right: Vec<Line>) -> Vec<Line> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            if let Some(other) = right.next() {
                let gap = COLUMN.saturating_sub(line_width(&line));
                line.push((Role::Plain, " ".repeat(gap)));
                line.extend(other);
            }
            line
        })
        .collect()
}

/// The state of an object at a step, what can be done to it now with how often that was done, and how much was tried: one
/// line of prose, wrapped to columns.
pub fn offers(timeline: &Timeline, step: Step, id: ObjectId, lang: Lang, columns: usize) -> Vec<Line> {
    let world = timeline.world_at(step);
    let Some(object) = world.object(id) else { return Vec::new() };
    let (kind, state) = (object.kind(), object.state());
    let arcs = arcs(timeline, step, id);
    let mut line = super::cards::heading(object, lang);
    for arc in arcs.iter().filter(|arc| arc.from == state && arc.way.is_a_deed()) {
        // An offer stays in one piece where the line is broken.
        let whole = |text: String| text.replace(' ', "\u{a0}");
        line.push((Role::Plain, "  ".to_owned()));
        let offer = format!("▸ {} {}", spelled(arc.way, kind, lang), times(arc.taken, lang));
        line.push((if arc.taken > 0 { Role::Plain } else { Role::Key }, whole(offer)));
    }
    if state == State::Closed {
        line.push((Role::Dim, lang.pick("  it is over", "  已经结束").to_owned()));
    }
    let taken = arcs.iter().filter(|arc| arc.taken > 0).count();
    line.push((Role::Dim, format!("  ({taken}/{})", arcs.len())));
    let mut lines = fit::wrap(&line, columns, 4);
    for (_, text) in lines.iter_mut().flatten() {
        *text = text.replace('\u{a0}', " ");
    }
    lines
}

fn times(taken: u32, lang: Lang) -> String {
    match (taken, lang) {
        (0, _) => lang.pick("never", "从未").to_owned(),
        (times, Lang::En) => format!("{times} ×"),
        (times, Lang::Zh) => format!("{times} 次"),
    }
}

/// One transition: the mark of what can be done now, how it is written, where it leads, how often it was taken.
fn row(arc: &Arc, kind: ObjectKind, now: State, lang: Lang) -> Line {
    let mark = if arc.from == now && arc.way.is_a_deed() { "▸ " } else { "  " };
    let name = spelled(arc.way, kind, lang);
    let (role, count) = (if arc.taken > 0 { Role::Strong } else { Role::Dim }, times(arc.taken, lang));
    let to = match arc.to {
        To::State(state) => (state_sign(state).0, format!("→ {}", state.word(kind))),
        To::Refused("") => (Role::Error, lang.pick("✗ raises E", "✗ 传出 E").to_owned()),
        To::Refused(exception) => (Role::Error, format!("✗ {exception}")),
    };
    let text = if arc.taken > 0 { Role::Plain } else { Role::Dim };
    vec![(Role::Key, mark.to_owned()), (role, pad(&count, 6)), (text, pad(&visible(name), 15)), to]
}

/// The four states and the ways between them; the state at hand stands out.
fn picture(now: State, kind: ObjectKind) -> Vec<Line> {
    let state = |state: State| {
        let (role, sign) = state_sign(state);
        let word = state.word(kind);
        let text = if state == now { format!("[{sign} {word}]") } else { format!(" {sign} {word} ") };
        (if state == now { role } else { Role::Dim }, text)
    };
    let plain = |text: &str| (Role::Dim, text.to_owned());
    let (created, running) = (state(State::Created), state(State::Running));
    // The arrows hang below the middle of RUNNING.
    let left = " ".repeat(super::fit::width(&created.1) + 5 + super::fit::width(&running.1) / 2 - 2);
    let below = super::fit::width(&created.1) + 5 + super::fit::width(&running.1) / 2;
    let suspended = state(State::Suspended);
    let indent = " ".repeat(below.saturating_sub(super::fit::width(&suspended.1) / 2));
    vec![
        vec![created, plain(" ──▶ "), running, plain(" ──▶ "), state(State::Closed)],
        vec![plain(&left), plain("│   ▲")],
        vec![plain(&left), plain("▼   │")],
        vec![plain(&indent), suspended],
    ]
}
