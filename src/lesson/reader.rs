//! A script being read: what is there so far, and what is wrong.

use std::collections::BTreeMap;

use super::model::{Demo, Span};
use super::problem::Fault;

/// A script being read: what is there so far, and what is wrong.
pub struct Reader<'a> {
    /// The script.
    pub source: &'a str,
    /// The demos beside it.
    pub demos: &'a BTreeMap<String, Demo>,
    /// What is wrong.
    pub faults: Vec<(Span, Fault)>,
    /// The ids given so far, and their lines.
    pub ids: BTreeMap<String, usize>,
}

impl Reader<'_> {
    /// Notes a fault.
    pub fn fault(&mut self, at: Span, fault: impl Into<Fault>) {
        self.faults.push((at, fault.into()));
    }
}
