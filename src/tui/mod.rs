//! Step mode on the whole screen: state, keys, drawing.

pub mod editor;
pub mod keys;
pub mod layout;
pub mod term;
pub mod theme;
