//! The choices of a question, in an order that nobody can guess, without two that are one to a learner.

use super::draft::{Draft, Other};

/// The choices, the right one among them, in an order that the learner cannot guess and that the seed decides; with
/// the place of the right one. None where there is nothing to choose from.
pub fn shuffled(draft: &Draft, most: usize, seed: u64) -> Option<(Vec<Other>, usize)> {
    let right = Other { text: draft.right.clone(), why: String::new() };
    let mut choices = vec![right];
    for other in &draft.others {
        if choices.len() < most && choices.iter().all(|choice| !are_one(&choice.text, &other.text)) {
            choices.push(other.clone());
        }
    }
    if choices.len() < 2 {
        return None;
    }
    fastrand::Rng::with_seed(seed).shuffle(&mut choices);
    let place = choices.iter().position(|choice| choice.text == draft.right)?;
    Some((choices, place))
}

/// Whether two answers are one to a learner: the same text, with or without quotes, or the same number.
fn are_one(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        let text = text.trim();
        let inside = ['\'', '"'].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
        inside.unwrap_or(text).to_owned()
    };
    let number = |text: &str| match text {
        "True" => Some(1.0),
        "False" => Some(0.0),
        text => text.parse::<f64>().ok(),
    };
    let (one, other) = (bare(one), bare(other));
    one == other || number(&one).is_some_and(|one| number(&other) == Some(one))
}
