//! Programs that lessons want to be run, several at once, while keys and signals are waited for.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use super::program::scratch_folder;
use super::record::{MOST_EVENTS, TIME_LIMIT, confined, record};
use crate::lang::{Lang, Say, SystemError};
use crate::lesson::window::Played;
use crate::proof::fault::PlayFault;
use crate::tutor::runs::{Outcome, Play, Unplayed};

type Playing = Pin<Box<dyn Future<Output = Outcome>>>;

/// What is being run.
#[derive(Default)]
pub struct Plays {
    running: Vec<(Box<Play>, Playing)>,
}

impl Plays {
    /// Begins to run a program.
    pub fn start(&mut self, play: Box<Play>, lang: Lang) {
        let playing = Box::pin(run(play.clone(), lang));
        self.running.push((play, playing));
    }

    /// Ends a program that nobody waits for.
    pub fn stop(&mut self, play: &Play) {
        self.running.retain(|(running, _)| **running != *play);
    }

    /// The next program that is over; waits for ever where none is run.
    pub async fn next(&mut self) -> (Box<Play>, Outcome) {
        std::future::poll_fn(|context| {
            let over = self.running.iter_mut().enumerate().find_map(|(at, (_, playing))| {
                match playing.as_mut().poll(context) {
                    Poll::Ready(played) => Some((at, played)),
                    Poll::Pending => None,
                }
            });
            match over {
                Some((at, played)) => Poll::Ready((self.running.swap_remove(at).0, played)),
                None => Poll::Pending,
            }
        })
        .await
    }
}

async fn run(play: Box<Play>, lang: Lang) -> Outcome {
    let scratch =
        scratch_folder().map_err(|error| Unplayed::NotRun { reason: SystemError::from(error).say(lang) })?;
    let program = confined(&play.file, &play.source, play.clock, play.legacy, scratch.path());
    match record(program, TIME_LIMIT, MOST_EVENTS).await {
        Ok(events) => match Played::of(&play.source, events) {
            Ok(played) => Ok(Rc::new(played)),
            Err(contradiction) => Err(Unplayed::NotRun { reason: contradiction.say(lang) }),
        },
        Err(PlayFault::Unparsable { traceback }) => Err(Unplayed::NotPython { traceback }),
        Err(PlayFault::NoPython { why }) => Err(Unplayed::NotRun { reason: why.say(lang) }),
        Err(fault) => Err(Unplayed::NotRun { reason: fault.say(lang) }),
    }
}
