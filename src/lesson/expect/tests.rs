//! Claims read and told back.

use super::*;

#[test]
fn every_form_is_read_and_told_back_as_it_was_written() {
    for (word, form) in FORMS {
        let claim = parse(form).unwrap_or_else(|error| panic!("{word}: {error}"));
        assert_eq!(claim.to_string(), *form);
    }
}

#[test]
fn an_unknown_word_names_the_nearest_one() {
    assert_eq!(
        parse("averager#1 yelds 10.0"),
        Err(ClaimError::UnknownWord { word: "yelds".into(), near: Some("yields") })
    );
    assert_eq!(parse("a#1 is GEN_ASLEEP"), Err(ClaimError::UnknownState { word: "GEN_ASLEEP".into() }));
    assert_eq!(parse("averager yields 1"), Err(ClaimError::NotAnObject { word: "averager".into() }));
    assert!(matches!(parse("next"), Err(ClaimError::Incomplete { .. })));
}

#[test]
fn an_exception_is_known_by_its_repr_and_by_its_last_traceback_line() {
    let claimed = Exception::read("TypeError: can't do that");
    assert!(claimed.fits(&Exception::read("TypeError(\"can't do that\")")));
    assert!(!claimed.fits(&Exception::read("TypeError('other')")));
    assert!(Exception::read("StopIteration").fits(&Exception::read("StopIteration(3)")));
    assert!(!Exception::read("StopIteration: 4").fits(&Exception::read("StopIteration(3)")));
}

#[test]
fn a_verb_that_is_nearly_one_names_it_whoever_stands_before() {
    let near = |text: &str| match parse(text) {
        Err(ClaimError::UnknownWord { near, .. }) => near,
        other => panic!("{other:?}"),
    };
    assert_eq!(near("<module> resume averager#1 with next"), Some("resumes"));
    assert_eq!(near("Task-2 wait for sleep until 0.4"), Some("waits"));
    assert_eq!(near("main cancel Task-2"), Some("cancels"));
    assert_eq!(near("Print 3"), Some("prints"));
}

#[test]
fn times_are_exact_or_about() {
    let claim = |text| parse(text).expect("it is a claim");
    assert_eq!(claim("clock about 0.3").to_string(), "clock about 0.3");
    let (Claim::Clock(exact), Claim::Takes(about)) = (claim("clock 0.3"), claim("takes about 0.3")) else {
        panic!("two times");
    };
    assert!(exact.fits(0.1 + 0.2) && !exact.fits(0.31));
    assert!(about.fits(0.39) && about.fits(0.21) && !about.fits(0.45));
    assert_eq!(Moment::exact(0.1 + 0.2).to_string(), "0.3");
    assert!(parse("clock soon").is_err() && parse("takes -1").is_err());
}

#[test]
fn tasks_and_variables_of_functions_are_spoken_of_by_name() {
    let same = |text: &str| assert_eq!(parse(text).map(|claim| claim.to_string()).as_deref(), Ok(text));
    same("spinner waits for Queue.get");
    same("Task-2 is made");
    same("Task-2 is waiting");
    same("simulate has agenda = [1, 2]");
    same("<module> has total = 3");
    same("Task-2 waits for gather of Task-3, Task-4");
    same("Task-2 failed with TimeoutError");
    same("thread Thread-1 (work) ends");
    assert!(parse("averager is made").is_err(), "an object has its number");
}
