//! What is typed: entries, answers, Ctrl-C and Ctrl-D.

use super::command::Available;
use super::plain::{self, Reading as Meaning};
use super::sentence::Sentence;
use super::{
    Act, CONTINUATION, Company, Contents, Existing, INTERRUPTED, Interrupts, Lead, Mode, Newcomer, PROMPT,
    Place, Purpose, Reading, Repl, Stepped, Task, Typed,
};
use crate::lang::Say;
use crate::python::entry::{Shape, shape};
use crate::trace::event::Stream;
use crate::trace::stop::{Breakpoints, Until};
use crate::view::fit;
use crate::view::role::Role;
use crate::wire::{Drive, Pace, Request};

/// The answer to a question of ours.
pub(super) enum Consent {
    Yes,
    No,
}

impl Consent {
    /// What an answer means; an empty one is a no.
    pub(super) fn of(answer: &str) -> Option<Consent> {
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "是" => Some(Consent::Yes),
            "n" | "no" | "否" | "" => Some(Consent::No),
            _ => None,
        }
    }
}

impl Repl {
    /// Says what this is to somebody who is there, and reads the first entry.
    pub(super) fn begin(&mut self, newcomer: Newcomer) {
        if self.company == Company::Learner {
            let lines = match newcomer {
                Newcomer::Yes => vec![Sentence::Greeting, Sentence::Offer],
                Newcomer::No => vec![Sentence::Greeting],
            };
            self.offers_lesson = newcomer == Newcomer::Yes;
            let note = |sentence: Sentence| vec![(Role::Note, sentence.say(self.lang))];
            let lines: Vec<_> = lines.into_iter().map(note).collect();
            self.say_wrapped(lines, 0);
        }
        self.read(Lead::Words(PROMPT.to_owned()), Reading::Entry, Purpose::Entry);
    }

    pub(super) fn typed(&mut self, typed: Typed) {
        let reading = std::mem::replace(&mut self.reading, Reading::Nothing);
        let prompt = reading.prompt().to_owned();
        let text = match &typed {
            Typed::Text(text) | Typed::Rest(text) => text.clone(),
            Typed::Interrupt | Typed::End | Typed::NotText => String::new(),
        };
        self.act(Act::Typed { prompt: prompt.clone(), text });
        let offers_lesson = std::mem::take(&mut self.offers_lesson);
        match (reading, typed) {
            (reading, Typed::NotText) => {
                self.complain(&Sentence::NotText.say(self.lang));
                let purpose = if reading == Reading::Entry { Purpose::Entry } else { Purpose::Answer };
                self.read(Lead::Words(prompt), reading, purpose);
            }
            (Reading::Entry, Typed::Text(text)) if offers_lesson && text.trim().is_empty() => {
                self.act(Act::Open(Mode::Lesson(None)));
            }
            (Reading::Replace { file, contents, question }, Typed::Text(answer)) => {
                self.replace_answered(&answer, file, contents, question);
            }
            (Reading::Replace { .. }, _) => self.ask_on(),
            (Reading::Replay(_), Typed::Text(answer)) => self.replay_answered(&answer),
            (Reading::Replay(_), _) => self.replay_answered("n"),
            (Reading::Drive(_), Typed::Text(text)) => self.drive_typed(Some(&text)),
            (Reading::Drive(_), _) => self.drive_typed(None),
            // It waits for what the session does next: ask again, or be ready.
            (Reading::Input, Typed::Text(line)) if self.interrupts.at_question => self.waiting = Some(line),
            (Reading::Input, Typed::Text(line)) => {
                self.give(format!("{line}\n").into_bytes());
                self.ask_on();
            }
            (Reading::Input, Typed::Interrupt) if !matches!(self.task, Task::Idle) => self.interrupt(),
            // Of a thread that asks while the session waits, there is nothing to interrupt.
            (Reading::Input, Typed::End | Typed::Interrupt) => {
                self.give(Vec::new());
                self.ask_on();
            }
            (_, Typed::Interrupt) => {
                self.remark(Sentence::KeyboardInterrupt);
                self.ask_on();
            }
            (_, Typed::End) => self.leave(),
            (_, Typed::Rest(source)) => {
                if self.has_session {
                    self.send(Request::EnterAtEnd { source: source.clone() });
                    self.set_to(Task::Entry(source));
                }
            }
            (_, Typed::Text(text)) if self.crash.is_some() => {
                self.waiting = Some(text);
                self.ask_replay();
            }
            (_, Typed::Text(text)) => self.entered(text),
        }
    }

    /// Hands a line over to the session's stdin.
    pub(super) fn give(&mut self, bytes: Vec<u8>) {
        self.answers.push(bytes.clone());
        self.send(Request::Input { bytes });
    }

