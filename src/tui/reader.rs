//! A page of a lesson on the whole screen: heading, text that scrolls, what was said, and the line being typed.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::terminal::theme::Theme;
use crate::view::fit::{line_width, width};
use crate::view::markdown;
use crate::view::role::{Line, Role};

/// What is on the screen.
pub struct Sheet<'a> {
    /// The first row.
    pub heading: Line,
    /// The page and what was said below it.
    pub body: &'a [Line],
    /// How many lines of the body are above the screen.
    pub offset: usize,
    /// The line being typed: what stands before the cursor and behind it.
    pub typed: Option<(&'a str, &'a str)>,
    /// What can be typed.
    pub keys: &'a str,
    /// The looks.
    pub theme: Theme,
}

/// The row of the screen on which the body begins.
pub const FIRST_ROW: usize = 2;

/// The rows that the body of a page has on a screen of so many.
pub fn body_rows(rows: u16, keys: &str, columns: u16) -> usize {
    usize::from(rows).saturating_sub(4 + key_lines(keys, columns).len())
}

/// The columns that text has on a screen of so many: what can be read without turning one's head.
pub fn text_columns(columns: u16) -> usize {
    usize::from(columns).saturating_sub(4).clamp(16, 96)
}

fn key_lines(keys: &str, columns: u16) -> Vec<Line> {
    markdown::render(&keys.replace("   ", " · "), usize::from(columns).saturating_sub(2).max(8))
}

/// Draws the page.
pub fn draw(sheet: &Sheet<'_>, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let keys = key_lines(sheet.keys, area.width);
    let rows = body_rows(area.height, sheet.keys, area.width);
    put(buffer, area, 0, 1, &sheet.heading, &sheet.theme);
    let rule = vec![(Role::Dim, "─".repeat(usize::from(area.width)))];
    put(buffer, area, 1, 0, &rule, &sheet.theme);
    for (row, line) in sheet.body.iter().skip(sheet.offset).take(rows).enumerate() {
        put(buffer, area, row + FIRST_ROW, 2, line, &sheet.theme);
    }
    if sheet.body.len() > sheet.offset + rows {
        put(buffer, area, rows + FIRST_ROW, 2, &vec![(Role::Dim, "↓ … PgDn".into())], &sheet.theme);
    }
    let bottom = usize::from(area.height).saturating_sub(keys.len() + 1);
    for (row, mut line) in keys.into_iter().enumerate() {
        for (role, _) in &mut line {
            *role = Role::Dim;
        }
        put(buffer, area, bottom + 1 + row, 1, &line, &sheet.theme);
    }
    if let Some((before, behind)) = sheet.typed {
        let line = vec![
            (Role::Key, "> ".into()),
            (Role::Plain, before.to_owned()),
            (Role::Plain, behind.to_owned()),
        ];
        put(buffer, area, bottom, 1, &line, &sheet.theme);
        let column = (3 + width(before)).min(usize::from(area.width).saturating_sub(1));
        let row = bottom.min(usize::from(area.height).saturating_sub(1));
        frame.set_cursor_position(Position::new(area.x + column as u16, area.y + row as u16));
    }
}

fn put(buffer: &mut Buffer, area: Rect, row: usize, column: usize, line: &Line, theme: &Theme) {
    let (Ok(row), Ok(mut column)) = (u16::try_from(row), u16::try_from(column)) else {
        return;
    };
    if row >= area.height || line_width(line) == 0 {
        return;
    }
    for (role, text) in line {
        if column >= area.width {
            return;
        }
        let room = usize::from(area.width - column);
        let (end, _) = buffer.set_stringn(area.x + column, area.y + row, text, room, theme.style(*role));
        column = end - area.x;
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn screen(columns: u16, rows: u16) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test backend");
        let body: Vec<Line> = (0..30).map(|n| vec![(Role::Plain, format!("第 {n} line"))]).collect();
        let sheet = Sheet {
            heading: vec![(Role::Heading, "Title".into())],
            body: &body,
            offset: 2,
            typed: Some(("4", "")),
            keys: "Enter: next   q: quit",
            theme: Theme::default(),
        };
        terminal.draw(|frame| draw(&sheet, frame)).expect("draws");
        let buffer = terminal.backend().buffer().clone();
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
        (0..rows).map(row).collect()
    }

    #[test]
    fn heading_text_input_and_keys_are_there() {
        let rows = screen(40, 12);
        assert!(rows[0].contains("Title"));
        assert!(rows[2].contains("第"), "{rows:?}");
        assert!(rows[10].starts_with(" > 4"), "{rows:?}");
        assert!(rows[11].contains("Enter: next · q: quit"), "{rows:?}");
    }

    #[test]
    fn every_size_is_drawn() {
        for columns in 1..30 {
            for rows in 1..12 {
                assert_eq!(screen(columns, rows).len(), usize::from(rows));
            }
        }
    }
}
