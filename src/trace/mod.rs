//! What happened in a program, as pure data: the waist between the Python process and everything that shows it.
//!
//! An [`event::Event`] is one thing that happened. [`world::World`] is what there is after some events; only
//! [`fold`] writes it. A [`timeline::Timeline`] keeps all events of a run and can be sought to any [`id::Step`].
//! [`laws`] states what must hold for every trace; [`query`] answers what views and checks ask; [`names`] says what
//! things are called. Nothing here knows Python's objects, terminals, clocks or files.
//!
//! Beside the standard library it uses two crates, both pure: serde's derives, and postcard, by which a timeline keeps
//! a long run in a few bytes an event. What is packed never leaves the timeline; how events cross a pipe is `wire`'s.

pub mod aio;
pub mod event;
pub mod fold;
pub mod follow;
pub mod id;
pub mod laws;
pub mod moment;
pub mod names;
pub mod object;
pub mod primitive;
pub mod query;
#[cfg(test)]
pub(crate) mod simulate;
pub mod stop;
mod table;
pub mod timeline;
pub mod value;
pub mod world;
