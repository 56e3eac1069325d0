//! The events of a run, encoded one behind the other, found again by number.

use std::ops::Range;

use crate::trace::event::{Event, Kind, Site};
use crate::trace::id::{FrameId, Step};
use crate::trace::stop::{Breakpoints, Until};

/// How many events share one entry of the index.
const BLOCK: u64 = 64;

/// The size from which on a new chunk is begun, in bytes.
const CHUNK: usize = 1 << 20;

const LINE: u8 = 1;
const TRANSITION: u8 = 2;
const OTHER_STOP: u8 = 4;
const TURN: u8 = 8;
const TASK_STEP: u8 = 16;
const END: u8 = 32;

/// Encoded events with an index.
#[derive(Debug, Default)]
pub(super) struct Store {
    chunks: Vec<Vec<u8>>,
    blocks: Vec<Block>,
    len: u64,
    scratch: Vec<u8>,
}

/// Where an event's bytes are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    chunk: u32,
    offset: u32,
}

/// Where a block of events begins, and what may be found in it.
#[derive(Debug)]
struct Block {
    spot: Spot,
    /// The classes of its events.
    classes: u8,
    /// One bit for each line that is about to run, by its hash.
    sites: u64,
    /// One bit for each frame that has a line, by its hash.
    frames: u64,
    /// The least depth of a line.
    shallowest: u32,
}

impl Store {
    /// How many events there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        let chunks: usize = self.chunks.iter().map(Vec::capacity).sum();
        chunks + self.blocks.capacity() * size_of::<Block>()
    }

    /// Adds an event and tells where it is.
    pub fn push(&mut self, event: &Event) -> Spot {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let encoded = postcard::to_extend(event, scratch).expect("plain data always encodes");
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() + encoded.len() <= CHUNK => {}
            last => {
                if let Some(chunk) = last {
                    chunk.shrink_to_fit();
                }
                self.chunks.push(Vec::new());
            }
        }
        let chunk = self.chunks.len() - 1;
        let spot = Spot { chunk: chunk as u32, offset: self.chunks[chunk].len() as u32 };
        self.chunks[chunk].extend_from_slice(&encoded);
        self.scratch = encoded;
        if self.len.is_multiple_of(BLOCK) {
            self.blocks.push(Block { spot, classes: 0, sites: 0, frames: 0, shallowest: u32::MAX });
        }
        if let Some(block) = self.blocks.last_mut() {
            block.note(event);
        }
        self.len += 1;
        spot
    }

    /// The event at a spot.
    pub fn at(&self, spot: Spot) -> Event {
        self.decode(spot).0
    }

    /// The events of a range of sequence numbers, with their numbers.
    pub fn range(&self, range: Range<u64>) -> Events<'_> {
        let end = range.end.min(self.len);
        let start = range.start.min(end);
        let mut events =
            Events { store: self, seq: start / BLOCK * BLOCK, end, spot: Spot { chunk: 0, offset: 0 } };
        if let Some(block) = self.blocks.get((start / BLOCK) as usize) {
            events.spot = block.spot;
        }
        while events.seq < start && events.next().is_some() {}
        events
    }

    /// The first event from `from` on that ends such a step.
    pub fn first_met(&self, from: u64, until: &Until, breakpoints: &Breakpoints) -> Option<u64> {
        let may = |block: &Block| block.may_meet(until, breakpoints);
        self.first_where(from, may, |seq, event| until.is_met(event, Step(seq + 1), breakpoints))
    }

    /// The last event before `before` that ends such a step.
    pub fn last_met(&self, before: u64, until: &Until, breakpoints: &Breakpoints) -> Option<u64> {
        let may = |block: &Block| block.may_meet(until, breakpoints);
        self.last_where(before, may, |seq, event| until.is_met(event, Step(seq + 1), breakpoints))
    }

    /// The first transition from `from` on.
    pub fn first_transition(&self, from: u64) -> Option<u64> {
        self.first_where(from, |block| block.has(TRANSITION), |_, event| event.kind.is_transition())
    }

    /// The last transition before `before`.
    pub fn last_transition(&self, before: u64) -> Option<u64> {
        self.last_where(before, |block| block.has(TRANSITION), |_, event| event.kind.is_transition())
    }

    /// The last event before `before` for which the question is answered with yes.
    pub fn last_wanted(&self, before: u64, mut wanted: impl FnMut(&Event) -> bool) -> Option<u64> {
        self.last_where(before, |_| true, |_, event| wanted(event))
    }

    /// The first event from `from` on that is wanted, looking only into the blocks where it may be.
    fn first_where(
        &self,
        from: u64,
        may: impl Fn(&Block) -> bool,
        mut wanted: impl FnMut(u64, &Event) -> bool,
    ) -> Option<u64> {
        let mut start = from;
        while start < self.len {
            let end = (start / BLOCK + 1) * BLOCK;
            if may(&self.blocks[(start / BLOCK) as usize]) {
                let found = self.range(start..end).find(|(seq, event)| wanted(*seq, event));
                if let Some((seq, _)) = found {
                    return Some(seq);
                }
            }
            start = end;
        }
        None
    }

    /// The last event before `before` that is wanted, looking only into the blocks where it may be.
    fn last_where(
        &self,
        before: u64,
        may: impl Fn(&Block) -> bool,
        mut wanted: impl FnMut(u64, &Event) -> bool,
    ) -> Option<u64> {
        let mut end = before.min(self.len);
        while end > 0 {
            let start = (end - 1) / BLOCK * BLOCK;
            if may(&self.blocks[(start / BLOCK) as usize]) {
                let found = self.range(start..end).filter(|(seq, event)| wanted(*seq, event)).last();
                if let Some((seq, _)) = found {
                    return Some(seq);
                }
            }
            end = start;
        }
        None
    }

    /// The event at a spot and where the one after it begins.
    fn decode(&self, spot: Spot) -> (Event, Spot) {
        let Spot { mut chunk, mut offset } = spot;
        if offset as usize == self.chunks[chunk as usize].len() {
            chunk += 1;
            offset = 0;
        }
        let bytes = &self.chunks[chunk as usize][offset as usize..];
        let (event, rest) = postcard::take_from_bytes(bytes).expect("what was encoded decodes");
        let offset = offset + (bytes.len() - rest.len()) as u32;
        (event, Spot { chunk, offset })
    }
}

