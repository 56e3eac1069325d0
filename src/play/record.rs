//! Programs played for a check in the embedded Python, each with its trace: one by one, or several at once ahead of it.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;

use super::program::{CONFINED_MEMORY_MIB, scratch_folder};
use crate::engine::process::WorkerProcess;
use crate::engine::{Engine, Message};
use crate::lesson::legacy::is_legacy;
use crate::lesson::model::Front;
use crate::lesson::window::Played;
use crate::proof::fault::{PlayFault, Unplayed};
use crate::proof::plays::Plays;
use crate::terminal::runtime::runtime;
use crate::trace::event::{Clock, Event};
use crate::wire::{Detail, Program};

/// How long a demo may run.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);

/// How many events of one program are kept; a demo has a few hundred.
pub const MOST_EVENTS: usize = 500_000;

/// A program as it is known by: where it lies, its text, its clock, and whether old names are restored.
type Known = (PathBuf, String, Clock, Names);

/// Which names a program finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Names {
    /// Today's.
    Todays,
    /// Those that Python removed as well.
    Legacy,
}

/// Plays programs, each text only once.
#[derive(Default)]
pub struct Player {
    played: HashMap<Known, Rc<Played>>,
    /// What was played and has not been looked at yet, or why it could not be.
    ahead: HashMap<Known, Result<Vec<Event>, PlayFault>>,
    /// Set once nobody wants to know any more.
    stop: Option<watch::Receiver<bool>>,
}

impl Player {
    /// A player that ends what it plays when `stop` is set.
    pub fn stopped_by(stop: watch::Receiver<bool>) -> Player {
        Player { stop: Some(stop), ..Player::default() }
    }

    /// Plays programs that will be asked for, several at once; `tell` hears how many are done.
    pub fn play_ahead(
        &mut self,
        programs: &[(PathBuf, String, Front)],
        tell: &mut dyn FnMut(usize),
    ) -> Result<(), PlayFault> {
        let wanted: Vec<Known> = programs
            .iter()
            .map(|(file, source, front)| known(file, source, front))
            .filter(|known| !self.played.contains_key(known) && !self.ahead.contains_key(known))
            .collect();
        let already = programs.len() - wanted.len();
        let stop = self.stop.clone();
        let runtime = runtime().map_err(|error| no_system(error.into_source()))?;
        let ahead = &mut self.ahead;
        runtime.block_on(async {
            let mut left = wanted.into_iter();
            let mut running: Vec<Playing> = Vec::new();
            let mut done = already;
            loop {
                let room = at_once() - running.len();
                running.extend(left.by_ref().take(room).map(|known| {
                    let stop = stop.clone();
                    let playing: Playing = Box::pin(async move {
                        let events = play_known(&known, stop).await;
                        (known, events)
                    });
                    playing
                }));
                if running.is_empty() {
                    break;
                }
                let (known, events) = next_of(&mut running).await;
                ahead.insert(known, events);
                done += 1;
                tell(done);
            }
        });
        Ok(())
    }
}

/// A program that is being played.
type Playing = Pin<Box<dyn Future<Output = (Known, Result<Vec<Event>, PlayFault>)>>>;

/// What comes of the first of several that is over; it is taken out.
async fn next_of(running: &mut Vec<Playing>) -> (Known, Result<Vec<Event>, PlayFault>) {
    poll_fn(|context| {
        for at in 0..running.len() {
            if let Poll::Ready(played) = running[at].as_mut().poll(context) {
                drop(running.swap_remove(at));
                return Poll::Ready(played);
            }
        }
        Poll::Pending
    })
    .await
}

/// How many programs run at once: one for each processor, and at least two, as each waits for its own now and then.
pub(super) fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().max(2))
}

fn known(file: &Path, source: &str, front: &Front) -> Known {
    let names = if front.legacy || is_legacy(source) { Names::Legacy } else { Names::Todays };
    (file.to_owned(), source.to_owned(), front.clock, names)
}

impl Plays for Player {
    fn play(&mut self, file: &Path, source: &str, front: &Front) -> Result<Rc<Played>, PlayFault> {
        let known = known(file, source, front);
        if let Some(played) = self.played.get(&known) {
            return Ok(played.clone());
        }
        let events = match self.ahead.remove(&known) {
            Some(events) => events?,
            None => {
                let runtime = runtime().map_err(|error| no_system(error.into_source()))?;
                runtime.block_on(play_known(&known, self.stop.clone()))?
            }
        };
        let played = Rc::new(Played::of(source, events)?);
        self.played.insert(known, played.clone());
        Ok(played)
    }
}

async fn play_known(
    (file, source, clock, names): &Known,
    stop: Option<watch::Receiver<bool>>,
) -> Result<Vec<Event>, PlayFault> {
    let scratch = scratch_folder().map_err(no_scratch)?;
    let program = confined(file, source, *clock, *names == Names::Legacy, scratch.path());
    tokio::select! {
        events = record(program, TIME_LIMIT, MOST_EVENTS) => events,
        () = set(stop) => Err(PlayFault::unplayed(Unplayed::Interrupted)),
    }
}

/// A program as a lesson's demo is run: from start to end, confined to a scratch folder.
pub fn confined(file: &Path, source: &str, clock: Clock, legacy: bool, scratch: &Path) -> Program {
    Program {
        file: file.into(),
        args: Vec::new(),
        source: source.as_bytes().to_vec(),
        clock,
        detail: Detail::Lines,
        stepping: false,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy,
        under_the_hood: false,
        sandbox: Some(scratch.to_owned()),
    }
}

/// The fault of something the system refuses.
pub(super) fn no_system(error: io::Error) -> PlayFault {
    PlayFault::unplayed(Unplayed::System(error.into()))
}

/// The fault of a scratch folder that cannot be made.
pub(super) fn no_scratch(error: io::Error) -> PlayFault {
    PlayFault::unplayed(Unplayed::Scratch(error.into()))
}

/// The events of a program, while other things go on; it is ended where this is dropped.
pub async fn record(program: Program, limit: Duration, most: usize) -> Result<Vec<Event>, PlayFault> {
    let started = WorkerProcess::start(program, Some(limit));
    let mut session = started.map_err(|error| PlayFault::unplayed(Unplayed::Start(error)))?;
    let mut events = Vec::new();
    loop {
        match session.next().await {
            Message::Events(more) => {
                events.extend(more);
                if events.len() >= most {
                    return Ok(events);
                }
            }
            Message::Unparsable { traceback } => return Err(PlayFault::Unparsable { traceback }),
            Message::NeedInput => session.send(crate::wire::Request::Input { bytes: Vec::new() }),
            Message::Ended(ending) => {
                return match ending.reason.filter(|_| events.is_empty()) {
                    Some(reason) => Err(PlayFault::unplayed(Unplayed::Ended(reason))),
                    None => Ok(events),
                };
            }
            Message::Paused | Message::Evaluated(_) | Message::Ready(_) | Message::Completions(_) => {}
        }
    }
}

/// Waits until the flag is set; for ever where there is none.
async fn set(stop: Option<watch::Receiver<bool>>) {
    if let Some(mut stop) = stop
        && stop.wait_for(|stop| *stop).await.is_ok()
    {
        return;
    }
    std::future::pending().await
}
