//! A Python that died: what is said of it, a fresh one, and doing again what was done before.

use std::collections::VecDeque;
use std::time::Instant;

use super::record::{Deed, Record};
use super::show::Where;
use super::{Next, Prompt, Reading, Task, program};
use crate::engine::Engine;
use crate::engine::process::WorkerProcess;
use crate::engine::reason::Reason;
use crate::lang::{Lang, Say};
use crate::run::problem::RunError;
use crate::shell::Purpose;
use crate::trace::event::Clock;
use crate::wire::{Drive, Entry, Pace, Ready, Request};

/// A session that died, until it is known whether what was done in it is to be done again.
pub(super) struct Grave {
    /// What can be done again: everything but what ended it.
    pub(super) good: Vec<Record>,
}

/// Whether a session that died waited for the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waited {
    No,
    Yes,
}

impl Prompt {
    /// The session died: says so, starts a fresh one, and offers to do again what was done before.
    pub(super) fn bury(&mut self, reason: Option<&Reason>, was_waiting: Waited) -> Result<(), RunError> {
        let place = self.place();
        let sentence = match reason {
            Some(Reason::Interrupted) | None => {
                self.lang.pick("That Python was ended.", "这个 Python 已被结束。").to_owned()
            }
            Some(reason) => reason.say(self.lang),
        };
        self.driving = None;
        let mut good = std::mem::take(&mut self.records);
        let mut clock = self.first_clock;
        // What ended it while it waited can only be a task under the real clock: that clock stays off.
        if was_waiting == Waited::Yes {
            good.retain(|record| record.deed != Deed::Loop(Drive::Clock(Clock::Real)));
            clock = Clock::Virtual;
        }
        let fresh = self.lang.pick("A fresh one takes its place.", "已换上一个全新的 Python。");
        self.show.remark(&format!("{sentence} {fresh}"), place);
        self.open_anew(clock)?;
        if good.is_empty() {
            return self.ask_on();
        }
        self.grave = Some(Grave { good });
        // Somebody who types is asked when the line is done.
        if self.reading == Reading::Nothing { self.ask_consent() } else { Ok(()) }
    }

    /// Starts a fresh session in place of the one there was.
    pub(super) fn open_anew(&mut self, clock: Clock) -> Result<(), RunError> {
        self.session = Some(WorkerProcess::open(program(clock))?);
        self.task = Task::Opening;
        self.show.begin_anew();
        self.backlog.clear();
        self.records.clear();
        self.answers.clear();
        self.interrupts = 0;
        (self.clock, self.time, self.told) = (clock, 0.0, Instant::now());
        Ok(())
    }

    /// Asks whether to do again what was done in the session that died.
    pub(super) fn ask_consent(&mut self) -> Result<(), RunError> {
        let Some(grave) = &self.grave else { return Ok(()) };
        let count = grave.good.len();
        let question = match self.lang {
            Lang::En if count == 1 => "Run the 1 entry before it again? [y/n] ".to_owned(),
            Lang::En => format!("Run the {count} entries before it again? [y/n] "),
            Lang::Zh => format!("把之前的 {count} 条输入重新运行一遍？[y/n] "),
        };
        self.show.end_line();
        self.read(&question, Reading::Consent, Purpose::Answer);
        Ok(())
    }

    /// What was answered; only a yes is one.
    pub(super) fn consent(&mut self, answer: Option<&str>) -> Result<Option<Next>, RunError> {
        let answer = answer.map(str::trim).unwrap_or("n").to_lowercase();
        let Some(grave) = self.grave.take() else { return Ok(None) };
        match answer.as_str() {
            "y" | "yes" | "是" => {
                let count = grave.good.len();
                match &self.task {
                    Task::Opening => {
                        self.again = Some(grave.good.into());
                        Ok(None)
                    }
                    _ => self.replay(grave.good.into(), count),
                }
            }
            "n" | "no" | "否" | "" => self.go_on(),
            _ => {
                self.grave = Some(grave);
                self.ask_consent().map(|()| None)
            }
        }
    }

    /// Does the first of these again.
    pub(super) fn replay(
        &mut self,
        mut rest: VecDeque<Record>,
        count: usize,
    ) -> Result<Option<Next>, RunError> {
        let Some(record) = rest.pop_front() else {
            let text = match self.lang {
                Lang::En if count == 1 => {
                    "The entry was run again; its output was not shown again.".to_owned()
                }
                Lang::En => format!("The {count} entries were run again; their output was not shown again."),
                Lang::Zh => format!("已重新运行 {count} 条输入；它们的输出没有再显示。"),
            };
            self.show.remark(&text, Where::Here);
            self.task = Task::Idle;
            return self.go_on();
        };
        if let Some(session) = &mut self.session {
            match &record.deed {
                Deed::Entry(source) => {
                    self.show.runs(source);
                    session.send(Request::Enter { source: source.clone(), pace: Pace::Free });
                }
                Deed::Loop(drive) => session.send(Request::Loop(*drive)),
            }
        }
        self.answers = record.answers.clone();
        self.answers.reverse();
        self.interrupts = 0;
        rest.push_front(record);
        self.task = Task::Replaying(rest, count);
        Ok(None)
    }

    /// One of them is done: as it was before, or it ends here.
    pub(super) fn replayed(
        &mut self,
        ready: Ready,
        mut rest: VecDeque<Record>,
        count: usize,
    ) -> Result<Option<Next>, RunError> {
        let Some(record) = rest.pop_front() else { return self.replay(rest, count) };
        let failed = match ready.entry {
            Entry::Failed(failure) => Some(failure),
            Entry::Done | Entry::Incomplete | Entry::Exit { .. } => None,
        };
        let as_before = failed.is_some() == record.failed.is_some();
        self.records.push(Record { answers: std::mem::take(&mut self.answers), ..record.clone() });
        if as_before {
            return self.replay(rest, count);
        }
        let text = match &record.deed {
            Deed::Entry(source) => source.lines().next().unwrap_or_default().to_owned(),
            Deed::Loop(_) => {
                self.lang.pick("a command for the loop or its clock", "对事件循环或时钟的操作").to_owned()
            }
        };
        let sentence = match self.lang {
            Lang::En => {
                format!("This went another way than before, and what follows is not run again: {text}")
            }
            Lang::Zh => format!("这一条的结果和上次不同，后面的不再重新运行：{text}"),
        };
        self.show.remark(&sentence, Where::Here);
        if let Some(failure) = failed {
            self.show.remark(&failure.traceback, Where::Here);
        }
        self.task = Task::Idle;
        self.go_on()
    }
}
