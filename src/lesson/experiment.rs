//! Experiments: a part of one line that a learner changes, what to put there, and what comes of each.

use super::body::{Part, visit_of};
use super::directive::Header;
use super::marks;
use super::model::{Experiment, Patch, Placed, Prose, Span, Trial};
use super::problem::Fault;
use super::reader::Reader;
use crate::lang::Words;

/// The entries there are.
const KNOWN: &[&str] = &["vary", "as"];

/// Which part of which line changes.
const VARY: Words = Words::same("- vary <2> `0.1`");

/// What to put there.
const AS: Words = Words::new("- as `0.3`: what comes of it", "- as `0.3`: 结果会怎样");

/// What must hold of a trial.
const CLAIM: Words = Words::same("= prints 0.3");

/// Reads an experiment.
pub(super) fn read(reader: &mut Reader<'_>, header: &Header, at: Span) -> Option<Experiment> {
    let before = reader.faults.len();
    let demo = header.demo.clone()?;
    let mut text = Prose::default();
    let mut parts: Vec<Patch> = Vec::new();
    let mut trials: Vec<Trial> = Vec::new();
    for part in reader.parts(header.body) {
        let entry = match part {
            Part::Text(prose) => {
                text = prose;
                continue;
            }
            Part::Mark { at, .. } => {
                reader.fault(at, Fault::LooseLine);
                continue;
            }
            Part::Entry(entry) => entry,
        };
        let mut head = entry.clone();
        let (claims, more) = head.more.into_iter().partition(|(line, _)| line.starts_with("= "));
        head.more = more;
        let worded = match head.worded() {
            Ok(worded) => worded,
            Err(fault) => {
                reader.fault(entry.at, fault);
                continue;
            }
        };
        let claims: Vec<(String, Span)> = claims;
        match (worded.word.as_str(), worded.visit, worded.code) {
            ("vary", Some(visit), Some(code)) => {
                reader.mark(Some(&demo), visit.mark, entry.at);
                let source = reader.demos.get(&demo);
                let line =
                    source.and_then(|demo| marks::code_of(&demo.source, *demo.marks.get(&visit.mark)?));
                let times = line.unwrap_or_default().matches(code.as_str()).count();
                if times != 1 {
                    reader.fault(entry.at, Fault::BadBlank { text: code.clone(), times });
                }
                parts.push(Patch { mark: visit.mark, code, at: entry.at });
            }
            ("vary", ..) => reader.fault(entry.at, Fault::BadEntry { form: VARY }),
            ("as", None, Some(code)) if !worded.text.text.is_empty() => {
                if trials.iter().any(|trial| trial.code == code) {
                    reader.fault(entry.at, Fault::TwiceEntry { text: code.clone() });
                }
                let claims: Vec<Placed> = claims
                    .into_iter()
                    .filter_map(|(line, at)| claim(reader, &demo, &line[2..], at))
                    .collect();
                if claims.is_empty() {
                    let what = Words::new("a claim below each `as`", "每个 `as` 下面的断言");
                    let fault = Fault::MissingEntry { directive: "experiment", what, form: CLAIM };
                    reader.fault(entry.at, fault);
                }
                trials.push(Trial { code, text: worded.text, claims, at: entry.at });
            }
            ("as", ..) => reader.fault(entry.at, Fault::BadEntry { form: AS }),
            (word, ..) => {
                let word = word.to_owned();
                reader.fault(entry.at, Fault::UnknownEntry { directive: "experiment", word, known: KNOWN });
            }
        }
    }
    let mut missing = |what, form| {
        reader.fault(at, Fault::MissingEntry { directive: "experiment", what, form });
    };
    if text.text.is_empty() {
        let what = Words::new("a text that says what to try", "说明试什么的文字");
        let form = Words::new("a sentence before the first entry", "在第一个条目之前写一句话");
        missing(what, form);
    }
    if parts.len() != 1 {
        missing(Words::new("one part that changes", "一处可以改的内容"), VARY);
    }
    if trials.len() < 2 {
        missing(Words::new("at least two trials", "至少两次试验"), AS);
    }
    let part = parts.pop()?;
    (reader.faults.len() == before).then(|| Experiment {
        at,
        id: header.id.clone(),
        demo,
        text,
        part,
        trials,
    })
}

/// A claim about the whole run, or behind a mark about its line: `clock 0.3`, `<2> clock 0.3`.
fn claim(reader: &mut Reader<'_>, demo: &str, text: &str, at: Span) -> Option<Placed> {
    let text = text.trim();
    let Some(close) = text.find('>').filter(|_| text.starts_with('<')) else {
        return reader.claim(Some(demo), None, text, at);
    };
    let Some(visit) = visit_of(&text[..=close]) else {
        // `<module> resumes …` is no mark.
        return reader.claim(Some(demo), None, text, at);
    };
    reader.mark(Some(demo), visit.mark, at);
    reader.claim(Some(demo), Some(visit), text[close + 1..].trim(), at)
}
