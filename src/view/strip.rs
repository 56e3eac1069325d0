//! The timeline: one row for each thing that sleeps and wakes, with its phases along the steps.

use std::collections::{BTreeSet, HashMap};

use super::fit;
use super::role::{Line, Role};
use super::words::RUNNER;
use crate::lang::Lang;
use crate::trace::event::{Actor, Event, Kind, State, Target, Waiting};
use crate::trace::id::{ObjectId, Step, TaskId, ThreadId};

/// Whose row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A generator-like object.
    Object(ObjectId),
    /// A task.
    Task(TaskId),
}

/// What one does at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It is not there yet.
    Absent,
    /// Made, not started.
    Created,
    /// Its code runs.
    Running,
    /// It runs as Python sees it, but code that it resumed or called through another object runs above it.
    Below,
    /// Asleep; of a task: waiting.
    Asleep,
    /// Ready to run, in the loop's queue.
    Ready,
    /// Finished.
    Done,
}

impl Phase {
    fn sign(self) -> (Role, char) {
        match self {
            Phase::Absent => (Role::Plain, ' '),
            Phase::Created => (Role::Created, '·'),
            Phase::Running => (Role::Running, '█'),
            Phase::Below => (Role::Running, '▒'),
            Phase::Asleep => (Role::Suspended, '─'),
            Phase::Ready => (Role::Created, '═'),
            Phase::Done => (Role::Closed, ' '),
        }
    }
}

/// The phases of one row; each entry holds from its step on.
#[derive(Clone, Debug)]
struct Track {
    who: Who,
    label: String,
    phases: Vec<(u64, Phase)>,
}

impl Track {
    fn at(&self, step: u64) -> Phase {
        let after = self.phases.partition_point(|(from, _)| *from <= step);
        after.checked_sub(1).map_or(Phase::Absent, |last| self.phases[last].1)
    }

    /// The phase to show for the steps `from..to`: the liveliest, so that a short run is not lost.
    fn within(&self, from: u64, to: u64) -> (Phase, bool) {
        let first = self.phases.partition_point(|(step, _)| *step <= from);
        let last = self.phases.partition_point(|(step, _)| *step < to);
        let rank = |phase: &Phase| match phase {
            Phase::Running => 5,
            Phase::Below => 4,
            Phase::Ready => 3,
            Phase::Asleep => 2,
            Phase::Created => 1,
            Phase::Absent | Phase::Done => 0,
        };
        // Only a few entries of a column matter: any `Running` among them wins, and they alternate.
        let inside = &self.phases[first..last.min(first + 16).max(first)];
        let phase = inside.iter().map(|(_, phase)| *phase).chain([self.at(from)]).max_by_key(rank);
        let ends = last
            .checked_sub(1)
            .map(|last| self.phases[last])
            .is_some_and(|(at, phase)| at >= from && phase == Phase::Done);
        (phase.unwrap_or(Phase::Absent), ends)
    }
}

/// The phases of everything in a run; grows with it, one event at a time.
#[derive(Clone, Debug, Default)]
pub struct Tracks {
    tracks: Vec<Track>,
    rows: HashMap<Who, usize>,
    stacks: HashMap<ThreadId, Vec<ObjectId>>,
    /// Which row changed at which step, in order.
    changes: Vec<(u64, u32)>,
    length: u64,
}

/// Which part of the timeline is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The step in the first column.
    pub first: u64,
    /// Steps in a column.
    pub zoom: u64,
    /// The first row of those that can be shown.
    pub top: usize,
    /// Which those are.
    pub rows: Rows,
}

/// Which rows of the timeline can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// All of them: the user scrolls.
    All,
    /// Where there is no room for all, what has ended makes room for what has not.
    Living,
}

