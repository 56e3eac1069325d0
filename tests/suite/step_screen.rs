//! Step mode's pictures in a real terminal: a throw through a chain, workers under gather, and a panic that restores.

use portable_pty::CommandBuilder;

use crate::pty::Terminal;

const CHAIN: &str = include_str!("screens/chain.py");
const GATHER: &str = include_str!("screens/gather.py");

/// Opens step mode on a program in a terminal of 120 by 40.
fn step(source: &str, lang: &str, color: &str) -> Terminal {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("demo.py"), source).expect("writes the program");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["--lang", lang, "--color", color, "step", "--clock", "virtual", "demo.py"]);
    Terminal::start(command, folder, (120, 40))
}

/// Whether any cell of a screen has a colour.
fn is_coloured(screen: &vt100::Screen) -> bool {
    let (rows, columns) = screen.size();
    (0..rows.into()).any(|row| {
        (0..columns.into()).any(|column| {
            screen.cell(row, column).is_some_and(|cell| {
                cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
            })
        })
    })
}

#[test]
fn a_throw_goes_through_a_chain_of_three_in_both_languages_with_colours_and_without() {
    for (lang, color, thrown, untouched) in [
        ("en", "always", "middle#2 throws KeyError('k') into inner#3", "(untouched)"),
        ("zh", "never", "middle#2 向 inner#3 抛入 KeyError('k')", "原样"),
    ] {
        let mut terminal = step(CHAIN, lang, color);
        terminal.wait_for("»");
        // The ninth resumption, with what was created, delegated and answered before it.
        terminal.type_keys(&"t".repeat(20));
        let screen = terminal.wait_for(thrown);
        for card in ["outer#1 GEN_RUNNING", "middle#2 GEN_RUNNING", "inner#3 GEN_RUNNING", untouched] {
            assert!(screen.contains(card), "{card}:\n{screen}");
        }
        terminal.wait("its colours", |screen| is_coloured(screen) == (color == "always"));
        terminal.type_keys("q");
        assert_eq!(terminal.finish(), 0);
        terminal.assert_given_back();
    }
}

#[test]
fn three_workers_sleep_under_gather_and_the_loop_says_who_waits_for_what() {
    for (lang, sleeps, waits, color) in [
        ("en", "sleeps until 2.00 s", "waits for gather", "never"),
        ("zh", "睡眠到 2.00 s", "等待 gather", "always"),
    ] {
        let mut terminal = step(GATHER, lang, color);
        terminal.wait_for("»");
        // As many transitions as it takes until all sleep, and the first one wakes.
        terminal.type_keys(&"t".repeat(29));
        let screen = terminal.wait_for(sleeps);
        for text in ["worker#2", "worker#3", "worker#4", waits, "Task-1"] {
            assert!(screen.contains(text), "{text}:\n{screen}");
        }
        terminal.wait("its colours", |screen| is_coloured(screen) == (color == "always"));
        terminal.type_keys("q");
        assert_eq!(terminal.finish(), 0);
        terminal.assert_given_back();
    }
}

/// Says to this test's own process, started once more in a terminal, that it is to panic there.
const PANICS: &str = "SUITE_PANICS_ON_THE_SCREEN";

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    if std::env::var_os(PANICS).is_some() {
        let _borrowed = learn_coroutines::terminal::guard::Borrowed::new().expect("a terminal");
        panic!("on purpose");
    }
    let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "step_screen::a_panic_gives_the_terminal_back_before_it_speaks", "--nocapture"]);
    command.env(PANICS, "1");
    let mut terminal = Terminal::start(command, tempfile::tempdir().expect("a folder"), (100, 30));
    assert_ne!(terminal.finish(), 0);
    terminal.assert_given_back();
    terminal.wait_for("on purpose");
}
