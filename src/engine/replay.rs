//! A recorded run as an engine: the same messages from its events, without Python.

use std::collections::VecDeque;

use super::reason::Reason;
use super::{Ending, Engine, Message, status_of};
use crate::lang::{Lang, say};
use crate::trace::event::{Event, Kind, Outcome};
use crate::trace::id::Step;
use crate::trace::stop::{Breakpoints, Until};
use crate::wire::Request;

/// How many events go into one message.
const BATCH: usize = 1024;

/// Plays recorded events as the process would have sent them.
pub struct Replay {
    events: VecDeque<Event>,
    /// How many were played.
    step: Step,
    pace: Pace,
    phase: Phase,
    answers: VecDeque<Message>,
    /// In what language it is refused what only a program could do.
    lang: Lang,
}

/// What a replay does next.
enum Phase {
    /// Waits for a [`Request::Run`].
    Waiting,
    /// Plays up to there.
    Running(Until, Breakpoints),
    /// Is over.
    Over(Ending),
}

/// Whether a replay waits before its first event, as step mode wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// All at once.
    Free,
    /// From one [`Request::Run`] to the next.
    Stepping,
}

impl Replay {
    /// A replay of these events.
    pub fn new(events: impl IntoIterator<Item = Event>, pace: Pace) -> Replay {
        let mut replay = Replay {
            events: events.into_iter().collect(),
            step: Step(0),
            pace,
            phase: Phase::Running(Until::Step(Step(u64::MAX)), Breakpoints::new()),
            answers: VecDeque::new(),
            lang: Lang::default(),
        };
        if pace == Pace::Stepping {
            replay.phase = Phase::Waiting;
            replay.answers.push_back(Message::Paused);
        }
        replay
    }

    /// One that speaks this language.
    pub fn speaking(self, lang: Lang) -> Replay {
        Replay { lang, ..self }
    }

    /// One that goes on by itself to its first line, as a program does that is to be stepped through.
    pub fn up_to_its_first_line(self) -> Replay {
        Replay { phase: Phase::Running(Until::Line, Breakpoints::new()), answers: VecDeque::new(), ..self }
    }

    /// Plays until the stop, the end of the batch or the end of the recording.
    fn play(&mut self, until: Until, breakpoints: Breakpoints) -> Message {
        let mut batch = Vec::new();
        while batch.len() < BATCH {
            let Some(event) = self.events.pop_front() else {
                let reason = Some(Reason::CutShort);
                self.phase = Phase::Over(Ending { reason, ..over(Outcome::Died) });
                break;
            };
            self.step.0 += 1;
            let met = until.is_met(&event, self.step, &breakpoints);
            if let Kind::ProgramEnded { outcome, status, .. } = event.kind {
                self.phase = Phase::Over(Ending { outcome, status, reason: None });
                batch.push(event);
                return Message::Events(batch);
            }
            batch.push(event);
            if met {
                self.phase = Phase::Waiting;
                self.answers.push_back(Message::Paused);
                return Message::Events(batch);
            }
        }
        if !matches!(self.phase, Phase::Over(_)) {
            self.phase = Phase::Running(until, breakpoints);
        }
        Message::Events(batch)
    }
}

impl Engine for Replay {
    async fn next(&mut self) -> Message {
        loop {
            if let Some(answer) = self.answers.pop_front() {
                return answer;
            }
            match std::mem::replace(&mut self.phase, Phase::Waiting) {
                Phase::Waiting => std::future::pending::<()>().await,
                Phase::Running(until, breakpoints) => return self.play(until, breakpoints),
                Phase::Over(ending) => {
                    self.phase = Phase::Over(ending.clone());
                    return Message::Ended(ending);
                }
            }
        }
    }

    fn send(&mut self, request: Request) {
        match request {
            Request::Run { until, breakpoints } if matches!(self.phase, Phase::Waiting) => {
                self.phase = Phase::Running(until, breakpoints);
            }
            Request::Evaluate { .. } => {
                let reason = say!(
                    self.lang,
                    "this is a recording: there is no running program in which this could be evaluated",
                    "这是一份记录：没有正在运行的程序，无法求值"
                );
                self.answers.push_back(Message::Evaluated(Err(reason)));
            }
            Request::Run { .. }
            | Request::Hello { .. }
            | Request::Start(_)
            | Request::Input { .. }
            | Request::Open(_)
            | Request::Enter { .. }
            | Request::EnterAtEnd { .. }
            | Request::Complete { .. }
            | Request::Describe { .. }
            | Request::Loop(_)
            | Request::Close => {}
        }
    }

