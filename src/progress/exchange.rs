//! Progress as JSON: to take along, to keep safe, and to bring back.

use serde::{Deserialize, Serialize};

use super::problem::ProgressError;
use super::store::Store;
use super::{Answer, Moment, Place, Walk};

/// What the `format` of an export says.
const FORMAT: &str = "learn-coroutines progress";

/// The version of the format.
const VERSION: u32 = 1;

/// The longest text of an answer that is taken in, in bytes.
const TEXT_LIMIT: usize = 64 << 10;

/// The latest moment that is believed: the year 2200.
const LATEST: Moment = 7_258_118_400_000;

/// The largest export that is read, in bytes.
pub const SIZE_LIMIT: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    format: String,
    version: u32,
    places: Vec<Place>,
    answers: Vec<Answer>,
}

/// Only what tells whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

/// All progress as JSON, to be read by people too.
pub fn export(store: &Store) -> Result<String, ProgressError> {
    let export = Export {
        format: FORMAT.into(),
        version: VERSION,
        places: store.places()?,
        answers: store.answers()?,
    };
    let mut text = serde_json::to_string_pretty(&export)
        .map_err(|source| ProgressError::Malformed { name: FORMAT.into(), source })?;
    text.push('\n');
    Ok(text)
}

/// Takes in what was exported, here or elsewhere: all of it or nothing; what is here already stays. Returns how many
/// answers were new.
pub fn import(store: &mut Store, name: &str, text: &str) -> Result<usize, ProgressError> {
    let malformed = |source| ProgressError::Malformed { name: name.into(), source };
    let head: Head = serde_json::from_str(text).map_err(malformed)?;
    if head.format != FORMAT || head.version != VERSION {
        return Err(ProgressError::OtherFormat { name: name.into() });
    }
    let export: Export = serde_json::from_str(text).map_err(malformed)?;
    let impossible = |number, field| ProgressError::Impossible { name: name.into(), number, field };
    for (index, place) in export.places.iter().enumerate() {
        if let Some(field) = odd_place(place) {
            return Err(impossible(index + 1, field));
        }
    }
    for (index, answer) in export.answers.iter().enumerate() {
        if let Some(field) = odd_answer(answer) {
            return Err(impossible(index + 1, field));
        }
    }
    store.merge(&export.places, &export.answers)
}

fn is_moment(moment: Moment) -> bool {
    (0..LATEST).contains(&moment)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 4096
}

/// The field of a place that cannot be.
fn odd_place(place: &Place) -> Option<&'static str> {
    let fields = [
        ("course", place.course.len() <= 4096),
        ("lesson", is_name(&place.lesson)),
        ("walk", matches!(place.walk, Walk::Lesson | Walk::Quiz)),
        ("task", place.task.as_deref().is_none_or(is_name)),
        ("reached", place.reached <= place.pages),
        ("sitting", is_moment(place.sitting)),
        ("at", is_moment(place.at)),
    ];
    fields.into_iter().find(|(_, is_sound)| !is_sound).map(|(field, _)| field)
}

/// The field of an answer that cannot be.
fn odd_answer(answer: &Answer) -> Option<&'static str> {
    let fields = [
        ("course", answer.course.len() <= 4096),
        ("lesson", is_name(&answer.lesson)),
        ("question", is_name(&answer.question)),
        ("attempt", answer.attempt >= 1),
        ("given", answer.given.len() <= TEXT_LIMIT),
        ("model", answer.model.len() <= TEXT_LIMIT),
        ("variant", answer.variant.len() <= TEXT_LIMIT),
        ("sitting", is_moment(answer.sitting)),
        ("at", is_moment(answer.at)),
        ("took", answer.took < LATEST.unsigned_abs()),
    ];
    fields.into_iter().find(|(_, is_sound)| !is_sound).map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::store::tests::{answer, in_memory, place};

    #[test]
    fn what_is_exported_comes_back_once() {
        let mut here = in_memory();
        here.merge(&[place("one")], &[answer("a"), answer("b")]).expect("keeps");
        let text = export(&here).expect("exports");
        let mut there = in_memory();
        assert_eq!(import(&mut there, "x.json", &text).expect("imports"), 2);
        assert_eq!(import(&mut there, "x.json", &text).expect("imports"), 0);
        assert_eq!(export(&there).expect("exports"), text);
    }

    #[test]
    fn what_is_no_export_is_refused_with_its_place_and_changes_nothing() {
        let mut store = in_memory();
        let mut sound = in_memory();
        sound.record(&[answer("a"), Answer { at: 5, ..answer("b") }]).expect("keeps");
        let text = export(&sound).expect("exports");
        for (from, to, says) in [
            ("learn-coroutines progress", "something else", "no export of progress that this version"),
            ("\"version\": 1", "\"version\": 2", "no export of progress that this version"),
            ("\"attempt\": 1", "\"attempt\": 0", "`attempt` of entry 1 cannot be"),
            ("\"at\": 5", "\"at\": -5", "`at` of entry 1 cannot be"),
            ("\"question\": \"a\"", "\"question\": \"\"", "`question` of entry 2"),
            ("\"took\"", "\"tooth\"", "line "),
            ("\"right\"", "\"great\"", "line "),
        ] {
            assert!(text.contains(from), "{from}");
            let error = import(&mut store, "x.json", &text.replacen(from, to, 1)).expect_err(from);
            assert!(error.to_string().contains(says), "{error}");
        }
        for garbage in ["", "[]", "null", "{\"format\": 3}", "\0\u{1}"] {
            import(&mut store, "x.json", garbage).expect_err(garbage);
        }
        assert_eq!(store.answers().expect("reads"), []);
    }
}
