//! Items of two columns: how they are written, and which of them belong together in a run.

use std::collections::BTreeSet;

use super::body::{Entry, join};
use super::check::{self, Failure};
use super::directive::Header;
use super::marks;
use super::model::{Demo, Left, Pairs, Partner, Placed, Span, Visit};
use super::problem::Fault;
use super::reader::Reader;
use super::window::Run;
use crate::lang::Words;

/// An item on the right.
const WITH: Words = Words::new("- with: It hands out a value.", "- with: 它产出一个值。");

/// Reads an entry: `- with: text`, or ``- pair `left`: text`` where no run tells what belongs together.
pub(super) fn entry(reader: &mut Reader<'_>, header: &Header, entry: &Entry, pairs: &mut Pairs) {
    let head = Entry { more: Vec::new(), ..entry.clone() };
    let worded = match head.worded() {
        Ok(worded) => worded,
        Err(fault) => return reader.fault(entry.at, fault),
    };
    let of = match (worded.word.as_str(), worded.code) {
        ("with", None) => None,
        ("pair", Some(text)) if header.demo.is_none() => {
            if pairs.left.iter().any(|left| left.text == text) {
                reader.fault(entry.at, Fault::TwiceEntry { text: text.clone() });
            }
            pairs.left.push(Left { visit: None, text, at: entry.at });
            Some(pairs.left.len() - 1)
        }
        ("pair", _) => {
            let form = Words::new("- pair `PEP 342`: values go in", "- pair `PEP 342`: 可以送入值");
            return reader.fault(entry.at, Fault::BadEntry { form });
        }
        ("with", Some(_)) => return reader.fault(entry.at, Fault::BadEntry { form: WITH }),
        _ => {
            let known: &'static [&'static str] = &["with", "pair", "hint"];
            let fault = Fault::UnknownEntry { directive: "match", word: worded.word, known };
            return reader.fault(entry.at, fault);
        }
    };
    if worded.text.text.is_empty() {
        reader.fault(entry.at, Fault::BadEntry { form: WITH });
    }
    // Every claim is about whichever line the item belongs to; the first one stands for all of them here.
    let visit = pairs.left.first().and_then(|left| left.visit);
    let mut claims = Vec::new();
    let mut why: Vec<(String, Span)> = Vec::new();
    for (line, at) in &entry.more {
        match line.strip_prefix("= ") {
            Some(claim) => {
                let at = Span::new(at.start + 2, at.end);
                claims.extend(reader.claim(header.demo.as_deref(), visit, claim, at));
            }
            None => why.push((line.clone(), *at)),
        }
    }
    let why = join(why.iter().map(|(text, at)| (text.as_str(), *at)));
    if pairs.right.iter().any(|other| other.text == worded.text.text) {
        reader.fault(entry.at, Fault::TwiceEntry { text: worded.text.text.clone() });
    }
    pairs.right.push(Partner { text: worded.text.text, why, claims, of, at: entry.at });
}

/// Faults what two columns lack.
pub(super) fn lacks(reader: &mut Reader<'_>, header: &Header, pairs: &Pairs, at: Span) {
    let mut missing = |what, form| {
        reader.fault(at, Fault::MissingEntry { directive: "match", what, form });
    };
    if pairs.left.len() < 3 {
        let form = match header.demo {
            Some(_) => Words::new("<2> `next(talk)`", "<2> `next(talk)`"),
            None => Words::new("- pair `PEP 342`: values go in", "- pair `PEP 342`: 可以送入值"),
        };
        missing(Words::new("at least three items on the left", "左栏至少三项"), form);
    }
    if pairs.right.len() < 2 {
        missing(Words::new("at least two items on the right", "右栏至少两项"), WITH);
    }
    for partner in &pairs.right {
        let is_told = header.demo.is_none() || !partner.claims.is_empty();
        if !is_told {
            let form = Words::same("= averager#1 yields None");
            let what = Words::new("a claim below each `with`", "每个 `with` 下面的断言");
            reader.fault(partner.at, Fault::MissingEntry { directive: "match", what, form });
        } else if header.demo.is_none() && partner.of.is_none() && partner.why.text.is_empty() {
            reader.fault(partner.at, Fault::NoExplanation);
        }
    }
}

/// An item on the left as it is shown: what the script says, or the code of its line.
pub fn text_of(left: &Left, demo: Option<&Demo>) -> String {
    if !left.text.is_empty() && left.visit.is_some() {
        return left.text.clone();
    }
    let line = left.visit.and_then(|visit| demo?.marks.get(&visit.mark).copied());
    let code = line.zip(demo).and_then(|(line, demo)| marks::code_of(&demo.source, line));
    format!("`{}`", code.unwrap_or(&left.text))
}

/// For each item on the left the place of the one on the right that belongs to it; by the run where there is one.
pub fn belonging(pairs: &Pairs, on: Option<(&Demo, &Run<'_>)>) -> Result<Vec<usize>, (Span, Failure)> {
    let mut found = Vec::new();
    for (place, left) in pairs.left.iter().enumerate() {
        let of_script = || pairs.right.iter().position(|partner| partner.of == Some(place));
        let Some((visit, (demo, run))) = left.visit.zip(on) else {
            found.extend(of_script());
            continue;
        };
        if run.stretches(demo, visit).is_empty() {
            return Err((left.at, check::unreached(run, demo, visit)));
        }
        let fits: Vec<usize> =
            (0..pairs.right.len()).filter(|right| holds(&pairs.right[*right], visit, demo, run)).collect();
        match fits[..] {
            [one] => found.push(one),
            _ => {
                let fits = fits.iter().map(|right| pairs.right[*right].text.clone()).collect();
                return Err((left.at, Failure::Partners { left: text_of(left, Some(demo)), fits }));
            }
        }
    }
    Ok(found)
}

fn holds(partner: &Partner, visit: Visit, demo: &Demo, run: &Run<'_>) -> bool {
    let claims: Vec<Placed> =
        partner.claims.iter().map(|claim| Placed { visit: Some(visit), ..claim.clone() }).collect();
    check::claims(run, demo, &claims, &mut BTreeSet::new()).failures.is_empty()
}
