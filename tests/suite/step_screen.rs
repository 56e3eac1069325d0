//! Step mode's pictures: a throw through a chain, workers under gather, and a panic that restores.

use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::terminal::theme::{Depth, Theme};
use learn_coroutines::suite::view::notes::Notes;
use portable_pty::CommandBuilder;
use ratatui::style::Color;

use crate::pty::Terminal;
use crate::show::Show;

const CHAIN: &str = include_str!("screens/chain.py");
const GATHER: &str = include_str!("screens/gather.py");

/// Opens step mode on a screen of 120 by 40.
fn step(source: &str, lang: Lang, depth: Depth) -> Show {
    Show::with(source, lang, (120, 40), Theme { depth, ..Theme::default() }, Notes::default())
}

/// Whether any cell of a screen has a colour.
fn is_coloured(show: &mut Show) -> bool {
    show.cells().content().iter().any(|cell| (cell.fg, cell.bg) != (Color::Reset, Color::Reset))
}

#[test]
fn a_throw_goes_through_a_chain_of_three_in_both_languages_with_colours_and_without() {
    for (lang, depth, thrown, untouched) in [
        (Lang::En, Depth::Sixteen, "middle#2 throws KeyError('k') into inner#3", "(untouched)"),
        (Lang::Zh, Depth::None, "middle#2 向 inner#3 抛入 KeyError('k')", "原样"),
    ] {
        let mut show = step(CHAIN, lang, depth);
        // The ninth resumption, with what was created, delegated and answered before it.
        show.press(&"t ".repeat(20));
        assert!(show.sentence().contains(thrown), "{}", show.screen());
        let screen = show.screen();
        for card in ["outer#1 GEN_RUNNING", "middle#2 GEN_RUNNING", "inner#3 GEN_RUNNING", untouched] {
            assert!(screen.contains(card), "{card}:\n{screen}");
        }
        assert_eq!(is_coloured(&mut show), depth != Depth::None);
    }
}

#[test]
fn three_workers_sleep_under_gather_and_the_loop_says_who_waits_for_what() {
    for (lang, sleeps, waits) in
        [(Lang::En, "sleeps until 2.00 s", "waits for gather"), (Lang::Zh, "休眠到 2.00 s", "等待 gather")]
    {
        let mut show = step(GATHER, lang, Depth::Sixteen);
        // As many transitions as it takes until all sleep, and the first one wakes.
        show.press(&"t ".repeat(29));
        let screen = show.screen();
        for text in [sleeps, "worker#2", "worker#3", "worker#4", waits, "Task-1"] {
            assert!(screen.contains(text), "{text}:\n{screen}");
        }
    }
}

/// Says to this test's own process, started once more in a terminal, that it is to panic there.
const PANICS: &str = "SUITE_PANICS_ON_THE_SCREEN";

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    if std::env::var_os(PANICS).is_some() {
        let _borrowed = learn_coroutines::suite::terminal::guard::Borrowed::new().expect("a terminal");
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
