//! The conversation: what is typed, what the session tells, signals; all at once, one after the other.

use super::ending::INTERRUPTED;
use super::obey::needs_session;
use super::record::{Deed, Record};
use super::show::Where;
use super::{Company, News, Next, PROMPT, Prompt, Reading, Task};
use crate::engine::{Engine, Message};
use crate::error::Exit;
use crate::lang::{Lang, Say};
use crate::python::entry::{Shape, shape};
use crate::run::problem::RunError;
use crate::shell::Purpose;
use crate::shell::complete::Found;
use crate::shell::editor::{Cursor, Typed};
use crate::shell::plain::{self, Reading as Meaning};
use crate::trace::event::Event;
use crate::wire::{Completions, Drive, Entry, Failure, Pace, Ready, Request};

/// What woke the conversation.
enum Woken {
    Interrupt,
    Signal(u8),
    News(Option<News>),
    Backlog,
    Engine(Message),
}

/// How many events are shown before signals and keys are looked at again.
const AT_ONCE: usize = 256;

impl Prompt {
    /// Talks until it is time to leave or to open another mode.
    pub(super) async fn talk(&mut self) -> Result<Next, RunError> {
        loop {
            if let Some(next) = self.write_out().await? {
                return Ok(next);
            }
            let woken = tokio::select! {
                biased;
                _ = self.signals.terminate.recv() => Woken::Signal(15),
                _ = self.signals.hangup.recv() => Woken::Signal(1),
                _ = self.signals.interrupt.recv() => Woken::Interrupt,
                news = self.inbox.recv() => Woken::News(news),
                () = std::future::ready(()), if !self.backlog.is_empty() => Woken::Backlog,
                message = told(&mut self.session) => Woken::Engine(message),
            };
            let next = match woken {
                Woken::Interrupt => self.interrupt().map(|()| None)?,
                Woken::Signal(number) => Some(Next::Leave(Exit::Program(128 + number))),
                Woken::News(Some(news)) => self.news(news)?,
                // The editor's thread is gone.
                Woken::News(None) => Some(Next::Leave(Exit::Failed)),
                Woken::Engine(message) => self.hear(message)?,
                Woken::Backlog => {
                    let count = self.backlog.len().min(AT_ONCE);
                    let events: Vec<Event> = self.backlog.drain(..count).collect();
                    self.show.events(&events, self.place());
                    // A session that never pauses must not keep signals from being noticed.
                    tokio::task::yield_now().await;
                    None
                }
            };
            if let Some(next) = next {
                return Ok(self.write_out().await?.unwrap_or(next));
            }
        }
    }

    fn news(&mut self, news: News) -> Result<Option<Next>, RunError> {
        match news {
            News::Printer(printer) => self.show.above(printer),
            News::Complete { text, cursor, reply } => match (&self.task, &mut self.session) {
                (Task::Idle, Some(session)) => {
                    session.send(Request::Complete { text, cursor });
                    self.task = Task::Completing(reply);
                }
                // A session that is busy has no answer now.
                _ => drop(reply.send(None)),
            },
            News::Typed(typed) => return self.typed(typed),
        }
        Ok(None)
    }

    fn typed(&mut self, typed: Typed) -> Result<Option<Next>, RunError> {
        let reading = std::mem::replace(&mut self.reading, Reading::Nothing);
        let text = match &typed {
            Typed::Text(text) | Typed::Rest(text) => text.as_str(),
            Typed::Interrupt | Typed::End | Typed::Failed(_) => "",
        };
        // What a program asks is its own output.
        let prompt = if reading == Reading::Input { "" } else { &self.prompt };
        match self.company {
            Company::Learner => self.show.typed(prompt, text),
            Company::Script => self.show.keep_typed(prompt, text),
        }
        match (reading, typed) {
            (_, Typed::Failed(source)) => Err(RunError::Terminal { source }),
            (Reading::Consent, Typed::Text(answer)) => self.consent(Some(&answer)),
            (Reading::Consent, _) => self.consent(None),
            (Reading::Drive, Typed::Text(text)) => self.drive_typed(Some(&text)),
            (Reading::Drive, _) => self.drive_typed(None),
            // It waits for what the session does next: ask again, or be ready.
            (Reading::Input, Typed::Text(line)) if self.is_question_interrupted => {
                self.waiting = Some(line);
                Ok(None)
            }
            (Reading::Input, Typed::Text(line)) => {
                self.give(format!("{line}\n").into_bytes());
                self.ask_on().map(|()| None)
            }
            (Reading::Input, Typed::Interrupt) if !matches!(self.task, Task::Idle) => {
                self.interrupt().map(|()| None)
            }
            // Of a thread that asks while the session waits, there is nothing to interrupt.
            (Reading::Input, Typed::End | Typed::Interrupt) => {
                self.give(Vec::new());
                self.ask_on().map(|()| None)
            }
            (_, Typed::Interrupt) => {
                self.show.remark("KeyboardInterrupt", Where::Here);
                self.ask_on().map(|()| None)
            }
            (_, Typed::End) => self.leave(),
            (_, Typed::Rest(source)) => {
                if let Some(session) = &mut self.session {
                    session.send(Request::EnterAtEnd { source: source.clone() });
                    self.set_to(Task::Entry(source));
                }
                Ok(None)
            }
            (_, Typed::Text(text)) => {
                if self.grave.is_some() {
                    self.waiting = Some(text);
                    return self.ask_consent().map(|()| None);
                }
                self.entered(text)
            }
        }
    }

