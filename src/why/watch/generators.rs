//! Generators and coroutines that are asked again when they are done, that end wrongly, or that two threads share.

use std::collections::HashMap;

use super::{Findings, Moment, label, lead};
use crate::trace::event::{Actor, Event, How, Kind, Note, ObjectKind, Place, Site, State};
use crate::trace::id::{ObjectId, Step, ThreadId};
use crate::trace::object::AnswerKind;
use crate::trace::world::World;
use crate::why::cause::{Cause, Part};
use crate::why::finding::{Finding, What};
use crate::why::message::find;

/// What is remembered of generators and coroutines.
#[derive(Debug, Default)]
pub(super) struct Generators {
    /// In which thread, by what and on which line each was last resumed.
    last: HashMap<ObjectId, Last>,
    /// Closed by the collector, or by the loop for want of a holder; and where.
    orphans: HashMap<ObjectId, Orphan>,
    /// A StopIteration that an exhausted generator answered an explicit `next` with: a finding where nobody catches it.
    asked: HashMap<ThreadId, Finding>,
    /// Where a StopIteration was raised inside of a generator.
    stops: HashMap<ObjectId, (Site, Step)>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    thread: ThreadId,
    how: How,
    site: Option<Site>,
    /// The line that asked it for a value last.
    asked: Option<Site>,
}

#[derive(Clone, Copy, Debug)]
struct Orphan {
    dropped: Option<Site>,
    step: Step,
}

impl Generators {
    pub(super) fn see(&mut self, moment: Moment<'_>, found: &mut Findings) {
        let (event, world) = (moment.event, moment.world);
        self.settle_asked(event, found);
        self.clean_up(moment, found);
        match &event.kind {
            Kind::Resumed { id, how, .. } => self.resumed(*id, *how, moment, found),
            Kind::Yielded { id, to: _, .. } => {
                let closing = self.last.get(id).filter(|last| is_closing(last.how)).copied();
                if closing.is_some() && world.object(*id).is_some_and(|it| it.kind() != ObjectKind::Coroutine)
                {
                    self.ignored(*id, moment, found);
                }
            }
            Kind::Exception { exception } if exception.as_str().starts_with("StopIteration") => {
                if let (Some(Place::Object(id)), Some(site)) = (&event.place, event.site) {
                    self.stops.insert(*id, (site, moment.step()));
                }
            }
            Kind::Raised { id, exception, .. } => {
                if exception.as_str() == "RuntimeError('generator raised StopIteration')"
                    || exception.as_str() == "RuntimeError('coroutine raised StopIteration')"
                {
                    self.stopped(*id, moment, found);
                }
                self.forget(*id);
            }
            Kind::Returned { id, .. } => self.forget(*id),
            Kind::Refused { id, how, exception, before, .. } => {
                self.refused(*id, *how, exception.as_str(), *before, moment, found);
            }
            Kind::Note(Note::AsyncgenFinalised { generator }) => self.orphan_named(generator, moment),
            Kind::Note(Note::AsyncgensClosed { generators }) => {
                for generator in generators {
                    self.orphan_named(generator, moment);
                }
            }
            _ => {}
        }
    }

    /// Code of a generator that runs after nobody held it any more is its clean-up.
    fn clean_up(&mut self, moment: Moment<'_>, found: &mut Findings) {
        let event = moment.event;
        let runs = matches!(
            event.kind,
            Kind::Line { .. } | Kind::Output { .. } | Kind::Delegated { .. } | Kind::Caught { .. }
        );
        if self.orphans.is_empty() || !runs {
            return;
        }
        if let Some(Place::Object(id)) = event.place
            && let Some(orphan) = self.orphans.remove(&id)
        {
            self.left(id, orphan, moment, found);
        }
    }

    fn forget(&mut self, id: ObjectId) {
        self.orphans.remove(&id);
        self.stops.remove(&id);
    }

    fn orphan_named(&mut self, name: &str, moment: Moment<'_>) {
        let number = name.rsplit_once('#').and_then(|(_, number)| number.parse().ok()).map(ObjectId);
        if let Some(id) = number {
            self.orphans.insert(id, Orphan { dropped: moment.event.site, step: moment.step() });
        }
    }

    fn resumed(&mut self, id: ObjectId, how: How, moment: Moment<'_>, found: &mut Findings) {
        let event = moment.event;
        let before = self.last.get(&id).copied();
        let asked = if is_closing(how) { before.and_then(|before| before.asked) } else { event.site };
        self.last.insert(id, Last { thread: event.thread, how, site: event.site, asked });
        if let Some(before) = before
            && before.thread != event.thread
            && how != How::Gc
            && before.how != How::Task
        {
            self.shared(id, before, moment, found);
        }
        // A coroutine that is thrown away has findings of its own.
        let kind = moment.world.object(id).map(|object| object.kind());
        let is_coroutine = kind == Some(ObjectKind::Coroutine);
        if how == How::Gc && !is_coroutine && !is_same_stretch(event.place.as_ref(), moment.world, id) {
            self.orphans.insert(id, Orphan { dropped: event.site, step: moment.step() });
        }
    }

    fn shared(&self, id: ObjectId, before: Last, moment: Moment<'_>, found: &mut Findings) {
        let who = label(moment.world, id);
        let leads = [
            moment.made.object(moment.world, id),
            lead(Part::Resumed, before.site, &who),
            lead(Part::Resumed, moment.event.site, &who),
        ];
        let finding = Finding::new(What::TwoThreads { object: who }, moment.event.site, moment.step());
        let known = found.all.iter_mut().find(|known| known.what == finding.what);
        match known {
            Some(known) => known.times += 1,
            None => drop(found.add(finding.led_by(leads.into_iter().flatten().collect()))),
        }
    }

