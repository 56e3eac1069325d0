//! Command lines, parsed and refused.

use super::*;

fn program(arguments: &[&str]) -> ProgramArgs {
    let all = ["learn-coroutines", "run"].iter().chain(arguments);
    match Cli::try_parse_from(all).expect("a valid command line").command {
        Some(Command::Run { program, .. }) => program,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_declaration_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn the_declaration_is_sound_in_chinese_and_reads_the_same() {
    command(Lang::Zh).debug_assert();
    let line = ["learn-coroutines", "run", "--quiet", "--memory", "128", "a.py", "--timeout", "3"];
    let read = |lang| format!("{:?}", parse(line.map(OsString::from), lang).expect("a valid command line"));
    assert_eq!(read(Lang::Zh), read(Lang::En));
}

#[test]
fn the_language_is_known_before_the_line_is_read() {
    let wanted = |words: &[&str]| wanted(&words.iter().map(OsString::from).collect::<Vec<_>>());
    assert_eq!(wanted(&["x", "--lang", "zh", "--help"]), Some(Lang::Zh));
    assert_eq!(wanted(&["x", "run", "--lang=zh", "--bogus"]), Some(Lang::Zh));
    assert_eq!(wanted(&["x", "run", "--", "--lang", "zh"]), None);
    assert_eq!(wanted(&["x", "--lang"]), None);
}

#[test]
fn what_follows_file_belongs_to_the_program_even_our_own_options() {
    let parsed = program(&["--memory", "128", "a.py", "--timeout", "3", "--lang", "zh", "-x", "--", "y"]);
    assert_eq!(parsed.memory, 128);
    assert_eq!(parsed.timeout, None);
    assert_eq!(parsed.command_line, ["a.py", "--timeout", "3", "--lang", "zh", "-x", "--", "y"]);
}

#[test]
fn arguments_made_without_a_command_line_are_those_of_one_without_options() {
    assert_eq!(format!("{:?}", program(&["a.py"])), format!("{:?}", ProgramArgs::of(vec!["a.py".into()])));
    let quiz = Cli::try_parse_from(["learn-coroutines", "quiz", "3"]).expect("a valid command line");
    let made = Command::Quiz(QuizArgs::of(Some("3".to_owned())));
    assert_eq!(format!("{:?}", quiz.command), format!("{:?}", Some(made)));
}

#[test]
fn a_file_whose_name_begins_with_a_hyphen_stands_behind_two() {
    assert_eq!(program(&["--", "-a.py", "-b"]).command_line, ["-a.py", "-b"]);
}

#[test]
fn an_unknown_option_before_file_is_an_error() {
    assert!(Cli::try_parse_from(["learn-coroutines", "run", "--bogus", "a.py"]).is_err());
    assert!(Cli::try_parse_from(["learn-coroutines", "run"]).is_err());
}

#[test]
fn a_time_limit_is_a_number_above_zero() {
    assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
    for wrong in ["0", "-1", "nan", "inf", "soon", "1e300", ""] {
        assert!(seconds(wrong).is_err(), "{wrong}");
    }
}