    /// Hands a line over to the session's stdin.
    fn give(&mut self, bytes: Vec<u8>) {
        self.answers.push(bytes.clone());
        if let Some(session) = &mut self.session {
            session.send(Request::Input { bytes });
        }
    }

    /// An entry was typed.
    fn entered(&mut self, text: String) -> Result<Option<Next>, RunError> {
        let is_clear = text.trim().is_empty() || text.trim_start().starts_with(':');
        if !matches!(self.task, Task::Idle) && !is_clear {
            self.waiting = Some(text);
            return Ok(None);
        }
        let asks = plain::plain_word(&text).filter(|_| shape(text.trim()) == Shape::Expression);
        if let (Some(word), Some(session)) = (asks, &mut self.session) {
            let global = format!("{word:?} in globals()");
            let expression = if plain::is_the_prompts_own(word) {
                global
            } else {
                format!("{global} or hasattr(__import__('builtins'), {word:?})")
            };
            session.send(Request::Evaluate { expression });
            self.task = Task::Knowing(text);
            return Ok(None);
        }
        self.understood(text, false)
    }

    /// An entry was typed, and it is known whether the session has the name it begins with.
    fn understood(&mut self, text: String, knows: bool) -> Result<Option<Next>, RunError> {
        match plain::read(&text, |_| knows) {
            Meaning::Blank => self.ask_on().map(|()| None),
            Meaning::Command(Ok(command)) if needs_session(&command) && !matches!(self.task, Task::Idle) => {
                self.waiting = Some(text);
                Ok(None)
            }
            Meaning::Command(Ok(command)) => self.obey(command),
            Meaning::Command(Err(error)) => {
                let sentence = error.say(self.lang);
                self.show.complain(&sentence);
                self.status = 1;
                self.ask_on().map(|()| None)
            }
            Meaning::Python(source) => self.run_entry(source).map(|()| None),
        }
    }

    /// Runs Python.
    pub(super) fn run_entry(&mut self, source: String) -> Result<(), RunError> {
        let Some(session) = &mut self.session else {
            return self.ask_on();
        };
        session.send(Request::Enter { source: source.clone(), pace: Pace::Free });
        self.set_to(Task::Entry(source));
        Ok(())
    }

    /// Moves the loop or its clock, so many times.
    pub(super) fn move_loop(&mut self, drive: Drive, times: u32) {
        if let Some(session) = &mut self.session {
            session.send(Request::Loop(drive));
            if !matches!(self.task, Task::Moving(..)) {
                self.show.mark();
            }
            self.set_to(Task::Moving(drive, times.saturating_sub(1)));
        }
    }

    pub(super) fn set_to(&mut self, task: Task) {
        if let Task::Entry(source) = &task {
            self.show.runs(source);
        }
        // Whoever stopped and continued us left the terminal as it suits a shell.
        self.modes.take_again();
        self.task = task;
        (self.interrupts, self.is_interrupting, self.is_question_interrupted) = (0, false, false);
        self.answers.clear();
    }

    fn hear(&mut self, message: Message) -> Result<Option<Next>, RunError> {
        match message {
            Message::Events(events) => {
                self.is_interrupting = false;
                // Of a session that was ended nobody wants to see more.
                if self.interrupts < 2 {
                    self.backlog.extend(events);
                }
                Ok(None)
            }
            Message::NeedInput => self.needs_input().map(|()| None),
            Message::Ready(ready) => self.ready(ready),
            Message::Completions(completions) => {
                if let Task::Completing(reply) = std::mem::replace(&mut self.task, Task::Idle) {
                    // Who asked may have lost patience.
                    reply.send(Some(found(completions))).ok();
                }
                self.go_on()
            }
            Message::Evaluated(answer) => match std::mem::replace(&mut self.task, Task::Idle) {
                Task::Knowing(text) => {
                    let knows = answer.is_ok_and(|value| value.as_str() == "True");
                    self.understood(text, knows)
                }
                Task::Looking => self.show_driven(answer.map(|value| value.as_str().to_owned())),
                other => {
                    self.task = other;
                    Ok(None)
                }
            },
            Message::Ended(ending) => self.ended(&ending),
            // A session pauses only in step mode; what it cannot parse it says as Python does.
            Message::Paused | Message::Unparsable { .. } => Ok(None),
        }
    }

    /// Where what happens is shown now.
    pub(super) fn place(&self) -> Where {
        match (&self.task, self.reading) {
            (Task::Replaying(..), _) => Where::Nowhere,
            (_, Reading::Nothing) => Where::Here,
            _ => Where::Above,
        }
    }

