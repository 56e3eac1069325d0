//! Entries: what is Python, what is a command, and what waits for what.

use super::*;

#[test]
fn an_entry_is_run_and_the_next_one_asked_for_when_it_is_done() {
    let mut bench = Bench::new();
    assert_eq!(bench.types("x = 1").entered(), Some("x = 1"));
    assert_eq!(bench.asks(), None);
    assert_eq!(bench.done().asks(), Some(PROMPT));
}

#[test]
fn what_is_typed_before_python_is_there_waits_for_it() {
    let mut bench = Bench::of(Company::Learner, Lang::En);
    assert_eq!(bench.types("x = 1").sent(), Vec::<&Request>::new());
    assert_eq!(bench.done().entered(), Some("x = 1"));
}

#[test]
fn a_command_that_needs_python_waits_for_it_and_one_that_does_not_is_carried_out_at_once() {
    let mut bench = Bench::of(Company::Learner, Lang::En);
    assert_eq!(bench.types(":advance 2").sent(), Vec::<&Request>::new());
    assert_eq!(bench.done().sent(), [&Request::Loop(Drive::Advance { seconds: 2.0 })]);
    let mut bench = Bench::of(Company::Learner, Lang::En);
    assert!(bench.types(":help tick").said().starts_with(":tick [N]"), "{:?}", bench.acts);
    assert_eq!(bench.asks(), Some(PROMPT));
}

#[test]
fn a_commands_plain_word_is_python_where_the_session_has_the_name() {
    let mut bench = Bench::new();
    assert!(matches!(bench.types("tick").sent()[..], [Request::Evaluate { .. }]));
    assert_eq!(bench.knows(true).entered(), Some("tick"));
    bench.done();
    bench.types("tick");
    assert_eq!(bench.knows(false).sent(), [&Request::Loop(Drive::Turn)]);
}

#[test]
fn a_start_file_runs_before_what_was_typed_meanwhile() {
    let mut bench = Bench::of(Company::Learner, Lang::En);
    bench.repl.start = Some("import asyncio\n".to_owned());
    bench.types("x = 1");
    assert_eq!(bench.done().entered(), Some("import asyncio\n"));
    assert_eq!(bench.done().entered(), Some("x = 1"));
}

#[test]
fn transitions_and_output_stand_where_the_cursor_is_and_above_a_line_that_is_typed() {
    let mut bench = Bench::new();
    bench.types("next(f())").happens(vec![started(), created(), resumed(), yielded("1"), prints("1\n")]);
    let told = ["<module> ─creates→ f#1", "<module> ─next→ f#1", "f#1 ─yields 1→ <module>", "1"];
    assert_eq!(bench.told(), told);
    assert!(bench.acts.iter().all(|act| matches!(
        act,
        Act::Say(Stream::Stderr, _, Place::Here) | Act::Program(_, _, Place::Here)
    )));
    bench.done().happens(vec![prints("of a task\n")]);
    assert_eq!(bench.acts, [Act::Program(Stream::Stdout, b"of a task\n".to_vec(), Place::Above)]);
}

#[test]
fn a_flood_of_events_leaves_room_for_signals_in_between() {
    let mut bench = Bench::new();
    bench.types("f()");
    bench.input(Input::Events(vec![event(started())]));
    bench.input(Input::Events((0..2 * AT_ONCE).map(|_| event(prints("x"))).collect()));
    bench.input(Input::ShowMore);
    assert_eq!(bench.said().len(), AT_ONCE - 1);
    assert!(bench.repl.has_more());
    bench.input(Input::ShowMore).input(Input::ShowMore);
    assert!(!bench.repl.has_more());
}

#[test]
fn an_event_that_cannot_be_is_told_once_and_the_session_goes_on() {
    let mut bench = Bench::new();
    bench.types("f()").happens(vec![started(), yielded("1"), yielded("2"), prints("on\n")]);
    let said = bench.said();
    assert!(said.starts_with("The recording contradicts itself at event 1; please report it.\n"), "{said}");
    assert_eq!(said.matches("contradicts").count(), 1, "{said}");
    assert!(said.ends_with("\non\n"), "{said}");
    assert_eq!(bench.done().asks(), Some(PROMPT));
}

