//! A session's life: it is ready, it ends, it crashes; and doing again in a fresh one what was done before.

use std::collections::VecDeque;

use super::entries::Consent;
use super::plain;
use super::record::{Action, Record};
use super::sentence::Sentence;
use super::{Act, Cause, Company, Crash, Ended, INTERRUPTED, Interrupts, Lead, Place, Purpose};
use super::{Reading, Repl, Task};
use crate::lang::Say;
use crate::trace::event::Clock;
use crate::wire::{Drive, Entry, Failure, Pace, Ready, Request};

/// Whether a session that crashed waited for the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waited {
    No,
    Yes,
}

impl Repl {
    /// The session waits again.
    pub(super) fn ready(&mut self, ready: Ready) {
        self.clock.kind = ready.clock;
        self.clock.time = ready.time;
        self.clock.told = self.now.elapsed;
        self.drop_question(&ready.entry);
        if let Entry::Exit { .. } = ready.entry {
            // Its end follows.
            self.task = Task::Leaving;
            return;
        }
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Opening => {
                if let Some(start) = self.start.take() {
                    return self.run_entry(start);
                }
                if let Some(rest) = self.again.take() {
                    let count = rest.len();
                    return self.replay(rest, count);
                }
            }
            Task::Entry(source) => {
                let meant = match &ready.entry {
                    Entry::Failed(failure) if failure.class == "SyntaxError" => plain::meant(&source),
                    Entry::Failed(failure) if failure.class == "NameError" => {
                        let is_it = failure.message.contains(&format!("'{}'", source.trim()));
                        plain::meant(&source).filter(|_| is_it)
                    }
                    _ => None,
                };
                self.did(Action::Entry(source), ready.entry);
                self.tell_left_out();
                if let Some(command) = meant {
                    self.complain(&Sentence::DidYouMean { command }.say(self.lang));
                }
            }
            Task::Moving(drive, left) => {
                let failed = matches!(ready.entry, Entry::Failed(_));
                let is_change = matches!(drive, Drive::Clock(_));
                self.did(Action::Loop(drive), ready.entry);
                if left > 0 && !failed {
                    return self.move_once(drive, left - 1);
                }
                self.tell_left_out();
                // What moved tells itself; a clock that became another does not.
                if is_change || self.shown.is_unmoved() {
                    self.tell_clock();
                }
            }
            Task::Describing => {}
            Task::Replaying(rest, count) => return self.replayed(ready, rest, count),
            task @ (Task::Idle | Task::Completing | Task::Knowing(_) | Task::Looking | Task::Leaving) => {
                self.task = task;
            }
        }
        self.go_on();
    }

    /// Where an interrupted entry has left its question in the editor, which cannot be called back: what is typed there
    /// is the next entry.
    fn drop_question(&mut self, entry: &Entry) {
        let is_left = matches!(entry, Entry::Failed(failure) if failure.interrupted);
        if is_left && self.reading == Reading::Input && !matches!(self.task, Task::Idle) {
            self.reading = Reading::Entry;
            self.remark_at(Sentence::QuestionGone, Some(Place::Above));
        }
    }

    /// Keeps what was done.
    fn did(&mut self, action: Action, entry: Entry) {
        let answers = std::mem::take(&mut self.answers);
        let failed = match entry {
            Entry::Failed(failure) => {
                if self.status != INTERRUPTED {
                    self.status = 1;
                }
                Some(in_one_line(&failure))
            }
            Entry::Incomplete => return,
            Entry::Done | Entry::Exit { .. } => None,
        };
        self.records.push(Record { action, answers, failed });
    }

    /// The session's process is gone.
    pub(super) fn ended(&mut self, ended: Ended) {
        self.has_session = false;
        if ended.cause.is_none() {
            self.pass_on(&ended.stderr);
        }
        let status = (ended.status & 0xff) as u8;
        let waited = match self.task {
            Task::Idle | Task::Completing | Task::Knowing(_) | Task::Looking => Waited::Yes,
            _ => Waited::No,
        };
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Leaving => {
                let status = match self.company {
                    Company::Script if status == 0 => self.status,
                    Company::Script | Company::Learner => status,
                };
                return self.act(Act::Leave(status));
            }
            Task::Completing => self.act(Act::Candidates(None)),
            Task::Knowing(text) => self.waiting = Some(text),
            _ => {}
        }
        match self.company {
            Company::Learner => self.crashed(ended.cause, waited),
            Company::Script => {
                if let Some(cause) = &ended.cause {
                    self.complain(cause.sentence());
                }
                self.act(Act::Leave(status));
            }
        }
    }

    /// The session crashed: says so, starts a fresh one, and offers to do again what was done before.
    fn crashed(&mut self, cause: Option<Cause>, waited: Waited) {
        let place = self.place();
        self.pasted.clear();
        let why = match cause {
            Some(Cause::Died(sentence)) => Some(sentence),
            Some(Cause::Interrupted(_)) | None => None,
        };
        self.driving = None;
        let mut good = std::mem::take(&mut self.records);
        let mut clock = self.clock.first;
        // What ended it while it waited can only be a task under the real clock: that clock stays off.
        if waited == Waited::Yes {
            good.retain(|record| record.action != Action::Loop(Drive::Clock(Clock::Real)));
            clock = Clock::Virtual;
        }
        self.remark_at(Sentence::Replaced { why }, place);
        self.start_anew(clock);
        if good.is_empty() {
            return self.ask_on();
        }
        self.crash = Some(Crash { good });
        // Somebody who types is asked when the line is done.
        if self.reading == Reading::Nothing {
            self.ask_replay();
        }
    }

    /// Starts a fresh session in place of the one there was.
    pub(super) fn start_anew(&mut self, clock: Clock) {
        self.act(Act::Start(clock));
        self.has_session = true;
        self.task = Task::Opening;
        self.shown.begin_anew();
        self.backlog.clear();
        self.records.clear();
        self.answers.clear();
        self.interrupts.count = 0;
        self.clock.kind = clock;
        self.clock.time = 0.0;
        self.clock.told = self.now.elapsed;
    }

    /// Asks whether to do again what was done in the session that crashed.
    pub(super) fn ask_replay(&mut self) {
        let Some(crash) = &self.crash else { return };
        let question = Sentence::AskReplay { count: crash.good.len() }.say(self.lang);
        self.act(Act::EndLine);
        self.read(Lead::Words(question.clone()), Reading::Replay(question), Purpose::Answer);
    }

    /// What was answered; only a yes is one.
    pub(super) fn replay_answered(&mut self, answer: &str) {
        let Some(crash) = self.crash.take() else { return };
        match Consent::of(answer) {
            Some(Consent::Yes) => match &self.task {
                Task::Opening => self.again = Some(crash.good.into()),
                _ => {
                    let count = crash.good.len();
                    self.replay(crash.good.into(), count);
                }
            },
            Some(Consent::No) => self.go_on(),
            None => {
                self.crash = Some(crash);
                self.ask_replay();
            }
        }
    }

    /// Does the first of these again.
    fn replay(&mut self, rest: VecDeque<Record>, count: usize) {
        let Some(record) = rest.front() else {
            self.remark(Sentence::Replayed { count });
            self.task = Task::Idle;
            return self.go_on();
        };
        match &record.action {
            Action::Entry(source) => {
                let source = source.clone();
                self.shown.runs(&source);
                self.send(Request::Enter { source, pace: Pace::Free });
            }
            Action::Loop(drive) => {
                let drive = *drive;
                self.send(Request::Loop(drive));
            }
        }
        self.answers.clear();
        self.interrupts = Interrupts { count: 0, ..self.interrupts };
        self.task = Task::Replaying(rest, count);
    }

    /// One of them is done: as it was before, or it ends here.
    fn replayed(&mut self, ready: Ready, mut rest: VecDeque<Record>, count: usize) {
        let Some(record) = rest.pop_front() else { return self.replay(rest, count) };
        let failed = match ready.entry {
            Entry::Failed(failure) => Some(failure),
            Entry::Done | Entry::Incomplete | Entry::Exit { .. } => None,
        };
        let as_before = failed.is_some() == record.failed.is_some();
        let answers = std::mem::take(&mut self.answers);
        self.records.push(Record { answers, ..record.clone() });
        if as_before {
            return self.replay(rest, count);
        }
        let entry = match &record.action {
            Action::Entry(source) => Some(source.lines().next().unwrap_or_default().to_owned()),
            Action::Loop(_) => None,
        };
        self.remark(Sentence::ReplayDiffers { entry });
        if let Some(failure) = failed {
            self.note_at(&failure.traceback, Some(Place::Here));
        }
        self.task = Task::Idle;
        self.go_on();
    }

    /// Takes the last entry back: a fresh Python runs all that was before it again.
    pub(super) fn undo(&mut self) {
        let mut good = std::mem::take(&mut self.records);
        if let Some(Record { action: Action::Entry(entry), .. }) = good.pop() {
            self.remark(Sentence::Undone { entry });
        }
        self.start_anew(self.clock.first);
        self.again = Some(good.into());
    }

    /// The text of the last entry, for the user's editor.
    pub(super) fn last_entry(&self) -> String {
        let last = self.records.iter().rev().find_map(|record| match &record.action {
            Action::Entry(source) => Some(source.trim_end().to_owned() + "\n"),
            Action::Loop(_) => None,
        });
        last.unwrap_or_default()
    }
}

fn in_one_line(failure: &Failure) -> String {
    match failure.message.lines().next() {
        Some(message) if !message.is_empty() => format!("{}: {message}", failure.class),
        _ => failure.class.clone(),
    }
}
