//! What a screen is drawn from, borrowed from whoever owns the run.

use crate::trace::event::{Actor, Event, Place, Site};
use crate::trace::id::{FileId, Step};
use crate::trace::stop::{Breakpoints, Until};
use crate::trace::timeline::Timeline;
use crate::trace::world::World;
use crate::view::code::Source;
use crate::view::notes::Notes;
use crate::view::output::Printed;
use crate::view::strip::Tracks;

/// What the program does at its live edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It stands still and can be stepped.
    Paused,
    /// It runs.
    Running,
    /// It waits for a line on its stdin.
    NeedsInput,
    /// It ended, or a recording did.
    Ended,
}

/// A run, as far as it came, and where the cursor stands in it.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The events and the world at the cursor.
    pub timeline: &'a Timeline,
    /// Everything's phases.
    pub tracks: &'a Tracks,
    /// Everything printed.
    pub printed: &'a Printed,
    /// The program's files, by their ids.
    pub sources: &'a [Source],
    /// The notes on its lines.
    pub notes: &'a Notes,
    /// The lines to stop at.
    pub breakpoints: &'a Breakpoints,
    /// What the program does.
    pub edge: Edge,
    /// Whether it happened before: there is no program behind it.
    pub is_recorded: bool,
    /// The step that it runs to, where it runs to one.
    pub goal: Option<Step>,
}

impl<'a> Scene<'a> {
    /// The step of the cursor.
    pub fn cursor(&self) -> Step {
        self.timeline.step()
    }

    /// The world at the cursor.
    pub fn world(&self) -> &'a World {
        self.timeline.world()
    }

    /// The event that led to the cursor.
    pub fn event(&self) -> Option<Event> {
        self.timeline.event_to(self.cursor())
    }

    /// A file of the program.
    pub fn source(&self, file: FileId) -> Option<&'a Source> {
        self.sources.get(usize::try_from(file.0).ok()?)
    }

    /// The line that is about to run, or on which the last thing happened.
    pub fn site(&self) -> Option<Site> {
        self.world().top().and_then(|level| level.frame.site()).or_else(|| self.world().site())
    }

    /// Whether something can still happen after the cursor.
    pub fn can_go_on(&self) -> bool {
        !self.timeline.at_edge() || self.edge == Edge::Paused
    }

    /// The next line of the code that runs, across its suspensions where it can sleep.
    pub fn over(&self) -> Until {
        let world = self.world();
        match world.top() {
            Some(level) => match level.frame.place() {
                Place::Object(id) => Until::Within { object: *id, frame: level.frame.id() },
                Place::Module | Place::Function(_) => Until::Over {
                    frame: level.frame.id(),
                    depth: level.depth,
                    thread: world.current_thread(),
                },
            },
            None => Until::Stop,
        }
    }

    /// Out to whoever called or resumed; where that is the loop, to the next task it resumes.
    pub fn out(&self) -> Until {
        if self.is_driven_by_loop() { Until::TaskSwitch } else { self.out_back() }
    }

    /// Back to where whoever called or resumed did so.
    pub fn out_back(&self) -> Until {
        let world = self.world();
        match world.top() {
            Some(level) => Until::Out { depth: level.depth, thread: world.current_thread() },
            None => Until::Stop,
        }
    }

    fn is_driven_by_loop(&self) -> bool {
        let world = self.world();
        let Some(Place::Object(id)) = world.top().map(|level| level.frame.place()) else {
            return false;
        };
        let by = world.object(*id).and_then(|object| object.resumption()).map(|resumption| &resumption.by);
        matches!(by, Some(Actor::Task(_) | Actor::Loop(_)))
    }
}
