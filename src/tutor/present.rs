//! Presenting: a lesson before an audience goes on by itself, shows the answers, and keeps no score.

use std::time::Duration;

use super::ask::{Ask, Input, Said};
use super::keys::{Action, Audience, Situation};
use super::pages::Task;
use super::runs::Needed;
use super::walk::{Job, Tutor, Waits};
use crate::lang::{Lang, Say};
use crate::lesson::model::{Kind, TryIt};
use crate::lesson::sheet::Grade;
use crate::progress::Moment;
use crate::trace::event::{Event, Kind as What};
use crate::trace::follow::{Followed, Follower};
use crate::view::fit::visible;
use crate::view::role::{Line, Role};
use crate::view::story::{Depth, Live, Style};

/// Milliseconds for each column of text, at each pace.
const PACES: [u64; 5] = [110, 75, 45, 30, 18];
/// The shortest and the longest time a slide stays, in milliseconds at the middle pace.
const STAYS: (u64, u64) = (3_000, 25_000);

/// Whether the page at hand has shown what it keeps for the end: an answer, or its demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Open,
    Shown,
}

/// How much of a slide is on the screen.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The lines of the slide.
    pub lines: usize,
    /// How many of them are seen at once.
    pub rows: usize,
}

/// A walk that is presented.
#[derive(Debug)]
pub struct Presenter {
    tutor: Tutor,
    ending: Ending,
    offset: usize,
    playing: bool,
    pace: usize,
}

impl Presenter {
    /// Presents a walk from its first page on.
    pub fn new(tutor: Tutor) -> Presenter {
        Presenter { tutor, ending: Ending::Open, offset: 0, playing: true, pace: 2 }
    }

    /// The walk.
    pub fn tutor(&self) -> &Tutor {
        &self.tutor
    }

    /// Takes in what happened; a slide that has stayed long enough is [`Action::On`].
    pub fn update(&mut self, input: Input, view: View, at: Moment) -> Vec<Ask> {
        match input {
            Input::Act(Action::Pause) => self.playing = !self.playing,
            Input::Act(Action::Faster) => self.pace = (self.pace + 1).min(PACES.len() - 1),
            Input::Act(Action::Slower) => self.pace = self.pace.saturating_sub(1),
            Input::Act(Action::Up) => self.offset = self.offset(view).saturating_sub(1),
            Input::Act(Action::Down) => self.offset = self.offset(view) + 1,
            Input::Act(Action::Back) => return self.turn(Input::Act(Action::Back), at),
            Input::Act(Action::On) => {
                let offset = self.offset(view);
                if offset + view.rows < view.lines {
                    self.offset = offset + view.rows.saturating_sub(1).max(1);
                } else if self.tutor.waits() == Waits::Learner {
                    return self.next(at);
                }
            }
            Input::DemoLeft(trouble) => {
                let mut asks = self.tutor.update(Input::DemoLeft(trouble), at);
                asks.extend(self.next(at));
                return asks;
            }
            input => return self.tutor.update(input, at),
        }
        Vec::new()
    }

    /// Goes on: the answer of this page, its demo, or the next page; at the end it stands still.
    fn next(&mut self, at: Moment) -> Vec<Ask> {
        if self.ending == Ending::Open {
            self.ending = Ending::Shown;
            match self.tutor.pages.get(self.tutor.at).map(|page| &page.task) {
                Some(Task::Show(..)) => return self.tutor.update(Input::Act(Action::Open), at),
                Some(Task::Ask(_) | Task::Try(_) | Task::Vary(_)) => {
                    // The answer may be below what the screen shows.
                    self.offset = usize::MAX;
                    self.tutor.start(Job::Reveal);
                    return self.tutor.look_after(at);
                }
                _ => {}
            }
        }
        if self.tutor.at + 1 >= self.tutor.pages.len() {
            self.playing = false;
            return vec![Ask::Rest];
        }
        self.turn(Input::Act(Action::On), at)
    }

    fn turn(&mut self, input: Input, at: Moment) -> Vec<Ask> {
        self.ending = Ending::Open;
        self.offset = 0;
        self.tutor.update(input, at)
    }

    /// How many lines of the slide are above the screen.
    pub fn offset(&self, view: View) -> usize {
        self.offset.min(view.lines.saturating_sub(view.rows))
    }

    /// What is possible now.
    pub fn situation(&self) -> Situation {
        let audience = if self.playing { Audience::Watching } else { Audience::Paused };
        Situation { audience, ..self.tutor.situation() }
    }

    /// How long a slide with so many columns of text stays; for ever while it is paused.
    pub fn stay(&self, columns: usize) -> Option<Duration> {
        let pace = PACES[self.pace];
        let (least, most) = STAYS;
        let scale = |time: u64| time * pace / PACES[2];
        let wanted = pace.saturating_mul(columns as u64);
        let is_asked = self.tutor.situation().doubt.is_some();
        (self.playing && !is_asked).then(|| Duration::from_millis(wanted.clamp(scale(least), scale(most))))
    }
}

impl Tutor {
    /// The answer of the page at hand, and why it is right; of a try-it, the solution as it is typed.
    pub(super) fn reveal(&mut self) -> Result<(), Needed> {
        match self.pages.get(self.at).map(|page| page.task.clone()) {
            Some(Task::Try(goal)) => return self.type_solution(&goal),
            Some(Task::Vary(experiment)) => return self.vary_all(&experiment),
            Some(Task::Ask(question)) => {
                self.show_answer();
                if !matches!(question.kind, Kind::Choice { .. }) {
                    return Ok(());
                }
                let why = match self.sheet() {
                    Some(Ok(sheet)) => match sheet.grade(&sheet.solution()) {
                        Grade::Right(why) => why,
                        _ => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                self.said.extend(why.into_iter().map(|why| Said::Text(why.text)));
            }
            _ => {}
        }
        Ok(())
    }

    fn type_solution(&mut self, goal: &TryIt) -> Result<(), Needed> {
        let mut prompt = None;
        let mut said = Vec::new();
        for line in &goal.solution {
            said.push(Said::Printed(format!(">>> {line}")));
            if self.enter(goal, line, &mut prompt, &mut said)?.is_some() {
                said.push(Said::Good(self.lang.pick("Goal reached.", "目标达成。").into()));
            }
        }
        self.said.append(&mut said);
        Ok(())
    }
}

/// What a demo does, in sentences, with its output in between.
pub fn story(events: &[Event], lang: Lang) -> Vec<Line> {
    let mut live = Live::new(Style::Words, Depth::Program, lang);
    let mut follower = Follower::default();
    let mut lines = Vec::new();
    for event in events {
        let world = match follower.follow(event) {
            Followed::World(world) => world,
            Followed::Contradiction(error) => {
                lines.push(vec![(Role::Error, error.say(lang))]);
                continue;
            }
            Followed::Nothing => continue,
        };
        match &event.kind {
            What::Output { bytes, .. } => {
                let text = String::from_utf8_lossy(bytes);
                let line = |line: &str| vec![(Role::Output, format!("    {}", visible(line)))];
                lines.extend(text.lines().filter(|text| !text.is_empty()).map(line));
            }
            _ => lines.extend(live.tell(event, world)),
        }
    }
    lines
}
