//! The front matter of a script: `key: value` lines between two lines `---`.

use std::collections::BTreeMap;

use super::model::{Front, Span};
use super::problem::Fault;
use super::reader::Reader;
use crate::lang::Words;
use crate::trace::event::Clock;

/// The front matter and where it ends.
pub fn read(reader: &mut Reader<'_>) -> Option<(Option<Front>, usize)> {
    const KEYS: [&str; 6] = ["lesson", "title", "about", "minutes", "clock", "legacy"];
    if reader.source.split_inclusive('\n').next().is_none_or(|line| line.trim_end() != "---") {
        reader.fault(Span::new(0, reader.source.find('\n').unwrap_or(reader.source.len())), Fault::NoFront);
        return None;
    }
    let mut values: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    let mut start = 0;
    let mut end = None;
    let faults_before = reader.faults.len();
    for (index, line) in reader.source.split_inclusive('\n').enumerate() {
        let at = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let line = line.trim_end();
        if index == 0 || line.is_empty() {
            continue;
        }
        if line == "---" {
            end = Some(start);
            break;
        }
        let Some((key, value)) = line.split_once([':', '：']) else {
            reader.fault(at, Fault::FrontLine);
            continue;
        };
        match KEYS.into_iter().find(|known| *known == key.trim_end()) {
            None => reader.fault(at, Fault::UnknownKey { key: key.into(), known: KEYS.into() }),
            Some(key) => {
                let value_at = Span::new(at.end - value.trim_start().len(), at.end);
                if values.insert(key, (value.trim(), value_at)).is_some() {
                    reader.fault(at, Fault::TwiceKey { key: key.into() });
                }
            }
        }
    }
    let Some(end) = end else {
        // Whatever else looks wrong is the text behind it.
        reader.faults.truncate(faults_before);
        reader.fault(Span::new(0, 3), Fault::OpenFront);
        return None;
    };
    let whole = Span::new(0, end);
    let lesson =
        required(reader, &values, whole, "lesson", Words::same("lesson: 3"), |v| v.parse::<u32>().ok());
    let minutes =
        required(reader, &values, whole, "minutes", Words::same("minutes: 25"), |v| v.parse::<u32>().ok());
    let words = |v: &str| (!v.is_empty()).then(|| v.to_owned());
    let form = Words::new("title: send, throw and close", "title: send、throw 和 close");
    let title = required(reader, &values, whole, "title", form, words);
    let form = Words::new("about: What one can do afterwards.", "about: 学完之后会做什么。");
    let about = required(reader, &values, whole, "about", form, words);
    let clock = optional(reader, &values, "clock", Words::same("clock: real"), Clock::Virtual, |v| match v {
        "virtual" => Some(Clock::Virtual),
        "real" => Some(Clock::Real),
        _ => None,
    });
    let legacy = optional(reader, &values, "legacy", Words::same("legacy: true"), false, |v| v.parse().ok());
    let front = match (lesson, title, about, minutes) {
        (Some(lesson), Some(title), Some(about), Some(minutes)) if reader.faults.len() == faults_before => {
            Some(Front { lesson, title, about, minutes, clock, legacy })
        }
        _ => None,
    };
    Some((front, end))
}

fn required<T>(
    reader: &mut Reader<'_>,
    values: &BTreeMap<&str, (&str, Span)>,
    whole: Span,
    key: &'static str,
    form: Words,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let Some((value, at)) = values.get(key) else {
        reader.fault(whole, Fault::MissingKey { key, form });
        return None;
    };
    let read = read(value);
    if read.is_none() {
        reader.fault(*at, Fault::BadValue { key: key.into(), value: (*value).into(), form });
    }
    read
}

fn optional<T>(
    reader: &mut Reader<'_>,
    values: &BTreeMap<&str, (&str, Span)>,
    key: &'static str,
    form: Words,
    default: T,
    read: impl Fn(&str) -> Option<T>,
) -> T {
    let Some((value, at)) = values.get(key) else {
        return default;
    };
    read(value).unwrap_or_else(|| {
        reader.fault(*at, Fault::BadValue { key: key.into(), value: (*value).into(), form });
        default
    })
}
