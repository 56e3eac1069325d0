//! What the prompt opens and comes back from: lessons, programs, step mode, the user's editor.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::Command as Process;

use tokio::runtime::Runtime;
use tokio::time::Instant;

use super::Prompt;
use crate::cli::{self, Cli, Command, ProgramArgs, QuizArgs, WhyArgs};
use crate::engine::process::WorkerProcess;
use crate::engine::{Ending, Engine, Message};
use crate::error::RunError;
use crate::front::step::{Display, Options, lines, screen};
use crate::front::usage::explain;
use crate::lang::{Say, say};
use crate::repl::{Input, Mode, Stepped};
use crate::stage::player::Player;
use crate::terminal::typed::Typed;
use crate::trace::event::Outcome;
use crate::wire::{Ready, Request};

impl Prompt {
    /// Opens another mode and comes back.
    pub(super) fn open(&mut self, mode: Mode, runtime: &Runtime) -> Result<(), RunError> {
        let input = match mode {
            Mode::StepEntry(source) => return runtime.block_on(self.step_entry(source)),
            Mode::Editor(before) => self.edit(&before)?,
            Mode::Lessons => self.carry_out(Command::Lessons),
            Mode::Lesson(name) => self.carry_out(Command::Lesson {
                author: None,
                restart: false,
                seed: None,
                name,
                present: false,
            }),
            Mode::Quiz(name) => self.carry_out(Command::Quiz(QuizArgs::of(name))),
            Mode::StepMessage(message) => {
                let program = ProgramArgs::of(vec![message.into()]);
                self.carry_out(Command::Why(WhyArgs { step: true, program }))
            }
            Mode::Run(words) => self.carry_out_typed("run", words),
            Mode::Step(words) => self.carry_out_typed("step", words),
        };
        runtime.block_on(self.came_back(input))
    }

    /// The prompt is back: what was pressed in the other mode is not meant for it.
    async fn came_back(&mut self, input: Input) -> Result<(), RunError> {
        self.signals.forget_interrupts().await;
        self.feed(input)
    }

    fn carry_out(&self, command: Command) -> Input {
        let cli = Cli { global: self.global.clone(), command: Some(command) };
        let transcript = self.outlet.transcript();
        if let Err(failure) = (self.carry_out)(cli, self.lang, transcript) {
            transcript.say(&failure.say(self.lang));
        }
        Input::Back
    }

    /// A command whose arguments are those of the command line, options and all.
    fn carry_out_typed(&self, command: &str, words: Vec<String>) -> Input {
        let line = ["learn-coroutines", command].map(OsString::from);
        match cli::parse(line.into_iter().chain(words.into_iter().map(OsString::from)), self.lang) {
            Ok(Cli { command: Some(command), .. }) => self.carry_out(command),
            Ok(Cli { command: None, .. }) => Input::Back,
            Err(error) => {
                // Where it cannot be printed there is nobody to tell.
                explain(&error, self.lang);
                Input::Back
            }
        }
    }

    /// Opens the user's editor on a text; what was saved, where it was changed.
    fn edit(&self, before: &str) -> Result<Input, RunError> {
        let unwritable = |source| RunError::Scratch { source };
        let file = tempfile::Builder::new().prefix("entry-").suffix(".py").tempfile().map_err(unwritable)?;
        std::fs::write(file.path(), before).map_err(unwritable)?;
        let named = |name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
        let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
        let mut words = editor.split_whitespace();
        let name = words.next().unwrap_or("vi");
        if let Err(error) = Process::new(name).args(words).arg(file.path()).status() {
            return Ok(Input::Refused(say!(
                self.lang,
                "cannot start the editor {name}: {error}",
                "无法启动编辑器 {name}：{error}"
            )));
        }
        let after = std::fs::read_to_string(file.path()).map_err(unwritable)?;
        Ok(Input::Edited((after != before && !after.trim().is_empty()).then_some(after)))
    }

    /// Steps through Python in the session; what is left of it when the learner leaves runs through.
    async fn step_entry(&mut self, source: String) -> Result<(), RunError> {
        let options = match Options::chosen(&self.global, self.lang) {
            Ok(options) => options,
            Err(error) => {
                return self.feed(Input::Refused(error.say(self.lang)));
            }
        };
        if self.session.is_some() {
            self.feed(Input::Stepping(source.clone()))?;
        }
        let Some(mut session) = self.session.take() else { return self.feed(Input::Back) };
        let (sources, timeline) = (self.repl.sources(), self.repl.lend());
        let from = timeline.len();
        let engine = OneEntry { session: &mut session, ready: None, ended: None };
        let mut player = Player::within(engine, timeline, sources, &source);
        let played = match options.display {
            Display::Screen => screen::play(&mut player, &options).await.map(|_| ()).map_err(RunError::from),
            Display::Lines => {
                let mut typed = Typed::stdin();
                let mut out = io::BufWriter::new(io::stdout());
                let played = lines::play(&mut player, self.lang, &mut typed, &mut out).await;
                let flushed = played.and_then(|_| out.flush());
                flushed.map_err(|source| RunError::Output { name: "stdout".to_owned(), source })
            }
        };
        let (engine, timeline) = player.into_parts();
        let (ready, ended) = (engine.ready, engine.ended);
        self.session = Some(session);
        let ended = ended.map(|ending| self.gone(&ending));
        let stepped = Stepped { timeline, from, ready, ended };
        self.came_back(Input::Stepped(Box::new(stepped))).await?;
        played
    }
}

/// One entry of a session as an engine of its own: it ends when the session waits again.
struct OneEntry<'a> {
    session: &'a mut WorkerProcess,
    ready: Option<Ready>,
    ended: Option<Ending>,
}

impl Engine for OneEntry<'_> {
    async fn next(&mut self) -> Message {
        match self.session.next().await {
            Message::Ready(ready) => {
                self.ready = Some(ready);
                Message::Ended(Ending { outcome: Outcome::Ok, status: 0, reason: None })
            }
            Message::Ended(ending) => {
                self.ended = Some(ending.clone());
                Message::Ended(ending)
            }
            other => other,
        }
    }

    fn send(&mut self, request: Request) {
        self.session.send(request);
    }

    fn interrupt(&mut self) {
        self.session.interrupt();
    }

    fn end(&mut self, outcome: Outcome) {
        self.session.end(outcome);
    }

    fn expiry(&self) -> Option<Instant> {
        self.session.expiry()
    }
}