    fn ignored(&mut self, id: ObjectId, moment: Moment<'_>, found: &mut Findings) {
        let who = label(moment.world, id);
        let closed = self.last.get(&id).and_then(|last| last.site);
        let leads = [
            moment.made.object(moment.world, id),
            lead(Part::ClosedHere, closed, &who),
            lead(Part::Yields, moment.event.site, &who),
        ];
        let finding = Finding::new(What::IgnoredExit { object: who }, moment.event.site, moment.step());
        found.add(finding.led_by(leads.into_iter().flatten().collect()));
    }

    fn stopped(&mut self, id: ObjectId, moment: Moment<'_>, found: &mut Findings) {
        let who = label(moment.world, id);
        let (site, step) = match self.stops.get(&id) {
            Some((site, step)) => (Some(*site), *step),
            None => (moment.event.site, moment.step()),
        };
        let leads = [moment.made.object(moment.world, id), lead(Part::Raised, site, &who)];
        let finding = Finding::new(What::StopIteration { object: who }, site, step);
        found.add(finding.led_by(leads.into_iter().flatten().collect()));
    }

    fn left(&self, id: ObjectId, orphan: Orphan, moment: Moment<'_>, found: &mut Findings) {
        let who = label(moment.world, id);
        let leads = [
            moment.made.object(moment.world, id),
            lead(Part::Dropped, orphan.dropped, &who),
            lead(Part::CleansUp, moment.event.site, &who),
        ];
        let leads: Vec<Cause> = leads.into_iter().flatten().collect();
        let finding = Finding::new(What::LeftToCollector { object: who }, moment.event.site, orphan.step);
        found.add(finding.led_by(leads));
    }

    fn refused(
        &mut self,
        id: ObjectId,
        how: How,
        exception: &str,
        before: State,
        moment: Moment<'_>,
        found: &mut Findings,
    ) {
        let (event, world) = (moment.event, moment.world);
        let who = label(world, id);
        let made = moment.made.object(world, id);
        let last = self.last.get(&id).copied();
        let elsewhere =
            world.object(id).and_then(|object| object.thread()).is_some_and(|at| at != event.thread);
        if before == State::Running && elsewhere {
            let before = last.unwrap_or(Last { thread: event.thread, how, site: None, asked: None });
            self.shared(id, before, moment, found);
            return;
        }
        let refused = lead(Part::Refused, event.site, &who);
        if before == State::Closed && exception.starts_with("StopIteration") {
            // The head of a loop asks once more after its body closed the generator, and `next` with a default may too.
            if last.is_some_and(|last| last.asked == event.site) {
                return;
            }
            let ended = world.object(id).and_then(|object| object.site());
            let was_closed = last.is_some_and(|last| is_closing(last.how))
                || world
                    .object(id)
                    .and_then(|it| it.ending())
                    .is_some_and(|end| end.kind == AnswerKind::Closed);
            let leads = [made, lead(Part::Ended, ended, &who), refused];
            let what = What::Exhausted { object: who, was_closed };
            let finding =
                Finding::new(what, event.site, moment.step()).led_by(leads.into_iter().flatten().collect());
            match how {
                How::For => drop(found.add(finding)),
                How::Next | How::Send => drop(self.asked.insert(event.thread, finding)),
                _ => {}
            }
            return;
        }
        let (class, text) = exception.split_once('(').unwrap_or((exception, ""));
        let text = text.strip_suffix(')').unwrap_or(text).trim_matches(['"', '\'']).replace("\\'", "'");
        if let Some(known) = find(class, &text) {
            let leads = [made, refused].into_iter().flatten().collect();
            let what = What::Refused { object: who, exception: format!("{class}: {text}"), found: known };
            found.add(Finding::new(what, event.site, moment.step()).led_by(leads));
        }
    }

    /// An exhausted generator that a consumer such as `list` asks answers silently; a bare `next` raises, and who catches
    /// that meant it.
    fn settle_asked(&mut self, event: &Event, found: &mut Findings) {
        if self.asked.is_empty() {
            return;
        }
        match &event.kind {
            Kind::Exception { .. } => {}
            Kind::Caught { .. } => drop(self.asked.remove(&event.thread)),
            _ => {
                if let Some(finding) = self.asked.remove(&event.thread) {
                    found.add(finding);
                }
            }
        }
    }

    /// What is left of what was asked where the program ends.
    pub(super) fn settle(&mut self, found: &mut Findings) {
        for finding in std::mem::take(&mut self.asked).into_values() {
            found.add(finding);
        }
    }
}

fn is_closing(how: How) -> bool {
    matches!(how, How::Close | How::Aclose | How::Gc)
}

/// Whether the collector closes a generator in the very code that used it last, as a loop that is left with `break` does.
fn is_same_stretch(dropped_in: Option<&Place>, world: &World, id: ObjectId) -> bool {
    let resumer = world.object(id).and_then(|object| object.answer()).and_then(|answer| answer.to.as_ref());
    match (resumer, dropped_in) {
        (Some(Actor::Module), Some(Place::Module)) | (_, None) => true,
        (Some(Actor::Function(one)), Some(Place::Function(other))) => one == other,
        (Some(Actor::Object(one)), Some(Place::Object(other))) => one == other,
        _ => false,
    }
}