    fn needs_input(&mut self) -> Result<(), RunError> {
        if let (Task::Replaying(rest, _), Some(session)) = (&self.task, &mut self.session)
            && let Some(bytes) =
                rest.front().and_then(|record| record.answers.get(self.answers.len())).cloned()
        {
            self.answers.push(bytes.clone());
            session.send(Request::Input { bytes });
            return Ok(());
        }
        // A question that was on its way when it was interrupted is none any more.
        if self.is_interrupting {
            return Ok(());
        }
        if std::mem::take(&mut self.is_question_interrupted)
            && let Some(line) = self.waiting.take()
        {
            self.give(format!("{line}\n").into_bytes());
            return Ok(());
        }
        match self.reading {
            Reading::Nothing => {
                // An editor paints the whole line; without one it stands there already.
                let begun = match self.cursor {
                    Cursor::Free => self.show.begun_line().to_owned(),
                    Cursor::Fixed | Cursor::Piped => String::new(),
                };
                self.read(&begun, Reading::Input, Purpose::Answer);
            }
            // A task reads while an entry is typed: the line goes to it.
            _ => {
                let text = self.lang.pick(
                    "A task reads a line: what you type now is its input.",
                    "有任务要读入一行：现在输入的内容会交给它。",
                );
                self.show.remark(text, Where::Above);
                self.reading = Reading::Input;
            }
        }
        Ok(())
    }

    /// The session waits again.
    fn ready(&mut self, ready: Ready) -> Result<Option<Next>, RunError> {
        self.note(&ready);
        self.drop_question(&ready.entry);
        if let Entry::Exit { .. } = ready.entry {
            // Its end follows.
            self.task = Task::Leaving;
            return Ok(None);
        }
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Opening => {
                if let Some(start) = self.start.take() {
                    return self.run_entry(start).map(|()| None);
                }
                if let Some(rest) = self.again.take() {
                    let count = rest.len();
                    return self.replay(rest, count);
                }
            }
            Task::Entry(source) => {
                let meant = match &ready.entry {
                    Entry::Failed(failure) if failure.class == "SyntaxError" => plain::meant(&source),
                    _ => None,
                };
                self.did(Deed::Entry(source), ready.entry);
                if let Some(meant) = meant {
                    self.show.complain(&match self.lang {
                        Lang::En => format!("Did you mean :{meant}?"),
                        Lang::Zh => format!("是不是想输入 :{meant}？"),
                    });
                }
            }
            Task::Moving(drive, left) => {
                let failed = matches!(ready.entry, Entry::Failed(_));
                let is_change = matches!(drive, Drive::Clock(_));
                self.did(Deed::Loop(drive), ready.entry);
                if left > 0 && !failed {
                    self.move_loop(drive, left);
                    return Ok(None);
                }
                // What moved tells itself; a clock that became another does not.
                if is_change || self.show.is_unmoved() {
                    self.tell_clock()?;
                }
            }
            Task::Replaying(rest, count) => return self.replayed(ready, rest, count),
            task @ (Task::Idle | Task::Completing(_) | Task::Knowing(_) | Task::Looking | Task::Leaving) => {
                self.task = task;
            }
        }
        self.go_on()
    }

    /// Keeps what was done.
    pub(super) fn did(&mut self, deed: Deed, entry: Entry) {
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
        self.records.push(Record { deed, answers, failed });
    }

    /// Takes up what was typed meanwhile, or asks for more.
    pub(super) fn go_on(&mut self) -> Result<Option<Next>, RunError> {
        match self.waiting.take() {
            Some(text) if self.grave.is_none() => self.entered(text),
            waiting => {
                self.waiting = waiting;
                self.ask_on().map(|()| None)
            }
        }
    }

    /// Asks for the next entry, where nothing is being read.
    pub(super) fn ask_on(&mut self) -> Result<(), RunError> {
        if self.company == Company::Script && self.status == INTERRUPTED {
            return self.leave().map(drop);
        }
        let is_busy = !matches!(self.task, Task::Idle | Task::Opening);
        if self.reading != Reading::Nothing || is_busy || self.waiting.is_some() {
            return Ok(());
        }
        if self.driving.is_some() && matches!(self.task, Task::Idle) {
            self.look_at_driven();
            return Ok(());
        }
        self.show.end_line();
        self.read(PROMPT, Reading::Entry, Purpose::Entry);
        Ok(())
    }

    pub(super) fn read(&mut self, prompt: &str, reading: Reading, purpose: Purpose) {
        self.reading = reading;
        prompt.clone_into(&mut self.prompt);
        self.to_read = Some((prompt.to_owned(), purpose));
    }
}

/// The next message of the session; never, where there is none.
async fn told(session: &mut Option<impl Engine>) -> Message {
    match session {
        Some(session) => session.next().await,
        None => std::future::pending().await,
    }
}

fn found(completions: Completions) -> Found {
    let candidates = completions.candidates.into_iter().map(|candidate| candidate.text).collect();
    Found { start: completions.start, candidates }
}

fn in_one_line(failure: &Failure) -> String {
    match failure.message.lines().next() {
        Some(message) if !message.is_empty() => format!("{}: {message}", failure.class),
        _ => failure.class.clone(),
    }
}
