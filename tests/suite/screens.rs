//! Step mode on the whole screen, on a test backend: real programs, keys in, screens out.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::lesson::model::{Half, Note, Prose, Span, Times, Visit};
use learn_coroutines::suite::terminal::theme::{Depth, Glyphs, Theme};
use learn_coroutines::suite::trace::event::Kind;
use learn_coroutines::suite::view::notes::Notes;
use ratatui::style::{Color, Modifier};

use crate::show::Show;

const AVERAGER: &str = include_str!("screens/averager.py");
const CHAIN: &str = include_str!("screens/chain.py");
const GATHER: &str = include_str!("screens/gather.py");
const SIZES: [(u16, u16); 4] = [(40, 15), (80, 24), (200, 50), (300, 100)];

/// Steps by transitions until the sentence says this.
fn step_to(show: &mut Show, wanted: &str) {
    for _ in 0..200 {
        if show.sentence().contains(wanted) {
            return;
        }
        show.press("t");
    }
    panic!("never came to “{wanted}”:\n{}", show.screen());
}

#[test]
fn a_send_is_seen_going_down_and_its_answer_coming_up() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    step_to(&mut show, "sends 30 to averager#1");
    let screen = show.screen();
    assert!(screen.contains("│ ↓ send(30)"), "{screen}");
    assert!(screen.contains("● averager#1 GEN_RUNNING"), "{screen}");
    step_to(&mut show, "yields 20.0 to <module>");
    let screen = show.screen();
    assert!(screen.contains("│ ↓ send(30)  ↑ yields 20.0"), "{screen}");
    assert!(screen.contains("z averager#1 GEN_SUSPENDED  line 6"), "{screen}");
    assert!(screen.contains("z 6│         term = yield"), "{screen}");
    assert!(!screen.contains("returns 20.0"), "a yield is no return:\n{screen}");
}

#[test]
fn what_is_asleep_stands_apart_from_the_caller() {
    let mut show = Show::open(AVERAGER, Lang::En, (100, 30));
    step_to(&mut show, "yields 10.0 to <module>");
    show.press("s");
    let screen = show.screen();
    let apart = screen.find("apart, not on the stack").expect("a line between");
    assert!(screen.find("● <module>").expect("the caller") < apart, "{screen}");
    assert!(screen.find("z averager#1 GEN_SUSPENDED").expect("the sleeper") > apart, "{screen}");
    assert!(screen.contains("last resumed by <module>"), "{screen}");
}

#[test]
fn a_throw_goes_down_three_levels_and_the_return_comes_up_one_by_one() {
    let mut show = Show::open(CHAIN, Lang::En, (120, 40));
    step_to(&mut show, "returns \"saved 'k'\"");
    let screen = show.screen();
    let order: Vec<usize> = ["● outer#1 GEN_RUNNING", "● middle#2 GEN_RUNNING", "x inner#3 GEN_CLOSED"]
        .iter()
        .map(|level| screen.find(level).unwrap_or_else(|| panic!("{level} in\n{screen}")))
        .collect();
    assert!(order.is_sorted(), "{screen}");
    assert_eq!(screen.matches("↓ throw(KeyError('k'))").count(), 3, "{screen}");
    assert!(screen.contains("(untouched)"), "{screen}");
    assert!(screen.contains("↑ returns \"saved 'k'\""), "{screen}");
}

#[test]
fn a_value_that_passes_up_the_chain_is_marked_untouched() {
    let mut show = Show::open(CHAIN, Lang::Zh, (120, 40));
    step_to(&mut show, "outer#1 向 <module> 产出 'b'");
    let screen = show.screen();
    assert_eq!(screen.matches("↑ 产出 'b'").count(), 3, "{screen}");
    assert!(screen.matches("（原样）").count() >= 2, "{screen}");
}

#[test]
fn the_loop_shows_queue_timers_and_who_waits() {
    for (lang, sleeps, waits) in
        [(Lang::En, "sleeps until 3.00 s", "waits for gather"), (Lang::Zh, "休眠到 3.00 s", "等待 gather")]
    {
        let mut show = Show::open(GATHER, lang, (160, 40));
        show.press("c");
        while show.sentence().contains("30, 10, 20") || !show.screen().contains(sleeps) {
            show.press("T");
            assert!(
                !show.sentence().contains("没有发生") && !show.sentence().contains("Nothing has happened"),
                "{}",
                show.screen()
            );
        }
        let screen = show.screen();
        assert!(screen.contains(waits), "{screen}");
        assert!(screen.contains("loop#1"), "{screen}");
    }
}

