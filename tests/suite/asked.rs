//! Every question that can be drawn from a run, at each step: its right answer against the trace, its wrong ones too.
//!
//! `ASKED_PROGRAMS` says how many programs of `tests/` and how many generated ones are asked about; `all` means each one of
//! `tests/` and 200 generated ones. Where `ASKED_SHOW` is set, the questions are printed, for a teacher to read.

mod generated;
mod trace;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use learn_coroutines::suite::engine::process::{WORKER_COMMAND, WorkerProcess};
use learn_coroutines::suite::engine::{Engine, Message};
use learn_coroutines::suite::export::jsonl::Writer;
use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::trace::event::{Clock, Event, Kind};
use learn_coroutines::suite::trace::world::World;
use learn_coroutines::suite::tutor::choices::shuffled;
use learn_coroutines::suite::tutor::draft::{Context, Draft, Topic, draft, may_ask};
use learn_coroutines::suite::wire::{Detail, Program, Request};

use trace::{Known, Trace, text};

/// How many programs of each sort are asked about where nothing else is said.
const A_FEW: usize = 6;
/// How many generated programs are all.
const GENERATED: usize = 200;
/// So much of a long run is asked about.
const LONGEST: usize = 5000;
/// What a question offers at most.
const MOST_CHOICES: usize = 4;

/// The events of a program on the virtual clock.
fn events(file: &Path, source: &str) -> Vec<Event> {
    let program = Program {
        file: file.to_owned(),
        args: Vec::new(),
        source: source.as_bytes().to_vec(),
        clock: Clock::Virtual,
        detail: Detail::Lines,
        stepping: false,
        memory_mib: 1024,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        command.arg(WORKER_COMMAND);
        let limit = Some(Duration::from_secs(20));
        let mut session = WorkerProcess::spawn(command, program, limit).expect("the Python process starts");
        let mut all = Vec::new();
        loop {
            match session.next().await {
                Message::Events(events) => {
                    all.extend(events);
                    if all.len() > LONGEST {
                        return all;
                    }
                }
                Message::NeedInput => session.send(Request::Input { bytes: Vec::new() }),
                _ => return all,
            }
        }
    })
}

/// One question at one step.
struct Asked {
    topic: Topic,
    at: usize,
    draft: Draft,
    choices: Vec<String>,
}

fn asked(events: &[Event], lang: Lang) -> Vec<Asked> {
    let mut printed = String::new();
    let mut before = World::new();
    let mut all = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let mut after = before.clone();
        after.apply(event).expect("a sound run");
        for topic in Topic::ALL.into_iter().filter(|topic| may_ask(*topic, &event.kind)) {
            let context = Context { before: &before, after: &after, printed: &printed, lang };
            if let Some(draft) = draft(topic, event, &context)
                && let Some((choices, right)) = shuffled(&draft, MOST_CHOICES, at as u64)
            {
                assert_eq!(choices[right].text, draft.right);
                let choices = choices.into_iter().map(|choice| choice.text).collect();
                all.push(Asked { topic, at, draft, choices });
            }
        }
        if let Kind::Output { bytes, .. } = &event.kind {
            printed.push_str(&String::from_utf8_lossy(bytes));
        }
        before = after;
    }
    all
}