/// Events in order, decoded one by one.
pub struct Events<'a> {
    store: &'a Store,
    seq: u64,
    end: u64,
    spot: Spot,
}

impl Iterator for Events<'_> {
    type Item = (u64, Event);

    fn next(&mut self) -> Option<(u64, Event)> {
        if self.seq >= self.end {
            return None;
        }
        let (event, spot) = self.store.decode(self.spot);
        self.spot = spot;
        self.seq += 1;
        Some((self.seq - 1, event))
    }
}

impl Block {
    fn note(&mut self, event: &Event) {
        self.classes |= match &event.kind {
            Kind::Line { frame, depth, .. } => {
                self.frames |= frame_bit(*frame);
                self.shallowest = self.shallowest.min(*depth);
                self.sites |= event.site.map_or(0, site_bit);
                LINE
            }
            Kind::Iteration { .. } => TURN,
            Kind::TaskStep { .. } => TASK_STEP,
            Kind::ProgramEnded { .. } => END,
            kind if kind.is_transition() => TRANSITION,
            kind if kind.is_stop() => OTHER_STOP,
            _ => 0,
        };
    }

    /// Whether one of its events is of one of these classes.
    fn has(&self, classes: u8) -> bool {
        self.classes & classes != 0
    }

    /// Whether one of its events can end such a step: never no where [`Until::is_met`] says yes.
    fn may_meet(&self, until: &Until, breakpoints: &Breakpoints) -> bool {
        let at_breakpoint = || breakpoints.iter().any(|site| self.sites & site_bit(*site) != 0);
        let has = |classes| self.has(classes);
        has(END)
            || match until {
                Until::Stop => self.classes != 0,
                Until::Line => has(LINE),
                Until::Transition => has(TRANSITION),
                Until::Over { frame, depth, thread: _ } => {
                    self.shallowest < *depth || self.frames & frame_bit(*frame) != 0 || at_breakpoint()
                }
                Until::Within { object: _, frame } => {
                    self.frames & frame_bit(*frame) != 0 || has(TRANSITION) || at_breakpoint()
                }
                Until::Out { depth, thread: _ } => self.shallowest < *depth || at_breakpoint(),
                Until::Turn => has(TURN),
                Until::TaskSwitch => has(TASK_STEP),
                Until::Step(_) | Until::AtMost { .. } => true,
                Until::End => at_breakpoint(),
            }
    }
}

fn site_bit(site: Site) -> u64 {
    1 << (site.line.wrapping_add(site.file.0.wrapping_mul(31)) % 64)
}

fn frame_bit(frame: FrameId) -> u64 {
    1 << (frame.0 % 64)
}