#[test]
fn a_mistyped_word_is_python_and_the_command_is_named_beside_its_error() {
    let mut bench = Bench::new();
    assert_eq!(bench.types("lessn 3").entered(), Some("lessn 3"));
    assert_eq!(bench.fails("SyntaxError").said(), "Did you mean :lesson 3?\n");
    assert_eq!(bench.types("x = = 1").fails("SyntaxError").said(), "");
}

#[test]
fn candidates_are_asked_of_a_session_that_waits_only() {
    let mut bench = Bench::new();
    let ask = || Input::Complete { text: "pri".to_owned(), cursor: 3 };
    assert!(matches!(bench.input(ask()).sent()[..], [Request::Complete { .. }]));
    assert_eq!(bench.input(ask()).acts, [Act::NoCandidates]);
    bench.input(Input::Completions(Completions::default()));
    assert_eq!(bench.acts[0], Act::Candidates(Some(Completions::default())));
    bench.types("f()");
    assert_eq!(bench.input(ask()).acts, [Act::NoCandidates]);
}

#[test]
fn an_entry_typed_while_candidates_are_looked_for_is_run_behind_them() {
    let mut bench = Bench::new();
    bench.input(Input::Complete { text: "f".to_owned(), cursor: 1 });
    assert_eq!(bench.types("f()").entered(), None);
    assert_eq!(bench.input(Input::Completions(Completions::default())).entered(), Some("f()"));
}

#[test]
fn leaving_ends_the_session_as_the_end_of_its_input_does() {
    let mut bench = Bench::new();
    assert_eq!(bench.input(Input::Typed(Typed::End)).sent(), [&Request::Close]);
    bench.input(Input::Ended(Ended { status: 7, cause: None, stderr: Vec::new() }));
    assert_eq!(bench.leaves(), Some(7));
}

#[test]
fn a_script_that_went_wrong_ends_with_a_status_of_its_own() {
    let mut bench = Bench::script();
    bench.types("1/0").fails("ZeroDivisionError");
    bench.input(Input::Typed(Typed::End));
    bench.input(Input::Ended(Ended { status: 0, cause: None, stderr: Vec::new() }));
    assert_eq!(bench.leaves(), Some(1));
    let mut bench = Bench::script();
    assert_eq!(bench.types(":lesons").said(), "There is no command :lesons. Did you mean :lessons?\n");
    bench.input(Input::Typed(Typed::End));
    bench.input(Input::Ended(Ended { status: 0, cause: None, stderr: Vec::new() }));
    assert_eq!(bench.leaves(), Some(1));
}

#[test]
fn an_entry_that_exits_waits_for_the_end_of_the_session() {
    let mut bench = Bench::new();
    bench.types("raise SystemExit(7)").ends(Entry::Exit { status: 7 });
    assert_eq!(bench.asks(), None);
    bench.input(Input::Ended(Ended { status: 7, cause: None, stderr: Vec::new() }));
    assert_eq!(bench.leaves(), Some(7));
}

#[test]
fn what_the_users_editor_saved_is_shown_remembered_and_run() {
    let mut bench = Bench::new();
    bench.enters("x = 1\n");
    assert_eq!(bench.types(":edit").mode(), Some(&Mode::Editor("x = 1\n".to_owned())));
    bench.input(Input::Edited(Some("x = 2\ny = 3\n".to_owned())));
    assert_eq!(bench.said(), ">>> x = 2\n... y = 3\n");
    assert!(bench.acts.contains(&Act::Remember("x = 2\ny = 3".to_owned())));
    assert_eq!(bench.entered(), Some("x = 2\ny = 3\n"));
    bench.done();
    assert_eq!(bench.types(":edit").input(Input::Edited(None)).asks(), Some(PROMPT));
}

