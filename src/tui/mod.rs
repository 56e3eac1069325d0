//! Step mode on the whole screen: state, keys, drawing.

pub mod app;
mod browse;
pub mod choosing;
mod driving;
pub mod editor;
pub mod guide;
pub mod keys;
pub mod layout;
pub mod lesson;
pub mod paint;
mod panes;
mod predict;
pub mod reader;
pub mod slide;
