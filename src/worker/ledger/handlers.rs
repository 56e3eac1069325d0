//! The handlers that have an exception in hand: whether each keeps it shows in what comes next.

use smallvec::SmallVec;

use crate::trace::event::{Event, Kind, Place, Site};
use crate::worker::ledger::code::Handler;
use crate::worker::ledger::frames::FrameName;

/// An exception that a handler looks at.
pub(crate) struct Caught {
    /// The address of the exception.
    pub(crate) exception: usize,
    /// What it has come to.
    pub(crate) handler: Handler,
    /// The frame that is in.
    pub(crate) frame: FrameName,
    /// The event to tell once it shows that the handler keeps it.
    pub(crate) event: Event,
}

/// What an event says of an exception that a handler looks at.
enum Verdict {
    Open,
    Kept,
    Lost,
}

impl Caught {
    /// What it means that this happens next in the frame of the handler.
    fn verdict(&self, event: &Event) -> Verdict {
        match (self.handler, &event.kind) {
            (_, Kind::Raised { .. }) | (Handler::Finally, Kind::Exception { .. }) => Verdict::Lost,
            (_, Kind::Returned { .. }) => Verdict::Kept,
            (Handler::Finally, _) => Verdict::Open,
            // `__exit__` is called, or awaited, on the line of the `with`; what it raises arrives there.
            (_, Kind::Exception { .. }) if event.site == self.event.site => Verdict::Lost,
            _ if event.site == self.event.site => Verdict::Open,
            _ => Verdict::Kept,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self.event.place, Some(Place::Object(_)))
    }
}

/// The handlers of one thread that have not yet shown whether they keep their exception.
#[derive(Default)]
pub(crate) struct OpenHandlers {
    /// An `except` clause: only one can be open.
    clause: Option<Caught>,
    /// Each `with` and `finally`.
    blocks: Vec<Caught>,
}

impl OpenHandlers {
    /// A handler gets an exception.
    pub(crate) fn open(&mut self, caught: Caught) {
        match caught.handler {
            Handler::Except => self.clause = Some(caught),
            Handler::With | Handler::Finally => self.blocks.push(caught),
        }
    }

    /// Whether nothing is open, as nearly always.
    pub(crate) fn is_empty(&self) -> bool {
        self.clause.is_none() && self.blocks.is_empty()
    }

    /// The exception at this address goes on: none of its handlers kept it.
    pub(crate) fn goes_on(&mut self, exception: usize) {
        self.clause.take_if(|caught| caught.exception == exception);
        self.blocks.retain(|caught| caught.exception != exception);
    }

    /// Another `except` clause of the same `try` looks at the exception.
    pub(crate) fn keep_looking(&mut self, site: Site) {
        if let Some(caught) = &mut self.clause {
            caught.event.site = Some(site);
        }
    }

    /// Something else happens, so that an open `except` clause keeps its exception: the event that tells so.
    pub(crate) fn settle_clause(&mut self) -> Option<Event> {
        self.clause.take().map(|caught| caught.event)
    }

    /// A function's frame returns, so that its `with` or `finally` keeps its exception: the event that tells so.
    pub(crate) fn settle_returning(&mut self, frame: FrameName) -> Option<Event> {
        let at = self.blocks.iter().position(|caught| caught.frame == frame && !caught.sleeps())?;
        Some(self.blocks.remove(at).event)
    }

    /// The frames of which it must be known whether they run, to settle what is open.
    pub(crate) fn frames(&self) -> SmallVec<[FrameName; 4]> {
        self.blocks.iter().map(|caught| caught.frame).collect()
    }

