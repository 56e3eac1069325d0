//! The threads' stacks: lines, and objects' frames that come and go.
//!
//! A plain function tells neither its call nor its return. So a plain frame may be stale: it has returned, and no
//! line below it has run since. Objects' frames are never stale.

use std::sync::Arc;

use super::Fault;
use crate::trace::event::{Actor, Change, Event, Place, Site};
use crate::trace::id::{FrameId, ObjectId, Step, ThreadId};
use crate::trace::object::{Frame, Local};
use crate::trace::world::{Entry, World};

impl World {
    /// A line is about to run.
    pub(super) fn line(
        &mut self,
        event: &Event,
        frame: FrameId,
        depth: u32,
        changed: &[Change],
    ) -> Result<(), Fault> {
        let (Some(site), Some(place)) = (event.site, &event.place) else {
            return Err(Fault::NoLine);
        };
        let height = match place {
            Place::Object(id) => self.check_line_of_object(event.thread, *id, frame, depth)?,
            _ => self.check_line_of_function(event.thread, frame, depth)?,
        };
        self.landed(event.thread);
        let step = self.next();
        let depth = depth as usize;
        if let Place::Object(id) = place {
            if self.object(*id).is_some_and(|object| object.thread == Some(event.thread)) {
                let below = self.settle(event.thread, height, depth);
                let stack = &mut self.thread_mut(event.thread).stack;
                stack.truncate(below.min(depth));
                stack.resize(depth, Entry::Unknown);
                stack.push(Entry::Object(*id));
            }
            self.end_delegation_elsewhere(*id, site);
            if let Some(object) = self.objects.get_mut(id.0) {
                Arc::make_mut(&mut object.frame).run_line(site, changed, step);
            }
            return Ok(());
        }
        self.settle(event.thread, height, depth);
        let stack = &mut self.thread_mut(event.thread).stack;
        stack.truncate(depth + 1);
        match stack.get_mut(depth) {
            Some(Entry::Plain(known)) if known.id == frame => {
                Arc::make_mut(known).run_line(site, changed, step)
            }
            _ => {
                let mut new = Frame::new(frame, place.clone());
                new.run_line(site, changed, step);
                stack.truncate(depth);
                stack.resize(depth, Entry::Unknown);
                stack.push(Entry::Plain(Arc::new(new)));
            }
        }
        Ok(())
    }

    /// Checks a line of an object's own frame; gives the height of the stack below that frame.
    fn check_line_of_object(
        &self,
        thread: ThreadId,
        id: ObjectId,
        frame: FrameId,
        depth: u32,
    ) -> Result<usize, Fault> {
        let object = self.known(id)?;
        if object.frame.id != frame {
            return Err(Fault::WrongFrame { object: object.label().into(), owned: object.frame.id, frame });
        }
        if object.contested || self.switches(thread) {
            return Ok(self.height_of(thread, id).unwrap_or(self.height(thread)));
        }
        let Some(height) = self.height_of(thread, id) else {
            return Err(Fault::WrongState { object: object.label().into(), state: object.state });
        };
        if let Some(inner) = self.innermost(thread)
            && inner != id
        {
            return Err(Fault::StillRunning { inner: self.name_of(inner) });
        }
        self.check_depth(thread, height, frame, depth)?;
        Ok(height)
    }

    /// Checks a line of a plain frame; gives the height of the stack above the innermost object.
    fn check_line_of_function(&self, thread: ThreadId, frame: FrameId, depth: u32) -> Result<usize, Fault> {
        let Some(inner) = self.innermost(thread) else {
            return Ok(0);
        };
        if self.switches(thread) {
            return Ok(0);
        }
        let height = self.height_of(thread, inner).map_or(0, |height| height + 1);
        let entries = self.thread(thread).map_or(&[][..], |thread| &thread.stack);
        let is_it = |entry: &Entry| matches!(entry, Entry::Plain(known) if known.id == frame);
        if entries[..height].iter().any(is_it) {
            return Err(Fault::StillRunning { inner: self.name_of(inner) });
        }
        self.check_depth(thread, height, frame, depth)?;
        Ok(height)
    }

    /// Checks that the objects among the lowest `height` entries leave room for a frame at `depth`.
    fn check_depth(&self, thread: ThreadId, height: usize, frame: FrameId, depth: u32) -> Result<(), Fault> {
        let entries = self.thread(thread).map_or(&[][..], |thread| &thread.stack);
        let objects =
            entries.iter().take(height).filter(|entry| matches!(entry, Entry::Object(_))).count() as u32;
        if objects > depth { Err(Fault::WrongDepth { frame, depth, objects }) } else { Ok(()) }
    }