impl Tracks {
    /// Takes in the next event.
    pub fn push(&mut self, event: &Event) {
        self.length += 1;
        match &event.kind {
            Kind::Created { id, name, .. } => {
                self.add(Who::Object(*id), format!("{name}#{id}"));
                self.set(Who::Object(*id), Phase::Created);
            }
            Kind::Resumed { id, .. } => {
                if let Some(below) = self.stacks.get(&event.thread).and_then(|stack| stack.last().copied()) {
                    self.set(Who::Object(below), Phase::Below);
                }
                self.stacks.entry(event.thread).or_default().push(*id);
                self.set(Who::Object(*id), Phase::Running);
            }
            Kind::Yielded { id, after, .. }
            | Kind::Returned { id, after, .. }
            | Kind::Raised { id, after, .. } => {
                let stack = self.stacks.entry(event.thread).or_default();
                stack.retain(|other| other != id);
                if let Some(top) = stack.last().copied() {
                    self.set(Who::Object(top), Phase::Running);
                }
                let phase = if *after == State::Suspended { Phase::Asleep } else { Phase::Done };
                self.set(Who::Object(*id), phase);
            }
            Kind::Closed { id, .. } => self.set(Who::Object(*id), Phase::Done),
            // asyncio's own tasks have rows only where their code is traced too.
            Kind::TaskCreated { coro: Target::Other(_), by: Actor::Library(by), .. } if &**by == RUNNER => {}
            Kind::TaskCreated { task, name, .. } => {
                self.add(Who::Task(*task), name.to_string());
                self.set(Who::Task(*task), Phase::Ready);
            }
            Kind::TaskStep { task } => {
                self.set(Who::Task(*task), Phase::Running);
            }
            Kind::TaskWaiting { task, on, .. } => {
                let phase = if matches!(on, Waiting::Turn) { Phase::Ready } else { Phase::Asleep };
                self.set(Who::Task(*task), phase);
            }
            Kind::TaskWoken { task, .. } => self.set(Who::Task(*task), Phase::Ready),
            Kind::TaskDone { task, .. } => self.set(Who::Task(*task), Phase::Done),
            _ => {}
        }
    }

    fn add(&mut self, who: Who, label: String) {
        self.rows.insert(who, self.tracks.len());
        self.tracks.push(Track { who, label: fit::visible(&label), phases: Vec::new() });
    }

    fn set(&mut self, who: Who, phase: Phase) {
        if let Some(row) = self.rows.get(&who)
            && let Some(track) = self.tracks.get_mut(*row)
            && track.phases.last().is_none_or(|(_, last)| *last != phase)
        {
            track.phases.push((self.length, phase));
            self.changes.push((self.length, u32::try_from(*row).unwrap_or(u32::MAX)));
        }
    }

    /// How many rows there are up to a step.
    pub fn len(&self, step: Step) -> usize {
        self.tracks.partition_point(|track| track.phases.first().is_some_and(|(from, _)| *from <= step.0))
    }

    /// Whether there is no row up to a step.
    pub fn is_empty(&self, step: Step) -> bool {
        self.len(step) == 0
    }

    /// What one does at a step.
    pub fn phase(&self, who: Who, step: Step) -> Phase {
        self.rows.get(&who).map_or(Phase::Absent, |row| self.tracks[*row].at(step.0))
    }

    /// Whose row is shown in this place.
    pub fn who(&self, place: usize, window: Window, cursor: Step, horizon: Step, rows: usize) -> Option<Who> {
        let row = *self.shown(window, cursor, horizon, rows).get(place)?;
        self.tracks.get(row).map(|track| track.who)
    }