#[test]
fn steps_back_and_forth_show_the_same_screens() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    let mut seen = Vec::new();
    for _ in 0..30 {
        show.press("s");
        seen.push((show.app.situation(&show.player.scene()).can_go_on, show.sentence()));
    }
    seen.dedup_by(|after, before| after.1 == before.1);
    let mut back = vec![show.sentence()];
    for _ in 1..seen.len() {
        show.press("S");
        back.push(show.sentence());
    }
    back.reverse();
    let printed = |text: &str| text.split("  Printed:").next().unwrap_or_default().trim().to_owned();
    let forth: Vec<String> = seen.iter().map(|(_, text)| printed(text)).collect();
    let back: Vec<String> = back.iter().map(|text| printed(text)).collect();
    assert_eq!(forth, back);
}

#[test]
fn every_size_shows_the_line_the_state_and_the_sentence() {
    for lang in Lang::ALL {
        for size in SIZES {
            let mut show = Show::open(AVERAGER, lang, size);
            show.press("t t t s s s s");
            let screen = show.screen();
            assert_eq!(screen.lines().count(), usize::from(size.1));
            assert!(screen.contains("▶"), "{size:?}\n{screen}");
            assert!(screen.contains("averager#1"), "{size:?}\n{screen}");
            // What happened stands right below the line it speaks of.
            let line = screen.lines().position(|line| line.contains('▶')).expect("the line about to run");
            let below = screen.lines().nth(line + 1).expect("a row below it");
            assert!(below.starts_with("» "), "{size:?}\n{screen}");
            assert!(screen.contains("Space"), "{size:?}\n{screen}");
        }
    }
}

#[test]
fn any_size_at_any_moment_can_be_drawn() {
    let mut show = Show::open(GATHER, Lang::Zh, (80, 24));
    show.press("t t t t t t t t t");
    let focuses = ["Tab", "?", "Esc", "g", "Esc", "Tab", "m"];
    for (at, (width, height)) in [
        (1, 1),
        (2, 40),
        (39, 15),
        (40, 14),
        (40, 15),
        (71, 20),
        (72, 15),
        (149, 16),
        (150, 15),
        (300, 100),
        (60, 90),
    ]
    .into_iter()
    .enumerate()
    {
        show.resize(width, height).press(focuses[at % focuses.len()]);
        let screen = show.screen();
        let is_small = width < 40 || height < 15;
        if is_small && width > 20 {
            assert!(screen.contains("40×15") || screen.contains("Esc"), "{width}x{height}\n{screen}");
        }
    }
}

#[test]
fn chinese_text_keeps_the_columns_aligned() {
    let source = "名字 = '生成器'\ndef 数(上限):\n    for 个 in range(上限):\n        yield 个\n\nfor 值 in 数(2):\n    print(值)\n";
    let mut show = Show::open(source, Lang::Zh, (80, 24));
    show.press("t t s s");
    let cells = show.cells();
    let x = (0..80).find(|x| cells[(*x, 3)].symbol() == "│" && *x > 10).expect("a divider");
    for y in 1..15 {
        assert_eq!(cells[(x, y)].symbol(), "│", "row {y}:\n{}", show.screen());
    }
}

#[test]
fn without_colours_no_cell_has_one_and_the_signs_still_tell() {
    let theme = Theme { depth: Depth::None, ..Theme::default() };
    let mut show = Show::with(AVERAGER, Lang::En, (80, 24), theme, Notes::default());
    step_to(&mut show, "yields 10.0 to <module>");
    let cells = show.cells();
    for cell in cells.content() {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
    }
    let current = (0..24).find(|y| cells[(4, *y)].symbol() == "▶" || cells[(3, *y)].symbol() == "▶");
    let row = current.expect("the current line");
    assert!(cells[(6, row)].modifier.contains(Modifier::BOLD));
}

#[test]
fn an_ascii_terminal_gets_ascii() {
    let theme = Theme { glyphs: Glyphs::Ascii, ..Theme::default() };
    let mut show = Show::with(CHAIN, Lang::En, (100, 30), theme, Notes::default());
    step_to(&mut show, "returns");
    assert!(show.screen().is_ascii(), "{}", show.screen());
    show.press("?");
    assert!(show.screen().is_ascii(), "{}", show.screen());
}

