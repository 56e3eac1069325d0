//! What happened in a program, as pure data: the waist between the Python process and everything that shows it.
//!
//! An [`event::Event`] is one thing that happened. [`world::World`] is what there is after some events; only
//! [`fold`] writes it. A [`timeline::Timeline`] keeps all events of a run and can be sought to any [`id::Step`].
//! Nothing here knows Python's objects, terminals, clocks or files.

pub mod event;
pub mod id;
pub mod stop;
pub mod value;