    /// The rows that can be shown up to `horizon`: all, or, where there is no room for so many, without those that had
    /// ended at the cursor; those that ended last stay longest.
    fn candidates(&self, window: Window, cursor: Step, horizon: Step, rows: usize) -> Vec<usize> {
        let all = 0..self.len(horizon);
        if window.rows == Rows::All || all.len() <= rows {
            return all.collect();
        }
        let ended = |row: usize| {
            let phases = &self.tracks[row].phases;
            let last = phases.partition_point(|(from, _)| *from <= cursor.0).checked_sub(1)?;
            (phases[last].1 == Phase::Done).then_some(phases[last].0)
        };
        let mut over: Vec<(u64, usize)> =
            all.clone().filter_map(|row| ended(row).map(|end| (end, row))).collect();
        over.sort_unstable();
        over.truncate(all.len() - rows);
        let gone: BTreeSet<usize> = over.into_iter().map(|(_, row)| row).collect();
        all.filter(|row| !gone.contains(row)).collect()
    }

    /// The rows that are shown, from the top down.
    fn shown(&self, window: Window, cursor: Step, horizon: Step, rows: usize) -> Vec<usize> {
        self.candidates(window, cursor, horizon, rows).into_iter().skip(window.top).take(rows).collect()
    }

    /// The columns that the labels take, of a strip so wide.
    pub fn label_width(&self, columns: usize) -> usize {
        let widest = self.tracks.iter().take(500).map(|track| fit::width(&track.label)).max().unwrap_or(0);
        (widest + 1).clamp(6, (columns / 4).max(6))
    }

    /// The first of the rows that can be shown, so that what just changed is in view.
    pub fn top(&self, window: Window, cursor: Step, horizon: Step, rows: usize) -> usize {
        let candidates = self.candidates(window, cursor, horizon, rows);
        let changed = self.changes.partition_point(|(at, _)| *at <= cursor.0);
        let changed = changed.checked_sub(1).and_then(|last| usize::try_from(self.changes[last].1).ok());
        let place = changed.and_then(|row| candidates.binary_search(&row).ok());
        let top = place.map_or(window.top, |row| window.top.clamp((row + 1).saturating_sub(rows), row));
        top.min(candidates.len().saturating_sub(rows))
    }

    /// The step that a column of the strip stands for; `None` on the labels or beyond the end.
    pub fn step_at(&self, column: usize, columns: usize, window: Window) -> Option<Step> {
        let column = column.checked_sub(self.label_width(columns))?;
        let step = window.first + (column as u64 + 1) * window.zoom - 1;
        Some(Step(step.min(self.length)))
    }

    /// The column of the strip that stands for a step; `None` outside the window.
    pub fn column_of(&self, step: Step, columns: usize, window: Window) -> Option<usize> {
        let cell = usize::try_from(step.0.checked_sub(window.first)? / window.zoom).ok()?;
        Some(self.label_width(columns) + cell).filter(|column| *column < columns)
    }

    /// The rows of the strip. What lies beyond `horizon` is not shown, as it has not happened yet for the reader.
    pub fn lines(
        &self,
        window: Window,
        cursor: Step,
        horizon: Step,
        rows: usize,
        columns: usize,
    ) -> Vec<Line> {
        let label_width = self.label_width(columns);
        let cells = columns.saturating_sub(label_width) as u64;
        let shown = self.shown(window, cursor, horizon, rows).into_iter();
        shown
            .map(|row| {
                let track = &self.tracks[row];
                let (role, _) = track.at(cursor.0).sign();
                let mut line = vec![(role, fit::pad(&track.label, label_width))];
                for cell in 0..cells {
                    let from = window.first + cell * window.zoom;
                    if from > horizon.0 {
                        break;
                    }
                    let (phase, ends) = track.within(from, from + window.zoom);
                    let (mut role, mut sign) = phase.sign();
                    if ends {
                        (role, sign) = (Role::Closed, 'x');
                    }
                    if (from..from + window.zoom).contains(&cursor.0) {
                        role = Role::Current;
                        sign = if sign == ' ' { '│' } else { sign };
                    }
                    match line.last_mut() {
                        Some((last, text)) if *last == role && cell > 0 => text.push(sign),
                        _ => line.push((role, sign.to_string())),
                    }
                }
                line
            })
            .collect()
    }
}

