//! A page of a lesson before an audience: one column in the middle, wide lines, and how far the lesson is.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::terminal::theme::Theme;
use crate::view::fit::{cut_line, line_width, width};
use crate::view::role::{Line, Role};

/// The most columns a slide's text has: few words in a line are read from far away.
const COLUMNS: usize = 72;

/// What is on the screen.
pub struct Slide<'a> {
    /// The heading.
    pub title: &'a str,
    /// The text.
    pub body: &'a [Line],
    /// How many of its lines are above the screen.
    pub offset: usize,
    /// This page, from 1, and how many there are.
    pub place: (usize, usize),
    /// What can be done, in one line.
    pub keys: &'a str,
    /// The looks.
    pub theme: Theme,
}

/// The columns of text on a screen of so many.
pub fn text_columns(columns: u16) -> usize {
    usize::from(columns).saturating_sub(4).clamp(16, COLUMNS)
}

/// How many lines of a text of `lines` fit a screen: each has an empty row below it where there is room for that.
pub fn body_rows(rows: u16, lines: usize) -> usize {
    let room = usize::from(rows).saturating_sub(6).max(1);
    if 2 * lines <= room { lines } else { room }
}

/// Draws the slide.
pub fn draw(slide: &Slide<'_>, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let title = spaced(slide.title, usize::from(area.width).saturating_sub(4));
    put(buffer, area, 1, middle(area, width(&title)), &vec![(Role::Heading, title)], &slide.theme);
    let rows = body_rows(area.height, slide.body.len());
    let pitch = if 2 * slide.body.len() <= usize::from(area.height).saturating_sub(6) { 2 } else { 1 };
    let shown: Vec<&Line> = slide.body.iter().skip(slide.offset).take(rows).collect();
    let widest = slide.body.iter().map(line_width).max().unwrap_or(0);
    let left = middle(area, widest.min(text_columns(area.width)));
    let room = usize::from(area.width).saturating_sub(left);
    for (row, line) in shown.into_iter().enumerate() {
        put(buffer, area, 3 + row * pitch, left, &cut_line(line.clone(), room), &slide.theme);
    }
    let bottom = usize::from(area.height).saturating_sub(2);
    if slide.body.len() > slide.offset + rows {
        put(buffer, area, bottom.saturating_sub(1), left, &vec![(Role::Dim, "↓ …".into())], &slide.theme);
    }
    let (at, of) = slide.place;
    let bar = usize::from(area.width).saturating_sub(2);
    let done = bar * at / of.max(1);
    let progress = vec![(Role::Running, "━".repeat(done)), (Role::Dim, "─".repeat(bar - done))];
    put(buffer, area, bottom, 1, &progress, &slide.theme);
    let keys = cut_line(vec![(Role::Dim, slide.keys.to_owned())], bar);
    put(buffer, area, bottom + 1, 1, &keys, &slide.theme);
}

/// A heading with a blank between its letters, where there is room for that.
fn spaced(title: &str, columns: usize) -> String {
    let mut wide = String::with_capacity(2 * title.len());
    for letter in title.chars() {
        if !wide.is_empty() && letter.is_ascii() {
            wide.push(' ');
        }
        wide.push(letter);
    }
    if width(&wide) <= columns { wide } else { title.to_owned() }
}

fn middle(area: Rect, columns: usize) -> usize {
    usize::from(area.width).saturating_sub(columns) / 2
}

fn put(buffer: &mut Buffer, area: Rect, row: usize, column: usize, line: &Line, theme: &Theme) {
    let (Ok(row), Ok(mut column)) = (u16::try_from(row), u16::try_from(column)) else {
        return;
    };
    if row >= area.height {
        return;
    }
    for (role, text) in line {
        if column >= area.width {
            return;
        }
        let room = usize::from(area.width - column);
        let text = theme.text(text);
        let (end, _) = buffer.set_stringn(area.x + column, area.y + row, text, room, theme.style(*role));
        column = end - area.x;
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::terminal::theme::Glyphs;

    fn screen(columns: u16, rows: u16, lines: usize) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test backend");
        let body: Vec<Line> = (0..lines).map(|n| vec![(Role::Plain, format!("第 {n} line"))]).collect();
        let theme = Theme { glyphs: Glyphs::Unicode, ..Theme::default() };
        let slide =
            Slide { title: "Title", body: &body, offset: 0, place: (2, 4), keys: "Space: pause", theme };
        terminal.draw(|frame| draw(&slide, frame)).expect("draws");
        let buffer = terminal.backend().buffer().clone();
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
        (0..rows).map(row).collect()
    }

    #[test]
    fn a_slide_stands_in_the_middle_with_room_between_its_lines() {
        let rows = screen(60, 16, 3);
        assert!(rows[1].trim() == "T i t l e" && rows[1].starts_with("               "), "{rows:?}");
        assert!(
            rows[3].contains("0 line") && rows[4].trim().is_empty() && rows[5].contains("1 line"),
            "{rows:?}"
        );
        assert_eq!(rows[14].matches('━').count(), 29, "half of the lesson");
        assert!(rows[15].contains("Space: pause"), "{rows:?}");
    }

    #[test]
    fn what_does_not_fit_with_room_stands_close_and_says_that_there_is_more() {
        let rows = screen(60, 16, 30);
        assert!(
            rows[3].contains("0 line") && rows[4].contains("1 line") && rows[13].contains('↓'),
            "{rows:?}"
        );
    }

    #[test]
    fn every_size_is_drawn() {
        for columns in 1..30 {
            for rows in 1..12 {
                assert_eq!(screen(columns, rows, 5).len(), usize::from(rows));
            }
        }
    }
}
