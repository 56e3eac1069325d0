//! `:step PYTHON`: step mode on Python of the live session, with all that happened in it before at hand.

use std::io::{self, Write};

use tokio::time::Instant;

use super::record::Deed;
use super::{Prompt, Task};
use crate::engine::process::WorkerProcess;
use crate::engine::{Ending, Engine, Message};
use crate::lang::Say;
use crate::run::problem::RunError;
use crate::run::step::{Display, Options, lines, screen};
use crate::stage::player::Player;
use crate::terminal::typed::Typed;
use crate::trace::event::Outcome;
use crate::trace::stop::{Breakpoints, Until};
use crate::wire::{Pace, Ready, Request};

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

impl Prompt {
    /// Steps through Python in the session; what is left of it when the learner leaves runs through.
    pub(super) async fn step_python(&mut self, source: String) -> Result<(), RunError> {
        let options = match Options::chosen(&self.global, self.lang) {
            Ok(options) => options,
            Err(error) => {
                self.show.complain(&error.say(self.lang));
                return self.ask_on();
            }
        };
        let Some(mut session) = self.session.take() else { return self.ask_on() };
        session.send(Request::Enter { source: source.clone(), pace: Pace::Stepping });
        self.set_to(Task::Entry(source.clone()));
        let sources = self.show.sources();
        let timeline = self.show.lend();
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
        self.show.take_back(timeline, from);
        played?;
        self.forget_signals().await;
        match (ready, ended) {
            (_, Some(ending)) => self.ended(&ending).map(|_| ()),
            (Some(ready), None) => {
                self.note(&ready);
                self.task = Task::Idle;
                self.did(Deed::Entry(source), ready.entry);
                self.ask_on()
            }
            (None, None) => {
                if let Some(session) = &mut self.session {
                    session.send(Request::Run { until: Until::End, breakpoints: Breakpoints::new() });
                }
                Ok(())
            }
        }
    }
}
