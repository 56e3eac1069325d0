//! Commands and what they want done.

use super::*;
use crate::repl::command::TABLE;

#[test]
fn modes_are_opened_with_what_was_typed_and_the_prompt_comes_back() {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for (typed, mode) in [
        (":lessons", Mode::Lessons),
        (":lesson 3", Mode::Lesson(Some("3".to_owned()))),
        (":lesson", Mode::Lesson(None)),
        (":quiz send", Mode::Quiz(Some("send".to_owned()))),
        (":run 'a b.py' -x", Mode::Run(owned(&["a b.py", "-x"]))),
        (":step demo.py 1", Mode::Step(owned(&["demo.py", "1"]))),
        (":step --clock virtual demo.py", Mode::Step(owned(&["--clock", "virtual", "demo.py"]))),
        (":step program", Mode::Step(owned(&["program"]))),
        (":step next(g)", Mode::StepEntry("next(g)".to_owned())),
    ] {
        let mut bench = Bench::new();
        assert_eq!(bench.types(typed).mode(), Some(&mode), "{typed}");
        assert_eq!(bench.asks(), None, "{typed}");
        assert_eq!(bench.input(Input::Back).asks(), Some(PROMPT), "{typed}");
    }
    let mut bench = Bench::new();
    assert_eq!(bench.types(":step def f(").entered(), Some("def f("), "Python says what is wrong");
}

#[test]
fn step_mode_lends_what_happened_and_shows_what_happened_in_it() {
    let mut bench = Bench::new();
    bench.enters("g = f()").happens(vec![started(), created()]);
    bench.types(":step next(g)").input(Input::Stepping("next(g)".to_owned()));
    assert!(matches!(bench.sent()[..], [Request::Enter { pace: Pace::Stepping, .. }]));
    let mut timeline = bench.repl.lend();
    let from = timeline.len();
    for kind in [resumed(), yielded("1"), prints("1\n")] {
        timeline.append(event(kind)).expect("can happen");
    }
    let ready = Some(Ready { entry: Entry::Done, clock: Clock::Virtual, time: 0.0 });
    bench.input(Input::Stepped(Box::new(Stepped { timeline, from, ready, ended: None })));
    assert_eq!(bench.told(), ["<module> ─next→ f#1", "f#1 ─yields 1→ <module>", "1"]);
    assert_eq!(bench.asks(), Some(PROMPT));
}

#[test]
fn what_is_left_of_an_entry_when_step_mode_is_left_runs_through() {
    let mut bench = Bench::new();
    bench.types(":step f()").input(Input::Stepping("f()".to_owned()));
    let (timeline, from) = (bench.repl.lend(), 0);
    bench.input(Input::Stepped(Box::new(Stepped { timeline, from, ready: None, ended: None })));
    assert!(matches!(bench.sent()[..], [Request::Run { .. }]));
    assert_eq!(bench.asks(), None);
    assert_eq!(bench.done().asks(), Some(PROMPT));
}

#[test]
fn the_loop_is_moved_so_often_and_says_so_where_nothing_happens() {
    let mut bench = Bench::new();
    assert_eq!(bench.types(":tick 2").sent(), [&Request::Loop(Drive::Turn)]);
    assert_eq!(bench.done().sent(), [&Request::Loop(Drive::Turn)]);
    assert_eq!(bench.done().said(), "virtual clock  0.00 s  the loop has nothing to do\n");
    bench.types(":tick 2").happens(vec![started()]);
    bench.done();
    assert_eq!(bench.done().said(), "");
    bench.types(":tick 2");
    assert_eq!(bench.fails("ZeroDivisionError").sent(), Vec::<&Request>::new());
}

#[test]
fn the_real_clock_goes_on_while_nothing_is_asked_of_the_session() {
    let mut bench = Bench::new();
    bench.types(":clock real");
    bench.input(Input::Ready(Ready { entry: Entry::Done, clock: Clock::Real, time: 1.0 }));
    assert_eq!(bench.said(), "real clock  1.00 s  the loop has nothing to do\n");
    bench.now.elapsed = Duration::from_millis(500);
    assert_eq!(bench.types(":clock").said(), "real clock  1.50 s  the loop has nothing to do\n");
}

#[test]
fn a_fresh_session_after_a_reset_keeps_the_clock_and_one_after_an_undo_has_the_configured_one() {
    let mut bench = Bench::new();
    bench.types(":clock real");
    bench.input(Input::Ready(Ready { entry: Entry::Done, clock: Clock::Real, time: 0.0 }));
    bench.types(":reset");
    assert!(bench.acts.contains(&Act::Start(Clock::Real)), "{:?}", bench.acts);
    assert_eq!(bench.said(), "A fresh Python: all names are gone.\n");
    let now = bench.now;
    let setup = Setup {
        lang: Lang::En,
        company: Company::Learner,
        settings: Settings::default(),
        clock: Clock::Real,
        start: None,
        files: Box::new(Known),
    };
    let mut bench = Bench::begin(setup, now, Newcomer::No);
    bench.done().enters("g = f()").happens(vec![started(), created()]);
    bench.types(":drive g").input(Input::Evaluated(Ok("<generator f#1>".to_owned())));
    bench.types("next").done().input(Input::Evaluated(Ok("<generator f#1>".to_owned())));
    bench.types("undo");
    assert!(bench.acts.contains(&Act::Start(Clock::Real)), "{:?}", bench.acts);
}

