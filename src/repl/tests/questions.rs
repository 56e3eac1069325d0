//! Ctrl-C, and questions: of the program, of a task while an entry is typed, interrupted ones.

use super::*;

fn input_of(text: &str) -> Request {
    Request::Input { bytes: text.as_bytes().to_vec() }
}

#[test]
fn a_question_of_the_program_is_answered_with_the_line() {
    let mut bench = Bench::new();
    bench.types("x = input('who? ')").input(Input::StdinWanted);
    assert_eq!(bench.acts, [Act::Read { lead: Lead::BegunLine, purpose: Purpose::Answer }]);
    assert_eq!(bench.types("me").sent(), [&input_of("me\n")]);
    assert_eq!(bench.acts[0], Act::Typed { prompt: String::new(), text: "me".to_owned() });
    bench.input(Input::StdinWanted).input(Input::Typed(Typed::End));
    assert_eq!(bench.sent(), [&input_of("")]);
}

#[test]
fn a_task_that_asks_while_an_entry_is_typed_gets_the_line() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.input(Input::StdinWanted).said(),
        "A task reads a line: what you type now is its input.\n"
    );
    assert_eq!(bench.types("this").sent(), [&input_of("this\n")]);
    assert_eq!(bench.asks(), Some(PROMPT));
}

#[test]
fn the_first_ctrl_c_interrupts_what_runs_and_the_second_ends_it() {
    let mut bench = Bench::new();
    bench.types("stubborn()");
    assert_eq!(bench.input(Input::Interrupt).acts, [Act::Interrupt]);
    assert_eq!(bench.input(Input::Interrupt).acts, [Act::Kill]);
    bench.happens(vec![prints("not me\n")]);
    assert_eq!(bench.said(), "", "of a session that was ended nobody wants to see more");
    let mut bench = Bench::new();
    assert_eq!(bench.input(Input::Interrupt).acts, [Act::DropLines]);
}

#[test]
fn ctrl_c_on_a_line_drops_it() {
    let mut bench = Bench::new();
    assert_eq!(bench.input(Input::Typed(Typed::Interrupt)).said(), "KeyboardInterrupt\n");
    assert_eq!(bench.asks(), Some(PROMPT));
}

#[test]
fn what_answers_an_interrupted_question_is_the_next_answer_where_the_program_asks_again() {
    let mut bench = Bench::new();
    bench.types("ask()").input(Input::StdinWanted).input(Input::Interrupt);
    assert_eq!(bench.types("this").sent(), Vec::<&Request>::new());
    bench.happens(vec![started(), prints("caught\n")]);
    assert_eq!(bench.input(Input::StdinWanted).sent(), [&input_of("this\n")]);
}

#[test]
fn what_answers_an_interrupted_question_is_the_next_entry_where_it_does_not() {
    let mut bench = Bench::new();
    bench.types("ask()").input(Input::StdinWanted).input(Input::Interrupt);
    bench.types("6 * 7");
    assert_eq!(bench.fails("KeyboardInterrupt").entered(), Some("6 * 7"));
    // The question still stands in the editor when the entry is over.
    let mut bench = Bench::new();
    bench.types("ask()").input(Input::StdinWanted).input(Input::Interrupt);
    let said = bench.fails("KeyboardInterrupt").said();
    assert_eq!(said, "The question is gone: what you type now is the next entry.\n");
    assert_eq!(bench.types("6 * 7").entered(), Some("6 * 7"));
}

#[test]
fn a_question_that_was_on_its_way_when_it_was_interrupted_is_none() {
    let mut bench = Bench::new();
    bench.types("ask()").input(Input::Interrupt).input(Input::StdinWanted);
    assert_eq!(bench.acts, []);
}

#[test]
fn ctrl_c_ends_a_script_once_its_entry_is_over() {
    let mut bench = Bench::script();
    bench.types("loop()").input(Input::Interrupt);
    assert_eq!(bench.acts, [Act::Interrupt]);
    assert_eq!(bench.fails("KeyboardInterrupt").sent(), [&Request::Close]);
    bench.input(Input::Ended(Ended { status: 0, cause: None, stderr: Vec::new() }));
    assert_eq!(bench.leaves(), Some(130));
}
