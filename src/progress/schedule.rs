//! When a question is due again: the answers of each sitting rated, and the ratings handed to FSRS.
//!
//! The Free Spaced Repetition Scheduler (version 6, <https://github.com/open-spaced-repetition/fsrs-rs>) with its
//! default parameters. Nothing of it is stored: the state of a memory is computed from the answers each time.

use std::collections::BTreeMap;

use fsrs::{FSRS, FSRSItem, FSRSReview};

use super::{Answer, Moment, Outcome, Walk};

/// How likely a question should still be known when it comes again.
const RETENTION: f32 = 0.9;

/// Milliseconds of a day.
pub const DAY: Moment = 24 * 60 * 60 * 1000;

/// What is known of one question of one learner.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Which curriculum.
    pub course: String,
    /// The lesson.
    pub lesson: String,
    /// The question.
    pub question: String,
    /// When it was last asked.
    pub last: Moment,
    /// When it is due again.
    pub due: Moment,
    /// The rating of the last sitting.
    pub rating: Rating,
    /// In how many sittings it was asked.
    pub sittings: usize,
}

/// How well a question was answered in a sitting, by its first attempt there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// Wrong, or the answer was asked for.
    Again,
    /// Right with a hint, or partly right.
    Hard,
    /// Right.
    Good,
}

impl Rating {
    fn number(self) -> u32 {
        match self {
            Rating::Again => 1,
            Rating::Hard => 2,
            Rating::Good => 3,
        }
    }
}

/// The answers to one question, by sitting.
type Sittings<'a> = BTreeMap<(Moment, Walk), Vec<&'a Answer>>;

/// The cards of all questions that were answered, those due first at the front. Questions drawn from programs of the
/// learner's own are not asked again, as their programs may have changed.
pub fn cards(answers: &[Answer]) -> Vec<Card> {
    let mut sittings: BTreeMap<(&str, &str, &str), Sittings<'_>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.walk != Walk::File) {
        let question = (answer.course.as_str(), answer.lesson.as_str(), answer.question.as_str());
        let of_question = sittings.entry(question).or_default();
        of_question.entry((answer.sitting, answer.walk)).or_default().push(answer);
    }
    let scheduler = FSRS::default();
    let mut cards = Vec::new();
    for ((course, lesson, question), of_question) in sittings {
        let mut rated: Vec<(Moment, Rating)> =
            of_question.values().filter_map(|answers| rate(answers)).collect();
        rated.sort_unstable();
        let Some((last, rating)) = rated.last().copied() else {
            continue;
        };
        let mut reviews = Vec::new();
        let mut before = rated[0].0;
        for (at, rating) in &rated {
            let days = u32::try_from((at - before) / DAY).unwrap_or(0);
            reviews.push(FSRSReview { rating: rating.number(), delta_t: days });
            before = *at;
        }
        let memory = scheduler.memory_state(FSRSItem { reviews }, None);
        // The scheduler refuses only numbers that are none; a question then comes again at once.
        let days = memory.map_or(0.0, |memory| scheduler.next_interval(Some(memory.stability), RETENTION, 3));
        let due = last.saturating_add((f64::from(days) * DAY as f64) as Moment);
        let (course, lesson, question) = (course.into(), lesson.into(), question.into());
        cards.push(Card { course, lesson, question, last, due, rating, sittings: rated.len() });
    }
    cards.sort_by(|a, b| (a.due, &a.lesson, &a.question).cmp(&(b.due, &b.lesson, &b.question)));
    cards
}

/// When a question was answered in a sitting, and how well; nothing where a free answer was never compared.
fn rate(answers: &[&Answer]) -> Option<(Moment, Rating)> {
    let compared = |answer: &&&Answer| answer.outcome != Outcome::Open;
    let first = answers.iter().filter(compared).min_by_key(|answer| (answer.attempt, answer.at))?;
    let rating = match first.outcome {
        Outcome::Right if first.hints == 0 => Rating::Good,
        Outcome::Right | Outcome::Partly => Rating::Hard,
        Outcome::Wrong | Outcome::Shown | Outcome::Open => Rating::Again,
    };
    Some((first.at, rating))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::store::tests::answer;

    fn given(days: i64, outcome: Outcome) -> Answer {
        Answer { at: days * DAY, sitting: days * DAY, outcome, ..answer("q") }
    }

    fn days_until_due(answers: &[Answer]) -> f64 {
        let cards = cards(answers);
        assert_eq!(cards.len(), 1);
        (cards[0].due - cards[0].last) as f64 / DAY as f64
    }

    #[test]
    fn a_wrong_answer_comes_back_the_same_day_and_a_right_one_after_some() {
        assert!(days_until_due(&[given(0, Outcome::Wrong)]) < 1.0);
        let right = days_until_due(&[given(0, Outcome::Right)]);
        assert!((2.0..4.0).contains(&right), "{right}");
    }

    #[test]
    fn what_is_known_again_and_again_comes_ever_later() {
        let mut answers = vec![given(0, Outcome::Right)];
        let mut before = 0.0;
        for _ in 0..5 {
            let after = days_until_due(&answers);
            assert!(after > before, "{after} after {before}");
            before = after;
            let last = answers.last().expect("one").at / DAY;
            answers.push(given(last + after.ceil() as i64, Outcome::Right));
        }
        answers.push(given(answers.last().expect("one").at / DAY + 100, Outcome::Wrong));
        assert!(days_until_due(&answers) < before / 2.0);
    }

    #[test]
    fn the_first_attempt_of_a_sitting_counts_and_hints_count_too() {
        let second = Answer { attempt: 2, at: 10, ..given(0, Outcome::Right) };
        let cards = cards(&[given(0, Outcome::Wrong), second]);
        assert_eq!((cards[0].rating, cards[0].sittings), (Rating::Again, 1));
        let hinted = Answer { hints: 1, ..given(0, Outcome::Right) };
        assert!(days_until_due(&[hinted]) < days_until_due(&[given(0, Outcome::Right)]));
    }

    #[test]
    fn a_free_answer_counts_when_it_was_compared() {
        assert_eq!(cards(&[given(0, Outcome::Open)]), []);
        let compared = [given(0, Outcome::Open), given(0, Outcome::Partly)];
        assert_eq!(cards(&compared)[0].rating, Rating::Hard);
    }

    #[test]
    fn clocks_that_went_backwards_and_far_moments_are_borne() {
        for at in [i64::MIN / 4, -DAY, 0, i64::MAX / 4] {
            let odd = Answer { at, sitting: 3, ..given(0, Outcome::Right) };
            assert_eq!(cards(&[given(1, Outcome::Right), odd]).len(), 1);
        }
    }
}