#[test]
fn files_are_written_and_how_that_went_is_told() {
    let mut bench = Bench::new();
    bench.enters("x = 1\n").types(":save a.py");
    let text = "# A session at the prompt of learn-coroutines.\n\nx = 1\n".to_owned();
    let contents = Contents::Text(text);
    let write = |existing| Act::Write { file: "a.py".to_owned(), contents: contents.clone(), existing };
    assert_eq!(bench.acts[1..], [write(Existing::Keep)]);
    let exists =
        || Input::Exists { path: "a.py".to_owned(), file: "a.py".to_owned(), contents: contents.clone() };
    assert_eq!(bench.input(exists()).asks(), Some("a.py is there already. Replace it? [y/n] "));
    assert_eq!(bench.types("n").asks(), Some(PROMPT));
    bench.types(":save a.py").input(exists());
    assert_eq!(bench.types("y").acts[1..], [write(Existing::Replace)]);
    bench.input(Input::Written { path: "a.py".to_owned(), result: Ok(()) });
    assert_eq!((bench.said().as_str(), bench.asks()), ("written: a.py\n", Some(PROMPT)));
    bench.types(":transcript /x\u{1b}");
    bench.input(Input::Written { path: "/x\u{1b}".to_owned(), result: Err("no".to_owned()) });
    assert_eq!(bench.said(), "cannot write /x␛: no\n");
}

#[test]
fn settings_are_shown_and_taken_over() {
    let mut bench = Bench::new();
    assert_eq!(bench.types(":set").said().lines().count(), 3);
    bench.types(":set show nothing");
    let settings = Settings { show: setting::Show::Nothing, ..Settings::default() };
    assert!(bench.acts.contains(&Act::Set(settings)));
    bench.types("f()").happens(vec![started(), created(), prints("x\n")]);
    assert_eq!(bench.said(), "x\n");
}

#[test]
fn help_lists_every_command_in_both_languages_and_in_a_narrow_window() {
    for lang in Lang::ALL {
        for columns in [40, 80, 200] {
            let mut bench = Bench::of(Company::Learner, lang);
            bench.done();
            bench.now.columns = columns;
            let said = bench.types(":help").said();
            for row in TABLE {
                assert!(said.contains(&format!(":{}", row.word)), "{}: {said}", row.word);
            }
            let wide = said.lines().map(fit::width).max();
            assert!(wide <= Some(columns), "{said}");
        }
    }
}

#[test]
fn states_and_why_have_nothing_to_show_in_a_fresh_session() {
    let mut bench = Bench::new();
    let said = bench.types(":states").said();
    assert_eq!(said, "This session holds no generator, coroutine or task yet.\n");
    let nothing = "Nothing in this session went wrong with generators, coroutines, tasks or the loop.\n";
    assert_eq!(bench.types(":why").said(), nothing);
    assert_eq!(bench.types(":why step").said(), nothing);
    let unknown = "Python has no such message about generators, coroutines, tasks or the loop.\n";
    assert_eq!(bench.types(":why nonsense").said(), unknown);
    assert!(bench.types(":why StopIteration").said().starts_with("StopIteration\n"));
}

#[test]
fn why_explains_the_last_trouble_and_steps_through_a_program_with_its_cause() {
    let mut bench = Bench::new();
    let message = "TypeError: can't send non-None value to a just-started generator";
    let written = Kind::Output { stream: Stream::Stderr, bytes: format!("{message}\n").into_bytes() };
    bench.types("g.send(5)").happens(vec![started(), written]);
    bench.fails("TypeError");
    assert!(bench.types(":why").said().starts_with(message), "{}", bench.said());
    assert_eq!(bench.types(":why step").mode(), Some(&Mode::StepMessage(message.to_owned())));
}

#[test]
fn states_say_what_there_is() {
    let mut bench = Bench::new();
    bench.types("g = f()").happens(vec![started(), created()]).done();
    let said = bench.types(":states").said();
    assert!(said.starts_with("Generators and coroutines\n○ f#1 GEN_CREATED"), "{said}");
}

#[test]
fn a_script_is_not_asked_and_replaces_no_file() {
    let mut bench = Bench::script();
    let contents = Contents::Transcript;
    bench.types(":transcript a.txt");
    bench.input(Input::Exists { path: "a.txt".to_owned(), file: "a.txt".to_owned(), contents });
    assert_eq!(
        (bench.said().as_str(), bench.asks()),
        ("not written: a.txt is there already\n", Some(PROMPT))
    );
}

#[test]
fn a_flood_of_transitions_is_cut_with_a_count_and_can_be_seen_all_the_same() {
    let mut bench = Bench::new();
    let mut flood = vec![started(), created(), resumed(), yielded("0")];
    for _ in 1..50 {
        flood.extend([resumed_again(), yielded("0")]);
    }
    bench.types("list(f())").happens(flood);
    let said = bench.said();
    assert_eq!(said.lines().count(), 41, "{said}");
    assert!(said.ends_with("\n… too many transitions to show: from here on they are counted.\n"), "{said}");
    let left = "… 61 transitions were left out; `:more` shows the next ones.\n";
    assert_eq!(bench.done().said(), left);
    assert_eq!(bench.types(":more").said().lines().count(), 41);
    let said = bench.types(":more").said();
    assert_eq!((said.lines().count(), said.contains("left out")), (21, false), "{said}");
    assert_eq!(bench.types(":more").said(), "No transitions are left out.\n");
    let mut script = Bench::script();
    let flood = (0..50).flat_map(|_| [resumed_again(), yielded("0")]);
    let all: Vec<Kind> = [started(), created(), resumed(), yielded("0")].into_iter().chain(flood).collect();
    script.types("list(f())").happens(all);
    assert_eq!(script.said().lines().count(), 103, "a pipe gets all");
}