fn json(events: &[Event]) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    for event in events {
        writer.write(event).expect("memory takes everything");
    }
    writer.flush().expect("memory takes everything");
    drop(writer);
    let lines = String::from_utf8(out).expect("JSON is UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// A name as the trace has it: functions without parentheses.
fn bare(name: &str) -> &str {
    name.strip_suffix("()").unwrap_or(name)
}

/// A value or a printed line as one that a learner would call the same.
fn as_value(text: &str) -> String {
    let text = text.trim();
    let inside = ['\'', '"'].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
    let text = inside.unwrap_or(text);
    let text = match text {
        "True" => "1",
        "False" => "0",
        text => text,
    };
    text.parse::<f64>().map_or_else(|_| text.to_owned(), |number| format!("{number}"))
}

/// What is wrong with a question, by the trace; `known` is what happened before it.
fn fault(asked: &Asked, trace: &Trace, known: &Known) -> Option<String> {
    let event = &trace.events[asked.at];
    let (kind, id, right) = (text(event, "event"), text(event, "id"), asked.draft.right.as_str());
    let is = |expected: Option<&str>| match expected {
        // Nothing more happens in this thread: the program, or what is looked at of it, ends here.
        None => None,
        Some(expected) if right == expected || bare(right) == expected => None,
        expected => Some(format!("the trace says {expected:?}")),
    };
    let value = |field: &str| is(Some(text(event, field)));
    let wrong = match (asked.topic, kind) {
        (Topic::Control, "resumed") if known.delegating.contains(right) => Some(format!("{right} delegates")),
        (Topic::Control, "resumed" | "returned" | "raised") => is(trace.runs_after(asked.at)),
        // An `await` of an asynchronous generator's next value is over with its `yield`.
        (Topic::Control, "yielded")
            if known.delegating.contains(right) && !text(event, "before").starts_with("AGEN") =>
        {
            Some(format!("{right} delegates"))
        }
        (Topic::Control, "yielded") => is(trace.gets(asked.at, known)),
        (Topic::State, _) => {
            let mut after = known.clone();
            after.learn(event);
            let state = after.states.get(id).map(|state| state.split_once('_').map_or("", |(_, word)| word));
            match state {
                Some(state) if right.ends_with(state) && right == text(event, "after") => None,
                state => Some(format!("the trace says {state:?}")),
            }
        }
        (Topic::Value, "resumed") if known.delegating.contains(id) => Some(format!("{id} delegates")),
        (Topic::Value, "yielded") => {
            let Some(to) = trace.gets(asked.at, known) else { return value("value") };
            let names_nobody = asked.draft.text.ends_with("yields. Which value?");
            let names_it = names_nobody
                || asked.draft.text.contains(&format!("does {to} get"))
                || asked.draft.text.contains(&format!("does {to}() get"));
            value("value").or_else(|| (!names_it).then(|| format!("{to} gets it")))
        }
        (Topic::Value, _) => value("value"),
        (Topic::Task, _) => {
            is(known.tasks.get(text(event, "task")).map(String::as_str)).or_else(|| is(known.first_ready()))
        }
        (Topic::Print, _) if !trace.begins_a_line(asked.at) => Some("the line has begun".to_owned()),
        (Topic::Print, _) => is(Some(trace.prints(asked.at))),
        (topic, kind) => Some(format!("nothing is asked on {topic:?} about {kind}")),
    };
    let wrong = wrong.or_else(|| known.is_collected(id).then(|| "the interpreter does it".to_owned()));
    let wrong = wrong.or_else(|| {
        let also = asked.choices.iter().filter(|choice| as_value(choice) == as_value(right)).count();
        (also > 1).then(|| "a wrong choice is true as well".to_owned())
    });
    wrong
        .or_else(|| {
            asked
                .choices
                .iter()
                .find(|choice| *choice == "gc")
                .map(|_| "the collector is no person".to_owned())
        })
        .or_else(|| unseen(asked, known).map(|name| format!("{name} is not on the screen")))
}

/// A name that a question uses though nothing of it has been seen.
fn unseen(asked: &Asked, known: &Known) -> Option<String> {
    if asked.topic == Topic::Value || asked.topic == Topic::Print {
        return None;
    }
    let choices = asked.choices.iter().map(String::as_str);
    choices
        .filter(|choice| choice.contains('#'))
        .find(|choice| !known.states.contains_key(*choice))
        .map(str::to_owned)
}

/// What is wrong with the questions of a program, and how many of each topic there are.
fn faults(name: &str, events: &[Event], counts: &mut BTreeMap<&'static str, usize>) -> Vec<String> {
    let trace = Trace::new(json(events));
    let mut known = Known::default();
    let mut questions = asked(events, Lang::En).into_iter().peekable();
    let mut faults = Vec::new();
    for at in 0..trace.events.len() {
        while let Some(question) = questions.next_if(|question| question.at == at) {
            *counts.entry(question.topic.word()).or_default() += 1;
            if env::var_os("ASKED_SHOW").is_some() {
                let Asked { draft, choices, .. } = &question;
                let line = &trace.events[at]["line"];
                eprintln!("{name}, line {line}: {} {choices:?} right: {}", draft.text, draft.right);
            }
            if let Some(fault) = fault(&question, &trace, &known) {
                let Asked { draft, choices, .. } = &question;
                let fault = format!(
                    "{name}, event {at}: {} {choices:?}, right: {}: {fault}",
                    draft.text, draft.right
                );
                eprintln!("{fault}");
                faults.push(fault);
            }
        }
        known.learn(&trace.events[at]);
    }
    faults
}

/// The programs of `tests/` that always do the same.
fn written() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = ["programs", "loops"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(tests.join(folder)).expect("the programs can be listed").flatten());
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.retain(|file| {
        file.extension().is_some_and(|end| end == "py")
            && file.file_name().is_some_and(|name| name != "reference.py")
    });
    files.sort();
    files
}

#[test]
fn the_right_answer_is_what_the_trace_says_and_no_wrong_one_is_true_as_well() {
    let is_all = env::var("ASKED_PROGRAMS").is_ok_and(|count| count == "all");
    let count = env::var("ASKED_PROGRAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(A_FEW);
    let written = written();
    let every = if is_all { 1 } else { (written.len() / count.max(1)).max(1) };
    let mut counts = BTreeMap::new();
    let mut found = Vec::new();
    for file in written.iter().step_by(every) {
        let source = fs::read_to_string(file).expect("it can be read");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let all = events(file, &source);
        found.extend(faults(&name, &all[..all.len().min(LONGEST)], &mut counts));
    }
    for seed in 0..if is_all { GENERATED } else { count } as u64 {
        let source = generated::program(seed);
        let all = events(Path::new("generated.py"), &source);
        found.extend(faults(&format!("generated {seed}"), &all, &mut counts));
    }
    assert!(found.is_empty(), "{} of {counts:?}\n{}", found.len(), found.join("\n"));
    for topic in Topic::ALL {
        assert!(counts.get(topic.word()).is_some_and(|count| *count > 5), "{counts:?}");
    }
    if is_all {
        eprintln!("asked: {counts:?}");
    }
}
