//! A session that is gone: a fresh one, doing again what was done, and undoing by it.

use super::*;

#[test]
fn a_session_that_died_is_told_and_what_was_done_before_is_done_again_where_that_is_wanted() {
    let mut bench = Bench::new();
    bench.enters("x = 41").enters("y = 1").types("die()").dies("It died of signal 9.");
    assert_eq!(bench.said(), "It died of signal 9. A fresh one takes its place.\n");
    assert!(bench.acts.contains(&Act::Start(Clock::Virtual)));
    assert_eq!(bench.asks(), Some("Run the 2 entries before it again? [y/n] "));
    bench.types("y");
    assert_eq!(bench.done().entered(), Some("x = 41"), "as soon as the fresh session is there");
    assert_eq!(bench.done().entered(), Some("y = 1"));
    bench.done();
    assert_eq!(bench.said(), "The 2 entries were run again; their output was not shown again.\n");
    assert_eq!(bench.asks(), Some(PROMPT));
}

#[test]
fn nothing_is_done_again_without_a_yes_and_what_is_neither_is_asked_again() {
    let mut bench = Bench::new();
    bench.enters("x = 41").types("die()").dies("It died.");
    assert_eq!(bench.types("perhaps").asks(), Some("Run the 1 entry before it again? [y/n] "));
    assert_eq!(bench.types("n").asks(), Some(PROMPT));
    assert_eq!(bench.done().entered(), None);
    let mut bench = Bench::new();
    assert_eq!(bench.types("die()").dies("It died.").asks(), Some(PROMPT), "nothing was done before");
}

#[test]
fn what_is_done_again_is_not_shown_again_and_reads_what_it_read() {
    let mut bench = Bench::new();
    bench.types("a, b = input(), input()").input(Input::StdinWanted).types("one");
    bench.input(Input::StdinWanted).types("two").done();
    bench.types("die()").dies("It died.").types("y").done();
    bench.happens(vec![started(), prints("who? ")]);
    assert_eq!(bench.said(), "");
    for line in ["one\n", "two\n"] {
        let bytes = line.as_bytes().to_vec();
        assert_eq!(bench.input(Input::StdinWanted).sent(), [&Request::Input { bytes }]);
    }
}

#[test]
fn what_goes_another_way_than_before_ends_it() {
    let mut bench = Bench::new();
    bench.enters("x = 41\n").enters("y = 1").types("die()").dies("It died.").types("y").done();
    bench.fails("NameError");
    let said = "This went another way than before, and what follows is not run again: x = 41\nNameError\n";
    assert_eq!(bench.said(), said);
    assert_eq!((bench.entered(), bench.asks()), (None, Some(PROMPT)));
}

#[test]
fn an_entry_typed_when_the_session_died_is_kept_until_the_question_is_answered() {
    let mut bench = Bench::new();
    bench.enters("x = 21").dies("It died of signal 9.");
    let (said, place) = ("It died of signal 9. A fresh one takes its place.", Place::Above);
    assert!(bench.acts.contains(&Act::Say(Stream::Stdout, vec![(Role::Note, said.to_owned())], place)));
    assert_eq!(bench.asks(), None, "the line that is being typed goes on");
    assert_eq!(bench.types("x * 2").asks(), Some("Run the 1 entry before it again? [y/n] "));
    bench.types("y").done();
    assert_eq!(bench.done().entered(), Some("x * 2"));
}

#[test]
fn the_real_clock_that_ended_a_session_which_waited_stays_off() {
    let mut bench = Bench::new();
    bench.enters("x = 1").types(":clock real");
    bench.input(Input::Ready(Ready { entry: Entry::Done, clock: Clock::Real, time: 0.0 }));
    bench.dies("It died.");
    assert!(bench.acts.contains(&Act::Start(Clock::Virtual)));
    assert_eq!(bench.types("z").asks(), Some("Run the 1 entry before it again? [y/n] "));
}

#[test]
fn a_session_ended_by_the_second_ctrl_c_is_replaced() {
    let mut bench = Bench::new();
    bench.types("stubborn()").input(Input::Interrupt).input(Input::Interrupt);
    let cause = Some(Cause::Interrupted("The program was ended by an interrupt.".to_owned()));
    bench.input(Input::Ended(Ended { status: 130, cause, stderr: Vec::new() }));
    assert_eq!(bench.said(), "That Python was ended. A fresh one takes its place.\n");
}

#[test]
fn a_script_whose_session_dies_ends_with_its_status() {
    let mut bench = Bench::script();
    bench.types("die()").dies("It died of signal 9.");
    assert_eq!((bench.said().as_str(), bench.leaves()), ("It died of signal 9.\n", Some(125)));
}

#[test]
fn what_was_done_by_hand_is_undone_by_doing_again_what_was_before_it() {
    let mut bench = Bench::new();
    bench.enters("g = f()").happens(vec![started(), created()]);
    bench.types(":drive g");
    assert_eq!(bench.sent(), [&Request::Evaluate { expression: "g".to_owned() }]);
    bench.input(Input::Evaluated(Ok("<generator f#1>".to_owned())));
    assert!(bench.said().starts_with("○ f#1 GEN_CREATED\n"), "{}", bench.said());
    assert_eq!(bench.asks(), Some("drive g> "));
    assert_eq!(bench.types("next").entered(), Some("next(g)"));
    bench.happens(vec![resumed(), yielded("1")]).done();
    bench.input(Input::Evaluated(Ok("<generator f#1>".to_owned())));
    assert!(bench.said().starts_with("z f#1 GEN_SUSPENDED  ▸ next(g)"), "{}", bench.said());
    bench.types("undo");
    assert_eq!(bench.said(), "undone: next(g)\n");
    assert!(bench.acts.contains(&Act::Start(Clock::Virtual)));
    assert_eq!(bench.done().entered(), Some("g = f()"));
    bench.happens(vec![started(), created()]);
    bench.done().input(Input::Evaluated(Ok("<generator f#1>".to_owned())));
    assert_eq!(bench.types("undo").said(), "There is nothing to undo.\n");
    bench.input(Input::Evaluated(Ok("<generator f#1>".to_owned())));
    assert_eq!(bench.types("q").asks(), Some(PROMPT));
}

#[test]
fn what_is_no_generator_is_not_driven() {
    let mut bench = Bench::new();
    bench.types(":drive 5").input(Input::Evaluated(Ok("5".to_owned())));
    assert_eq!(bench.said(), "This is no generator or coroutine of this program: 5\n");
    assert_eq!(bench.asks(), Some(PROMPT));
    bench.types(":drive h").input(Input::Evaluated(Err("NameError: name 'h' is not defined".to_owned())));
    assert_eq!(bench.said(), "NameError: name 'h' is not defined\n");
}
