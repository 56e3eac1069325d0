//! Keys on pages of a lesson: what they do, what stays on the screen, at every size.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::lesson::sheet::Form;
use crate::tutor::ask::Ask;
use crate::tutor::tests::{
    CHOICE, EXPLAIN, FIX, ORDER, PREDICT, TRY, Walked, at, every_lesson, every_question,
};

/// A page on a screen, and a clock that the test moves.
struct Shown {
    walked: Walked,
    screen: LessonScreen,
    now: Moment,
    size: (u16, u16),
}

impl Shown {
    fn on(page: usize) -> Shown {
        let mut shown =
            Shown { walked: at(page), screen: LessonScreen::new(Lang::En), now: 0, size: (80, 24) };
        shown.screen.lay_out(&shown.walked.tutor, shown.size);
        shown
    }

    fn event(&mut self, event: &Woken) {
        if let Some(input) = self.screen.update(event, &self.walked.tutor, self.now) {
            self.walked.input(input);
        }
        self.screen.lay_out(&self.walked.tutor, self.size);
    }

    fn code(&mut self, code: KeyCode) {
        self.event(&Woken::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    /// Types letters; `⏎` is Enter.
    fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            self.code(if key == '⏎' { KeyCode::Enter } else { KeyCode::Char(key) });
        }
    }

    fn control(&mut self, letter: char) {
        self.event(&Woken::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)));
    }

    fn page(&self) -> usize {
        self.walked.tutor.place() + 1
    }

    fn rows(&self) -> Vec<String> {
        let (columns, rows) = self.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test backend");
        let theme = Theme::default();
        terminal.draw(|frame| self.screen.draw(&self.walked.tutor, theme, frame)).expect("draws");
        let buffer = terminal.backend().buffer().clone();
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
        (0..rows).map(|y| row(y).trim_end().to_owned()).collect()
    }

    fn has(&self, text: &str) -> bool {
        self.rows().iter().any(|row| row.contains(text))
    }

    fn has_left(&self) -> bool {
        self.walked.asks.contains(&Ask::Quit)
    }
}

#[test]
fn enter_right_behind_a_one_key_command_does_nothing() {
    for key in ["h", "1", "v", "?", "t"] {
        let mut shown = Shown::on(CHOICE);
        shown.keys(key);
        let said = shown.walked.tutor.said().len();
        shown.keys("⏎");
        assert_eq!((shown.page(), shown.walked.tutor.said().len()), (CHOICE, said), "{key}");
    }
    let mut shown = Shown::on(CHOICE);
    shown.keys("n⏎");
    assert_eq!(shown.page(), PREDICT);
    // When the page has been read, Enter is a key of its own again.
    let mut shown = Shown::on(1);
    shown.keys("b");
    shown.now += ENTER_BELONGS;
    shown.keys("⏎");
    assert!(shown.walked.asks.iter().any(|ask| matches!(ask, Ask::Open(_))), "{:?}", shown.walked.asks);
}

#[test]
fn a_letter_and_enter_is_the_same_command_on_every_page() {
    for page in [CHOICE, PREDICT, ORDER, FIX, EXPLAIN, TRY] {
        let mut shown = Shown::on(page);
        shown.keys("h⏎");
        assert!(shown.has("Hint 1 of 1"), "{page}: {:?}", shown.rows());
        assert_eq!(shown.walked.kept.len(), 0);
        shown.keys("b⏎");
        assert_eq!(shown.page(), page - 1);
        shown.keys("g 7⏎");
        assert_eq!(shown.page(), 7);
    }
}

#[test]
fn escape_goes_one_level_up_and_never_leaves() {
    let mut shown = Shown::on(PREDICT);
    shown.keys("tw");
    shown.code(KeyCode::Esc);
    assert_eq!((shown.screen.editor.text(), shown.walked.tutor.situation().doubt), ("", None));
    for _ in 0..5 {
        shown.code(KeyCode::Esc);
    }
    assert!(!shown.has_left() && shown.page() == PREDICT);
    // Asked whether to leave, any other key stays.
    let mut shown = Shown::on(CHOICE);
    shown.keys("q");
    assert!(shown.has("Leave?"), "{:?}", shown.rows());
    shown.keys("n");
    assert!(!shown.has_left() && shown.page() == CHOICE && !shown.has("Leave?"));
    shown.keys("q⏎");
    assert!(!shown.has_left());
    shown.keys("qq");
    assert!(shown.has_left());
    let mut shown = Shown::on(PREDICT);
    shown.keys("x");
    shown.control('c');
    shown.control('c');
    assert!(!shown.has_left() && shown.has("Leave?"));
    shown.control('c');
    assert!(shown.has_left());
}

#[test]
fn an_order_is_moved_or_typed_and_never_half_of_each() {
    let mut shown = Shown::on(ORDER);
    shown.code(KeyCode::Down);
    shown.keys(" ");
    assert!(shown.has("↕"), "{:?}", shown.rows());
    shown.code(KeyCode::Down);
    shown.keys(" ");
    let rows = shown.rows();
    let first = rows.iter().position(|row| row.contains("The first.")).expect("it is there");
    assert!(rows[first + 1].contains("The second."), "{rows:?}");
    assert_eq!(shown.screen.editor.text(), "");
    shown.keys("⏎");
    assert_eq!(shown.walked.kept[0].outcome, crate::progress::Outcome::Right);
    let mut typed = Shown::on(ORDER);
    typed.keys("2 1 3");
    assert_eq!(typed.screen.editor.text(), "2 1 3", "digits and blanks are typed");
    typed.keys("⏎");
    assert_eq!(typed.walked.kept[0].outcome, crate::progress::Outcome::Right);
}