#[test]
fn somebody_new_is_greeted_and_an_empty_line_opens_the_first_lesson() {
    let begin = |newcomer, columns| {
        let now = Now { columns, elapsed: Duration::ZERO };
        let setup = Setup {
            lang: Lang::En,
            company: Company::Learner,
            settings: Settings::default(),
            clock: Clock::Virtual,
            start: None,
            files: Box::new(Known),
        };
        Bench::begin(setup, now, newcomer)
    };
    let mut bench = begin(Newcomer::Yes, 40);
    for word in ["`lesson`", "`step FILE`", "`help`", "Press Enter for the first lesson."] {
        assert!(bench.said().replace('\n', " ").contains(word), "{}", bench.said());
    }
    assert!(bench.said().lines().all(|line| fit::width(line) <= 40), "{}", bench.said());
    assert_eq!(bench.asks(), Some(PROMPT));
    assert_eq!(bench.types("").mode(), Some(&Mode::Lesson(None)));
    assert_eq!(bench.input(Input::Back).types("").mode(), None, "it was offered once");
    let mut bench = begin(Newcomer::Yes, 80);
    bench.done().enters("x = 1");
    assert_eq!(bench.types("").mode(), None, "it was something else that was wanted");
    let mut bench = begin(Newcomer::No, 80);
    assert!(!bench.said().contains("New here"), "{}", bench.said());
    assert_eq!(bench.types("").mode(), None);
    let bench = Bench::of(Company::Script, Lang::En);
    assert_eq!((bench.said().as_str(), bench.asks()), ("", Some(PROMPT)));
}

#[test]
fn a_question_mark_asks_for_help() {
    let mut bench = Bench::new();
    for typed in ["?", ":?", " ? "] {
        assert!(bench.types(typed).said().starts_with(":lessons "), "{typed}: {}", bench.said());
    }
}

#[test]
fn what_is_known_of_an_object_is_asked_of_the_session_and_is_no_entry() {
    let mut bench = Bench::new();
    let request = Request::Describe { name: "f".to_owned(), depth: crate::wire::Depth::Source };
    assert_eq!(bench.types("f??").sent(), [&request]);
    bench.happens(vec![started(), prints("def f(): ...\n")]);
    assert_eq!((bench.said().as_str(), bench.done().asks()), ("def f(): ...\n", Some(PROMPT)));
    assert!(bench.repl.records.is_empty());
    let mut bench = Bench::of(Company::Learner, Lang::En);
    assert_eq!(bench.types("f?").sent(), Vec::<&Request>::new());
    assert!(matches!(bench.done().sent()[..], [Request::Describe { .. }]));
}

#[test]
fn a_mistyped_word_that_is_a_name_of_nothing_is_taken_for_a_command_too() {
    let unknown = |name: &str| {
        let Entry::Failed(failure) = failed("NameError") else { unreachable!() };
        Entry::Failed(Box::new(Failure { message: format!("name '{name}' is not defined"), ..*failure }))
    };
    let mut bench = Bench::new();
    assert_eq!(bench.types("statez").ends(unknown("statez")).said(), "Did you mean :states?\n");
    assert_eq!(bench.types("statez").ends(unknown("other")).said(), "");
    assert_eq!(bench.types("averager").ends(unknown("averager")).said(), "");
}

#[test]
fn a_pasted_doctest_is_run_entry_by_entry_and_each_shows_its_own() {
    let mut bench = Bench::new();
    bench.types(">>> list(g())\n[1, 2]\n>>> for x in g():\n...     x\n1\n2\n>>> :clock\n>>> 1+1\n2\n");
    assert_eq!((bench.said().as_str(), bench.entered()), (">>> list(g())\n", Some("list(g())\n")));
    bench.done();
    assert_eq!(bench.said(), ">>> for x in g():\n...     x\n");
    // What goes wrong does not keep the rest from being tried.
    bench.fails("NameError");
    assert!(bench.said().starts_with(">>> :clock\nvirtual clock  0.00 s"), "{}", bench.said());
    assert_eq!((bench.entered(), bench.asks()), (Some("1+1\n"), None));
    assert_eq!(bench.done().asks(), Some(PROMPT));
}

#[test]
fn ctrl_c_drops_the_rest_of_what_was_pasted() {
    let mut bench = Bench::new();
    bench.types(">>> loop()\n>>> 1\n").input(Input::Interrupt);
    assert_eq!(bench.fails("KeyboardInterrupt").entered(), None);
    assert_eq!(bench.asks(), Some(PROMPT));
}

#[test]
fn bytes_that_are_no_text_are_dropped_and_the_line_is_asked_for_again() {
    let mut bench = Bench::new();
    bench.input(Input::Typed(Typed::NotText));
    assert_eq!(bench.said(), "What was typed is no UTF-8 text; it was dropped.\n");
    assert_eq!(bench.asks(), Some(PROMPT));
    bench.enters("x = 1").dies("It died.");
    bench.types("x");
    assert_eq!(
        bench.input(Input::Typed(Typed::NotText)).asks(),
        Some("Run the 1 entry before it again? [y/n] ")
    );
}