    /// An entry was typed.
    pub(super) fn entered(&mut self, text: String) {
        let is_clear = text.trim().is_empty() || text.trim_start().starts_with(':');
        if !matches!(self.task, Task::Idle) && !is_clear {
            self.waiting = Some(text);
            return;
        }
        let word = plain::plain_word(&text).filter(|_| shape(text.trim()) == Shape::Expression);
        match word {
            Some(word) if self.has_session => {
                let global = format!("{word:?} in globals()");
                let expression = if plain::is_the_prompts_own(word) {
                    global
                } else {
                    format!("{global} or hasattr(__import__('builtins'), {word:?})")
                };
                self.send(Request::Evaluate { expression });
                self.task = Task::Knowing(text);
            }
            _ => self.understood(text, false),
        }
    }

    /// An entry was typed, and it is known whether the session has the name it begins with.
    pub(super) fn understood(&mut self, text: String, knows: bool) {
        match plain::read(&text, |_| knows) {
            Meaning::Blank => self.ask_on(),
            Meaning::Command(Ok(called)) => match (called.row.available, &self.task) {
                (Available::Always, _) | (_, Task::Idle) => self.carry_out(called.command),
                (Available::WhenIdle, _) => self.waiting = Some(text),
            },
            Meaning::Command(Err(error)) => {
                self.complain(&error.say(self.lang));
                self.status = 1;
                self.ask_on();
            }
            Meaning::Python(source) => self.run_entry(source),
            Meaning::Question(name, depth) => match self.task {
                Task::Idle if self.has_session => {
                    self.send(Request::Describe { name, depth });
                    self.set_to(Task::Describing);
                }
                _ => self.waiting = Some(text),
            },
            Meaning::Pasted(entries) => {
                self.pasted.extend(entries);
                self.ask_on();
            }
        }
    }

    /// Runs Python.
    pub(super) fn run_entry(&mut self, source: String) {
        if !self.has_session {
            return self.ask_on();
        }
        self.send(Request::Enter { source: source.clone(), pace: Pace::Free });
        self.set_to(Task::Entry(source));
    }

    /// Moves the loop or its clock, so many times.
    pub(super) fn move_loop(&mut self, drive: Drive, times: u32) {
        if self.has_session {
            self.shown.mark();
            self.move_once(drive, times.saturating_sub(1));
        }
    }

    /// Moves it once, and so often more when that is done.
    pub(super) fn move_once(&mut self, drive: Drive, left: u32) {
        self.send(Request::Loop(drive));
        self.set_to(Task::Moving(drive, left));
    }

    pub(super) fn set_to(&mut self, task: Task) {
        if let Task::Entry(source) = &task {
            self.shown.runs(source);
        }
        self.task = task;
        self.interrupts = Interrupts::default();
        self.answers.clear();
    }

    /// The learner wants to know how a text could go on.
    pub(super) fn complete(&mut self, text: String, cursor: usize) {
        match self.task {
            Task::Idle if self.has_session => {
                self.send(Request::Complete { text, cursor });
                self.task = Task::Completing;
            }
            // A session that is busy has no answer now.
            _ => self.act(Act::NoCandidates),
        }
    }

    /// The session reads its stdin.
    pub(super) fn needs_input(&mut self) {
        if let Task::Replaying(rest, _) = &self.task
            && let Some(bytes) =
                rest.front().and_then(|record| record.answers.get(self.answers.len())).cloned()
        {
            return self.give(bytes);
        }
        // A question that was on its way when it was interrupted is none any more.
        if self.interrupts.unheard {
            return;
        }
        if std::mem::take(&mut self.interrupts.at_question)
            && let Some(line) = self.waiting.take()
        {
            return self.give(format!("{line}\n").into_bytes());
        }
        match self.reading {
            Reading::Nothing => self.read(Lead::BegunLine, Reading::Input, Purpose::Answer),
            // A task reads while an entry is typed: the line goes to it.
            _ => {
                self.remark_at(Sentence::TaskReads, Some(Place::Above));
                self.reading = Reading::Input;
            }
        }
    }

    /// Ctrl-C while something runs: the first interrupts it, the second ends its Python.
    pub(super) fn interrupt(&mut self) {
        if self.company == Company::Script {
            self.status = INTERRUPTED;
            if self.reading == Reading::Entry || matches!(self.task, Task::Idle) {
                self.reading = Reading::Nothing;
                return self.leave();
            }
        } else if self.reading == Reading::Entry {
            // Lines that are not edited: the terminal itself sends the signal.
            return self.act(Act::DropLines);
        }
        let is_busy = !matches!(self.task, Task::Idle | Task::Completing | Task::Knowing(_) | Task::Looking);
        if !self.has_session || !is_busy {
            return;
        }
        self.pasted.clear();
        self.interrupts.count += 1;
        if self.interrupts.count == 1 {
            self.interrupts.unheard = true;
            self.interrupts.at_question = self.reading == Reading::Input;
            self.act(Act::Interrupt);
        } else {
            self.act(Act::Kill);
            self.backlog.clear();
        }
    }

