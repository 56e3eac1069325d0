//! Lesson scripts: what they hold, how they are read, and whether what they claim is true.
//!
//! A script is Markdown beside its demos; `lessons/FORMAT.md` describes it. [`parse`] reads one strictly into the
//! plain data of [`model`]; [`check`] holds its claims ([`expect`]) against the events of a run. Nothing here runs
//! Python or knows a terminal.

pub mod answer;
pub mod attempt;
pub mod body;
pub mod catalog;
pub mod check;
pub mod compare;
pub mod directive;
pub mod expect;
mod experiment;
pub mod front;
pub mod held;
pub mod legacy;
pub mod look;
pub mod marks;
pub mod misconception;
pub mod model;
pub mod pairs;
pub mod parse;
pub mod printed;
pub mod problem;
pub mod question;
mod reader;
mod say;
pub mod sheet;
pub mod skeleton;
pub mod typed;
pub mod variant;
pub mod window;