    fn interrupt(&mut self) {
        match (&self.phase, self.pace) {
            (Phase::Running(..), Pace::Stepping) => {
                self.phase = Phase::Waiting;
                self.answers.push_back(Message::Paused);
            }
            (Phase::Running(..), Pace::Free) => self.end(Outcome::Interrupted),
            (Phase::Waiting | Phase::Over(_), _) => {}
        }
    }

    fn is_recorded(&self) -> bool {
        true
    }

    fn end(&mut self, outcome: Outcome) {
        self.phase = Phase::Over(over(outcome));
    }
}

fn over(outcome: Outcome) -> Ending {
    Ending { outcome, status: status_of(outcome), reason: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::Site;
    use crate::trace::id::{FileId, FrameId, ThreadId};

    fn event(line: u32, kind: Kind) -> Event {
        let site = (line > 0).then_some(Site { file: FileId(0), line });
        Event { time: 0.0, thread: ThreadId(0), site, place: None, kind }
    }

    fn line(number: u32) -> Event {
        event(number, Kind::Line { frame: FrameId(1), depth: 0, changed: vec![] })
    }

    fn ended() -> Event {
        event(0, Kind::ProgramEnded { outcome: Outcome::Exit, exception: None, status: 3 })
    }

    fn run(until: Until) -> Request {
        Request::Run { until, breakpoints: Breakpoints::new() }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_stepping_replay_stops_where_the_step_ends() {
        let mut replay = Replay::new([line(1), line(2), line(3), ended()], Pace::Stepping);
        assert_eq!(replay.next().await, Message::Paused);
        replay.send(run(Until::Line));
        assert_eq!(replay.next().await, Message::Events(vec![line(1)]));
        assert_eq!(replay.next().await, Message::Paused);
        replay.send(run(Until::Step(Step(3))));
        assert_eq!(replay.next().await, Message::Events(vec![line(2), line(3)]));
        assert_eq!(replay.next().await, Message::Paused);
        replay.send(run(Until::End));
        assert_eq!(replay.next().await, Message::Events(vec![ended()]));
        let ending = Ending { outcome: Outcome::Exit, status: 3, reason: None };
        assert_eq!(replay.next().await, Message::Ended(ending.clone()));
        assert_eq!(replay.next().await, Message::Ended(ending));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_free_replay_plays_everything_in_batches() {
        let lines = (1..=1500).map(line);
        let mut replay = Replay::new(lines.chain([ended()]), Pace::Free);
        let mut seen = 0;
        while let Message::Events(events) = replay.next().await {
            seen += events.len();
        }
        assert_eq!(seen, 1501);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_recording_cut_short_counts_as_died() {
        let mut replay = Replay::new([line(1)], Pace::Free);
        assert_eq!(replay.next().await, Message::Events(vec![line(1)]));
        let ending = Ending { outcome: Outcome::Died, status: 125, reason: Some(Reason::CutShort) };
        assert_eq!(replay.next().await, Message::Ended(ending));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn nothing_can_be_evaluated_in_a_recording_which_is_said_in_either_language() {
        for lang in Lang::ALL {
            let mut replay = Replay::new([line(1), ended()], Pace::Stepping).speaking(lang);
            assert_eq!(replay.next().await, Message::Paused);
            replay.send(Request::Evaluate { expression: "1 + 1".to_owned() });
            let Message::Evaluated(Err(reason)) = replay.next().await else { panic!("it is refused") };
            assert!(reason.contains(lang.pick("a recording", "一份记录")), "{reason}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn ctrl_c_ends_a_recording_that_is_played_through() {
        let mut replay = Replay::new([line(1), ended()], Pace::Free);
        replay.interrupt();
        assert!(matches!(replay.next().await, Message::Ended(Ending { status: 130, .. })));
    }
}
