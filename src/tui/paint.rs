//! Lines onto cells.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::app::guide::Part;
use super::app::panes;
use super::app::{App, Mode};
use super::layout::{Pane, SMALLEST};
use crate::stage::scene::Scene;
use crate::terminal::theme::Theme;
use crate::view::cards::Block;
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::words::word;

/// The columns of a state machine that stands beside the source.
const WIDE_MACHINE: u16 = 80;

/// Draws the whole screen.
pub fn draw(app: &App, scene: &Scene<'_>, frame: &mut Frame<'_>) {
    let area = frame.area();
    let theme = &app.theme;
    if let Mode::Guide(part, offset) = app.mode {
        return guide(app, scene, part, offset, frame);
    }
    let Some(areas) = app.areas(scene).filter(|_| area.as_size() == app.size.as_size()) else {
        return too_small(app, frame);
    };
    let buffer = frame.buffer_mut();
    put(buffer, areas.title, &[panes::title(app, scene, usize::from(area.width))], theme);
    for (pane, area) in &areas.panes {
        draw_pane(app, scene, *pane, *area, buffer);
        if area.x > 0 {
            divide(buffer, *area, theme);
        }
    }
    if let Mode::Driving(driving) = &app.mode {
        let top = areas.title.bottom();
        let body = Rect { y: top, height: areas.note.y.saturating_sub(top), ..area };
        // On a wide screen the source stays in view.
        let beside = areas.pane(Pane::Stack).map_or(0, |stack| stack.x);
        let body = match body.width.checked_sub(beside) {
            Some(width) if width >= WIDE_MACHINE => Rect { x: beside, width, ..body },
            _ => body,
        };
        let lines = driving.machine(scene, app.lang, usize::from(body.height), usize::from(body.width));
        if !lines.is_empty() {
            Clear.render(body, buffer);
            put(buffer, body, &lines, theme);
        }
    }
    let width = usize::from(area.width);
    put(buffer, areas.note, &panes::note(app, scene, width), theme);
    put(buffer, areas.question, &panes::question(app, scene, width), theme);
    let (hints, cursor) = panes::hints(app, scene, width);
    put(buffer, areas.hints, &[hints], theme);
    if let Some(column) = cursor {
        let column = u16::try_from(column).unwrap_or(0).min(areas.hints.width.saturating_sub(1));
        frame.set_cursor_position(Position::new(areas.hints.x + column, areas.hints.y));
    }
}

fn draw_pane(app: &App, scene: &Scene<'_>, pane: Pane, area: Rect, buffer: &mut Buffer) {
    let theme = &app.theme;
    let columns = usize::from(area.width);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let rows = usize::from(body.height);
    put(buffer, area, &[panes::heading(app, scene, pane, columns)], theme);
    match pane {
        Pane::Source => {
            let listing = panes::source(app, scene, rows, columns);
            put(buffer, body, &listing.lines, theme);
            let marks = panes::marks(app, scene);
            let row_of = |line: u32| u16::try_from(line.checked_sub(app.source_first)?).ok();
            let is_seen = |row: &u16| usize::from(*row) < listing.lines.len() - listing.aside.len();
            if let Some(row) = marks.current.and_then(row_of).filter(is_seen) {
                buffer.set_style(Rect { y: body.y + row, height: 1, ..body }, theme.current_row());
            }
        }
        Pane::Stack | Pane::Loop => {
            let blocks = panes::blocks(app, scene, pane, rows, columns);
            let offset = panes::block_offset(app, scene, pane, &blocks, rows);
            draw_blocks(app, &blocks, offset, body, buffer);
        }
        Pane::Strip => put(buffer, body, &panes::strip(app, scene, rows, columns), theme),
        Pane::Output => put(buffer, body, &panes::output(app, scene, rows, columns), theme),
    }
}

fn draw_blocks(app: &App, blocks: &[Block], offset: usize, body: Rect, buffer: &mut Buffer) {
    let lines = blocks.iter().flat_map(|block| block.lines.iter().map(move |line| (block.who, line)));
    let total: usize = blocks.iter().map(|block| block.lines.len()).sum();
    for (row, (who, line)) in (0..body.height).zip(lines.skip(offset)) {
        let area = Rect { y: body.y + row, height: 1, ..body };
        put(buffer, area, std::slice::from_ref(line), &app.theme);
        if who.is_some() && who == app.chosen {
            buffer.set_style(area, app.theme.chosen_row());
        }
    }
    let below = total.saturating_sub(offset + usize::from(body.height));
    if below > 0 && body.height > 0 {
        let text = format!(" +{below} ");
        let wide = u16::try_from(fit::width(&text)).unwrap_or(0).min(body.width);
        let corner = Rect { x: body.right() - wide, y: body.bottom() - 1, width: wide, height: 1 };
        put(buffer, corner, &[vec![(Role::Key, text)]], &app.theme);
    }
}

/// Lines from the top of an area down; what does not fit is left out.
fn put(buffer: &mut Buffer, area: Rect, lines: &[Line], theme: &Theme) {
    for (row, line) in (0..area.height).zip(lines) {
        let mut x = area.x;
        for (role, text) in line {
            let room = usize::from(area.right().saturating_sub(x));
            if room == 0 {
                break;
            }
            let (next, _) = buffer.set_stringn(x, area.y + row, theme.text(text), room, theme.style(*role));
            x = next;
        }
    }
}

/// The line between two columns, in the first of the two blank ones left of an area.
fn divide(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    for row in area.top()..area.bottom() {
        buffer.set_string(area.x.saturating_sub(2), row, theme.text("│"), theme.style(Role::Dim));
    }
}

fn guide(app: &App, scene: &Scene<'_>, part: Part, offset: usize, frame: &mut Frame<'_>) {
    let area = frame.area();
    let lines = part.lines(app, usize::from(area.width));
    let rows = usize::from(area.height.saturating_sub(1));
    let offset = offset.min(lines.len().saturating_sub(rows));
    let body = Rect { height: area.height.saturating_sub(1), ..area };
    put(frame.buffer_mut(), body, &lines[offset..], &app.theme);
    let (hints, _) = panes::hints(app, scene, usize::from(area.width));
    let bottom = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    put(frame.buffer_mut(), bottom, &[hints], &app.theme);
}

fn too_small(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    let (width, height) = SMALLEST;
    let text = word(app.lang, "The window is too small: at least", "窗口太小：至少需要");
    let line = vec![(Role::Plain, format!("{text} {width}×{height}"))];
    let lines = fit::wrap(&line, usize::from(area.width).max(2), 0);
    put(frame.buffer_mut(), area, &lines, &app.theme);
}
