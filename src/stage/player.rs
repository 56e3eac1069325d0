//! A run under way: its timeline, the engine behind its live edge, and how what is asked of it is carried out.

use std::path::PathBuf;

use super::effect::Effect;
use super::journal::{Impact, Journal, Next, NotUndone};
use super::scene::{Edge, Scene};
use super::update::Update;
use crate::engine::{Ending, Engine, Message, RestartError};
use crate::python::library;
use crate::trace::event::{Event, Kind, Outcome};
use crate::trace::id::Step;
use crate::trace::stop::{Breakpoints, Until};
use crate::trace::timeline::{Moved, Timeline};
use crate::trace::value::Value;
use crate::view::code::Source;
use crate::view::notes::Notes;
use crate::view::output::Printed;
use crate::view::strip::Tracks;
use crate::wire::{Request, is_entry};

/// The most bytes that the events of a run may take, as a run that never ends would take all there are.
const MOST_BYTES: usize = 1 << 30;

/// How many events a program runs on before it can be stopped on its way.
const PIECE: u64 = 5000;

/// After how many events it is measured what they take.
const MEASURED_EVERY: u64 = 1 << 16;

/// What becomes of the cursor when a run under way stops.
#[derive(Clone, Debug, PartialEq)]
enum CursorMove {
    /// It goes to where the program stops.
    Follow,
    /// It stays.
    Stay,
}

/// Plays one program: behind the live edge by moving the cursor, at the edge by letting the engine run.
pub struct Player<E> {
    engine: E,
    timeline: Timeline,
    tracks: Tracks,
    printed: Printed,
    sources: Vec<Source>,
    folder: PathBuf,
    notes: Notes,
    breakpoints: Breakpoints,
    edge: Edge,
    cursor_move: Option<CursorMove>,
    /// Where the run under way is to end.
    goal: Option<Until>,
    /// Whether it is to stop before.
    stopping: Stopping,
    /// Where the cursor stood when the step under way began.
    from: Step,
    ending: Option<Ending>,
    /// How the trace says it ended; the engine's own word comes a moment later.
    told: Option<Ending>,
    room: Room,
    /// The text of the entry that is stepped through, until the session says which file it is.
    entry: Option<String>,
    /// Whether the program stands still before a line, and not in the middle of a transition.
    is_at_a_line: bool,
    /// What is being evaluated.
    asked: String,
    journal: Journal,
}

/// Whether a run under way is to stop as soon as it can.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stopping {
    AtItsGoal,
    AsSoonAsItCan,
}

/// Whether there is room for more events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Left,
    None,
}

impl<E: Engine> Player<E> {
    /// A player of the program in this file, whose text is `source`. Its first [`Player::next`] tells when it is ready.
    pub fn new(engine: E, file: PathBuf, source: &str, notes: Notes) -> Player<E> {
        let folder = file.parent().map(PathBuf::from).unwrap_or_default();
        Player {
            engine,
            timeline: Timeline::new(),
            tracks: Tracks::default(),
            printed: Printed::default(),
            sources: vec![Source::new(&file.to_string_lossy(), source)],
            folder,
            notes,
            breakpoints: Breakpoints::new(),
            edge: Edge::Running,
            cursor_move: None,
            goal: None,
            stopping: Stopping::AtItsGoal,
            from: Step(0),
            ending: None,
            told: None,
            room: Room::Left,
            entry: None,
            is_at_a_line: false,
            asked: String::new(),
            journal: Journal::default(),
        }
    }

    /// A player of one more entry of a session that has a past, with the texts of its files so far.
    pub fn within(engine: E, timeline: Timeline, sources: Vec<Source>, entry: &str) -> Player<E> {
        let mut player = Player::new(engine, PathBuf::new(), "", Notes::default());
        for (_, event) in timeline.events(0..timeline.len()) {
            player.tracks.push(&event);
            player.printed.push(&event);
        }
        player.timeline = timeline;
        player.timeline.seek_edge();
        player.from = player.timeline.step();
        player.sources = sources;
        player.entry = Some(entry.to_owned());
        player
    }