#[test]
fn over_stays_in_the_generator_across_its_sleep() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    step_to(&mut show, "sends 10 to averager#1");
    show.press("n");
    assert!(show.sentence().contains("line 7 of averager#1"), "{}", show.sentence());
    show.press("n n n n");
    assert!(show.sentence().contains("line 6 of averager#1"), "{}", show.sentence());
    show.press("n");
    assert!(show.sentence().contains("line 7 of averager#1"), "{}", show.sentence());
    assert!(show.screen().contains("term=30"), "{}", show.screen());
    show.press("f");
    assert!(show.sentence().contains("of <module>"), "{}", show.sentence());
}

#[test]
fn a_breakpoint_stops_the_run_to_the_end() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    // Row 0 is the title, row 1 the heading; three rows below line 1 say what happened on it and where help is: line 9
    // stands in row 13.
    let click = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 8,
        row: 13,
        modifiers: KeyModifiers::NONE,
    };
    show.mouse(click);
    assert!(show.screen().contains("● 9│"), "{}", show.screen());
    show.press("c");
    assert!(show.sentence().contains("line 9 of averager#1"), "{}", show.sentence());
    show.press("c");
    assert!(show.sentence().contains("line 9 of averager#1"), "{}", show.sentence());
    show.press("b c");
    assert!(show.screen().contains("ended"), "{}", show.screen());
}

#[test]
fn a_click_on_the_timeline_goes_there() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    show.press("c");
    let screen = show.screen();
    let row = screen.lines().position(|line| line.starts_with("averager#1 ")).expect("its row");
    let column = screen.lines().nth(row).and_then(|line| line.find('█')).expect("it ran");
    let click = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: u16::try_from(column).expect("a column"),
        row: u16::try_from(row).expect("a row"),
        modifiers: KeyModifiers::NONE,
    };
    show.mouse(click);
    assert!(show.screen().contains("looking back"), "{}", show.screen());
}

#[test]
fn an_expression_is_evaluated_where_the_program_stands() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    step_to(&mut show, "sends 30 to averager#1");
    show.press("s s p t e r m + 1 Enter");
    assert!(show.sentence().contains("term+1 = 31"), "{}", show.sentence());
    show.press("p n o p e Enter");
    assert!(show.sentence().contains("NameError"), "{}", show.sentence());
    show.press("S p");
    assert!(
        show.sentence().contains("only where the program is paused: End goes there"),
        "{}",
        show.sentence()
    );
}

#[test]
fn what_the_last_step_printed_is_marked() {
    let mut show = Show::open("print('one')\nprint('two')\n", Lang::En, (80, 24));
    show.press("s");
    assert!(show.screen().contains("▸ one"), "{}", show.screen());
    assert!(show.sentence().contains("Printed: “one”"), "{}", show.sentence());
    show.press("s");
    let screen = show.screen();
    assert!(screen.contains("▸ two") && screen.contains("  one") && !screen.contains("▸ one"), "{screen}");
    show.press("S");
    assert!(!show.screen().contains("two\n"), "the past does not know the future:\n{}", show.screen());
}

#[test]
fn the_program_asks_for_its_input_in_place() {
    let mut show = Show::open("name = input('who? ')\nprint('hello', name)\n", Lang::En, (80, 24));
    show.press("s");
    assert!(show.screen().contains("the program reads a line:"), "{}", show.screen());
    assert!(show.screen().contains("who?"), "{}", show.screen());
    show.press("生 x Enter");
    show.press("c");
    assert!(show.screen().contains("hello 生x"), "{}", show.screen());
}

/// Notes on moments of lines; each line is its own mark.
fn notes_on(source: &str, all: &[(u32, Half, &str)]) -> Notes {
    let notes: Vec<Note> = all
        .iter()
        .map(|(line, half, text)| Note {
            visit: Visit { half: *half, ..Visit::first(*line) },
            times: Times::Each,
            text: Prose { text: (*text).to_owned(), at: Span::default() },
            at: Span::default(),
        })
        .collect();
    let marks = all.iter().map(|(line, ..)| (*line, *line)).collect();
    Notes::of(&notes, &marks, source)
}