#[test]
fn the_marked_answer_is_given_by_enter() {
    let mut shown = Shown::on(CHOICE);
    shown.keys("⏎");
    assert!(shown.has("Type an answer") && shown.walked.kept.is_empty());
    shown.code(KeyCode::Down);
    shown.code(KeyCode::Down);
    assert!(shown.has("▸ 2"), "{:?}", shown.rows());
    shown.keys("⏎");
    assert_eq!(shown.walked.kept.len(), 1);
}

#[test]
fn the_question_comes_first_and_its_program_in_a_window() {
    let mut shown = Shown::on(PREDICT);
    let rows = shown.rows();
    let question = rows.iter().position(|row| row.contains("What does it print?")).expect("it is there");
    let program = rows.iter().position(|row| row.contains("── two.py ──")).expect("it is there");
    assert!(question < program, "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("1▶print('one')")), "{rows:?}");
    for width in 20..90 {
        for height in 6..30 {
            shown.size = (width, height);
            shown.screen.lay_out(&shown.walked.tutor, shown.size);
            assert_eq!(shown.rows().len(), usize::from(height));
        }
    }
}

#[test]
fn all_answers_of_every_question_are_seen_beside_the_question() {
    for lang in Lang::ALL {
        let mut faults = Vec::new();
        let questions = every_question(lang);
        assert!(questions.len() > 40, "{}", questions.len());
        for tutor in &questions {
            let mut screen = LessonScreen::new(lang);
            screen.lay_out(tutor, (80, 24));
            let page = tutor.page(reader::text_columns(80), Room::Rows(screen.rows));
            let last = page.offers.last().map_or(0, |range| range.end);
            if last > screen.rows || screen.offset > 0 {
                let heading: String = tutor.heading().into_iter().map(|(_, text)| text).collect();
                faults.push(format!("{heading}: {last} rows, {} are seen", screen.rows));
            }
        }
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[test]
fn every_answer_can_be_come_to_on_a_small_screen() {
    for lang in Lang::ALL {
        for tutor in every_question(lang) {
            let mut screen = LessonScreen::new(lang);
            screen.lay_out(&tutor, (40, 15));
            let down = KeyEvent::new(KeyCode::Down, KeyModifiers::NONE);
            let rows_of_offers = tutor.page(reader::text_columns(40), Room::Rows(screen.rows)).offers;
            let offers = rows_of_offers.len();
            if tutor.form() == Some(Form::Match) {
                // Its answers are typed, and the arrows scroll.
                let last = rows_of_offers.last().map_or(0, |rows| rows.end);
                let lines = screen.body.len();
                for _ in 0..lines {
                    assert!(screen.update(&Woken::Key(down), &tutor, 0).is_none());
                    screen.lay_out(&tutor, (40, 15));
                }
                assert!(screen.offset + screen.rows >= last, "{last} rows, at {}", screen.offset);
                continue;
            }
            for number in 1..=offers {
                assert!(screen.update(&Woken::Key(down), &tutor, 0).is_none());
                screen.lay_out(&tutor, (40, 15));
                let seen = screen.body.iter().skip(screen.offset).take(screen.rows);
                let mark = format!("▸{number:>2}");
                let marked = |line: &&Line| line.first().is_some_and(|(_, text)| text.starts_with(&mark));
                let heading: String = tutor.heading().into_iter().map(|(_, text)| text).collect();
                assert!(
                    seen.into_iter().any(|line| marked(&line)),
                    "{heading}: {number} at {}",
                    screen.offset
                );
            }
        }
    }
}

#[test]
fn every_lesson_is_read_to_its_last_page_in_both_languages_and_all_sizes() {
    for lang in Lang::ALL {
        for mut tutor in every_lesson(lang) {
            for size in [(80, 24), (120, 40), (40, 15)] {
                tutor.update(Input::Begin, 0);
                let mut screen = LessonScreen::new(lang);
                let mut asks = Vec::new();
                for page in 1..=tutor.page_count() {
                    screen.lay_out(&tutor, size);
                    let heading: String = tutor.heading().into_iter().map(|(_, text)| text).collect();
                    assert!(heading.contains(&format!("· {page}/{} ·", tutor.page_count())), "{heading}");
                    let mut terminal =
                        Terminal::new(TestBackend::new(size.0, size.1)).expect("a test backend");
                    terminal.draw(|frame| screen.draw(&tutor, Theme::default(), frame)).expect("draws");
                    assert!(!screen.body.is_empty() && !screen.hints.is_empty());
                    let right = Woken::Key(KeyEvent::new(KeyCode::Right, KeyModifiers::NONE));
                    let input = screen.update(&right, &tutor, 0).expect("it turns the page");
                    asks = tutor.update(input, 0);
                }
                assert!(asks.contains(&Ask::Quit), "{asks:?}");
                assert!(tutor.farewell().iter().any(|said| said.contains(lang.pick("finished", "学完"))));
                tutor.update(Input::Typed("g 1".into()), 0);
            }
        }
    }
}