    /// The engine, and all that happened.
    pub fn into_parts(self) -> (E, Timeline) {
        (self.engine, self.timeline)
    }

    /// What there is to show.
    pub fn scene(&self) -> Scene<'_> {
        Scene {
            timeline: &self.timeline,
            tracks: &self.tracks,
            printed: &self.printed,
            sources: &self.sources,
            notes: &self.notes,
            breakpoints: &self.breakpoints,
            edge: self.edge,
            is_recorded: self.engine.is_recorded(),
            goal: match &self.goal {
                Some(Until::Step(step)) if self.edge == Edge::Running => Some(*step),
                _ => None,
            },
        }
    }

    /// How the run ended, once the engine or the trace has said so.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref().or(self.told.as_ref())
    }

    /// Whether the engine has nothing more to tell.
    pub fn is_over(&self) -> bool {
        self.ending.is_some()
    }

    /// Waits for the engine's own word on the end, where the trace has told of the end already: only the engine knows
    /// why a process died.
    pub async fn settle(&mut self) {
        while self.told.is_some() && !self.is_over() {
            self.next().await;
        }
    }

    /// Carries out what is asked as far as that needs no waiting; [`Update::Progress`] means that [`Player::next`] will
    /// tell the rest. What concerns the terminal is nothing to a player.
    pub fn perform(&mut self, effect: Effect) -> Update {
        let from = self.timeline.step();
        match effect {
            Effect::Forward(until) => {
                if !self.timeline.at_edge()
                    && self.timeline.forward(&until, &self.breakpoints) == Moved::Found
                {
                    return Update::Arrived { from };
                }
                self.run(until, CursorMove::Follow, from)
            }
            Effect::Goto(step) if step > self.timeline.edge() => {
                self.timeline.seek_edge();
                self.run(Until::Step(step), CursorMove::Follow, from)
            }
            Effect::Goto(step) => {
                self.timeline.seek(step);
                Update::Arrived { from }
            }
            Effect::Back(until) => {
                self.timeline.backward(&until, &self.breakpoints);
                Update::Arrived { from }
            }
            Effect::ToStart => {
                self.timeline.seek(Step(0));
                Update::Arrived { from }
            }
            Effect::ToEdge => {
                self.timeline.seek_edge();
                Update::Arrived { from }
            }
            Effect::Peek(until) => {
                let (mut at, breakpoints) = (from, &self.breakpoints);
                let is_there = self.timeline.find_next(from, |event| {
                    at.0 += 1;
                    until.is_met(event, at, breakpoints)
                });
                if is_there.is_some() { Update::Peeked } else { self.run(until, CursorMove::Stay, from) }
            }
            Effect::ToALine if self.edge != Edge::Paused || self.is_at_a_line => Update::Arrived { from },
            Effect::ToALine => self.run(Until::Line, CursorMove::Follow, from),
            Effect::Evaluate(expression) => {
                if self.edge == Edge::Paused && self.timeline.at_edge() {
                    self.asked = expression.clone();
                    self.from = from;
                    self.edge = Edge::Running;
                    self.engine.send(Request::Evaluate { expression });
                }
                Update::Nothing
            }
            Effect::Undo => self.undo(),
            Effect::Input(bytes) => {
                if self.edge == Edge::NeedsInput {
                    self.edge = Edge::Running;
                    self.journal.handed_in(self.timeline.edge(), bytes.clone());
                    self.engine.send(Request::Input { bytes });
                }
                Update::Progress
            }
            Effect::SetBreakpoints(breakpoints) => {
                self.breakpoints = breakpoints;
                Update::Nothing
            }
            Effect::Pause => {
                self.stopping = Stopping::AsSoonAsItCan;
                Update::Nothing
            }
            Effect::Interrupt => {
                self.engine.interrupt();
                Update::Nothing
            }
            Effect::Suspend | Effect::Redraw | Effect::OtherClock | Effect::Quit => Update::Nothing,
        }
    }

    fn run(&mut self, until: Until, cursor_move: CursorMove, from: Step) -> Update {
        if self.edge != Edge::Paused {
            return if cursor_move == CursorMove::Stay { Update::Peeked } else { Update::Arrived { from } };
        }
        self.from = from;
        self.cursor_move = Some(cursor_move);
        self.stopping = Stopping::AtItsGoal;
        self.run_on(until);
        Update::Progress
    }

    /// Lets the program run a piece of the way.
    fn run_on(&mut self, until: Until) {
        self.edge = Edge::Running;
        let step = Step(self.timeline.edge().0.saturating_add(PIECE));
        let piece = Until::AtMost { until: Box::new(until.clone()), step };
        self.goal = Some(until);
        self.engine.send(Request::Run { until: piece, breakpoints: self.breakpoints.clone() });
    }

    /// Has the program run again to where the last act was not yet done.
    fn undo(&mut self) -> Update {
        if !self.journal.can_undo() {
            return Update::NotUndone(NotUndone::Nothing);
        }
        match self.engine.restart() {
            Ok(()) => {}
            Err(RestartError::NotAProgram) => return Update::NotUndone(NotUndone::NotAProgram),
            Err(RestartError::Start(error)) => {
                return Update::NotUndone(NotUndone::NoRestart { error });
            }
        }
        self.journal.undo();
        self.timeline = Timeline::new();
        self.tracks = Tracks::default();
        self.printed = Printed::default();
        self.sources.truncate(1);
        (self.ending, self.told, self.cursor_move, self.goal) = (None, None, None, None);
        self.room = Room::Left;
        self.edge = Edge::Running;
        Update::Progress
    }

    /// Has a run that repeats an earlier one go on.
    fn repeat(&mut self) -> Update {
        let step = self.timeline.edge();
        let next = self.journal.next(step);
        self.edge = if matches!(next, Next::There | Next::Past) { Edge::Paused } else { Edge::Running };
        match next {
            Next::Run(goal) => {
                let (until, breakpoints) = (Until::Step(goal), Breakpoints::new());
                self.engine.send(Request::Run { until, breakpoints });
                Update::Progress
            }
            Next::Evaluate(expression) => {
                self.engine.send(Request::Evaluate { expression });
                Update::Progress
            }
            Next::There => {
                self.from = step;
                self.arrive()
            }
            Next::Past => {
                self.timeline.seek_edge();
                Update::NotUndone(NotUndone::RanOtherwise)
            }
        }
    }

    fn paused(&mut self) -> Update {
        let last = self.timeline.event_to(self.timeline.edge());
        self.is_at_a_line = last.as_ref().is_some_and(|event| matches!(event.kind, Kind::Line { .. }));
        if self.journal.is_repeating() {
            return self.repeat();
        }
        if let (Some(goal), Some(last)) = (self.goal.take(), &last)
            && self.stopping == Stopping::AtItsGoal
            && !goal.is_met(last, self.timeline.edge(), &self.breakpoints)
        {
            self.run_on(goal);
            return Update::Progress;
        }
        self.edge = Edge::Paused;
        self.arrive()
    }

    /// What was evaluated has shown what it does.
    fn evaluated(&mut self, answer: Result<Value, String>) -> Update {
        let (from, edge) = (self.from, self.timeline.edge());
        self.edge = Edge::Paused;
        let impact = if edge > from { Impact::Recorded } else { Impact::None };
        self.journal.evaluated(from, std::mem::take(&mut self.asked), impact);
        if edge > from {
            self.timeline.seek_edge();
        }
        Update::Evaluated { from, answer }
    }

    /// Waits for the engine; the future may be dropped and asked for again.
    pub async fn next(&mut self) -> Update {
        if self.is_over() {
            return std::future::pending().await;
        }
        match self.engine.next().await {
            Message::Events(events) => self.take(events),
            Message::Paused => self.paused(),
            Message::Evaluated(_) if self.journal.is_repeating() => self.repeat(),
            Message::NeedInput => {
                if let Some(bytes) = self.journal.input() {
                    self.engine.send(Request::Input { bytes });
                    return Update::Progress;
                }
                self.edge = Edge::NeedsInput;
                // What the program wants is asked at the live edge, whatever was being done.
                self.cursor_move = Some(CursorMove::Follow);
                self.timeline.seek_edge();
                Update::NeedsInput { from: self.from }
            }
            Message::Evaluated(answer) => self.evaluated(answer),
            Message::Ready(_) | Message::Completions(_) => Update::Nothing,
            Message::Unparsable { traceback } => Update::Unparsable(traceback),
            Message::Ended(ending) => {
                self.ending = Some(ending);
                let was_known = self.edge == Edge::Ended;
                self.edge = Edge::Ended;
                if was_known { Update::Nothing } else { self.arrive() }
            }
        }
    }

    fn take(&mut self, events: Vec<Event>) -> Update {
        let mut has_ended = false;
        let before = self.timeline.len();
        for event in &events {
            if let Err(error) = self.timeline.append(event) {
                self.edge = Edge::Ended;
                self.cursor_move = None;
                self.timeline.seek_edge();
                self.engine.end(Outcome::Died);
                return Update::Broken { from: self.from, why: error };
            }
            self.tracks.push(event);
            self.printed.push(event);
            self.notes.push(event, self.timeline.live());
            match &event.kind {
                Kind::ModuleLoaded { file, path } => self.load(file.0, path),
                Kind::ProgramEnded { outcome, status, .. } => {
                    has_ended = true;
                    self.told = Some(Ending { outcome: *outcome, status: *status, reason: None });
                }
                _ => {}
            }
        }
        if has_ended {
            self.journal.give_up();
            self.edge = Edge::Ended;
            return self.arrive();
        }
        let is_due = before / MEASURED_EVERY != self.timeline.len() / MEASURED_EVERY;
        if self.room == Room::Left && is_due && self.timeline.bytes() > MOST_BYTES {
            self.room = Room::None;
            self.engine.interrupt();
            return Update::Full;
        }
        Update::Progress
    }

    fn arrive(&mut self) -> Update {
        match self.cursor_move.take() {
            Some(CursorMove::Stay) => Update::Peeked,
            Some(CursorMove::Follow) | None => {
                self.timeline.seek_edge();
                Update::Arrived { from: self.from }
            }
        }
    }

    /// Reads a module of the program, or one of asyncio's; one that cannot be read is shown empty.
    fn load(&mut self, file: u32, path: &str) {
        let entry = self.entry.take_if(|_| is_entry(path));
        let bytes = match entry {
            Some(entry) => entry.into_bytes(),
            None => match library::source(path) {
                Some(text) => text.as_bytes().to_vec(),
                None => std::fs::read(self.folder.join(path)).unwrap_or_default(),
            },
        };
        let Ok(at) = usize::try_from(file) else { return };
        if at > self.sources.len() + 1000 {
            return;
        }
        if self.sources.len() <= at {
            self.sources.resize_with(at + 1, Source::default);
        }
        self.sources[at] = Source::new(path, &String::from_utf8_lossy(&bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::replay::{Pace, Replay};
    use crate::trace::event::{Clock, TRACE_VERSION};
    use crate::trace::id::ThreadId;

    fn event(kind: Kind) -> Event {
        Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
    }

    #[tokio::test]
    async fn who_leaves_right_after_the_end_still_hears_the_engines_own_word_on_it() {
        let started = Kind::ProgramStarted {
            version: TRACE_VERSION,
            file: "a.py".into(),
            python: "Python".into(),
            clock: Clock::Virtual,
        };
        let ended = Kind::ProgramEnded { outcome: Outcome::Died, exception: None, status: 125 };
        let engine = Replay::new([event(started), event(ended)], Pace::Free);
        let mut player = Player::new(engine, PathBuf::from("a.py"), "", Notes::default());
        while player.ending().is_none() {
            player.next().await;
        }
        assert!(!player.is_over(), "the trace tells of the end before the engine does");
        player.settle().await;
        assert!(player.is_over());
    }
}
