//! Step mode on the whole screen: state, keys, drawing.

pub mod keys;
pub mod layout;
pub mod term;