    /// This happens next, while these frames run: the events of each `with` and `finally` that it shows to keep its
    /// exception.
    pub(crate) fn settle_blocks(&mut self, event: &Event, running: &[FrameName]) -> Vec<Event> {
        let mut kept = Vec::new();
        self.blocks.retain(|caught| {
            let verdict = if caught.event.place == event.place {
                caught.verdict(event)
            } else if caught.sleeps() || running.contains(&caught.frame) {
                Verdict::Open
            } else {
                // The function has returned; an exception that left it would have been raised again.
                Verdict::Kept
            };
            if matches!(verdict, Verdict::Kept) {
                kept.push(Event { time: event.time, ..caught.event.clone() });
            }
            matches!(verdict, Verdict::Open)
        });
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::id::{FileId, FrameId, ThreadId};
    use crate::trace::value::Value;

    const FRAME: FrameName = (0x10, 0x20);

    fn site(line: u32) -> Option<Site> {
        Some(Site { file: FileId(0), line })
    }

    fn place() -> Option<Place> {
        Some(Place::Function("load".into()))
    }

    fn event(line: u32, kind: Kind) -> Event {
        Event { time: 1.0, thread: ThreadId(0), site: site(line), place: place(), kind }
    }

    fn line(line: u32) -> Event {
        event(line, Kind::Line { frame: FrameId(1), depth: 0, changed: vec![] })
    }

    fn caught(handler: Handler) -> Caught {
        let kind = Kind::Caught { exception: Value::from("ValueError()") };
        Caught { exception: 0x99, handler, frame: FRAME, event: event(7, kind) }
    }

    fn opened(handler: Handler) -> OpenHandlers {
        let mut handlers = OpenHandlers::default();
        handlers.open(caught(handler));
        handlers
    }

    #[test]
    fn an_except_clause_keeps_its_exception_when_anything_else_happens() {
        let mut handlers = opened(Handler::Except);
        assert_eq!(handlers.settle_clause().map(|event| event.site), Some(site(7)));
        assert!(handlers.is_empty());
    }

    #[test]
    fn an_exception_that_goes_on_was_kept_by_nobody() {
        for handler in [Handler::Except, Handler::With, Handler::Finally] {
            let mut handlers = opened(handler);
            handlers.goes_on(0x98);
            assert!(!handlers.is_empty());
            handlers.goes_on(0x99);
            assert!(handlers.is_empty());
        }
    }

    #[test]
    fn the_clause_that_keeps_the_exception_is_the_last_that_looked() {
        let mut handlers = opened(Handler::Except);
        handlers.keep_looking(Site { file: FileId(0), line: 9 });
        assert_eq!(handlers.settle_clause().map(|event| event.site), Some(site(9)));
    }

    #[test]
    fn a_with_keeps_its_exception_once_its_line_is_left() {
        let mut handlers = opened(Handler::With);
        assert_eq!(handlers.settle_blocks(&line(7), &[FRAME]), []);
        let kept = handlers.settle_blocks(&line(8), &[FRAME]);
        assert_eq!(kept.len(), 1);
        assert!(handlers.is_empty());
    }

    #[test]
    fn what_exit_raises_on_the_line_of_the_with_takes_the_exceptions_place() {
        let mut handlers = opened(Handler::With);
        let other = event(7, Kind::Exception { exception: Value::from("KeyError()") });
        assert_eq!(handlers.settle_blocks(&other, &[FRAME]), []);
        assert!(handlers.is_empty());
    }

    #[test]
    fn a_finally_keeps_its_exception_only_where_its_function_returns() {
        let mut handlers = opened(Handler::Finally);
        assert_eq!(handlers.settle_blocks(&line(8), &[FRAME]), []);
        assert_eq!(handlers.settle_returning((0x10, 0x21)), None, "another function's frame");
        assert!(handlers.settle_returning(FRAME).is_some());
    }

    #[test]
    fn a_function_that_is_gone_from_the_stack_has_kept_its_exception() {
        let mut handlers = opened(Handler::Finally);
        let elsewhere = Event { place: Some(Place::Module), ..line(30) };
        assert_eq!(handlers.settle_blocks(&elsewhere, &[FRAME]), [], "it still runs");
        let kept = handlers.settle_blocks(&Event { time: 2.0, ..elsewhere }, &[]);
        assert_eq!(kept.iter().map(|event| event.time).collect::<Vec<_>>(), [2.0]);
    }
}
