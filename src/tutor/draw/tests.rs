//! Draws from made-up runs: what is asked is what happens, whatever the seed.

use super::*;
use crate::trace::event::Kind;
use crate::trace::simulate::{Flavour, program};

fn drawn(program_seed: u64, seed: u64, lang: Lang) -> (Vec<Event>, Vec<Drawn>) {
    let events = program(program_seed, 120, Flavour { lines: true, threads: false, tasks: true });
    let options = DrawOptions { count: 8, topics: &Topic::ALL, seed, lang };
    let drawn = draw(&events, &options).expect("a sound run");
    (events, drawn)
}

#[test]
fn a_right_answer_is_what_the_recorded_event_says() {
    let mut values = 0;
    for seed in 0..12 {
        let (events, drawn) = drawn(seed, seed * 7, Lang::En);
        for one in drawn {
            let (topic, step) = one.id.split_once('-').expect("a topic and a step");
            let seq: usize = step.parse::<usize>().expect("a number") - 1;
            let right = &one.choices[one.right].text;
            let said = |text: &str| code_span(&visible(text));
            match (topic, &events[seq].kind) {
                ("value", Kind::Yielded { value, .. } | Kind::Returned { value, .. }) => {
                    assert_eq!(*right, said(value.as_str()));
                    values += 1;
                }
                ("print", Kind::Output { bytes, .. }) => {
                    assert_eq!(*right, said(String::from_utf8_lossy(bytes).trim_end()));
                }
                ("state", Kind::Yielded { .. }) => assert!(right.contains("_SUSPENDED"), "{right}"),
                ("state", Kind::Returned { .. } | Kind::Raised { .. }) => {
                    assert!(right.contains("_CLOSED"), "{right}");
                }
                _ => {}
            }
        }
    }
    assert!(values > 5, "{values} values asked about");
}

#[test]
fn every_wrong_choice_is_explained_and_no_two_are_the_same() {
    for lang in Lang::ALL {
        let (_, drawn) = drawn(3, 1, lang);
        assert!(drawn.len() >= 4, "{}", drawn.len());
        for one in drawn {
            let texts: BTreeSet<&str> = one.choices.iter().map(|choice| choice.text.as_str()).collect();
            assert_eq!(texts.len(), one.choices.len());
            assert!((2..=4).contains(&texts.len()));
            assert!(one.choices.iter().all(|choice| !choice.why.is_empty()), "{one:?}");
        }
    }
}

#[test]
fn the_seed_decides_and_the_questions_come_in_the_order_of_the_run() {
    let (_, one) = drawn(5, 9, Lang::En);
    let (_, same) = drawn(5, 9, Lang::En);
    let (_, other) = drawn(5, 10, Lang::En);
    assert_eq!(one, same);
    assert_ne!(one, other);
    let steps: Vec<u64> =
        one.iter().map(|one| one.id.rsplit_once('-').expect("a step").1.parse().expect("a number")).collect();
    assert!(steps.is_sorted_by(|a, b| a < b), "{steps:?}");
}

#[test]
fn a_run_without_anything_to_ask_about_gives_nothing() {
    let options = DrawOptions { count: 8, topics: &Topic::ALL, seed: 0, lang: Lang::En };
    assert_eq!(draw(&[], &options).expect("an empty run"), []);
}

#[test]
fn text_of_a_program_cannot_become_markdown() {
    assert_eq!(escaped("a*b`c"), "a\\*b\\`c");
    assert_eq!(code_span("`x`"), "`` `x` ``");
}
