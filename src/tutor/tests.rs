//! Walks without Python and without a terminal: what comes in, what is asked for, what is said.

mod fixture;

use std::path::{Path, PathBuf};

pub(crate) use fixture::{
    CHOICE, EXPLAIN, FIX, ORDER, PREDICT, TRY, Walked, at, every_lesson, every_question,
};
use fixture::{DEMO, MATCH, VARY, at_columns, lesson, plays, run, sitting, tutor};

use super::ask::{Ask, Input, Past, Said, Sitting};
use super::keys::{Action, Doubt, Medium, PageKind};
use super::page::Room;
use super::pages::Preparation;
use super::pages::{Extent, LessonSource, Task};
use super::runs::{Outcome as Ran, Play, Unplayed};
use super::walk::{Tutor, Waits};
use crate::lang::Lang;
use crate::lesson::sheet::Form;
use crate::progress::schedule::{Card, Rating};
use crate::progress::{Outcome, Walk};

#[test]
fn a_page_whose_answer_needs_a_run_asks_for_it_and_is_there_meanwhile() {
    let mut walked = Walked { tutor: tutor(Medium::Screen), kept: Vec::new(), asks: Vec::new(), now: 0 };
    walked.raw(Input::Begin);
    let asks = walked.raw(Input::Typed(format!("g {PREDICT}")));
    assert_eq!(plays(&asks).len(), 1, "{asks:?}");
    assert_eq!(plays(&asks)[0].source, DEMO);
    assert_eq!(walked.tutor.waits(), Waits::Question);
    assert_eq!(
        walked.tutor.situation().page,
        PageKind::Question(Some(Form::Text)),
        "how it is answered is known"
    );
    let text = walked.text();
    assert!(text.contains("What does it print?") && text.contains("being computed"), "{text}");
    // It turns the page while nobody has answered, and nobody waits any more.
    let asks = walked.raw(Input::Typed("g 1".into()));
    assert!(asks.iter().any(|ask| matches!(ask, Ask::Stop(_))), "{asks:?}");
    assert_eq!(walked.tutor.waits(), Waits::Learner);
}

#[test]
fn the_next_question_is_prepared_while_nobody_waits() {
    let mut walked = Walked { tutor: tutor(Medium::Screen), kept: Vec::new(), asks: Vec::new(), now: 0 };
    walked.raw(Input::Begin);
    let asks = walked.raw(Input::Typed(format!("g {CHOICE}")));
    assert_eq!(plays(&asks).len(), 1, "for the page behind: {asks:?}");
    assert_eq!(walked.tutor.waits(), Waits::Learner);
}

#[test]
fn an_endless_program_can_be_stopped_and_is_no_answer() {
    let mut walked = at(FIX);
    let asks = walked.raw(Input::Typed("2 while True: pass".into()));
    let endless = plays(&asks)[0].clone();
    assert!(endless.source.contains("while True"), "{asks:?}");
    assert_eq!(walked.tutor.waits(), Waits::Typed);
    assert!(walked.tutor.progress().is_some());
    // The page goes on to react: a hint is given.
    assert_eq!(walked.raw(Input::Act(Action::Hint)), []);
    assert!(walked.said().contains("Hint 1 of 1"));
    assert_eq!(walked.raw(Input::Act(Action::LevelUp)), [Ask::Stop(Box::new(endless.clone()))]);
    assert!(walked.said().contains("Stopped."));
    assert_eq!((walked.tutor.waits(), walked.kept.len()), (Waits::Learner, 0));
    // What comes too late is no news, and the next answer is graded.
    walked.raw(Input::Played(Box::new(endless), Ok(run(DEMO))));
    walked.typed("2 print('three')");
    assert_eq!(walked.outcomes(), [Outcome::Right]);
}

#[test]
fn an_answer_that_is_typed_too_early_is_graded_when_it_can_be() {
    let mut walked = Walked { tutor: tutor(Medium::Screen), kept: Vec::new(), asks: Vec::new(), now: 0 };
    walked.raw(Input::Begin);
    let asks = walked.raw(Input::Typed(format!("g {PREDICT}")));
    let play = plays(&asks)[0].clone();
    assert_eq!(walked.raw(Input::Typed("one".into())), []);
    walked.input(Input::Played(Box::new(play), Ok(run(DEMO))));
    assert_eq!(walked.outcomes(), [Outcome::Right]);
}

