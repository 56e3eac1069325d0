//! Step mode on the whole screen: state, keys, drawing.

pub mod app;
mod browse;
pub mod choosing;
pub mod editor;
pub mod keys;
pub mod layout;
pub mod lesson;
pub mod paint;
pub mod reader;
pub mod slide;
