//! A world that goes along with events as they come, whatever one of them that contradicts the others says.

use super::event::Event;
use super::fold::FoldError;
use super::world::World;

/// Goes along with a run that nobody seeks back in.
#[derive(Debug, Default)]
pub struct Follower {
    world: World,
    has_contradicted: bool,
}

/// What is known behind an event.
#[derive(Debug)]
pub enum Followed<'a> {
    /// The world after it.
    World(&'a World),
    /// It cannot have happened, and the world is as it was. Told of the first such event only.
    Contradiction(FoldError),
    /// It cannot have happened, and was not the first.
    Nothing,
}

impl Follower {
    /// Takes the next event in.
    pub fn follow(&mut self, event: &Event) -> Followed<'_> {
        match self.world.apply(event) {
            Ok(()) => Followed::World(&self.world),
            Err(_) if self.has_contradicted => Followed::Nothing,
            Err(error) => {
                self.has_contradicted = true;
                Followed::Contradiction(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::{Clock, Kind, TRACE_VERSION};
    use crate::trace::id::ThreadId;

    fn event(kind: Kind) -> Event {
        Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
    }

    #[test]
    fn a_contradiction_is_told_once_and_what_fits_goes_on() {
        let start = event(Kind::ProgramStarted {
            version: TRACE_VERSION,
            file: "a.py".into(),
            python: "Python".into(),
            clock: Clock::Virtual,
        });
        let mut follower = Follower::default();
        assert!(matches!(follower.follow(&start), Followed::World(_)));
        let Followed::Contradiction(error) = follower.follow(&start) else { panic!("it started before") };
        assert_eq!((error.seq, error.event), (1, "program_started"));
        assert!(matches!(follower.follow(&start), Followed::Nothing));
        let begun = event(Kind::ThreadStarted { thread_name: "worker".into() });
        assert!(
            matches!(follower.follow(&Event { thread: ThreadId(1), ..begun }), Followed::World(world) if world.step().0 == 2)
        );
    }
}