impl Window {
    /// The window that shows the cursor, moved as little as possible; never more empty columns than needed.
    pub fn follow(self, cursor: Step, cells: usize) -> Window {
        let span = (cells.max(1) as u64) * self.zoom;
        let margin = span / 8;
        let is_in_view = cursor.0 >= self.first + margin && cursor.0 + margin < self.first + span;
        let first = match is_in_view {
            _ if cursor.0 + margin < span => 0,
            true => self.first,
            false => cursor.0.saturating_sub(span / 2),
        };
        Window { first: first - first % self.zoom, ..self }
    }
}

/// What the signs of the strip mean.
pub fn legend(lang: Lang) -> Line {
    let words: [(Phase, &str, &str); 5] = [
        (Phase::Created, "created", "已创建"),
        (Phase::Running, "running", "运行"),
        (Phase::Below, "below the one that runs", "在运行者之下"),
        (Phase::Asleep, "asleep", "挂起"),
        (Phase::Ready, "ready", "就绪"),
    ];
    let mut line = Line::new();
    for (phase, en, zh) in words {
        let (role, sign) = phase.sign();
        line.push((role, format!("{sign}{sign} ")));
        line.push((Role::Dim, format!("{}  ", if lang == Lang::Zh { zh } else { en })));
    }
    line.push((Role::Closed, "x ".to_owned()));
    line.push((Role::Dim, if lang == Lang::Zh { "结束" } else { "ended" }.to_owned()));
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::{How, Input, ObjectKind};
    use crate::trace::id::FrameId;
    use crate::trace::value::Value;

    fn event(kind: Kind) -> Event {
        Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
    }

    fn created(id: u32) -> Event {
        event(Kind::Created {
            id: ObjectId(id),
            name: "g".into(),
            kind: ObjectKind::Generator,
            frame: FrameId(id),
            defined: None,
            by: Actor::Module,
            after: State::Created,
        })
    }

    /// Six generators are made; the first four are run and end.
    fn tracks() -> Tracks {
        let mut tracks = Tracks::default();
        for id in 1..=6 {
            tracks.push(&created(id));
        }
        for id in 1..=4 {
            let (before, after) = (State::Created, State::Running);
            let (by, how, input) = (Actor::Module, How::Next, Input::Nothing);
            tracks.push(&event(Kind::Resumed { id: ObjectId(id), by, how, input, before, after }));
            let (to, value) = (Actor::Module, Value::none());
            let (before, after) = (State::Running, State::Closed);
            tracks.push(&event(Kind::Returned { id: ObjectId(id), to, value, before, after }));
        }
        tracks
    }

    fn labels(window: Window, cursor: u64, rows: usize) -> Vec<String> {
        let lines = tracks().lines(window, Step(cursor), Step(14), rows, 60);
        lines.iter().map(|line| line[0].1.trim().to_owned()).collect()
    }

    #[test]
    fn what_has_ended_makes_room_for_what_has_not() {
        let window = Window { first: 0, zoom: 1, top: 0, rows: Rows::Living };
        assert_eq!(labels(window, 14, 6), ["g#1", "g#2", "g#3", "g#4", "g#5", "g#6"]);
        assert_eq!(labels(window, 14, 3), ["g#4", "g#5", "g#6"]);
        assert_eq!(labels(window, 14, 2), ["g#5", "g#6"]);
        // Before the first one ended nothing makes room; what just changed is in view.
        let top = tracks().top(window, Step(7), Step(14), 3);
        assert_eq!(labels(Window { top, ..window }, 7, 3), ["g#1", "g#2", "g#3"]);
        let all = Window { rows: Rows::All, ..window };
        assert_eq!(labels(all, 14, 3), ["g#1", "g#2", "g#3"]);
        let row = tracks().who(0, window, Step(14), Step(14), 2);
        assert_eq!(row, Some(Who::Object(ObjectId(5))));
    }
}