#[test]
fn a_play_that_failed_is_told_and_not_tried_again_and_again() {
    let mut walked = Walked { tutor: tutor(Medium::Screen), kept: Vec::new(), asks: Vec::new(), now: 0 };
    walked.raw(Input::Begin);
    let asks = walked.raw(Input::Typed(format!("g {PREDICT}")));
    let failed: Ran = Err(Unplayed::NotRun { reason: "no room".into() });
    walked.raw(Input::Played(Box::new(plays(&asks)[0].clone()), failed));
    assert!(walked.text().contains("✗ the program could not be run: no room"), "{}", walked.text());
    assert_eq!(plays(&walked.raw(Input::Typed("one".into()))), Vec::<&Play>::new());
    assert!(walked.said().contains("no room") && walked.kept.is_empty());
}

#[test]
fn what_was_stopped_is_computed_when_it_is_answered_after_all() {
    let mut walked = Walked { tutor: tutor(Medium::Screen), kept: Vec::new(), asks: Vec::new(), now: 0 };
    walked.raw(Input::Begin);
    walked.raw(Input::Typed(format!("g {PREDICT}")));
    walked.raw(Input::Act(Action::Stop));
    assert!(walked.text().contains("it was stopped"), "{}", walked.text());
    walked.typed("one");
    assert_eq!(walked.outcomes(), [Outcome::Right]);
}

#[test]
fn leaving_takes_two_keys_and_one_level_up_never_leaves() {
    let mut walked = at(CHOICE);
    for _ in 0..4 {
        walked.input(Input::Act(Action::LevelUp));
        assert_eq!(walked.tutor.situation().doubt, Some(Doubt::Leave));
        walked.input(Input::Act(Action::Stay));
        assert_eq!(walked.tutor.situation().doubt, None);
    }
    walked.input(Input::Act(Action::Leave));
    walked.input(Input::Act(Action::Hint));
    assert_eq!(walked.tutor.situation().doubt, None, "whoever goes on does not leave");
    walked.input(Input::Act(Action::Leave));
    assert!(!walked.asks.contains(&Ask::Quit));
    walked.input(Input::Act(Action::Leave));
    assert!(walked.asks.contains(&Ask::Quit));
    // In lines, the letter and Enter are two keys.
    let mut lines = Walked::new(Medium::Lines);
    lines.typed("q");
    assert!(lines.asks.contains(&Ask::Quit));
}

#[test]
fn a_command_is_never_graded_as_an_answer() {
    for page in [CHOICE, PREDICT, ORDER, FIX, EXPLAIN, TRY] {
        for command in ["h", "?", "t", "v", "g 9"] {
            let mut walked = at(page);
            walked.typed(command);
            assert_eq!(walked.outcomes(), [], "{command} on page {page}");
            assert_eq!(walked.tutor.place() + 1, if command == "g 9" { 7 } else { page });
        }
    }
    // A text that looks like one is answered behind a sign.
    let mut walked = at(PREDICT);
    walked.typed("= h");
    assert_eq!(walked.outcomes(), [Outcome::Wrong]);
}

#[test]
fn every_kind_of_question_is_graded() {
    let graded = |page: usize, wrong: &str, right: &str, why: &str| {
        let mut walked = at(page);
        walked.typed(wrong);
        assert!(walked.said().contains("✗ Not quite."), "{}", walked.said());
        assert!(walked.said().contains(why), "{}", walked.said());
        walked.typed(right);
        assert!(walked.said().contains("✓ Right."), "{}", walked.said());
        assert_eq!(walked.outcomes(), [Outcome::Wrong, Outcome::Right]);
        walked
    };
    graded(PREDICT, "two", "one", "That is the other line.");
    graded(ORDER, "1 2 3", "2 1 3", "Something else comes first.");
    let fixed = graded(FIX, "2 print('four')", "2 print('three')", "Not four.");
    assert!(fixed.said().contains("The program now:") && fixed.said().contains("  2 print('three')"));
    let choice = at(CHOICE);
    let listed = choice.text();
    let wrong = listed.lines().find(|line| line.ends_with("the second")).expect("it is listed");
    let wrong = wrong.split_whitespace().next().expect("a number");
    let right = if wrong == "1" { "2" } else { "1" };
    graded(CHOICE, wrong, right, "It comes later.");
}

