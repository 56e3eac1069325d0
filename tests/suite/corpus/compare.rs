//! Transitions as lines, and what it takes for two lists of lines to agree.

use std::fmt::Write as _;

use serde_json::Value;

/// What the reference can be certain of in a transition, on both sides; `None` for what it may not see at all.
///
/// A refusal leaves no event in CPython, nor does a delegation to an object that is none of the program's. Whether a
/// consumer's `next` is the head of a loop is the compiler's choice (`all` of a generator expression became one in 3.14).
pub fn certain(line: &str) -> Option<String> {
    if line.starts_with("refused ") {
        return None;
    }
    if line.starts_with("delegated ") {
        let to = line.rsplit(' ').next().unwrap_or_default();
        return to.contains('#').then(|| line.to_owned());
    }
    Some(line.replacen(" how=for ", " how=next ", 1))
}

/// Whether a line fits one of the reference's, which has `?` where it could not know.
pub fn fits(reference: &str, line: &str) -> bool {
    match reference.split_once("=?") {
        Some((before, after)) => line.starts_with(before) && line.ends_with(after),
        None => reference == line,
    }
}

pub fn same(what: &str, theirs: &str, ours: &str) -> Result<(), String> {
    if theirs == ours {
        return Ok(());
    }
    same_lines(what, theirs.lines(), "differs", ours.lines())?;
    Err(format!("{what} differs in its line breaks"))
}

/// Compares line by line and shows the first difference with what leads to it.
pub fn same_lines<'a>(
    name: &str,
    theirs: impl Iterator<Item = &'a str>,
    other: &str,
    ours: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    let (theirs, ours): (Vec<_>, Vec<_>) = (theirs.collect(), ours.collect());
    if theirs == ours {
        return Ok(());
    }
    let at = theirs.iter().zip(&ours).take_while(|(theirs, ours)| theirs == ours).count();
    let mut report = format!("line {} of {} ({name}) and {} ({other})", at + 1, theirs.len(), ours.len());
    for line in &theirs[at.saturating_sub(2)..at] {
        let _ = write!(report, "\n      {line}");
    }
    for (sign, lines) in [('-', &theirs), ('+', &ours)] {
        for line in lines.iter().skip(at).take(3) {
            let _ = write!(report, "\n    {sign} {line}");
        }
    }
    Err(report)
}

/// The transitions of a trace, in the form of the `.expected` files.
pub fn transitions(trace: &[u8]) -> Result<Vec<String>, String> {
    Ok(events(trace)?.iter().filter_map(compact).collect())
}

fn events(trace: &[u8]) -> Result<Vec<Value>, String> {
    let text = std::str::from_utf8(trace).map_err(|error| format!("the trace is no text: {error}"))?;
    let parse = |line| serde_json::from_str(line).map_err(|error| format!("no JSON ({error}): {line}"));
    text.lines().map(parse).collect()
}

/// What a program printed, as its trace tells it.
pub fn printed(trace: &[u8], stream: &str) -> Result<String, String> {
    let texts =
        events(trace)?.into_iter().filter(|event| event["event"] == "output" && event["stream"] == stream);
    Ok(texts.filter_map(|event| event["text"].as_str().map(str::to_owned)).collect())
}

/// One transition in a line: `resumed averager#1 by <module> how=send value=30 SUSPENDED→RUNNING`.
fn compact(event: &Value) -> Option<String> {
    let field = |name: &str| event[name].as_str();
    let state = |name: &str| field(name).map(|word| word.split_once('_').map_or(word, |(_, state)| state));
    let kind = field("event")?;
    let mut line = format!("{kind} {}", field("id")?);
    let actor = match kind {
        "created" | "resumed" | "refused" => "by",
        "delegated" | "yielded" | "returned" | "raised" => "to",
        "closed" => "",
        _ => return None,
    };
    if let Some(name) = field(actor) {
        let _ = write!(line, " {actor} {name}");
    }
    if let Some(how) = field("how") {
        let _ = write!(line, " how={how}");
    }
    // `send(None)` on an outer object is `next` for the inner one (PEP 380).
    let nothing =
        matches!(field("how"), Some("yield_from" | "await" | "anext")) && field("value") == Some("None");
    for name in ["value", "thrown", "exception"] {
        if let Some(text) = field(name).filter(|_| name != "value" || !nothing) {
            let _ = write!(line, " {name}={text}");
        }
    }
    if let ("resumed" | "closed", Some(before), Some(after)) = (kind, state("before"), state("after")) {
        let _ = write!(line, " {before}→{after}");
    }
    if let ("refused", Some(before)) = (kind, state("before")) {
        let _ = write!(line, " {before}");
    }
    Some(line)
}