    /// Makes the lowest `height` entries fit below `depth`: stale plain frames go, the innermost first. Gives how
    /// many are left of them.
    fn settle(&mut self, thread: ThreadId, height: usize, depth: usize) -> usize {
        let stack = &mut self.thread_mut(thread).stack;
        let mut left = height.min(stack.len());
        for at in (0..left).rev() {
            if left > depth && !matches!(stack[at], Entry::Object(_)) {
                stack.remove(at);
                left -= 1;
            }
        }
        left
    }

    /// Puts an object's frame on the stack of a thread.
    pub(super) fn enter(&mut self, thread: ThreadId, id: ObjectId) {
        self.thread_mut(thread).stack.push(Entry::Object(id));
    }

    /// Takes an object's frame off the stack of a thread, with the stale frames above it.
    pub(super) fn exit(&mut self, thread: ThreadId, id: ObjectId) {
        let Some(height) = self.height_of(thread, id) else {
            return;
        };
        let is_innermost = self.innermost(thread) == Some(id);
        let stack = &mut self.thread_mut(thread).stack;
        if is_innermost {
            stack.truncate(height);
        } else {
            stack.remove(height);
        }
        trim(stack);
    }

    /// Takes the plain frames away that must have returned, since `by` acts now.
    pub(super) fn settle_actor(&mut self, thread: ThreadId, by: &Actor) {
        let Some(stack) = self.thread(thread).map(|thread| &thread.stack) else {
            return;
        };
        let floor = stack.iter().rposition(|entry| matches!(entry, Entry::Object(_))).map_or(0, |at| at + 1);
        let is_actor = |entry: &Entry| match (entry, by) {
            (Entry::Plain(frame), Actor::Module) => frame.place == Place::Module,
            (Entry::Plain(frame), Actor::Function(name)) => frame.place == Place::Function(name.clone()),
            _ => false,
        };
        let keep = match by {
            Actor::Object(id) if matches!(stack[..floor].last(), Some(Entry::Object(top)) if top == id) => {
                floor
            }
            Actor::Module | Actor::Function(_) => {
                stack[floor..].iter().rposition(is_actor).map_or(stack.len(), |at| floor + at + 1)
            }
            Actor::Task(_) | Actor::Loop(_) => {
                self.loop_base(thread).map_or(stack.len(), |base| base.max(floor))
            }
            _ => stack.len(),
        };
        if keep < stack.len() {
            let stack = &mut self.thread_mut(thread).stack;
            stack.truncate(keep);
            trim(stack);
        }
    }

    /// How high the stack was when the loop that runs in this thread began.
    fn loop_base(&self, thread: ThreadId) -> Option<usize> {
        self.thread(thread)?.loops.last().map(|(_, base)| *base)
    }

    /// How many frames lie on a thread's stack.
    pub(super) fn height(&self, thread: ThreadId) -> usize {
        self.thread(thread).map_or(0, |thread| thread.stack.len())
    }

    /// How many frames lie below an object's on a thread's stack, where it is there.
    pub(super) fn height_of(&self, thread: ThreadId, id: ObjectId) -> Option<usize> {
        self.thread(thread)?.stack.iter().rposition(|entry| *entry == Entry::Object(id))
    }

    /// The innermost object on a thread's stack.
    pub(super) fn innermost(&self, thread: ThreadId) -> Option<ObjectId> {
        self.thread(thread)?.stack.iter().rev().find_map(|entry| match entry {
            Entry::Object(id) => Some(*id),
            _ => None,
        })
    }

    /// Whether greenlets switch in this thread, so that its frames are not one stack.
    pub(in crate::trace) fn switches(&self, thread: ThreadId) -> bool {
        self.thread(thread).is_some_and(|thread| thread.greenlet.is_some())
    }

    /// A line of its own shows that an object's `yield from` or `await` on another line is over.
    fn end_delegation_elsewhere(&mut self, id: ObjectId, site: Site) {
        let Some(delegation) = self.object(id).and_then(|object| object.delegation.as_ref()) else {
            return;
        };
        if self.is_over(&delegation.to) || delegation.site.is_some_and(|at| at != site) {
            self.end_delegation(id);
        }
    }
}

/// Takes placeholders off the top: what lay above them, and told of them, is gone.
fn trim(stack: &mut Vec<Entry>) {
    while stack.last() == Some(&Entry::Unknown) {
        stack.pop();
    }
}

impl Frame {
    fn run_line(&mut self, site: Site, changed: &[Change], step: Step) {
        self.site = Some(site);
        self.line_step = step;
        for change in changed {
            match self.locals.iter_mut().find(|local| local.name == change.name) {
                Some(local) => {
                    local.value.clone_from(&change.value);
                    local.changed = step;
                }
                None => {
                    let (name, value) = (change.name.clone(), change.value.clone());
                    self.locals.push(Local { name, value, changed: step });
                }
            }
        }
    }
}