#[test]
fn a_free_answer_is_compared_and_its_model_is_told_once() {
    let mut walked = at(EXPLAIN);
    walked.typed("dunno");
    assert_eq!(walked.tutor.situation().doubt, Some(Doubt::Compare));
    let all = format!("{}{}", walked.text(), walked.said());
    assert_eq!(all.matches("Because.").count(), 1, "{all}");
    walked.typed("2");
    assert_eq!(walked.outcomes(), [Outcome::Open, Outcome::Partly]);
    assert_eq!(walked.kept[1].attempt, 1);
    // Seen again, the page has both.
    walked.typed("b");
    walked.typed("n");
    assert!(walked.text().contains("dunno") && walked.text().contains("Because."), "{}", walked.text());
}

#[test]
fn what_is_nearly_right_is_told_what_it_lacks_and_is_no_answer_yet() {
    let mut walked = at(PREDICT);
    walked.typed("ONE");
    assert!(walked.said().contains("Nearly: capital and small letters"), "{}", walked.said());
    assert_eq!(walked.outcomes(), []);
    walked.typed("'one'");
    assert_eq!(walked.outcomes(), [Outcome::Right]);
}

#[test]
fn an_order_that_is_not_whole_is_told_what_belongs_into_it() {
    let mut walked = at(ORDER);
    walked.typed("2 13 1");
    assert!(
        walked.said().contains("Each of the numbers 1 to 3 belongs into the order, once."),
        "{}",
        walked.said()
    );
    assert_eq!(walked.outcomes(), []);
}

#[test]
fn an_example_of_the_form_is_never_the_answer() {
    for page in [ORDER, FIX] {
        for medium in [Medium::Screen, Medium::Lines] {
            let mut walked = Walked::new(medium);
            walked.typed(&format!("g {page}"));
            let sheet =
                walked.tutor.sheet().and_then(|sheet| sheet.as_ref().ok()).expect("it is ready").clone();
            let how = super::say::how(&sheet, medium, Lang::En);
            assert!(walked.text().contains(how.split(',').next().expect("a text")), "{}", walked.text());
            let solution = if page == FIX { "three".to_owned() } else { sheet.solution() };
            assert!(!how.contains(&solution), "{how}");
        }
    }
}

#[test]
fn an_answer_that_was_only_shown_is_not_told_as_given() {
    let mut walked = at(PREDICT);
    walked.typed("a");
    walked.typed(&format!("g {ORDER}"));
    walked.typed("2 1 3");
    let said = "1 of 5 questions answered, 1 right at the first attempt; the answer shown of 1.";
    assert_eq!(walked.tutor.farewell(), [said]);
}

#[test]
fn a_goal_is_reached_at_the_prompt_line_by_line() {
    let mut walked = at(TRY);
    walked.typed("print('four')");
    assert!(walked.said().contains("    four") && walked.said().contains("Not four."), "{}", walked.said());
    walked.typed("print('three')");
    assert!(walked.said().contains("✓ Goal reached."), "{}", walked.said());
    assert_eq!(walked.kept[0].given, "print('four')\nprint('three')");
}

#[test]
fn beginning_again_has_to_be_said_twice() {
    let mut walked = at(PREDICT);
    walked.typed("one");
    walked.typed("r");
    walked.typed("h");
    walked.typed("r");
    assert_eq!(walked.tutor.place() + 1, PREDICT);
    walked.typed("r");
    assert_eq!(walked.tutor.place(), 0);
    walked.typed(&format!("g {PREDICT}"));
    walked.typed("two");
    assert_eq!(walked.outcomes(), [Outcome::Right, Outcome::Wrong], "a new sitting is asked anew");
}

#[test]
fn a_walk_goes_on_where_its_place_is_with_the_answers_of_its_sitting() {
    let mut first = at(PREDICT);
    first.typed("one");
    let place = first.asks.iter().rev().find_map(|ask| match ask {
        Ask::Settle(place) => Some((**place).clone()),
        _ => None,
    });
    let past = Past { answers: first.kept.clone(), place };
    let source = LessonSource::new(lesson(), PathBuf::from("/demos"), String::new(), "walk".into());
    let mut again = Tutor::new(vec![source], Extent::Whole, sitting(Medium::Screen), &past);
    again.update(Input::Begin, 100);
    assert_eq!(again.place() + 1, PREDICT);
    let resumed = format!(
        "You continue where you left off, on page {PREDICT} of {}. `r` begins again.",
        again.page_count()
    );
    assert_eq!(again.above(), [Said::Text(resumed)]);
    assert!(again.is_right());
    assert_eq!(again.farewell(), ["1 of 5 questions answered, 1 right at the first attempt."]);
}

