//! Questions prepared and graded.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::lang::{Lang, Say};
use crate::lesson::model::{Choice, Span};
use crate::lesson::parse::parse;

fn question() -> Question {
    let option = |right, text: &str| Choice {
        right,
        text: text.into(),
        why: Prose { text: format!("about {text}"), at: Span::default() },
        claims: Vec::new(),
        at: Span::default(),
    };
    Question {
        at: Span::default(),
        id: "q".into(),
        demo: None,
        text: Prose::default(),
        hints: Vec::new(),
        kind: Kind::Choice {
            several: false,
            options: vec![option(false, "one"), option(true, "two"), option(false, "three")],
        },
    }
}

#[test]
fn a_choice_is_graded_by_its_number_whatever_the_order() {
    for seed in 0..20 {
        let sheet = Sheet::new(&question(), None, None, seed).expect("needs no run");
        for (at, offer) in sheet.offers.iter().enumerate() {
            let grade = sheet.grade(&(at + 1).to_string());
            let why = vec![Prose { text: format!("about {}", offer.text), at: Span::default() }];
            let expected = if offer.text == "two" { Grade::Right(why) } else { Grade::Wrong(why) };
            assert_eq!(grade, expected);
        }
        assert_eq!(sheet.grade("4"), Grade::Unreadable);
        assert_eq!(sheet.grade("1 2"), Grade::Unreadable);
        assert!(matches!(sheet.grade(&sheet.solution()), Grade::Right(_)));
    }
}

#[test]
fn what_is_offered_comes_in_different_orders() {
    let first =
        |seed| Sheet::new(&question(), None, None, seed).expect("needs no run").offers[0].text.clone();
    assert!((0..20).map(first).collect::<BTreeSet<_>>().len() > 1);
}

#[test]
fn a_part_of_the_right_answers_is_told_from_a_wrong_one() {
    let mut several = question();
    let Kind::Choice { several: is_several, options } = &mut several.kind else {
        panic!("a choice");
    };
    *is_several = true;
    options[0].right = true;
    let sheet = Sheet::new(&several, None, None, 3).expect("needs no run");
    let number =
        |text: &str| sheet.offers.iter().position(|offer| offer.text == text).expect("it is offered") + 1;
    let (one, two, three) = (number("one"), number("two"), number("three"));
    assert_eq!(sheet.grade(&format!("{one}")), Grade::Incomplete);
    assert!(matches!(sheet.grade(&format!("{two} {one}")), Grade::Right(_)));
    assert!(matches!(sheet.grade(&format!("{three}")), Grade::Wrong(_)));
    assert_eq!(sheet.spoken(&format!("{two} {three}")), "two | three");
    assert_eq!(sheet.model(), "one | two");
}

#[test]
fn printed_lines_may_be_parted_by_bars() {
    assert_eq!(plain("back to 0: reset | 0"), plain("back to 0: reset\n0\n"));
}

#[test]
fn pairs_that_stand_in_the_script_need_no_run_and_an_example_is_never_the_answer() {
    let script = "---\nlesson: 1\ntitle: T\nabout: A.\nminutes: 1\n---\n\n## One\n\n```match #q\nWhose?\n- pair `a`: one\n- pair `b`: two\n- pair `c`: three\n```\n";
    let lesson =
        parse(Path::new("lesson.en.md"), Lang::En, script, &BTreeMap::new()).expect("it can be read");
    let question = lesson.questions().next().expect("a question");
    for seed in 0..20 {
        let sheet = Sheet::new(question, None, None, seed).expect("needs no run");
        assert_eq!((sheet.form, sheet.items.join("")), (Form::Match, "`a``b``c`".to_owned()));
        assert_ne!(sheet.example(), sheet.solution());
        assert_eq!(sheet.grade(&sheet.solution()), Grade::Right(Vec::new()));
        assert_eq!(sheet.model(), "`a` → one | `b` → two | `c` → three");
        let first = sheet.solution().chars().next().expect("a number").to_string();
        let Grade::Mismatched { good, .. } = sheet.grade(&first.repeat(3)) else { panic!("is mismatched") };
        assert_eq!(good, ['A']);
        assert_eq!(sheet.grade("1 2"), Grade::Unreadable);
    }
}

#[test]
fn an_item_that_belongs_to_nothing_or_to_two_is_told() {
    let fault = |entries: &str| {
        let script = format!(
            "---\nlesson: 1\ntitle: T\nabout: A.\nminutes: 1\n---\n\n## One\n\n```match #q\nWhose?\n{entries}```\n"
        );
        let problems = parse(Path::new("lesson.en.md"), Lang::En, &script, &BTreeMap::new());
        problems
            .expect_err("something is wrong")
            .iter()
            .map(|problem| problem.fault.say(Lang::En))
            .collect::<Vec<_>>()
    };
    let three = "- pair `a`: one\n- pair `b`: two\n- pair `c`: three\n";
    assert_eq!(
        fault(&format!("{three}- with: four\n")),
        ["a wrong answer has its own explanation, which names the misconception"]
    );
    assert_eq!(fault(&format!("{three}- pair `a`: five\n")), ["`a` stands there already"]);
    assert_eq!(
        fault("- pair `a`: one\n- pair `b`: two\n"),
        ["`match` needs at least three items on the left"]
    );
}