    /// Ends the session as the end of its input would, and then leaves.
    pub(super) fn leave(&mut self) {
        if !self.has_session {
            return self.act(Act::Leave(0));
        }
        self.send(Request::Close);
        self.set_to(Task::Leaving);
    }

    /// Takes up what was typed meanwhile, or asks for more.
    pub(super) fn go_on(&mut self) {
        match self.waiting.take() {
            Some(text) if self.crash.is_none() => self.entered(text),
            waiting => {
                self.waiting = waiting;
                self.ask_on();
            }
        }
    }

    /// Asks for the next entry, where nothing is being read.
    pub(super) fn ask_on(&mut self) {
        if self.company == Company::Script && self.status == INTERRUPTED {
            return self.leave();
        }
        let is_busy = !matches!(self.task, Task::Idle | Task::Opening);
        if self.reading != Reading::Nothing || is_busy || self.waiting.is_some() {
            return;
        }
        if self.driving.is_some() && matches!(self.task, Task::Idle) {
            return self.look_at_driven();
        }
        self.act(Act::EndLine);
        if matches!(self.task, Task::Idle)
            && let Some(entry) = self.pasted.pop_front()
        {
            self.echo(entry.trim_end());
            return self.entered(entry);
        }
        self.read(Lead::Words(PROMPT.to_owned()), Reading::Entry, Purpose::Entry);
    }

    /// Shows an entry that was not typed, as if it had been.
    fn echo(&mut self, entry: &str) {
        for (number, line) in entry.split('\n').enumerate() {
            let mark = if number == 0 { PROMPT } else { CONTINUATION };
            self.say(vec![(Role::Key, mark.to_owned()), (Role::Plain, line.to_owned())]);
        }
    }

    /// Asks whether to replace a file that is there already; a script is not asked.
    pub(super) fn ask_replace(&mut self, path: &str, file: String, contents: Contents) {
        let path = fit::visible(path);
        if self.company == Company::Script {
            self.complain(&Sentence::Kept { path }.say(self.lang));
            self.status = 1;
            return self.ask_on();
        }
        let question = Sentence::AskReplace { path }.say(self.lang);
        self.act(Act::EndLine);
        let reading = Reading::Replace { question: question.clone(), file, contents };
        self.read(Lead::Words(question), reading, Purpose::Answer);
    }

    fn replace_answered(&mut self, answer: &str, file: String, contents: Contents, question: String) {
        match Consent::of(answer) {
            Some(Consent::Yes) => self.act(Act::Write { file, contents, existing: Existing::Replace }),
            Some(Consent::No) => self.ask_on(),
            None => {
                let reading = Reading::Replace { question: question.clone(), file, contents };
                self.read(Lead::Words(question), reading, Purpose::Answer);
            }
        }
    }

    pub(super) fn read(&mut self, lead: Lead, reading: Reading, purpose: Purpose) {
        self.reading = reading;
        self.act(Act::Read { lead, purpose });
    }

    /// The user's editor was left.
    pub(super) fn edited(&mut self, written: Option<String>) {
        let Some(source) = written else { return self.ask_on() };
        let entry = source.trim_end();
        self.act(Act::Remember(entry.to_owned()));
        self.echo(entry);
        self.run_entry(source);
    }

    /// Step mode was left: what is left of its entry runs through.
    pub(super) fn stepped(&mut self, stepped: Stepped) {
        let Stepped { timeline, from, ready, ended, .. } = stepped;
        let acts = self.shown.take_back(timeline, from);
        self.acts.extend(acts);
        match (ended, ready) {
            (Some(ended), _) => self.ended(ended),
            (None, Some(ready)) => self.ready(ready),
            (None, None) => {
                self.send(Request::Run { until: Until::End, breakpoints: Breakpoints::new() });
            }
        }
    }

    /// Hands on what libraries and other programs wrote to the session's stderr past Python; never a panic's words.
    pub(super) fn pass_on(&mut self, raw: &[u8]) {
        let text = String::from_utf8_lossy(raw);
        if text.contains("panicked at") {
            return;
        }
        for line in text.lines() {
            let line = vec![(Role::Plain, fit::visible(line))];
            self.act(Act::Say(Stream::Stderr, line, Place::Here));
        }
    }
}