#[test]
fn a_note_is_read_at_its_moment_and_at_no_other() {
    let source = "def g():\n    x = yield 1\n    print(x)\n\nit = g()\nnext(it)\nit.send(2)\n";
    let notes = notes_on(
        source,
        &[
            (2, Half::Before, "It is about to hand 1 out."),
            (2, Half::Sleeps, "Here it sleeps."),
            (2, Half::Wakes, "The yield has a value."),
            (2, Half::After, "And x has it."),
        ],
    );
    let mut show = Show::with(source, Lang::En, (80, 24), Theme::default(), notes);
    let texts = ["It is about to hand 1 out.", "Here it sleeps.", "The yield has a value.", "And x has it."];
    let mut read = Vec::new();
    for _ in 0..40 {
        let screen = show.screen();
        read.extend(texts.into_iter().filter(|text| screen.contains(&format!("\" {text}"))));
        show.press("s");
    }
    read.dedup();
    assert_eq!(read, texts);
}

#[test]
fn notes_stand_beside_their_line() {
    let text = "The call makes the generator and runs nothing.";
    let notes = notes_on(AVERAGER, &[(12, Half::UpToSleep, text)]);
    let mut show = Show::with(AVERAGER, Lang::En, (80, 24), Theme::default(), notes);
    assert!(show.screen().contains("\"12│ avg = averager()"), "{}", show.screen());
    show.press("s");
    assert!(show.screen().contains("\" The call makes the generator and runs nothing."), "{}", show.screen());
}

#[test]
fn predict_mode_asks_before_a_transition_and_explains() {
    let mut show = Show::open(AVERAGER, Lang::En, (80, 24));
    show.press("m t");
    let asked = show.screen();
    assert!(asked.contains("? ") && asked.contains("1 ") && asked.contains("answer"), "{asked}");
    assert!(!asked.contains("averager#1 GEN_CREATED"), "the answer is not given away:\n{asked}");
    let timeline = show.player.scene().timeline;
    let next = timeline.event(timeline.step().0).map(|event| event.kind);
    assert!(matches!(next, Some(Kind::Created { .. })), "what is asked about comes next: {next:?}");
    show.press("1");
    let said = show.sentence();
    assert!(said.contains("Right.") || said.contains("No, it is"), "{said}");
    assert!(said.contains("<module> creates the generator averager#1"), "{said}");
    for _ in 0..8 {
        show.press("t 2");
    }
    let score = show.app.score().expect("a score");
    assert!(score.starts_with("predicted right: "), "{score}");
    show.press("m");
    assert!(show.sentence().contains("predicted right"), "{}", show.sentence());
    show.press("t");
    assert!(!show.screen().contains("answer"), "{}", show.screen());
}

#[test]
fn control_characters_of_a_program_never_reach_a_cell() {
    let source = "def g():\n    yield '\\x1b[2J\\x07'\nprint('\\x1b[31mred\\x9b', end='')\nfor x in g():\n    y = x\n# \x1b]0;title\x07\n";
    let mut show = Show::open(source, Lang::En, (80, 24));
    for _ in 0..12 {
        show.press("s");
        for cell in show.cells().content() {
            assert!(!cell.symbol().chars().any(char::is_control), "{:?}", cell.symbol());
        }
    }
}

#[test]
fn help_lists_every_key_and_scrolls() {
    for lang in Lang::ALL {
        let mut show = Show::open("x = 1\n", lang, (80, 24));
        show.press("?");
        let backwards = ["Capitals go backwards", "大写字母表示向后"];
        let mut seen = String::new();
        while !backwards.iter().any(|said| seen.contains(said)) {
            show.press("Space");
            seen = show.screen();
        }
        for _ in 0..60 {
            seen += &show.screen();
            show.press("Down");
        }
        for row in show.app.keys.rows() {
            let help = if lang == Lang::Zh { row.help.1 } else { row.help.0 };
            let start: String = help.chars().take(12).collect();
            assert!(seen.contains(&start), "{start}");
        }
        show.press("x");
        assert!(show.screen().contains("▶"), "{}", show.screen());
    }
}

#[test]
fn q_leaves_and_a_key_without_meaning_does_nothing() {
    let mut show = Show::open("x = 1\n", Lang::En, (80, 24));
    // The first key ends the welcome.
    show.press("j");
    let before = show.screen();
    assert!(before.contains("line 1 of <module>") && !before.contains("what the signs mean"), "{before}");
    show.press("j");
    assert_eq!(show.screen(), before);
    show.press("q");
    assert!(show.has_quit);
}
