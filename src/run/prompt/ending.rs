//! What ends an entry, the session or the prompt: Ctrl-C, Ctrl-D, a Python that is gone.

use super::dead::Waited;
use super::{Company, Next, PROMPT, Prompt, Reading, Task};
use crate::engine::{Ending, Engine};
use crate::error::Exit;
use crate::lang::Say;
use crate::run::problem::RunError;
use crate::trace::event::Outcome;
use crate::wire::Request;

/// The exit status after Ctrl-C.
pub(super) const INTERRUPTED: u8 = 130;

impl Prompt {
    /// Ctrl-C while something runs: the first interrupts it, the second ends its Python.
    pub(super) fn interrupt(&mut self) -> Result<(), RunError> {
        if self.company == Company::Script {
            self.status = INTERRUPTED;
            if self.reading == Reading::Entry || matches!(self.task, Task::Idle) {
                self.reading = Reading::Nothing;
                return self.leave().map(drop);
            }
        } else if self.reading == Reading::Entry {
            // Lines that are not edited: the terminal itself sends the signal.
            self.editor.drop_lines();
            self.show.end_line();
            self.show.interrupted(PROMPT);
            return Ok(());
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        match &self.task {
            Task::Idle | Task::Completing(_) | Task::Knowing(_) | Task::Looking => return Ok(()),
            Task::Opening | Task::Entry(_) | Task::Moving(..) | Task::Replaying(..) | Task::Leaving => {}
        }
        self.interrupts += 1;
        if self.interrupts == 1 {
            self.is_interrupting = true;
            self.is_question_interrupted = self.reading == Reading::Input;
            session.interrupt();
        } else {
            session.end(Outcome::Interrupted);
            self.backlog.clear();
        }
        Ok(())
    }

    /// Ends the session as the end of its input would, and then leaves.
    pub(super) fn leave(&mut self) -> Result<Option<Next>, RunError> {
        let Some(session) = &mut self.session else {
            return Ok(Some(Next::Leave(Exit::Done)));
        };
        session.send(Request::Close);
        self.set_to(Task::Leaving);
        Ok(None)
    }

    /// The session's process is gone.
    pub(super) fn ended(&mut self, ending: &Ending) -> Result<Option<Next>, RunError> {
        let raw = self.session.take().map(|session| session.raw_stderr()).unwrap_or_default();
        if ending.reason.is_none() {
            self.show.pass_on(&raw);
        }
        let waited = match self.task {
            Task::Idle | Task::Completing(_) | Task::Knowing(_) | Task::Looking => Waited::Yes,
            _ => Waited::No,
        };
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Leaving => {
                let own = (ending.status & 0xff) as u8;
                let status = match self.company {
                    Company::Script if own == 0 => self.status,
                    Company::Script | Company::Learner => own,
                };
                return Ok(Some(Next::Leave(Exit::Program(status))));
            }
            Task::Completing(reply) => drop(reply.send(None)),
            Task::Knowing(text) => self.waiting = Some(text),
            _ => {}
        }
        match self.company {
            Company::Learner => self.bury(ending.reason.as_ref(), waited).map(|()| None),
            Company::Script => {
                if let Some(reason) = &ending.reason {
                    self.show.complain(&reason.say(self.lang));
                }
                Ok(Some(Next::Leave(Exit::Program((ending.status & 0xff) as u8))))
            }
        }
    }
}
