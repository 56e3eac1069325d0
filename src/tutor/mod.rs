//! Questions that a recorded run asks by itself: what comes next, with choices and what to say to each.
//!
//! [`draft`] makes a question of one event; [`draw`] picks the events worth asking about. Both are pure.

pub mod draft;
pub mod draw;
