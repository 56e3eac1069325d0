//! The walk through lessons and questions, as a state that takes inputs and asks for what is to be done; pure.
//!
//! [`walk::Tutor`] goes through the pages of lessons: it puts questions, grades, gives hints, and asks ([`ask::Ask`]) for
//! programs to be run, answers to be kept, demos to be opened. It runs nothing, reads no clock and knows no terminal.
//! [`present::Presenter`] lets it go on by itself before an audience; [`keys`] is the one table of what can be done.
//!
//! The way of an answer: a key becomes an [`ask::Input`] in `tui::lesson`, a line in `front::lesson::lines`. What has to be run
//! for it is an [`ask::Ask::Play`]; `play::several` runs it while keys are read, and its run comes back as an input. Then the
//! answer is graded, said, and handed out once more as [`ask::Ask::Keep`] for `progress::log`.
//!
//! Questions that a recorded run asks by itself come from [`draft`], which makes one of an event, and [`draw`], which
//! picks the events worth asking about; [`review`] varies those that come back.

pub mod ask;
pub mod choices;
pub mod draft;
pub mod draw;
pub mod drawn;
mod grade;
pub mod keys;
pub mod overview;
pub mod page;
pub mod pages;
pub mod placement;
pub mod present;
mod record;
pub mod report;
pub mod review;
pub mod runs;
pub mod say;
mod try_it;
mod turn;
mod unmet;
mod vary;
pub mod walk;

#[cfg(test)]
pub(crate) mod tests;