#[test]
fn the_last_page_left_forwards_ends_a_lesson() {
    let mut walked = at(TRY);
    walked.typed("n");
    assert_eq!(walked.asks.last(), Some(&Ask::Quit));
    assert!(walked.tutor.farewell().iter().any(|said| said.contains("This lesson is finished")));
}

#[test]
fn a_question_that_comes_back_is_varied_by_runs_while_the_one_before_is_asked() {
    let card = |question: &str| Card {
        course: String::new(),
        lesson: "walk".into(),
        question: question.into(),
        last: 0,
        due: 0,
        rating: Rating::Again,
        sittings: 1,
    };
    let prepared = |question: &str| {
        let preparation =
            Preparation::of(&card(question), &lesson(), Path::new("/demos"), 3).expect("it is there");
        let source = preparation.source("", "walk");
        (preparation, source)
    };
    assert!(Preparation::of(&card("gone"), &lesson(), Path::new("/demos"), 3).is_none());
    let sitting = Sitting { walk: Walk::Review, ..sitting(Medium::Screen) };
    let mut tutor = Tutor::of_review(vec![prepared("first"), prepared("both")], sitting);
    let mut asks = tutor.update(Input::Begin, 1);
    assert_eq!(tutor.waits(), Waits::Question);
    let page = tutor.page(80, Room::Endless).lines;
    assert!(page.iter().flatten().any(|(_, text)| text.contains("being prepared")), "{page:?}");
    let mut ran = Vec::new();
    while tutor.waits() != Waits::Learner {
        let play = plays(&asks).first().copied().cloned().expect("something is to be run");
        ran.push(play.source.clone());
        let played = Ok(run(&play.source));
        asks = tutor.update(Input::Played(Box::new(play), played), 2);
    }
    assert_eq!(ran[0], DEMO);
    let page = tutor.page(80, Room::Endless).lines;
    assert!(page.iter().flatten().any(|(_, text)| text.contains("A variant: line")), "{page:?}");
    // While this one is asked the next one is made ready, here from what was run already.
    assert!(matches!(tutor.pages[1].task, Task::Ask(_)), "{asks:?}");
    tutor.update(Input::Typed("one".into()), 3);
    let said = super::say::said_lines(tutor.said(), 80);
    assert!(said.iter().flatten().any(|(_, text)| text.contains("as it was in the lesson")), "{said:?}");
}

#[test]
fn items_of_two_columns_are_put_together_by_numbers_and_graded_by_the_run() {
    let mut walked = at_columns(MATCH);
    let text = walked.text();
    assert!(text.contains("  A  `print('two')`") && text.contains("  B  The first line"), "{text}");
    let number = |word: &str| {
        let line = text.lines().find(|line| line.trim_end().ends_with(&format!("  `{word}`")));
        line.and_then(|line| line.trim().chars().next()).expect("it is offered")
    };
    let (one, two, last, none) = (number("one"), number("two"), number("last"), number("none"));
    walked.typed(&format!("{two} {none} {one}"));
    assert!(walked.said().contains("Right: A."), "{}", walked.said());
    assert!(walked.said().contains("Every line prints something."), "{}", walked.said());
    assert!(walked.said().contains("The first line prints the first word."), "{}", walked.said());
    walked.typed(&format!("{two}{one}"));
    assert!(walked.said().contains("a number may come twice"), "{}", walked.said());
    walked.typed(&format!("{two} {one} {last}"));
    assert_eq!(walked.outcomes(), [Outcome::Wrong, Outcome::Right]);
    assert_eq!(
        walked.kept[1].given,
        "`print('two')` → `two` | The first line → `one` | `print('last')` → `last`"
    );
    assert_eq!(walked.kept[1].given, walked.kept[1].model);
}

#[test]
fn an_experiment_runs_with_whatever_is_typed_and_says_what_is_known_of_it() {
    let mut walked = at_columns(VARY);
    assert_eq!(walked.tutor.situation().page, PageKind::Vary);
    walked.typed("three");
    assert!(walked.said().contains("With `three` it prints:"), "{}", walked.said());
    assert!(walked.said().contains("    three\n") && walked.said().contains("As it should."));
    walked.typed("eleven");
    assert!(walked.said().contains("    eleven\n") && !walked.said().contains("Not three."));
    assert_eq!(walked.kept, [], "there is nothing to be right about");
    walked.typed("");
    assert!(walked.asks.contains(&Ask::Quit), "it was the last page");
}
