//! What a trace in JSON says about a question, worked out without the code that asks it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A trace, one object an event.
pub struct Trace {
    pub events: Vec<Value>,
    /// Everything written to stdout, and how much of it lies before each event.
    stdout: String,
    written: Vec<usize>,
}

pub fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event[field].as_str().unwrap_or_default()
}

impl Trace {
    pub fn new(events: Vec<Value>) -> Trace {
        let (mut stdout, mut written) = (String::new(), Vec::new());
        for event in &events {
            written.push(stdout.len());
            if event["event"] == "output" && event["stream"] == "stdout" {
                stdout.push_str(text(event, "text"));
            }
        }
        Trace { events, stdout, written }
    }

    /// The events after one of them, in its thread, but for what the interpreter does to objects nobody holds.
    fn after(&self, at: usize) -> impl Iterator<Item = &Value> {
        let thread = &self.events[at]["thread"];
        let mut collected = BTreeSet::new();
        self.events[at + 1..].iter().filter(move |event| {
            // What it closes on its way, it delegated to.
            if event["how"] == "gc" || collected.contains(text(event, "by")) {
                collected.insert(text(event, "id"));
            }
            let is_collected =
                collected.contains(text(event, "id")) || collected.contains(text(event, "where"));
            event["thread"] == *thread && !is_collected
        })
    }

    /// Whose code runs after an event: the frame of the first thing that any code then does.
    pub fn runs_after(&self, at: usize) -> Option<&str> {
        let does = self.after(at).find(|event| event["where"].is_string() && event["event"] != "resumed");
        does.map(|event| text(event, "where"))
    }

    /// Who has control once a value has passed up through all that delegate: whoever then resumes something, or does
    /// anything.
    pub fn gets(&self, at: usize, known: &Known) -> Option<&str> {
        // What an asynchronous generator yields ends the `await` of its next value.
        let is_taken = text(&self.events[at], "before").starts_with("AGEN");
        let next = self.after(at).find(|event| {
            let passes =
                event["event"] == "yielded" && !is_taken && known.delegating.contains(text(event, "id"));
            !passes
                && event["event"] != "primitive"
                && (event["where"].is_string() || event["by"].is_string())
        })?;
        Some(if next["event"] == "resumed" { text(next, "by") } else { text(next, "where") })
    }

    /// The line printed by an event: all of it, up to the end of the line.
    pub fn prints(&self, at: usize) -> &str {
        let rest = &self.stdout[self.written[at]..];
        rest.split('\n').next().unwrap_or_default().trim_end()
    }

    /// Whether a line begins at an event.
    pub fn begins_a_line(&self, at: usize) -> bool {
        let before = &self.stdout[..self.written[at]];
        before.is_empty() || before.ends_with('\n')
    }
}

/// What is known before an event, from the events before it alone.
#[derive(Clone, Default)]
pub struct Known {
    pub states: BTreeMap<String, String>,
    pub delegating: BTreeSet<String>,
    pub tasks: BTreeMap<String, String>,
    /// The tasks whose steps are in the turn that runs, in order.
    ready: Vec<String>,
    of_handle: BTreeMap<String, String>,
    is_collected: BTreeSet<String>,
    kinds: BTreeMap<String, &'static str>,
}

impl Known {
    /// Takes in an event.
    pub fn learn(&mut self, event: &Value) {
        let id = text(event, "id").to_owned();
        let mut set = |state: &str, kinds: &BTreeMap<String, &'static str>| {
            let prefix = kinds.get(&id).copied().unwrap_or("GEN");
            self.states.insert(id.clone(), format!("{prefix}_{state}"));
        };
        match text(event, "event") {
            "created" => {
                let prefix = match text(event, "kind") {
                    "coroutine" => "CORO",
                    "async_generator" => "AGEN",
                    _ => "GEN",
                };
                self.kinds.insert(id.clone(), prefix);
                set("CREATED", &self.kinds);
            }
            "resumed" => {
                set("RUNNING", &self.kinds);
                // Who goes on in a `yield from` may have announced its line again.
                if matches!(text(event, "how"), "yield_from" | "await") {
                    self.delegating.insert(text(event, "by").to_owned());
                }
                if event["how"] == "gc" {
                    self.is_collected.insert(id);
                }
            }
            "delegated" => {
                self.delegating.insert(id);
            }
            "yielded" => set("SUSPENDED", &self.kinds),
            "returned" | "raised" | "closed" => {
                set("CLOSED", &self.kinds);
                self.delegating.remove(&id);
                // Whoever delegated to it has its value or its exception now.
                self.delegating.remove(text(event, "to"));
            }
            // Its own code runs, so what it delegated to is over.
            "line" | "exception" | "caught" => {
                self.delegating.remove(text(event, "where"));
            }
            "task_created" | "task_renamed" => {
                self.tasks.insert(text(event, "task").to_owned(), text(event, "name").to_owned());
            }
            "scheduled" if event["task"].is_string() => {
                self.of_handle.insert(text(event, "handle").to_owned(), text(event, "task").to_owned());
            }
            "iteration" => {
                let ready = event["ready"].as_array().into_iter().flatten();
                let tasks = ready.filter_map(|handle| self.of_handle.get(handle.as_str()?).cloned());
                self.ready = tasks.collect();
            }
            "task_step" => {
                let task = text(event, "task");
                self.ready.retain(|other| other != task);
            }
            _ => {}
        }
    }

    /// The task that stands first in the queue of the turn that runs.
    pub fn first_ready(&self) -> Option<&str> {
        let task = self.ready.first()?;
        self.tasks.get(task).map(String::as_str)
    }

    /// Whether the interpreter is closing this object because nobody holds it.
    pub fn is_collected(&self, id: &str) -> bool {
        self.is_collected.contains(id)
    }
}
